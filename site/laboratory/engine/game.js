// A game of two networks: one training step with a place for every remedy, written on tapes and compiled to programs.

import { Memory, Program, Tape } from "./tape.js";
import { Network } from "./networks.js";
import { OBJECTIVES } from "./objectives.js";
import { together } from "./remedies.js";

const STORE = 2048;      // old fakes of experience replay
const PLAYERS = ["generator", "discriminator"];

// settings: as settings.js makes them. Throws an Error for a game that is impossible, with the sentence to show.
export class Game {
  constructor(module, settings) {
    const memory = (this.memory = new Memory(module));
    Object.assign(this, { settings, remedies: together(settings.remedies), scalars: new Map(), programs: {} });
    this.objective = OBJECTIVES[settings.objective];
    this.build();
    this.judged = [...this.remedies].reverse().reduce((n, each) => each.checkBatch?.(n) ?? n, settings.batch_size);
    const batch = settings.batch_size;
    Object.assign(this, { real: memory.room(2 * batch), noise: memory.room(batch * settings.latent_dim),
                          fake: memory.room(2 * batch), seen: memory.room(2 * batch) });
    this.done = { generator: 0, discriminator: 0, reconstructor: 0 };
    this.stepper = this.remedies.some((each) => each.takesOver.includes("the step"));
    this.replay = this.remedies.find((each) => each.name === "experience_replay");
    this.looksAhead = this.remedies.find((each) => each.name === "unrolled")?.steps ?? 0;
    if (this.replay) Object.assign(this, { store: new Float32Array(2 * STORE), written: 0, rows: memory.room(batch) });
    this.losses = memory.room(4);
    this.turn(settings);
  }

  build() {
    const { settings: s, memory } = this;
    const common = { activation: s.activation, extras: [] };
    const given = (this.spec = { ...common, inputs: 2, widths: s.discriminator_widths, outputs: 1 });
    for (const remedy of this.remedies) {
      const reason = remedy.conflict?.(this);
      if (reason) throw new Error(`The remedy '${remedy.name}' cannot be used here: ${reason}.`);
      this.spec = remedy.rebuild?.(this.spec, this) ?? this.spec;
      this.objective = remedy.objective?.(this.objective, this) ?? this.objective;
    }
    this.generator = new Network(memory, { ...common, inputs: s.latent_dim, widths: s.generator_widths, outputs: 2,
                                           erf: s.noise === "uniform" });
    this.given = new Network(memory, given);
    this.discriminator = this.spec === given ? this.given : new Network(memory, this.spec);
    this.memories = {};
    this.optimism = {};
    for (const player of PLAYERS) this.memories[player] = this.moments(this[player]);
    if (this.has("optimistic")) for (const player of PLAYERS)
      this.optimism[player] = { stood: memory.room(this[player].room), last: memory.room(this[player].room) };
    if (this.has("weight_averaging")) this.averaged = memory.room(this.generator.room);
    if (this.has("veegan")) {
      this.reconstructor = new Network(memory, { inputs: 2, widths: [128, 128], outputs: s.latent_dim, activation: "tanh" });
      this.memories.reconstructor = this.moments(this.reconstructor);
      memory.set(this.scalar("reconstructor rule"), [0, 0.5, 0.001, 1e-7]);
    }
  }

  moments({ room }) {
    const { memory } = this;
    return { gradient: memory.room(room), first: memory.room(room), second: memory.room(room) };
  }

  has(name) {
    return name in this.settings.remedies;
  }

  // New weights, drawn from a stream; or those of the game that stood here before, so far as they fit.
  begin(stream, before = null) {
    const take = (to, from, n = to.size) => to.memory.set(to.at, from.memory.array(from.at, n));
    if (before) {
      take(this.generator, before.generator);
      if (before.given !== before.discriminator && !before.spec.anew)
        take(before.given, before.discriminator, before.given.hidden); // layers that both share
      take(this.given, before.given);
    } else {
      this.generator.begin(stream);
      this.given.begin(stream);
    }
    if (this.given !== this.discriminator) {
      this.discriminator.begin(stream);
      if (!this.spec.anew) take(this.discriminator, this.given, this.given.hidden);
    }
    this.reconstructor?.begin(stream);
    this.follow();
  }

  // The average begins where G stands.
  follow() {
    const { memory, generator: { at, size } } = this;
    if (this.averaged) memory.set(this.averaged, memory.array(at, size));
  }

  // ---------------------------------------------------------- numbers that turn

  // The address of a named number.
  scalar(name) {
    if (!this.scalars.has(name)) this.scalars.set(name, this.memory.room(4));
    return this.scalars.get(name);
  }

  // A remedy's number as a node.
  number(t, name) {
    t.numbers ??= new Map();
    if (!t.numbers.has(name)) t.numbers.set(name, t.leaf(this.scalar(name), 1, 1));
    return t.numbers.get(name);
  }

  // Take rates and the remedies' numbers from settings of the same game.
  turn(settings) {
    this.settings = settings;
    for (const [name, value] of Object.entries(settings.remedies))
      if (value != null) this.memory.set(this.scalar(name), [value]);
    for (const player of PLAYERS) {
      const rate = settings[`${player}_rate`], at = this.scalar(`${player} rule`);
      this.memory.set(at, { adam: [0, 1 - settings.beta_1, 0.001, 1e-7], sgd: [rate], momentum: [rate, 0.9],
                            rmsprop: [rate, 0.9, 1e-7] }[settings[`${player}_optimizer`]]);
    }
  }

  // Count an update of a player: what its rule, the average and the look ahead need to know of it.
  count(player, rate = this.settings[`${player}_rate`], beta1 = this.settings.beta_1) {
    const t = ++this.done[player], adam = (n) => rate * Math.sqrt(1 - power(0.999, n)) / (1 - power(beta1, n));
    if (player === "reconstructor" || this.settings[`${player}_optimizer`] === "adam")
      this.memory.set(this.scalar(`${player} rule`), [adam(t)]);
    if (player === "generator" && this.averaged)
      this.memory.set(this.scalar("average"), [Math.min(this.settings.remedies.weight_averaging, (1 + t) / (10 + t))]);
  }

  lookAhead() {
    const { discriminator_rate: rate, beta_1: beta1 } = this.settings, t = this.done.discriminator;
    for (let k = 0; k < this.looksAhead; k++)
      this.memory.set(this.scalar(`unrolled ${k}`),
                      [rate * Math.sqrt(1 - power(0.999, t + k + 1)) / (1 - power(beta1, t + k + 1))]);
  }

  // ---------------------------------------------------------- what is written on a tape

  // Random numbers of a program: drawn anew, in this order, each time before it runs.
  drawn(t, kind, rows, columns) {
    const at = this.memory.room(rows * columns);
    (t.draws ??= []).push({ kind, at, n: rows * columns });
    return t.leaf(at, rows, columns);
  }

  normal(t, rows, columns) {
    return this.drawn(t, "normal", rows, columns);
  }

  uniform(t, rows, columns) {
    return this.drawn(t, "uniform", rows, columns);
  }

  shown(t, real, fake, noise) {
    for (const remedy of this.remedies) if (remedy.shown) [real, fake] = remedy.shown(t, this, real, fake, noise);
    return [real, fake];
  }

  critic(t, d) {
    return (x) => this.discriminator.forward(t, x, d, { training: true });
  }

  discriminatorLoss(t, real, fake, d, noise) {
    [real, fake] = this.shown(t, real, fake, noise);
    const critic = this.critic(t, d), onReal = critic(real);
    let loss = this.objective.discriminator(t, onReal, critic(fake));
    for (const remedy of this.remedies) if (remedy.penalty) loss = t.add(loss, remedy.penalty(t, this, critic, real, fake));
    return loss;
  }

  plainGeneratorLoss(t, real, fake, d, noise) {
    [real, fake] = this.shown(t, real, fake, noise);
    const critic = this.critic(t, d), onReal = this.objective.usesReal ? critic(real) : null;
    return this.objective.generator(t, onReal, critic(fake));
  }

  generatorLoss(t, real, fake, d, noise) {
    const own = this.remedies.find((each) => each.generatorLoss);
    let loss = own ? own.generatorLoss(t, this, d, real, fake, noise) : this.plainGeneratorLoss(t, real, fake, d, noise);
    for (const remedy of this.remedies)
      if (remedy.generatorPenalty) loss = t.add(loss, remedy.generatorPenalty(t, this, fake, noise));
    return loss;
  }

  reconstructed(t, points) {
    t.reconstructor ??= this.reconstructor.leaves(t);
    return this.reconstructor.forward(t, points, t.reconstructor);
  }

  reconstruction(t, fake, noise) {
    return t.affine(t.sum(t.square(t.sub(this.reconstructed(t, fake), noise))), 1 / fake.rows);
  }

  // Move a player by its optimiser along these gradients, one a weight; then what remedies do after that.
  update(t, player, gradients) {
    const network = this[player], { gradient, first, second } = this.memories[player], { at, size, room } = network;
    const rule = player === "reconstructor" ? "adam" : this.settings[`${player}_optimizer`];
    for (const remedy of this.remedies) if (player !== "reconstructor") remedy.beforeUpdate?.(t, this, player);
    network.parts.forEach(({ offset, rows, columns }, i) =>
      t.effect("copy", gradient + 4 * offset, [gradients[i] ?? t.fill(t.constant(0), rows, columns)], [], rows * columns));
    t.effect(rule, at, [], [gradient, first, second, this.scalar(`${player} rule`)], rule === "adam" ? room : size);
    for (const remedy of this.remedies) if (player !== "reconstructor") remedy.afterUpdate?.(t, this, player);
  }

  // Spectral normalisation leaves the kernels as its last call divided them.
  keepDivided(t, d) {
    this.discriminator.parts.forEach(({ rows, columns, offset, u }, i) => {
      if (u) t.effect("copy", this.discriminator.at + 4 * offset, [d[i]], [], rows * columns);
    });
  }

  discriminatorUpdate(t, real, fake, noise) {
    const d = this.discriminator.leaves(t), by = [...d];
    const loss = this.discriminatorLoss(t, real, fake, d, noise);
    const gradients = t.gradients(loss, by);
    this.keepDivided(t, d);
    this.update(t, "discriminator", gradients);
    return loss;
  }

  generatorUpdate(t, real, fake, noise, g) {
    const d = this.discriminator.leaves(t);
    const loss = this.generatorLoss(t, real, fake, d, noise);
    this.keepDivided(t, d);
    this.update(t, "generator", t.gradients(loss, g));
    return loss;
  }

  // Both gradients at one point, and both players against half the square of both (Mescheder et al. 2017).
  consensusUpdate(t, real, fake, noise, g) {
    const d = this.discriminator.leaves(t), by = [...d];
    const losses = [this.discriminatorLoss(t, real, fake, d, noise), this.generatorLoss(t, real, fake, d, noise)];
    const zero = (w) => t.fill(t.constant(0), w.rows, w.columns);
    const field = [...t.gradients(losses[0], by).map((v, i) => v ?? zero(by[i])),
                   ...t.gradients(losses[1], g).map((v, i) => v ?? zero(g[i]))];
    const size = t.affine(field.map((v) => t.sum(t.square(v))).reduce((a, b) => t.add(a, b)), 0.5);
    const gamma = this.number(t, "consensus");
    const moved = t.gradients(size, [...by, ...g]).map((pull, i) => pull ? t.add(field[i], t.affine(pull, gamma)) : field[i]);
    this.keepDivided(t, d);
    this.update(t, "generator", moved.slice(by.length));
    this.update(t, "discriminator", moved.slice(0, by.length));
    return losses;
  }

  // ---------------------------------------------------------- programs

  program(name) {
    return (this.programs[name] ??= this.compiled(name));
  }

  compiled(name) {
    const { settings: { batch_size: n, latent_dim }, memory } = this, t = new Tape(memory);
    const real = t.leaf(this.real, n, 2), noise = t.leaf(this.noise, n, latent_dim);
    const g = this.generator.leaves(t);
    const fake = () => this.generator.forward(t, noise, g);
    const outputs = [];
    const loss = (node, i) => t.effect("copy", this.losses + 4 * i, [node], [], 1);
    if (name === "fakes") outputs.push([fake(), this.fake]);
    else if (name === "seen") loss(this.discriminatorUpdate(t, real, t.leaf(this.seen, n, 2), noise), 0);
    else if (name === "discriminator") loss(this.discriminatorUpdate(t, real, t.stop(fake()), noise), 0);
    else if (name === "generator") {
      const made = fake();
      if (this.reconstructor) t.effect("copy", this.fake, [made], [], 2 * n);
      loss(this.generatorUpdate(t, real, made, noise, g), 1);
    } else if (name === "consensus") {
      const made = fake();
      if (this.reconstructor) t.effect("copy", this.fake, [made], [], 2 * n);
      this.consensusUpdate(t, real, made, noise, g).forEach(loss);
    } else if (name === "both") {
      const made = fake();
      if (this.reconstructor) t.effect("copy", this.fake, [made], [], 2 * n);
      loss(this.discriminatorUpdate(t, real, t.stop(made), noise), 0);
      loss(this.generatorUpdate(t, real, made, noise, g), 1);
    } else if (name === "reconstructor") {
      const by = (t.reconstructor = this.reconstructor.leaves(t));
      const error = this.reconstruction(t, t.leaf(this.fake, n, 2), noise);
      this.update(t, "reconstructor", t.gradients(error, by));
    }
    const made = new Program(t, outputs);
    made.draws = t.draws ?? [];
    return made;
  }

  // Run a program; `chance` has uniform(at, n) and normal(at, n) for the random numbers inside it.
  run(name, chance) {
    const program = this.program(name);
    for (const { kind, at, n } of program.draws) chance[kind](at, n);
    program.run();
  }

  // ---------------------------------------------------------- steps

  // One step. next: fills this.real and this.noise with the next batch. chance: the random numbers of the step.
  step(next, chance) {
    const { n_critic, n_generator } = this.settings;
    for (let i = 0; i < n_critic; i++) {
      next();
      if (i < n_critic - 1) this.discriminatorStep(chance);
    }
    if (this.stepper) {
      PLAYERS.forEach((player) => this.count(player));
      this.run("consensus", chance);
    } else if (this.replay) {
      this.discriminatorStep(chance);
      this.generatorStep(chance);
    } else {
      PLAYERS.forEach((player) => this.count(player));
      this.lookAhead();
      this.run("both", chance);
    }
    for (let i = 1; i < n_generator; i++) {
      chance.normal(this.noise, this.settings.batch_size * this.settings.latent_dim);
      this.generatorStep(chance);
    }
    if (this.reconstructor) {
      this.count("reconstructor", 1e-3, 0.5);
      this.run("reconstructor", chance);
    }
  }

  discriminatorStep(chance) {
    if (this.replay) {
      this.run("fakes", chance);
      this.remember(chance);
    }
    this.count("discriminator");
    this.run(this.replay ? "seen" : "discriminator", chance);
  }

  generatorStep(chance) {
    this.count("generator");
    this.lookAhead();
    this.run("generator", chance);
  }

  // Put old fakes in place of the last ones of the batch, and keep as many of the new.
  remember(chance) {
    const { memory, settings: { batch_size: n }, store } = this, count = Math.floor(n * this.replay.share);
    const fake = memory.array(this.fake, 2 * n), seen = memory.array(this.seen, 2 * n), filled = Math.min(this.written, STORE);
    seen.set(fake);
    chance.uniform(this.rows, count);
    const rows = memory.array(this.rows, count);
    if (filled) for (let i = 0; i < count; i++) {
      const row = Math.floor(Math.fround(rows[i] * filled)), to = 2 * (n - count + i);
      seen[to] = store[2 * row];
      seen[to + 1] = store[2 * row + 1];
    }
    for (let i = 0; i < count; i++) {
      const place = (this.written + i) % STORE;
      store[2 * place] = fake[2 * i];
      store[2 * place + 1] = fake[2 * i + 1];
    }
    this.written += count;
  }

  get loss() {
    return [...this.memory.array(this.losses, 2)];
  }
}

// base to a whole power, by products alone, so that every browser finds the same bits.
function power(base, n) {
  let found = 1;
  for (let square = base; n > 0; n = Math.floor(n / 2), square *= square) if (n % 2) found *= square;
  return found;
}
