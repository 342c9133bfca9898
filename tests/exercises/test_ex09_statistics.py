"""Lesson 09's checkers on chance: named wrong answers, unusual right ones, and oracles for the references."""

import math
import statistics

import numpy as np
import pytest
import tensorflow as tf
from scipy import stats
from verdicts import right_answer, wrong_answer

from gan_course.exercises import ex09_statistics as ex09

# --- mean_and_standard_error

def test_the_standard_error_is_scipys():
    values = np.array([12.0, 14.0, 11.0, 13.0, 15.0, 40.0])
    mean, error = ex09.mean_and_standard_error.reference(values)
    assert (mean, error) == pytest.approx((values.mean(), stats.sem(values)), rel=1e-12)


@pytest.mark.parametrize("error, words", [
    (lambda v: v.std(ddof=1), "this is the standard deviation"),
    (lambda v: v.std() / np.sqrt(len(v)), "with std(ddof=1)"),
    (lambda v: v.std(), "with n in it"),
    (lambda v: v.var(ddof=1) / len(v), "squared standard error"),
    (lambda v: v.std(ddof=1) / len(v), "the root of n, not by n"),
    (lambda v: v.std(ddof=1) / np.sqrt(len(v) - 1), "the root of n - 1 belongs"),
    (lambda v: v.std(ddof=1) / np.sqrt(5), "the two numbers are not"),
    (lambda v: np.ptp(v) / np.sqrt(len(v)), "the two numbers are not"),
    (lambda v: float("nan"), "NaN"),
])
def test_wrong_standard_errors(error, words):
    wrong_answer(ex09.mean_and_standard_error, lambda values: (values.mean(), error(values)), words)


@pytest.mark.parametrize("answer, words", [
    (lambda values: (np.median(values), stats.sem(values)), "should be the mean"),
    (lambda values: (stats.sem(values), values.mean()), "wrong order"),
    (lambda values: values.mean(), "2 values are wanted"),
    (lambda values: "the mean", "2 values are wanted"),
    (lambda values: (values.sort(), values.mean(), stats.sem(values))[1:], "`values`"),
])
def test_other_wrong_means(answer, words):
    wrong_answer(ex09.mean_and_standard_error, answer, words)


@pytest.mark.parametrize("answer", [
    lambda values: [statistics.fmean(values), statistics.stdev(values) / math.sqrt(len(values))],
    lambda values: np.array([np.mean(values), stats.sem(values)]),
    lambda values: tf.stack([tf.reduce_mean(values), tf.constant(stats.sem(values))]),
    lambda values: (np.sum(values) / len(values),
                    np.sqrt(np.sum((values - np.mean(values)) ** 2) / (len(values) - 1) / len(values))),
])
def test_unusual_right_means(answer):
    right_answer(ex09.mean_and_standard_error, answer)


# --- clearly_better

def errors(remedy, plain):
    return [np.std(side, ddof=1) / np.sqrt(len(side)) for side in (remedy, plain)]


def gap(remedy, plain):
    return np.mean(remedy) - np.mean(plain)


@pytest.mark.parametrize("answer, words", [
    (lambda remedy, plain: abs(gap(remedy, plain)) > 2 * np.hypot(*errors(remedy, plain)), "mind the direction"),
    (lambda remedy, plain: gap(plain, remedy) > 2 * np.hypot(*errors(remedy, plain)), "more than twice an error of 0"),
    (lambda remedy, plain: gap(remedy, plain) > 0, "may be chance"),
    (lambda remedy, plain: gap(remedy, plain) > 2 * max(errors(remedy, plain)), "the larger of the two"),
    (lambda remedy, plain: gap(remedy, plain) > 2 * sum(errors(remedy, plain)), "errors are not added"),
    (lambda remedy, plain: gap(remedy, plain) > np.hypot(*errors(remedy, plain)), "content with one"),
    (lambda remedy, plain: gap(remedy, plain) > 2 * np.hypot(remedy.std() / len(remedy) ** .5,
                                                             plain.std() / len(plain) ** .5), "divide by n - 1"),
    (lambda remedy, plain: gap(remedy, plain) > 2 * errors(remedy, plain)[1], "leaves the error of the remedy out"),
    (lambda remedy, plain: gap(remedy, plain) > 2, "more than twice an error of 0"),
    (lambda remedy, plain: gap(remedy, plain), "True or False is wanted"),
    (lambda remedy, plain: "yes", "True or False is wanted"),
    (lambda remedy, plain: gap(remedy, plain) >= 2 * np.hypot(*errors(remedy, plain)), "equal is not better"),
    (lambda remedy, plain: False, "8 with each seed against 7"),
    (lambda remedy, plain: gap(remedy, plain) > 1.96 * np.hypot(*errors(remedy, plain)), "twice its own error"),
    (lambda remedy, plain: gap(remedy, plain) > 2.04 * np.hypot(*errors(remedy, plain)), "twice its own error"),
    (lambda remedy, plain: np.hypot(*errors(remedy, plain)) > 0 and gap(remedy, plain) > 2 * np.hypot(
        *errors(remedy, plain)), "twice an error of 0"),
])
def test_wrong_verdicts(answer, words):
    wrong_answer(ex09.clearly_better, answer, words)


def by_exercise_1(remedy, plain):
    (a, error_a), (b, error_b) = (ex09.mean_and_standard_error.reference(side) for side in (remedy, plain))
    return (a - b) ** 2 > 4 * (error_a**2 + error_b**2) and a > b


@pytest.mark.parametrize("answer", [
    by_exercise_1,
    lambda remedy, plain: bool(not gap(remedy, plain) <= 2 * np.sqrt(sum(e**2 for e in errors(remedy, plain)))),
    lambda remedy, plain: np.mean(plain) + 2 * np.linalg.norm(errors(remedy, plain)) < np.mean(remedy),
    lambda remedy, plain: tf.constant(gap(remedy, plain) > 2 * np.hypot(*errors(remedy, plain))),
    lambda remedy, plain: statistics.fmean(remedy) - statistics.fmean(plain) > 2 * math.sqrt(
        statistics.variance(remedy) / len(remedy) + statistics.variance(plain) / len(plain)),
])
def test_unusual_right_verdicts(answer):
    right_answer(ex09.clearly_better, answer)


# --- still_clear

def test_holms_example_by_hand():
    """Four p-values at 0.05: limits .0125, .0167, .025, .05. The third fails, so the fourth fails too."""
    p_values = {"a": 0.0301, "b": 0.01, "c": 0.04, "d": 0.016}
    assert ex09.still_clear.reference(p_values, 0.05) == {"a": False, "b": True, "c": False, "d": True}


def test_holm_keeps_the_chance_of_a_false_find_where_nothing_is_to_be_found():
    rng = np.random.default_rng(0)
    tables = rng.uniform(size=(4000, 20))
    share = np.mean([any(ex09.still_clear.reference(dict(enumerate(p)), 0.05).values()) for p in tables])
    assert share == pytest.approx(1 - 0.9975**20, abs=4 * np.sqrt(0.05 * 0.95 / 4000))


def ranked(p_values):
    return sorted(p_values, key=p_values.get)


@pytest.mark.parametrize("answer, words", [
    (lambda p_values, level: {k: p <= level for k, p in p_values.items()}, "nothing is corrected"),
    (lambda p_values, level: {k: p <= level / len(p_values) for k, p in p_values.items()}, "Bonferroni's rule"),
    (lambda p_values, level: {k: p_values[k] <= level / (len(p_values) - i) for i, k in enumerate(ranked(p_values))},
     "nobody passes any more"),
    (lambda p_values, level: {k: p_values[k] <= level * (i + 1) / len(p_values)
                              for i, k in enumerate(ranked(p_values))}, "the limits are"),
    (lambda p_values, level: [k for k in p_values if p_values[k] <= level], "a dictionary is wanted"),
    (lambda p_values, level: {k: True for k in p_values if p_values[k] <= level}, "each gets its verdict"),
    (lambda p_values, level: ex09.still_clear.reference(p_values, 0.05), "the limits are"),
    (lambda p_values, level: ex09.still_clear.reference(p_values, level / 2), "the limits are"),
    (lambda p_values, level: {k: not v for k, v in ex09.still_clear.reference(p_values, level).items()}, "turns the"),
    (lambda p_values, level: (ex09.still_clear.reference(p_values, level), p_values.clear())[0], "`p_values`"),
])
def test_wrong_corrections(answer, words):
    wrong_answer(ex09.still_clear, answer, words)


def by_adjusted_p(p_values, level):
    labels, p = list(p_values), np.array(list(p_values.values()))
    order = np.argsort(p)
    adjusted = np.empty(len(p))
    adjusted[order] = np.maximum.accumulate(p[order] * (len(p) - np.arange(len(p))))
    return dict(zip(labels, adjusted <= level, strict=True))


def by_loop(p_values, level):
    left, verdict = dict(p_values), dict.fromkeys(p_values, False)
    while left:
        label = min(left, key=left.get)
        if left[label] > level / len(left):
            break
        verdict[label] = True
        del left[label]
    return verdict


@pytest.mark.parametrize("answer", [
    by_adjusted_p, by_loop,
    lambda p_values, level: {k: int(v) for k, v in by_loop(p_values, level).items()},
    lambda p_values, level: {k: all(p_values[other] <= level / (len(p_values) - i)
                                    for i, other in enumerate(ranked(p_values)) if p_values[other] <= p_values[k])
                             for k in reversed(p_values)},
])
def test_unusual_right_corrections(answer):
    right_answer(ex09.still_clear, answer)
