"""Exercises of lesson 14 on measuring: a pitch in cents, and a distance between two sets that is right on average."""

import numpy as np

from gan_course.exercises.exercise import Exercise
from gan_course.exercises.property_checks import agrees_with_reference, leaves_arguments_alone

# --- cents --------------------------------------------------------------------------------------------------------

def _cents(frequencies, wanted):
    return 1200 * np.log2(frequencies / wanted)


def _draw_frequencies(rng):
    n = int(rng.integers(3, 9))
    return rng.uniform(150, 1500, size=n), rng.uniform(150, 1500, size=n)


cents = Exercise(
    "cents", _cents,
    checks=[agrees_with_reference(_cents, _draw_frequencies, "twice the frequency is 1,200 cents up, and equal steps "
                                  "are equal *ratios*", {
                "too high counts as positive, too low as negative: the ratio is upside down":
                    lambda frequencies, wanted: _cents(wanted, frequencies),
                "a distance in hertz is not heard alike everywhere: take the logarithm of the ratio":
                    lambda frequencies, wanted: frequencies - wanted,
                "an octave is a factor of 2: take the logarithm to base 2":
                    lambda frequencies, wanted: 1200 * np.log(frequencies / wanted),
                "an octave is a factor of 2, not of 10: take the logarithm to base 2":
                    lambda frequencies, wanted: 1200 * np.log10(frequencies / wanted),
                "these are semitones: a semitone is 100 cents":
                    lambda frequencies, wanted: 12 * np.log2(frequencies / wanted),
                "these are octaves: an octave is 1,200 cents":
                    lambda frequencies, wanted: np.log2(frequencies / wanted),
                "keep the sign: too low is negative":
                    lambda frequencies, wanted: np.abs(_cents(frequencies, wanted)),
                "a ratio less 1 is only about right near 0: take the logarithm":
                    lambda frequencies, wanted: 1200 * (frequencies / wanted - 1),
                "one number for each pair is wanted, not their mean":
                    lambda frequencies, wanted: np.mean(_cents(frequencies, wanted))}),
            leaves_arguments_alone(_draw_frequencies)],
    hints=[
        "Equal steps of pitch are equal ratios of frequency, so begin with frequencies / wanted.",
        "np.log2 of a ratio counts octaves.",
        "1200 * np.log2(frequencies / wanted)",
    ],
    praise="A semitone is 100 of them, everywhere; most ears hear 10 to 20.",
    doc="How far frequencies lie above the wanted ones, in cents.",
)


# --- unbiased_mmd -------------------------------------------------------------------------------------------------

def _unbiased_mmd(x, y, kernel):
    n, m = len(x), len(y)
    xx, yy, xy = kernel(x, x), kernel(y, y), kernel(x, y)
    within_x = (xx.sum() - np.trace(xx)) / (n * (n - 1))
    within_y = (yy.sum() - np.trace(yy)) / (m * (m - 1))
    return within_x + within_y - 2 * xy.mean()


def _draw_sets(rng):
    """Two sets of different sizes and a kernel with a diagonal that differs from row to row."""
    dim, scale = int(rng.integers(2, 5)), float(rng.uniform(0.5, 2.0))
    x = rng.normal(0.3, 1.0, size=(int(rng.integers(4, 9)), dim))
    y = rng.normal(-0.4, 1.5, size=(int(rng.integers(10, 15)), dim))

    def kernel(a, b):
        return (scale * a @ b.T / a.shape[1] + 1) ** 3

    return x, y, kernel


def _with(within, between):
    """within(k, n): of a set with itself; between(k): of both sets."""
    def slip(x, y, kernel):
        return (within(kernel(x, x), len(x)) + within(kernel(y, y), len(y)) + between(kernel(x, y)))
    return slip


def _off(k, n):
    return (k.sum() - np.trace(k)) / (n * (n - 1))


unbiased_mmd = Exercise(
    "unbiased_mmd", _unbiased_mmd,
    checks=[agrees_with_reference(_unbiased_mmd, _draw_sets, "it is the mean kernel of pairs inside x, plus that of "
                                  "pairs inside y, minus twice that of pairs across", {
                "a point is no pair with itself: leave the diagonal out of the two inner means, or small sets look far "
                "apart": _with(lambda k, n: k.mean(), lambda k: -2 * k.mean()),
                "the diagonal is gone, and so are n of the n² pairs: divide by n (n - 1)":
                    _with(lambda k, n: (k.sum() - np.trace(k)) / n**2, lambda k: -2 * k.mean()),
                "the pairs across count twice": _with(_off, lambda k: -k.mean()),
                "across is *subtracted*: two equal sets are at distance 0": _with(_off, lambda k: 2 * k.mean()),
                "the sign: likeness inside is positive, across negative": _with(
                    lambda k, n: -_off(k, n), lambda k: 2 * k.mean()),
                "across every pair counts: x[i] and y[i] are no more alike than others": _with(
                    _off, lambda k: -2 * np.diagonal(k).mean()),
                "it may fall below 0 by chance; cutting that off brings a bias back":
                    lambda x, y, kernel: max(_unbiased_mmd(x, y, kernel), 0.0),
                "no root: the root of an unbiased number is biased":
                    lambda x, y, kernel: np.sqrt(np.maximum(_unbiased_mmd(x, y, kernel), 0)),
                "y's pairs are missing": lambda x, y, kernel: _off(kernel(x, x), len(x)) - 2 * kernel(x, y).mean(),
                "y has a size of its own, and so has its mean": lambda x, y, kernel: (
                    _off(kernel(x, x), len(x)) + _off(kernel(y, y), len(x)) - 2 * kernel(x, y).mean())}),
            leaves_arguments_alone(_draw_sets)],
    hints=[
        "kernel(x, y) is a matrix with a row for each x, a column for each y; kernel(x, x) has each point's likeness "
        "with itself on its diagonal.",
        "Inside a set: (k.sum() - np.trace(k)) / (n * (n - 1)).",
        "Inside x, plus inside y, minus 2 * kernel(x, y).mean().",
    ],
    praise="Right on average at any n, and therefore sometimes a little below 0.",
    doc="Squared maximum mean discrepancy of two sets, unbiased. Gretton et al. 2012, eq. 3.",
)
