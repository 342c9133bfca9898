"""Real and generated points, numbers, and the discriminator's opinion of a square."""

import numpy as np

from gan_course import arguments
from gan_course.plots.style import (
    FAKE,
    PROBABILITY_MAP,
    REAL,
    THEORY,
    axes_for,
    checked_points,
    checked_texts,
    drawable,
)


def scatter_real_fake(real=None, fake=None, title="", limits=None, ax=None):
    """Real points in blue and generated points in orange, on equal axes.

    real, fake: (n, 2) arrays, either may be None. limits: (low, high) for both axes. Returns the Figure.
    """
    checked_texts(title=title)
    real, fake = _points_or_none("real", real), _points_or_none("fake", fake)
    limits = None if limits is None else arguments.interval("limits", limits)
    ax = axes_for(ax, figsize=(4.2, 4.0))
    for points, colour, label in ((real, REAL, "real"), (fake, FAKE, "generated")):
        if points is not None:
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
    limits, bins = arguments.interval("limits", limits), arguments.whole("bins", bins)
    checked_texts(title=title)
    real, fake = (None if values is None else drawable(name, values, ("n",))
                  for name, values in (("real", real), ("fake", fake)))
    if says_real is not None:
        places = np.linspace(*limits, 1001)
        verdict = _verdicts(says_real, places)
    ax = axes_for(ax)
    edges = np.linspace(*limits, bins + 1)
    for values, colour, label in ((real, REAL, "real"), (fake, FAKE, "generated")):
        if values is not None:
            weights = np.full(len(values), 1 / (len(values) * (edges[1] - edges[0])))
            ax.hist(values, edges, weights=weights, color=colour, alpha=0.5, label=label)
    if says_real is not None:
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
    limits, resolution = arguments.interval("limits", limits), arguments.whole("resolution", resolution, least=2)
    arguments.function("probability", probability, "from points (m, 2) to D(x), (m,) or (m, 1)")
    checked_texts(title=title)
    real, fake = _points_or_none("real", real), _points_or_none("fake", fake)
    side = np.linspace(*limits, resolution, dtype=np.float32)
    points = np.stack(np.meshgrid(side, side), axis=-1).reshape(-1, 2)
    values = arguments.array("what probability returned", probability(points), (len(points),), (len(points), 1),
                             low=0, high=1, hint="Of logits, pass the sigmoid.").reshape(resolution, resolution)
    ax = axes_for(ax, figsize=(4.9, 4.0))
    image = ax.imshow(values, origin="lower", extent=(*limits, *limits), cmap=PROBABILITY_MAP,
                      vmin=0.0, vmax=1.0, interpolation="bilinear")
    if values.min() < 0.5 < values.max():
        ax.contour(side, side, values, levels=[0.5], colors=THEORY, linewidths=1.0)
    for sample, colour, label in ((real, REAL, "real"), (fake, FAKE, "generated")):
        if sample is not None:
            ax.scatter(*sample.T, s=14, color=colour, edgecolors="white", linewidths=0.4,
                       label=label)
    ax.set(title=title, xlabel="$x_1$", ylabel="$x_2$", xlim=limits, ylim=limits)
    ax.grid(False)
    ax.figure.colorbar(image, ax=ax, label="D(x), probability of real", shrink=0.85)
    if real is not None or fake is not None:
        ax.legend(loc="upper right", frameon=True, framealpha=0.85, edgecolor="none")
    return ax.figure


def _points_or_none(name, points):
    return None if points is None else checked_points(points, name)


def _verdicts(says_real, places):
    """What the rule says of each place, as truth values; 0 and 1 will do."""
    arguments.function("says_real", says_real, "from (m,) numbers to (m,) truth values")
    return arguments.truths("what says_real returned", says_real(places.copy()), places.shape, numbers=True,
                            hint="One truth value for each number.")
