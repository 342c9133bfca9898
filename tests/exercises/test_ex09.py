"""Lesson 09's checkers: the references, answers not tried, named wrong answers and unusual right ones."""

import math
import statistics

import numpy as np
import pytest
import tensorflow as tf
from scipy import stats

from gan_course.exercises import ex09

EXERCISES = [ex09.setting_differences, ex09.mean_and_standard_error, ex09.clearly_better, ex09.still_clear,
             ex09.checkpoint_for_seconds, ex09.gain_over_plain]


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda exercise: exercise.name)
def test_the_reference_is_right_and_a_stub_is_not_tried(exercise):
    assert exercise.verdict(exercise.reference).startswith("Right.")
    assert exercise.verdict(...).startswith("Not tried")
    stubs = {"mean_and_standard_error": lambda values: ..., "clearly_better": lambda remedy, plain: ...,
             "still_clear": lambda p_values, level: ..., "setting_differences": lambda setting, baseline: ...,
             "checkpoint_for_seconds": lambda steps, share_of_plain, plain_steps: ...,
             "gain_over_plain": lambda rows: ...}
    assert exercise.verdict(stubs[exercise.name]).startswith("Not tried")


def wrong(exercise, answer, words):
    """The verdict on an answer, as a function of the exercise's own arguments."""
    verdict = exercise.verdict(answer)
    assert verdict.startswith("Wrong: ") and words in verdict, verdict


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
    wrong(ex09.mean_and_standard_error, lambda values: (values.mean(), error(values)), words)


@pytest.mark.parametrize("answer, words", [
    (lambda values: (np.median(values), stats.sem(values)), "should be the mean"),
    (lambda values: (stats.sem(values), values.mean()), "wrong order"),
    (lambda values: values.mean(), "2 values are wanted"),
    (lambda values: "the mean", "2 values are wanted"),
    (lambda values: (values.sort(), values.mean(), stats.sem(values))[1:], "`values`"),
])
def test_other_wrong_means(answer, words):
    wrong(ex09.mean_and_standard_error, answer, words)


@pytest.mark.parametrize("answer", [
    lambda values: [statistics.fmean(values), statistics.stdev(values) / math.sqrt(len(values))],
    lambda values: np.array([np.mean(values), stats.sem(values)]),
    lambda values: tf.stack([tf.reduce_mean(values), tf.constant(stats.sem(values))]),
    lambda values: (np.sum(values) / len(values),
                    np.sqrt(np.sum((values - np.mean(values)) ** 2) / (len(values) - 1) / len(values))),
])
def test_unusual_right_means(answer):
    assert ex09.mean_and_standard_error.verdict(answer).startswith("Right.")


# --- clearly_better

def errors(remedy, plain):
    return [np.std(side, ddof=1) / np.sqrt(len(side)) for side in (remedy, plain)]


def gap(remedy, plain):
    return np.mean(remedy) - np.mean(plain)


@pytest.mark.parametrize("answer, words", [
    (lambda remedy, plain: abs(gap(remedy, plain)) > 2 * np.hypot(*errors(remedy, plain)), "mind the direction"),
    (lambda remedy, plain: gap(plain, remedy) > 2 * np.hypot(*errors(remedy, plain)), "8 without spread"),
    (lambda remedy, plain: gap(remedy, plain) > 0, "may be chance"),
    (lambda remedy, plain: gap(remedy, plain) > 2 * max(errors(remedy, plain)), "the larger of the two"),
    (lambda remedy, plain: gap(remedy, plain) > 2 * sum(errors(remedy, plain)), "errors are not added"),
    (lambda remedy, plain: gap(remedy, plain) > np.hypot(*errors(remedy, plain)), "content with one"),
    (lambda remedy, plain: gap(remedy, plain) > 2 * np.hypot(remedy.std() / len(remedy) ** .5,
                                                             plain.std() / len(plain) ** .5), "divide by n - 1"),
    (lambda remedy, plain: gap(remedy, plain) > 2 * errors(remedy, plain)[1], "leaves the error of the remedy out"),
    (lambda remedy, plain: gap(remedy, plain) > 2, "8 without spread"),
    (lambda remedy, plain: gap(remedy, plain), "True or False is wanted"),
    (lambda remedy, plain: "yes", "True or False is wanted"),
    (lambda remedy, plain: gap(remedy, plain) >= 2 * np.hypot(*errors(remedy, plain)), "equal is not better"),
    (lambda remedy, plain: False, "8 without spread"),
])
def test_wrong_verdicts(answer, words):
    wrong(ex09.clearly_better, answer, words)


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
    assert ex09.clearly_better.verdict(answer).startswith("Right.")


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
    wrong(ex09.still_clear, answer, words)


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
    assert ex09.still_clear.verdict(answer).startswith("Right.")


# --- setting_differences

REFERENCE = ex09.setting_differences.reference


@pytest.mark.parametrize("answer, words", [
    (lambda a, b: sorted(k for k in set(a) & set(b) if a[k] != b[k]), "only one of the two has"),
    (lambda a, b: sorted(k for k in {*a, *b} if a.get(k) != b.get(k)), "value is None"),
    (lambda a, b: sorted(k for k in a if k not in b or a[k] != b[k]), "only the baseline has"),
    (lambda a, b: sorted(k for k in b if k not in a or a[k] != b[k]), "only the setting has"),
    (lambda a, b: sorted(k for k in {*a, *b} if k in a and k in b and a[k] == b[k]), "the same in both"),
    (lambda a, b: REFERENCE(a, b)[::-1], "sorted"),
    (lambda a, b: len(REFERENCE(a, b)), "values are wanted"),
    (lambda a, b: sorted(k for k in {*a, *b} if k not in a or k not in b or str(a[k]) != str(b[k])),
     "names should be those"),
    (lambda a, b: (REFERENCE(a, b), a.update(b))[0], "`a`"),
])
def test_wrong_differences(answer, words):
    wrong(ex09.setting_differences, answer, words)


@pytest.mark.parametrize("answer", [
    lambda a, b: tuple(REFERENCE(a, b)),
    lambda a, b: np.array(REFERENCE(a, b)),
    lambda a, b: sorted(k for k in {**a, **b} if a.get(k, REFERENCE) != b.get(k, REFERENCE)),
    lambda a, b: sorted({k for x, y in ((a, b), (b, a)) for k in x if k not in y or x[k] != y[k]}),
])
def test_unusual_right_differences(answer):
    assert ex09.setting_differences.verdict(answer).startswith("Right.")


# --- checkpoint_for_seconds

@pytest.mark.parametrize("answer, words", [
    (lambda steps, share, plain: plain * share, "a checkpoint, the last one reached"),
    (lambda steps, share, plain: min([s for s in steps if s >= plain * share], default=steps[-1]), "comes too late"),
    (lambda steps, share, plain: max(steps), "all its steps"),
    (lambda steps, share, plain: max([s for s in steps if s < plain * share], default=0), "reached exactly"),
    (lambda steps, share, plain: max(s for s in steps if s <= plain * share), "ValueError"),
    (lambda steps, share, plain: max([s for s in steps if s <= plain * share], default=steps[0]), "return 0"),
    (lambda steps, share, plain: max([s for s in steps if s <= plain / share], default=0), "do not divide"),
    (lambda steps, share, plain: min([0, *steps], key=lambda s: abs(s - plain * share)), "nearest"),
    (lambda steps, share, plain: steps[0], "it should be the last checkpoint"),
    (lambda steps, share, plain: float("nan"), "NaN"),
])
def test_wrong_checkpoints(answer, words):
    wrong(ex09.checkpoint_for_seconds, answer, words)


@pytest.mark.parametrize("answer", [
    lambda steps, share, plain: np.max(np.where(np.array(steps) <= share * plain, steps, 0)),
    lambda steps, share, plain: ([0] + [s for s in steps if s / share <= plain * (1 + 1e-12)])[-1],
    lambda steps, share, plain: float(max([0, *filter(lambda s: s <= share * plain, steps)])),
    lambda steps, share, plain: [0, *steps][int(np.searchsorted(steps, plain * share, side="right"))],
])
def test_unusual_right_checkpoints(answer):
    assert ex09.checkpoint_for_seconds.verdict(answer).startswith("Right.")


# --- gain_over_plain

def plain_of(rows):
    return {paper: modes for paper, method, modes in rows if method == "plain"}


@pytest.mark.parametrize("answer, words", [
    (lambda rows: {(p, m): x - np.mean(list(plain_of(rows).values())) for p, m, x in rows
                   if m != "plain" and p in plain_of(rows)}, "not over their mean"),
    (lambda rows: {(p, m): plain_of(rows)[p] - x for p, m, x in rows if m != "plain" and p in plain_of(rows)},
     "the sign"),
    (lambda rows: {(p, m): x - plain_of(rows)[p] for p, m, x in rows if p in plain_of(rows)}, "plain itself"),
    (lambda rows: {(p, m): x / plain_of(rows)[p] for p, m, x in rows if m != "plain" and p in plain_of(rows)}, "ratio"),
    (lambda rows: {(p, m): x for p, m, x in rows if m != "plain" and p in plain_of(rows)}, "the modes themselves"),
    (lambda rows: {(p, m): x - plain_of(rows)[p] for p, m, x in rows if m != "plain"}, "KeyError"),
    (lambda rows: {m: x - plain_of(rows)[p] for p, m, x in rows if m != "plain" and p in plain_of(rows)}, "Wrong"),
    (lambda rows: [x - plain_of(rows)[p] for p, m, x in rows if m != "plain" and p in plain_of(rows)], "Wrong"),
    (lambda rows: (ex09.gain_over_plain.reference(rows), rows.sort())[0], "`rows`"),
])
def test_wrong_gains(answer, words):
    wrong(ex09.gain_over_plain, answer, words)


def by_pandas(rows):
    import pandas as pd

    table = pd.DataFrame(rows, columns=["paper", "method", "modes"])
    plain = table[table["method"] == "plain"].set_index("paper")["modes"]
    rest = table[(table["method"] != "plain") & table["paper"].isin(plain.index)]
    return {(row.paper, row.method): row.modes - plain[row.paper] for row in rest.itertuples()}


@pytest.mark.parametrize("answer", [
    by_pandas,
    lambda rows: {(p, m): tf.constant(x - plain_of(rows)[p]) for p, m, x in rows
                  if m != "plain" and p in plain_of(rows)},
    lambda rows: {(p, m): x - y for p, m, x in rows for q, n, y in rows if p == q and n == "plain" != m},
    lambda rows: dict(reversed(ex09.gain_over_plain.reference(rows).items())),
])
def test_unusual_right_gains(answer):
    assert ex09.gain_over_plain.verdict(answer).startswith("Right.")
