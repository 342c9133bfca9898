"""Stacked digits: three digits as the channels of one image, 1,000 modes, PacGAN's quarter-size discriminator."""

import functools

import keras
import numpy as np

from gan_course import datasets, digit_classifier, remedies, sweep
from gan_course.gan import GAN
from gan_course.layers import BatchNormalization
from gan_course.metrics import stacked_modes
from gan_course.optimizers import Adam

N_SAMPLES = 26_000
TRAINING_IMAGES = 20_000
layers = keras.layers


@functools.cache
def images():
    """20,000 stacks of three random training digits, float32 (n, 32, 32, 3): a margin of paper makes 32 of 28."""
    digits = datasets.digits().x_train
    rows = np.random.default_rng(0).integers(0, len(digits), (TRAINING_IMAGES, 3))
    stacked = np.concatenate([digits[rows[:, i]] for i in range(3)], axis=-1)
    return np.pad(stacked, ((0, 0), (2, 2), (2, 2), (0, 0)), constant_values=-1.0)


@functools.cache
def classifier():
    """The frozen judge."""
    return digit_classifier.load()


def generator():
    """z 256 -> 4x4x64 -> 32 -> 16 -> 8 -> 3 channels at 32x32, batch normalisation between."""
    x = latent = keras.Input((256,))
    x = layers.Dense(4 * 4 * 64, use_bias=False)(x)
    x = layers.Reshape((4, 4, 64))(x)
    x = layers.ReLU()(BatchNormalization()(x))
    for channels in (32, 16, 8):
        x = layers.Conv2DTranspose(channels, 5, strides=2, padding="same", use_bias=False)(x)
        x = layers.ReLU()(BatchNormalization()(x))
    x = layers.Conv2D(3, 5, padding="same", activation="tanh")(x)
    return keras.Model(latent, x, name="generator")


def discriminator(normalised):
    """2, 4 and 8 channels, a quarter of the generator's; batch normalisation where the penalties allow it."""
    x = image = keras.Input((32, 32, 3))
    for i, channels in enumerate((2, 4, 8)):
        x = layers.Conv2D(channels, 5, strides=2, padding="same")(x)
        x = BatchNormalization()(x) if normalised and i else x
        x = layers.LeakyReLU(negative_slope=0.3)(x)
    return keras.Model(image, layers.Dense(1)(layers.Flatten()(x)), name="discriminator")


def build(objective="non_saturating", remedies_=(), normalised=True, generator_rate=1e-4, discriminator_rate=2e-4,
          beta_1=0.5, beta_2=0.99, batch_size=128):
    """One member, compiled; PacGAN's rates unless said otherwise."""
    gan = GAN(generator(), discriminator(normalised))
    gan.compile(objective, Adam(generator_rate, beta_1, beta_2), Adam(discriminator_rate, beta_1, beta_2),
                remedies=[remedies.get(remedy) for remedy in remedies_], steps_per_execution=10)
    return sweep.Trial(gan, images(), batch_size)


def measure(gan):
    """Modes of 1,000, KL(generated ‖ uniform) in nats, and how sure the classifier is of a digit, of 26,000 samples."""
    samples = gan.generate(N_SAMPLES, seed=1)[:, 2:30, 2:30]
    probabilities = [classifier().probabilities(samples[..., i:i + 1]) for i in range(3)]
    found = stacked_modes(np.stack([p.argmax(axis=1) for p in probabilities], axis=1))
    return {"modes": found.modes, "kl": found.kl, "sure": float(np.mean([p.max(axis=1) > 0.9 for p in probabilities]))}
