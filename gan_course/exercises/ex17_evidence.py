"""Exercises of lesson 17 after the cure: an exact test in pairs, and the share of copies."""

from itertools import product

import numpy as np

from gan_course.exercises.exercise import Exercise
from gan_course.exercises.property_checks import agrees_with_reference, leaves_arguments_alone

# --- sign_flip_p --------------------------------------------------------------------------------------------------

def _sign_flip_p(differences):
    from itertools import product

    differences = np.asarray(differences, dtype=float)
    signs = np.array(list(product([1, -1], repeat=len(differences))))            # (2**n, n)
    means = signs @ differences / len(differences)
    return np.mean(means >= differences.mean() - 1e-12)                          # the unflipped one counts too


def _flips(compare=lambda means, mean: means >= mean - 1e-12, keep=slice(None), size=False):
    def slip(differences):
        d = np.abs(differences) if size else np.asarray(differences)
        signs = np.array(list(product([1, -1], repeat=len(d))))[keep]
        return np.mean(compare(signs @ d / len(d), np.mean(differences)))
    return slip


_FLIP_SLIPS = {
    "at least as large is meant: >=, so the signs as they came count too (mind the last digit)":
        _flips(lambda means, mean: means > mean + 1e-12),
    "the signs as they came are one of the 2ⁿ ways; do not leave them out": _flips(keep=slice(1, None)),
    "one direction is asked for: is it *better*? You count means of both signs":
        _flips(lambda means, mean: np.abs(means) >= abs(mean) - 1e-12),
    "you count the means that are at most as large; at least is meant":
        _flips(lambda means, mean: means <= mean + 1e-12),
    "this is a number of ways; divide by 2ⁿ":
        lambda d: _flips()(d) * 2 ** len(d),
    "this counts signs only; the sizes of the differences matter as well":
        lambda d: _flips()(np.sign(d)),
    "this is the chance of the very same mean, not of one at least as large":
        _flips(lambda means, mean: np.abs(means - mean) < 1e-12),
    "this is 1 - p": lambda d: 1 - _sign_flip_p(d),
}


def _draw_differences(rng):
    """Few differences with a mean of either sign; whole numbers, so that equal means occur, or not."""
    d = rng.normal(rng.choice([-0.6, 0.4, 1.2]), 1.5, size=int(rng.integers(2, 9)))
    return (np.round(2 * d) if rng.random() < 0.5 else d,)


sign_flip_p = Exercise(
    "sign_flip_p", _sign_flip_p,
    checks=[agrees_with_reference(_sign_flip_p, _draw_differences, "it is not the share of sign patterns whose mean is "
                                  "at least as large", _FLIP_SLIPS, draws=40),
            leaves_arguments_alone(_draw_differences)],
    hints=[
        "list(itertools.product([1, -1], repeat=n)) are all ways to set n signs.",
        "np.array(…) @ differences / n is the mean under each of them, (2**n,).",
        "np.mean(means >= np.mean(differences) - 1e-12): the small number guards against the last digit.",
    ],
    praise="Exact, without a normal distribution. Five seeds can give no p below 1/32.", mine="measures",
    doc="The exact one-sided p-value of paired differences (n,): the share of all 2**n sign patterns whose mean is at "
        "least as large as theirs. Fisher 1935.",
)


# --- copied_share -------------------------------------------------------------------------------------------------

def _copied_share(samples, train, held_out, level):
    def to_train(rows):                                                          # distance to the nearest, (n,)
        return np.linalg.norm(rows[:, None] - train, axis=2).min(axis=1)

    return np.mean(to_train(samples) < np.quantile(to_train(held_out), level))


def _near(rows, others):
    return np.linalg.norm(rows[:, None] - others, axis=2)


_COPY_SLIPS = {
    "the limit is that of held-out rows, not of the samples themselves":
        lambda s, t, h, q: np.mean(_near(s, t).min(1) < np.quantile(_near(s, t).min(1), q)),
    "the samples are compared with the held-out rows; copies lie near *training* rows":
        lambda s, t, h, q: np.mean(_near(s, h).min(1) < np.quantile(_near(h, t).min(1), q)),
    "the limit is taken from the distances of training rows to held-out rows: turn it round":
        lambda s, t, h, q: np.mean(_near(s, t).min(1) < np.quantile(_near(t, h).min(1), q)),
    "the nearest row is meant, not the mean of all": lambda s, t, h, q: np.mean(
        _near(s, t).mean(1) < np.quantile(_near(h, t).mean(1), q)),
    "closer than the limit is suspicious, not farther": lambda s, t, h, q: 1 - _copied_share(s, t, h, q),
    "the quantile `level` is meant, not 1 - level": lambda s, t, h, q: _copied_share(s, t, h, 1 - q),
    "this is a number of samples; a share is wanted": lambda s, t, h, q: _copied_share(s, t, h, q) * len(s),
    "the limit is the quantile `level`, not the smallest distance": lambda s, t, h, q: np.mean(
        _near(s, t).min(1) < _near(h, t).min(1).min()),
    "`level` is a share of the held-out rows, not a distance": lambda s, t, h, q: np.mean(_near(s, t).min(1) < q),
}


def _draw_copies(rng):
    """Samples of which some are close to training rows; three different numbers of rows."""
    n, m, k, f = (int(size) for size in (rng.integers(8, 14), rng.integers(15, 22), rng.integers(23, 40),
                                         rng.integers(2, 5)))
    train, held_out, samples = (rng.normal(size=(rows, f)) for rows in (m, k, n))
    near = int(rng.integers(1, n - 2))
    samples[:near] = train[:near] + 0.05 * rng.normal(size=(near, f))
    return samples, train, held_out, float(rng.uniform(0.1, 0.35))


copied_share = Exercise(
    "copied_share", _copied_share,
    checks=[agrees_with_reference(_copied_share, _draw_copies, "it is not the share of samples closer to a training "
                                  "row than that quantile of the held-out rows", _COPY_SLIPS, draws=40),
            leaves_arguments_alone(_draw_copies)],
    hints=[
        "Two arrays of distances to the nearest training row: one for the samples, one for the held-out rows.",
        "np.linalg.norm(rows[:, None] - train, axis=2).min(axis=1); np.quantile(…, level) is the limit.",
        "np.mean(distances_of_samples < limit)",
    ],
    praise="Honest samples give about `level`; copies give 1, with a little noise on them as well.", mine="measures",
    doc="The share of samples (n, f) closer to a row of train (m, f) than all but a share `level` of held_out (k, f).",
)
