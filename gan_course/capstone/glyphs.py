"""Tiny pictures drawn by a script: one of eight shapes at a place and of a size that chance chooses."""

from typing import NamedTuple

import numpy as np

from gan_course import arguments

SIDE = 12
SHAPES = ("disc", "ring", "cross", "saltire", "square", "frame", "bar", "pillar", "slash", "corner")


class Found(NamedTuple):
    """For n samples: the nearest shape of each, int (n,), and whether it is close enough to one, bool (n,)."""

    mode: np.ndarray
    good: np.ndarray


def _distance(shape, x, y, size):
    """How far points lie outside of a shape's ink, in pixels; negative inside. All arrays of one shape."""
    thick = 0.9
    far, box = np.hypot(x, y), np.maximum(np.abs(x), np.abs(y))
    arm = np.maximum(np.minimum(np.abs(x), np.abs(y)) - thick, box - size)
    if shape == "disc":
        return far - size
    if shape == "ring":
        return np.abs(far - size) - thick
    if shape == "cross":
        return arm
    if shape == "saltire":
        u, v = (x + y) / np.sqrt(2), (x - y) / np.sqrt(2)
        return np.maximum(np.minimum(np.abs(u), np.abs(v)) - thick, np.maximum(np.abs(u), np.abs(v)) - size)
    if shape == "square":
        return box - 0.85 * size
    if shape == "frame":
        return np.abs(box - size) - thick
    if shape == "bar":
        return np.maximum(np.abs(y) - thick, np.abs(x) - 1.2 * size)
    if shape == "pillar":
        return np.maximum(np.abs(x) - thick, np.abs(y) - 1.2 * size)
    if shape == "slash":
        return np.maximum(np.abs(x + y) / np.sqrt(2) - thick, np.abs(x - y) / np.sqrt(2) - 1.2 * size)
    return np.minimum(np.maximum(np.abs(x + size) - thick, np.abs(y) - size - thick),
                      np.maximum(np.abs(y - size) - thick, np.abs(x) - size - thick))       # a corner


def drawn(shape, across, down, size):
    """Return pictures of one shape, float32 (n, 12, 12, 1) in [-1, 1]; across, down, size: (n,), in pixels."""
    places = np.arange(SIDE) - (SIDE - 1) / 2
    x = places[None, None, :] - np.asarray(across)[:, None, None]
    y = places[None, :, None] - np.asarray(down)[:, None, None]
    outside = _distance(shape, *np.broadcast_arrays(x, y), np.asarray(size)[:, None, None])
    return (2 * np.clip(0.5 - outside, 0, 1) - 1).astype(np.float32)[..., None]


class GlyphWorld:
    """Six of ten shapes, chosen by the seed, some rarer than others; few pictures to train on."""

    name, n_train, sample_shape, n_modes = "glyphs", 64, (SIDE, SIDE, 1), 6
    shift, sizes = 1.5, (2.4, 3.4)

    def __init__(self, seed):
        rng = np.random.default_rng([17, 3, seed])
        self.shapes = tuple(rng.permutation(SHAPES)[:self.n_modes].tolist())
        weights = rng.permutation(np.geomspace(1, 2, self.n_modes))
        self.weights = weights / weights.sum()
        places, sizes = np.linspace(-self.shift, self.shift, 7), np.linspace(*self.sizes, 4)
        across, down, size = (grid.ravel() for grid in np.meshgrid(places, places, sizes))
        self._bank = np.concatenate([drawn(shape, across, down, size) for shape in self.shapes])
        self._bank = self._bank.reshape(len(self._bank), -1).astype(np.float64)
        self._shape_of = np.repeat(np.arange(self.n_modes), len(across))
        self._limit = np.quantile(self._nearest(self.sample(1000, seed=0))[1], 0.99)

    def sample(self, n, seed):
        """`n` pictures, float32 (n, 12, 12, 1) in [-1, 1]. seed: an int, or a np.random.Generator."""
        n, rng = arguments.whole("n", n), arguments.rng("seed", seed)
        kinds = rng.choice(self.n_modes, size=n, p=self.weights)
        across, down = rng.uniform(-self.shift, self.shift, (2, n))
        size = rng.uniform(*self.sizes, n)
        pictures = np.empty((n, *self.sample_shape), np.float32)
        for kind, shape in enumerate(self.shapes):
            rows = kinds == kind
            pictures[rows] = drawn(shape, across[rows], down[rows], size[rows])
        return pictures

    def _nearest(self, samples):
        flat = np.asarray(samples, dtype=np.float64).reshape(len(samples), -1)
        squares = (flat**2).sum(1)[:, None] - 2 * flat @ self._bank.T + (self._bank**2).sum(1)
        best = squares.argmin(axis=1)
        return self._shape_of[best], np.sqrt(squares[np.arange(len(flat)), best].clip(min=0))

    def found(self, samples):
        """Return `Found`: the shape of the nearest of 1,176 clean drawings, and whether 99 % of real ones are as near.

        samples: (n, 12, 12, 1) or (n, 144).
        """
        mode, distance = self._nearest(samples)
        return Found(mode, distance <= self._limit)

    def features(self, samples):
        """Return what the Fréchet distance compares: means of 2 × 2 pixels, (n, 36)."""
        cells = np.asarray(samples, dtype=np.float64).reshape(-1, SIDE // 2, 2, SIDE // 2, 2)
        return cells.mean(axis=(2, 4)).reshape(len(cells), -1)
