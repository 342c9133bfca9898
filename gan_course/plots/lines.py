"""Lines over one axis: any curves, and the losses of a run."""

import numpy as np

from gan_course import arguments
from gan_course.plots.style import DISCRIMINATOR, GENERATOR, LARGEST, axes_for, checked_texts, drawable, labelled


def curves(x, lines, title="", xlabel="", ylabel="", ax=None):
    """Several curves over one axis.

    x: (n,). lines: {label: y} with y (n,), or {label: (y, keywords for ax.plot)}; NaN is a gap. Returns the Figure.
    """
    checked_texts(title=title, xlabel=xlabel, ylabel=ylabel)
    x = drawable("x", x, ("n",), dtype=None, finite=False)
    drawn = [(label, drawable(f"the curve {label!r}", y, x.shape, dtype=None, finite=False), style)
             for label, y, style in labelled("lines", lines)]
    ax = axes_for(ax)
    for label, y, style in drawn:
        ax.plot(x, y, **{"label": label, **style})
    ax.set(title=title, xlabel=xlabel, ylabel=ylabel)
    if drawn:
        ax.legend()
    return ax.figure


def loss_curves(history, equilibrium=None, smooth=1, title="Losses", xlabel=None, ax=None):
    """Losses of both players, step by step.

    history: {"d_loss": values, "g_loss": values}, as in `GAN.step_history`; other names are drawn too. What `fit`
    returns is taken as well: it has one value for each epoch, not for each step, and the axis says so.
    equilibrium: {name: value} drawn dashed, such as {"d_loss": log 4}. smooth: values in a running mean.
    Returns the Figure. Raises ValueError for a history that has no steps yet.
    """
    by_epoch = isinstance(getattr(history, "history", None), dict)  # a History of Keras, which is not imported here
    unit = "epoch" if by_epoch else "step"
    history = history.history if by_epoch else history
    if not isinstance(history, dict) or not history:
        arguments.refuse("history", history, 'a dictionary such as {"d_loss": [...], "g_loss": [...]}')
    if all(np.size(values) == 0 for values in history.values()):
        raise ValueError(f"history has no {unit}s yet; give one of a GAN that was trained with fit.")
    checked_texts(title=title, xlabel=xlabel, **{"a name in history": history})
    history = {name: drawable(f"history[{name!r}]", values, ("steps",), finite=False)
               for name, values in history.items()}
    smooth = arguments.whole("smooth", smooth)
    equilibrium = {name: arguments.number(f"equilibrium[{name!r}]", value, low=-LARGEST, high=LARGEST)
                   for name, value in arguments.instance("equilibrium", equilibrium or {}, dict).items()}
    ax = axes_for(ax)
    colours = {"d_loss": DISCRIMINATOR, "g_loss": GENERATOR}
    labels = {"d_loss": "discriminator", "g_loss": "generator"}
    for name, values in history.items():
        width = min(smooth, len(values))
        steps = np.arange(width, len(values) + 1)
        drawn = np.convolve(values, np.ones(width) / width, mode="valid") if width > 1 else values
        line, = ax.plot(steps, drawn, color=colours.get(name), label=labels.get(name, name), linewidth=1.4)
        if name in equilibrium:
            ax.axhline(equilibrium[name], color=line.get_color(), linestyle="--", linewidth=1.0,
                       label=f"{labels.get(name, name)} at equilibrium: {equilibrium[name]:.3f}")
    ax.set(title=title, xlabel=unit if xlabel is None else xlabel,
           ylabel="loss" if smooth == 1 else f"loss, mean of {smooth} {unit}s")
    ax.legend()
    return ax.figure
