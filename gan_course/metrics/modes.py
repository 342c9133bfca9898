"""Modes of a mixture that is known: which are there, how many samples are on one, and the 1,000 of stacked digits."""

import functools
from typing import NamedTuple

import numpy as np

from gan_course import arguments
from gan_course.metrics.histograms import kl_to_uniform
from gan_course.metrics.inputs import nearest_centre

HIGH_QUALITY_STDS = 3.0  # the usual radius in two dimensions: VEEGAN (Srivastava et al. 2017), PacGAN (Lin et al. 2018)
PERFECT_SHARE = 1 - float(np.exp(-(HIGH_QUALITY_STDS**2) / 2))  # 98.89 % of a round Gaussian in the plane lie within it
N_STACKED = 1000  # three digits, one in each colour channel


def high_quality_stds(dim: int) -> float:
    """The radius, in standard deviations, that holds 98.89 % of a round Gaussian in `dim` dimensions: 3 in the plane.

    It is the quantile of the chi distribution with `dim` degrees of freedom: 2.54 in one dimension, 4.79 in ten, 6.10
    in twenty. A fixed 3 would hold 47 % of a perfect sampler in ten dimensions and 1.7 % in twenty.
    """
    return _radius(arguments.whole("dim", dim))


@functools.cache
def _radius(dim):
    if dim == 2:
        return HIGH_QUALITY_STDS  # to the last bit
    from scipy.special import gammaincinv  # here, because importing SciPy takes half a second

    return float(np.sqrt(2 * gammaincinv(dim / 2, PERFECT_SHARE)))  # |x|² / 2 follows a gamma distribution


def _nearest_mode(samples, mixture):
    """Index of the nearest mean (n,), and the distance to it in that mode's standard deviations (n,)."""
    if isinstance(mixture, type) or not hasattr(mixture, "check_points"):
        arguments.refuse("mixture", mixture, "a GaussianMixture, such as gan_course.datasets.ring()")
    samples = mixture.check_points(samples)
    mode = nearest_centre(samples, mixture.means)
    with np.errstate(over="ignore", invalid="ignore"):  # samples that diverged are far from all
        distance = np.linalg.norm(samples - mixture.means[mode], axis=1)
    return mode, distance / mixture.std[mode]


def mode_counts(samples, mixture) -> np.ndarray:
    """High-quality samples nearest to each mode, int (n_modes,).

    samples: (n, dim). A sample is of high quality within `high_quality_stds(k)` standard deviations of its nearest
    mode's mean, where k is the number of directions that a mode varies in (`mixture.support`): 3 in the plane.
    """
    mode, stds = _nearest_mode(samples, mixture)
    good = stds <= high_quality_stds(mixture.support)  # NaN counts as far away
    return np.bincount(mode[good], minlength=mixture.n_modes)


def modes_captured(samples, mixture) -> int:
    """Number of modes that are nearest to at least one high-quality sample. samples: (n, dim)."""
    return int((mode_counts(samples, mixture) > 0).sum())


def high_quality_share(samples, mixture) -> float:
    """Share of samples of high quality: in the plane, within 3 standard deviations of the nearest mode's mean.

    samples: (n, dim). The radius is `high_quality_stds(mixture.support)`, so that a perfect sampler of modes that lie
    apart scores 1 - exp(-4.5) = 98.89 % in any dimension: more means too tight.
    """
    _, stds = _nearest_mode(samples, mixture)
    return float((stds <= high_quality_stds(mixture.support)).mean())


class StackedModes(NamedTuple):
    """`modes`: how many of the 1,000 triples occur. `kl`: KL(empirical ‖ uniform) over the 1,000, in nats."""

    modes: int
    kl: float


def stacked_modes(digits) -> StackedModes:
    """Modes and KL of stacked digits, from what a digit classifier saw in each channel.

    digits: predictions 0 to 9, (n, 3); or class codes 0 to 999, (n,): first channel × 100 + second × 10 + third.
    The benchmark (Metz et al. 2017; PacGAN, Lin et al. 2018) draws n = 26,000, where even a perfect sampler has a
    KL of about 999 / 2n = 0.019. Raises ValueError for other shapes or numbers.
    """
    digits = arguments.integers("digits", digits, ("n", 3), ("n",))
    digits = arguments.integers("digits", digits, low=0, high=9 if digits.ndim == 2 else N_STACKED - 1)
    codes = digits @ [100, 10, 1] if digits.ndim == 2 else digits
    counts = np.bincount(codes, minlength=N_STACKED)
    return StackedModes(int((counts > 0).sum()), kl_to_uniform(counts))
