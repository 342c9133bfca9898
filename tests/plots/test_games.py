import numpy as np
import pytest
from matplotlib.colors import to_hex

from gan_course import plots


def axes_of(fig):
    return fig.axes[0]


def points(n=20, seed=0):
    return np.random.default_rng(seed).normal(size=(n, 2)).astype(np.float32)


def test_phase_portrait_draws_each_orbit_its_start_and_the_field():
    orbit = points()
    fig = plots.phase_portrait(lambda w: -w, {"home": orbit, "styled": (orbit[:5], {"color": "red"})}, limit=3.0)
    ax = fig.axes[0]
    drawn = {line.get_label(): line for line in ax.get_lines()}
    np.testing.assert_allclose(np.column_stack(drawn["home"].get_data()), orbit)
    assert to_hex(drawn["home"].get_color()) not in {plots.REAL.lower(), plots.FAKE.lower()}
    assert drawn["styled"].get_color() == "red"
    starts = [line for line in ax.get_lines() if line.get_marker() == "o"]
    np.testing.assert_allclose([np.ravel(line.get_data()) for line in starts], [orbit[0], orbit[0]])
    assert ax.get_xlim() == (-3.0, 3.0) and ax.get_aspect() == 1.0
    quiver = ax.collections[0]
    np.testing.assert_allclose(quiver.U, -quiver.XY[:, 0])


def test_phase_portrait_refuses_an_orbit_of_the_wrong_shape():
    with pytest.raises(ValueError, match=r"the path 'home' has shape \(3, 3\)"):
        plots.phase_portrait(lambda w: -w, {"home": np.zeros((3, 3))})


def test_more_orbits_than_colours_are_all_drawn():
    orbits = {f"orbit {i}": points() for i in range(7)}
    labels = [line.get_label() for line in plots.phase_portrait(lambda w: -w, orbits).axes[0].get_lines()]
    assert set(orbits) <= set(labels)
    values = plots.eigenvalue_plane({f"value {i}": [1j] for i in range(7)}).axes[0].get_lines()
    assert len(values) == 8  # the circle too


def test_eigenvalue_plane_draws_the_circle_and_each_value():
    ax = axes_of(plots.eigenvalue_plane({"one": 1 + 0.5j, "two": np.array([0.5j, -0.5j])}))
    circle, one, two = ax.get_lines()
    np.testing.assert_allclose(np.hypot(*circle.get_data()), 1.0)
    np.testing.assert_allclose(np.ravel(one.get_data()), [1.0, 0.5])
    np.testing.assert_allclose(two.get_data(), [[0, 0], [0.5, -0.5]])
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["modulus 1", "one", "two"]


def test_a_field_that_changes_its_argument_bends_no_arrow():
    def field(w):
        w *= 2
        return -w

    quiver = plots.phase_portrait(field, {"a": points()}, limit=3.0).axes[0].collections[0]
    assert np.abs(quiver.XY).max() == 3.0
    np.testing.assert_allclose(quiver.U, -2 * quiver.XY[:, 0])


def test_short_names_of_a_style_stand_for_the_long_ones():
    drawn = plots.phase_portrait(lambda w: -w, {"a": (points(), {"c": "red", "lw": 3})}).axes[0].get_lines()[0]
    assert drawn.get_color() == "red" and drawn.get_linewidth() == 3
