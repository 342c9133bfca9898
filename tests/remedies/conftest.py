"""Two tiny games, of points and of 8x8 images, run without a graph: a step takes milliseconds."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from gan_course import networks, seed_everything
from gan_course.gan import GAN, ConditionalGAN
from gan_course.layers import BatchNormalization, LeakyReLU

layers = keras.layers


class Toys:
    """Batches, and builders of GANs whose weights depend on the seed alone."""

    real = tf.constant(np.random.default_rng(0).normal(size=(8, 2)), tf.float32)
    noise = tf.constant(np.random.default_rng(1).normal(size=(8, 2)), tf.float32)
    images = tf.constant(np.random.default_rng(2).uniform(-1, 1, (8, 8, 8, 1)), tf.float32)
    digits = tf.constant(np.random.default_rng(3).uniform(-1, 1, (8, 28, 28, 1)), tf.float32)
    labels = tf.constant([0, 1, 2, 3, 3, 2, 1, 0])

    def points(self, remedies=(), objective="non_saturating", optimizer=None, discriminator=None, **options):
        seed_everything(3)
        generator = networks.mlp_generator(widths=(4,), activation="tanh")
        discriminator = discriminator or networks.mlp_discriminator(widths=(5, 4), activation="tanh")
        return self._compiled(GAN(generator, discriminator), remedies, objective, optimizer, options)

    def pictures(self, remedies=(), objective="non_saturating", optimizer=None, **options):
        seed_everything(3)
        generator = keras.Sequential([
            keras.Input((2,)), layers.Dense(4 * 4 * 2), layers.Reshape((4, 4, 2)), BatchNormalization(), layers.ReLU(),
            layers.Conv2DTranspose(1, 4, strides=2, padding="same", activation="tanh")], name="generator")
        discriminator = keras.Sequential([
            keras.Input((8, 8, 1)), layers.Conv2D(3, 4, strides=2, padding="same"), LeakyReLU(negative_slope=0.2),
            layers.Flatten(), layers.Dense(1)], name="discriminator")
        return self._compiled(GAN(generator, discriminator), remedies, objective, optimizer, options)

    def conditional(self, remedies=(), objective="non_saturating", optimizer=None, **options):
        seed_everything(3)
        gan = ConditionalGAN(networks.conditional_dcgan_generator(2, 4, channels=(2, 2)),
                             networks.conditional_dcgan_discriminator(4, channels=(2, 2)), n_classes=4)
        return self._compiled(gan, remedies, objective, optimizer, options)

    def scalars(self, theta, psi, remedies=(), objective="minimax", rate=0.2, **options):
        """The Dirac-GAN: noise 0 -> theta, logit psi * x; with plain gradient descent."""
        gan = GAN(keras.Sequential([keras.Input((1,)), layers.Dense(1)]),
                  keras.Sequential([keras.Input((1,)), layers.Dense(1, use_bias=False)]))
        gan.generator.set_weights([np.zeros((1, 1)), np.array([theta])])
        gan.discriminator.set_weights([np.array([[psi]])])
        return self._compiled(gan, remedies, objective, lambda: keras.optimizers.SGD(rate), options)

    def _compiled(self, gan, remedies, objective, optimizer, options):
        optimizer = optimizer or (lambda: keras.optimizers.Adam(1e-2, beta_1=0.5))
        gan.compile(objective, optimizer(), optimizer(), remedies=remedies, **{"run_eagerly": True, **options})
        return gan

    def step(self, gan, n=1):
        """Run n steps on the batch that fits; return the last losses."""
        for _ in range(n):
            if isinstance(gan, ConditionalGAN):
                losses = gan.step(self.digits, self.noise, self.labels)
            else:
                losses = gan.step(self.images if len(gan.sample_shape) == 3 else self.real, self.noise)
        return losses

    def fakes(self, gan, labels=None):
        """The batch's fakes and the tape that recorded them."""
        with tf.GradientTape() as tape:
            fake = gan.generated(self.noise, labels, training=True)
        return fake, tape


@pytest.fixture(scope="session")
def toys():
    return Toys()


def flat(weights):
    """All numbers of a list of arrays, variables or tensors, float64 (n,)."""
    return np.concatenate([np.ravel(np.asarray(w)).astype("float64") for w in weights])


@pytest.fixture(name="flat", scope="session")
def flat_fixture():
    return flat
