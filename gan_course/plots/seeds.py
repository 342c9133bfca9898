"""One row for each setting, one dot for each seed: how a comparison over seeds is drawn."""

import numpy as np

from gan_course import arguments
from gan_course.plots.style import ACCENT, FAKE, LARGEST, THEORY, axes_for, checked_texts, drawable


def seed_dots(values, published=None, target=None, title="", xlabel="", ax=None, legend=True):
    """Every seed of every setting as a dot, with the mean and its standard error.

    values: {setting: (n_seeds,)}, drawn from the top down; NaN is left out. published: {setting: number}, a diamond
    in the row of that setting. target: a dashed line, what all modes would be. legend: False for all panels of a
    figure but the first. Returns the Figure.
    Raises ValueError where there is nothing to draw, or a published setting has no row.
    """
    if not isinstance(values, dict) or not values:
        arguments.refuse("values", values, 'a dictionary such as {"plain": [12, 14, 11]}')
    checked_texts(title=title, xlabel=xlabel, **{"a setting in values": values})
    values = {label: drawable(f"values[{label!r}]", seeds, ("n_seeds",), finite=False)
              for label, seeds in values.items()}
    published = {label: arguments.number(f"published[{label!r}]", value, low=-LARGEST, high=LARGEST)
                 for label, value in arguments.instance("published", published or {}, dict).items()}
    target = None if target is None else arguments.number("target", target, low=-LARGEST, high=LARGEST)
    legend = arguments.flag("legend", legend)
    if not set(published) <= set(values):
        raise ValueError(f"published names {sorted(set(published) - set(values), key=str)}, which have no row in "
                         "values; give numbers for the settings that are drawn.")
    ax = axes_for(ax, figsize=(6.4, 0.9 + 0.27 * len(values)))
    for row, (label, seeds) in enumerate(values.items()):
        seeds = seeds[np.isfinite(seeds)]
        if len(seeds):
            spread = np.linspace(-0.18, 0.18, len(seeds)) if len(seeds) > 1 else np.zeros(1)   # equal dots stay apart
            ax.plot(seeds, row + spread, "o", color=FAKE, alpha=0.55, markersize=4.5, markeredgewidth=0,
                    label="a seed" if row == 0 else None)
            error = seeds.std(ddof=1) / np.sqrt(len(seeds)) if len(seeds) > 1 else 0.0
            ax.errorbar(seeds.mean(), row, xerr=error, fmt="|", color="black", markersize=13, capsize=3, linewidth=1.4,
                        label="mean ± standard error" if row == 0 else None)
        if label in published:
            ax.plot(published[label], row, "D", color=ACCENT, markersize=6, markeredgecolor="black",
                    markeredgewidth=0.6, label="published, in its own setting" if label == next(iter(published))
                    else None)
    if target is not None:
        ax.axvline(target, color=THEORY, linestyle="--", linewidth=1.0)
    ax.set(title=title, xlabel=xlabel, yticks=range(len(values)), yticklabels=list(values),
           ylim=(len(values) - 0.5, -0.5))
    ax.grid(axis="y", visible=False)
    if legend:
        ax.figure.legend(loc="outside lower center", ncols=3, frameon=False)
    return ax.figure


def heat_map(values, rows, columns, title="", xlabel="", ylabel="", limits=None, ax=None):
    """A number for each pair of settings, as colour and as text.

    values: (n_rows, n_columns). rows, columns: what stands beside them. limits: (low, high) of the colours.
    Returns the Figure. Raises ValueError where the shape does not fit the labels.
    """
    rows, columns = arguments.sequence("rows", rows), arguments.sequence("columns", columns)
    checked_texts(title=title, xlabel=xlabel, ylabel=ylabel, rows=rows, columns=columns)
    values = drawable("values", values, (len(rows), len(columns)), finite=False,
                      hint="One number for each pair of labels.")
    known = values[np.isfinite(values)]
    if limits is not None:
        low, high = arguments.interval("limits", limits)
    elif len(known):
        low, high = known.min(), known.max()
    else:
        raise ValueError("values holds no finite number; give one at least.")
    ax = axes_for(ax, figsize=(4.6, 3.8))
    ax.imshow(values, cmap="viridis", vmin=low, vmax=high, aspect="auto")
    for (i, j), value in np.ndenumerate(values):
        dark = (value - low) < 0.55 * (high - low)
        ax.text(j, i, f"{value:.3g}", ha="center", va="center", color="white" if dark else "black", fontsize=9)
    ax.set(title=title, xlabel=xlabel, ylabel=ylabel, xticks=range(len(columns)), xticklabels=columns,
           yticks=range(len(rows)), yticklabels=rows)
    ax.grid(False)
    return ax.figure
