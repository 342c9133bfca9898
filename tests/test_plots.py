import io

import matplotlib.pyplot as plt
import nbformat
import numpy as np
import pytest
from matplotlib.colors import to_hex
from nbclient import NotebookClient
from PIL import Image

from gan_course import plots


@pytest.fixture(autouse=True)
def close_figures():
    yield
    plt.close("all")


def points(n=20, seed=0):
    return np.random.default_rng(seed).normal(size=(n, 2)).astype(np.float32)


def one_axes(fig):
    return fig.axes[0]


def test_png_is_small_and_carries_its_description():
    picture = plots.png(plots.scatter_real_fake(points(500), points(500, seed=1)), alt="Two clouds.")
    image = Image.open(io.BytesIO(picture))
    assert image.info["Description"] == "Two clouds."
    assert image.size == (420, 400)
    assert len(picture) < 30_000
    again = plots.scatter_real_fake(points(500), points(500, seed=1))
    assert plots.png(again, alt="Two clouds.") == picture


def test_png_keeps_the_house_colours():
    fig, ax = plt.subplots()
    ax.axvspan(0, 1, color=plots.REAL)
    ax.axvspan(1, 2, color=plots.FAKE)
    image = Image.open(io.BytesIO(plots.png(fig))).convert("RGB")
    seen = {to_hex(np.array(colour) / 255).upper() for _, colour in image.getcolors()}
    assert {plots.REAL, plots.FAKE} <= seen


def test_show_in_a_kernel_gives_one_png_with_alternative_text_and_closes(tmp_path):
    code = """
import matplotlib.pyplot as plt
from gan_course import plots
fig = plots.curves([0, 1, 2], {"a": [0, 1, 4]})
plots.show(fig, alt="A curve that rises.")
print(plt.get_fignums())
"""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code)])
    NotebookClient(notebook, timeout=120).execute()
    picture, printed = notebook.cells[0].outputs
    assert picture.output_type == "display_data"
    assert picture.data["text/plain"] == "A curve that rises."
    assert picture.metadata["image/png"]["alt"] == "A curve that rises."
    assert picture.data["image/png"].startswith("iVBOR")
    assert printed.text.strip() == "[]"


def test_show_outside_jupyter_prints_the_text_and_closes(capsys):
    plots.show(plots.curves([0, 1], {"a": [0, 1]}), alt="A line.")
    assert capsys.readouterr().out == "A line.\n"
    assert plt.get_fignums() == []


@pytest.mark.parametrize("alt", ["", "  ", None])
def test_show_wants_a_sentence(alt):
    with pytest.raises(ValueError, match="one sentence"):
        plots.show(plots.curves([0, 1], {"a": [0, 1]}), alt=alt)


def test_scatter_draws_real_blue_and_fake_orange():
    real, fake = points(), points(seed=1)
    ax = one_axes(plots.scatter_real_fake(real, fake, title="T", limits=(-3, 3)))
    blue, orange = ax.collections
    np.testing.assert_array_equal(blue.get_offsets(), real)
    np.testing.assert_array_equal(orange.get_offsets(), fake)
    assert to_hex(blue.get_facecolor()[0]).upper() == plots.REAL
    assert to_hex(orange.get_facecolor()[0]).upper() == plots.FAKE
    assert ax.get_xlim() == (-3, 3) and ax.get_title() == "T" and ax.get_xlabel() and ax.get_ylabel()


def test_scatter_refuses_points_of_another_dimension():
    with pytest.raises(ValueError, match=r"generated points have shape \(5, 3\)"):
        plots.scatter_real_fake(points(), np.zeros((5, 3)))


def test_histograms_have_area_one_whatever_their_counts():
    rng = np.random.default_rng(0)
    ax = one_axes(plots.hist_real_fake(rng.normal(size=500), rng.normal(1, 1, size=20), limits=(-9, 9)))
    for bars, colour in zip(ax.containers, (plots.REAL, plots.FAKE), strict=True):
        assert sum(bar.get_height() * bar.get_width() for bar in bars) == pytest.approx(1)
        assert to_hex(bars[0].get_facecolor()).upper() == colour


def test_histogram_shades_where_the_rule_says_real():
    ax = one_axes(plots.hist_real_fake(says_real=lambda x: x < 1, limits=(-2, 2)))
    blue, orange = (area.get_paths()[0].get_extents() for area in ax.collections)
    assert (blue.x0, orange.x1) == (-2, 2)
    assert blue.x1 == pytest.approx(1, abs=0.01) and orange.x0 == pytest.approx(1, abs=0.01)


def test_histogram_refuses_columns():
    with pytest.raises(ValueError, match=r"generated numbers have shape \(5, 1\); wanted \(n,\)"):
        plots.hist_real_fake(fake=np.zeros((5, 1)))


def test_functions_draw_into_given_axes():
    fig, axes = plt.subplots(1, 2)
    assert plots.scatter_real_fake(points(), ax=axes[0]) is fig
    assert plots.loss_curves({"d_loss": [1.0, 2.0]}, ax=axes[1]) is fig


def test_surface_has_each_value_at_its_own_place():
    def probability(p):      # falls along x1, and along x2 half as fast
        return 0.5 - p[:, 0] / 8 - p[:, 1] / 16

    ax = one_axes(plots.surface_2d(probability, limits=(-2, 2), resolution=5))
    shown = np.asarray(ax.images[0].get_array())    # row: x2, column: x1
    np.testing.assert_allclose(shown[0], [0.875, 0.75, 0.625, 0.5, 0.375])
    np.testing.assert_allclose(shown[:, 0], [0.875, 0.8125, 0.75, 0.6875, 0.625])
    assert ax.images[0].get_clim() == (0.0, 1.0)


def test_surface_accepts_a_column_and_refuses_logits_and_wrong_counts():
    plots.surface_2d(lambda p: np.full((len(p), 1), 0.3), resolution=4)
    with pytest.raises(ValueError, match="sigmoid"):
        plots.surface_2d(lambda p: 3.0 * p[:, 0], resolution=4)
    with pytest.raises(ValueError, match="1 values for 16 points"):
        plots.surface_2d(lambda p: np.array(0.5), resolution=4)


def test_image_grid_maps_minus_one_to_black_and_one_to_white():
    images = np.stack([np.full((4, 4, 1), -1.0), np.full((4, 4, 1), 1.0), np.zeros((4, 4, 1))])
    fig = plots.image_grid(images, columns=2, titles=["a", "b", "c"], title="T")
    shown = [ax.images[0] for ax in fig.axes if ax.images]
    assert [float(image.get_array().mean()) for image in shown] == [0.0, 1.0, 0.5]
    assert all(image.get_clim() == (0.0, 1.0) for image in shown)
    assert [ax.get_title() for ax in fig.axes] == ["a", "b", "c", ""]


def test_image_grid_takes_colour_and_no_channel():
    assert one_axes(plots.image_grid(np.zeros((2, 4, 4, 3)))).images[0].get_array().shape == (4, 4, 3)
    assert one_axes(plots.image_grid(np.zeros((2, 4, 4)))).images[0].get_array().shape == (4, 4)


@pytest.mark.parametrize("shape", [(4, 4), (0, 4, 4, 1), (2, 4, 4, 2)])
def test_image_grid_refuses_other_shapes(shape):
    with pytest.raises(ValueError, match="images has shape"):
        plots.image_grid(np.zeros(shape))


def test_image_grid_wants_a_title_for_each():
    with pytest.raises(ValueError, match="1 titles for 2 images"):
        plots.image_grid(np.zeros((2, 4, 4)), titles=["a"])


def test_image_grid_is_at_most_seven_inches_wide():
    assert plots.image_grid(np.zeros((40, 2, 2)), columns=20, scale=2.0).get_figwidth() == pytest.approx(7.0)


def test_loss_curves_smooth_and_mark_the_equilibrium():
    values = np.arange(10.0)
    history = {"d_loss": values, "g_loss": values}
    ax = one_axes(plots.loss_curves(history, equilibrium={"d_loss": 1.386}, smooth=4))
    line = ax.lines[0]
    np.testing.assert_allclose(line.get_xdata(), np.arange(4, 11))
    np.testing.assert_allclose(line.get_ydata(), np.arange(1.5, 8.5))
    dashed = [line for line in ax.lines if line.get_linestyle() == "--"]
    assert [line.get_ydata()[0] for line in dashed] == [1.386]
    assert "4 steps" in ax.get_ylabel()


def test_loss_curves_refuse_nothing_and_no_width():
    with pytest.raises(ValueError, match="history is empty"):
        plots.loss_curves({})
    with pytest.raises(ValueError, match="smooth is 0"):
        plots.loss_curves({"d_loss": [1.0]}, smooth=0)


def test_curves_draw_lines_with_their_style_and_refuse_other_lengths():
    ax = one_axes(plots.curves([0, 1, 2], {"a": [1, 2, 3], "b": ([3, 2, 1], {"linestyle": ":"})}, xlabel="x"))
    assert [line.get_label() for line in ax.lines] == ["a", "b"]
    assert ax.lines[1].get_linestyle() == ":"
    with pytest.raises(ValueError, match="'a' has shape"):
        plots.curves([0, 1, 2], {"a": [1, 2]})


def test_real_is_blue_and_fake_is_orange():
    # The pair that stays distinct in the common kinds of colour blindness.
    blue, orange = (np.array([int(c[i:i + 2], 16) for i in (1, 3, 5)]) for c in (plots.REAL, plots.FAKE))
    assert blue[2] - orange[2] > 120 and orange[0] - blue[0] > 120


def test_phase_portrait_draws_each_orbit_its_start_and_the_field():
    orbit = points()
    fig = plots.phase_portrait(lambda w: -w, {"home": orbit, "styled": (orbit[:5], {"color": "red"})}, limit=3.0)
    ax = one_axes(fig)
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
    with pytest.raises(ValueError, match="home points have shape"):
        plots.phase_portrait(lambda w: -w, {"home": np.zeros((3, 3))})


def test_eigenvalue_plane_draws_the_circle_and_each_value():
    ax = one_axes(plots.eigenvalue_plane({"one": 1 + 0.5j, "two": np.array([0.5j, -0.5j])}))
    circle, one, two = ax.get_lines()
    np.testing.assert_allclose(np.hypot(*circle.get_data()), 1.0)
    np.testing.assert_allclose(np.ravel(one.get_data()), [1.0, 0.5])
    np.testing.assert_allclose(two.get_data(), [[0, 0], [0.5, -0.5]])
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["modulus 1", "one", "two"]
