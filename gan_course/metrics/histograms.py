"""Counts compared with counts: Kullback–Leibler and Jensen–Shannon divergences, in nats."""

import numpy as np

from gan_course import arguments
from gan_course.metrics.inputs import histogram, point_sets


def kl_divergence(p, q) -> float:
    """KL(p ‖ q) in nats of two histograms of equal shape; each is scaled to sum to 1.

    0 · log 0 is 0: bins that p leaves empty add nothing. Infinite when q leaves a bin empty that p uses.
    NaN when either holds nothing at all.
    """
    p, q = _two_histograms(p, q)
    if p.sum() == 0 or q.sum() == 0:
        return float("nan")
    return _kl(p / p.sum(), q / q.sum())


def kl_to_uniform(counts) -> float:
    """KL(empirical ‖ uniform) in nats, of counts (n_classes,): 0 if equal, log(n_classes) if one holds all.

    For a perfect sampler it is about (n_classes - 1) / (2 n), not 0. NaN when nothing was counted.
    This is what the tables of VEEGAN call KL and those of PacGAN "reverse KL": generated first, real second, over the
    modes. Bins without a sample add 0, so it stays finite when modes are missing.
    """
    counts = histogram("counts", counts)
    return kl_divergence(counts, np.ones_like(counts))


def kl_from_uniform(counts, pseudo_count: float = 0.0) -> float:
    """KL(uniform ‖ empirical) in nats, of counts (n_classes,): the other direction of `kl_to_uniform`.

    Infinite as soon as one bin is empty, by the definition: it punishes a missing mode without mercy. To compare
    samplers that all miss something, give a pseudo_count (0.5, say): it is added to every bin, and the value then
    depends on it. NaN when nothing was counted. Raises ValueError for a pseudo_count below 0.
    """
    pseudo_count = arguments.number("pseudo_count", pseudo_count, low=0)
    counts = histogram("counts", counts)
    if counts.sum() == 0:
        return float("nan")
    return kl_divergence(np.ones_like(counts), counts + pseudo_count)


def jensen_shannon(p, q) -> float:
    """Jensen–Shannon divergence in nats of two histograms of equal shape; each is scaled to sum to 1.

    0 when they agree, log 2 when no bin is used by both. On samples it depends on the bins: say which.
    """
    p, q = _two_histograms(p, q)
    if p.sum() == 0 or q.sum() == 0:
        raise ValueError("p or q counts nothing; widen the range of the bins so that samples fall into them.")
    p, q = p / p.sum(), q / q.sum()
    middle = (p + q) / 2
    return (_kl(p, middle) + _kl(q, middle)) / 2


def grid_jensen_shannon(a, b, bins: int, limits) -> float:
    """Jensen–Shannon divergence in nats of two sets of points, counted in the cells of a grid.

    a, b: (n, dim) and (m, dim), in few dimensions. limits: (low, high) of every axis, cut into `bins` cells each;
    points beyond lie in outer cells of their own, so none is lost. Fine cells drive any two finite samples towards
    log 2, coarse ones towards 0: report `bins`, and compare at equal n only.
    """
    a, b = point_sets(a=a, b=b)
    bins = arguments.whole("bins", bins)
    low, high = arguments.interval("limits", limits)
    points = np.concatenate([a, b])
    cells = np.floor((points - low) / (high - low) * bins).clip(-1, bins)
    _, cell = np.unique(cells, axis=0, return_inverse=True)  # only cells that are used get a number
    cell = cell.ravel()
    counts = [np.bincount(part, minlength=cell.max() + 1) for part in (cell[: len(a)], cell[len(a) :])]
    return jensen_shannon(*counts)


def _kl(p, q):
    used = p > 0
    with np.errstate(divide="ignore"):  # p / 0 is infinite, and so is the divergence
        return float((p[used] * np.log(p[used] / q[used])).sum())


def _two_histograms(p, q):
    p, q = histogram("p", p), histogram("q", q)
    if p.shape != q.shape:
        raise ValueError(f"p has shape {p.shape} and q {q.shape}; give two histograms over the same bins.")
    return p.ravel(), q.ravel()
