"""The house style: colours, defaults, a small PNG, and `show`."""

import base64
import io

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
from cycler import cycler
from matplotlib.colors import LinearSegmentedColormap
from PIL import Image, PngImagePlugin

REAL = "#0072B2"
FAKE = "#D55E00"
DISCRIMINATOR = "#009E73"
GENERATOR = "#CC79A7"
ACCENT = "#E69F00"
THEORY = "#4D4D4D"     # closed forms, targets, equilibria: always dark grey
ORBITS = ("#000000", ACCENT, "#56B4E9", GENERATOR, DISCRIMINATOR)     # neither real nor fake, so not their colours
PALETTE = (REAL, FAKE, DISCRIMINATOR, GENERATOR, ACCENT, "#56B4E9", "#000000")

# Orange where D = 0, white where D = 1/2, blue where D = 1; tints, so that points stand out on them.
PROBABILITY_MAP = LinearSegmentedColormap.from_list("fake_to_real", ["#EBA16B", "#FFFFFF", "#6BAED6"])


def use_house_style():
    """Set matplotlib's defaults for the course; called when this module is imported."""
    mpl.rcParams.update({
        "figure.figsize": (6.0, 3.4), "figure.dpi": 100, "savefig.dpi": 100,
        "figure.constrained_layout.use": True, "figure.facecolor": "white",
        "font.size": 10, "axes.titlesize": 11, "axes.titleweight": "bold", "figure.titlesize": 12,
        "axes.labelsize": 10, "legend.fontsize": 9, "xtick.labelsize": 9, "ytick.labelsize": 9,
        "axes.spines.top": False, "axes.spines.right": False, "axes.axisbelow": True,
        "axes.grid": True, "grid.color": "#E3E3E3", "grid.linewidth": 0.8,
        "axes.prop_cycle": cycler(color=PALETTE), "lines.linewidth": 1.8,
        "legend.frameon": False, "image.cmap": "viridis",
    })


def png(fig, alt=""):
    """The figure as a PNG of 256 colours, a third of the usual size; `alt` is stored as its description."""
    fig.canvas.draw()
    drawn = Image.fromarray(np.asarray(fig.canvas.buffer_rgba())).convert("RGB")
    text = PngImagePlugin.PngInfo()
    text.add_itxt("Description", alt)
    buffer = io.BytesIO()
    drawn.quantize(256, dither=Image.Dither.NONE).save(buffer, format="png", optimize=True, pnginfo=text)
    return buffer.getvalue()


def show(fig, alt):
    """Display `fig` once, as a PNG with the sentence `alt` as its alternative text, and close it.

    The text is the output's text/plain and the image's `alt` metadata. Outside Jupyter it is printed.
    Raises ValueError where `alt` is empty.
    """
    if not isinstance(alt, str) or not alt.strip():
        raise ValueError(f"alt is {alt!r}; give one sentence that says what the figure shows.")
    from IPython import get_ipython
    from IPython.display import display

    try:
        if get_ipython() is None:
            print(alt)
            return
        image = base64.b64encode(png(fig, alt)).decode("ascii")
        display({"image/png": image, "text/plain": alt}, metadata={"image/png": {"alt": alt}}, raw=True)
    finally:
        plt.close(fig)


def axes_for(ax, **figure_options):
    """Return `ax`, or the axes of a new figure where it is None."""
    return plt.subplots(**figure_options)[1] if ax is None else ax


def checked_points(points, label):
    """Return points as an array (n, 2); else raise ValueError."""
    points = np.asarray(points)
    if points.ndim != 2 or points.shape[1] != 2:
        raise ValueError(f"The {label} points have shape {points.shape}; wanted (n, 2).")
    return points
