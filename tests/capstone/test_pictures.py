"""Pictures of samples: framed by the real data, a sheet for pictures, an empty panel for a run that broke off."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

from gan_course.capstone.pictures import as_png, show_samples, side_by_side
from gan_course.capstone.worlds import NAMES, training_rows, world


@pytest.mark.parametrize("name", NAMES)
def test_panels_have_titles_axes_and_the_real_data_s_frame(name):
    drawn = world(name, 1)
    fig = side_by_side(drawn, {"real": training_rows(drawn), "far": 100 + 0 * drawn.sample(40, seed=1)})
    real, far = fig.axes
    assert real.get_title() == "real" and far.get_title() == "far"
    if name == "glyphs":
        assert real.images[0].get_array().shape == (5 * 14, 6 * 14)
    else:
        assert real.get_xlim() == far.get_xlim() and real.get_xlabel() and real.get_ylabel()
        points = real.collections[0].get_offsets()
        assert (np.abs(points) < real.get_xlim()[1]).all()
    plt.close(fig)


def test_a_run_that_broke_off_leaves_a_panel_that_says_so():
    drawn = world("curve", 1)
    fig = side_by_side(drawn, {"mine": np.full((5, 2), np.nan), "other": None})
    assert [ax.get_title() for ax in fig.axes] == ["mine: broke off", "other: broke off"]
    address = as_png(fig)
    assert address.startswith("data:image/png;base64,") and not plt.fignum_exists(fig.number)


def test_points_of_many_dimensions_are_seen_from_their_largest_spread():
    drawn = world("clouds", 1)
    fig, ax = plt.subplots()
    show_samples(drawn, training_rows(drawn), ax, "real")
    points = np.asarray(ax.collections[0].get_offsets())
    assert points[:, 0].var() >= points[:, 1].var() > 0 and "principal" in ax.get_xlabel()
    plt.close(fig)
