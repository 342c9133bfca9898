"""The bench of the audit: two small players in the plane on which a step of one's own is tried, never the world's."""

import keras
import numpy as np
import tensorflow as tf

BATCH, LATENT_DIM, DIM = 8, 3, 2


def bench(rates, shifted):
    """Return (generator, discriminator, g_optimizer, d_optimizer, real, noise), the same at each call.

    rates: of G's and D's gradient descent. shifted: whether the batch is another one.
    """
    chance = np.random.default_rng(17)
    generator, discriminator = _player(LATENT_DIM, DIM), _player(DIM, 1)
    for weight in [*generator.trainable_variables, *discriminator.trainable_variables]:
        weight.assign(chance.normal(scale=0.7, size=weight.shape))
    real, noise = (chance.normal(loc=0.4, size=(BATCH, size)) for size in (DIM, LATENT_DIM))
    real = real[::-1] * 1.7 - 2.0 if shifted else real
    optimizers = [keras.optimizers.SGD(rate) for rate in rates]
    for optimizer, player in zip(optimizers, (generator, discriminator), strict=True):
        optimizer.build(player.trainable_variables)
    return (generator, discriminator, *optimizers, *(tf.constant(x, tf.float32) for x in (real, noise)))


def _player(inputs, outputs):
    layers = keras.layers
    return keras.Sequential([keras.Input((inputs,)), layers.Dense(5, activation="tanh"), layers.Dense(outputs)])
