"""The checks of arguments: what passes comes back as float64, the rest is named."""

import numpy as np
import pandas as pd
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


def test_tables_are_brought_into_the_order_of_the_first():
    table = pd.DataFrame({"x": [1.0, 2.0], "y": [3.0, 4.0], "z": [5.0, 6.0]})
    array = table.to_numpy()
    sets = inputs.point_sets(a=array, b=table, c=table[["z", "x", "y"]], d=pd.DataFrame(array))
    assert all((points == array).all() for points in sets)
    with pytest.raises(ValueError, match="b has a column 'x' and c has none; give tables with the same names"):
        inputs.point_sets(a=pd.DataFrame(array), b=table, c=table.rename(columns={"x": "w"}))
    twice = table.set_axis(["x", "x", "y"], axis=1)
    assert (inputs.point_sets(a=twice, b=twice)[1] == array).all()
    with pytest.raises(ValueError, match="b has a column twice, and in another order than a"):
        inputs.point_sets(a=twice, b=twice.iloc[:, ::-1])


def test_numbers_whose_squares_overflow_are_refused():
    assert inputs.squarable("a", [[1e70], [3e38]], ("n", 1)).max() == 1e70
    with pytest.raises(ValueError, match=r"a is 1e.200; give numbers from -1e.70 to 1e.70\. Larger ones overflow"):
        inputs.point_sets(a=[[1e200]])
    with pytest.raises(ValueError, match=r"NaN or infinite; give finite numbers\.$"):
        inputs.point_sets(a=[[np.nan]])


def test_the_nearest_centre_is_that_of_the_differences():
    rng = np.random.default_rng(0)
    for shift in (0.0, 1.0, 1e6, 1e9):
        centres = rng.normal(size=(7, 3)).round(2) + shift
        points = np.concatenate([centres, rng.normal(size=(200, 3)).round(2) + shift])
        exact = ((points[:, None] - centres) ** 2).sum(-1)
        found = inputs.nearest_centre(points, centres)
        np.testing.assert_allclose(exact[np.arange(207), found], exact.min(axis=1), rtol=1e-6)
        assert found[:7].tolist() == list(range(7))
    two = np.array([[0.0], [1e9], [1e9 + 0.05]])      # a common centre taken off would not help
    assert inputs.nearest_centre(two, two).tolist() == [0, 1, 2]
