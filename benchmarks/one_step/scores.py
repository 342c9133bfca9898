"""What is measured of a trained contender: modes, quality, evenness and a distance, on 2,500 samples."""

import numpy as np
from contenders import GRID, SPREAD

from gan_course import metrics

N = 2500


def of(points):
    """The scores of points (n, 2)."""
    counts = metrics.mode_counts(points, GRID)
    uneven = metrics.kl_from_uniform(counts) if counts.any() else np.inf
    return {"modes": metrics.modes_captured(points, GRID), "quality": metrics.high_quality_share(points, GRID),
            "uneven": uneven if np.isfinite(uneven) else None,
            "w2": metrics.wasserstein_2(points[:1000], GRID.sample(1000, seed=77))}


def row(found):
    """The row of one contender as it was yielded."""
    name, evaluations, sampler, passes, steps = found
    z = SPREAD * np.random.default_rng(5).standard_normal((N, 2)).astype(np.float32)
    points = np.asarray(sampler(z))
    moved = float(np.sqrt(np.mean(np.sum((points - z) ** 2, axis=1))))
    return {"name": name, "evaluations": evaluations, "passes": round(passes), "steps": steps, "moved": moved,
            **of(points)}
