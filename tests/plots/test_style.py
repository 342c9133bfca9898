import io

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
