// A run as a Python program for the course on the learner's own machine: as gan_course/lab/script.py writes it.
// The same game and the same changes; the course draws other random numbers, so its weights are others.

import { KNOBS, REMEDIES, number } from "./settings.js";

// What to_python of the course calls each remedy.
const CLASSES = {
  adversarial_examples: "AdversarialExamples", consensus: "Consensus", dragan: "DRAGAN", experience_replay: "ExperienceReplay",
  feature_matching: "FeatureMatching", instance_noise: "InstanceNoise", label_smoothing: "LabelSmoothing",
  minibatch_discrimination: "MinibatchDiscrimination", minibatch_stddev: "MinibatchStddev", optimistic: "Optimistic",
  packing: "Packing", r1: "R1", r2: "R2", spectral_normalization: "SpectralNormalization", unrolled: "Unrolled",
  veegan: "VEEGAN", weight_averaging: "WeightAveraging", weight_clipping: "WeightClipping", wgan_gp: "WGANGP",
};

export function toPython(start, events) {
  const names = new Set(Object.keys(start.remedies));
  for (const [kind, wanted] of events) if (kind === "compile") Object.keys(wanted.remedies).forEach((name) => names.add(name));
  const body = [data(start), ...networks(start), "gan = GAN(generator, discriminator)", ...compile(start), ""];
  let current = start;
  for (const event of events) {
    body.push(...lines(event, current));
    if (event[0] === "compile") current = event[1];
  }
  const text = body.join("\n");
  const head = ["# The same game as on the page; the course draws its own random numbers, so the weights differ.",
                "from gan_course import seed_everything", "from gan_course.gan import GAN", "from gan_course.lab import distributions",
                "from gan_course.networks import mlp_discriminator, mlp_generator"];
  if (text.includes(" Adam(")) head.push("from gan_course.optimizers import Adam");
  if (names.size) head.push(`from gan_course.remedies import ${[...names].map((name) => CLASSES[name])
    .sort((a, b) => a.toLowerCase().localeCompare(b.toLowerCase())).join(", ")}`);
  if (text.includes("keras.")) head.push("import keras");
  return [...head, "", `seed_everything(${start.seed})`, text].join("\n") + "\n";
}

const tuple = (values) => `(${values.join(", ")}${values.length === 1 ? "," : ""})`;

function data({ data: name, drawn }) {
  if (!drawn.length) return `x = distributions.build('${name}').x`;
  return `x = distributions.build('drawn', [${drawn.map((point) => tuple(point.map((x) => number(x)))).join(", ")}]).x`;
}

function networks(s) {
  return [`generator = mlp_generator(${s.latent_dim}, 2, ${tuple(s.generator_widths)}, '${s.activation}', '${s.noise}')`,
          `discriminator = mlp_discriminator(2, ${tuple(s.discriminator_widths)}, '${s.activation}')`];
}

function compile(s) {
  const calls = Object.entries(s.remedies).map(([name, value]) =>
    `${CLASSES[name]}(${value == null ? "" : `${REMEDIES[name].number}=${number(value, REMEDIES[name].whole)}`})`);
  return [`gan.compile('${s.objective}', ${optimizer(s.generator_optimizer, s.generator_rate, s)},`,
          `            ${optimizer(s.discriminator_optimizer, s.discriminator_rate, s)},`,
          `            remedies=[${calls.join(", ")}], n_critic=${s.n_critic}, n_generator=${s.n_generator})`];
}

function optimizer(name, rate, { beta_1 }) {
  if (name === "adam") return `Adam(${number(rate)}, ${number(beta_1)})`;
  if (name === "rmsprop") return `keras.optimizers.RMSprop(${number(rate)})`;
  return `keras.optimizers.SGD(${number(rate)}, momentum=${name === "momentum" ? "0.9" : "0.0"})`;
}

function lines([kind, what, value], { batch_size }) {
  if (kind === "fit") return [`gan.fit(x, batch_size=${batch_size}, steps_per_epoch=${what}, verbose=0)`];
  if (kind === "single")
    return [`for _ in range(${what}):  # single steps`, `    gan.fit(x, batch_size=${batch_size}, steps_per_epoch=1, verbose=0)`];
  if (kind === "generator" || kind === "discriminator")
    return [`for _ in range(${what}):`, `    gan.train_player('${kind}', x, ${batch_size})`];
  if (kind === "rate") return [`gan.${what}_optimizer.learning_rate = ${number(value)}`];
  if (kind === "turn") return [`next(remedy for remedy in gan.remedies if remedy.name == '${what}')` +
                               `.turn(${REMEDIES[what].number}=${number(value, REMEDIES[what].whole)})`];
  return compile(what);
}

// The label of a knob or remedy, for the marks of the timeline.
export function label(name) {
  return (KNOBS[name] ?? REMEDIES[name])?.label ?? name;
}
