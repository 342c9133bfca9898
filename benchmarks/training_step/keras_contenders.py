"""`GAN.fit`, its bare loop, a plain Keras `train_step` under `fit`, the classic listing: on equal networks."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from gan_course import networks  # isort: skip  (first: it keeps TensorFlow quiet)
import keras
import numpy as np
import tensorflow as tf
from _turns import serve

from gan_course.gan import GAN
from gan_course.layers import LeakyReLU
from gan_course.optimizers import Adam

layers = keras.layers
BATCH, RATE = int(sys.argv[3]), 2e-4


def listing_networks(leaky):
    """The classic tutorial's networks: Dense 7·7·256, deconvolutions 128 and 64; convolutions 64 and 128."""
    generator = keras.Sequential([
        keras.Input((100,)), layers.Dense(7 * 7 * 256), layers.Reshape((7, 7, 256)),
        layers.Conv2DTranspose(128, 3, strides=2, padding="same"), leaky(negative_slope=0.2),
        layers.Conv2DTranspose(64, 3, strides=2, padding="same"), leaky(negative_slope=0.2),
        layers.Conv2D(1, 3, padding="same", activation="tanh")])
    discriminator = keras.Sequential([
        keras.Input((28, 28, 1)),
        layers.Conv2D(64, 3, strides=2, padding="same"), leaky(negative_slope=0.2),
        layers.Conv2D(128, 3, strides=2, padding="same"), leaky(negative_slope=0.2),
        layers.Flatten(), layers.Dense(1)])
    return generator, discriminator


def light_networks(normalization):
    """The course's small DCGAN, written out, with a choice of batch normalisation."""
    generator = keras.Sequential([
        keras.Input((32,)), layers.Dense(7 * 7 * 32, use_bias=False), layers.Reshape((7, 7, 32)),
        normalization(), layers.ReLU(),
        layers.Conv2DTranspose(16, 4, strides=2, padding="same", use_bias=False), normalization(), layers.ReLU(),
        layers.Conv2DTranspose(1, 4, strides=2, padding="same", activation="tanh")])
    discriminator = keras.Sequential([
        keras.Input((28, 28, 1)),
        layers.Conv2D(16, 4, strides=2, padding="same"), layers.LeakyReLU(negative_slope=0.2),
        layers.Conv2D(32, 4, strides=2, padding="same"), layers.LeakyReLU(negative_slope=0.2),
        layers.Flatten(), layers.Dense(1)])
    return generator, discriminator


def build(size, ours):
    """Networks and data of one size; `ours` takes what the course's own builders give."""
    keras.utils.set_random_seed(0)
    rng = np.random.default_rng(0)
    if size == "game":
        data = rng.normal(size=(8192, 2)).astype("float32")
        return networks.mlp_generator(), networks.mlp_discriminator(), data
    data = rng.uniform(-1, 1, (8192, 28, 28, 1)).astype("float32")
    if size == "listing":
        return *listing_networks(LeakyReLU if ours else layers.LeakyReLU), data
    if ours:
        return networks.dcgan_generator(), networks.dcgan_discriminator(), data
    return *light_networks(layers.BatchNormalization), data


def compiled(size):
    """The package's GAN, compiled, and its data."""
    generator, discriminator, data = build(size, ours=True)
    gan = GAN(generator, discriminator)
    gan.compile(generator_optimizer=Adam(RATE, 0.5), discriminator_optimizer=Adam(RATE, 0.5))
    return gan, data


def parameters(*players):
    """How many numbers the players learn."""
    return sum(int(np.prod(w.shape)) for player in players for w in player.trainable_variables)


def fit(size):
    """`GAN.fit`, as a learner calls it."""
    gan, data = compiled(size)

    def run(steps):
        unit = 50 if size == "game" else 5
        steps = -(-steps // unit) * unit
        gan.fit(data, batch_size=BATCH, steps_per_epoch=steps, verbose=0)
        return steps

    run.parameters = parameters(gan.generator, gan.discriminator)
    return run


def bare(size):
    """The compiled call that `fit` wraps, in a bare loop."""
    gan, data = compiled(size)
    arrays, rng, unit = [tf.constant(data)], np.random.default_rng(0), 50 if size == "game" else 5

    def run(steps):
        calls = -(-steps // unit)
        for _ in range(calls):
            noise = rng.standard_normal((unit, BATCH, gan.latent_dim), dtype="float32")
            losses = gan.run_chunk(arrays, rng.integers(0, len(data), (unit, BATCH)).astype("int32"), noise)
            losses[0].numpy()
        return calls * unit

    run.parameters = parameters(gan.generator, gan.discriminator)
    return run


class PlainGAN(keras.Model):
    """A GAN as Keras's own guide to `train_step` writes it."""

    def __init__(self, generator, discriminator):
        super().__init__()
        self.generator, self.discriminator = generator, discriminator
        self.latent_dim = generator.input_shape[-1]
        self.d_loss_metric = keras.metrics.Mean(name="d_loss")
        self.g_loss_metric = keras.metrics.Mean(name="g_loss")

    def compile(self, g_optimizer, d_optimizer, loss):
        """Two optimisers and one loss."""
        super().compile()
        self.g_optimizer, self.d_optimizer, self.loss_fn = g_optimizer, d_optimizer, loss

    @property
    def metrics(self):
        """What Keras resets at each epoch."""
        return [self.d_loss_metric, self.g_loss_metric]

    def train_step(self, real):
        """One update of each player, each on noise of its own."""
        batch = tf.shape(real)[0]
        fake = self.generator(tf.random.normal((batch, self.latent_dim)), training=True)
        images = tf.concat([real, fake], 0)
        labels = tf.concat([tf.ones((batch, 1)), tf.zeros((batch, 1))], 0)
        with tf.GradientTape() as tape:
            d_loss = self.loss_fn(labels, self.discriminator(images, training=True))
        weights = self.discriminator.trainable_weights
        self.d_optimizer.apply_gradients(zip(tape.gradient(d_loss, weights), weights, strict=True))
        with tf.GradientTape() as tape:
            fake = self.generator(tf.random.normal((batch, self.latent_dim)), training=True)
            g_loss = self.loss_fn(tf.ones((batch, 1)), self.discriminator(fake, training=True))
        weights = self.generator.trainable_weights
        self.g_optimizer.apply_gradients(zip(tape.gradient(g_loss, weights), weights, strict=True))
        self.d_loss_metric.update_state(d_loss)
        self.g_loss_metric.update_state(g_loss)
        return {"d_loss": self.d_loss_metric.result(), "g_loss": self.g_loss_metric.result()}


def plain_fit(size):
    """A plain Keras `train_step` under `keras.Model.fit`, on an array."""
    generator, discriminator, data = build(size, ours=False)
    gan = PlainGAN(generator, discriminator)
    gan.compile(keras.optimizers.Adam(RATE, 0.5), keras.optimizers.Adam(RATE, 0.5),
                keras.losses.BinaryCrossentropy(from_logits=True))

    def run(steps):
        left = steps  # an epoch of 64 steps, or less: fit always ends with its data, so it never stalls
        while left > 0:
            now = min(left, len(data) // BATCH)
            gan.fit(data[:now * BATCH], batch_size=BATCH, verbose=0)
            left -= now
        return steps

    run.parameters = parameters(generator, discriminator)
    return run


def classic_listing(size):
    """The listing, repaired: predict, the discriminator's train_on_batch twice, the stacked model's once."""
    generator, discriminator, data = build(size, ours=False)
    loss = keras.losses.BinaryCrossentropy(from_logits=True)
    discriminator.compile(loss=loss, optimizer=keras.optimizers.Adam(RATE, 0.5))
    stacked = keras.Sequential([generator, discriminator])
    stacked.compile(loss=loss, optimizer=keras.optimizers.Adam(RATE, 0.5))
    ones, zeros, rng = np.ones((BATCH, 1), "float32"), np.zeros((BATCH, 1), "float32"), np.random.default_rng(0)
    latent_dim = generator.input_shape[-1]

    def run(steps):
        for _ in range(steps):
            fake = generator.predict(rng.normal(size=(BATCH, latent_dim)).astype("float32"), verbose=0)
            discriminator.trainable = True
            discriminator.train_on_batch(data[rng.integers(0, len(data), BATCH)], ones)
            discriminator.train_on_batch(fake, zeros)
            discriminator.trainable = False
            stacked.train_on_batch(rng.normal(size=(BATCH, latent_dim)).astype("float32"), ones)
        return steps

    run.parameters = parameters(generator, discriminator)
    return run


if __name__ == "__main__":
    name, size = sys.argv[1:3]
    contender = {"fit": fit, "bare": bare, "plain_fit": plain_fit, "classic_listing": classic_listing}[name](size)
    serve(contender, contender.parameters)
