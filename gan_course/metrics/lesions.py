"""Lesions that a translation removed, and lesions that it invented."""

from typing import NamedTuple

import numpy as np

from gan_course import arguments
from gan_course.metrics.inputs import squarable


class Lesions(NamedTuple):
    """`removed`: share of the sick scans whose lesion is gone. `invented`: share of the healthy ones that got one.

    NaN where there are no sick, or no healthy scans.
    """

    removed: float
    invented: float


def removed_and_invented(translated, healthy, lesions, contrast, side: int = 3) -> Lesions:
    """Count lesions in translated scans, where each scan's lesion, and the same scan without it, are known.

    translated, healthy: (n, height, width, 1); `healthy` is the true target, had there been no lesion. lesions: bool,
    the same shape, all False in a healthy scan. contrast: of a lesion to what is around it. What is brighter by half of
    it is a lesion. Removed: the mean of translated - healthy within the lesion stays below. Invented: in a healthy
    scan, the mean over some square of `side` by `side` pixels is above. Whole images do not enter any mean.
    """
    translated = squarable("translated", translated, ("n", "height", "width", 1))
    healthy = squarable("healthy", healthy, translated.shape)
    marked = arguments.truths("lesions", lesions, translated.shape, hint="One for each pixel, True in a lesion.")
    contrast = arguments.number("contrast", contrast, above=0)
    side = arguments.whole("side", side)
    if side > min(translated.shape[1:3]):
        raise ValueError(f"side is {side}; the scans have {translated.shape[1]} by {translated.shape[2]} pixels.")
    gap, marked = (translated - healthy)[..., 0], marked[..., 0]
    sick = marked.any(axis=(1, 2))
    inside = (gap * marked).sum(axis=(1, 2))[sick] / marked.sum(axis=(1, 2))[sick]
    squares = np.lib.stride_tricks.sliding_window_view(gap[~sick], (side, side), axis=(1, 2)).mean(axis=(-1, -2))
    above = squares.max(axis=(1, 2)) > contrast / 2
    return Lesions(float(np.mean(inside < contrast / 2)) if sick.any() else float("nan"),
                   float(np.mean(above)) if not sick.all() else float("nan"))
