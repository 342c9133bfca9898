"""Mode collapse over time: a film strip of samples, and a raster of where they lie."""

import numpy as np

from gan_course import arguments
from gan_course.plots.backend import new_figure
from gan_course.plots.style import FAKE, REAL, axes_for, checked_points, checked_texts, drawable


def film_strip(frames, titles, real=None, limits=None, columns=6, title=""):
    """Generated points at several moments, one panel each, over the real ones.

    frames: (k, n, 2) or k arrays (n, 2). titles: k short texts. real: (m, 2), drawn in each panel, or None.
    limits: (low, high) for both axes. Returns the Figure. Raises ValueError for no frames, or a title too few.
    """
    if not hasattr(frames, "__iter__") or isinstance(frames, (str, dict, type)):
        arguments.refuse("frames", frames, "an array (k, n, 2), or k arrays (n, 2)")
    frames = [checked_points(frame, f"frame {i}") for i, frame in enumerate(frames)]
    titles = arguments.sequence("titles", titles)
    checked_texts(title=title, titles=titles)
    if not frames or len(titles) != len(frames):
        raise ValueError(f"{len(titles)} titles for {len(frames)} frames; give one frame or more, a title for each.")
    real = None if real is None else checked_points(real, "real")
    limits = None if limits is None else arguments.interval("limits", limits)
    columns = min(arguments.whole("columns", columns), len(frames))
    rows = -(-len(frames) // columns)
    lines = 1 + max(str(title).count("\n") for title in titles)
    fig, axes = new_figure(rows, columns, squeeze=False, sharex=True, sharey=True,
                           figsize=(7.2, rows * (7.2 / columns + 0.06 + 0.16 * lines) + (0.3 if title else 0.0)))
    fig.get_layout_engine().set(w_pad=0.02, h_pad=0.02, wspace=0.02, hspace=0.02)
    for i, ax in enumerate(axes.flat):
        ax.set(aspect="equal", xticks=[], yticks=[])
        ax.grid(False)
        if i >= len(frames):
            ax.axis("off")
            continue
        if real is not None:
            ax.scatter(*real.T, s=5, color=REAL, linewidths=0, label="real")
        ax.scatter(*frames[i].T, s=4, color=FAKE, alpha=0.5, linewidths=0, label="generated")
        ax.set_title(str(titles[i]), fontsize=9, fontweight="normal", pad=3)
        if limits is not None:
            ax.set(xlim=limits, ylim=limits)
    fig.suptitle(title or None)
    return fig


def mode_raster(steps, shares, title="", xlabel="step", ax=None):
    """Where the samples lie, over time: a column for each moment, a row for each mode, dark where many samples are.

    steps: (k,), rising; a column reaches half way to its neighbours. shares: (k, n_modes), each row the shares of the
    samples nearest to each mode. Returns the Figure. Raises ValueError where the shapes do not fit.
    """
    shares = arguments.array("shares", shares, ("k", "n_modes"), low=0, high=1)
    steps = drawable("steps", steps, shares.shape[:1], dtype=None, hint="One for each row of shares.")
    checked_texts(title=title, xlabel=xlabel)
    gaps = np.diff(steps)
    if not (gaps > 0).all():
        raise ValueError(f"steps is {arguments.shown(steps)}; give rising numbers.")
    n_modes = shares.shape[1]
    ax = axes_for(ax, figsize=(7.0, 1.4 + 0.12 * n_modes))
    first, last = (gaps[0] / 2, gaps[-1] / 2) if len(gaps) else (0.5, 0.5)
    if np.allclose(gaps, gaps.mean() if len(gaps) else 1.0, rtol=1e-3, atol=0.0):
        ax.imshow(shares.T, cmap="Oranges", vmin=0.0, vmax=1.0, aspect="auto", origin="lower", interpolation="nearest",
                  extent=(steps[0] - first, steps[-1] + first, -0.5, n_modes - 0.5))
    else:
        edges = np.concatenate([[steps[0] - first], steps[:-1] + gaps / 2, [steps[-1] + last]])
        ax.pcolormesh(edges, np.arange(n_modes + 1) - 0.5, shares.T, cmap="Oranges", vmin=0.0, vmax=1.0)
        ax.set(xlim=edges[[0, -1]], ylim=(-0.5, n_modes - 0.5))
    ax.set(title=title, xlabel=xlabel, ylabel="mode", yticks=range(0, n_modes, 1 if n_modes <= 10 else 5))
    ax.grid(False)
    return ax.figure
