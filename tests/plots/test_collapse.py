import numpy as np
import pytest
from matplotlib.colors import to_hex

from gan_course import plots


def frames(k=3, n=20):
    return np.random.default_rng(0).normal(size=(k, n, 2))


def test_film_strip_has_a_panel_for_each_moment_with_its_own_points():
    shown, real = frames(), frames(1)[0]
    fig = plots.film_strip(shown, ["a", "b", "c"], real, limits=(-3, 3), columns=2, title="T")
    used = [ax for ax in fig.axes if ax.axison]
    assert [ax.get_title() for ax in used] == ["a", "b", "c"] and len(fig.axes) == 4
    for ax, points in zip(used, shown, strict=True):
        blue, orange = ax.collections
        np.testing.assert_allclose(blue.get_offsets(), real)
        np.testing.assert_allclose(orange.get_offsets(), points)
        assert to_hex(blue.get_facecolor()[0]).upper() == plots.REAL
        assert to_hex(orange.get_facecolor()[0]).upper() == plots.FAKE
        assert ax.get_xlim() == (-3, 3)


def test_film_strip_may_leave_the_real_points_out():
    assert len(plots.film_strip(frames(1), ["a"]).axes[0].collections) == 1


@pytest.mark.parametrize(("shown", "titles"), [(frames(2), ["a"]), ([], [])])
def test_film_strip_wants_a_title_for_each_frame(shown, titles):
    with pytest.raises(ValueError, match="a title for each"):
        plots.film_strip(shown, titles)


def test_film_strip_refuses_other_shapes():
    with pytest.raises(ValueError, match=r"frame 0 has shape \(5, 3\)"):
        plots.film_strip(np.zeros((1, 5, 3)), ["a"])


def test_raster_has_a_column_for_each_moment_and_a_row_for_each_mode():
    shares = np.array([[1.0, 0.0], [0.0, 1.0], [0.5, 0.5]])
    ax = plots.mode_raster([50, 100, 150], shares, title="T").axes[0]
    image = ax.images[0]
    np.testing.assert_allclose(image.get_array(), shares.T)
    assert tuple(image.get_extent()) == (25, 175, -0.5, 1.5)
    assert image.get_clim() == (0.0, 1.0) and ax.get_title() == "T" and ax.get_ylabel() == "mode"


def test_raster_of_one_moment_and_of_many_modes():
    ax = plots.mode_raster([50], np.full((1, 25), 0.04)).axes[0]
    assert list(ax.get_yticks()) == [0, 5, 10, 15, 20]


@pytest.mark.parametrize(("steps", "shares", "said"), [
    ([1, 2], np.zeros((3, 2)), r"steps has shape \(2,\); give \(3,\)"), ([1], [[1.5]], "shares is 1.5; give numbers"),
    ([1, 2], np.zeros(2), r"give \(k, n_modes\)"), ([2, 1], np.zeros((2, 2)), "give rising numbers")])
def test_raster_refuses_what_it_cannot_draw(steps, shares, said):
    with pytest.raises(ValueError, match=said):
        plots.mode_raster(steps, shares)


def test_raster_puts_uneven_steps_where_they_are():
    shares = np.array([[1.0, 0.0], [0.5, 0.5], [0.0, 1.0]])
    ax = plots.mode_raster([0, 1, 100], shares).axes[0]
    mesh, = ax.collections
    np.testing.assert_allclose(mesh.get_array().reshape(2, 3), shares.T)
    np.testing.assert_allclose(mesh.get_coordinates()[0, :, 0], [-0.5, 0.5, 50.5, 149.5])
    np.testing.assert_allclose(mesh.get_coordinates()[:, 0, 1], [-0.5, 0.5, 1.5])
    assert ax.get_xlim() == (-0.5, 149.5) and ax.get_ylim() == (-0.5, 1.5) and mesh.get_clim() == (0.0, 1.0)
    assert plots.mode_raster(np.linspace(0, 1, 7), np.zeros((7, 2))).axes[0].images, "even but for rounding: an image"


def test_film_strip_refuses_a_class():
    with pytest.raises(ValueError, match="frames is <class 'list'>; give an array"):
        plots.film_strip(list, ["a"])
