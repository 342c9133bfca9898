"""The checkers of arrows and running_average: wrong answers hear which property is broken, unusual ones pass."""

import numpy as np
import pytest
import tensorflow as tf
from verdicts import right_answer, wrong_answer

from gan_course.exercises import ex10, ex10_pictures
from gan_course.exercises.ex10_pictures import arrows, running_average


def test_the_lesson_has_them_and_their_references_are_right():
    for exercise in (arrows, running_average):
        assert getattr(ex10, exercise.name) is exercise
        assert exercise.verdict(exercise.reference).startswith("Right. ")
        names = {"tf": tf, "np": np}
        exec(exercise.reference_source(), names)
        assert exercise.verdict(names[exercise.name]).startswith("Right. ")
    assert arrows.verdict(lambda critic, x: ...).startswith("Not tried yet")
    assert running_average.verdict(lambda averages, weights, decay: ...).startswith("Not tried yet")


def right(critic, x):
    return arrows.reference(critic, x)


def by_a_variable(critic, x):
    places = tf.Variable(x)
    with tf.GradientTape() as tape:
        loss = -tf.reduce_sum(tf.math.log_sigmoid(critic(places)))
    return -tape.gradient(loss, places)


def by_the_chain_rule(critic, x):
    with tf.GradientTape() as tape:
        tape.watch(x)
        logits = critic(x)
    return tape.gradient(logits, x) * tf.sigmoid(-logits)


def place_by_place(critic, x):
    return [right(critic, x[i:i + 1])[0] for i in range(len(x))]


@pytest.mark.parametrize("unusual", [by_a_variable, by_the_chain_rule, place_by_place,
                                     lambda critic, x: right(critic, x).numpy()])
def test_other_ways_to_the_arrows_are_right(unusual):
    right_answer(arrows, unusual)


def unwatched(critic, x):
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(tf.math.softplus(-critic(x)))
    return tape.gradient(loss, x)


def of_unit_length(critic, x):
    found = right(critic, x)
    return found / tf.norm(found, axis=1, keepdims=True)


@pytest.mark.parametrize("wrong, says", [
    (lambda c, x: -right(c, x), "the sign: these arrows climb"), (unwatched, "returned None"),
    (lambda c, x: right(c, x) / len(x), "the mean was taken"),
    (ex10_pictures._saturating, "this is the saturating loss"),
    (ex10_pictures._slope_of_the_logit, "the loss -log sigmoid(C(x)) is missing"),
    (of_unit_length, "the arrows are not minus the gradient"), (lambda c, x: c(x), "one arrow for each place"),
    (lambda c, x: tf.reduce_sum(right(c, x), axis=0), "one arrow for each place"),
    (lambda c, x: right(c, x) * np.nan, "NaN"), (lambda c, x: "up", "this is a string"),
    (lambda c, x: right(c, x)[::-1], "the arrows are not minus the gradient"),
    (lambda c, x: right(lambda y: c(y) / 2, x), "the arrows are not minus the gradient"),
])
def test_wrong_arrows_are_named(wrong, says):
    wrong_answer(arrows, wrong, says)


def averaged(averages, weights, decay):
    return running_average.reference(averages, weights, decay)


def step_towards_the_new(averages, weights, decay):
    return [average + (1 - decay) * (new - average) for average, new in zip(averages, weights, strict=True)]


@pytest.mark.parametrize("unusual", [
    step_towards_the_new, lambda a, w, d: tuple(averaged(a, w, d)),
    lambda a, w, d: [tf.constant(array) for array in averaged(a, w, d)],
    lambda a, w, d: [np.average([x, y], axis=0, weights=[d, 1 - d]) for x, y in zip(a, w, strict=True)]])
def test_other_ways_to_the_average_are_right(unusual):
    right_answer(running_average, unusual)


def in_place(averages, weights, decay):
    for average, new in zip(averages, weights, strict=True):
        average *= decay
        average += (1 - decay) * new
    return averages


def into_the_weights(averages, weights, decay):
    for i, average in enumerate(averages):
        weights[i] = decay * average + (1 - decay) * weights[i]
    return weights


@pytest.mark.parametrize("wrong, says", [
    (in_place, "`averages` was changed in place"), (into_the_weights, "`weights` was changed in place"),
    (lambda a, w, d: averaged(a, w, 1 - d), "decay belongs to the old average"),
    (lambda a, w, d: averaged(w, a, d), "decay belongs to the old average"),
    (lambda a, w, d: averaged(a, w, 0.99), "each array should be"),
    (lambda a, w, d: [d * x + y for x, y in zip(a, w, strict=True)], "the new weights count in full"),
    (lambda a, w, d: averaged(a, w, 0.5), "decay has no part in it"),
    (lambda a, w, d: [(1 - d) * y for y in w], "the old averages are lost"),
    (lambda a, w, d: averaged(a, w, d)[:1], "values are wanted"), (lambda a, w, d: w, "each array should be"),
    (lambda a, w, d: [x.mean() for x in averaged(a, w, d)], "has shape ()"),
    (lambda a, w, d: [x * np.nan for x in a], "NaN"), (lambda a, w, d: "done", "this is a string"),
])
def test_wrong_averages_are_named(wrong, says):
    wrong_answer(running_average, wrong, says)
