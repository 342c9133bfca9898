"""What a world's samples look like: points in the plane or in a plane that is fitted, and sheets of tiny pictures."""

import base64
import io

import matplotlib.pyplot as plt
import numpy as np

from gan_course import plots
from gan_course.capstone.worlds import training_rows

ACROSS, DOWN = 6, 5      # pictures on a sheet


def show_samples(drawn, samples, ax, title):
    """Draw samples (n, ...) of a world into an axes, in a frame that depends on the real data alone."""
    ax.set_title(title)
    if drawn.name == "glyphs":
        sheet = np.asarray(samples[:ACROSS * DOWN]).reshape(DOWN, ACROSS, *drawn.sample_shape[:2])
        sheet = np.pad(sheet, ((0, 0), (0, 0), (1, 1), (1, 1)), constant_values=1.0)
        side = sheet.shape[2]
        ax.imshow(sheet.transpose(0, 2, 1, 3).reshape(DOWN * side, ACROSS * side), cmap="gray", vmin=-1, vmax=1)
        ax.set_axis_off()
        return
    centre, axes = _plane(drawn)
    real, points = ((np.asarray(rows) - centre) @ axes for rows in (training_rows(drawn), samples[:1000]))
    ax.scatter(*points.T, s=3, alpha=0.5, color=plots.REAL if title.startswith("real") else plots.FAKE)
    reach = 1.15 * np.abs(real).max()
    names = ("x₁", "x₂") if drawn.dim == 2 else ("1st principal axis", "2nd principal axis")
    ax.set(xlim=(-reach, reach), ylim=(-reach, reach), aspect="equal", xlabel=names[0], ylabel=names[1])


def _plane(drawn):
    """The centre and two directions: the plane itself, or that of the largest spread of the training rows."""
    if drawn.dim == 2:
        return np.zeros(2), np.eye(2)
    rows = training_rows(drawn)
    centre = rows.mean(axis=0)
    axes = np.linalg.svd(rows - centre, full_matrices=False)[2][:2]
    return centre, axes.T


def side_by_side(drawn, shown):
    """Return a figure with a panel for each of {title: samples}; samples that are not finite leave an empty panel."""
    fig, axes = plots.new_figure(1, len(shown), figsize=(3.1 * len(shown), 3.3), squeeze=False)
    for ax, (title, samples) in zip(axes[0], shown.items(), strict=True):
        if samples is None or not np.isfinite(samples).all():
            ax.set_title(f"{title}: broke off")
            ax.set_axis_off()
            continue
        show_samples(drawn, samples, ax, title)
    return fig


def as_png(fig):
    """Return a figure as a data address, to stand in a page; the figure is closed."""
    file = io.BytesIO()
    fig.savefig(file, format="png", dpi=90, bbox_inches="tight")
    plt.close(fig)
    return "data:image/png;base64," + base64.b64encode(file.getvalue()).decode()
