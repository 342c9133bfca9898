"""The checks of arguments: what passes comes back as float64, the rest is named."""

import numpy as np
import pytest

from gan_course.metrics import inputs


def test_what_fits_comes_back_in_double_precision():
    assert inputs.histogram("h", [[1, 0], [2, 3]]).dtype == np.float64
    assert inputs.finite("a", np.float32([1, 2]), 1).tolist() == [1.0, 2.0]
    a, b = inputs.point_sets(a=np.ones((2, 3), np.float32), b=np.ones((4, 3), int))
    assert a.dtype == b.dtype == np.float64 and a.shape == (2, 3) and b.shape == (4, 3)
    assert inputs.whole("k", np.int32(3), most=3) == 3


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: inputs.histogram("h", [-1, 2]), "h must be a histogram"),
        (lambda: inputs.histogram("h", []), "h must be a histogram"),
        (lambda: inputs.histogram("h", [np.nan]), "h must be a histogram"),
        (lambda: inputs.finite("a", [[1.0]], 1), r"a has shape \(1, 1\); give \(n,\)"),
        (lambda: inputs.finite("a", [1.0], 2), r"a has shape \(1,\); give \(n, n_features\)"),
        (lambda: inputs.finite("a", np.zeros((0, 2)), 2), r"a has shape \(0, 2\); .* not empty"),
        (lambda: inputs.finite("a", [np.inf], 1), "a holds NaN or infinity"),
        (lambda: inputs.point_sets(a=np.ones((2, 3)), b=np.ones((2, 4))), "a 3 and b 4; give equal numbers"),
        (lambda: inputs.point_sets(rows=3, a=np.ones((2, 3))), "a holds 2 rows; at least 3"),
        (lambda: inputs.point_sets(rows=2, a=np.ones((1, 3))), "a holds 1 row; at least 2"),
        (lambda: inputs.whole("k", 0), "k is 0; give a whole number, 1 or more"),
        (lambda: inputs.whole("k", 2.0), r"k is 2\.0; give a whole number"),
        (lambda: inputs.whole("k", True), "k is True"),
        (lambda: inputs.whole("k", 9, most=8), "k is 9; give a whole number, from 1 to 8"),
    ],
)
def test_the_rest_is_named(call, words):
    with pytest.raises(ValueError, match=words):
        call()
