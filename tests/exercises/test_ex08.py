"""The checkers of lesson 08: references are right, wrong answers hear which property is broken."""

import numpy as np
import pytest
import tensorflow as tf
from verdicts import references, right_answer, solutions, wrong_answer

from gan_course.exercises import ex08

ALL = [ex08.wasserstein_on_a_line, ex08.relativistic_losses, ex08.penalty_faults]


test_reference_is_right = references(ALL)
test_solution_source_defines_the_name_and_is_right = solutions(ALL)


@pytest.mark.parametrize(("exercise", "stub"), [
    (ex08.wasserstein_on_a_line, lambda real, fake: ...),
    (ex08.relativistic_losses, lambda real_logits, fake_logits: ...),
    (ex08.penalty_faults, {"A": ..., "B": ..., "C": ..., "D": ...}),
], ids=lambda part: repr(part) if part in ALL else "stub")
def test_stub_is_not_tried(exercise, stub):
    assert exercise.verdict(stub).startswith("Not tried yet")


# --- Wasserstein on a line

def by_distribution_functions(real, fake):
    """The area between the two distribution functions."""
    places = np.sort(np.concatenate([real, fake]))
    of_real, of_fake = (np.searchsorted(np.sort(part), places[:-1], side="right") / len(part) for part in (real, fake))
    return np.sum(np.abs(of_real - of_fake) * np.diff(places))


@pytest.mark.parametrize("right", [
    by_distribution_functions,
    lambda real, fake: abs(np.array(sorted(real)) - np.array(sorted(fake))).sum() / len(real),
    lambda real, fake: tf.reduce_mean(tf.abs(tf.sort(tf.constant(real)) - tf.sort(tf.constant(fake)))),
    lambda real, fake: np.linalg.norm(np.sort(real)[::-1] - np.sort(fake)[::-1], 1) / real.size,
], ids=["distribution_functions", "sorted", "tensor", "norm"])
def test_right_distances(right):
    right_answer(ex08.wasserstein_on_a_line, right)


def sorted_in_place(real, fake):
    real.sort()
    fake.sort()
    return np.mean(np.abs(real - fake))


@pytest.mark.parametrize(("wrong", "sentence"), [
    (lambda real, fake: np.mean(np.abs(real - fake)), "same samples in another order"),
    (lambda real, fake: abs(real.mean() - fake.mean()), "distance of the two means"),
    (lambda real, fake: np.mean(np.sort(real) - np.sort(fake)), "never negative|lie at distance"),
    (lambda real, fake: np.sum(np.abs(np.sort(real) - np.sort(fake))), "take the mean"),
    (lambda real, fake: np.mean((np.sort(real) - np.sort(fake))**2), "squares the way"),
    (lambda real, fake: np.sqrt(np.mean((np.sort(real) - np.sort(fake))**2)), "another amount"),
    (lambda real, fake: np.median(np.abs(np.sort(real) - np.sort(fake))), "another amount"),
    (lambda real, fake: np.abs(np.sort(real) - np.sort(fake)), "one number is wanted"),
    (sorted_in_place, "are changed"),
    (lambda real, fake: np.max(np.abs(np.sort(real) - np.sort(fake))), "another amount"),
    (lambda real, fake: np.nan, "NaN"),
    (lambda real, fake: "far", "number"),
], ids=["unsorted", "means", "signed", "sum", "squares", "root", "median", "no_mean", "in_place", "max", "nan", "text"])
def test_wrong_distances(wrong, sentence):
    wrong_answer(ex08.wasserstein_on_a_line, wrong, sentence)


# --- relativistic pairs

def by_the_package(real_logits, fake_logits):
    from gan_course.objectives import RELATIVISTIC

    return (RELATIVISTIC.discriminator_loss(real_logits, fake_logits),
            RELATIVISTIC.generator_loss(real_logits, fake_logits))


softplus, mean = tf.math.softplus, tf.reduce_mean


@pytest.mark.parametrize("right", [
    by_the_package,
    lambda r, f: tf.stack([mean(softplus(f - r)), mean(softplus(r - f))]),
    lambda r, f: [-mean(tf.math.log_sigmoid(r - f)), -mean(tf.math.log_sigmoid(f - r))],
    lambda r, f: (mean(softplus(f - r)), mean(softplus(f - r) + r - f)),
], ids=["package", "stack", "log_sigmoid", "identity"])
def test_right_pairs(right):
    right_answer(ex08.relativistic_losses, right)


@pytest.mark.parametrize(("wrong", "sentence"), [
    (lambda r, f: (mean(softplus(-r)) + mean(softplus(f)), mean(softplus(-f))), "only differences count"),
    (lambda r, f: (mean(softplus(r - f)), mean(softplus(f - r))), "swapped"),
    (lambda r, f: (softplus(mean(f) - mean(r)), softplus(mean(r) - mean(f))), "before softplus"),
    (lambda r, f: (mean(softplus(f - tf.transpose(r))), mean(softplus(r - f))), "every real logit meets every fake"),
    (lambda r, f: (tf.reduce_sum(softplus(f - r)), tf.reduce_sum(softplus(r - f))), "summed over the batch"),
    (lambda r, f: (mean(softplus(f - r)), -mean(softplus(f - r))), "zero-sum"),
    (lambda r, f: (softplus(f - r), softplus(r - f)), "each loss is one number"),
    (lambda r, f: mean(softplus(f - r)), "two losses are wanted"),
    (lambda r, f: (-mean(tf.math.log(tf.sigmoid(r - f))), -mean(tf.math.log(tf.sigmoid(f - r)))), "not finite"),
    (lambda r, f: tuple(x.numpy() for x in by_the_package(r, f)), "gradient of d_loss"),
    (lambda r, f: (mean(softplus(f - r)), mean(softplus(tf.stop_gradient(r - f)))), "gradient of g_loss"),
    (lambda r, f: (mean(softplus(f - r)), mean(softplus(tf.stop_gradient(r) - f))), "gradient of g_loss by the real"),
    (lambda r, f: tuple(mean(softplus(tf.clip_by_value(x, -50.0, 50.0))) for x in (f - r, r - f)), "cut off"),
], ids=["absolute", "swapped", "mean_first", "crossed", "summed", "zero_sum", "no_mean", "one_loss", "unstable",
        "numpy", "stopped", "half_stopped", "clipped"])
def test_wrong_pairs(wrong, sentence):
    wrong_answer(ex08.relativistic_losses, wrong, sentence)


# --- the diagnosis

@pytest.mark.parametrize("spelled", [str.upper, lambda word: f" {word} ", str.title, np.str_])
def test_right_diagnoses_however_spelled(spelled):
    right_answer(ex08.penalty_faults, {key: spelled(word) for key, word in ex08.penalty_faults.reference.items()})


@pytest.mark.parametrize(("changed", "sentence"), [
    ({"A": "squared_norm"}, "A: right on lines"), ({"B": "normal_mixing"}, "B: its values"),
    ({"C": "squared_norm"}, "C: right for one"), ({"D": "norm_of_the_batch"}, "D: 9"), ({"A": "ill"}, "is not one of"),
    ({"E": "squared_norm"}, "with the keys"), ({"B": 1}, "is not one of"), ({"D": "unguarded_root"}, "D: 9"),
])
def test_wrong_diagnoses(changed, sentence):
    wrong_answer(ex08.penalty_faults, {**ex08.penalty_faults.reference, **changed}, sentence)
