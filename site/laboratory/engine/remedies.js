// The remedies, as in gan_course/remedies: each is an object that says where in the step it acts. A hook takes the
// tape `t` and the `game`; `game.number(t, name)` is the remedy's number as a node, which turns while the run goes on.

const ADAM = "it looks ahead along Adam's steps; give the discriminator an Adam optimiser";

function penalty(name, points) {
  return { name, penalty: (t, game, critic, real, fake) =>
    t.affine(points(t, game, critic, real, fake), game.number(t, name)) };
}

// ‖∇D‖² at each point (batch, 1); each logit depends on its own point.
function squaredSlopes(t, game, critic, points) {
  const [at] = alone(t, game, points), [gradient] = t.gradients(t.sum(critic(at)), [at]);
  return t.rowSum(t.square(gradient));
}

const zeroCentred = (t, game, critic, points) => t.affine(t.mean(squaredSlopes(t, game, critic, points)), 0.5);

function oneCentred(t, game, critic, points) {
  const length = t.unary("sqrt", t.atLeast(squaredSlopes(t, game, critic, points), 1e-12));
  return t.mean(t.square(t.affine(length, 1, -1)));
}

// Points as variables of their own where D's weights come from them too, as those of a look ahead do: the derivative
// by them must not go through the weights. Elsewhere the points themselves, on which D was computed already.
const alone = (t, game, ...points) => points.map((each) => game.looksAhead ? t.fresh(each) : each);

function between(t, real, fake, u) {
  return t.add(real, t.mul(t.repeatColumns(u, real.columns), t.sub(fake, real)));
}

const packed = (t, x, m) => t.reshape(x, x.rows / m, x.columns * m);

function wholeGroups(name, what, size, n) {
  if (n % size)
    throw new Error(`The discriminator is given ${n} at a time, and ${name} judges ${what}=${size} together; choose ` +
                    `batch_size so that this is a multiple, such as ${Math.max(1, Math.round(n / size)) * size}.`);
}

const KINDS = {
  instance_noise: () => ({
    shown(t, game, real, fake) {
      const sigma = game.number(t, "instance_noise");
      const noisy = (x) => t.add(x, t.affine(game.normal(t, x.rows, x.columns), sigma));
      const first = noisy(real);
      return [first, noisy(fake)];
    },
  }),
  label_smoothing: () => ({
    conflict: ({ settings }) => ["minimax", "non_saturating", "least_squares"].includes(settings.objective) ? null :
      `the objective '${settings.objective}' has no target for real data; use minimax, non_saturating or least_squares`,
    objective: (objective, game) => ({ ...objective, discriminator: (t, real, fake) =>
      objective.smoothed(t, real, fake, game.number(t, "label_smoothing")) }),
  }),
  feature_matching: () => ({
    takesOver: ["the generator's loss"],
    generatorLoss(t, game, d, real, fake, noise) {
      [real, fake] = game.shown(t, real, fake, noise);
      const means = [real, fake].map((x) =>
        t.affine(t.groupSum(game.discriminator.forward(t, x, d, { training: true, features: true })), 1 / x.rows));
      return t.sum(t.square(t.sub(...means)));
    },
  }),
  wgan_gp: () => penalty("wgan_gp", (t, game, critic, real, fake) =>
    oneCentred(t, game, critic, between(t, real, fake, game.uniform(t, real.rows, 1)))),
  dragan: () => penalty("dragan", (t, game, critic, real) => {
    const u = game.uniform(t, real.rows, 1), noise = game.uniform(t, real.rows, real.columns);
    const centred = t.affine(real, 1, t.neg(t.mean(real)));
    const half = t.affine(t.unary("sqrt", t.mean(t.square(centred))), 0.5);
    return oneCentred(t, game, critic, between(t, real, t.add(real, t.affine(noise, half)), u));
  }),
  r1: () => penalty("r1", (t, game, critic, real) => zeroCentred(t, game, critic, real)),
  r2: () => penalty("r2", (t, game, critic, real, fake) => zeroCentred(t, game, critic, fake)),
  adversarial_examples: () => ({
    penalty(t, game, critic, real, fake) {
      const epsilon = game.number(t, "adversarial_examples"), { discriminator } = game.objective;
      const at = alone(t, game, real, fake), loss = discriminator(t, ...at.map(critic));
      const moved = t.gradients(loss, at).map((slope, i) =>
        t.stop(t.add(at[i], t.affine(t.unary("sign", slope), epsilon))));
      return discriminator(t, critic(moved[0]), critic(moved[1]));
    },
  }),
  weight_clipping: () => ({
    order: 95,
    afterUpdate(t, game, player) {
      if (player !== "discriminator") return;
      const { at, size } = game.discriminator;
      t.effect("clip", at, [], [0, 0, 0, game.scalar("weight_clipping")], size);
    },
  }),
  weight_averaging: () => ({
    order: 95,
    afterUpdate(t, game, player) {
      if (player !== "generator") return;
      const { at, size } = game.generator;
      t.effect("average", game.averaged, [], [at, 0, 0, game.scalar("average")], size);
    },
  }),
  optimistic: () => ({
    beforeUpdate(t, game, player) {
      const { at, size } = game[player], { stood } = game.optimism[player];
      t.effect("copy", stood, [t.leaf(at, 1, size)], [], size);
    },
    afterUpdate(t, game, player) {
      const { at, size } = game[player], { stood, last } = game.optimism[player];
      t.effect("optimism", at, [], [stood, last], size);
    },
  }),
  consensus: () => ({
    takesOver: ["the step"],
    conflict({ settings }) {
      const name = ["n_critic", "n_generator"].find((each) => settings[each] !== 1);
      return name ? `it moves both players at once, so ${name} must be 1, and is ${settings[name]}` : null;
    },
  }),
  unrolled: (steps) => ({
    order: 99, takesOver: ["the generator's loss"], steps,
    conflict(game) {
      if (game.settings.discriminator_optimizer !== "adam") return ADAM;
      return game.spec.spectral ? "the discriminator keeps state (normalisation or dropout), which a look ahead " +
        "cannot carry" : null;
    },
    // G's loss against the D of so many steps from now, through Adam's own steps.
    generatorLoss(t, game, d, real, fake, noise) {
      const { first, second } = game.memories.discriminator, network = game.discriminator;
      let weights = [...d], m = network.leaves(t, first), v = network.leaves(t, second);
      const [k1, k2] = [1 - game.settings.beta_1, 0.001];
      for (let k = 0; k < steps; k++) {
        const loss = game.discriminatorLoss(t, real, fake, weights, noise);
        const gradients = t.gradients(loss, weights).map((g, i) => g ?? t.affine(weights[i], 0));
        m = m.map((a, i) => t.add(t.affine(a, 1 - k1), t.affine(gradients[i], k1)));
        v = v.map((b, i) => t.add(t.affine(b, 1 - k2), t.affine(t.square(gradients[i]), k2)));
        const rate = t.leaf(game.scalar(`unrolled ${k}`), 1, 1);
        weights = weights.map((w, i) => {
          const root = t.affine(t.unary("sqrt", t.affine(v[i], 1, 1e-16)), 1, 1e-7);
          return t.sub(w, t.affine(t.mul(m[i], t.unary("reciprocal", root)), rate));
        });
      }
      return game.plainGeneratorLoss(t, real, fake, weights, noise);
    },
  }),
  packing: (m) => ({
    order: 90,
    rebuild: (spec) => ({ ...spec, inputs: m * spec.inputs, anew: true }),
    checkBatch(n) {
      wholeGroups("packing", "m", m, n);
      return n / m;
    },
    shown: (t, game, real, fake) => [packed(t, real, m), packed(t, fake, m)],
    single: (t, game, points) => packed(t, t.groupRepeat(points, m), m),
  }),
  minibatch_stddev: (group) => ({
    together: group,
    rebuild: (spec) => ({ ...spec, extras: [...spec.extras, { kind: "stddev", group }] }),
    checkBatch(n) {
      if (n > group) wholeGroups("minibatch_stddev", "group", group, n);
      return n;
    },
  }),
  minibatch_discrimination: (kernels) => ({
    together: null,
    rebuild: (spec) => ({ ...spec, extras: [...spec.extras, { kind: "discrimination", kernels }] }),
    checkBatch(n) {
      if (n * n * kernels > 2_000_000)
        throw new Error(`minibatch_discrimination compares each two of ${n} samples ${kernels} times, more than this ` +
                        "page's engine has room for; lower batch_size or the number of kernels.");
      return n;
    },
  }),
  spectral_normalization: () => ({ rebuild: (spec) => ({ ...spec, spectral: true, anew: true }) }),
  experience_replay: (share) => ({
    share,
    conflict: ({ remedies }) => remedies.some((other) => other.name === "consensus") ?
      "'consensus' takes over the step, in which both players see the same fakes" : null,
    checkBatch: (n) => n,
  }),
  veegan: () => ({
    order: 80,
    conflict: ({ remedies }) => remedies.some((other) => other.name === "experience_replay") ?
      "an old fake in the store has lost the noise that made it (experience_replay)" : null,
    rebuild: (spec, { settings }) => ({ ...spec, inputs: spec.inputs + settings.latent_dim, anew: true }),
    shown: (t, game, real, fake, noise) => [t.concat(real, game.reconstructed(t, real)), t.concat(fake, noise)],
    single: (t, game, points) => t.concat(points, game.reconstructed(t, points)),
    generatorPenalty: (t, game, fake, noise) => t.affine(game.reconstruction(t, fake, noise), game.number(t, "veegan")),
  }),
};

// What this engine cannot serve: name -> the sentence that says why.
export const REFUSED = { diff_augment: "It shifts and brightens images; a shifted point is another point." };

// The remedies of these settings in the order in which they act. Throws an Error where two do not go together.
export function together(numbers) {
  const found = Object.entries(numbers).map(([name, number]) => {
    if (!(name in KINDS)) throw new Error(REFUSED[name] ?? `The remedy ${name} is unknown to this engine.`);
    return { order: 50, takesOver: [], together: 1, ...KINDS[name](number), name };
  });
  found.sort((a, b) => a.order - b.order || (a.name < b.name ? -1 : 1));
  found.forEach((one, i) => found.slice(0, i).forEach((other) => {
    const job = one.takesOver.find((each) => other.takesOver.includes(each));
    if (job) throw new Error(`The remedies '${other.name}' and '${one.name}' cannot be combined: both replace ${job}. ` +
                             "Keep one of them.");
    if (one.takesOver.length && other.takesOver.length)
      throw new Error(`The remedies '${other.name}' and '${one.name}' cannot be combined: one replaces the step and the ` +
                      "other a part of it. Keep one of them.");
  }));
  return found;
}
