"""A training step that somebody wrote, run on a mixture of points under several seeds, and counted."""

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
