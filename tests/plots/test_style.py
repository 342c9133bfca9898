import io
import warnings

import matplotlib.pyplot as plt
import nbformat
import numpy as np
import pytest
from matplotlib.colors import to_hex
from nbclient import NotebookClient
from PIL import Image

from gan_course import plots


def points(n=20, seed=0):
    return np.random.default_rng(seed).normal(size=(n, 2)).astype(np.float32)


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
    NotebookClient(notebook, timeout=600).execute()
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


def test_functions_draw_into_given_axes():
    fig, axes = plt.subplots(1, 2)
    assert plots.scatter_real_fake(points(), ax=axes[0]) is fig
    assert plots.loss_curves({"d_loss": [1.0, 2.0]}, ax=axes[1]) is fig


def test_real_is_blue_and_fake_is_orange():
    # The pair that stays distinct in the common kinds of colour blindness.
    blue, orange = (np.array([int(c[i:i + 2], 16) for i in (1, 3, 5)]) for c in (plots.REAL, plots.FAKE))
    assert blue[2] - orange[2] > 120 and orange[0] - blue[0] > 120


def test_nothing_stands_outside_the_picture_of_equal_axes():
    fig, axes = plt.subplots(1, 3, figsize=(9.0, 3.1), sharey=True)
    for ax in axes:
        ax.set(aspect="equal", xlim=(-3, 3), ylim=(-3, 3), xlabel="$x_1$", title="plain: 6 of 8")
    plots.png(fig, "Three empty panels.")
    for ax in axes:
        box = ax.get_tightbbox()
        assert box.y0 >= 0 and box.y1 <= fig.bbox.y1, box
    plt.close(fig)


BAD_TEXT = "$5 {x$"
TEXTS = {
    "curves": lambda text: plots.curves([0, 1], {"a": [0, 1]}, title=text),
    "curves, axis": lambda text: plots.curves([0, 1], {"a": [0, 1]}, ylabel=text),
    "curves, label": lambda text: plots.curves([0, 1], {text: [0, 1]}),
    "loss_curves": lambda text: plots.loss_curves({text: [0, 1]}),
    "scatter": lambda text: plots.scatter_real_fake(points(), title=text),
    "hist": lambda text: plots.hist_real_fake([1.0], title=text),
    "surface": lambda text: plots.surface_2d(lambda p: p[:, 0] * 0, title=text, resolution=3),
    "phase": lambda text: plots.phase_portrait(lambda w: -w, {text: points()}),
    "eigenvalues": lambda text: plots.eigenvalue_plane({text: [1j]}),
    "images": lambda text: plots.image_grid(np.zeros((1, 4, 4)), titles=[text]),
    "images, rows": lambda text: plots.image_grid(np.zeros((1, 4, 4)), row_names=[text]),
    "spectrograms": lambda text: plots.spectrogram_row(np.zeros((1, 4, 4)), [text]),
    "film": lambda text: plots.film_strip([points()], ["a\n" + text]),
    "raster": lambda text: plots.mode_raster([1], [[1.0]], xlabel=text),
    "dots": lambda text: plots.seed_dots({text: [1.0]}),
    "heat": lambda text: plots.heat_map([[1.0, 2.0]], ["a"], [text, "b"]),
    "players": lambda text: plots.two_players({"noise": text}),
}


@pytest.mark.parametrize("name", TEXTS)
def test_a_formula_that_cannot_be_drawn_is_refused_at_the_call(name):
    with pytest.raises(ValueError, match=r"holds '.*\$5 {x\$', and between its \$ stands no formula .* for a dollar"):
        TEXTS[name](BAD_TEXT)
    for good in (r"\$5 {x\$", "costs $5", r"$x_1$"):
        plots.png(TEXTS[name](good))
        plt.close("all")


FAR = 1e308 * np.array([[1.0, -1.0], [-1.0, 1.0]])


@pytest.mark.parametrize("draw", [
    lambda: plots.scatter_real_fake(FAR), lambda: plots.film_strip([FAR], ["a"]), lambda: plots.hist_real_fake(FAR[0]),
    lambda: plots.surface_2d(lambda p: p[:, 0] * 0, real=FAR, resolution=3),
    lambda: plots.curves([0, 1], {"a": FAR[0]}),
    lambda: plots.loss_curves({"d_loss": FAR[0]}), lambda: plots.phase_portrait(lambda w: -w, {"a": FAR}),
    lambda: plots.phase_portrait(lambda w: -w, {}, limit=1e308), lambda: plots.eigenvalue_plane({"a": FAR[0]}),
    lambda: plots.phase_portrait(lambda w: w * 1e308, {}, limit=1.0), lambda: plots.spectrogram_row(FAR[None], ["a"]),
    lambda: plots.seed_dots({"a": FAR[0]}), lambda: plots.seed_dots({"a": [1.0]}, target=1e308),
    lambda: plots.heat_map(FAR, ["a", "b"], ["a", "b"]), lambda: plots.mode_raster([0, 1e308], [[1.0], [1.0]])])
def test_numbers_that_overflow_in_a_picture_are_refused(draw):
    with pytest.raises(ValueError, match=r"1e.308; give .*1e.300"):
        draw()


def test_the_largest_numbers_that_are_taken_can_be_drawn():
    far = FAR / 1e8
    for fig in (plots.scatter_real_fake(far), plots.curves([0, 1], {"a": far[0]}),
                plots.heat_map(far, ["a", "b"], ["a", "b"]),
                plots.spectrogram_row(far[None], ["a"])):
        assert plots.png(fig)
    drawn = plots.curves([0, 1, 2], {"a": [np.nan, np.inf, 1.0]}).axes[0].lines[0].get_ydata()
    assert np.isnan(drawn[0]) and drawn[1] == np.inf


def test_points_of_any_floating_type_are_drawn_without_a_warning():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for dtype in ("float16", "float32", "float64", "int64"):
            plots.png(plots.scatter_real_fake(points().astype(dtype), title="$x$"))
