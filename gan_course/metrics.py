"""How good are the samples? Arrays in, numbers out; nothing here trains or draws."""

import numpy as np

HIGH_QUALITY_STDS = 3.0  # the usual radius: VEEGAN (Srivastava et al. 2017), PacGAN (Lin et al. 2018)


def _nearest_mode(samples, mixture):
    """Index of the nearest mean (n,), and the distance to it in that mode's standard deviations (n,)."""
    samples = mixture.check_points(samples)
    if len(samples) == 0:
        raise ValueError("no samples were given; draw at least one")
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

    A perfect sampler scores 1 - exp(-4.5) = 98.89 % in two dimensions and 99.73 % in one: more means too tight.
    """
    _, stds = _nearest_mode(samples, mixture)
    return float((stds <= HIGH_QUALITY_STDS).mean())
