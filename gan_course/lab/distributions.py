"""What the laboratory trains on: six ready-made distributions in the plane, or one drawn with the mouse."""

from typing import NamedTuple

import numpy as np

from gan_course.arguments import array, choice
from gan_course.datasets import GaussianMixture, grid, ring

N_POINTS = 10_000
STATIONS = 20            # a shape without modes of its own is counted at this many places along it
MOST_DRAWN = 2_000
CELLS = 24               # along each side of the grid on which a divergence is counted
COUNTED = 5_000          # points of the data that are counted there

NAMES = {
    "ring": "Ring of 8",
    "grid": "Grid of 25",
    "gaussians": "Three Gaussians",
    "line": "Line",
    "spiral": "Spiral",
    "disjoint": "Two far apart",
    "drawn": "Draw your own",
}


class Distribution(NamedTuple):
    """Points to train on, and places to count at.

    x: float32 (n, 2). mixture: the `GaussianMixture` whose modes are counted. limits: (low, high) of both axes of
    the picture. cells: how many of the first 5,000 points lie in each cell of a 24 x 24 grid over the picture, int
    (576,). has_modes: False where the modes are stations along a shape, which the page then says.
    """

    x: np.ndarray
    mixture: GaussianMixture
    limits: tuple
    cells: np.ndarray
    has_modes: bool = True


def build(name, drawn=(), n=N_POINTS):
    """Return the distribution of that name; it is the same at each call.

    drawn: points (k, 2) inside (-1, 1), for "drawn" only. Raises ValueError for an unknown name, or for a drawing
    of fewer than 10 points or outside the picture.
    """
    rng = np.random.default_rng(0)
    if name == "ring":
        return _of(ring(), n, rng, (-1.6, 1.6))
    if name == "grid":
        return _of(grid(), n, rng, (-5.5, 5.5))
    if name == "gaussians":
        return _of(GaussianMixture([[-0.7, -0.5], [0.7, -0.4], [0.0, 0.8]], 0.12, [0.5, 0.3, 0.2]), n, rng, (-1.6, 1.6))
    if name == "disjoint":
        return _of(GaussianMixture([[-1.2, 0.0], [1.2, 0.0]], 0.05), n, rng, (-1.8, 1.8))
    if name == "line":
        return _shape(_line, n, rng)
    if name == "spiral":
        return _shape(_spiral, n, rng)
    if name == "drawn":
        return _drawing(checked_drawing(drawn), n, rng)
    return choice("data", name, NAMES)


def checked_drawing(points):
    """Return the points as float32 (k, 2); raise ValueError for what is no drawing."""
    if hasattr(points, "__len__") and len(points) > MOST_DRAWN:
        raise ValueError(f"The drawing has {len(points):,} points; draw between 10 and {MOST_DRAWN}.")
    return array("drawn", points, ("k", 2), low=-1, high=1, rows=10, dtype="float32",
                 hint=f"Draw between 10 and {MOST_DRAWN} points inside the picture.")


def cells(points, limits):
    """Count points (n, 2) in the cells of a grid over the picture, int (576,); one beyond it counts at its border."""
    low, high = limits
    column, row = np.floor((points - low) / (high - low) * CELLS).clip(0, CELLS - 1).astype(int).T
    return np.bincount(row * CELLS + column, minlength=CELLS**2)


def _of(mixture, n, rng, limits):
    x = mixture.sample(n, rng)
    return Distribution(x, mixture, limits, cells(x[:COUNTED], limits))


def _line(t):
    return np.stack([-0.9 + 1.8 * t, -0.6 + 1.2 * t], axis=1)


def _spiral(t):
    angle = 4 * np.pi * np.sqrt(t)  # the root spreads the points evenly along the arms
    return (angle / (4 * np.pi))[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1)


def _shape(curve, n, rng, width=0.02):
    x = curve(rng.random(n)) + width * rng.standard_normal((n, 2))
    places = curve((np.arange(STATIONS) + 0.5) / STATIONS)
    return _without_modes(x, places)


def _drawing(points, n, rng, width=0.02):
    x = points[rng.integers(len(points), size=n)] + width * rng.standard_normal((n, 2))
    places = _far_apart(points, min(STATIONS, len(points)))
    return _without_modes(x, places)


def _without_modes(x, places, limits=(-1.6, 1.6)):
    x = x.astype(np.float32)
    return Distribution(x, GaussianMixture(places, _reach(places)), limits, cells(x[:COUNTED], limits), False)


def _far_apart(points, k):
    """k of the points, each the farthest from those before it."""
    chosen = [0]
    distance = np.linalg.norm(points - points[0], axis=1)
    for _ in range(k - 1):
        if distance.max() == 0:  # the same places again: no mode of their own
            break
        chosen.append(int(distance.argmax()))
        distance = np.minimum(distance, np.linalg.norm(points - points[chosen[-1]], axis=1))
    return points[chosen]


def _reach(places):
    """A third of half the distance to the next station: three standard deviations meet between two of them."""
    gaps = np.linalg.norm(places[:, None] - places[None], axis=-1) + 1e9 * np.eye(len(places))
    return np.clip(np.median(gaps.min(axis=1)) / 6, 0.02, 0.2)
