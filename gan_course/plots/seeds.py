"""One row for each setting, one dot for each seed: how a comparison over seeds is drawn."""

import numpy as np

from gan_course.plots.style import ACCENT, FAKE, THEORY, axes_for


def seed_dots(values, published=None, target=None, title="", xlabel="", ax=None, legend=True):
    """Every seed of every setting as a dot, with the mean and its standard error.

    values: {setting: (n_seeds,)}, drawn from the top down; NaN is left out. published: {setting: number}, a diamond
    in the row of that setting. target: a dashed line, what all modes would be. legend: False for all panels of a
    figure but the first. Returns the Figure.
    Raises ValueError where there is nothing to draw, or a published setting has no row.
    """
    if not values:
        raise ValueError('values is empty; pass a dictionary such as {"plain": [12, 14, 11]}.')
    published = published or {}
    if not set(published) <= set(values):
        raise ValueError(f"published names {sorted(set(published) - set(values))}, which have no row in values.")
    ax = axes_for(ax, figsize=(6.4, 0.9 + 0.27 * len(values)))
    for row, (label, seeds) in enumerate(values.items()):
        seeds = np.asarray(seeds, dtype=float)
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
    values = np.asarray(values, dtype=float)
    if values.shape != (len(rows), len(columns)):
        raise ValueError(f"values has shape {values.shape}; with these labels give ({len(rows)}, {len(columns)}).")
    ax = axes_for(ax, figsize=(4.6, 3.8))
    low, high = limits if limits is not None else (np.nanmin(values), np.nanmax(values))
    ax.imshow(values, cmap="viridis", vmin=low, vmax=high, aspect="auto")
    for (i, j), value in np.ndenumerate(values):
        dark = (value - low) < 0.55 * (high - low)
        ax.text(j, i, f"{value:.3g}", ha="center", va="center", color="white" if dark else "black", fontsize=9)
    ax.set(title=title, xlabel=xlabel, ylabel=ylabel, xticks=range(len(columns)), xticklabels=columns,
           yticks=range(len(rows)), yticklabels=rows)
    ax.grid(False)
    return ax.figure
