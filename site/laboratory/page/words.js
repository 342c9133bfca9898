// What the page says of each control: one line of what it does, and one thing to try.

// `tries`: [what the button says, the change that it makes]; the first that is not so already.
export const KNOBS = {
  data: { does: "G never sees these points. Only D does, and all that G hears is the push that comes back." },
  noise: { does: "The cloud of noise that G has to bend into shape.", tries: [["Uniform", { noise: "uniform" }], ["Gaussian", { noise: "gaussian" }]] },
  latent_dim: { does: "1 is a thread, 2 a sheet: look at G's net.", tries: [["1", { latent_dim: 1 }], ["2", { latent_dim: 2 }]], choices: [1, 2, 8, 32] },
  seed: { does: "The same seed and settings give the same run.", tries: [["another", "seed"]] },
  batch_size: { does: "How many fakes and real points one step uses.", tries: [["16", { batch_size: 16 }], ["512", { batch_size: 512 }]], steps: [8, 16, 32, 64, 128, 256, 512, 1024] },
  beta_1: { does: "Adam's memory: how long a push is remembered.", tries: [["0.9", { beta_1: 0.9 }], ["0", { beta_1: 0 }]] },
  activation: { does: "The bend in each layer, of both players.", tries: [["tanh", { activation: "tanh" }], ["ReLU", { activation: "relu" }]] },
  generator_rate: { does: "How far G moves in one update.", tries: [["0.003", { generator_rate: 0.003 }], ["0.001", { generator_rate: 0.001 }]] },
  generator_widths: { does: "More or wider layers: a finer hand.", tries: [["8", { generator_widths: [8] }], ["128, 128", { generator_widths: [128, 128] }]] },
  n_generator: { does: "Updates of G for each step.", tries: [["3", { n_generator: 3 }], ["1", { n_generator: 1 }]] },
  generator_optimizer: { does: "How a push becomes a move of G.", tries: [["SGD", { generator_optimizer: "sgd" }], ["Adam", { generator_optimizer: "adam" }]] },
  discriminator_rate: { does: "How far D moves in one update.", tries: [["0.00003", { discriminator_rate: 3e-5 }], ["100 × faster", { discriminator_rate: 0.003 }]] },
  discriminator_widths: { does: "More or wider layers: a sharper eye.", tries: [["8", { discriminator_widths: [8] }], ["128, 128", { discriminator_widths: [128, 128] }]] },
  n_critic: { does: "Updates of D for each step.", tries: [["5", { n_critic: 5 }], ["1", { n_critic: 1 }]] },
  discriminator_optimizer: { does: "How a push becomes a move of D.", tries: [["SGD", { discriminator_optimizer: "sgd" }], ["Adam", { discriminator_optimizer: "adam" }]] },
};

export const COSTS = { live: "at once", recompile: "at once", reset: "starts anew" };

export const OBJECTIVES = {
  non_saturating: "a push even where D is sure",
  minimax: "no push where D is sure",
  least_squares: "distance from a target",
  hinge: "being surer is not rewarded",
  wasserstein: "scores, to be bounded",
  relativistic: "real against fake, in pairs",
};

// [what it does, what to try, what it does in five words]
export const REMEDIES = {
  instance_noise: ["Blurs real and fake alike, so that D cannot be too sure.", "0.3 on two islands", "Blurs real and fake alike."],
  experience_replay: ["D goes on meeting old fakes, so G cannot return to an old trick.", "0.5 on Hopping", "D goes on meeting old fakes."],
  packing: ["D judges m points at once: too many alike give G away.", "2 on the ring", "D judges m points at once."],
  minibatch_stddev: ["Tells D how much a group of points varies.", "4 on the ring", "D sees how a group varies."],
  minibatch_discrimination: ["Tells D how close each point lies to its batch.", "8 on Hopping", "D sees how close points lie."],
  spectral_normalization: ["Limits how steep D's opinion can be.", "it with the hinge loss", "Limits how steep D can be."],
  veegan: ["A third network guesses the noise; D judges pairs.", "1 on the grid", "A third network guesses the noise."],
  label_smoothing: ["D aims at 0.9 for real points, not at 1.", "0.9, then 0.7", "D aims at 0.9, not at 1."],
  feature_matching: ["G copies D's average features instead of fooling it.", "it on the ring", "G copies D's average features."],
  wgan_gp: ["Asks D for slope 1 between real and fake.", "it with Wasserstein", "D: slope 1 between real and fake."],
  dragan: ["Asks D for slope 1 close to the data.", "0.1 on the ring", "D: slope 1 close to the data."],
  r1: ["Charges D for any slope at real points: it calms down.", "0.1, then 10", "Charges D's slope at real points."],
  r2: ["Charges D for any slope at the fakes.", "0.1 together with R1", "Charges D's slope at the fakes."],
  adversarial_examples: ["D also learns on points moved by ε to where it errs most.", "0.03 on the ring", "D also learns on moved points."],
  weight_averaging: ["Draws an average of G's last steps; the training is unchanged.", "0.99 on the grid", "Draws an average of G."],
  optimistic: ["Leans against the last move: less running in circles.", "it with SGD", "Leans against the last move."],
  consensus: ["Both players also try to make the pushes smaller.", "0.1 with SGD", "Both also make the pushes small."],
  weight_clipping: ["Cuts D's weights to ± clip after each update.", "it with Wasserstein", "Cuts D's weights to ± clip."],
  unrolled: ["G looks some of D's coming updates ahead.", "5 on Hopping", "G looks some updates ahead."],
};

export const SHORT = {
  packing: "PacGAN", minibatch_discrimination: "Minibatch discr.", spectral_normalization: "Spectral norm",
  weight_averaging: "Averaging", label_smoothing: "Label smoothing", wgan_gp: "WGAN-GP", adversarial_examples: "Adversarial ex.",
  weight_clipping: "Weight clipping", unrolled: "Unrolled", optimistic: "Optimistic",
};

export const SYMBOLS = { sigma: "σ", alpha: "α", beta: "β", gamma: "γ", lambda_: "λ", epsilon: "ε" };

// Where a remedy acts: [title, in words, colour, names].
export const WHERE = {
  shown: ["What D is shown", "on the way to D", "var(--real)", ["instance_noise", "experience_replay"]],
  built: ["How D is built", "inside D", "var(--d)", ["packing", "minibatch_stddev", "minibatch_discrimination", "spectral_normalization", "veegan"]],
  aims: ["The objective", "what each descends", "var(--ink)", ["label_smoothing", "feature_matching", "wgan_gp", "dragan", "r1", "r2", "adversarial_examples"]],
  moves: ["The updates", "how the players move", "var(--push)", ["weight_averaging", "optimistic", "consensus", "weight_clipping", "unrolled"]],
};

// The parts of the map: whose knobs they hold, and which remedies.
export const PARTS = {
  noise: { title: "Noise", c: "var(--line2)", says: "all that G is given", knobs: ["noise", "latent_dim", "seed"] },
  generator: { title: "Generator", c: "var(--g)", tint: "var(--g-tint)", says: "turns noise into fakes",
    knobs: ["generator_rate", "generator_widths", "n_generator", "generator_optimizer"] },
  fakes: { title: "Fakes", c: "var(--g)", says: "what D is shown", knobs: ["batch_size"], where: "shown" },
  discriminator: { title: "Discriminator", c: "var(--d)", tint: "var(--d-tint)", says: "tells real from fake",
    knobs: ["discriminator_rate", "discriminator_widths", "n_critic", "discriminator_optimizer"], where: "built" },
  real: { title: "Real data", c: "var(--real)", says: "what G never sees", knobs: ["data", "batch_size"] },
  objective: { title: "Objective", c: "var(--ink)", says: "what each player descends", knobs: ["objective"], where: "aims" },
  updates: { title: "Updates", c: "var(--push)", says: "how a push becomes a move", knobs: ["beta_1", "activation"], where: "moves" },
};

export const BOUNDS = ["wgan_gp", "weight_clipping", "spectral_normalization", "dragan", "r1", "r2"];

export const PHASES = [
  ["G makes fakes", "The generator turns noise into fakes. The net shows where each part of the noise goes."],
  ["D compares", "The discriminator compares real and fake, and moves: its opinion has changed."],
  ["D tells the way", "Through the discriminator each fake learns where it should go: the arrows."],
  ["G moves", "The generator moves: the fakes follow their arrows, as far as its weights allow."],
];
