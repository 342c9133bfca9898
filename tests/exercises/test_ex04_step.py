"""The checkers of lesson 04's training step, and of the order of its lines."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from verdicts import right_answer, wrong_answer

from gan_course import objectives, plain_step
from gan_course.exercises import ex02, ex04

d_loss_of, g_loss_of = ex02.discriminator_loss.reference, ex02.generator_loss.reference


# --- step_order ---

@pytest.mark.parametrize("right", ["ADFEC", "a, d, f, e, c", ("A", "D", "F", "E", "C"), list("adfec")])
def test_other_right_orders(right):
    right_answer(ex04.step_order, right)


@pytest.mark.parametrize(("wrong", "sentence"), [
    ("DAFEC", "fakes"), ("AFDEC", "gradients of a loss"), ("ADFCE", "gradients of a loss"),
    ("ADEFC", "D that has just moved"), ("ECADF", "just moved"), ("BADFEC", "line B does not belong"),
    ("ADFE", "missing"), ("ADFECC", "twice"), ("ADFEX", "no line X"), (5, "a list of letters"),
])
def test_wrong_orders(wrong, sentence):
    wrong_answer(ex04.step_order, wrong, sentence)


# --- train_step ---

def step(d_loss=d_loss_of, g_loss=g_loss_of, d_weights=lambda g, d: d.trainable_variables,
         g_weights=lambda g, d: g.trainable_variables, training=True, exchanged=False, g_noise=lambda noise: noise,
         labelled=True, after=lambda g, d: None, simultaneous=False, result=lambda d, g: {"d_loss": d, "g_loss": g}):
    """A step like the reference, with one thing changed."""
    def answer(generator, discriminator, g_optimizer, d_optimizer, real, noise, labels=None):
        def told(x):
            return x if labels is None or not labelled else [x, labels]

        optimizers = (d_optimizer, g_optimizer) if exchanged else (g_optimizer, d_optimizer)
        with tf.GradientTape() as g_tape, tf.GradientTape() as d_tape:
            fake = generator(told(noise), training=training)
            fake_logits = discriminator(told(fake), training=training)
            loss_of_d = d_loss(discriminator(told(real), training=training), fake_logits)
            loss_of_g = g_loss(fake_logits)
        weights = d_weights(generator, discriminator)
        optimizers[1].apply(d_tape.gradient(loss_of_d, weights), weights)
        weights = g_weights(generator, discriminator)
        if simultaneous:
            gradients = g_tape.gradient(loss_of_g, weights)
        else:
            with tf.GradientTape() as tape:
                fake = generator(told(g_noise(noise)), training=training)
                loss_of_g = g_loss(discriminator(told(fake), training=training))
            gradients = tape.gradient(loss_of_g, weights)
        optimizers[0].apply(gradients, weights)
        after(generator, discriminator)
        return result(loss_of_d, loss_of_g)
    return answer


def of_the_course(generator, discriminator, g_optimizer, d_optimizer, real, noise, labels=None):
    if labels is not None:
        return ex04.train_step.reference(generator, discriminator, g_optimizer, d_optimizer, real, noise, labels)
    return plain_step.plain_step(generator, discriminator, objectives.NON_SATURATING, g_optimizer, d_optimizer, real,
                                 noise)


def in_one_batch(generator, discriminator, g_optimizer, d_optimizer, real, noise, labels=None):
    def told(x):
        return x if labels is None else [x, tf.tile(labels, [len(x) // len(labels)])]

    fake = generator(told(noise), training=True)
    with tf.GradientTape() as tape:
        logits = discriminator(told(tf.concat([real, fake], axis=0)), training=True)
        d_loss = d_loss_of(*tf.split(logits, 2))
    weights = discriminator.trainable_weights
    d_optimizer.apply_gradients(zip(tape.gradient(d_loss, weights), weights, strict=True))
    with tf.GradientTape() as tape:
        g_loss = g_loss_of(discriminator(told(generator(told(noise), training=True)), training=True))
    weights = generator.trainable_weights
    g_optimizer.apply_gradients(zip(tape.gradient(g_loss, weights), weights, strict=True))
    return dict(g_loss=g_loss, d_loss=d_loss)


def with_cross_entropy(generator, discriminator, g_optimizer, d_optimizer, real, noise, labels=None):
    loss = keras.losses.BinaryCrossentropy(from_logits=True)
    return step(d_loss=lambda r, f: loss(tf.ones_like(r), r) + loss(tf.zeros_like(f), f),
                g_loss=lambda f: loss(tf.ones_like(f), f))(
        generator, discriminator, g_optimizer, d_optimizer, real, noise, labels)


@pytest.mark.parametrize("right", [step(), of_the_course, in_one_batch, with_cross_entropy],
                         ids=["two tapes", "course", "one batch", "cross-entropy"])
def test_other_right_steps(right):
    right_answer(ex04.train_step, right)


def freeze(generator, discriminator):
    discriminator.trainable = False


def doubled(answer):
    def twice(*arguments):
        answer(*arguments)
        return answer(*arguments)
    return twice


@pytest.mark.parametrize(("wrong", "sentence"), [
    (step(d_loss=lambda r, f: d_loss_of(r, f) / 2), "the value of d_loss"),
    (step(d_loss=lambda r, f: d_loss_of(f, r)), "the value of d_loss"),
    (step(d_loss=lambda r, f: d_loss_of(r, tf.stop_gradient(f))), "D moves elsewhere"),
    (step(g_loss=lambda f: -tf.reduce_mean(tf.math.softplus(f))), "the value of g_loss"),
    (step(g_loss=lambda f: tf.reduce_mean(tf.math.softplus(f))), "the value of g_loss"),
    (step(g_loss=lambda f: tf.reduce_sum(tf.math.softplus(-f))), "the value of g_loss"),
    (step(simultaneous=True), "the value of g_loss"),
    (step(g_noise=lambda noise: tf.random.normal(tf.shape(noise))), "the value of g_loss"),
    (step(exchanged=True), "its own optimiser's rate is 0"),
    (step(g_weights=lambda g, d: g.trainable_variables + d.trainable_variables), "its own optimiser's rate is 0"),
    (step(g_weights=lambda g, d: g.trainable_variables[:-1]), "other weights than its player's"),
    (step(g_weights=lambda g, d: g.variables), "other weights than its player's"),
    (step(training=False), "without training=True"),
    (step(labelled=False), "raised"),
    (step(after=freeze), "left frozen"),
    (step(result=lambda d, g: (d, g)), "in a dictionary"),
    (step(result=lambda d, g: {"d_loss": g, "g_loss": d}), "exchanged"),
    (step(result=lambda d, g: {"d_loss": float(d), "g_loss": float(g)}), "tf.function"),
    (step(result=lambda d, g: {"d_loss": d, "g_loss": float("nan")}), "nan"),
    (doubled(ex04.train_step.reference), "2 time(s)"),
])
def test_wrong_steps(wrong, sentence):
    wrong_answer(ex04.train_step, wrong, sentence)


def test_only_one_player_trained():
    def only_d(generator, discriminator, g_optimizer, d_optimizer, real, noise, labels=None):
        still = [weight.numpy() for weight in generator.trainable_variables]
        losses = ex04.train_step.reference(generator, discriminator, g_optimizer, d_optimizer, real, noise, labels)
        for weight, value in zip(generator.trainable_variables, still, strict=True):
            weight.assign(value)
        return losses
    wrong_answer(ex04.train_step, only_d, "G does not move")


def test_the_step_plays_with_the_networks_of_the_lesson():
    players = ex04.build_generator.reference(8, 3), ex04.build_discriminator.reference(3)
    optimizers = [keras.optimizers.Adam(1e-3) for _ in range(2)]
    chance = np.random.default_rng(0)
    real, noise = chance.normal(size=(6, 28, 28, 1)), chance.normal(size=(6, 8))
    losses = ex04.train_step.reference(*players, *optimizers, tf.constant(real, tf.float32),
                                       tf.constant(noise, tf.float32), tf.constant([0, 1, 2, 0, 1, 2]))
    assert all(np.isfinite(float(loss)) for loss in losses.values())
