"""Exercises of lesson 15 on what can be counted exactly: a model's four measures, and the runs below a curve."""

import numpy as np

from gan_course.exercises.exercise import Exercise
from gan_course.exercises.property_checks import agrees_with_reference, leaves_arguments_alone

# --- exact_measures -----------------------------------------------------------------------------------------------

def _exact_measures(log_p_real, log_p_model, n):
    p_real, p_model = np.exp(log_p_real), np.exp(log_p_model)
    validity = np.sum(p_model)
    coverage = np.mean(1 - (1 - p_model) ** n)
    kl = np.sum(p_real * (log_p_real - log_p_model))
    repetition = np.sum((p_model / validity) ** 2)
    return validity, coverage, kl, repetition


def _draw_language(rng):
    """A language of a few sentences, and a model that gives some of its probability to what is none."""
    size = int(rng.integers(5, 12))
    real, model = rng.dirichlet(np.full(size, 1.5)), rng.dirichlet(np.full(size, 1.0)) + 1e-4
    return np.log(real + 1e-9), np.log(rng.uniform(0.3, 0.9) * model / model.sum()), int(rng.integers(2, 9))


_NAMES = ("validity", "coverage", "kl", "repetition")


def _but(**parts):
    """Return the four measures with some of them wrong."""
    def slip(log_p_real, log_p_model, n):
        right = dict(zip(_NAMES, _exact_measures(log_p_real, log_p_model, n), strict=True))
        found = {name: part(log_p_real, log_p_model, n) for name, part in parts.items()}
        return tuple({**right, **found}.values())
    return slip


exact_measures = Exercise(
    "exact_measures", _exact_measures,
    checks=[agrees_with_reference(_exact_measures, _draw_language, "each is a sum or a mean over all sentences", {
                "coverage: a sentence is missed n times in a row with probability (1 - p) ** n, and seen otherwise; "
                "you return what is missed": _but(coverage=lambda real, model, n: np.mean((1 - np.exp(model)) ** n)),
                "coverage: n * p is how often a sentence comes on average, not how probably it comes at all":
                    _but(coverage=lambda real, model, n: np.mean(n * np.exp(model))),
                "coverage is the *share* of the sentences: take the mean, not the sum":
                    _but(coverage=lambda real, model, n: np.sum(1 - (1 - np.exp(model)) ** n)),
                "KL: this is KL(p_g, p_r), the other way round; a model that leaves sentences out passes it":
                    _but(kl=lambda real, model, n: np.sum(np.exp(model) * (model - real))),
                "KL: the difference of the logarithms has the wrong sign":
                    _but(kl=lambda real, model, n: np.sum(np.exp(real) * (model - real))),
                "KL is weighted by the real probabilities; you take the plain mean":
                    _but(kl=lambda real, model, n: np.mean(real - model)),
                "repetition is asked among the grammatical sentences: divide by the validity first, or a model that "
                "writes nonsense never repeats itself":
                    _but(repetition=lambda real, model, n: np.sum(np.exp(model) ** 2)),
                "repetition: two draws are the same with the sum of the *squares*":
                    _but(repetition=lambda real, model, n: np.max(np.exp(model)) / np.sum(np.exp(model)))},
                returned=_NAMES),
            leaves_arguments_alone(_draw_language)],
    hints=[
        "np.exp of both first. The validity is what the model gives to all sentences together.",
        "Missed in all of n draws: (1 - p) ** n. KL: the mean, under p_r, of log p_r - log p_g.",
        "repetition = np.sum((p_model / validity) ** 2); coverage = np.mean(1 - (1 - p_model) ** n).",
    ],
    praise="Nothing was drawn: these are the model's own probabilities, counted out.",
    mine="measures",
    doc="Validity, coverage in n draws, KL and repetition of a model of a language that can be written out.",
)


# --- dominated ----------------------------------------------------------------------------------------------------

def _dominated(dots, curve):
    as_good = (curve[None] >= dots[:, None]).all(axis=2)       # (dots, points of the curve)
    better = (curve[None] > dots[:, None]).any(axis=2)
    return (as_good & better).any(axis=1)


def _draw_plane(rng):
    """A falling curve of both kinds of good, and dots below, above, and on it."""
    k = int(rng.integers(4, 9))
    curve = np.stack([np.sort(rng.uniform(0.3, 1.0, k)), np.sort(rng.uniform(20, 400, k))[::-1]], axis=1)
    dots = np.stack([rng.uniform(0.2, 1.1, 12), rng.uniform(5, 450, 12)], axis=1)
    # Among them a point of the curve itself, and two that share one coordinate with it.
    chosen = curve[rng.integers(k, size=3)]
    chosen[1, 0] -= 0.05
    chosen[2, 1] -= 3
    return rng.permuted(np.concatenate([dots, chosen, curve[[0]], curve[[-1]] * [1.0, 1.02]]), axis=0), curve


def _both_alone(dots, curve):
    return (curve[:, 0].max() > dots[:, 0]) & (curve[:, 1].max() > dots[:, 1])


def _all_points(dots, curve):
    return ((curve[None] >= dots[:, None]).all(axis=2) & (curve[None] > dots[:, None]).any(axis=2)).all(axis=1)


def _or(dots, curve):
    return (curve[None] > dots[:, None]).any(axis=(1, 2))


dominated = Exercise(
    "dominated", _dominated,
    checks=[agrees_with_reference(_dominated, _draw_plane, "a run is dominated where some *one* point of the curve is "
                                  "at least as good in both columns and better in one", {
                "one point of the curve must be as good in *both* columns; you take the best of each column, from "
                "different points": _both_alone,
                "*some* point of the curve is enough; you ask for all of them": _all_points,
                "better in one column alone is not enough: as good in both": _or,
                "as good in one column and better in the other dominates too: you ask for better in both":
                    lambda dots, curve: (curve[None] > dots[:, None]).all(axis=2).any(axis=1),
                "a run that equals a point of the curve is not dominated by it: one column must be better":
                    lambda dots, curve: (curve[None] >= dots[:, None]).all(axis=2).any(axis=1),
                "this is the opposite: the runs that no point dominates":
                    lambda dots, curve: ~_dominated(dots, curve),
                "the wrong way round: this asks which runs are better than the curve":
                    lambda dots, curve: ((curve[None] <= dots[:, None]).all(axis=2)
                                         & (curve[None] < dots[:, None]).any(axis=2)).any(axis=1),
                "return one truth value for each run, not their share":
                    lambda dots, curve: _dominated(dots, curve).mean()}),
            leaves_arguments_alone(_draw_plane)],
    hints=[
        "For one run, look through the points of the curve: is there one with both numbers at least as large?",
        "That same point must be larger in one of the two: `(point >= run).all() and (point > run).any()`.",
        "np.array([any((point >= run).all() and (point > run).any() for point in curve) for run in dots])",
    ],
    praise="Whoever is dominated is beaten whatever one thinks of quality against variety.",
    mine="measures",
    doc="Truth values (m,): which rows of dots (m, 2) some row of curve (k, 2) beats, as good in both, better in one.",
)
