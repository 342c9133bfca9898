"""The trainings: a right step finds the modes, a wrong one does not, and both take the learner's own function."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from gan_course import objectives
from gan_course.from_scratch import sigmoid
from gan_course.mine import training
from gan_course.plain_step import plain_step


def numpy_step(sign):
    """A training step as notebook 03 asks for; with sign -1 G climbs its loss."""
    def step(generator, discriminator, g_optimizer, d_optimizer, real_batches, noise):
        for real in real_batches:
            n = len(real)
            logits = discriminator.forward(np.concatenate([real, generator.forward(noise(n))]))
            labels = np.repeat([[1.0], [0.0]], n, axis=0).astype("float32")
            d_optimizer.apply(discriminator.backward((sigmoid(logits) - labels) / n)[0], discriminator.weights)
        logits = discriminator.forward(generator.forward(noise(n)))
        _, d_fake = discriminator.backward(sign * (sigmoid(logits) - 1) / n)
        g_optimizer.apply(generator.backward(d_fake)[0], generator.weights)
    return step


def test_numpy():
    assert training.numpy_ring(numpy_step(1)) >= training.TRAININGS[0].least
    assert training.numpy_ring(numpy_step(-1)) <= 1


@pytest.mark.parametrize(("sign", "low", "high"), [(1, training.TRAININGS[1].least, 8), (-1, 0, 1)])
def test_keras(sign, low, high, monkeypatch):
    monkeypatch.setattr(training, "STEPS", 1500 if sign == 1 else 250)
    plain = objectives.NonSaturating()

    class Objective:
        discriminator_loss = plain.discriminator_loss

        def generator_loss(self, real_logits, fake_logits):
            return sign * tf.reduce_mean(tf.math.softplus(-fake_logits))

    def step(generator, discriminator, g_optimizer, d_optimizer, real, noise, labels=None):
        return plain_step(generator, discriminator, Objective(), g_optimizer, d_optimizer, real, noise)

    assert low <= training.keras_ring(step) <= high


def build_generator(latent_dim, n_classes):
    noise, labels = keras.Input((latent_dim,)), keras.Input((), dtype="int32")
    x = keras.layers.Concatenate()([noise, keras.layers.Embedding(n_classes, 10)(labels)])
    x = keras.layers.Reshape((7, 7, 32))(keras.layers.Dense(7 * 7 * 32)(x))
    x = keras.layers.ReLU()(keras.layers.BatchNormalization()(x))
    x = keras.layers.Conv2DTranspose(16, 4, strides=2, padding="same")(x)
    x = keras.layers.ReLU()(keras.layers.BatchNormalization()(x))
    x = keras.layers.Conv2DTranspose(1, 4, strides=2, padding="same", activation="tanh")(x)
    return keras.Model([noise, labels], x)


def build_discriminator(n_classes):
    images, labels = keras.Input((28, 28, 1)), keras.Input((), dtype="int32")
    x = keras.layers.LeakyReLU()(keras.layers.Conv2D(16, 4, strides=2, padding="same")(images))
    h = keras.layers.Flatten()(keras.layers.LeakyReLU()(keras.layers.Conv2D(32, 4, strides=2, padding="same")(x)))
    fit = keras.layers.Dot(axes=-1)([h, keras.layers.Embedding(n_classes, 7 * 7 * 32)(labels)])
    return keras.Model([images, labels], keras.layers.Add()([keras.layers.Dense(1)(h), fit]))


def conditional_step(generator, discriminator, g_optimizer, d_optimizer, real, noise, labels):
    def generate(noise, training):
        return generator([noise, labels], training=training)

    def judge(x, training):
        return discriminator([x, labels], training=training)

    generate.trainable_variables, judge.trainable_variables = generator.trainable_variables, \
        discriminator.trainable_variables
    return plain_step(generate, judge, objectives.NonSaturating(), g_optimizer, d_optimizer, real, noise)


def loop(step, x, epochs, batch_size, latent_dim, rng, labels):
    for _ in range(epochs):
        for rows in np.split(rng.permutation(len(x)), len(x) // batch_size):
            step(x[rows], rng.standard_normal((batch_size, latent_dim)).astype("float32"), labels[rows])


def test_digits(monkeypatch):
    """Half of the epochs, and a loop that does nothing: one sample of ten is then right by chance."""
    monkeypatch.setattr(training, "EPOCHS", 2)
    parts = build_generator, build_discriminator
    assert training.keras_digits(conditional_step, loop, *parts) >= 30
    assert training.keras_digits(conditional_step, lambda *arguments: None, *parts) <= 20
