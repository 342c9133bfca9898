"""Four samplers of one ring whose faults are known, for the direction in which each metric must move."""

import numpy as np
import pytest

from gan_course.datasets import ring

N = 1000


class Samplers:
    """`train` and `held_out` are real; the others are N samples each of a sampler with one known fault."""

    def __init__(self):
        self.mixture = ring(std=0.05)
        self.train, self.held_out, self.perfect, spread = (self.mixture.sample(N, seed) for seed in range(4))
        rng = np.random.default_rng(4)
        self.collapsed = (self.mixture.means[0] + 0.05 * rng.standard_normal((N, 2))).astype(np.float32)
        self.noisy = (spread + 0.3 * rng.standard_normal((N, 2))).astype(np.float32)
        self.memorising = self.train[rng.permutation(N)]
        self.memorising_100 = self.train[rng.integers(100, size=N)]  # knows only a hundred of them


@pytest.fixture(scope="session")
def samplers():
    return Samplers()
