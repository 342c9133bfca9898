"""The Dirac-GAN as a picture to click on: a click starts an orbit, a switch changes the rule."""

import numpy as np
import traitlets

from gan_course import dynamics
from gan_course.arguments import array, choice, number, refuse
from gan_course.lab import pictures
from gan_course.lab.page_widget import PageWidget, module

LIMIT = 2.0                # of both axes
FIELD = 15                 # arrows each way
MOST_ORBITS = 8
MOST_PLACE = 1e6        # of a start
STEPS = 500

GAMES = {
    "minimax": ("Minimax (saturating)", dynamics.dirac_minimax),
    "non_saturating": ("Non-saturating", dynamics.dirac_non_saturating),
    "wgan": ("WGAN, clipped at 1", dynamics.dirac_wgan),
    "wgan_gp": ("WGAN with gradient penalty", dynamics.dirac_wgan_gp),
    "instance_noise": ("Instance noise, σ = 0.7", dynamics.dirac_instance_noise),
    "r1": ("R1, γ = 0.3", lambda: dynamics.dirac_r1(0.3)),
    "r1_critical": ("R1, γ = 1", dynamics.dirac_r1),
    "consensus": ("Consensus, γ = 1", dynamics.dirac_consensus),
    "bilinear": ("Bilinear game", dynamics.bilinear),
}
RULES = {
    "simultaneous": ("Both at once", dynamics.simultaneous),
    "alternating": ("D first, then G", dynamics.alternating),
    "extragradient": ("Extragradient", dynamics.extragradient),
    "optimistic": ("Optimistic", dynamics.optimistic),
    "negative_momentum": ("Momentum −0.5", dynamics.heavy_ball(-0.5)),
}


class DiracPortrait(PageWidget):
    """The phase portrait of a game of two numbers. Put it last in a cell: `DiracPortrait()`.

    game, rule: names from `GAMES` and `RULES`. rate: the step, above 0 and at most 1. starts: points (theta, psi) whose
    orbits are drawn from the beginning. All four can be set from Python too. Raises ValueError for what is unknown.
    """

    _esm = module("dirac.js")
    alt = ("The Dirac-GAN's phase portrait: the generator's one point against the discriminator's one slope, with "
           "orbits. Run this cell to start your own.")
    from_page = ("game", "rule", "rate", "starts")
    game = traitlets.Unicode("minimax").tag(sync=True)
    rule = traitlets.Unicode("simultaneous").tag(sync=True)
    rate = traitlets.Float(0.2).tag(sync=True)
    starts = traitlets.List([[1.0, -1.0]]).tag(sync=True)
    choices = traitlets.Dict().tag(sync=True)
    picture = traitlets.Dict().tag(sync=True)     # what the page draws: field, orbits, distances

    def __init__(self, game="minimax", rule="simultaneous", rate=0.2, starts=((1.0, -1.0),)):
        super().__init__(game=choice("game", game, GAMES), rule=choice("rule", rule, RULES),
                         rate=number("rate", rate, above=0, high=1), starts=_points(starts),
                         choices={"games": {name: label for name, (label, _) in GAMES.items()},
                                  "rules": {name: label for name, (label, _) in RULES.items()},
                                  "limit": LIMIT, "steps": STEPS})
        self._draw()
        self.observe(self._draw, names=["game", "rule", "rate", "starts"])

    @traitlets.validate("game", "rule")
    def _known(self, proposal):
        return choice(proposal.trait.name, proposal.value, GAMES if proposal.trait.name == "game" else RULES)

    @traitlets.validate("rate")
    def _usable(self, proposal):
        return number("rate", proposal.value, above=0, high=1)

    @traitlets.validate("starts")
    def _inside(self, proposal):
        return _points(proposal.value)

    def _draw(self, _change=None):
        game, rule = GAMES[self.game][1](), RULES[self.rule][1]
        self.picture = portrait(game, rule, self.rate, self.starts)

    def still(self):
        """The orbits and the field, as they are now."""
        return still(self.picture)


def _points(starts):
    """Check points and return the last of them as lists; the oldest orbits make room."""
    if not isinstance(starts, (list, tuple)) and not hasattr(starts, "shape"):
        refuse("starts", starts, "pairs of numbers, [(theta, psi), …]")
    if len(starts) == 0:
        return []
    return array("starts", starts[-MOST_ORBITS:], ("n", 2), low=-MOST_PLACE, high=MOST_PLACE).tolist()


def portrait(game, rule, rate, starts, steps=STEPS):
    """Return what is drawn, as plain lists.

    field: [theta, psi, theta velocity, psi velocity] at 15 x 15 places. orbits: one list of points a start, cut where
    it leaves ten times the picture. distances: each orbit's distance from (0, 0), step by step. modulus: of the step's
    largest eigenvalue at (0, 0), by which the distance shrinks at each step in the long run; None where it has none.
    """
    side = np.linspace(-LIMIT, LIMIT, FIELD)
    places = np.stack(np.meshgrid(side, side), axis=-1).reshape(-1, 2)
    orbits = []
    for start in starts:
        with np.errstate(over="ignore", invalid="ignore"):      # an orbit that flies away is cut below
            points = dynamics.trajectory(game, rule, start, rate, steps)
        inside = np.isfinite(points).all(axis=1) & (np.abs(points).max(axis=1) < 10 * LIMIT)
        orbits.append(points[:len(points) if inside.all() else int(np.argmin(inside))])
    modulus = None if game.eigenvalues is None else float(abs(dynamics.step_eigenvalues(game, rule, rate)[0]))
    return {"field": np.concatenate([places, game.field(places)], axis=1).round(4).tolist(),
            "orbits": [points.round(5).tolist() for points in orbits],
            "distances": [np.linalg.norm(points, axis=1).round(6).tolist() for points in orbits], "modulus": modulus}


def still(picture, size=pictures.SIZE):
    """Return a portrait as the bytes of a PNG."""
    return pictures.lines_png([(orbit, (0, 114, 178)) for orbit in picture["orbits"]]
                              + [([(a, b), (a + 0.06 * da, b + 0.06 * db)], (150, 150, 150))
                                 for a, b, da, db in picture["field"]], (-LIMIT, LIMIT), size)
