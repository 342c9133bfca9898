"""One call seeds Python, NumPy and Keras."""

import random

import keras
import numpy as np
import pytest

from gan_course import seed_everything


def draws():
    return [random.random(), float(np.random.rand()), float(keras.random.normal(())),  # noqa: NPY002
            float(keras.layers.Dense(1)(np.ones((1, 3)))[0, 0])]


def test_same_seed_same_numbers():
    found = []
    for seed in (0, 0, 1):
        seed_everything(seed)
        found.append(draws())
    assert found[0] == found[1]
    assert all(a != b for a, b in zip(found[0], found[2], strict=True))


@pytest.mark.parametrize("seed", [-1, 2**32, 1.0, "0", None, True])
def test_bad_seeds(seed):
    with pytest.raises(ValueError, match="whole number from 0 to 4294967295"):
        seed_everything(seed)
