"""Counts compared with counts: Kullback–Leibler and Jensen–Shannon divergences, in nats."""

import numpy as np

from gan_course import arguments
from gan_course.metrics.inputs import histogram, in_order, labels, orders, point_sets


def kl_divergence(p, q) -> float:
    """KL(p ‖ q) in nats of two histograms of equal shape; each is scaled to sum to 1.

    0 · log 0 is 0: bins that p leaves empty add nothing. Infinite when q leaves a bin empty that p uses; NaN when
    either holds nothing at all. Counts that pandas has named are compared by name.
    """
    p, q = _two_histograms(p, q)
    if not p.any() or not q.any():
        return float("nan")
    return _kl(_shares(p), _shares(q))


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
    if not counts.any():
        return float("nan")
    if max(counts.max(), pseudo_count) > 1e307:  # or the sum might overflow
        counts, pseudo_count = counts / 2, pseudo_count / 2
    return kl_divergence(np.ones_like(counts), counts + pseudo_count)


def jensen_shannon(p, q) -> float:
    """Jensen–Shannon divergence in nats of two histograms of equal shape; each is scaled to sum to 1.

    0 when they agree, log 2 when no bin is used by both. Counts that pandas has named are compared by name. On samples
    it depends on the bins: say which.
    """
    p, q = _two_histograms(p, q)
    if not p.any() or not q.any():
        raise ValueError("p or q counts nothing; widen the range of the bins so that samples fall into them.")
    p, q = _shares(p), _shares(q)
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


def _shares(counts):
    """Counts scaled to sum to 1, also where their sum is larger than a float."""
    with np.errstate(over="ignore"):
        total = counts.sum()
    if np.isinf(total):
        counts = counts / counts.max()
        total = counts.sum()
    return counts / total


def _kl(p, q):
    used = p > 0
    with np.errstate(divide="ignore"):  # p / 0 is infinite, and so is the divergence
        return float((p[used] * np.log(p[used] / q[used])).sum())


def _two_histograms(p, q):
    named = [{"p": labels(p, axis), "q": labels(q, axis)} for axis in (0, 1)]
    p, q = histogram("p", p), histogram("q", q)
    if p.shape != q.shape:
        raise ValueError(f"p has shape {p.shape} and q {q.shape}; give two histograms over the same bins.")
    for axis, found in enumerate(named):
        q = in_order(q, orders("bin", found)["q"], axis)
    return p.ravel(), q.ravel()
