"""Exercises of lesson 09 on chance: a mean with its error, a difference that is one, and many differences at once."""

import numpy as np

from gan_course.exercises.exercise import Exercise
from gan_course.exercises.property_checks import agrees_with_reference, leaves_arguments_alone

# --- mean_and_standard_error ----------------------------------------------------------------------------------------


def _mean_and_standard_error(values):
    """Return the mean of some runs' values and the standard error of that mean. values: (n,), n at least 2."""
    values = np.asarray(values, dtype=float)
    return values.mean(), values.std(ddof=1) / np.sqrt(len(values))


def _with_error(error, centre=np.mean):
    return lambda values: (centre(values), error(np.asarray(values, dtype=float)))


def _draw_values(rng):
    return (rng.gamma(2.0, rng.uniform(0.5, 20.0), size=int(rng.integers(2, 30))),)


mean_and_standard_error = Exercise(
    "mean_and_standard_error", _mean_and_standard_error,
    checks=[
        agrees_with_reference(
            _mean_and_standard_error, _draw_values, "the two numbers are not the mean and its standard error",
            near_misses={
                "this is the standard deviation, how far seeds lie apart. The mean of n seeds is surer than one seed: "
                "divide by the root of n": _with_error(lambda v: v.std(ddof=1)),
                "the spread is taken about the mean of the same numbers, so it comes out too small: divide by n - 1, "
                "with std(ddof=1)": _with_error(lambda v: v.std() / np.sqrt(len(v))),
                "this is the standard deviation with n in it: use ddof=1, then divide by the root of n":
                    _with_error(lambda v: v.std()),
                "this is the squared standard error: take the root": _with_error(lambda v: v.var(ddof=1) / len(v)),
                "divide by the root of n, not by n": _with_error(lambda v: v.std(ddof=1) / len(v)),
                "the root of n - 1 belongs into the standard deviation; divide that by the root of n":
                    _with_error(lambda v: v.std(ddof=1) / np.sqrt(len(v) - 1)),
                "the error is right; the first number should be the mean":
                    _with_error(lambda v: v.std(ddof=1) / np.sqrt(len(v)), np.median),
                "the two numbers come in the wrong order: the mean first":
                    lambda values: _mean_and_standard_error(values)[::-1],
            }),
        leaves_arguments_alone(_draw_values),
    ],
    hints=[
        "The standard deviation says how far one seed lies from the next. How sure is the mean of n of them?",
        "values.std(ddof=1) divides by n - 1. The mean of n independent numbers varies root-n times less.",
        "return values.mean(), values.std(ddof=1) / np.sqrt(len(values))",
    ],
    praise="A mean with its error: without the second number the first compares nothing.", mine="measures",
)


# --- clearly_better -------------------------------------------------------------------------------------------------

def _clearly_better(remedy, plain):
    """Tell whether the mean of `remedy` lies above that of `plain` by more than two standard errors of the gap."""
    remedy, plain = np.asarray(remedy, dtype=float), np.asarray(plain, dtype=float)
    gap = remedy.mean() - plain.mean()
    error = np.sqrt(remedy.var(ddof=1) / len(remedy) + plain.var(ddof=1) / len(plain))
    return bool(gap > 2 * error)


def _errors(remedy, plain):
    return [np.std(side, ddof=1) / np.sqrt(len(side)) for side in (remedy, plain)]


def _gap(remedy, plain):
    return np.mean(remedy) - np.mean(plain)


def _draw_sides(rng):
    """Two sides whose gap lies on either side of two errors, often near to them; sizes and spreads differ."""
    plain = rng.normal(10.0, rng.uniform(0.2, 6.0), size=int(rng.integers(3, 12)))
    remedy = rng.normal(0.0, rng.uniform(0.2, 6.0), size=int(rng.integers(3, 12)))
    wanted = rng.choice([-3.0, 0.5, 1.2, 1.7, 1.95, 1.98, 2.02, 2.05, 2.3, 2.8, 4.0])
    return remedy - remedy.mean() + plain.mean() + wanted * np.hypot(*_errors(remedy, plain)), plain


def _is_a_verdict(answer):
    result = answer(*_draw_sides(np.random.default_rng(0)))
    if isinstance(result, (bool, np.bool_)) or getattr(result, "dtype", None) in (np.dtype(bool), "bool"):
        return None
    return f"True or False is wanted, not {result!r}."


def _equal_sides(answer):
    if bool(answer(np.full(5, 8.0), np.full(5, 8.0))):
        return "equal is not better: eight modes with each seed on both sides are no difference."
    if not bool(answer(np.full(5, 8.0), np.full(5, 7.0))):
        return "8 with each seed against 7 with each seed: a gap of 1 is more than twice an error of 0."
    if not bool(answer(np.full(5, 8.0), np.array([7.0, 8, 7, 8, 7]))):
        return "8 without spread against 7.4 with an error of 0.245 is more than two errors apart."
    return None


clearly_better = Exercise(
    "clearly_better", _clearly_better,
    checks=[
        _is_a_verdict, _equal_sides,
        agrees_with_reference(
            _clearly_better, _draw_sides, "the rule is: the gap of the means is more than twice its own error",
            draws=120, near_misses={
                "mind the direction: a remedy that is clearly worse is not better":
                    lambda remedy, plain: abs(_gap(remedy, plain)) > 2 * np.hypot(*_errors(remedy, plain)),
                "this asks whether plain is better": lambda remedy, plain: _clearly_better(plain, remedy),
                "a larger mean alone may be chance: compare the gap with its error":
                    lambda remedy, plain: _gap(remedy, plain) > 0,
                "both sides vary: the error of a gap is the root of the two squared errors added; yours takes the "
                "larger of the two": lambda remedy, plain: _gap(remedy, plain) > 2 * max(_errors(remedy, plain)),
                "errors are not added but their squares: yours asks for too large a gap":
                    lambda remedy, plain: _gap(remedy, plain) > 2 * sum(_errors(remedy, plain)),
                "both sides vary: yours leaves the error of plain out":
                    lambda remedy, plain: _gap(remedy, plain) > 2 * _errors(remedy, plain)[0],
                "both sides vary: yours leaves the error of the remedy out":
                    lambda remedy, plain: _gap(remedy, plain) > 2 * _errors(remedy, plain)[1],
                "twice the error is asked for; yours is content with one":
                    lambda remedy, plain: _gap(remedy, plain) > np.hypot(*_errors(remedy, plain)),
                "this is twice the standard deviation of single runs; a mean of n runs varies less":
                    lambda remedy, plain: _gap(remedy, plain) > 2 * np.hypot(np.std(remedy, ddof=1),
                                                                             np.std(plain, ddof=1)),
                "divide by n - 1 in each variance, with var(ddof=1)":
                    lambda remedy, plain: _gap(remedy, plain) > 2 * np.sqrt(np.var(remedy) / len(remedy)
                                                                            + np.var(plain) / len(plain)),
                "the two sides may hold different numbers of seeds: each variance is divided by its own":
                    lambda remedy, plain: _gap(remedy, plain) > 2 * np.sqrt(
                        (np.var(remedy, ddof=1) + np.var(plain, ddof=1)) / len(remedy)),
            }),
        leaves_arguments_alone(_draw_sides),
    ],
    hints=[
        "Three numbers: the gap of the two means, and the standard error of each mean.",
        "The error of a difference: np.sqrt(error_a**2 + error_b**2), for independent runs.",
        "return gap > 2 * error, with var(ddof=1) / len in each squared error.",
    ],
    praise="The gap against its own error, both sides counted: a rule of thumb, and better than two bare means.",
    mine="measures",
)


# --- still_clear ----------------------------------------------------------------------------------------------------

def _still_clear(p_values, level):
    """Return {label: whether it is still clear}, by Holm (1979). p_values: {label: p}; level: such as 0.05.

    The smallest p is held to level / n, the next to level / (n - 1), …; after the first that fails all others fail.
    """
    verdict, passes = {}, True
    for rank, label in enumerate(sorted(p_values, key=p_values.get)):
        passes = passes and p_values[label] <= level / (len(p_values) - rank)
        verdict[label] = passes
    return verdict


def _bonferroni(p_values, level):
    return {label: p <= level / len(p_values) for label, p in p_values.items()}


def _stepping_over(p_values, level):
    order = sorted(p_values, key=p_values.get)
    return {label: p_values[label] <= level / (len(order) - rank) for rank, label in enumerate(order)}


def _benjamini_hochberg(p_values, level):
    order = sorted(p_values, key=p_values.get)
    last = max([rank for rank, label in enumerate(order, 1) if p_values[label] <= level * rank / len(order)], default=0)
    return {label: order.index(label) < last for label in order}


def _draw_p_values(rng):
    """Some small, some just above or below Holm's limits, some large; the order of the labels tells nothing."""
    n, level = int(rng.integers(3, 25)), float(rng.choice([0.01, 0.05, 0.1]))
    limits = level / (n - np.arange(n))
    p = limits * rng.choice([0.3, 0.9, 0.97, 1.03, 1.5], size=n, p=[0.4, 0.25, 0.15, 0.1, 0.1])
    p = np.where(rng.random(n) < 0.15, rng.uniform(level, 1.0, size=n), p)
    return {f"setting {i}": float(p[i]) for i in rng.permutation(n)}, level


def _is_a_dictionary(answer):
    for seed in range(6):
        p_values, level = _draw_p_values(np.random.default_rng(seed))
        result = answer(dict(p_values), level)
        if not isinstance(result, dict):
            return "a dictionary is wanted, {label: True or False}, with the labels of p_values."
        if set(result) != set(p_values):
            return "the labels are not those of p_values: each gets its verdict, the rejected ones too."
    return None


still_clear = Exercise(
    "still_clear", _still_clear,
    checks=[
        _is_a_dictionary,
        agrees_with_reference(
            _still_clear, _draw_p_values, "the limits are level / n for the smallest p, level / (n - 1) for the next",
            draws=80, near_misses={
                "each p is compared with the level alone: nothing is corrected":
                    lambda p_values, level: {label: p <= level for label, p in p_values.items()},
                "this is Bonferroni's rule, level / n for everybody: right but too strict; Holm's limit grows after "
                "each that has passed": _bonferroni,
                "after the first that fails nobody passes any more, though its own limit is larger": _stepping_over,
                "this holds down the share of false finds among the finds (Benjamini and Hochberg); Holm holds down "
                "the chance of any": _benjamini_hochberg,
                "a p that reaches its limit exactly, or lies below it, passes; yours turns the verdict round":
                    lambda p_values, level: {k: not v for k, v in _still_clear(p_values, level).items()},
                "begin with the smallest p, not the largest":
                    lambda p_values, level: _still_clear({k: 1 - p for k, p in p_values.items()}, level),
            }),
        leaves_arguments_alone(_draw_p_values),
    ],
    hints=[
        "Sort the labels by their p-values, the smallest first, and walk through them in that order.",
        "The first has the limit level / n, the second level / (n - 1), and so on; stop at the first that fails.",
        "for rank, label in enumerate(sorted(p_values, key=p_values.get)): passes = passes and p <= level / (n - rank)",
    ],
    praise="The chance that even one of them is a lucky draw is now at most `level`, however many were tried.",
    mine="measures",
)
