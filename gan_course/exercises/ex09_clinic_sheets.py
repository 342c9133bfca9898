"""The clinic's paper: a sheet of curves for some patients, the same in words, and a table of movements."""

import matplotlib.pyplot as plt
import numpy as np

from gan_course import plots
from gan_course.exercises.ex09_clinic_runs import EARLY

LAST = 10                   # looks that count as the end: 300 steps
HIGHEST_LOSS = 12.0         # where the axis of a loss is cut
_SMOOTH = 20                # steps in the running mean of the losses
_FRESH = "#56B4E9"
_DRAWN = 200                # points; more would only make the picture larger


def show_patients(runs, names):
    """Display `clinic_sheet` with `clinic_text` as its alternative text."""
    plots.show(clinic_sheet(runs, names), alt=clinic_text(runs, names))


def clinic_sheet(runs, names):
    """One row of four panels for each patient: losses, D(x), counts, samples. Returns the Figure.

    runs: as `run_clinic` gives them. names: some of their keys, from top to bottom.
    """
    fig, axes = plt.subplots(len(names), 4, figsize=(9.6, 1.9 * len(names) + 1.0), squeeze=False)
    titles = ("Losses, as logged", "D(x), mean", "Samples: shares", "Last samples")
    for row, name in zip(axes, names, strict=True):
        for ax, draw in zip(row, (_draw_losses, _draw_opinions, _draw_counts, _draw_samples), strict=True):
            draw(runs[name], ax)
            legend = ax.get_legend()
            if legend is not None:
                legend.remove()
            ax.set(title="", xlabel="", ylabel="")
            ax.tick_params(labelsize=8)
        row[0].set_ylabel(_called(name), fontweight="bold", fontsize=11)
    for ax, title in zip(axes[0], titles, strict=True):
        handles, labels = ax.get_legend_handles_labels()
        ax.legend(handles, labels, title=title, title_fontproperties={"weight": "bold", "size": 10}, fontsize=8,
                  loc="lower center", bbox_to_anchor=(0.5, 1.08), borderaxespad=0, handlelength=1.8)
    for ax, label in zip(axes[-1], ("step", "step", "step", "$x_1$"), strict=True):
        ax.set_xlabel(label)
    return fig


def clinic_text(runs, names):
    """The sheet in words: a sentence for each patient, with the numbers of the last 300 steps."""
    sentences = ["For each patient, curves of the losses, of D(x), of modes and quality, and the last samples."]
    for name in names:
        chart = runs[name]
        end = {key: float(np.mean(getattr(chart, key)[-LAST:])) for key in
               ("real_seen", "real_fresh", "fake_in_d", "fake_in_g", "modes", "quality", "quality_in_training")}
        sentences.append(
            "{}: at the end D's loss is {}, G's {}; D(x) is {real_seen:.2f} on real points it trains on, "
            "{real_fresh:.2f} on fresh ones, {fake_in_d:.2f} on fakes in its own step and {fake_in_g:.2f} in G's; "
            "{modes:.1f} modes of 8, high quality {quality:.0%}, in training {quality_in_training:.0%}; the real "
            "points reach out to {:.1f}, the samples to {:.1f}.".format(
                _called(name).capitalize(), _number(_last_loss(chart.d_loss)), _number(_last_loss(chart.g_loss)),
                np.abs(chart.real).max(), np.abs(chart.fake).max(), **end))
    return " ".join(sentences)


def clinic_table(runs):
    """What single steps do, and what the run as a whole has seen: a table as text, a line for each patient."""
    lines = [f"         |   steps 1 to {EARLY}: mean of                                  |  whole run",
             "         |   moved by one step, in ‰    |  G's step     |  spread    |  real points   D(x), lowest",
             "patient  |  D by D    D by G    G by G  |  lifts logit  |  of fakes  |  seen          to highest",
             "-" * 101]
    for name, chart in runs.items():
        early = chart.looks <= EARLY
        moved = [1000 * values[early].mean() for values in (chart.d_moved, chart.d_moved_by_g, chart.g_moved)]
        lift, spread = chart.lift[early].mean(), chart.spread[early].mean()
        cells = "".join(f"{_number(value):>8s}  " for value in moved)
        lifted = f"{lift:+.4f}" if abs(lift) < 100 else f"{lift:+.0e}"
        lines.append(f"{name:8s} |{cells}|  {lifted:11s}  |  {spread:8.4f}  |  {chart.n_real:6d}         "
                     f"{np.nanmin(chart.lowest):.2f} to {np.nanmax(chart.highest):.2f}")
    return "\n".join(lines)


def _called(name):
    return name if name == "healthy" else f"patient {name}"


def _number(value):
    if value == 0:
        return "0"
    return f"{value:.2f}" if 0.005 <= abs(value) < 1000 else f"{value:.0e}"


def _last_loss(loss):
    logged = loss[np.isfinite(loss)]
    return float(logged[-300:].mean()) if len(logged) else np.nan


def _draw_losses(chart, ax):
    plots.loss_curves({"d_loss": chart.d_loss, "g_loss": chart.g_loss}, smooth=_SMOOTH, ax=ax)
    for value, style in ((2 * np.log(2), "--"), (np.log(2), ":")):
        ax.axhline(value, color=plots.THEORY, linestyle=style, linewidth=1)
    drawn = np.concatenate([line.get_ydata() for line in ax.lines])
    largest, logged = np.nanmax(drawn), np.nanmax([chart.d_loss, chart.g_loss])
    ax.set_ylim(0, 2.5 if largest < 2.5 else HIGHEST_LOSS)
    if largest > HIGHEST_LOSS:
        ax.text(0.5, 0.9, f"up to {logged:.0e}", transform=ax.transAxes, ha="center", fontsize=9,
                bbox={"facecolor": "white", "edgecolor": plots.THEORY, "linewidth": 0.8})


def _draw_opinions(chart, ax):
    plots.curves(chart.looks, {
        "real, trained on": (chart.real_seen, {"color": plots.REAL}),
        "real, fresh": (chart.real_fresh, {"color": _FRESH, "linestyle": "--"}),
        "fake, in D's step": (chart.fake_in_d, {"color": plots.FAKE}),
        "fake, in G's step": (chart.fake_in_g, {"color": "black", "linestyle": ":"}),
    }, ax=ax)
    ax.axhline(0.5, color=plots.THEORY, linewidth=0.8, linestyle="--", zorder=0)
    ax.set(ylim=(-0.05, 1.05), yticks=(0, 0.5, 1))


def _draw_counts(chart, ax):
    plots.curves(chart.looks, {
        "modes, of 8": (chart.modes / 8, {"color": plots.DISCRIMINATOR, "drawstyle": "steps-post"}),
        "high quality": (chart.quality, {"color": plots.ACCENT}),
        "the same, in training": (chart.quality_in_training, {"color": "black", "linestyle": ":"}),
    }, ax=ax)
    ax.set(ylim=(-0.05, 1.05), yticks=(0, 0.5, 1))


def _draw_samples(chart, ax):
    limit = 1.1 * max(1.0, np.abs(chart.real).max())
    plots.scatter_real_fake(chart.real[:_DRAWN], chart.fake[:_DRAWN], limits=(-limit, limit), ax=ax)
