"""The checker of lesson 07's training step: noise where D looks, soft targets for real data alone."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from verdicts import references, right_answer, solutions, wrong_answer

from gan_course.exercises import ex07_step

ALL = [ex07_step.remedied_step]


test_reference_is_right = references(ALL)
test_solution_source_defines_the_name_and_is_right = solutions(ALL)


def test_stub_is_not_tried():
    def stub(generator, discriminator, g_optimizer, d_optimizer, real, noise, std, alpha):
        return ...

    assert ex07_step.remedied_step.verdict(stub).startswith("Not tried yet")


softplus, mean = tf.math.softplus, tf.reduce_mean


def noisy(x, std):
    return x + std * tf.random.normal(tf.shape(x))


def smooth(real, fake, alpha):
    return mean(alpha * softplus(-real) + (1 - alpha) * softplus(real)) + mean(softplus(fake))


def step_of(on_real=noisy, on_fake=noisy, for_g=noisy, d_loss=smooth, g_loss=lambda fake, alpha: mean(softplus(-fake)),
            d_weights=lambda g, d: d.trainable_variables, g_weights=lambda g, d: g.trainable_variables, mode=True,
            returned=lambda d, g: {"d_loss": d, "g_loss": g}, g_first=False):
    """A step in parts, for answers that differ from the right one in one of them."""
    def answer(generator, discriminator, g_optimizer, d_optimizer, real, noise, std, alpha):
        def of_d():
            fake = generator(noise, training=mode)
            with tf.GradientTape() as tape:
                loss = d_loss(discriminator(on_real(real, std), training=mode),
                              discriminator(on_fake(fake, std), training=mode), alpha)
            weights = d_weights(generator, discriminator)
            d_optimizer.apply(tape.gradient(loss, weights), weights)
            return loss

        def of_g():
            with tf.GradientTape() as tape:
                fake = generator(noise, training=mode)
                loss = g_loss(discriminator(for_g(fake, std), training=mode), alpha)
            weights = g_weights(generator, discriminator)
            g_optimizer.apply(tape.gradient(loss, weights), weights)
            return loss

        if g_first:
            g_value, d_value = of_g(), of_d()
        else:
            d_value, g_value = of_d(), of_g()
        return returned(d_value, g_value)
    return answer


def in_one_batch(generator, discriminator, g_optimizer, d_optimizer, real, noise, std, alpha):
    """D judges real data and fakes in one batch; the cross-entropy is Keras's."""
    bce = keras.losses.BinaryCrossentropy(from_logits=True)
    rows = tf.concat([real, generator(noise, training=True)], axis=0)
    with tf.GradientTape() as tape:
        logits = discriminator(noisy(rows, std), training=True)
        on_real, on_fake = tf.split(logits, 2)
        d_loss = bce(alpha * tf.ones_like(on_real), on_real) + bce(tf.zeros_like(on_fake), on_fake)
    d_optimizer.apply_gradients(zip(tape.gradient(d_loss, discriminator.trainable_weights),
                                    discriminator.trainable_weights, strict=True))
    with tf.GradientTape() as tape:
        logits = discriminator(noisy(generator(noise, training=True), std), training=True)
        g_loss = bce(tf.ones_like(logits), logits)
    g_optimizer.apply_gradients(zip(tape.gradient(g_loss, generator.trainable_weights), generator.trainable_weights,
                                    strict=True))
    return dict(g_loss=g_loss, d_loss=d_loss)


@pytest.mark.parametrize("right", [
    step_of(), in_one_batch,
    step_of(on_real=lambda x, std: x + tf.random.normal(x.shape, stddev=std)),
    step_of(d_loss=lambda real, fake, alpha: mean(softplus(real)) - alpha * mean(real) + mean(softplus(fake))),
    step_of(for_g=lambda x, std: x - std * keras.random.normal(tf.shape(x))),
    tf.function(step_of()),
], ids=["parts", "one_batch", "stddev", "short_loss", "minus", "compiled"])
def test_right_steps(right):
    right_answer(ex07_step.remedied_step, right)


def silent(x, std):
    return x


def two_sided(real, fake, alpha):
    return smooth(real, 0 * fake, alpha) - np.log(2) + mean(alpha * softplus(fake) + (1 - alpha) * softplus(-fake))


@pytest.mark.parametrize(("wrong", "sentence"), [
    (step_of(on_fake=silent), "the fakes in D's step have no noise"),
    (step_of(on_real=silent), "the real samples have no noise"),
    (step_of(for_g=silent), "the fakes in G's step have no noise"),
    (step_of(on_real=lambda x, std: x + std**2 * tf.random.normal(tf.shape(x))), "multiply by std itself"),
    (step_of(on_real=lambda x, std: x + std * tf.random.uniform(tf.shape(x))), "mean 0 and standard deviation"),
    (step_of(on_fake=lambda x, std: x + std * tf.random.normal((x.shape[0], 1))), "the same for all numbers"),
    (step_of(on_real=lambda x, std: x + std * tf.random.normal((1, x.shape[1]))), "no noise|whole batch|mean 0"),
    (step_of(d_loss=two_sided), "target of the fakes is softened as well"),
    (step_of(d_loss=lambda real, fake, alpha: smooth(real, fake, 1.0)), "alpha is not used"),
    (step_of(d_loss=lambda real, fake, alpha: alpha * mean(softplus(-real)) + mean(softplus(fake))), "is missing"),
    (step_of(d_loss=lambda real, fake, alpha: smooth(real, fake, alpha) / 2), "averaged|not that of targets"),
    (step_of(d_loss=lambda real, fake, alpha: smooth(real, fake, 1 - alpha)), "not that of targets|exchanged"),
    (step_of(g_loss=lambda fake, alpha: alpha * mean(softplus(-fake))), "Label smoothing changes D's loss only"),
    (step_of(g_loss=lambda fake, alpha: -mean(softplus(fake))), "g_loss is"),
    (step_of(g_weights=lambda g, d: g.trainable_variables + d.trainable_variables), "D moves although"),
    (step_of(for_g=lambda x, std: noisy(tf.stop_gradient(x), std)), "raised|None|cut off"),
    (step_of(mode=False), "without training=True"),
    (step_of(returned=lambda d, g: (d, g)), "in a dictionary"),
    (step_of(g_first=True), "d_loss|g_loss|D moves|G moves"),
    (step_of(on_real=lambda x, std: x.numpy() + np.random.default_rng(0).normal(size=x.shape) * std.numpy()),
     "under tf.function|cut off|raised"),
    (step_of(*[lambda x, std: x + std * np.random.default_rng().normal(size=x.shape).astype("float32")] * 3),
     "NumPy draws while"),
    (step_of(*[lambda x, std: x + std * tf.random.normal(tf.shape(x), seed=1)] * 3), "compiled by tf.function, real"),
    (step_of(*[lambda x, std: x + std * tf.random.uniform(tf.shape(x), -3**0.5, 3**0.5)] * 3), "is not normal"),
    (step_of(*[lambda x, std: x + std * tf.sign(tf.random.normal(tf.shape(x)))] * 3), "is not normal"),
])
def test_wrong_steps(wrong, sentence):
    wrong_answer(ex07_step.remedied_step, wrong, sentence)


def test_the_same_noise_for_both_is_told():
    def answer(generator, discriminator, g_optimizer, d_optimizer, real, noise, std, alpha):
        shared = std * tf.random.normal(tf.shape(real))
        step = step_of(*[lambda x, std: x + shared] * 3)
        return step(generator, discriminator, g_optimizer, d_optimizer, real, noise, std, alpha)

    wrong_answer(ex07_step.remedied_step, answer, "get the same noise")


def test_a_frozen_discriminator_is_told():
    def answer(generator, discriminator, *rest):
        result = step_of()(generator, discriminator, *rest)
        discriminator.trainable = False
        return result

    wrong_answer(ex07_step.remedied_step, answer, "left frozen|does not move")
