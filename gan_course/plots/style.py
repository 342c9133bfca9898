"""The house style: colours, defaults, a small PNG, and `show`."""

import base64
import io

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
from cycler import cycler
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.cbook import is_math_text, normalize_kwargs
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.mathtext import MathTextParser
from PIL import Image, PngImagePlugin

from gan_course import arguments
from gan_course.console import say
from gan_course.plots.backend import new_figure

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

LARGEST = 1e300    # what matplotlib can still draw: its margins are wider than the numbers themselves
_FORMULAS = MathTextParser("path")


def use_house_style():
    """Set matplotlib's defaults for the course; called when `gan_course.plots` is imported."""
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
    """Return the figure as a PNG of 256 colours, a third of the usual size; `alt` is stored as its description.

    Whatever backend matplotlib was given, the pixels are Agg's: a backend for vectors or windows may have none.
    """
    arguments.text("alt", alt)
    own = arguments.instance("fig", fig, Figure).canvas
    canvas = FigureCanvasAgg(fig)  # becomes the figure's canvas
    try:
        if (layout := fig.get_layout_engine()) is not None:
            layout.execute(fig)  # twice in all: after one pass the titles of equal axes can stand outside the picture
        canvas.draw()
        drawn = Image.fromarray(np.asarray(canvas.buffer_rgba())).convert("RGB")
    finally:
        fig.set_canvas(own)
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
    arguments.instance("fig", fig, Figure)
    if not isinstance(alt, str) or not alt.strip():
        arguments.refuse("alt", alt, "one sentence that says what the figure shows")
    from IPython import get_ipython
    from IPython.display import display

    try:
        if get_ipython() is None:
            say(alt)
            return
        image = base64.b64encode(png(fig, alt)).decode("ascii")
        display({"image/png": image, "text/plain": alt}, metadata={"image/png": {"alt": alt}}, raw=True)
    finally:
        plt.close(fig)


def axes_for(ax, **figure_options):
    """Return `ax`, or the axes of a new figure where it is None."""
    return new_figure(**figure_options)[1] if ax is None else arguments.instance("ax", ax, Axes)


def drawable(name, values, *shapes, **options):
    """Return values as `arguments.array` does; also refuse numbers so large that a picture of them overflows."""
    found = arguments.array(name, values, *shapes, **options)
    most = float(np.abs(found[np.isfinite(found)]).max(initial=0.0))
    if most > LARGEST:
        raise ValueError(f"{name} holds numbers of size {most:g}; give numbers from -1e+300 to 1e+300, which can "
                         "be drawn.")
    return found


def checked_points(points, label, finite=True):
    """Return points as an array (n, 2); else raise ValueError."""
    return drawable(label, points, ("n", 2), dtype=None, finite=finite)


def checked_texts(**texts):
    """Raise ValueError where a text holds, between two $, what matplotlib cannot read as a formula.

    texts: {name: a text, or several: a list, or a dictionary of which they are the keys}.
    """
    for name, found in texts.items():
        for text in found if isinstance(found, (list, tuple, dict)) else [found]:
            try:
                for line in filter(is_math_text, str(text).split("\n")):
                    _FORMULAS.parse(line)
            except ValueError as error:
                raise ValueError(f"{name} holds {arguments.shown(text)}, and between its $ stands no formula that can "
                                 r"be drawn; give one such as '$x_1$', or write '\$' for a dollar sign.") from error


def labelled(name, lines):
    """Yield (label, line, keywords for ax.plot) of {label: line} or {label: (line, keywords)}."""
    arguments.instance(name, lines, dict, "Labels are its keys.")
    checked_texts(**{f"a label in {name}": lines})
    for label, line in lines.items():
        styled = isinstance(line, tuple) and len(line) == 2 and isinstance(line[1], dict)
        yield (label, line[0], _checked_style(label, line[1])) if styled else (label, line, {})


def _checked_style(label, style):
    """Return keywords for ax.plot under their full names: linewidth for lw."""
    try:
        full = normalize_kwargs(style, Line2D)
        Line2D([], [], **{key: value for key, value in full.items() if key not in ("scalex", "scaley")})
    except Exception as error:  # whatever a setter of matplotlib's raises
        raise ValueError(f"the keywords of {label!r} are {arguments.shown(style)}, and ax.plot does not take them so; "
                         "give some such as {'color': 'red', 'linestyle': ':'}.") from error
    return full
