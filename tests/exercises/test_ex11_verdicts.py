"""Lesson 11's checkers of the two judges: named wrong answers, unusual right ones; SciPy and scikit-learn."""

import statistics

import numpy as np
import pytest
import tensorflow as tf
from scipy import stats
from sklearn.metrics import precision_recall_curve
from verdicts import right_answer, wrong_answer

from gan_course.exercises import ex11_verdicts as ex11

# --- paired_t

def t(gaps):
    return np.mean(gaps) / (np.std(gaps, ddof=1) / np.sqrt(len(gaps)))


@pytest.mark.parametrize("answer, words", [
    (lambda a, b: stats.ttest_ind(a, b, equal_var=False).statistic, "the pairs are lost"),
    (lambda a, b: np.mean(a - b) / (np.std(a, ddof=1) / np.sqrt(len(a))), "not of one side"),
    (lambda a, b: t(b - a), "the sign"),
    (lambda a, b: abs(t(a - b)), "do not take the absolute value"),
    (lambda a, b: np.mean(a - b) / np.std(a - b, ddof=1), "multiply by the root"),
    (lambda a, b: np.mean(a - b) / (np.std(a - b) / np.sqrt(len(a))), "std(ddof=1)"),
    (lambda a, b: np.mean(a - b), "mean difference alone"),
    (lambda a, b: np.mean(a - b) / (np.std(a - b, ddof=1) / len(a)), "not by n"),
    (lambda a, b: np.mean(a - b) / (np.var(a - b, ddof=1) / len(a)), "take its root"),
    (lambda a, b: t(a / b - 1), "not ratios"),
    (lambda a, b: stats.ttest_rel(a, b).pvalue, "mean difference over its own"),
    (lambda a, b: t(np.sort(a) - np.sort(b)), "mean difference over its own"),
    (lambda a, b: "better", "numbers are wanted"),
    (lambda a, b: float("nan"), "NaN"),
    (lambda a, b: (a.sort(), t(a - b))[1], "mean difference over"),
])
def test_wrong_tests_in_pairs(answer, words):
    wrong_answer(ex11.paired_t, answer, words)


@pytest.mark.parametrize("answer", [
    lambda a, b: stats.ttest_rel(a, b).statistic,
    lambda a, b: stats.ttest_1samp(a - b, 0.0).statistic,
    lambda a, b: tf.constant(t(a - b)),
    lambda a, b: statistics.fmean(a - b) * len(a) ** 0.5 / statistics.stdev(map(float, a - b)),
])
def test_unusual_right_tests_in_pairs(answer):
    right_answer(ex11.paired_t, answer)


# --- recall_at_precision

def curve(scores, truth):
    precision, recall, _ = precision_recall_curve(truth, scores)
    return precision[:-1], recall[:-1]                # its last point belongs to no threshold


def test_the_reference_is_scikit_learns():
    rng = np.random.default_rng(3)
    for _ in range(50):
        truth = (rng.random(60) < 0.3).astype(int)
        scores = (truth + rng.normal(0, 1, 60)).round(1)
        precision, recall = curve(scores, truth)
        expected = max(recall[precision >= 0.6], default=0.0)
        assert ex11.recall_at_precision.reference(scores, truth, 0.6) == pytest.approx(expected)


def scan(keep=lambda found, wanted: found >= wanted, named=lambda scores, threshold: scores >= threshold, pick=max,
         of="recall"):
    def answer(scores, truth, precision):
        valid = [0.0]
        for threshold in np.unique(scores):
            rows = named(scores, threshold)
            if rows.any() and keep(truth[rows].mean(), precision):
                valid.append({"recall": truth[rows].sum() / truth.sum(), "precision": truth[rows].mean(),
                              "share": truth[rows].sum() / len(truth), "hits": truth[rows].sum()}[of])
        return pick(valid)
    return answer


def between_ties(scores, truth, precision):
    order = np.argsort(-scores, kind="stable")
    hits = np.cumsum(truth[order])
    valid = hits / np.arange(1, len(truth) + 1) >= precision
    return (hits[valid] / truth.sum()).max() if valid.any() else 0.0


@pytest.mark.parametrize("answer, words", [
    (between_ties, "named together"),
    (lambda scores, truth, precision: truth[scores >= 0.5].sum() / truth.sum(), "fixed at 0.5"),
    (scan(keep=lambda found, wanted: found > wanted), "reached exactly is enough"),
    (scan(named=lambda scores, threshold: scores > threshold), "named, too: >="),
    (scan(of="share"), "not of all rows"),
    (scan(of="hits"), "highest recall of all thresholds"),
    (scan(pick=lambda valid: valid[-1]), "the lowest recall"),
    (lambda scores, truth, precision: max(scan(of="recall")(scores, truth, precision), 0.3), "precise enough"),
    (scan(keep=lambda found, wanted: found <= wanted), "highest recall of all thresholds"),
    (scan(keep=lambda found, wanted: True), "highest recall of all thresholds"),
    (lambda scores, truth, precision: float("nan"), "NaN"),
    (lambda scores, truth, precision: "high", "numbers are wanted"),
    (lambda scores, truth, precision: (scores.sort(), 0.0)[1], "highest recall of all thresholds"),
])
def test_wrong_recalls(answer, words):
    wrong_answer(ex11.recall_at_precision, answer, words)


def by_scikit_learn(scores, truth, precision):
    found, recall = curve(scores, truth)
    return np.max(recall, where=found >= precision, initial=0)


@pytest.mark.parametrize("answer", [
    by_scikit_learn,
    lambda scores, truth, precision: max((truth[scores >= s].sum() / truth.sum() for s in scores
                                          if truth[scores >= s].mean() >= precision), default=0),
    scan(keep=lambda found, wanted: not found < wanted),
    lambda scores, truth, precision: tf.constant(by_scikit_learn(scores, truth, precision)),
])
def test_unusual_right_recalls(answer):
    right_answer(ex11.recall_at_precision, answer)
