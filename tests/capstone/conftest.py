"""What the tests of the capstone share: an honest step, and a short budget."""

import pytest
import tensorflow as tf


def plain_step(generator, discriminator, g_optimizer, d_optimizer, real, noise):
    """The non-saturating step of notebook 04."""
    fake = generator(noise, training=True)
    with tf.GradientTape() as tape:
        d_loss = tf.reduce_mean(tf.math.softplus(-discriminator(real, training=True)))
        d_loss += tf.reduce_mean(tf.math.softplus(discriminator(fake, training=True)))
    weights = discriminator.trainable_variables
    d_optimizer.apply(tape.gradient(d_loss, weights), weights)
    with tf.GradientTape() as tape:
        g_loss = tf.reduce_mean(tf.math.softplus(-discriminator(generator(noise, training=True), training=True)))
    weights = generator.trainable_variables
    g_optimizer.apply(tape.gradient(g_loss, weights), weights)
    return {"d_loss": d_loss, "g_loss": g_loss}


@pytest.fixture
def honest_step():
    return plain_step
