"""Two sets of points, one number: Wasserstein, Fréchet and kernel distances."""

import numpy as np

from gan_course import arguments
from gan_course.metrics.inputs import LARGEST, in_order, labels, orders, point_sets, squarable

_CHUNK = 1000  # rows of a kernel matrix at a time: 5,000 × 5,000 numbers never stand in memory at once


def wasserstein_1d(a, b) -> float:
    """Earth mover's distance W₁ of two sets of numbers, (n,) and (m,): the area between their two CDFs."""
    a, b = (np.sort(arguments.array(name, values, ("n",), low=-1e307, high=1e307))  # so that differences are finite
            for name, values in (("a", a), ("b", b)))
    points = np.sort(np.concatenate([a, b]))
    cdf_a = np.searchsorted(a, points[:-1], side="right") / len(a)
    cdf_b = np.searchsorted(b, points[:-1], side="right") / len(b)
    return float((np.abs(cdf_a - cdf_b) * np.diff(points)).sum())


def wasserstein_2(a, b) -> float:
    """Exact Wasserstein distance W₂ of two sets of n points, (n, dim) each: the root of the least mean squared move.

    Every point of `a` is paired with one of `b` (the assignment problem), so both sets need the same number of points;
    else ValueError. Time grows as n³ and is longest for collapsed samples: 1,000 points take a second or two.
    Two samples of one distribution are not at distance 0, and the less so the fewer the points: compare at equal n.
    """
    from scipy.optimize import linear_sum_assignment  # SciPy only here and below: importing it takes half a second
    from scipy.spatial.distance import cdist

    a, b = point_sets(a=a, b=b)
    if len(a) != len(b):
        fewer = min(len(a), len(b))
        raise ValueError(f"a has {len(a)} points and b {len(b)}; give equal numbers, such as {fewer} of each.")
    cost = cdist(a, b, "sqeuclidean")  # (n, n)
    return float(np.sqrt(cost[linear_sum_assignment(cost)].mean()))


def frechet_distance(features_a, features_b) -> float:
    """Squared Fréchet distance between Gaussians fitted to two sets of features, (n, f) and (m, f).

    Heusel et al. 2017, eq. 6 (Inception features there). Small samples bias it upwards: compare at equal n,
    and print the value between two sets of real data beside it. It sees means and covariances, nothing else.
    """
    sets = point_sets(rows=2, features_a=features_a, features_b=features_b)
    moments = [moment for features in sets for moment in (features.mean(axis=0), np.cov(features, rowvar=False))]
    return frechet_of_moments(*moments)


def frechet_of_moments(mean_a, cov_a, mean_b, cov_b) -> float:
    """‖m_a − m_b‖² + Tr(C_a + C_b − 2 (C_a C_b)^½). Means (f,), covariances (f, f).

    Raises ValueError where a covariance is none: not symmetric, or with an eigenvalue below 0 by more than rounding.
    What pandas has named, in `table.mean()` and `table.cov()`, is compared by name.
    """
    order = orders("feature", {"mean_a": labels(mean_a, 0), "cov_a": labels(cov_a, 0), "cov_a.T": labels(cov_a, 1),
                               "mean_b": labels(mean_b, 0), "cov_b": labels(cov_b, 0), "cov_b.T": labels(cov_b, 1)})
    mean_a = squarable("mean_a", mean_a, ("f",), ()).reshape(-1)
    mean_b = squarable("mean_b", mean_b, mean_a.shape, *_alone(mean_a.size)).reshape(-1)
    cov_a, cov_b = (in_order(in_order(_covariance(name, cov, len(mean_a)), order[name]), order[f"{name}.T"], 1)
                    for name, cov in (("cov_a", cov_a), ("cov_b", cov_b)))
    mean_a, mean_b = in_order(mean_a, order["mean_a"]), in_order(mean_b, order["mean_b"])
    # (C_a C_b)^½ has the trace of (R C_b R)^½, R = C_a^½: symmetric, so real eigenvalues even when singular.
    values, vectors = np.linalg.eigh(cov_a)
    root = (vectors * np.sqrt(values.clip(min=0))) @ vectors.T
    cross = np.sqrt(np.linalg.eigvalsh(root @ cov_b @ root).clip(min=0)).sum()
    gap = np.sum((mean_a - mean_b) ** 2)
    return float(max(gap + np.trace(cov_a) + np.trace(cov_b) - 2 * cross, 0.0))  # rounding may dip below 0


def _alone(size):
    return [()] if size == 1 else []  # of one feature, a number will do


def _covariance(name, cov, size):
    cov = squarable(name, cov, (size, size), *_alone(size), largest=1e5 * LARGEST**2).reshape(size, size)
    rounding = 1e-5 * np.abs(cov).max()  # float32 features leave about a millionth
    if np.abs(cov - cov.T).max() > rounding:
        raise ValueError(f"{name} is not symmetric; give a covariance, such as np.cov(features, rowvar=False).")
    least = np.linalg.eigvalsh(cov)[0]
    if least < -rounding:
        raise ValueError(f"{name} has the eigenvalue {least:.3g}; give a covariance: it has none below 0.")
    return cov


def kernel_distance(features_a, features_b, degree: int = 3) -> float:
    """Kernel distance (KID): squared maximum mean discrepancy, unbiased, with the kernel (x·y / f + 1)^degree.

    features: (n, f) and (m, f), at least 2 rows each. Bińkowski et al. 2018; eq. 3 of Gretton et al. 2012. Unbiased
    means right on average at any n, so it is often a little **below 0** when both sets have one source. A kernel of
    degree 3 compares moments up to the third. The value scales with the features: compare within one feature space.
    """
    a, b = point_sets(rows=2, features_a=features_a, features_b=features_b)
    degree = arguments.whole("degree", degree)
    n, m = len(a), len(b)
    with np.errstate(over="ignore", invalid="ignore"):
        within_a = (_kernel_sum(a, a, degree) - _kernel_trace(a, degree)) / (n * (n - 1))  # pairs of different points
        within_b = (_kernel_sum(b, b, degree) - _kernel_trace(b, degree)) / (m * (m - 1))
        distance = float(within_a + within_b - 2 * _kernel_sum(a, b, degree) / (n * m))
    if not np.isfinite(distance):
        raise ValueError(f"features_a or features_b holds {max(np.abs(a).max(), np.abs(b).max()):g}, whose kernel of "
                         f"degree {degree} overflows; give smaller numbers, such as both divided by one, or a lower "
                         "degree.")
    return distance


def _kernel_sum(a, b, degree):
    rows = range(0, len(a), _CHUNK)
    return sum(_power(a[i : i + _CHUNK] @ b.T / a.shape[1] + 1, degree).sum() for i in rows)


def _kernel_trace(a, degree):
    return _power((a**2).sum(axis=1) / a.shape[1] + 1, degree).sum()


def _power(base, degree):
    result = base.copy()
    for _ in range(degree - 1):  # NumPy's ** is many times slower than a product
        result *= base
    return result
