"""A tiny game that the tests of the sweep share."""

import numpy as np
import pytest

from gan_course import networks, remedies, sweep
from gan_course.gan import GAN
from gan_course.optimizers import Adam

X = np.random.default_rng(0).normal(size=(64, 2)).astype("float32")


def build(rate=1e-3, width=4, gamma=None, objective="non_saturating"):
    """One member, not under XLA: quick to trace."""
    gan = GAN(networks.mlp_generator(widths=(width,)), networks.mlp_discriminator(widths=(width,)))
    gan.compile(objective, Adam(rate), Adam(rate), remedies=[] if gamma is None else [remedies.R1(gamma)],
                jit_compile=False, steps_per_execution=5)
    return sweep.Trial(gan, X, batch_size=8)


def measure(gan):
    """Two numbers that tell one set of weights from any other."""
    samples = gan.generate(16, seed=3)
    return {"mean": samples.mean(), "spread": samples.std()}


@pytest.fixture
def game():
    """The functions that a sweep takes."""
    return {"build": build, "measure": measure}


@pytest.fixture
def empty_pool():
    """No compiled GAN is left over from another test."""
    from gan_course import pool

    pool.clear()
