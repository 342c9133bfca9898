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

    A perfect sampler scores 1 - exp(-4.5) = 98.89 % in two dimensions, 99.73 % in one: more means too tight.
    """
    _, stds = _nearest_mode(samples, mixture)
    return float((stds <= HIGH_QUALITY_STDS).mean())


def kl_to_uniform(counts) -> float:
    """KL(empirical ‖ uniform) in nats, of counts (n_classes,): 0 if equal, log(n_classes) if one holds all.

    For a perfect sampler it is about (n_classes - 1) / (2 n), not 0. NaN when nothing was counted.
    """
    counts = _histogram("counts", counts)
    if counts.sum() == 0:
        return float("nan")
    share = counts[counts > 0] / counts.sum()
    return float((share * np.log(share * counts.size)).sum())


def jensen_shannon(p, q) -> float:
    """Jensen–Shannon divergence in nats of two histograms of equal shape; each is scaled to sum to 1.

    0 when they agree, log 2 when no bin is used by both. On samples it depends on the bins: say which.
    """
    p, q = _histogram("p", p), _histogram("q", q)
    if p.shape != q.shape:
        raise ValueError(f"p has shape {p.shape} and q {q.shape}; give two histograms over the same bins")
    if p.sum() == 0 or q.sum() == 0:
        raise ValueError("a histogram is empty; widen the range of the bins so that samples fall into them")
    p, q = p.ravel() / p.sum(), q.ravel() / q.sum()
    middle = (p + q) / 2
    return float((_plogp_over(p, middle) + _plogp_over(q, middle)) / 2)


def wasserstein_1d(a, b) -> float:
    """Earth mover's distance W₁ of two sets of numbers, (n,) and (m,): the area between their two CDFs."""
    a, b = (np.sort(_finite(name, values, 1)) for name, values in (("a", a), ("b", b)))
    points = np.sort(np.concatenate([a, b]))
    cdf_a = np.searchsorted(a, points[:-1], side="right") / len(a)
    cdf_b = np.searchsorted(b, points[:-1], side="right") / len(b)
    return float((np.abs(cdf_a - cdf_b) * np.diff(points)).sum())


def frechet_distance(features_a, features_b) -> float:
    """Squared Fréchet distance between Gaussians fitted to two sets of features, (n, f) and (m, f).

    Heusel et al. 2017, eq. 6 (Inception features there). Small samples bias it upwards: compare at equal n,
    and print the value between two sets of real data beside it.
    """
    moments = []
    for name, features in (("features_a", features_a), ("features_b", features_b)):
        features = _finite(name, features, 2)
        if len(features) < 2:
            raise ValueError(f"{name} holds {len(features)} row; a covariance needs at least 2")
        moments += [features.mean(axis=0), np.cov(features, rowvar=False)]
    if moments[0].shape != moments[2].shape:
        raise ValueError(f"features have {moments[0].size} and {moments[2].size} columns; give equal numbers")
    return frechet_of_moments(*moments)


def frechet_of_moments(mean_a, cov_a, mean_b, cov_b) -> float:
    """‖m_a − m_b‖² + Tr(C_a + C_b − 2 (C_a C_b)^½). Means (f,), covariances (f, f)."""
    cov_a, cov_b = np.atleast_2d(cov_a), np.atleast_2d(cov_b)
    # (C_a C_b)^½ has the trace of (R C_b R)^½, R = C_a^½: symmetric, so real eigenvalues even when singular.
    values, vectors = np.linalg.eigh(cov_a)
    root = (vectors * np.sqrt(values.clip(min=0))) @ vectors.T
    cross = np.sqrt(np.linalg.eigvalsh(root @ cov_b @ root).clip(min=0)).sum()
    gap = np.sum((np.asarray(mean_a) - np.asarray(mean_b)) ** 2)
    return float(max(gap + np.trace(cov_a) + np.trace(cov_b) - 2 * cross, 0.0))  # rounding may dip below 0


def _plogp_over(p, q):
    used = p > 0
    return (p[used] * np.log(p[used] / q[used])).sum()


def _histogram(name, values):
    values = np.asarray(values, dtype=np.float64)
    if values.size == 0 or not np.isfinite(values).all() or (values < 0).any():
        raise ValueError(f"{name} must be a histogram: one or more finite numbers, none below 0")
    return values


def _finite(name, values, ndim):
    values = np.asarray(values, dtype=np.float64)
    if values.ndim != ndim or values.size == 0:
        wanted = "(n,)" if ndim == 1 else "(n, n_features)"
        raise ValueError(f"{name} has shape {values.shape}; give {wanted}, not empty")
    if not np.isfinite(values).all():
        raise ValueError(f"{name} holds NaN or infinity; a distance to it means nothing")
    return values
