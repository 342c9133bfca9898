"""The checker of lesson 16 on what a detector catches."""

import numpy as np
from verdicts import right_answers, wrong_answers

from gan_course.exercises import ex16_detector

right = ex16_detector._caught
quantile = np.quantile


def by_percentile(real, fake, false_alarms):
    return sum(fake > np.percentile(real, 100 * (1 - false_alarms))) / len(fake)


def by_searching(real, fake, false_alarms):
    threshold = quantile(real, 1 - false_alarms)
    return 1 - np.searchsorted(np.sort(fake), threshold, side="right") / len(fake)


def turned(real, fake, false_alarms):
    return np.mean(-np.asarray(fake) < quantile(-np.asarray(real), false_alarms))


def by_loop(real, fake, false_alarms):
    threshold, count = float(quantile(real, 1 - false_alarms)), 0
    for score in fake:
        count += int(score > threshold)
    return count / len(fake)


test_right_shares = right_answers(ex16_detector.caught, {
    "percentile": by_percentile, "searched": by_searching, "turned": turned, "a loop": by_loop})
test_wrong_shares = wrong_answers(ex16_detector.caught, {
    "away": (lambda r, f, a: 1 - right(r, f, a), "gets *away*"),
    "low quantile": (lambda r, f, a: np.mean(f > quantile(r, a)), "*high* score"),
    "below": (lambda r, f, a: np.mean(f < quantile(r, a)), "*above*"),
    "on the fakes": (lambda r, f, a: np.mean(f > quantile(f, 1 - a)), "same share for every detector"),
    "on both": (ex16_detector._both_sets, "real scores alone"),
    "fixed": (lambda r, f, a: np.mean(f > 0), "to chance"),
    "real ones": (lambda r, f, a: np.mean(r > quantile(r, 1 - a)), "*fakes* is asked"),
    "accuracy": (ex16_detector._accuracy, "accuracy"),
    "precision": (ex16_detector._precision, "among those accused"),
    "number": (lambda r, f, a: np.sum(f > quantile(r, 1 - a)), "not the number"),
    "five percent": (lambda r, f, a: np.mean(f > quantile(r, 0.95)), "threshold is set"),
    "an array": (lambda r, f, a: f > quantile(r, 1 - a), "shape"),
    "text": (lambda r, f, a: "all", "numbers"),
    "NaN": (lambda r, f, a: np.nan, "NaN"),
})
