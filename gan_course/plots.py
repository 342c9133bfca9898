"""Arrays in, a matplotlib Figure out, all in one house style.

Blue is always real and orange always generated, both from the colour-blind safe palette of Okabe and Ito.
End a cell with `show(fig, alt="...")`: it displays the figure once, with a sentence for those who cannot
see it.
"""

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


def curves(x, lines, title="", xlabel="", ylabel="", ax=None):
    """Several curves over one axis.

    x: (n,). lines: {label: y} with y (n,), or {label: (y, keywords for ax.plot)}. Returns the Figure.
    """
    ax = _axes(ax)
    x = np.asarray(x)
    for label, line in lines.items():
        y, style = line if isinstance(line, tuple) else (line, {})
        y = np.asarray(y)
        if y.shape != x.shape:
            raise ValueError(f"The curve {label!r} has shape {y.shape}, x has {x.shape}; make them the same.")
        ax.plot(x, y, label=label, **style)
    ax.set(title=title, xlabel=xlabel, ylabel=ylabel)
    if lines:
        ax.legend()
    return ax.figure


def scatter_real_fake(real=None, fake=None, title="", limits=None, ax=None):
    """Real points in blue and generated points in orange, on equal axes.

    real, fake: (n, 2) arrays, either may be None. limits: (low, high) for both axes. Returns the Figure.
    """
    ax = _axes(ax, figsize=(4.2, 4.0))
    for points, colour, label in ((real, REAL, "real"), (fake, FAKE, "generated")):
        if points is not None:
            points = _points(points, label)
            ax.scatter(*points.T, s=9, color=colour, alpha=0.45, linewidths=0, label=label)
    ax.set(title=title, xlabel="$x_1$", ylabel="$x_2$", aspect="equal")
    if limits is not None:
        ax.set(xlim=limits, ylim=limits)
    if real is not None or fake is not None:
        legend = ax.legend(loc="upper right", markerscale=2, frameon=True, framealpha=0.85, edgecolor="none")
        for handle in legend.legend_handles:
            handle.set_alpha(1.0)
    return ax.figure


def hist_real_fake(real=None, fake=None, says_real=None, limits=(-5.0, 5.0), title="", bins=50, ax=None):
    """Two histograms of numbers, real in blue and generated in orange, each scaled to an area of 1.

    real, fake: (n,), either may be None. says_real: function from (m,) numbers to (m,) truth values; where it
    is True the background is blue, elsewhere orange. limits: (low, high). Returns the Figure.
    """
    ax = _axes(ax)
    edges = np.linspace(*limits, bins + 1)
    for values, colour, label in ((real, REAL, "real"), (fake, FAKE, "generated")):
        if values is not None:
            values = np.asarray(values)
            if values.ndim != 1:
                raise ValueError(f"The {label} numbers have shape {values.shape}; wanted (n,).")
            weights = np.full(len(values), 1 / (len(values) * (edges[1] - edges[0])))
            ax.hist(values, edges, weights=weights, color=colour, alpha=0.5, label=label)
    if says_real is not None:
        places = np.linspace(*limits, 1001)
        verdict = np.asarray(says_real(places), dtype=bool)
        band = {"transform": ax.get_xaxis_transform(), "alpha": 0.1, "linewidth": 0, "zorder": 0}
        ax.fill_between(places, 0, 1, where=verdict, color=REAL, **band)
        ax.fill_between(places, 0, 1, where=~verdict, color=FAKE, **band)
    ax.set(title=title, xlabel="x", ylabel="density", xlim=limits)
    if real is not None or fake is not None:
        ax.legend(loc="upper right")
    return ax.figure


def surface_2d(probability, limits=(-2.0, 2.0), real=None, fake=None, title="", resolution=80, ax=None):
    """The discriminator's opinion of each point of a square: orange fake, white undecided, blue real.

    probability: function from points (m, 2) float32 to D(x) in [0, 1], (m,) or (m, 1). limits: (low, high).
    real, fake: points (n, 2) drawn on top, or None. Returns the Figure.
    """
    ax = _axes(ax, figsize=(4.9, 4.0))
    side = np.linspace(*limits, resolution, dtype=np.float32)
    points = np.stack(np.meshgrid(side, side), axis=-1).reshape(-1, 2)
    values = np.asarray(probability(points), dtype=float)
    if values.size != len(points):
        raise ValueError(f"probability gave {values.size} values for {len(points)} points; return one each.")
    if not np.all((values >= 0) & (values <= 1)):
        raise ValueError(f"probability gave values from {values.min():.3g} to {values.max():.3g}; "
                         "D(x) lies in [0, 1]. If the network gives logits, pass their sigmoid.")
    values = values.reshape(resolution, resolution)
    image = ax.imshow(values, origin="lower", extent=(*limits, *limits), cmap=PROBABILITY_MAP,
                      vmin=0.0, vmax=1.0, interpolation="bilinear")
    if values.min() < 0.5 < values.max():
        ax.contour(side, side, values, levels=[0.5], colors=THEORY, linewidths=1.0)
    for sample, colour, label in ((real, REAL, "real"), (fake, FAKE, "generated")):
        if sample is not None:
            ax.scatter(*_points(sample, label).T, s=14, color=colour, edgecolors="white", linewidths=0.4,
                       label=label)
    ax.set(title=title, xlabel="$x_1$", ylabel="$x_2$", xlim=limits, ylim=limits)
    ax.grid(False)
    ax.figure.colorbar(image, ax=ax, label="D(x), probability of real", shrink=0.85)
    if real is not None or fake is not None:
        ax.legend(loc="upper right", frameon=True, framealpha=0.85, edgecolor="none")
    return ax.figure


def image_grid(images, columns=10, titles=None, title="", scale=0.6):
    """Images side by side, row by row.

    images: (n, height, width) or (n, height, width, 1 or 3), values in [-1, 1]. titles: n short texts.
    scale: inches per image, held to 7 in of width. Returns the Figure.
    """
    images = np.asarray(images)
    if images.ndim == 3:
        images = images[..., None]
    if images.ndim != 4 or images.shape[-1] not in (1, 3) or len(images) == 0:
        raise ValueError(f"images has shape {images.shape}; wanted (n, height, width[, 1 or 3]).")
    if titles is not None and len(titles) != len(images):
        raise ValueError(f"{len(titles)} titles for {len(images)} images; give one for each.")
    columns = min(columns, len(images))
    rows = -(-len(images) // columns)
    scale = min(scale, 7.0 / columns)
    height = rows * (scale + (0.2 if titles is not None else 0.0)) + (0.3 if title else 0.0)
    fig, axes = plt.subplots(rows, columns, squeeze=False, figsize=(max(columns * scale, 2.0), height))
    fig.get_layout_engine().set(w_pad=0.01, h_pad=0.01, wspace=0.02, hspace=0.02)
    for i, ax in enumerate(axes.flat):
        ax.axis("off")
        if i < len(images):
            shown = np.clip((images[i] + 1.0) / 2.0, 0.0, 1.0)
            ax.imshow(shown[..., 0] if shown.shape[-1] == 1 else shown, cmap="gray", vmin=0.0, vmax=1.0)
            if titles is not None:
                ax.set_title(str(titles[i]), fontsize=8, fontweight="normal", pad=2)
    fig.suptitle(title or None)
    return fig


def loss_curves(history, equilibrium=None, smooth=1, title="Losses", xlabel="step", ax=None):
    """Losses of both players, step by step.

    history: {"d_loss": values, "g_loss": values}, as in `GAN.step_history`; other names are drawn too.
    equilibrium: {name: value} drawn dashed, such as {"d_loss": log 4}. smooth: steps in a running mean.
    Returns the Figure.
    """
    ax = _axes(ax)
    if not history:
        raise ValueError('history is empty; pass a dictionary such as {"d_loss": [...], "g_loss": [...]}.')
    if smooth < 1:
        raise ValueError(f"smooth is {smooth}; it is a number of steps, 1 or more.")
    colours = {"d_loss": DISCRIMINATOR, "g_loss": GENERATOR}
    labels = {"d_loss": "discriminator", "g_loss": "generator"}
    for name, values in history.items():
        values = np.asarray(values, dtype=float)
        width = min(smooth, len(values))
        steps = np.arange(width, len(values) + 1)
        drawn = np.convolve(values, np.ones(width) / width, mode="valid") if width > 1 else values
        line, = ax.plot(steps, drawn, color=colours.get(name), label=labels.get(name, name), linewidth=1.4)
        if equilibrium and name in equilibrium:
            ax.axhline(equilibrium[name], color=line.get_color(), linestyle="--", linewidth=1.0,
                       label=f"{labels.get(name, name)} at equilibrium: {equilibrium[name]:.3f}")
    ax.set(title=title, xlabel=xlabel, ylabel="loss" if smooth == 1 else f"loss, mean of {smooth} steps")
    ax.legend()
    return ax.figure


def phase_portrait(field, paths, limit=2.0, title="", xlabel=r"$\theta$, generator",
                   ylabel=r"$\psi$, discriminator", ax=None):
    """Orbits of a two-number game over the arrows of its field.

    field: function from points (..., 2) to velocities (..., 2). paths: {label: (n, 2)}, or
    {label: (path, keywords for ax.plot)}; a dot marks each start, a cross the equilibrium (0, 0).
    Returns the Figure.
    """
    ax = _axes(ax, figsize=(4.2, 4.0))
    side = np.linspace(-limit, limit, 13)
    grid = np.stack(np.meshgrid(side, side), axis=-1)                  # (13, 13, 2)
    arrows = np.asarray(field(grid))
    ax.quiver(*np.moveaxis(grid, -1, 0), *np.moveaxis(arrows, -1, 0), color="#B8B8B8", width=0.005,
              pivot="mid")
    for colour, (label, line) in zip(ORBITS, paths.items(), strict=False):
        path, style = line if isinstance(line, tuple) else (line, {})
        path = _points(path, label)
        drawn, = ax.plot(*path.T, **{"color": colour, "linewidth": 1.1, "label": label, **style})
        ax.plot(*path[0], "o", color=drawn.get_color(), markersize=5)
    ax.plot(0, 0, "+", color=THEORY, markersize=11, markeredgewidth=2)
    ax.set(title=title, xlabel=xlabel, ylabel=ylabel, aspect="equal")
    ax.set(xlim=(-limit, limit), ylim=(-limit, limit))
    ax.grid(False)
    if paths:
        ax.legend(loc="upper right", frameon=True, framealpha=0.85, edgecolor="none")
    return ax.figure


def eigenvalue_plane(eigenvalues, title="", limit=1.25, ax=None):
    """Eigenvalues of one step in the complex plane, with the circle of modulus 1: inside, distances shrink.

    eigenvalues: {label: complex (n,)}. Returns the Figure.
    """
    ax = _axes(ax, figsize=(4.2, 4.0))
    turn = np.exp(2j * np.pi * np.linspace(0, 1, 200))
    ax.plot(turn.real, turn.imag, color=THEORY, linewidth=1.2, linestyle="--", label="modulus 1")
    for colour, marker, (label, values) in zip(ORBITS, "os^Dv", eigenvalues.items(), strict=False):
        values = np.atleast_1d(np.asarray(values, dtype=complex))
        ax.plot(values.real, values.imag, marker, color=colour, markersize=6, label=label, linestyle="none")
    ax.set(title=title, xlabel="real part", ylabel="imaginary part", aspect="equal",
           xlim=(-limit, limit), ylim=(-limit, limit))
    ax.legend(loc="lower left", frameon=True, framealpha=0.85, edgecolor="none")
    return ax.figure


def _axes(ax, **figure_options):
    return plt.subplots(**figure_options)[1] if ax is None else ax


def _points(points, label):
    points = np.asarray(points)
    if points.ndim != 2 or points.shape[1] != 2:
        raise ValueError(f"The {label} points have shape {points.shape}; wanted (n, 2).")
    return points


use_house_style()
