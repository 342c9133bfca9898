"""A training step that somebody wrote, run on a mixture of points and counted, or on data with labels."""

from typing import NamedTuple

import keras
import numpy as np
import tensorflow as tf

from gan_course import arguments
from gan_course.datasets import GaussianMixture
from gan_course.metrics import high_quality_share, modes_captured
from gan_course.optimizers import Adam
from gan_course.seeding import seed_everything

N_DATA, N_SAMPLES, LATENT_DIM = 20_000, 2_500, 2


class Run(NamedTuple):
    """What one seed gave: the modes captured and the high-quality share of 2,500 samples, and the samples."""

    seed: int
    modes: int
    high_quality: float
    samples: np.ndarray


def counted(step, mixture, seeds, steps=1500, n_critic=1, discriminator=None, batch_size=96, rate=3e-3):
    """Train two fresh networks by `step` under each seed; return a `Run` for each.

    step: function (generator, discriminator, g_optimizer, d_optimizer, real, noise) of TensorFlow operations, one step
    of both players. real: (n_critic * batch_size, dim), noise: as many rows of two normal numbers.
    mixture: a `datasets.GaussianMixture`. n_critic: how many steps of D are in a step; D's rate falls accordingly.
    discriminator: function () -> Keras model of points (batch, dim), or None for `judge`. rate: of both Adams
    (β₁ = 0.5), falling to 2 % of it along half a cosine. The loop is compiled: the step is traced once a seed.
    Raises ValueError for bad arguments, and where the samples are not finite.
    """
    arguments.function("step", step, "of six arguments: generator, discriminator, g_optimizer, d_optimizer, real, "
                                     "noise")
    arguments.instance("mixture", mixture, GaussianMixture)
    seeds = [arguments.seed("seeds", seed) for seed in arguments.sequence("seeds", seeds)]
    steps, n_critic = arguments.whole("steps", steps), arguments.whole("n_critic", n_critic)
    batch_size, rate = arguments.whole("batch_size", batch_size), arguments.number("rate", rate, above=0)
    if discriminator is not None:
        arguments.function("discriminator", discriminator, "without arguments, that returns a Keras model")
    dim = mixture.means.shape[1]
    return [_run(step, mixture, seed, steps, n_critic, discriminator or (lambda: judge(dim)), batch_size, rate)
            for seed in seeds]


def trained(step, generator, discriminator, data, labels, steps, batch_size=32, rate=1e-3, seed=0, beta=0.995):
    """Train two players that are told a label; return a copy of the generator with its weights averaged.

    step: function (generator, discriminator, g_optimizer, d_optimizer, real, noise, labels), such as notebook 04's.
    generator: [noise (batch, latent_dim), labels (batch,)] -> samples, discriminator: [samples, labels] -> logits
    (batch, 1). data: (n, ...), labels: (n,) whole numbers; batches are drawn from them at random. rate: of both Adams
    (β₁ = 0.5), falling to 0 along half a cosine. beta: of the average, smaller at the start. Both players are changed.
    """
    arguments.function("step", step, "of seven arguments: generator, discriminator, g_optimizer, d_optimizer, real, "
                                     "noise, labels")
    players = [arguments.instance(name, player, keras.Model) for name, player in
               (("generator", generator), ("discriminator", discriminator))]
    data = arguments.array("data", data, ("n", ...), dtype="float32")
    labels = arguments.integers("labels", labels, (len(data),), low=0, dtype="int32")
    steps, batch_size = arguments.whole("steps", steps), arguments.whole("batch_size", batch_size)
    rate, beta = arguments.number("rate", rate, above=0), arguments.number("beta", beta, low=0, below=1)
    seed_everything(arguments.seed("seed", seed))
    latent_dim, averaged = generator.inputs[0].shape[1], keras.models.clone_model(generator)
    averaged.set_weights(generator.get_weights())
    optimizers = [Adam(keras.optimizers.schedules.CosineDecay(rate, steps), beta_1=0.5) for _ in players]
    for player, optimizer in zip(players, optimizers, strict=True):
        optimizer.build(player.trainable_variables)
    data, labels = tf.constant(data), tf.constant(labels)
    pairs = list(zip(averaged.weights, generator.weights, strict=True))

    @tf.function
    def train():
        for i in tf.range(steps):
            rows = tf.random.uniform((batch_size,), maxval=len(data), dtype=tf.int32)
            step(*players, *optimizers, tf.gather(data, rows), tf.random.normal((batch_size, latent_dim)),
                 tf.gather(labels, rows))
            passed = tf.cast(i, tf.float32)
            keep = tf.minimum(beta, (1 + passed) / (10 + passed))
            for average, newest in pairs:
                average.assign(keep * average + (1 - keep) * newest)

    train()
    if not all(np.isfinite(weight).all() for weight in averaged.get_weights()):
        raise ValueError(f"after {steps} steps the generator's weights are not finite; look for a logarithm or a root "
                         "without a guard in the step, or for a rate that is too large.")
    return averaged


def judge(inputs=2):
    """The discriminator of these runs: two layers of 64 ReLU units, points (batch, inputs) -> logits (batch, 1)."""
    return _mlp(inputs, 1)


def _mlp(inputs, outputs):
    hidden = [keras.layers.Dense(64, "relu", kernel_initializer="he_normal") for _ in range(2)]
    return keras.Sequential([keras.Input((inputs,)), *hidden, keras.layers.Dense(outputs)])


def _run(step, mixture, seed, steps, n_critic, discriminator, batch_size, rate):
    seed_everything(seed)
    data = tf.constant(mixture.sample(N_DATA, seed=seed))
    players = _mlp(LATENT_DIM, data.shape[1]), discriminator()
    players[1](data[:batch_size])                                            # builds one that has no input shape yet
    optimizers = []
    for player, each in zip(players, (1, n_critic), strict=True):
        falling = keras.optimizers.schedules.CosineDecay(rate, steps * each, alpha=0.02)
        optimizers.append(Adam(falling, beta_1=0.5))
        optimizers[-1].build(player.trainable_variables)
    rows = n_critic * batch_size

    @tf.function
    def train():
        for _ in tf.range(steps):
            real = tf.gather(data, tf.random.uniform((rows,), maxval=N_DATA, dtype=tf.int32))
            step(*players, *optimizers, real, tf.random.normal((rows, LATENT_DIM)))

    train()
    noise = np.random.default_rng(seed).normal(size=(N_SAMPLES, LATENT_DIM)).astype("float32")
    samples = players[0](noise).numpy()
    if not np.isfinite(samples).all():
        raise ValueError(f"with seed {seed} the generator's samples are not finite after {steps} steps; look for a "
                         "logarithm or a root without a guard in the step.")
    return Run(seed, modes_captured(samples, mixture), high_quality_share(samples, mixture), samples)
