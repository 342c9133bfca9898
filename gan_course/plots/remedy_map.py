"""A drawn map: the stations of a training step, and where each remedy against collapse acts."""

from matplotlib.patches import FancyArrowPatch, FancyBboxPatch

from gan_course import arguments
from gan_course.plots.backend import new_figure
from gan_course.plots.style import ACCENT, DISCRIMINATOR, FAKE, GENERATOR, REAL, THEORY

# (station, its colour, what happens there, remedies of notebook 07, remedies of notebook 08)
STATIONS = (
    ("data", REAL, "real batch,\nfakes G(z)", ("experience replay",), ()),
    ("D's input", REAL, "what D is\nshown", ("instance noise", "augmentation", "packs"), ()),
    ("D's architecture", DISCRIMINATOR, "how D\njudges",
     ("minibatch stddev", "minibatch discr.", "spectral norm."), ()),
    ("loss", FAKE, "what each\nplayer wants", ("label smoothing", "feature matching"),
     ("Wasserstein", "relativistic", "VEEGAN", "moved samples")),
    ("gradient", ACCENT, "how steep D\nmay be", (), ("WGAN-GP, DRAGAN", "R1, R2", "consensus")),
    ("update", THEORY, "how the\nweights move", (), ("clipping", "two time scales", "optimistic", "unrolled")),
    ("averaged weights", GENERATOR, "which G is\nsampled", (), ("average of G (EMA)",)),
)
LESSONS = ("07", "08")


def remedy_map(lesson=None):
    """Draw the seven stations of a training step from left to right, and under each the remedies that act there.

    lesson: "07" or "08" prints that notebook's remedies in bold and the other's pale; None prints all alike.
    Returns the Figure. Raises ValueError for another lesson.
    """
    if lesson is not None:
        lesson = arguments.choice("lesson", lesson, LESSONS)
    fig, ax = new_figure(figsize=(9.6, 3.1))
    width, gap = 1.0, 0.16
    for number, (name, colour, what, *remedies) in enumerate(STATIONS):
        left = number * (width + gap)
        ax.add_patch(FancyBboxPatch((left, 0), width, 0.85, boxstyle="round,pad=0,rounding_size=0.08",
                                    facecolor="white", edgecolor=colour, linewidth=2))
        ax.text(left + width / 2, 0.64, f"{number + 1} {name}", ha="center", va="center", fontweight="bold",
                fontsize=8 if len(name) < 12 else 6.8, color=colour)
        ax.text(left + width / 2, 0.27, what, ha="center", va="center", fontsize=8)
        if number:
            ax.add_patch(FancyArrowPatch((left - gap, 0.43), (left, 0.43), arrowstyle="-|>", mutation_scale=9,
                                         color=THEORY, linewidth=1.2))
        below = -0.2
        for of, listed in zip(LESSONS, remedies, strict=True):
            chosen = lesson in (None, of)
            for remedy in listed:
                ax.text(left + width / 2, below, remedy, ha="center", va="center", fontsize=8.5,
                        fontweight="bold" if lesson == of else "normal", color="black" if chosen else "#8A8A8A")
                below -= 0.22
    ax.set(xlim=(-0.05, len(STATIONS) * (width + gap) - gap + 0.05), ylim=(-1.5, 0.95),
           title="A training step, and where each remedy acts")
    ax.axis("off")
    return fig


def remedy_map_text(lesson=None):
    """The same map as one sentence for those who cannot see it."""
    chosen = LESSONS if lesson is None else (arguments.choice("lesson", lesson, LESSONS),)
    parts = []
    for name, _, _, *remedies in STATIONS:
        listed = [remedy for of, found in zip(LESSONS, remedies, strict=True) if of in chosen for remedy in found]
        parts.append(f"{name}: {', '.join(listed) if listed else 'none'}")
    which = "" if lesson is None else f" of notebook {lesson}"
    return f"Seven stations of a training step from left to right, and the remedies{which} at each. {'; '.join(parts)}."
