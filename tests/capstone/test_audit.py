"""The bench of the audit is the same at each call, and another batch is another one."""

import numpy as np

from gan_course.capstone.audit import bench


def test_the_same_but_for_rates_and_batch():
    one, two, shifted = bench((0.1, 0.2), False), bench((0.0, 0.2), False), bench((0.1, 0.2), True)
    for a, b, c in zip(one[0].weights + one[1].weights, two[0].weights + two[1].weights,
                       shifted[0].weights + shifted[1].weights, strict=True):
        assert np.array_equal(a, b) and np.array_equal(a, c)
    assert np.array_equal(one[4], two[4]) and np.array_equal(one[5], shifted[5])
    assert not np.allclose(np.mean(one[4], axis=0), np.mean(shifted[4], axis=0))
    assert float(one[2].learning_rate) > 0 == float(two[2].learning_rate)
