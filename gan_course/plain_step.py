"""The heart of the package on one screen: a training step of the plain GAN, without remedies.

`Game.step` does the same, with a place for every remedy; `tests/test_plain_step.py` holds the two equal.
"""

import tensorflow as tf


def plain_step(generator, discriminator, objective, generator_optimizer, discriminator_optimizer, real, noise):
    """Move the discriminator once, then the generator once; return {"d_loss", "g_loss"}.

    objective: an `gan_course.objectives.Objective`. real: samples (batch, ...). noise: (batch, latent_dim).
    Goodfellow et al. 2014, algorithm 1, with one update of the discriminator.
    """
    with tf.GradientTape() as tape:
        fake = generator(noise, training=True)
        real_logits = discriminator(real, training=True)
        fake_logits = discriminator(tf.stop_gradient(fake), training=True)  # no gradient reaches the generator
        d_loss = objective.discriminator_loss(real_logits, fake_logits)
    weights = discriminator.trainable_variables
    discriminator_optimizer.apply(tape.gradient(d_loss, weights), weights)

    with tf.GradientTape() as tape:
        fake = generator(noise, training=True)
        real_logits = discriminator(real, training=True)  # only a relativistic generator looks at it
        fake_logits = discriminator(fake, training=True)  # by the discriminator that has just moved
        g_loss = objective.generator_loss(real_logits, fake_logits)
    weights = generator.trainable_variables               # and no others: the discriminator stands still
    generator_optimizer.apply(tape.gradient(g_loss, weights), weights)
    return {"d_loss": d_loss, "g_loss": g_loss}
