"""The capstone's three data sets, each drawn from a seed: a curve of points, clouds in many dimensions, pictures."""

from typing import NamedTuple

import numpy as np

from gan_course import arguments
from gan_course.capstone.glyphs import GlyphWorld
from gan_course.datasets import GaussianMixture
from gan_course.metrics import high_quality_stds

NAMES = ("curve", "clouds", "glyphs")


class Found(NamedTuple):
    """For n samples: the nearest mode of each, int (n,), and whether it is close enough to it, bool (n,)."""

    mode: np.ndarray
    good: np.ndarray


class PointWorld(GaussianMixture):
    """A mixture of unequal round Gaussians, with the name of a world."""

    def __init__(self, name, n_train, means, std, weights):
        super().__init__(means, std, weights)
        self.name, self.n_train, self.sample_shape = name, n_train, (self.dim,)

    def found(self, samples):
        """Return `Found`: nearest mean, by distance in that mode's std, and whether 98.89 % of real data lie there."""
        samples = self.check_points(samples)
        stds = np.linalg.norm(samples[:, None] - self.means, axis=2) / self.std     # (n, n_modes)
        mode = stds.argmin(axis=1)
        return Found(mode, stds.min(axis=1) <= high_quality_stds(self.dim))

    def features(self, samples):
        """Return what the Fréchet distance compares: the points themselves."""
        return np.asarray(samples, dtype=np.float64)


def curve(seed):
    """Twelve unequal Gaussians along a turn of a spiral, rotated: the plane."""
    rng, n_modes = np.random.default_rng([17, 1, seed]), 12
    turn = np.sqrt(np.linspace(1.0, 21.0, n_modes)) + rng.uniform(-0.04, 0.04, n_modes)     # even along the spiral
    angle, side = turn + rng.uniform(0, 2 * np.pi), rng.choice([-1, 1])
    means = 0.5 * turn[:, None] * np.stack([np.cos(angle), side * np.sin(angle)], axis=1)
    weights = rng.permutation(np.geomspace(1, 4, n_modes))                          # the rarest is 1/4 of the largest
    return PointWorld("curve", 8000, means - weights @ means / weights.sum(), rng.uniform(0.04, 0.06, n_modes),
                      weights)


def clouds(seed):
    """Ten unequal Gaussians in sixteen dimensions."""
    rng, n_modes, dim = np.random.default_rng([17, 2, seed]), 10, 16
    means = rng.standard_normal((n_modes, dim))
    weights = rng.permutation(np.geomspace(1, 3, n_modes))
    return PointWorld("clouds", 8000, means - weights @ means / weights.sum(), rng.uniform(0.12, 0.2, n_modes), weights)


_MAKERS = {"curve": curve, "clouds": clouds, "glyphs": GlyphWorld}


def world(name, seed):
    """Return the data set of that name which the seed draws: one of "curve", "clouds", "glyphs"."""
    drawn = _MAKERS[arguments.choice("name", name, NAMES)](arguments.seed("seed", seed))
    drawn.seed = seed
    return drawn


def training_rows(drawn):
    """Return the rows that a world gives away to be trained on: the same at each call."""
    return drawn.sample(drawn.n_train, seed=1)
