"""Exercises of lesson 05, measuring a GAN: modes and quality, the kernel distance, precision, copies, diagnoses."""

import numpy as np

from gan_course.datasets import grid
from gan_course.exercises.checks import as_numbers, choices, expects_close
from gan_course.exercises.drawing import drawn
from gan_course.exercises.ex05_neighbours import memorisation, precision_recall
from gan_course.exercises.exercise import Exercise
from gan_course.exercises.property_checks import agrees_with_reference, leaves_arguments_alone

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
    (_counted(radius=lambda std: std), f"{_RADIUS} You use 1."),
    (_counted(radius=lambda std: 2 * std), f"{_RADIUS} You use 2."),
    (_counted(radius=lambda std: 3 * np.sqrt(std)), f"{_RADIUS} You use the root of std."),
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


def _draw_samples(rng):
    """Samples around all modes but the last, two to seven of them or many, some far from each."""
    n_modes, n = (int(rng.integers(2, 8)), int(rng.integers(9, 40))) if rng.random() < 0.7 else \
        (int(rng.integers(12, 17)), int(rng.integers(60, 90)))
    std = float(rng.uniform(0.3, 2.0))
    means = 12 * std * rng.permutation(16)[:n_modes, None] * [1.0, 0.0] + 5 * std * rng.normal(size=(n_modes, 2))
    picked = rng.integers(n_modes - 1, size=n)
    return means[picked] + std * rng.choice([1.5, 2.2, 4.0], size=(n, 1)) * rng.normal(size=(n, 2)), means, std


# At 3 standard deviations to the last bit, inside, outside, and inside, of two modes.
_RIM = (np.array([[1.5, 0.0], [0.0, 1.25], [0.0, 1.75], [15.0, 0.0]]), np.array([[0.0, 0.0], [16.0, 0.0]]), 0.5)

# Two modes whose circles overlap: all samples are near both, and nearest to the first.
_NEIGHBOURS = (np.array([[0.1, 0.0], [-0.2, 0.1], [0.0, -0.3]]), np.array([[0.0, 0.0], [2.0, 0.0]]), 1.0)


modes_and_quality = Exercise(
    "modes_and_quality", _modes_and_quality,
    checks=[agrees_with_reference(_modes_and_quality, _draw_samples, "it is not the number of modes captured and the "
                                  "share of high quality", {sentence: slip for slip, sentence in _COUNT_SLIPS}),
            expects_close(_RIM, (2, 0.75), "a sample at exactly 3 standard deviations is of high quality"),
            expects_close(_NEIGHBOURS, (1, 1.0), "a sample counts for its nearest mode alone, also where it lies "
                          "within 3 standard deviations of two"),
            leaves_arguments_alone(_draw_samples)],
    hints=[
        "First all distances, an array (n, n_modes): np.linalg.norm(samples[:, None] - means, axis=2).",
        "A sample is good when its smallest distance is at most 3 * std. The share is the mean of that.",
        "argmin(axis=1) names each sample's nearest mode; np.unique of it, over the good samples only, names the "
        "captured ones.",
    ],
    praise="Near in a straight line, good within 3 standard deviations, and only good samples capture a mode.",
    mine="measures",
    doc="The modes captured, and the share of samples (n, dim) on a mode. As in Srivastava et al. 2017, "
        "VEEGAN.",
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
    (lambda a, b: abs(_kernel_distance(a, b)), f"{_CLIPPED} Yours is the absolute value."),
]


def _draw_features(rng):
    """Two sets of features; in about half of the draws from one source, so that the value falls below 0."""
    n, m, f = (int(rng.integers(*sizes)) for sizes in ((2, 15), (2, 15), (1, 6)))
    apart = rng.choice([0.0, 1.5])
    return rng.normal(0.3, 1.0, size=(n, f)), rng.normal(0.3 + apart, 1.0 + 0.2 * apart, size=(m, f))


def _no_root(answer):
    a, b = drawn(_draw_features, 0, 0)
    result, complaint = as_numbers(answer(a.copy(), b.copy()))
    wanted = _kernel_distance(a, b)      # above 0 in this draw
    if complaint is None and result.size == 1 and np.isclose(result**2, wanted, rtol=1e-6):
        return "no square root: the unbiased value may be below 0, and a root of it would be biased."
    return complaint


kernel_distance = Exercise(
    "kernel_distance", _kernel_distance,
    checks=[_no_root, agrees_with_reference(_kernel_distance, _draw_features, "the value is not that of the formula",
                                            {sentence: slip for slip, sentence in _DISTANCE_SLIPS}),
            leaves_arguments_alone(_draw_features)],
    hints=[
        "Three kernel matrices: every a with every a, every b with every b, every a with every b. x @ y.T has all "
        "products at once.",
        "The mean over pairs of *different* points: take the sum, subtract np.trace, divide by n * (n - 1).",
        "within_a + within_b - 2 * between; nothing is clipped, no root is taken.",
    ],
    praise="No point met itself, so the value is right on average at any sample size, and now and then below 0.",
    mine="measures",
    doc="The kernel distance of two sets of features (n, dim), unbiased, with a cubic kernel. Bińkowski et "
        "al. 2018.",
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
