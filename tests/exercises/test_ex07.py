"""The checkers of lesson 07: references are right, wrong answers hear which property is broken."""

import numpy as np
import pytest
import tensorflow as tf
from verdicts import references, right_answer, solutions, wrong_answer

from gan_course.exercises import ex07

ALL = [ex07.best_discriminator, ex07.impostors, ex07.gain, ex07.remedy_faults]


test_reference_is_right = references(ALL)
test_solution_source_defines_the_name_and_is_right = solutions(ALL)


@pytest.mark.parametrize(("exercise", "stub"), [
    (ex07.best_discriminator, lambda p_real, p_fake, alpha, beta: ...),
    (ex07.impostors, lambda real: ...),
    (ex07.gain, lambda with_remedy, without: ...),
    (ex07.remedy_faults, {"A": ..., "B": ..., "C": ..., "D": ...}),
], ids=lambda part: repr(part) if part in ALL else "stub")
def test_stub_is_not_tried(exercise, stub):
    assert exercise.verdict(stub).startswith("Not tried yet")


# --- soft targets

@pytest.mark.parametrize("right", [
    lambda p, q, alpha, beta: beta + (alpha - beta) * p / (p + q),
    lambda p, q, alpha, beta: np.average([np.full_like(p, alpha), np.full_like(p, beta)], axis=0, weights=[p, q]),
    lambda p, q, alpha, beta: tf.constant(p) * (alpha / (p + q)) + q * beta / (p + q),
    lambda p, q, alpha, beta: [(alpha * a + beta * b) / (a + b) for a, b in zip(p, q, strict=True)],
], ids=["from_beta", "average", "tensor", "list"])
def test_right_soft_targets(right):
    right_answer(ex07.best_discriminator, right)


@pytest.mark.parametrize(("wrong", "sentence"), [
    (lambda p, q, alpha, beta: alpha * p / (p + q), "beta is missing in the numerator"),
    (lambda p, q, alpha, beta: q / (p + q), "exchanged"),
    (lambda p, q, alpha, beta: (beta * p + alpha * q) / (p + q), "exchanged"),
    (lambda p, q, alpha, beta: p / (p + q), "their target, 0.2; yours is 0"),
    (lambda p, q, alpha, beta: beta + (1 - beta) * p / (p + q), "their target, 0.9; yours is 1"),
    (lambda p, q, alpha, beta: np.clip(p / (p + q), beta, alpha), "weighted by the densities"),
    (lambda p, q, alpha, beta: (alpha * p + beta * q)[:3], "notebook 02's D"),
    (lambda p, q, alpha, beta: np.log(p / q), "notebook 02's D"),
    (lambda p, q, alpha, beta: "alpha", "numbers are wanted|number"),
    (lambda p, q, alpha, beta: np.divide(alpha * p + beta * q, p + q, out=p), "changed in place"),
    (lambda p, q, alpha, beta: (alpha * p + beta * q) / (p + q).sum(), "notebook 02's D"),
], ids=["one_sided", "fake", "swapped", "hard", "only_beta", "clipped", "shape", "logit", "text", "in_place", "summed"])
def test_wrong_soft_targets(wrong, sentence):
    wrong_answer(ex07.best_discriminator, wrong, sentence)


# --- impostors

@pytest.mark.parametrize("right", [
    lambda real: (real.mean() + real.std(), real.mean() - real.std()),
    lambda real: [real.mean() + sign * real.std() for sign in (-1, 1)],
    lambda real: np.roots([1, -2 * real.mean(), 2 * real.mean()**2 - (real**2).mean()]),
    lambda real: tf.constant([real.mean() - real.std(), real.mean() + real.std()]),
], ids=["tuple_reversed", "list", "roots", "tensor"])
def test_right_impostors(right):
    right_answer(ex07.impostors, right)


@pytest.mark.parametrize(("wrong", "sentence"), [
    (lambda real: np.array([real.mean(), real.mean()]), "two equal numbers"),
    (lambda real: real.mean() + real.std(ddof=1) * np.array([-1, 1]), "n - 1"),
    (lambda real: real.mean() + real.var() * np.array([-1, 1]), "variance; its root"),
    (lambda real: np.sqrt((real**2).mean()) * np.array([-1, 1]), "only for a mean of 0"),
    (lambda real: real.mean() + np.sqrt((real**2).mean()) * np.array([-1, 1]), "holds the mean as well"),
    (lambda real: real[:2], "Wrong: For real"),
    (lambda real: np.array([real.mean(), (real**2).mean()]), "yours are"),
    (lambda real: real, "two numbers are wanted"),
    (lambda real: np.median(real) + real.std() * np.array([-1, 1]), "yours are"),
    (lambda real: np.array([np.nan, 1.0]), "not finite|NaN"),
], ids=["means", "unbiased", "variance", "centred", "about_the_mean", "samples", "the_features", "all", "median",
        "nan"])
def test_wrong_impostors(wrong, sentence):
    wrong_answer(ex07.impostors, wrong, sentence)


# --- gain

def se(values):
    return np.std(values, ddof=1) / np.sqrt(len(values))


@pytest.mark.parametrize("right", [
    lambda a, b: [np.mean(a) - np.mean(b), np.hypot(se(a), se(b))],
    lambda a, b: np.array([np.mean(a) - np.mean(b), (se(a)**2 + se(b)**2)**0.5]),
    lambda a, b: tf.constant([np.mean(a) - np.mean(b), np.hypot(se(a), se(b))]),
    lambda a, b: (sum(a) / len(a) - sum(b) / len(b),
                  np.sqrt(sum((np.asarray(x) - np.mean(x))**2 @ np.ones(len(x)) / (len(x) - 1) / len(x)
                              for x in (a, b)))),
], ids=["list", "array", "tensor", "by_sums"])
def test_right_gains(right):
    right_answer(ex07.gain, right)


@pytest.mark.parametrize(("wrong", "sentence"), [
    (lambda a, b: (np.mean(b) - np.mean(a), np.hypot(se(a), se(b))), "the sign"),
    (lambda a, b: (np.mean(a) - np.mean(b), se(a) + se(b)), "errors are added"),
    (lambda a, b: (np.mean(a) - np.mean(b), se(a)**2 + se(b)**2), "root is missing"),
    (lambda a, b: (np.mean(a) - np.mean(b), np.hypot(np.std(a) / len(a)**0.5, np.std(b) / len(b)**0.5)), "n - 1"),
    (lambda a, b: (np.mean(a) - np.mean(b), np.hypot(np.std(a, ddof=1), np.std(b, ddof=1))), "standard deviations"),
    (lambda a, b: (np.mean(a) - np.mean(b), se(a)), "first mean alone"),
    (lambda a, b: (np.mean(a) - np.mean(b), se(b)), "second mean alone"),
    (lambda a, b: np.mean(a) - np.mean(b), "two numbers"),
    (lambda a, b: (np.median(a) - np.median(b), np.hypot(se(a), se(b))), "difference of the two means"),
    (lambda a, b: (a.mean() - b.mean(), np.hypot(se(a), se(b))), "list"),
    (lambda a, b: (np.mean(a) - np.mean(b), se(np.concatenate([a, b]))), "standard error of the difference"),
], ids=["sign", "added", "squared", "ddof", "deviations", "first", "second", "one", "medians", "arrays_only", "pooled"])
def test_wrong_gains(wrong, sentence):
    wrong_answer(ex07.gain, wrong, sentence)


# --- the diagnosis

@pytest.mark.parametrize("spelled", [str.upper, lambda word: f" {word} ", str.title, np.str_])
def test_right_diagnoses_however_spelled(spelled):
    right_answer(ex07.remedy_faults, {key: spelled(word) for key, word in ex07.remedy_faults.reference.items()})


@pytest.mark.parametrize(("changed", "sentence"), [
    ({"A": "mixed_packs"}, "A: a perfect G"), ({"B": "across_features"}, "B: real data"),
    ({"C": "noise_on_reals"}, "C: look at"), ({"D": "mixed_packs"}, "D: all fakes"), ({"A": "ill"}, "is not one of"),
    ({"E": "mixed_packs"}, "with the keys"), ({"A": 3}, "is not one of"), ({"D": "smoothed_fakes"}, "D: all fakes"),
])
def test_wrong_diagnoses(changed, sentence):
    wrong_answer(ex07.remedy_faults, {**ex07.remedy_faults.reference, **changed}, sentence)
