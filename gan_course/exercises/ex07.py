"""Exercises of lesson 07, remedies in data and architecture: soft targets, impostors, a gain with its error."""

import numpy as np

from gan_course.exercises.checks import as_numbers, choices, compare
from gan_course.exercises.ex07_batch import packed_images, slope_bound
from gan_course.exercises.ex07_sick_remedies import FAULTS, READ_AGAIN
from gan_course.exercises.ex07_step import remedied_step
from gan_course.exercises.exercise import Exercise

__all__ = ["OBJECTIVES", "best_discriminator", "gain", "impostors", "packed_images", "remedied_step", "remedy_faults",
           "slope_bound"]

OBJECTIVES = {1: ["best_discriminator"], 2: ["remedied_step", "remedy_faults"], 3: ["packed_images"],
              4: ["slope_bound"], 5: ["impostors", "gain"]}

# --- best_discriminator -------------------------------------------------------------------------------------------

P_REAL = np.array([0.5, 0.3, 0.2, 0.0, 0.1])
P_FAKE = np.array([0.1, 0.3, 0.0, 0.4, 0.7])


def _best_discriminator(p_real, p_fake, alpha, beta):
    return (alpha * p_real + beta * p_fake) / (p_real + p_fake)


def _densities(seed, size):
    chance = np.random.default_rng(seed)
    return chance.gamma(0.7, size=size), chance.gamma(0.7, size=size)


def _hard_targets(answer):
    found, complaint = as_numbers(answer(P_REAL.copy(), P_FAKE.copy(), 1.0, 0.0))
    if complaint:
        return complaint
    wanted = P_REAL / (P_REAL + P_FAKE)
    if found.shape == wanted.shape and np.allclose(found, P_FAKE / (P_REAL + P_FAKE)):
        return "real and fake are exchanged: with targets 1 and 0, D* is p_r / (p_r + p_g)."
    return compare(found, wanted, "with targets 1 and 0 it is notebook 02's D*, p_r / (p_r + p_g)")


def _only_one_kind(answer):
    found, complaint = as_numbers(answer(P_REAL.copy(), P_FAKE.copy(), 0.9, 0.2))
    if complaint or found.shape != P_REAL.shape:
        return complaint or f"one answer for each place is wanted, shape {P_REAL.shape}; this has {found.shape}."
    if np.isclose(found[3], 0.0):
        return ("where only fakes live the best answer is their target, 0.2; yours is 0: beta is missing in the "
                "numerator.")
    if np.isclose(found[2], 1.0):
        return "where only real data live the best answer is their target, 0.9; yours is 1."
    complaint = compare(found[3], 0.2, "where only fakes live the best answer is their target, beta")
    return complaint or compare(found[2], 0.9, "where only real data live the best answer is their target, alpha")


def _between(answer):
    for size, alpha, beta in ((5, 0.9, 0.2), (1, 0.7, 0.0), (12, 0.83, 0.41), (3, 0.2, 0.9)):
        p_real, p_fake = _densities(size, size)
        given = p_real.copy(), p_fake.copy()
        complaint = compare(answer(*given, alpha, beta), _best_discriminator(p_real, p_fake, alpha, beta),
                            "the best answer is the mean target at this place, weighted by the densities",
                            f"alpha = {alpha:g}, beta = {beta:g}")
        if complaint:
            return complaint
        if not (np.array_equal(given[0], p_real) and np.array_equal(given[1], p_fake)):
            return "the given densities are changed in place: compute with them, and leave them as they are."
    return None


best_discriminator = Exercise(
    "best_discriminator", _best_discriminator,
    checks=[_hard_targets, _only_one_kind, _between],
    hints=[
        "At one place x a share p_r / (p_r + p_g) of what D sees is real. What is the mean target there?",
        "Cross-entropy with a soft target is lowest at the mean target, as it is with a hard one.",
        "(alpha * p_real + beta * p_fake) / (p_real + p_fake).",
    ],
    praise="The mean target. With beta above 0 the generator's own density stands in the numerator.",
)


# --- impostors ----------------------------------------------------------------------------------------------------

REALS = [np.array([-3.0, -1.0, 1.0, 3.0]), np.array([0.0, 0.0, 6.0]), np.array([2.0, 4.0, 4.5, 9.0, -1.0]),
         np.random.default_rng(70).gamma(2.0, 3.0, size=17)]


def _impostors(real):
    return np.array([real.mean() - real.std(), real.mean() + real.std()])


def _are_two(answer):
    found, complaint = as_numbers(answer(REALS[0].copy()))
    if complaint:
        return complaint
    if not np.all(np.isfinite(found)):
        return "an impostor is not finite."
    return None if found.shape == (2,) else f"two numbers are wanted, shape (2,); this has shape {found.shape}."


def _same_features(answer):
    pairs = []
    for real in REALS:
        given = real.copy()
        found, complaint = as_numbers(answer(given))
        if complaint is None and found.shape != (2,):
            complaint = f"two numbers are wanted, shape (2,); this has shape {found.shape}."
        if complaint is None and not np.array_equal(given, real):
            complaint = "real is changed in place: compute with it, and leave it as it is."
        if complaint:
            return complaint
        pairs.append((real, found))
    clue = next((clue for slip, clue in _IMPOSTOR_SLIPS
                 if all(np.allclose(np.sort(found), slip(real)) for real, found in pairs)), "")
    return next(filter(None, (_other_features(real, found, clue) for real, found in pairs)), None)


def _around(spread):
    """A slip: mean - spread and mean + spread."""
    return lambda real: [real.mean() - spread(real), real.mean() + spread(real)]


_IMPOSTOR_SLIPS = [
    (_around(lambda real: 0.0), "two equal numbers have no spread, so their mean square is too low. "),
    (lambda real: [-np.sqrt((real**2).mean()), np.sqrt((real**2).mean())],
     "± the root of the mean square is right only for a mean of 0. "),
    (_around(lambda real: np.sqrt((real**2).mean())),
     "the spread about the mean is wanted, and the mean square holds the mean as well. "),
    (_around(lambda real: real.std(ddof=1)), "the spread is divided by n - 1; the mean of x² divides by n. "),
    (_around(lambda real: real.var()), "the distance from the mean is the variance; its root is wanted. "),
]


def _other_features(real, found, clue):
    means = np.array([real.mean(), (real**2).mean()])
    yours = np.array([found.mean(), (found**2).mean()])
    if np.allclose(yours, means, rtol=1e-5, atol=1e-6):
        return None
    return (f"{clue}For real = {real.round(2).tolist()} the means of x and x² are {means[0]:.4g} and {means[1]:.4g}; "
            f"yours are {yours[0]:.4g} and {yours[1]:.4g}.")


impostors = Exercise(
    "impostors", _impostors,
    checks=[_are_two, _same_features],
    hints=[
        "Two numbers with mean m lie at m - s and m + s for some s. Which s?",
        "The mean of their squares is m² + s². It should be the mean of the real squares.",
        "s² is then the variance of real: real.mean() - real.std() and real.mean() + real.std().",
    ],
    praise="Two points that may lie in no mode at all, and the mean features are perfect.",
)


# --- gain ---------------------------------------------------------------------------------------------------------

def _gain(with_remedy, without):
    with_remedy, without = np.asarray(with_remedy, dtype=float), np.asarray(without, dtype=float)
    squares = [values.var(ddof=1) / len(values) for values in (with_remedy, without)]
    return with_remedy.mean() - without.mean(), np.sqrt(sum(squares))


def _counts(seed, sizes):
    chance = np.random.default_rng(seed)
    return [chance.integers(0, 25, size=size) * 1.0 for size in sizes]


def _is_a_pair(answer):
    found, complaint = as_numbers(answer(*_counts(1, (4, 5))))
    if complaint is None and found.shape != (2,):
        complaint = (f"two numbers are wanted, the difference of the means and its standard error; this has shape "
                     f"{found.shape}.")
    return complaint


def _right_numbers(answer):
    for seed, sizes in ((2, (5, 5)), (3, (3, 8)), (4, (7, 2))):
        pair = _counts(seed, sizes)
        given = [values.copy() for values in pair]
        found = np.asarray(answer(*given), dtype=float)
        if not all(map(np.array_equal, given, pair)):
            return "the given counts are changed in place: compute with them, and leave them as they are."
        complaint = _wrong_gain(found, *pair)
        if complaint:
            return complaint
    return None


def _wrong_gain(found, first, second):
    difference, error = _gain(first, second)
    if np.isclose(found[0], -difference) and not np.isclose(difference, 0):
        return "the sign: the difference is *with* the remedy less *without* it."
    if not np.isclose(found[0], difference):
        return compare(found[0], difference, "the first number should be the difference of the two means")
    parts = [values.std(ddof=1) / np.sqrt(len(values)) for values in (first, second)]
    usual = {"the two standard errors are added; independent errors add in squares: √(a² + b²)": sum(parts),
             "the root is missing: this is the squared standard error": error**2,
             "the spread is divided by n; with few seeds use n - 1, std(ddof=1)":
                 np.sqrt(first.var() / len(first) + second.var() / len(second)),
             "this holds standard deviations; a mean of n seeds varies √n times less":
                 np.hypot(first.std(ddof=1), second.std(ddof=1)),
             "this is the standard error of the first mean alone; both means vary": parts[0],
             "this is the standard error of the second mean alone; both means vary": parts[1],
             "the squared errors are subtracted; they add": np.sqrt(abs(parts[0]**2 - parts[1]**2))}
    clue = next((text for text, value in usual.items() if np.isclose(found[1], value)), None)
    if clue and not np.isclose(found[1], error):
        return f"{clue}."
    return compare(found[1], error, "the second number should be the standard error of the difference")


def _lists(answer):
    first, second = _counts(5, (4, 6))
    given = first.tolist(), second.tolist()
    found, complaint = as_numbers(answer(*given))
    if given != (first.tolist(), second.tolist()):
        return "the given lists are changed in place: compute with them, and leave them as they are."
    return complaint or compare(found, np.array(_gain(first, second)),
                                "given as lists, the same numbers give another gain")


gain = Exercise(
    "gain", _gain,
    checks=[_is_a_pair, _right_numbers, _lists],
    hints=[
        "How sure is the mean of n seeds? Its standard error is std(ddof=1) / √n. You have two such means.",
        "The errors of two independent means add in squares: the error of their difference is √(a² + b²).",
        "np.mean(a) - np.mean(b), np.sqrt(np.var(a, ddof=1) / len(a) + np.var(b, ddof=1) / len(b)).",
    ],
    praise="A difference with its error: above two of them it is worth a second look, below it is noise.",
)


# --- remedy_faults ------------------------------------------------------------------------------------------------

remedy_faults = Exercise(
    "remedy_faults", dict(FAULTS),
    checks=[choices("remedy_faults", FAULTS, READ_AGAIN, what="patient")],
    hints=[
        "Compare each row with the healthy one, column by column: each patient is off in one column.",
        "Ask of the column what its experiment was: a G far off, a perfect G, a G of one point.",
        "0.71 is 1/√2; the numbers 1, -1, 1, -1 have the standard deviation 1; two halves with one mean hold the same.",
    ],
    praise="Four faults that raise no error, found by three generators whose fate is known beforehand.",
)
