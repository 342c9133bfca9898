"""Exercises of lesson 05, measuring a GAN: modes and quality, the kernel distance, precision, copies, diagnoses."""

import numpy as np

from gan_course.datasets import grid
from gan_course.exercises.checks import as_numbers, choices
from gan_course.exercises.ex05_neighbours import memorisation, precision_recall
from gan_course.exercises.exercise import Exercise
from gan_course.exercises.slips import matches

__all__ = ["OBJECTIVES", "diagnoses", "kernel_distance", "memorisation", "modes_and_quality", "mystery",
           "precision_recall"]

OBJECTIVES = {1: ["modes_and_quality"], 2: ["kernel_distance"], 3: ["precision_recall"], 4: ["memorisation"],
              5: ["diagnoses"]}

# --- modes_and_quality --------------------------------------------------------------------------------------------

def _modes_and_quality(samples, means, std):
    distance = np.linalg.norm(samples[:, None] - means, axis=2)     # (n, n_modes)
    nearest = distance.argmin(axis=1)
    good = distance.min(axis=1) <= 3 * std
    return len(np.unique(nearest[good])), good.mean()


def _counted(radius=lambda std: 3 * std, norm=2, captured=None, share=None):
    """Modes and share with one slip in them."""
    def slip(samples, means, std):
        distance = np.linalg.norm(samples[:, None] - means, ord=norm, axis=2)
        nearest, good = distance.argmin(axis=1), distance.min(axis=1) <= radius(std)
        modes = captured(nearest, good) if captured else len(np.unique(nearest[good]))
        return modes, share(modes, good, means) if share else good.mean()
    return slip


_RADIUS = "the radius is 3 standard deviations: of samples at 2.9 and 3.1 of them, the first are good, the second not."
_COUNT_SLIPS = [
    (_counted(captured=lambda nearest, good: len(np.unique(nearest))),
     "each sample is nearest to *some* mode, even one that is 5 standard deviations away. Only high-quality samples "
     "capture a mode."),
    (_counted(radius=lambda std: 3.0), "your radius is 3. Is it 3 standard deviations, 3 * std?"),
    (_counted(radius=lambda std: 3 * std**2), f"{_RADIUS} You use the variance, std squared."),
    (_counted(radius=lambda std: std), _RADIUS), (_counted(radius=lambda std: 2 * std), _RADIUS),
    (_counted(radius=lambda std: 4 * std), _RADIUS), (_counted(radius=lambda std: 3 * np.sqrt(std)), _RADIUS),
    (_counted(norm=np.inf), "a sample 2.5 standard deviations off in *each* axis is 3.5 away from the mean: measure "
                            "the distance, not axis by axis."),
    (_counted(norm=1), "distance is along the straight line: the root of the sum of squares, not a sum of steps."),
    (_counted(share=lambda modes, good, means: modes / len(means)), "the share is that of samples, not of modes."),
    (_counted(share=lambda modes, good, means: good.sum() / len(means)), "the share is that of samples: divide by "
                                                                         "their number, not by that of the modes."),
    (_counted(share=lambda modes, good, means: good.sum()), "divide by the number of samples for the share."),
    (_counted(captured=lambda nearest, good: good.sum()), "count modes, not samples: four samples on one mode capture "
                                                          "one."),
    (lambda *case: _modes_and_quality(*case)[::-1], "the modes come first, then the share."),
]


def _sample_sets():
    """Samples around three modes and around seven, at random; and some on the rim, 2.9, 3 and 3.1 std from a mean."""
    rng = np.random.default_rng(9)
    for means, n, std, spread in ((np.array([[0.0, 0.0], [10.0, 0.0], [0.0, 10.0]]), 12, 0.5, 1.3),
                                  (rng.uniform(-9, 9, size=(7, 2)), 40, 1.25, 2.4)):
        picked = rng.integers(len(means) - 1, size=n)
        yield means[picked] + spread * rng.normal(size=(n, 2)), means, std
    means, std = np.array([[0.0, 0.0], [16.0, 0.0], [0.0, 16.0], [16.0, 16.0]]), 0.5
    offsets = np.array([[2.9, 0], [0, 3.1], [3, 0], [-2.9, 0], [2.5, 2.5], [0, 5.0]])
    yield means[[0, 0, 1, 1, 2, 3]] + std * offsets, means, std
    yield means[[2, 2, 2, 2]] + std * offsets[[0, 2, 3, 0]], means, std


modes_and_quality = Exercise(
    "modes_and_quality", _modes_and_quality,
    checks=[matches(_modes_and_quality, list(_sample_sets()), ("modes", "share"), _COUNT_SLIPS,
                    "it is not the number of modes captured and the share of high quality")],
    hints=[
        "First all distances, an array (n, n_modes): np.linalg.norm(samples[:, None] - means, axis=2).",
        "A sample is good when its smallest distance is at most 3 * std. The share is the mean of that.",
        "argmin(axis=1) names each sample's nearest mode; np.unique of it, over the good samples only, names the "
        "captured ones.",
    ],
    praise="Near in a straight line, good within 3 standard deviations, and only good samples capture a mode.",
)


# --- kernel_distance ----------------------------------------------------------------------------------------------

def _kernel_distance(a, b):
    def kernel(x, y):
        return (x @ y.T / x.shape[1] + 1) ** 3     # every x with every y

    aa, bb, ab = kernel(a, a), kernel(b, b), kernel(a, b)
    n, m = len(a), len(b)
    within_a = (aa.sum() - np.trace(aa)) / (n * (n - 1))     # no point with itself
    within_b = (bb.sum() - np.trace(bb)) / (m * (m - 1))
    return within_a + within_b - 2 * ab.mean()


def _with(off_diagonal=True, pairs=None, degree=3, divide=True, twice=2):
    """The distance with one slip in it."""
    def slip(a, b):
        def kernel(x, y):
            return (x @ y.T / (x.shape[1] if divide else 1) + 1) ** degree

        def within(x):
            k, n = kernel(x, x), len(x)
            return (k.sum() - np.trace(k)) / (pairs(n) if pairs else n * (n - 1)) if off_diagonal else k.mean()

        return within(a) + within(b) - twice * kernel(a, b).mean()
    return slip


_CLIPPED = ("an unbiased value must be free to fall below 0, or its mean could not be 0 for equal sources: do not clip "
            "it, do not take its absolute value.")
_DISTANCE_SLIPS = [
    (_with(off_diagonal=False), "the pairs of a point with itself are in your mean: that is the biased version, too "
                                "large, above all for few points. Leave the diagonal out."),
    (_with(pairs=lambda n: n * n), "the diagonal is left out, but you still divide by n * n: different points make "
                                   "n * (n - 1) pairs."),
    (_with(divide=False), "x·y is to be divided by the number of features before 1 is added."),
    (_with(degree=2), "the power is 3."),
    (_with(twice=1), "the mean over mixed pairs counts twice: once for (a, b), once for (b, a)."),
    (_with(twice=-2), "the mean over mixed pairs is *subtracted*: sets that are alike should come out near 0."),
    (lambda a, b: max(_kernel_distance(a, b), 0.0), _CLIPPED),
    (lambda a, b: abs(_kernel_distance(a, b)), _CLIPPED),
]


def _feature_sets():
    """Sets of several sizes and numbers of features; for the last two the value is below 0."""
    rng = np.random.default_rng(5)
    yield rng.normal(size=(6, 3)), rng.normal(2.0, 1.2, size=(9, 3))
    yield rng.normal(-0.5, 1.0, size=(14, 5)), rng.normal(0.4, 1.5, size=(4, 5))
    yield np.array([[1.0, 0.0], [-1.0, 0.0]]), np.array([[1.0, 0.1], [-1.0, 0.1]])
    yield np.array([[0.5], [-1.0], [0.25]]), np.array([[1.0], [-0.75]])


def _no_root(answer):
    a, b = next(_feature_sets())
    result, complaint = as_numbers(answer(a.copy(), b.copy()))
    if complaint is None and result.size == 1 and np.isclose(result**2, _kernel_distance(a, b), rtol=1e-6):
        return "no square root: the unbiased value may be below 0, and a root of it would be biased."
    return complaint


kernel_distance = Exercise(
    "kernel_distance", _kernel_distance,
    checks=[_no_root, matches(_kernel_distance, list(_feature_sets()), ("the distance",), _DISTANCE_SLIPS,
                              "the value is not that of the formula")],
    hints=[
        "Three kernel matrices: every a with every a, every b with every b, every a with every b. x @ y.T has all "
        "products at once.",
        "The mean over pairs of *different* points: take the sum, subtract np.trace, divide by n * (n - 1).",
        "within_a + within_b - 2 * between; nothing is clipped, no root is taken.",
    ],
    praise="No point met itself, so the value is right on average at any sample size, and now and then below 0.",
)


# --- diagnoses ----------------------------------------------------------------------------------------------------

_DIAGNOSES = {"A": "copies", "B": "noisy", "C": "perfect", "D": "tight", "E": "collapsed"}
_READ_AGAIN = {
    "A": "A: modes, quality, recall and coverage are those of a perfect sampler. Read the last column.",
    "B": "B: all 25 modes are there, and the recall is high. But how many samples are on a mode?",
    "C": "C: compare each number with what a perfect sampler scores: 98.89 %, and one half in the last column.",
    "D": "D: a share *above* 98.89 % is no praise. Recall and coverage say what it cost.",
    "E": "E: the quality is perfect. How many of 25 modes are there, and what do recall and coverage say?",
}


def mystery():
    """What the exercise `diagnoses` judges: the grid's mixture, its train and held-out points, and five sets of fakes.

    Returns (mixture, train (1000, 2), held_out (1000, 2), {letter: fakes (1000, 2)}).
    """
    mixture, chance = grid(std=0.1), np.random.default_rng(2024)
    train, held_out, for_noise = (mixture.sample(1000, chance) for _ in range(3))

    def modes(which):
        return mixture.means[chance.choice(which, size=1000)]

    def noise(std):
        return std * chance.standard_normal((1000, 2))

    made = {"perfect": mixture.sample(1000, chance), "noisy": for_noise + noise(0.2), "copies": train[::-1],
            "tight": modes(25) + noise(0.03), "collapsed": modes([6, 7, 12]) + noise(0.1)}
    return mixture, train, held_out, {letter: made[kind] for letter, kind in _DIAGNOSES.items()}


diagnoses = Exercise(
    "diagnoses", _DIAGNOSES,
    checks=[choices("diagnoses", _DIAGNOSES, _READ_AGAIN)],
    hints=[
        "Write the row of a perfect sampler first: 25, 98.89 %, recall and coverage near 0.97, memorisation near 0.5.",
        "Modes missing: collapse. Quality too low: noise; too high: tightness. Closer to the training set than fresh "
        "data: copies.",
        "Two rows have all modes and a share near 98.89 %. Only one is as far from the training set as fresh data.",
    ],
    praise="Five numbers, five verdicts; and not one of the five numbers could have told all of them apart.",
)
