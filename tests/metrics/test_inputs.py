"""The checks of arguments: what passes comes back as float64, the rest is named."""

import numpy as np
import pytest

from gan_course.metrics import inputs


def test_what_fits_comes_back_in_double_precision():
    assert inputs.histogram("h", [[1, 0], [2, 3]]).dtype == np.float64
    a, b = inputs.point_sets(a=np.ones((2, 3), np.float32), b=np.ones((4, 3), int))
    assert a.dtype == b.dtype == np.float64 and a.shape == (2, 3) and b.shape == (4, 3)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: inputs.histogram("h", [-1, 2]), "h runs from -1 to 2; give numbers of at least 0"),
        (lambda: inputs.histogram("h", []), r"h has shape \(0,\); give \(n_bins, …\), not empty"),
        (lambda: inputs.histogram("h", 3), r"h has shape \(\); give \(n_bins, …\)"),
        (lambda: inputs.histogram("h", [np.nan]), "h holds 1 value that is NaN"),
        (lambda: inputs.point_sets(a=[1.0]), r"a has shape \(1,\); give \(n, n_features\)"),
        (lambda: inputs.point_sets(a=np.zeros((0, 2))), r"a has shape \(0, 2\); .* not empty"),
        (lambda: inputs.point_sets(a=np.ones((2, 3)), b=np.ones((2, 4))),
         r"a has shape \(2, 3\) and b has shape \(2, 4\); give equal numbers"),
        (lambda: inputs.point_sets(rows=3, a=np.ones((2, 3))),
         r"a has shape \(2, 3\); give \(n, n_features\) with 3 or more rows"),
        (lambda: inputs.point_sets(rows=2, a=np.ones((1, 3))), r"a has shape \(1, 3\); .* with 2 or more rows"),
    ],
)
def test_the_rest_is_named(call, words):
    with pytest.raises(ValueError, match=words):
        call()
