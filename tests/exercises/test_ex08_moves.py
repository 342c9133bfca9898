"""The checkers of lesson 08 on moves: a look ahead and an optimistic step."""

import numpy as np
import pytest
import tensorflow as tf
from verdicts import references, right_answer, solutions, wrong_answer

from gan_course.exercises import ex08_moves

ALL = [ex08_moves.unrolled_gradient, ex08_moves.optimistic_step]


test_reference_is_right = references(ALL)
test_solution_source_defines_the_name_and_is_right = solutions(ALL)


@pytest.mark.parametrize(("exercise", "stub"), [
    (ex08_moves.unrolled_gradient, lambda theta, psi, rate, steps: ...),
    (ex08_moves.optimistic_step, lambda w, field_now, field_before, rate: ...),
], ids=["unrolled", "optimistic"])
def test_stub_is_not_tried(exercise, stub):
    assert exercise.verdict(stub).startswith("Not tried yet")


# --- the look ahead

def by_differences(theta, psi, rate, steps):
    def value(theta):
        ahead = psi
        for _ in range(steps):
            ahead = ahead + rate * theta
        return theta * ahead
    return (value(theta + 1e-3) - value(theta - 1e-3)) / 2e-3


def by_the_tape(theta, psi, rate, steps):
    theta = tf.constant(theta, tf.float64)
    with tf.GradientTape() as tape:
        tape.watch(theta)
        ahead = psi
        for _ in range(steps):
            ahead = ahead + rate * theta
        value = theta * ahead
    return tape.gradient(value, theta)


@pytest.mark.parametrize("right", [
    by_differences, by_the_tape,
    lambda theta, psi, rate, steps: sum([psi, *[2 * rate * theta] * steps]),
    lambda theta, psi, rate, steps: np.polyval(np.polyder([steps * rate, psi, 0]), theta),
], ids=["differences", "tape", "sum", "polynomial"])
def test_right_look_aheads(right):
    right_answer(ex08_moves.unrolled_gradient, right)


@pytest.mark.parametrize(("wrong", "sentence"), [
    (lambda theta, psi, rate, steps: psi + steps * rate * theta, "flows back through D's steps"),
    (lambda theta, psi, rate, steps: psi, "D has not moved"),
    (lambda theta, psi, rate, steps: psi - 2 * steps * rate * theta, "D climbs"),
    (lambda theta, psi, rate, steps: psi - steps * rate * theta, "D climbs"),
    (lambda theta, psi, rate, steps: psi + 2 * rate * theta * (steps > 0), "one step ahead"),
    (lambda theta, psi, rate, steps: theta * (psi + steps * rate * theta), "usual gradient"),
    (lambda theta, psi, rate, steps: psi + 3 * steps * rate * theta, "not the derivative"),
    (lambda theta, psi, rate, steps: psi + 2 * steps * rate * psi, "not the derivative"),
    (lambda theta, psi, rate, steps: psi + 2 * steps * 0.1 * theta, "not the derivative"),
    (lambda theta, psi, rate, steps: psi + 2 * steps * rate * abs(theta), "not the derivative|D climbs"),
    (lambda theta, psi, rate, steps: "psi", "number"),
], ids=["stopped", "no_look_ahead", "d_descends", "d_descends_stopped", "one_step", "value", "thrice", "of_psi",
        "fixed_rate", "absolute", "text"])
def test_wrong_look_aheads(wrong, sentence):
    wrong_answer(ex08_moves.unrolled_gradient, wrong, sentence)


# --- the optimistic step

def moved_in_place(w, field_now, field_before, rate):
    w += rate * (2 * field_now - field_before)
    return w


@pytest.mark.parametrize("right", [
    moved_in_place,
    lambda w, now, before, rate: w + rate * (now + (now - before)),
    lambda w, now, before, rate: [a + 2 * rate * b - rate * c for a, b, c in zip(w, now, before, strict=True)],
    lambda w, now, before, rate: tf.constant(w) + 2 * rate * now - rate * before,
], ids=["in_place", "expected", "list", "tensor"])
def test_right_steps(right):
    right_answer(ex08_moves.optimistic_step, right)


def field_spoiled(w, field_now, field_before, rate):
    field_now *= 2
    return w + rate * (field_now - field_before)


def place_spoiled(w, field_now, field_before, rate):
    new = w + rate * (2 * field_now - field_before)
    w[:] = 0
    return new


@pytest.mark.parametrize(("wrong", "sentence"), [
    (lambda w, now, before, rate: w + rate * now, "ordinary step"),
    (lambda w, now, before, rate: w + rate * now - rate * before, "step is zero"),
    (lambda w, now, before, rate: w + 2 * rate * before - rate * now, "exchanged"),
    (lambda w, now, before, rate: w - 2 * rate * now + rate * before, "the sign"),
    (lambda w, now, before, rate: w + 2 * rate * now + rate * before, "does not change"),
    (lambda w, now, before, rate: w + rate * (now + before) / 2, "twice the field of now"),
    (lambda w, now, before, rate: w + 0.1 * (2 * now - before), "does not depend on it"),
    (lambda w, now, before, rate: w + 2 * now - before, "does not change"),
    (field_spoiled, "a field is changed"),
    (place_spoiled, "w is changed in place"),
    (lambda w, now, before, rate: np.sum(w + rate * (2 * now - before)), "of shape"),
    (lambda w, now, before, rate: np.nan * w, "NaN"),
], ids=["no_memory", "without_the_two", "exchanged", "descends", "adds", "mean", "fixed_rate", "no_rate",
        "field_spoiled", "place_spoiled", "sum", "nan"])
def test_wrong_steps(wrong, sentence):
    wrong_answer(ex08_moves.optimistic_step, wrong, sentence)
