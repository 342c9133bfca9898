"""Who lies near whom: precision and recall, density and coverage, memorisation."""

from typing import NamedTuple

import numpy as np

from gan_course import arguments
from gan_course.metrics.inputs import point_sets

_CHUNK = 1000  # rows of a distance matrix at a time: 5,000 × 5,000 distances never stand in memory at once


class PrecisionRecall(NamedTuple):
    """`precision`: share of fakes on the real manifold. `recall`: share of real points on the fakes' manifold."""

    precision: float
    recall: float


class DensityCoverage(NamedTuple):
    """`density`: how many real balls hold a fake, over k; may pass 1. `coverage`: share of real balls with a fake."""

    density: float
    coverage: float


def precision_recall(real, fake, k: int = 3) -> PrecisionRecall:
    """Improved precision and recall: how many fakes look real, and how much of what is real is among the fakes.

    real: (n, f), fake: (m, f), points or features. A set's manifold is the union of balls, one around each of its
    points, out to its k-th nearest neighbour in the set (Kynkäänniemi et al. 2019, eq. 1 and 2; k = 3 there); a point
    counts when it is inside, not on the rim. One outlier has a huge ball: that is what density and coverage repair.
    Even two real samples do not reach 1: print that floor too. Raises ValueError unless both sets have more than k
    points.
    """
    real, fake, k = _sets(real, fake, k)
    real_radius, fake_radius = _radii(real, k), _radii(fake, k)
    in_real = np.zeros(len(fake), dtype=bool)
    in_fake = np.zeros(len(real), dtype=bool)
    for rows, distance in _chunks(real, fake):
        in_real |= (distance < real_radius[rows, None]).any(axis=0)
        in_fake[rows] = (distance < fake_radius).any(axis=1)
    return PrecisionRecall(float(in_real.mean()), float(in_fake.mean()))


def density_coverage(real, fake, k: int = 5) -> DensityCoverage:
    """Density and coverage: precision and recall that one outlier cannot fool (Naeem et al. 2020).

    real: (n, f), fake: (m, f), points or features. Only balls around *real* points are used, out to the k-th nearest
    real neighbour (k = 5 there). Two samples of one distribution have density 1 and, with n = m, coverage about
    1 − 2⁻ᵏ, 0.97 for k = 5. More fakes cover more: compare at equal n. Raises ValueError unless both sets have more
    than k points.
    """
    real, fake, k = _sets(real, fake, k)
    radius = _radii(real, k)
    inside, covered = 0, 0
    for rows, distance in _chunks(real, fake):
        within = distance < radius[rows, None]
        inside += np.count_nonzero(within)
        covered += np.count_nonzero(within.any(axis=1))
    return DensityCoverage(float(inside / (k * len(fake))), float(covered / len(real)))


def pairwise_distances(a, b) -> np.ndarray:
    """Euclidean distance of every row of `a` (n, f) to every row of `b` (m, f): (n, m). Copies are at distance 0."""
    a, b = point_sets(a=a, b=b)
    return np.concatenate([distance for _, distance in _chunks(a, b)])


def nearest(points, reference):
    """Distance (n,) from each point to its nearest reference point, and the index (n,) of that.

    points: (n, f), reference: (m, f).
    """
    points, reference = point_sets(points=points, reference=reference)
    found = [(distance.min(axis=1), distance.argmin(axis=1)) for _, distance in _chunks(points, reference)]
    return tuple(np.concatenate(part) for part in zip(*found, strict=True))


def memorisation(generated, train, held_out) -> float:
    """Chance that a generated point lies closer to the training set than held-out real data do; ties count half.

    All (n, f), with any numbers of rows. ½: the generated points know no more about the training set than fresh real
    data. 1: they are copies. Near 0: they are far from any data. Adapted from Meehan, Chaudhuri & Dasgupta 2020: they
    rank the same distances, standardise the Mann–Whitney statistic U in each cell of a partition and average; this is
    U / (n m) over all points at once. The held-out data must not have been trained on.
    """
    generated, train, held_out = point_sets(generated=generated, train=train, held_out=held_out)
    ours = nearest(generated, train)[0]
    theirs = np.sort(nearest(held_out, train)[0])
    above = len(theirs) - np.searchsorted(theirs, ours, side="right")  # held-out points that are farther away
    equal = len(theirs) - np.searchsorted(theirs, ours, side="left") - above
    return float((above + equal / 2).mean() / len(theirs))


def _sets(real, fake, k):
    k = arguments.whole("k", k)
    return *point_sets(rows=k + 1, real=real, fake=fake), k


def _radii(points, k):
    """Distance from each point to its k-th nearest neighbour among the others, (n,)."""
    # Copied, or each column would keep its whole chunk alive.
    return np.concatenate([np.partition(distance, k, axis=1)[:, k].copy() for _, distance in _chunks(points, points)])


def _chunks(a, b):
    """Yield (slice of a's rows, their distances to all of b).

    Computed from differences, not from |x|² + |y|² − 2 x·y: the same pair then has the same distance to the last bit
    wherever it stands, and copies are at distance 0. Memorising samplers are full of ties.
    """
    from scipy.spatial.distance import cdist  # here, because importing SciPy takes half a second

    for start in range(0, len(a), _CHUNK):
        rows = slice(start, start + _CHUNK)
        yield rows, cdist(a[rows], b)
