"""Difficulty, discrimination, reliability and gain, from a table of right and wrong: (learners, items) of 0 and 1."""

import numpy as np

from gan_course.arguments import refuse, whole


def difficulty(scores):
    """Return each item's difficulty, (items,): the share of learners who were right. High means easy."""
    return _table(scores).mean(axis=0)


def discrimination(scores):
    """Return each item's corrected point-biserial correlation, (items,): item against the sum of all the *others*.

    With the item itself in the sum a short test would flatter it. NaN where all learners did the same, on the item or
    on the others. Lord and Novick 1968, chapter 15.
    """
    scores = _table(scores)
    rest = scores.sum(axis=1, keepdims=True) - scores
    return np.array([_correlation(scores[:, i], rest[:, i]) for i in range(scores.shape[1])])


def error_of_discrimination(learners):
    """Return by how much the discrimination of an item that measures nothing scatters: 1/√(learners - 1).

    learners: how many, at least 2.
    """
    return 1 / np.sqrt(whole("learners", learners, least=2) - 1)


def reliability(scores):
    """Return Kuder and Richardson's formula 20 (1937), Cronbach's alpha of right and wrong.

    NaN for fewer than two items, one learner, or sums that are all equal.
    """
    scores = _table(scores)
    count, spread = scores.shape[1], scores.sum(axis=1).var(ddof=1) if len(scores) > 1 else 0.0
    if count < 2 or spread <= 0:
        return np.nan
    return count / (count - 1) * (1 - scores.var(axis=0, ddof=1).sum() / spread)


def normalised_gain(before, after):
    """Return (after - before) / (1 - before): which share of what was missing was won. NaN where nothing was missing.

    before, after: shares of right answers, numbers or arrays of one shape. Hake 1998.
    """
    before, after = np.asarray(before, dtype=float), np.asarray(after, dtype=float)
    if before.shape != after.shape:
        raise ValueError(f"The shares before and after are of one shape; these have {before.shape} and {after.shape}.")
    missing = 1 - before
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(missing > 1e-12, (after - before) / missing, np.nan)


def mean_and_error(values):
    """Return the mean of the values that are numbers, its standard error and their count; NaN where there are none."""
    values = np.asarray(values, dtype=float)
    values = values[np.isfinite(values)]
    if len(values) == 0:
        return np.nan, np.nan, 0
    error = values.std(ddof=1) / np.sqrt(len(values)) if len(values) > 1 else np.nan
    return values.mean(), error, len(values)


def _table(scores):
    given = np.asarray(scores)
    if given.ndim != 2 or given.size == 0 or given.dtype.kind not in "biuf" or not np.isin(given, (0, 1)).all():
        refuse("scores", scores, "a table of 0 and 1, a row for each learner and a column for each item")
    return given.astype(float)


def _correlation(a, b):
    if len(a) < 2 or a.std() == 0 or b.std() == 0:
        return np.nan
    return float(np.corrcoef(a, b)[0, 1])
