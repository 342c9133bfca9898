"""Exercises of lesson 05, measuring a GAN: modes and quality, the kernel distance, precision, five diagnoses."""

import numpy as np

from gan_course.datasets import grid
from gan_course.exercises.checks import choices, compare
from gan_course.exercises.exercise import Exercise

# --- modes_and_quality --------------------------------------------------------------------------------------------

MEANS, STD = np.array([[0.0, 0.0], [10.0, 0.0], [0.0, 10.0]]), 0.5


def _modes_and_quality(samples, means, std):
    distance = np.linalg.norm(samples[:, None] - means, axis=2)     # (n, n_modes)
    nearest = distance.argmin(axis=1)
    good = distance.min(axis=1) <= 3 * std
    return len(np.unique(nearest[good])), good.mean()


def _around(mode, *offsets):
    """Points at these offsets from a mode, in standard deviations."""
    return MEANS[mode] + STD * np.array(offsets, dtype=float)


def _pair(answer, samples):
    result = answer(samples.copy(), MEANS.copy(), STD)
    if not isinstance(result, (tuple, list, np.ndarray)) or len(result) != 2:
        return None, "return two numbers: the modes captured and the share of high quality."
    modes, share = (float(np.asarray(value, dtype=float)) for value in result)
    return (modes, share), None


def _one_mode(answer):
    found, complaint = _pair(answer, _around(1, [0, 0], [1, 0], [0, -1], [1, 1]))
    if complaint or found == (1.0, 1.0):
        return complaint
    if found[1] == 4 or found[0] == 4:
        return "four samples on one mode: divide by the number of samples for the share, and count modes, not samples."
    if np.isclose(found[1], 1 / 3):
        return "the share is that of samples, not of modes: four good samples on one mode of three have a share of 1."
    return f"four good samples on one mode of three should give (1, 1.0); yours gives ({found[0]:g}, {found[1]:g})."


def _far_from_all(answer):
    found, complaint = _pair(answer, np.concatenate([_around(0, [5, 0]), _around(1, [0, 5]), _around(2, [5, 5])]))
    if complaint or found == (0.0, 0.0):
        return complaint
    if found[0] == 3:
        return ("each sample is nearest to *some* mode, even one that is 5 standard deviations away. Only high-quality "
                "samples capture a mode.")
    return (f"samples 5 standard deviations from all modes should give (0, 0.0); yours gives ({found[0]:g}, "
            f"{found[1]:g}). Is your radius 3 standard deviations, here 1.5?")


def _three_stds(answer):
    found, complaint = _pair(answer, np.concatenate([_around(0, [2.9, 0], [0, 3.1]), _around(2, [-2.9, 0], [0, 3.1])]))
    if complaint or found == (2.0, 0.5):
        return complaint
    return ("the radius is 3 standard deviations: of samples at 2.9 and 3.1 of them, the first are good and the second "
            f"are not. Wanted (2, 0.5); yours gives ({found[0]:g}, {found[1]:g}).")


def _a_ball(answer):
    found, complaint = _pair(answer, _around(0, [2.5, 2.5], [-2.5, 2.5]))
    if complaint or found == (0.0, 0.0):
        return complaint
    return ("a sample 2.5 standard deviations off in *each* axis is 3.5 away from the mean: measure the distance, not "
            "axis by axis.")


modes_and_quality = Exercise(
    "modes_and_quality", _modes_and_quality,
    checks=[_one_mode, _far_from_all, _three_stds, _a_ball],
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


def _feature_sets():
    chance = np.random.default_rng(5)
    return chance.normal(size=(6, 3)), chance.normal(2.0, 1.2, size=(9, 3))


def _wrong_distances(a, b):
    """What the usual slips give, each with its sentence."""
    def kernel(x, y, degree=3, width=a.shape[1]):
        return (x @ y.T / width + 1) ** degree

    def distance(off_diagonal=True, **options):
        def within(x):
            k = kernel(x, x, **options)
            return (k.sum() - np.trace(k)) / (len(x) * (len(x) - 1)) if off_diagonal else k.mean()
        return within(a) + within(b) - 2 * kernel(a, b, **options).mean()

    cut = sum((kernel(x, x).sum() - np.trace(kernel(x, x))) / len(x) ** 2 for x in (a, b)) - 2 * kernel(a, b).mean()
    return [
        (distance(off_diagonal=False),
         "the pairs of a point with itself are in your mean: that is the biased version, too large, above all for "
         "few points. Leave the diagonal out."),
        (cut, "the diagonal is left out, but you still divide by n * n: different points make n * (n - 1) pairs."),
        (distance(width=1), "x·y is to be divided by the number of features before 1 is added."),
        (distance(degree=2), "the power is 3."),
        (distance() + kernel(a, b).mean(), "the mean over mixed pairs counts twice: once for (a, b), once for (b, a)."),
    ]


def _distance_value(answer):
    a, b = _feature_sets()
    result, wanted = float(np.asarray(answer(a.copy(), b.copy()), dtype=float)), _kernel_distance(a, b)
    if np.isclose(result, wanted, rtol=1e-6):
        return None
    if np.isclose(result**2, wanted, rtol=1e-6):
        return "no square root: the unbiased value may be below 0, and a root of it would be biased."
    for value, sentence in _wrong_distances(a, b):
        if np.isclose(result, value, rtol=1e-6):
            return sentence
    return compare(result, wanted, "the value is not that of the formula, for 6 and 9 points with 3 features")


def _may_be_negative(answer):
    a, b = np.array([[1.0, 0.0], [-1.0, 0.0]]), np.array([[1.0, 0.1], [-1.0, 0.1]])
    result, wanted = float(np.asarray(answer(a, b), dtype=float)), _kernel_distance(a, b)
    if np.isclose(result, wanted, rtol=1e-6):
        return None
    return ("an unbiased value must be free to fall below 0, or its mean could not be 0 for equal sources: do not clip "
            f"it, do not take its absolute value. Wanted {wanted:.4g}, found {result:.4g}.")


kernel_distance = Exercise(
    "kernel_distance", _kernel_distance,
    checks=[_distance_value, _may_be_negative],
    hints=[
        "Three kernel matrices: every a with every a, every b with every b, every a with every b. x @ y.T has all "
        "products at once.",
        "The mean over pairs of *different* points: take the sum, subtract np.trace, divide by n * (n - 1).",
        "within_a + within_b - 2 * between; nothing is clipped, no root is taken.",
    ],
    praise="No point met itself, so the value is right on average at any sample size, and now and then below 0.",
)


# --- precision ----------------------------------------------------------------------------------------------------

def _precision(real, fake, k):
    between_real = np.linalg.norm(real[:, None] - real, axis=2)     # (n, n)
    radius = np.sort(between_real, axis=1)[:, k]                    # column 0 is the point itself
    inside = np.linalg.norm(real[:, None] - fake, axis=2) < radius[:, None]     # (n real, m fake)
    return inside.any(axis=0).mean()


# With k = 1 the real balls have radius 1, 1, 2, 2. Fakes: in two of them, in one, in none, in none, in one.
REAL_LINE, FAKE_LINE = np.array([[0.0], [1.0], [6.0], [8.0]]), np.array([[0.5], [9.5], [3.5], [-4.0], [4.5]])


def _wrong_precisions(real, fake, k):
    def balls(x):
        return np.sort(np.linalg.norm(x[:, None] - x, axis=2), axis=1)

    cross = np.linalg.norm(real[:, None] - fake, axis=2)     # (n, m)
    inside = cross < balls(real)[:, [k]]
    nearest = cross.argmin(axis=0)
    return [
        ((cross < balls(fake)[:, k]).any(axis=1).mean(),
         "these are the balls of the *fakes*: you have recall. Precision asks which fakes lie in a *real* ball."),
        (inside.any(axis=1).mean(),
         "you count real balls that hold a fake: that is coverage. Count fakes: any over real points, then the mean."),
        ((cross < balls(real)[:, [k - 1]]).any(axis=0).mean(),
         "your radius is one neighbour short: a point's nearest neighbour in its own set is itself, at distance 0."),
        ((cross < balls(real)[:, [k + 1]]).any(axis=0).mean(), "your radius goes one neighbour too far."),
        ((cross[nearest, np.arange(len(fake))] < balls(real)[nearest, k]).mean(),
         "you look at the ball of the nearest real point only; a fake may lie outside that one and inside another."),
        ((cross < balls(real)[:, k].mean()).any(axis=0).mean(),
         "one radius for all: each real point has a ball of its own size."),
        (inside.sum(axis=0).mean() / k, "you count the balls that a fake lies in: that is density. One is enough."),
    ]


def _precision_cases():
    chance = np.random.default_rng(64)     # with it each slip gives another value
    yield 0.5 * chance.standard_t(2, size=(40, 2)), chance.normal(size=(55, 2)), 3
    yield REAL_LINE, FAKE_LINE, 1


def _precision_value(answer):
    for real, fake, k in _precision_cases():
        result, wanted = float(np.asarray(answer(real.copy(), fake.copy(), k), dtype=float)), _precision(real, fake, k)
        if np.isclose(result, wanted):
            continue
        for value, sentence in _wrong_precisions(real, fake, k):
            if np.isclose(result, value):
                return sentence
        return compare(result, wanted, f"the value is wrong for {len(real)} real points, {len(fake)} fakes and k = {k}")
    return None


def _copies_are_precise(answer):
    found = answer(REAL_LINE.copy(), REAL_LINE[:2].copy(), 1)
    return compare(found, 1.0, "a copy of a real point lies in that point's own ball")


precision = Exercise(
    "precision", _precision,
    checks=[_precision_value, _copies_are_precise],
    hints=[
        "Two tables of distances: real to real for the radii, real to fake for who is inside.",
        "Sort each row of the first; column 0 is the point itself, so column k is the k-th neighbour.",
        "inside = real_to_fake < radius[:, None]; a fake counts once: inside.any(axis=0).mean().",
    ],
    praise="Each real point with a ball of its own; a fake counts once, however many balls it is in. "
           "Exchange the two sets and you have recall.",
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
