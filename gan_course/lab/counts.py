"""What is counted in each picture: modes, quality and a divergence. NumPy only, as the page's own engine counts."""

import numpy as np

from gan_course import metrics
from gan_course.lab.distributions import cells

LOG_2 = float(np.log(2))
SURE = 0.9


def counts(fakes, distribution):
    """Return {"modes", "of", "quality", "divergence"} of samples (n, 2).

    modes: captured, `of` how many. quality: the high-quality share. divergence: Jensen–Shannon in nats on a grid of
    24 x 24 cells, between these samples and 5,000 points of the data; log 2 where no cell is shared.
    """
    finite = fakes[np.isfinite(fakes).all(axis=1)]
    if len(finite) == 0:
        return {"modes": 0, "of": distribution.mixture.n_modes, "quality": 0.0, "divergence": LOG_2}
    per_mode = metrics.mode_counts(finite, distribution.mixture)
    divergence = metrics.jensen_shannon(cells(finite, distribution.limits), distribution.cells)
    return {"modes": int((per_mode > 0).sum()), "of": len(per_mode), "quality": float(per_mode.sum() / len(fakes)),
            "divergence": divergence}


def digit_counts(probabilities):
    """Return the same of digits, from a classifier's probabilities (n, 10).

    modes: digits of which at least one sample is sure (above 0.9), of 10. quality: the share of sure samples.
    divergence: between the sure samples' digits and an even share, in nats.
    """
    sure = probabilities.max(axis=1) > SURE
    found = np.bincount(probabilities.argmax(axis=1)[sure], minlength=10)
    return {"modes": int((found > 0).sum()), "of": 10, "quality": float(sure.mean()),
            "divergence": metrics.jensen_shannon(found, np.ones(10)) if found.sum() else LOG_2}
