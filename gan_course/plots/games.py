"""Games of two numbers: orbits over their field, eigenvalues of a step."""

from itertools import cycle

import numpy as np

from gan_course import arguments
from gan_course.plots.style import LARGEST, ORBITS, THEORY, axes_for, checked_points, checked_texts, drawable, labelled


def phase_portrait(field, paths, limit=2.0, title="", xlabel=r"$\theta$, generator",
                   ylabel=r"$\psi$, discriminator", ax=None):
    """Orbits of a two-number game over the arrows of its field.

    field: function from points (..., 2) to velocities (..., 2). paths: {label: (n, 2)}, or
    {label: (path, keywords for ax.plot)}; a dot marks each start, a cross the equilibrium (0, 0).
    Returns the Figure.
    """
    limit = arguments.number("limit", limit, above=0, high=LARGEST)
    checked_texts(title=title, xlabel=xlabel, ylabel=ylabel)
    arguments.function("field", field, "from points (..., 2) to velocities (..., 2)")
    orbits = [(label, checked_points(path, f"the path {label!r}", finite=False), style)
              for label, path, style in labelled("paths", paths)]
    side = np.linspace(-limit, limit, 13)
    grid = np.stack(np.meshgrid(side, side), axis=-1)                  # (13, 13, 2)
    arrows = drawable("what field returned", field(grid.copy()), grid.shape, finite=False)
    ax = axes_for(ax, figsize=(4.2, 4.0))
    ax.quiver(*np.moveaxis(grid, -1, 0), *np.moveaxis(arrows, -1, 0), color="#B8B8B8", width=0.005,
              pivot="mid")
    for colour, (label, path, style) in zip(cycle(ORBITS), orbits, strict=False):
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
    limit = arguments.number("limit", limit, above=0, high=LARGEST)
    if not isinstance(eigenvalues, dict):
        arguments.refuse("eigenvalues", eigenvalues, "{label: complex numbers (n,)}")
    checked_texts(title=title, **{"a label in eigenvalues": eigenvalues})
    found = {label: drawable(f"eigenvalues[{label!r}]", values, ("n",), (), dtype="complex128").reshape(-1)
             for label, values in eigenvalues.items()}
    ax = axes_for(ax, figsize=(4.2, 4.0))
    turn = np.exp(2j * np.pi * np.linspace(0, 1, 200))
    ax.plot(turn.real, turn.imag, color=THEORY, linewidth=1.2, linestyle="--", label="modulus 1")
    for colour, marker, (label, values) in zip(cycle(ORBITS), cycle("os^Dv"), found.items(), strict=False):
        ax.plot(values.real, values.imag, marker, color=colour, markersize=6, label=label, linestyle="none")
    ax.set(title=title, xlabel="real part", ylabel="imaginary part", aspect="equal",
           xlim=(-limit, limit), ylim=(-limit, limit))
    ax.legend(loc="lower left", frameon=True, framealpha=0.85, edgecolor="none")
    return ax.figure
