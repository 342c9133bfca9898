"""The exercise of lesson 16 on a detector of fakes: what it catches at a given rate of false alarms."""

import numpy as np

from gan_course.exercises.exercise import Exercise
from gan_course.exercises.property_checks import agrees_with_reference, leaves_arguments_alone


def _caught(real_scores, fake_scores, false_alarms):
    threshold = np.quantile(real_scores, 1 - false_alarms)
    return np.mean(np.asarray(fake_scores) > threshold)


def _draw_scores(rng):
    """Scores that overlap; a rate of false alarms."""
    real = rng.gamma(3.0, size=int(rng.integers(60, 120)))
    fake = real.mean() + rng.normal(rng.uniform(0.5, 2.5), 1.5, size=int(rng.integers(40, 90)))
    return real, fake, float(rng.uniform(0.03, 0.2))


def _accuracy(real, fake, false_alarms):
    threshold = np.quantile(real, 1 - false_alarms)
    return (np.sum(fake > threshold) + np.sum(real <= threshold)) / (len(real) + len(fake))


def _both_sets(real, fake, false_alarms):
    return np.mean(fake > np.quantile(np.concatenate([real, fake]), 1 - false_alarms))


def _precision(real, fake, false_alarms):
    threshold = np.quantile(real, 1 - false_alarms)
    return np.sum(fake > threshold) / (np.sum(fake > threshold) + np.sum(real > threshold))


caught = Exercise(
    "caught", _caught,
    checks=[agrees_with_reference(_caught, _draw_scores, "the threshold is set on the real scores, so that the given "
                                  "share of them lies above; what counts is the share of fakes above it", {
        "this is the share that gets *away*": lambda r, f, a: 1 - _caught(r, f, a),
        "a fake has a *high* score: at this quantile nearly all real ones lie above, and are accused":
            lambda r, f, a: np.mean(f > np.quantile(r, a)),
        "fakes lie *above* the threshold": lambda r, f, a: np.mean(f < np.quantile(r, a)),
        "a threshold set on the fakes gives the same share for every detector: set it on the real scores":
            lambda r, f, a: np.mean(f > np.quantile(f, 1 - a)),
        "set the threshold on the real scores alone: of fakes one does not know how many will come": _both_sets,
        "a fixed threshold leaves the false alarms to chance": lambda r, f, a: np.mean(f > 0),
        "the share of the real ones above is given; the share of the *fakes* is asked for":
            lambda r, f, a: np.mean(r > np.quantile(r, 1 - a)),
        "accuracy mixes both kinds, and depends on how many of each there are": _accuracy,
        "this is the share of fakes among those accused; asked is the share of the fakes that are accused": _precision,
        "return the share, not the number": lambda r, f, a: len(f) * _caught(r, f, a)}),
        leaves_arguments_alone(_draw_scores)],
    hints=[
        "Of the real scores, the share `false_alarms` may lie above the threshold: a quantile of the real scores.",
        "np.quantile(real_scores, 1 - false_alarms) is that threshold.",
        "np.mean(fake_scores > np.quantile(real_scores, 1 - false_alarms))",
    ],
    praise="One number with its price beside it: so many fakes caught, so many real pictures accused.",
    mine="measures",
    doc="The share of fakes whose score lies above the threshold that accuses the share `false_alarms` of real ones.",
)
