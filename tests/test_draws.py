"""The step's random numbers: their distribution, and that the way of running does not change them."""

import numpy as np
import pytest
import tensorflow as tf

from gan_course import draws

SEED = tf.constant([3, 5], tf.int32)


@pytest.mark.parametrize("draw", [draws.uniform, draws.normal])
def test_the_same_numbers_eagerly_in_a_graph_and_under_xla(draw):
    eager = draw((33, 3), SEED).numpy()
    assert eager.shape == (33, 3) and eager.dtype == np.float32
    for options in ({}, {"jit_compile": True}):
        inside = tf.function(lambda seed: draw((33, 3), seed), **options)(SEED)
        np.testing.assert_allclose(inside, eager, rtol=1e-5, atol=1e-6)
    np.testing.assert_array_equal(draw(tf.constant((33, 3)), SEED), eager)  # a shape known when it runs
    assert not np.array_equal(draw((33, 3), SEED + 1), eager)


@pytest.mark.parametrize("draw, moments", [(draws.uniform, (1 / 2, 1 / 3, 1 / 4, 1 / 5)),
                                           (draws.normal, (0, 1, 0, 3))])
def test_the_moments(draw, moments):
    n = 400_000
    x = draw((n,), SEED).numpy().astype("float64")
    for power, moment in enumerate(moments, start=1):
        error = np.std(x**power) / np.sqrt(n)
        assert abs(np.mean(x**power) - moment) < 4 * error, power
    assert abs(np.corrcoef(x[1:], x[:-1])[0, 1]) < 4 / np.sqrt(n)
    assert abs(np.corrcoef(x[:n // 2], x[n // 2:])[0, 1]) < 4 / np.sqrt(n / 2)  # the two halves share their bits
    assert np.isfinite(x).all() and (draw is draws.normal or 0 <= x.min() < x.max() < 1)


def test_an_odd_number_of_normal_numbers():
    assert draws.normal((1,), SEED).shape == (1,) and draws.normal((), SEED).shape == ()
