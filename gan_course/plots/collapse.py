"""Mode collapse over time: a film strip of samples, and a raster of where they lie."""

import matplotlib.pyplot as plt
import numpy as np

from gan_course.plots.style import FAKE, REAL, checked_points


def film_strip(frames, titles, real=None, limits=None, columns=6, title=""):
    """Generated points at several moments, one panel each, over the real ones.

    frames: (k, n, 2) or k arrays (n, 2). titles: k short texts. real: (m, 2), drawn in each panel, or None.
    limits: (low, high) for both axes. Returns the Figure. Raises ValueError for no frames, or a title too few.
    """
    frames = [checked_points(frame, f"frame {i}") for i, frame in enumerate(frames)]
    if not frames or len(titles) != len(frames):
        raise ValueError(f"{len(titles)} titles for {len(frames)} frames; give one frame or more, a title for each.")
    columns = min(columns, len(frames))
    rows = -(-len(frames) // columns)
    fig, axes = plt.subplots(rows, columns, squeeze=False, sharex=True, sharey=True,
                             figsize=(7.2, rows * (7.2 / columns + 0.22) + (0.3 if title else 0.0)))
    fig.get_layout_engine().set(w_pad=0.02, h_pad=0.02, wspace=0.02, hspace=0.02)
    for i, ax in enumerate(axes.flat):
        ax.set(aspect="equal", xticks=[], yticks=[])
        ax.grid(False)
        if i >= len(frames):
            ax.axis("off")
            continue
        if real is not None:
            ax.scatter(*checked_points(real, "real").T, s=5, color=REAL, linewidths=0, label="real")
        ax.scatter(*frames[i].T, s=4, color=FAKE, alpha=0.5, linewidths=0, label="generated")
        ax.set_title(str(titles[i]), fontsize=9, fontweight="normal", pad=3)
        if limits is not None:
            ax.set(xlim=limits, ylim=limits)
    fig.suptitle(title or None)
    return fig


def mode_raster(steps, shares, title="", xlabel="step", ax=None):
    """Where the samples lie, over time: a column for each moment, a row for each mode, dark where many samples are.

    steps: (k,), rising. shares: (k, n_modes), each row the shares of the samples nearest to each mode. Returns the
    Figure. Raises ValueError where the shapes do not fit.
    """
    steps, shares = np.asarray(steps), np.asarray(shares, dtype=float)
    if shares.ndim != 2 or steps.shape != shares.shape[:1]:
        raise ValueError(f"steps has shape {steps.shape} and shares {shares.shape}; give (k,) and (k, n_modes).")
    n_modes = shares.shape[1]
    if ax is None:
        _, ax = plt.subplots(figsize=(7.0, 1.4 + 0.12 * n_modes))
    half = (steps[1] - steps[0]) / 2 if len(steps) > 1 else 0.5
    ax.imshow(shares.T, cmap="Oranges", vmin=0.0, vmax=1.0, aspect="auto", origin="lower", interpolation="nearest",
              extent=(steps[0] - half, steps[-1] + half, -0.5, n_modes - 0.5))
    ax.set(title=title, xlabel=xlabel, ylabel="mode", yticks=range(0, n_modes, 1 if n_modes <= 10 else 5))
    ax.grid(False)
    return ax.figure
