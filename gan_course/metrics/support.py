"""How many different things are there: statistically different bins, and the birthday paradox."""

import warnings
from typing import NamedTuple

import numpy as np

from gan_course import arguments
from gan_course.metrics.inputs import nearest_centre, point_sets

_STARTS = 5  # k-means from several starts: from one it may merge two clusters and split a third
_CHUNK = 1000  # rows of a distance matrix at a time: 5,000 × 5,000 distances never stand in memory at once


class DifferentBins(NamedTuple):
    """`count`: bins that differ (NDB), `share`: of all bins (NDB/K), and the share of points in each bin (n_bins,)."""

    count: int
    share: float
    real_shares: np.ndarray
    generated_shares: np.ndarray


def different_bins(real, generated, n_bins: int = 100, level: float = 0.05, seed=0) -> DifferentBins:
    """Number of statistically different bins, NDB (Richardson & Weiss 2018).

    real: (n, f), generated: (m, f). K-means cuts the real data into `n_bins` cells; in each, a two-proportion test
    asks whether as large a share of the generated points lies there. Some bins differ by chance, so a perfect sampler's
    share is not 0, and at `level` 0.05 it is below 5 % too, since counts are whole numbers: 3.4 % with 10 real points a
    bin, 4.4 % with 20 (measured on the ring). Few points make a weak test: have 10 or more a bin, and compare at equal
    numbers. It looks at shares, not at where in its bin a point lies. seed: int or Generator.
    Raises ValueError when there are fewer real points than bins.
    """
    real, generated = point_sets(real=real, generated=generated)
    n_bins = arguments.whole("n_bins", n_bins, least=2, most=max(2, len(real)), hint="No more than real has points.")
    level = arguments.number("level", level, above=0, below=1, hint="It is a probability, such as 0.05.")
    centres = _centres(real, n_bins, arguments.rng("seed", seed))
    counts = [np.bincount(nearest_centre(points, centres), minlength=len(centres)) for points in (real, generated)]
    p_values = _two_proportion_p(*counts)
    count = int((p_values < level).sum())
    shares = [part / part.sum() for part in counts]
    return DifferentBins(count, count / len(centres), *shares)


def collision_share(samples, batch_size: int, same: float, n_batches: int = 200, seed=0) -> float:
    """Share of random batches that hold two samples no farther apart than `same`: the birthday paradox, tried out.

    samples: (n, f). Each batch is drawn from the samples without replacement. A generator that makes N different
    things, each as often, has duplicates in half of the batches of about 1.18 √N (Arora & Zhang 2018).
    """
    (samples,) = point_sets(rows=2, samples=samples)
    batch_size = arguments.whole("batch_size", batch_size, least=2, most=len(samples))
    n_batches, rng = arguments.whole("n_batches", n_batches), arguments.rng("seed", seed)
    same = _distance(same)
    batches = (samples[rng.choice(len(samples), batch_size, replace=False)] for _ in range(n_batches))
    return sum(_close_pairs(batch, same) > 0 for batch in batches) / n_batches


def birthday_support(samples, same: float) -> float:
    """How many different things the generator makes, as the birthday paradox counts them; infinite without a pair.

    samples: (n, f), independent draws. Two are "the same" when no farther apart than `same`: choose it by looking at
    pairs, and print what real data give beside it. With N things, each as often, a pair is the same with probability
    1/N, so N is estimated by pairs / close pairs, over *all* pairs of samples. When some are made more often than
    others it is 1 / Σ p², less than their number. (Arora & Zhang 2018 look for the batch in which every second time
    there is a duplicate, about 1.18 √N, and report its square.)
    """
    (samples,) = point_sets(rows=2, samples=samples)
    close = _close_pairs(samples, _distance(same))
    return float(len(samples) * (len(samples) - 1) / 2 / close) if close else float("inf")


def _distance(same):
    return arguments.number("same", same, low=0, hint="Two samples no farther apart than this count as the same.")


def _close_pairs(samples, same):
    """Number of pairs of samples that are at most `same` apart."""
    from scipy.spatial.distance import cdist  # here, because importing SciPy takes half a second

    parts = (samples[i : i + _CHUNK] for i in range(0, len(samples), _CHUNK))
    within = sum(np.count_nonzero(cdist(part, samples) <= same) for part in parts)
    return (within - len(samples)) // 2  # each pair was counted twice, each sample with itself once


def _centres(points, n_bins, rng):
    """Centres of k-means cells, none of them empty: (at most n_bins, f)."""
    from scipy.cluster.vq import kmeans2

    if len(np.unique(points, axis=0)) < n_bins:
        raise ValueError(f"real holds fewer than {n_bins} different points; give more, or ask for fewer bins.")
    least = np.inf
    for _ in range(_STARTS):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of cells that lost all their points: they are left out below
            found, cells = kmeans2(points, n_bins, minit="++", iter=20, rng=rng)
        squares = ((points - found[cells]) ** 2).sum()
        if squares < least:
            least, centres, cell = squares, found, cells
    return centres[np.bincount(cell, minlength=n_bins) > 0]


def _two_proportion_p(counts_a, counts_b):
    """Two-sided p-value of equal proportions in each bin, (n_bins,): the pooled z test."""
    from scipy.special import erfc

    n, m = counts_a.sum(), counts_b.sum()
    pooled = (counts_a + counts_b) / (n + m)
    error = np.sqrt(pooled * (1 - pooled) * (1 / n + 1 / m))
    gap = np.abs(counts_a / n - counts_b / m)
    z = np.divide(gap, error, out=np.zeros_like(gap), where=error > 0)
    return erfc(z / np.sqrt(2))
