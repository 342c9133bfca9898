"""Stacked digits: three digits as the channels of one image, 1,000 modes, a discriminator a quarter of G's size."""

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
    """20,000 stacks of three random training digits, float32 (n, 28, 28, 3)."""
    digits = datasets.digits().x_train
    rows = np.random.default_rng(0).integers(0, len(digits), (TRAINING_IMAGES, 3))
    return np.concatenate([digits[rows[:, i]] for i in range(3)], axis=-1)


@functools.cache
def classifier():
    """The frozen judge."""
    return digit_classifier.load()


def generator():
    """The course's small DCGAN with three channels: z 64 -> 7x7x32 -> 14x14x16 -> 28x28x3."""
    x = latent = keras.Input((64,))
    x = layers.Reshape((7, 7, 32))(layers.Dense(7 * 7 * 32, use_bias=False)(x))
    x = layers.ReLU()(BatchNormalization()(x))
    x = layers.Conv2DTranspose(16, 4, strides=2, padding="same", use_bias=False)(x)
    x = layers.ReLU()(BatchNormalization()(x))
    x = layers.Conv2DTranspose(3, 4, strides=2, padding="same", activation="tanh")(x)
    return keras.Model(latent, x, name="generator")


def discriminator():
    """4 and 8 channels, a quarter of G's 16 and 32, as in PacGAN's hardest table; no normalisation."""
    x = image = keras.Input((28, 28, 3))
    for channels in (4, 8):
        x = layers.LeakyReLU(negative_slope=0.2)(layers.Conv2D(channels, 4, strides=2, padding="same")(x))
    return keras.Model(image, layers.Dense(1)(layers.Flatten()(x)), name="discriminator")


def build(objective="non_saturating", remedies_=(), rate=2e-3, beta_1=0.5, batch_size=64):
    """One member, compiled; rate as in notebook 06."""
    gan = GAN(generator(), discriminator())
    gan.compile(objective, Adam(rate, beta_1), Adam(rate, beta_1),
                remedies=[remedies.get(remedy) for remedy in remedies_], steps_per_execution=10)
    return sweep.Trial(gan, images(), batch_size)


def measure(gan):
    """Modes of 1,000, KL(generated ‖ uniform) in nats, and how sure the classifier is of a digit, of 26,000 samples."""
    samples = gan.generate(N_SAMPLES, seed=1)
    probabilities = [classifier().probabilities(samples[..., i:i + 1]) for i in range(3)]
    found = stacked_modes(np.stack([p.argmax(axis=1) for p in probabilities], axis=1))
    return {"modes": found.modes, "kl": found.kl, "sure": float(np.mean([p.max(axis=1) > 0.9 for p in probabilities]))}
