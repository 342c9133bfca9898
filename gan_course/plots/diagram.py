"""The two players as a drawing: who sees what, and whose gradient goes where."""

from gan_course import arguments
from gan_course.plots.backend import new_figure
from gan_course.plots.style import ACCENT, DISCRIMINATOR, FAKE, GENERATOR, REAL, THEORY, checked_texts

TWO_PLAYERS_ALT = (
    "A diagram of a GAN. Noise z goes into the generator G, which makes fakes G(z). Fakes and real data x both go into "
    "the discriminator D, which gives each a probability D(x) of being real. Two losses are computed from these "
    "probabilities. The gradient of the discriminator's loss goes back into D only; the gradient of the generator's "
    "loss goes back through D, and changes G only. No arrow leads from the real data to the generator.")

# Centre, width and height of each box, in a drawing of 14 by 6 units.
_BOXES = {
    "noise": ((1.2, 1.6), 1.9, 0.9, THEORY, "noise $z$"),
    "generator": ((4.2, 1.6), 2.2, 1.2, GENERATOR, "generator $G$\nweights $\\theta$"),
    "fakes": ((7.0, 1.6), 1.9, 0.9, FAKE, "fakes $G(z)$"),
    "real": ((7.0, 4.6), 1.9, 0.9, REAL, "real data $x$"),
    "discriminator": ((9.9, 3.1), 2.6, 1.2, DISCRIMINATOR, "discriminator $D$\nweights $\\varphi$"),
    "d_loss": ((13.2, 4.6), 1.5, 0.9, DISCRIMINATOR, "loss $L_D$"),
    "g_loss": ((13.2, 1.6), 1.5, 0.9, GENERATOR, "loss $L_G$"),
}
# Where a mark stands: the places at which one can change a GAN.
_PLACES = {
    "noise": (1.2, 2.45), "generator": (4.2, 2.6), "fakes": (7.0, 2.4), "real": (7.0, 5.45),
    "input": (7.4, 3.1), "discriminator": (9.9, 2.15), "d_loss": (13.2, 5.45), "g_loss": (13.2, 2.4),
    "d_step": (10.4, 4.75), "g_step": (7.6, 0.4),
}
PLACES = tuple(_PLACES)


def two_players(marks=None, title=""):
    """Draw the two players: data flow in full lines, gradients dashed in the colour of the player that they change.

    marks: {place: short text}, set beside the place as a label; the places are `PLACES`: a remedy acts on one of them.
    Show it with `TWO_PLAYERS_ALT`, and a sentence on the marks. Returns the Figure. Raises ValueError for other places.
    """
    marks = {} if marks is None else arguments.instance("marks", marks, dict)
    checked_texts(title=arguments.text("title", title))
    for place, text in marks.items():
        arguments.choice("a place in marks", place, PLACES)
        checked_texts(**{f"marks[{place!r}]": arguments.text(f"marks[{place!r}]", text)})
    fig, ax = new_figure(figsize=(7.0, 3.1))
    ax.set(xlim=(0, 14.3), ylim=(-0.2, 5.9), aspect="equal", title=title)
    ax.axis("off")
    for (x, y), width, height, colour, text in _BOXES.values():
        ax.text(x, y, text, ha="center", va="center", fontsize=9, zorder=3)
        ax.add_patch(_box(x, y, width, height, colour))
    for start, end in (((2.2, 1.6), (3.05, 1.6)), ((5.35, 1.6), (6.0, 1.6)), ((8.0, 1.75), (9.0, 2.45)),
                       ((8.0, 4.45), (9.0, 3.75)), ((11.25, 3.4), (12.4, 4.3)), ((11.25, 2.8), (12.4, 1.9))):
        _arrow(ax, start, end, THEORY)
    ax.text(11.95, 3.1, "$D(x)$,\n$D(G(z))$", ha="left", va="center", fontsize=8.5)
    _arrow(ax, (12.4, 4.85), (9.9, 3.75), DISCRIMINATOR, dashed=True, bend=0.35)
    _arrow(ax, (12.7, 1.1), (4.2, 0.95), GENERATOR, dashed=True, bend=-0.16)
    ax.text(8.4, 0.76, "gradient of $L_G$, through $D$, changes $\\theta$", color=GENERATOR, fontsize=9, ha="center")
    ax.text(10.4, 5.35, "gradient of $L_D$ changes $\\varphi$", color=DISCRIMINATOR, fontsize=9, ha="center",
            va="center")
    for place, text in marks.items():
        ax.text(*_PLACES[place], text, ha="center", va="center", fontsize=8, zorder=4,
                bbox={"boxstyle": "round,pad=0.25", "facecolor": "#FFF3D6", "edgecolor": ACCENT, "linewidth": 1.0})
    return fig


def _box(x, y, width, height, colour):
    from matplotlib.patches import FancyBboxPatch  # here, so that `import gan_course.plots` stays quick

    return FancyBboxPatch((x - width / 2, y - height / 2), width, height, boxstyle="round,pad=0.05,rounding_size=0.15",
                          facecolor=colour + "22", edgecolor=colour, linewidth=1.6, zorder=2)


def _arrow(ax, start, end, colour, dashed=False, bend=0.0):
    ax.annotate("", end, start, arrowprops={
        "arrowstyle": "-|>", "color": colour, "linewidth": 1.4, "linestyle": "--" if dashed else "-",
        "connectionstyle": f"arc3,rad={bend}", "shrinkA": 0, "shrinkB": 0, "mutation_scale": 11})
