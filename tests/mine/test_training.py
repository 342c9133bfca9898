"""The trainings: a right step finds the modes, a wrong one does not, and both take the learner's own function."""

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
