"""The checkers of lesson 04: references are right, wrong answers hear which property is broken."""

import re

import keras
import numpy as np
import pytest
import tensorflow as tf

from gan_course.exercises import ex04

ALL = [ex04.to_tanh_range, ex04.weights_moved, ex04.generator_gradients, ex04.diagnoses]


@pytest.mark.parametrize("exercise", ALL, ids=repr)
def test_reference_is_right(exercise):
    assert exercise.verdict(exercise.reference).startswith("Right. ")


@pytest.mark.parametrize("exercise", ALL, ids=repr)
def test_solution_source_defines_the_name_and_is_right(exercise):
    namespace = {"np": np, "tf": tf}
    exec(exercise.reference_source(), namespace)
    assert exercise.verdict(namespace[exercise.name]).startswith("Right. ")


@pytest.mark.parametrize("exercise", ALL[:3], ids=repr)
def test_stub_is_not_tried(exercise):
    parameters = {"to_tanh_range": lambda pixels: ..., "weights_moved": lambda before, after: ...,
                  "generator_gradients": lambda generator, discriminator, noise: ...}
    assert exercise.verdict(parameters[exercise.name]).startswith("Not tried yet")


def test_diagnoses_left_open_are_not_tried():
    assert ex04.diagnoses.verdict({"A": ..., "B": ..., "C": ..., "D": ...}).startswith("Not tried yet")


# Other right answers.

def test_pixels_may_be_scaled_in_another_way():
    def by_halves(pixels):
        return np.expand_dims((pixels.astype(np.float32) - 127.5) / 127.5, -1)

    assert ex04.to_tanh_range.verdict(by_halves).startswith("Right.")


def test_a_count_by_any_is_right():
    def by_any(before, after):
        return len([1 for a, b in zip(before, after, strict=True) if (a != b).any()])

    assert ex04.weights_moved.verdict(by_any).startswith("Right.")


def test_keras_cross_entropy_with_label_one_is_right():
    cross_entropy = keras.losses.BinaryCrossentropy(from_logits=True)

    def by_keras(generator, discriminator, noise):
        with tf.GradientTape() as tape:
            logits = discriminator(generator(noise))
            loss = cross_entropy(tf.ones_like(logits), logits)
        return tape.gradient(loss, generator.trainable_variables)

    assert ex04.generator_gradients.verdict(by_keras).startswith("Right.")


# Named wrong answers: each hears its own sentence.

def unscaled(pixels):
    return pixels[..., None].astype("float32")


def unit_range(pixels):
    return pixels[..., None].astype("float32") / 255


def no_channel(pixels):
    return pixels.astype("float32") / 127.5 - 1


def double_precision(pixels):
    return pixels[..., None] / 127.5 - 1


def upside_down(pixels):
    return 1 - pixels[..., None].astype("float32") / 127.5


@pytest.mark.parametrize(("wrong", "sentence"), [
    (unscaled, "tanh cannot leave"), (unit_range, r"range is \[0, 1\]"), (no_channel, "channel axis is missing"),
    (double_precision, "dtype is float64"), (upside_down, "0 becomes -1"),
])
def test_wrong_pixels(wrong, sentence):
    _hears(ex04.to_tanh_range, wrong, sentence)


def with_tolerance(before, after):
    return sum(not np.allclose(a, b) for a, b in zip(before, after, strict=True))


def by_sums(before, after):
    return sum(a.sum(dtype="float64") != b.sum(dtype="float64") for a, b in zip(before, after, strict=True))


def those_that_stayed(before, after):
    return sum(np.array_equal(a, b) for a, b in zip(before, after, strict=True))


def entries(before, after):
    return sum(int((a != b).any()) * a.size if a.size > 2 and (a != b).all() else int((a != b).any())
               for a, b in zip(before, after, strict=True))


def objects(before, after):
    return sum(a is not b for a, b in zip(before, after, strict=True))


@pytest.mark.parametrize(("wrong", "sentence"), [
    (with_tolerance, "last bit"), (by_sums, "keeps the sum"), (those_that_stayed, "arrays that stayed"),
    (entries, "not entries"), (objects, "compares objects"),
])
def test_wrong_counts(wrong, sentence):
    _hears(ex04.weights_moved, wrong, sentence)


def gradients_of(loss_of_logits, variables_of=lambda generator, discriminator: generator.trainable_variables):
    def answer(generator, discriminator, noise):
        with tf.GradientTape() as tape:
            loss = loss_of_logits(discriminator(generator(noise)))
        return tape.gradient(loss, variables_of(generator, discriminator))
    return answer


def softplus_mean(sign):
    return lambda logits: tf.reduce_mean(tf.math.softplus(sign * logits))


def detached(generator, discriminator, noise):
    fake = generator(noise)
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.math.softplus(-discriminator(fake)))
    return tape.gradient(loss, generator.trainable_variables)


def applies_too(generator, discriminator, noise):
    gradients = gradients_of(softplus_mean(-1))(generator, discriminator, noise)
    for variable, gradient in zip(generator.trainable_variables, gradients, strict=True):
        variable.assign_sub(0.1 * gradient)
    return gradients


@pytest.mark.parametrize(("wrong", "sentence"), [
    (gradients_of(lambda logits: -tf.reduce_mean(tf.math.softplus(logits))), "saturating"),
    (gradients_of(softplus_mean(1)), "label is wrong"),
    (gradients_of(lambda logits: -tf.reduce_mean(tf.math.softplus(-logits))), "the sign"),
    (gradients_of(lambda logits: tf.reduce_sum(tf.math.softplus(-logits))), "batch is summed"),
    (gradients_of(softplus_mean(-1), lambda g, d: d.trainable_variables), "D's weights"),
    (gradients_of(softplus_mean(-1), lambda g, d: g.trainable_variables + d.trainable_variables), "the shapes are"),
    (gradients_of(lambda logits: 2 * tf.reduce_mean(tf.math.softplus(-logits))), "not that of the mean"),
    (detached, "gradient is None"),
    (applies_too, "a weight moved"),
], ids=["saturating", "fake", "climbs", "sum", "of_d", "of_both", "double", "detached", "applies"])
def test_wrong_gradients(wrong, sentence):
    _hears(ex04.generator_gradients, wrong, sentence)


@pytest.mark.parametrize(("changed", "sentence"), [
    ({"A": "healthy"}, "log A: D's loss is 0.26"), ({"B": "healthy"}, "log B"), ({"C": "healthy"}, "log C"),
    ({"D": "collapsed"}, "log D"), ({"A": "ill"}, "is not one of"), ({"E": "healthy"}, "with the keys"),
])
def test_wrong_diagnoses(changed, sentence):
    _hears(ex04.diagnoses, {**ex04.diagnoses.reference, **changed}, sentence)


def _hears(exercise, answer, sentence):
    verdict = exercise.verdict(answer)
    assert verdict.startswith("Wrong: "), verdict

    assert re.search(sentence, verdict), verdict
