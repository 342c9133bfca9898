"""Lines over one axis: any curves, and the losses of a run."""

import numpy as np

from gan_course.plots.style import DISCRIMINATOR, GENERATOR, axes_for


def curves(x, lines, title="", xlabel="", ylabel="", ax=None):
    """Several curves over one axis.

    x: (n,). lines: {label: y} with y (n,), or {label: (y, keywords for ax.plot)}. Returns the Figure.
    """
    ax = axes_for(ax)
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


def loss_curves(history, equilibrium=None, smooth=1, title="Losses", xlabel="step", ax=None):
    """Losses of both players, step by step.

    history: {"d_loss": values, "g_loss": values}, as in `GAN.step_history`; other names are drawn too.
    equilibrium: {name: value} drawn dashed, such as {"d_loss": log 4}. smooth: steps in a running mean.
    Returns the Figure.
    """
    ax = axes_for(ax)
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
