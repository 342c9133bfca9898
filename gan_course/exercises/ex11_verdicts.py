"""Exercises of lesson 11 on judging: a test in pairs, and the recall that a wanted precision leaves."""

import numpy as np

from gan_course.exercises.exercise import Exercise
from gan_course.exercises.property_checks import agrees_with_reference, leaves_arguments_alone

# --- paired_t -------------------------------------------------------------------------------------------------------


def _paired_t(answer, baseline):
    """Return t: the mean of the differences, seed by seed, over the standard error of that mean.

    answer, baseline: (n_seeds,), the same seeds in the same order.
    """
    gaps = np.asarray(answer, dtype=float) - np.asarray(baseline, dtype=float)
    return gaps.mean() / (gaps.std(ddof=1) / np.sqrt(len(gaps)))


def _draw_pairs(rng):
    """Two sides that share what their seeds have in common, so that pairs matter."""
    n = int(rng.integers(4, 14))
    common = rng.normal(0.7, 0.1, size=n)
    return common + rng.normal(rng.uniform(-0.05, 0.08), 0.03, size=n), common + rng.normal(0, 0.02, size=n)


def _gaps(answer, baseline):
    return np.asarray(answer) - np.asarray(baseline)


def _root(answer):
    return np.sqrt(len(answer))


paired_t = Exercise(
    "paired_t", _paired_t,
    checks=[
        agrees_with_reference(
            _paired_t, _draw_pairs, "t is the mean difference over its own standard error", near_misses={
                "the pairs are lost: take the differences seed by seed, and *their* spread. Yours has the spread of "
                "each side, as for independent runs": lambda answer, baseline: np.mean(
                    _gaps(answer, baseline)) / np.sqrt(
                        np.var(answer, ddof=1) / len(answer) + np.var(baseline, ddof=1) / len(baseline)),
                "the spread of the differences, not of one side": lambda answer, baseline: np.mean(
                    _gaps(answer, baseline)) / (np.std(answer, ddof=1) / _root(answer)),
                "the sign: t is above 0 where the answer is better than the baseline":
                    lambda answer, baseline: -_paired_t(answer, baseline),
                "t has a sign: do not take the absolute value":
                    lambda answer, baseline: abs(_paired_t(answer, baseline)),
                "this is the mean over the standard deviation; a mean of n differences is surer: multiply by the root "
                "of n": lambda answer, baseline: _paired_t(answer, baseline) / _root(answer),
                "the spread about their own mean comes out too small: std(ddof=1)":
                    lambda answer, baseline: np.mean(_gaps(answer, baseline)) / (np.std(_gaps(answer, baseline))
                                                                                 / _root(answer)),
                "this is the mean difference alone: divide it by its standard error":
                    lambda answer, baseline: np.mean(_gaps(answer, baseline)),
                "divide the spread by the root of n, not by n": lambda answer, baseline: _paired_t(
                    answer, baseline) * _root(answer),
                "this is the variance: take its root": lambda answer, baseline: np.mean(_gaps(answer, baseline)) / (
                    np.var(_gaps(answer, baseline), ddof=1) / len(answer)),
                "differences, not ratios": lambda answer, baseline: _paired_t(np.asarray(answer) / baseline,
                                                                              np.ones(len(answer))),
                "the mean of the differences, not their median": lambda answer, baseline: np.median(
                    _gaps(answer, baseline)) / np.mean(_gaps(answer, baseline)) * _paired_t(answer, baseline),
            }),
        leaves_arguments_alone(_draw_pairs),
    ],
    hints=[
        "First one array: the differences, answer minus baseline, seed by seed.",
        "Its mean, and the standard error of that mean as in notebook 09: std(ddof=1) / sqrt(n).",
        "gaps = answer - baseline; return gaps.mean() / (gaps.std(ddof=1) / np.sqrt(len(gaps)))",
    ],
    praise="What a seed does to both sides falls out of their difference.", mine="measures",
)


# --- recall_at_precision --------------------------------------------------------------------------------------------

def _recall_at_precision(scores, truth, precision):
    """Return the highest recall that some threshold reaches with at least that precision, or 0 where none does.

    scores: (n,), a row is named rare where its score is at least the threshold. truth: (n,), 1 for rare, 0 else.
    """
    best = 0.0
    for threshold in np.unique(scores):
        named = scores >= threshold
        if truth[named].mean() >= precision:
            best = max(best, truth[named].sum() / truth.sum())
    return best


def _curve(scores, truth):
    """Each threshold's (precision, recall), from the lowest threshold on."""
    named = [scores >= threshold for threshold in np.unique(scores)]
    return [(truth[one].mean(), truth[one].sum() / truth.sum()) for one in named]


def _at(rule):
    """The recall of the point of the curve that a rule chooses of those that are precise enough."""
    def slip(scores, truth, precision):
        valid = [point for point in _curve(scores, truth) if point[0] >= precision]
        return rule(valid)[1] if valid else 0.0
    return slip


def _one_by_one(scores, truth, precision):
    order = np.argsort(-scores, kind="stable")
    hits = np.cumsum(truth[order])
    valid = hits / np.arange(1, len(truth) + 1) >= precision
    return (hits[valid] / truth.sum()).max() if valid.any() else 0.0


def _at_a_half(scores, truth, precision):
    named = scores >= 0.5
    return truth[named].sum() / truth.sum()


def _strictly(scores, truth, precision):
    return max([recall for found, recall in _curve(scores, truth) if found > precision], default=0.0)


def _above_threshold(scores, truth, precision):
    found = 0.0
    for threshold in np.unique(scores):
        named = scores > threshold
        if named.any() and truth[named].mean() >= precision:
            found = max(found, truth[named].sum() / truth.sum())
    return found


def _draw_scores(rng):
    """Scores with ties, a rare class, and a precision that some threshold reaches exactly or none does."""
    n = int(rng.integers(15, 60))
    truth = (rng.random(n) < rng.uniform(0.15, 0.5)).astype(int)
    truth[rng.integers(n)] = 1
    scores = np.clip(rng.normal(0.35 + 0.25 * truth, 0.2), 0, 1).round(int(rng.integers(1, 3)))
    kind = rng.integers(5)
    if kind == 3:                       # so little is asked for that all rows may be named, the last a rare one
        truth[scores.argmin()] = 1
        return scores, truth, float(0.9 * truth.mean())
    reached = [found for found, _ in _curve(scores, truth)]
    precision = (max(reached) if kind == 0 else reached[int(rng.integers(len(reached)))] if kind < 3
                 else float(rng.choice([0.5, 0.6, 0.75, 0.9])))
    return scores, truth, float(precision)


recall_at_precision = Exercise(
    "recall_at_precision", _recall_at_precision,
    checks=[
        agrees_with_reference(
            _recall_at_precision, _draw_scores, "it should be the highest recall of all thresholds that are precise "
            "enough", draws=80, near_misses={
                "rows of equal scores are named together: a threshold cannot cut between them": _one_by_one,
                "the threshold is fixed at 0.5; try every score that occurs": _at_a_half,
                "a precision that is reached exactly is enough": _strictly,
                "a row whose score equals the threshold is named, too: >=": _above_threshold,
                "precision does not rise steadily with the threshold: of all thresholds that are precise enough, take "
                "the highest recall; yours takes the point of the smallest sufficient precision":
                    _at(lambda valid: min(valid)),
                "yours takes the most precise threshold; a lower one finds more and may still be precise enough":
                    _at(max),
                "this is the precision, not the recall":
                    lambda scores, truth, precision: max([point for point in _curve(scores, truth)
                                                          if point[0] >= precision], key=lambda p: p[1],
                                                         default=(0.0, 0.0))[0],
                "this is the lowest recall of the thresholds that are precise enough": _at(
                    lambda valid: min(valid, key=lambda point: point[1])),
                "precision and recall have changed places: recall divides by all rare rows":
                    lambda scores, truth, precision: max([found for found, recall in _curve(scores, truth)
                                                          if recall >= precision], default=0.0),
                "divide by the number of rare rows, not of all rows":
                    lambda scores, truth, precision: _recall_at_precision(scores, truth, precision) * np.mean(truth),
                "where no threshold is precise enough, return 0":
                    lambda scores, truth, precision: max([recall for found, recall in _curve(scores, truth)
                                                          if found >= precision] or [1.0]),
            }),
        leaves_arguments_alone(_draw_scores),
    ],
    hints=[
        "Walk through the thresholds that can occur: the scores themselves, np.unique(scores).",
        "named = scores >= threshold; precision is truth[named].mean(), recall is truth[named].sum() / truth.sum().",
        "Keep the highest recall among those with truth[named].mean() >= precision, and begin with 0.",
    ],
    praise="One number that nobody can raise by naming more rows: the precision is asked for on the rows that judge.",
    mine="measures",
)
