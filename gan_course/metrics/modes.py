"""Modes of a mixture that is known: which are there, how many samples are on one, and the 1,000 of stacked digits."""

from typing import NamedTuple

import numpy as np

from gan_course import arguments
from gan_course.metrics.histograms import kl_to_uniform

HIGH_QUALITY_STDS = 3.0  # the usual radius: VEEGAN (Srivastava et al. 2017), PacGAN (Lin et al. 2018)
N_STACKED = 1000  # three digits, one in each colour channel


def _nearest_mode(samples, mixture):
    """Index of the nearest mean (n,), and the distance to it in that mode's standard deviations (n,)."""
    if not hasattr(mixture, "check_points"):
        arguments.refuse("mixture", mixture, "a GaussianMixture, such as gan_course.datasets.ring()")
    samples = mixture.check_points(samples)
    # |x - m|² = |x|² - 2 x·m + |m|²; |x|² does not change which mean is nearest.
    score = (mixture.means**2).sum(1) - 2 * samples @ mixture.means.T  # (n, n_modes)
    mode = score.argmin(axis=1)
    distance = np.linalg.norm(samples - mixture.means[mode], axis=1)
    return mode, distance / mixture.std[mode]


def mode_counts(samples, mixture) -> np.ndarray:
    """High-quality samples nearest to each mode, int (n_modes,).

    samples: (n, dim). A sample is of high quality within 3 standard deviations of its nearest mode's mean.
    """
    mode, stds = _nearest_mode(samples, mixture)
    return np.bincount(mode[stds <= HIGH_QUALITY_STDS], minlength=mixture.n_modes)  # NaN counts as far away


def modes_captured(samples, mixture) -> int:
    """Number of modes that are nearest to at least one high-quality sample. samples: (n, dim)."""
    return int((mode_counts(samples, mixture) > 0).sum())


def high_quality_share(samples, mixture) -> float:
    """Share of samples within 3 standard deviations of the nearest mode's mean. samples: (n, dim).

    A perfect sampler scores 1 - exp(-4.5) = 98.89 % in two dimensions, 99.73 % in one: more means too tight.
    """
    _, stds = _nearest_mode(samples, mixture)
    return float((stds <= HIGH_QUALITY_STDS).mean())


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
