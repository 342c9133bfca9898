import numpy as np
import pytest
from matplotlib.colors import to_hex

from gan_course import plots


def axes_of(fig):
    return fig.axes[0]


def points(n=20, seed=0):
    return np.random.default_rng(seed).normal(size=(n, 2)).astype(np.float32)


def test_scatter_draws_real_blue_and_fake_orange():
    real, fake = points(), points(seed=1)
    ax = axes_of(plots.scatter_real_fake(real, fake, title="T", limits=(-3, 3)))
    blue, orange = ax.collections
    np.testing.assert_array_equal(blue.get_offsets(), real)
    np.testing.assert_array_equal(orange.get_offsets(), fake)
    assert to_hex(blue.get_facecolor()[0]).upper() == plots.REAL
    assert to_hex(orange.get_facecolor()[0]).upper() == plots.FAKE
    assert ax.get_xlim() == (-3, 3) and ax.get_title() == "T" and ax.get_xlabel() and ax.get_ylabel()


def test_scatter_refuses_points_of_another_dimension():
    with pytest.raises(ValueError, match=r"fake has shape \(5, 3\); give \(n, 2\)"):
        plots.scatter_real_fake(points(), np.zeros((5, 3)))


def test_histograms_have_area_one_whatever_their_counts():
    rng = np.random.default_rng(0)
    ax = axes_of(plots.hist_real_fake(rng.normal(size=500), rng.normal(1, 1, size=20), limits=(-9, 9)))
    for bars, colour in zip(ax.containers, (plots.REAL, plots.FAKE), strict=True):
        assert sum(bar.get_height() * bar.get_width() for bar in bars) == pytest.approx(1)
        assert to_hex(bars[0].get_facecolor()).upper() == colour


def test_histogram_shades_where_the_rule_says_real():
    ax = axes_of(plots.hist_real_fake(says_real=lambda x: x < 1, limits=(-2, 2)))
    blue, orange = (area.get_paths()[0].get_extents() for area in ax.collections)
    assert (blue.x0, orange.x1) == (-2, 2)
    assert blue.x1 == pytest.approx(1, abs=0.01) and orange.x0 == pytest.approx(1, abs=0.01)


def test_histogram_refuses_columns():
    with pytest.raises(ValueError, match=r"fake has shape \(5, 1\); give \(n,\)"):
        plots.hist_real_fake(fake=np.zeros((5, 1)))


@pytest.mark.parametrize("rule", [
    lambda x: x, lambda x: x[:3] < 0, lambda x: "yes", lambda x: x * 1j, lambda x: None, 3])
def test_a_rule_that_gives_no_truth_values_is_refused(rule):
    with pytest.raises(ValueError, match="says_real"):
        plots.hist_real_fake(says_real=rule)


def test_surface_has_each_value_at_its_own_place():
    def probability(p):      # falls along x1, and along x2 half as fast
        return 0.5 - p[:, 0] / 8 - p[:, 1] / 16

    ax = axes_of(plots.surface_2d(probability, limits=(-2, 2), resolution=5))
    shown = np.asarray(ax.images[0].get_array())    # row: x2, column: x1
    np.testing.assert_allclose(shown[0], [0.875, 0.75, 0.625, 0.5, 0.375])
    np.testing.assert_allclose(shown[:, 0], [0.875, 0.8125, 0.75, 0.6875, 0.625])
    assert ax.images[0].get_clim() == (0.0, 1.0)


def test_surface_accepts_a_column_and_refuses_logits_and_wrong_counts():
    plots.surface_2d(lambda p: np.full((len(p), 1), 0.3), resolution=4)
    with pytest.raises(ValueError, match="sigmoid"):
        plots.surface_2d(lambda p: 3.0 * p[:, 0], resolution=4)
    with pytest.raises(ValueError, match=r"returned has shape \(\); give \(16,\) or \(16, 1\)"):
        plots.surface_2d(lambda p: np.array(0.5), resolution=4)


def test_a_rule_that_changes_its_argument_moves_no_background():
    def rule(x):
        x -= 100
        return x < -99

    blue, orange = (area.get_paths()[0].get_extents() for area in
                    axes_of(plots.hist_real_fake(says_real=rule, limits=(-2, 2))).collections)
    assert (blue.x0, orange.x1) == (-2, 2) and blue.x1 == pytest.approx(1, abs=0.01)


def test_a_rule_whose_verdicts_are_masked_is_refused():
    with pytest.raises(ValueError, match="what says_real returned is a masked array"):
        plots.hist_real_fake(says_real=lambda x: np.ma.array(x < 1, mask=x < 0))
