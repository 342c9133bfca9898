"""The checkers of lesson 02: references are right, wrong answers hear which property is broken."""

from collections import OrderedDict

import keras
import numpy as np
import pytest
import tensorflow as tf
from scipy.special import expit
from verdicts import references, right_answer, solutions, wrong_answer

from gan_course import objectives
from gan_course.exercises import ex02

ALL = [ex02.discriminator_loss, ex02.optimal_logit, ex02.jsd, ex02.generator_loss, ex02.faults]


def softplus(a):
    return np.logaddexp(0, a)


test_reference_is_right = references(ALL)
test_solution_source_defines_the_name_and_is_right = solutions(ALL)


@pytest.mark.parametrize("exercise", ALL[:4], ids=repr)
def test_stub_is_not_tried(exercise):
    assert exercise.verdict(lambda *arguments: ...).startswith("Not tried yet")


@pytest.mark.parametrize("stub", [{"A": ..., "B": ..., "C": ...}, {"A": "none", "B": ..., "C": "none"}, ...])
def test_faults_not_filled_in_are_not_tried(stub):
    assert ex02.faults.verdict(stub).startswith("Not tried yet")


# Other right answers. The losses must let TensorFlow differentiate them.

def by_keras(real_logits, fake_logits):
    cross_entropy = keras.losses.BinaryCrossentropy(from_logits=True)
    return (cross_entropy(tf.ones_like(real_logits), real_logits)
            + cross_entropy(tf.zeros_like(fake_logits), fake_logits))


def by_log_sigmoid(real_logits, fake_logits):
    return (-tf.reduce_mean(tf.math.log_sigmoid(real_logits))
            - tf.reduce_mean(tf.math.log_sigmoid(-1.0 * tf.convert_to_tensor(fake_logits))))


def with_weights(real_logits, fake_logits):
    """One batch for both, each half with the weight of its size."""
    n, m = tf.shape(real_logits)[0], tf.shape(fake_logits)[0]
    parts = tf.concat([tf.math.softplus(-real_logits), tf.math.softplus(fake_logits)], axis=0)
    weights = tf.concat([tf.fill((n, 1), 1 / n), tf.fill((m, 1), 1 / m)], axis=0)
    return tf.reduce_sum(parts * tf.cast(weights, parts.dtype))


def by_keras_ops(real_logits, fake_logits):
    return (keras.ops.mean(keras.ops.softplus(-keras.ops.convert_to_tensor(real_logits)))
            + keras.ops.mean(keras.ops.softplus(keras.ops.convert_to_tensor(fake_logits))))


def by_large_logits(real_logits, fake_logits):
    """max(C, 0) + log(1 + exp(-|C|)), as TensorFlow's own cross-entropy does."""
    def part(a):
        a = tf.convert_to_tensor(a)
        return tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(tf.zeros_like(a), a))
    return part(-real_logits) + part(fake_logits)


@pytest.mark.parametrize("answer", [by_keras, by_log_sigmoid, with_weights, by_keras_ops, by_large_logits])
def test_discriminator_loss_other_right_answers(answer):
    right_answer(ex02.discriminator_loss, answer)


@pytest.mark.parametrize("answer", [
    lambda f: -tf.reduce_mean(tf.math.log_sigmoid(f)),
    lambda f: tf.reduce_mean(tf.nn.softplus(tf.negative(f))),
    lambda f: keras.losses.BinaryCrossentropy(from_logits=True)(tf.ones_like(f), f),
    lambda f: tf.reduce_sum(tf.math.softplus(-f)) / tf.cast(tf.size(f), tf.convert_to_tensor(f).dtype),
    lambda f: objectives.NON_SATURATING.generator_loss(None, f),
], ids=["log sigmoid", "negative", "cross-entropy", "sum over size", "the package's"])
def test_generator_loss_other_right_answers(answer):
    right_answer(ex02.generator_loss, answer)


# Wrong answers, each named, and the property that its verdict names.

def value_itself(r, f):
    return -np.mean(softplus(-r)) - np.mean(softplus(f))


def summed(r, f):
    return np.sum(softplus(-r)) + np.sum(softplus(f))


def mean_of_both_parts(r, f):
    return (np.mean(softplus(-r)) + np.mean(softplus(f))) / 2


def fakes_labelled_real(r, f):
    return np.mean(softplus(-r)) + np.mean(softplus(-f))


def labels_swapped(r, f):
    return np.mean(softplus(r)) + np.mean(softplus(-f))


def not_reduced(r, f):
    return softplus(-r) + softplus(f)


def through_the_sigmoid(r, f):
    return -np.mean(np.log(1 / (1 + np.exp(-r)))) - np.mean(np.log(1 - 1 / (1 + np.exp(-f))))


def kept_from_zero(r, f):
    return -np.mean(np.log(expit(r) + 1e-7)) - np.mean(np.log(1 - expit(f) + 1e-7))


def least_squares(r, f):
    return np.mean((r - 1)**2) + np.mean(f**2)


def hinge(r, f):
    return np.log(2) * (np.mean(np.maximum(0, 1 - r)) + np.mean(np.maximum(0, 1 + f)))


def keras_with_numpy_labels(r, f):
    cross_entropy = keras.losses.BinaryCrossentropy(from_logits=True)
    return cross_entropy(np.ones_like(r), r) + cross_entropy(np.zeros_like(f), f)


def changes_its_arguments(r, f):
    if isinstance(r, np.ndarray):
        r *= -1
        return tf.reduce_mean(tf.math.softplus(r)) + tf.reduce_mean(tf.math.softplus(f))
    return by_log_sigmoid(r, f)


def mean_over_both(r, f):
    """Right only where both batches have one size."""
    parts = tf.concat([tf.math.softplus(-r), tf.math.softplus(f)], axis=0)
    return 2 * tf.reduce_mean(parts)


@pytest.mark.parametrize("answer, property_", [
    (value_itself, "the sign on real data"),
    (summed, "take the batch's mean, not its sum"),
    (mean_of_both_parts, "-V is their sum"),
    (fakes_labelled_real, "the sign on fakes"),
    (labels_swapped, "the sign on real data"),
    (not_reduced, "a loss is one number"),
    (through_the_sigmoid, "not stable: at logits -10,000 and 10,000"),
    (kept_from_zero, "not stable"),
    (least_squares, "where D always answers 1/2"),
    (hinge, "the value is not that of -V"),
    (lambda r, f: by_log_sigmoid(r, f).numpy(), "finds no gradient in real_logits"),
    (lambda r, f: softplus(-np.asarray(r)).mean() + softplus(np.asarray(f)).mean(), "finds no gradient in real_logits"),
    (lambda r, f: by_log_sigmoid(r, tf.stop_gradient(f)), "finds no gradient in fake_logits"),
    (lambda r, f: float(by_log_sigmoid(r, f)), "finds no gradient"),
    (lambda r, f: (by_log_sigmoid(r, f) + tf.stop_gradient(by_log_sigmoid(r, f))) / 2, "its gradient in real_logits"),
    (keras_with_numpy_labels, "fails inside tf.function"),
    (changes_its_arguments, "changes the arrays"),
    (mean_over_both, "the value is not that of -V"),
    (lambda r, f: by_log_sigmoid(r, f) * np.nan, "NaN"),
    (lambda r, f: "1.386", "the loss"),
])
def test_discriminator_loss_names_what_is_broken(answer, property_):
    wrong_answer(ex02.discriminator_loss, answer, property_)


def half_of_it_stopped(f):
    loss = tf.reduce_mean(tf.math.softplus(-f))
    return loss / 2 + tf.stop_gradient(loss / 2)


@pytest.mark.parametrize("answer, property_", [
    (lambda f: -np.mean(softplus(f)), "that is the saturating loss"),
    (lambda f: np.mean(softplus(f)), "the direction"),
    (lambda f: -np.mean(f), "the gradient where D accepts"),
    (lambda f: np.sum(softplus(-f)), "take the batch's mean, not its sum"),
    (lambda f: softplus(-f), "a loss is one number"),
    (lambda f: np.mean(softplus(-f)) - np.log(2), "the value is not the mean of -log D(G(z))"),
    (lambda f: -np.mean(np.log(1 / (1 + np.exp(-f)))), "not stable: at logits -10,000 the loss is inf"),
    (lambda f: -np.mean(np.log(np.maximum(expit(f), 1e-8))), "not stable"),
    (lambda f: np.mean((f - 1)**2) / 2, "the value is not the mean"),
    (lambda f: tf.reduce_mean(tf.math.softplus(-f)).numpy(), "finds no gradient in fake_logits"),
    (lambda f: np.mean(softplus(-np.asarray(f))), "finds no gradient in fake_logits"),
    (lambda f: tf.reduce_mean(tf.math.softplus(-tf.stop_gradient(f))), "finds no gradient in fake_logits"),
    (half_of_it_stopped, "its gradient in fake_logits"),
    (lambda f: np.median(softplus(-f)), "take the batch's mean|the value is not the mean"),
    (lambda f: tf.reduce_mean(tf.math.softplus(-f[:3])), "the value is not the mean"),
], ids=["saturating", "wrong direction", "Wasserstein", "sum", "not reduced", "offset", "log of sigmoid",
        "clipped", "least squares", "numpy()", "NumPy", "stopped", "half stopped", "median", "first three"])
def test_generator_loss_names_what_is_broken(answer, property_):
    wrong_answer(ex02.generator_loss, answer, property_)


RIGHT = {"A": "generator", "B": "discriminator", "C": "none"}


@pytest.mark.parametrize("answer, sentence", [
    ({**RIGHT, "A": "discriminator"}, "in game A"),
    ({**RIGHT, "B": "generator"}, "in game B"),
    ({**RIGHT, "C": "generator"}, "in game C"),
    ({**RIGHT, "C": "both"}, "game C: 'both' is not one of"),
    ({**RIGHT, "C": None}, "game C: None is not one of"),
    ({"A": "generator"}, "dictionary with the keys"),
    ({**RIGHT, "A": "none"}, "in game A"),
    ({**RIGHT, "B": "none"}, "in game B"),
    ({**RIGHT, "C": "discriminator"}, "in game C"),
    (list(RIGHT.values()), "dictionary with the keys"),
    ({**RIGHT, "D": "none"}, "dictionary with the keys"),
])
def test_faults_say_which_numbers_to_read_again(answer, sentence):
    wrong_answer(ex02.faults, answer, sentence)


@pytest.mark.parametrize("answer", [
    {"A": " Generator", "B": "Discriminator", "C": "None"},
    dict(reversed(RIGHT.items())),
    OrderedDict(RIGHT),
    {key: np.str_(value) for key, value in RIGHT.items()},
], ids=["capitals and spaces", "another order", "ordered", "NumPy's strings"])
def test_faults_other_right_answers(answer):
    right_answer(ex02.faults, answer)


def test_the_sealed_games_have_the_faults_that_the_exercise_claims():
    real, fake = np.array([[2.0]]), np.array([[-1.0]])
    for game, (d_loss, g_loss) in ex02.suspects.items():
        d_right = d_loss(real + 1, fake) < d_loss(real, fake)
        g_right = g_loss(fake + 1) < g_loss(fake)
        assert {"none": (True, True), "generator": (True, False), "discriminator": (False, True)}[RIGHT[game]] == (
            d_right, g_right)


def test_every_objective_has_an_exercise():
    named = [name for names in ex02.OBJECTIVES.values() for name in names]
    assert sorted(ex02.OBJECTIVES) == [1, 2, 3, 4, 5] and set(named) == {exercise.name for exercise in ALL}
