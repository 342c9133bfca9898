"""Stacked digits: three digits as the channels of one image, 1,000 modes, a discriminator a quarter of G's size.

At half the digits' width, 14 x 14 pixels, where two cores learn something in minutes. The judge was trained on 28 x 28
and sees the samples enlarged; of real digits, made small and large again, it is sure of 96 % (`real_sure`).
"""

import functools

import keras
import numpy as np
import tensorflow as tf

from gan_course import datasets, digit_classifier, remedies, sweep
from gan_course.gan import GAN
from gan_course.layers import BatchNormalization
from gan_course.metrics import stacked_modes
from gan_course.optimizers import Adam

N_SAMPLES = 26_000
TRAINING_IMAGES = 20_000
layers = keras.layers


def small(digits):
    """Means of 2 x 2 pixels: (n, 28, 28, 1) -> (n, 14, 14, 1)."""
    return digits.reshape(-1, 14, 2, 14, 2, 1).mean(axis=(2, 4))


@functools.cache
def images():
    """20,000 stacks of three random training digits, float32 (n, 14, 14, 3)."""
    digits = small(datasets.digits().x_train)
    rows = np.random.default_rng(0).integers(0, len(digits), (TRAINING_IMAGES, 3))
    return np.concatenate([digits[rows[:, i]] for i in range(3)], axis=-1)


@functools.cache
def classifier():
    """The frozen judge."""
    return digit_classifier.load()


def generator():
    """A small DCGAN with three channels: z 64 -> 7x7x64 -> 14x14x32 -> 14x14x3."""
    x = latent = keras.Input((64,))
    x = layers.Reshape((7, 7, 64))(layers.Dense(7 * 7 * 64, use_bias=False)(x))
    x = layers.ReLU()(BatchNormalization()(x))
    x = layers.Conv2DTranspose(32, 4, strides=2, padding="same", use_bias=False)(x)
    x = layers.ReLU()(BatchNormalization()(x))
    return keras.Model(latent, layers.Conv2D(3, 3, padding="same", activation="tanh")(x), name="generator")


def discriminator():
    """16 and 32 channels, a quarter of DCGAN's 64 and 128; no normalisation."""
    x = image = keras.Input((14, 14, 3))
    for channels in (16, 32):
        x = layers.LeakyReLU(negative_slope=0.2)(layers.Conv2D(channels, 4, strides=2, padding="same")(x))
    return keras.Model(image, layers.Dense(1)(layers.Flatten()(x)), name="discriminator")


def build(objective="non_saturating", remedies_=(), rate=2e-3, beta_1=0.5, batch_size=64, decay_steps=None):
    """One member, compiled; the rate of notebook 06, falling along a cosine to 5 %."""
    gan = GAN(generator(), discriminator())

    def adam():
        return Adam(keras.optimizers.schedules.CosineDecay(rate, decay_steps, alpha=0.05), beta_1)

    gan.compile(objective, adam(), adam(), remedies=[remedies.get(remedy) for remedy in remedies_],
                steps_per_execution=10)
    return sweep.Trial(gan, images(), batch_size)


def judged(samples):
    """What the classifier says of each channel: probabilities (3, n, 10) of samples (n, 14, 14, 3)."""
    large = tf.image.resize(samples, (28, 28), "bicubic").numpy().clip(-1, 1)
    return np.stack([classifier().probabilities(large[..., i:i + 1]) for i in range(3)])


def sure(probabilities):
    """Share of the channels of which the classifier is sure: its largest probability is above 0.9."""
    return float((probabilities.max(axis=-1) > 0.9).mean())


def real_sure():
    """How sure the classifier is of real stacks: the share that a perfect generator would reach."""
    return sure(judged(images()[:2000]))


def measure(gan):
    """Modes of 1,000, KL(generated ‖ uniform) in nats, and how sure the classifier is of a digit, of 26,000 samples."""
    probabilities = judged(gan.generate(N_SAMPLES, seed=1))
    found = stacked_modes(probabilities.argmax(axis=-1).T)
    return {"modes": found.modes, "kl": found.kl, "sure": sure(probabilities)}
