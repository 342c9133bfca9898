"""A gallery of famous failures and cures: settings, what to predict, what to look for, and what comes of it."""

from typing import NamedTuple

from gan_course.lab.settings import Settings, from_text


class Preset(NamedTuple):
    """One experiment: title, the question before Play, what to look for, settings, steps until it can be seen.

    against: short text of what a second run beside it has different, or None.
    """

    title: str
    predict: str
    look_for: str
    settings: Settings
    steps: int
    against: str | None = None


# Every sentence below was held against runs with three seeds; notebook 10 counts most of them again.
_RING = {"data": "ring", "generator_rate": 1e-3}
_DEEP = {"generator_rate": 3e-3, "discriminator_rate": 3e-3, "generator_widths": (128, 128, 128),
         "discriminator_widths": (128, 128, 128)}
_GRID = {"data": "grid", "generator_rate": 3e-3, "discriminator_rate": 3e-3}
_CURE = "objective=relativistic r1=0.1 r2=0.1 weight_averaging=0.99"

PRESETS = {
    "healthy": Preset(
        "A run that works", "Eight blobs on a ring. Will the orange points find all eight, and how soon?",
        "The points fly out as one cloud, break up, and settle on the blobs; some stay on the way between two. What is "
        "drawn is an average of G over its last hundred steps or so.",
        from_text(f"{_CURE} generator_rate=0.002 discriminator_rate=0.002"), 1000),
    "hopping": Preset(
        "Hopping", "D learns at about a thirtieth of G's rate. How many of the eight blobs does G hold at one time?",
        "The points draw together and the clump wanders from blob to blob. The losses look calm.",
        Settings(**_RING, discriminator_rate=3e-5), 1500),
    "faster_d": Preset(
        "The cure for hopping", "One change to the hopping run, seen beside it: D's rate a hundred times higher. Which "
        "run holds more of the ring?",
        "Left hops; right spreads, though its count never comes to rest. Compare the counts of modes, not the losses.",
        Settings(**_RING, discriminator_rate=3e-5), 1500, "discriminator_rate=0.003"),
    "saturating": Preset(
        "Saturating loss", "Two runs from one seed: left the non-saturating loss, right the loss of the minimax game. "
        "Which one learns more modes?",
        "On the right the arrows are short wherever D is sure: where the fakes most need a push, they get none.",
        Settings(data="ring", **_DEEP), 1000, "objective=minimax"),
    "grid": Preset(
        "Half a grid", "25 blobs, a plain GAN. How many of them will it hold?",
        "Points gather on some blobs, stay away from others, and leave again for those.",
        Settings(**_GRID), 3000),
    "grid_cured": Preset(
        "The whole grid", "The same grid with pairs, two penalties and an averaged G, seen beside. How many now?",
        "Right: a net is thrown over the grid and draws itself together on every blob.",
        Settings(**_GRID), 3000, _CURE),
    "slow_d": Preset(
        "A discriminator that hardly learns", "D's rate is a thousandth of G's. What will the points do?",
        "All points run after the place that D likes best. A new D is a cone: its favourite lies at infinity, and the "
        "points leave the picture; or it lies in the middle, and they meet there. D is too slow to object.",
        Settings(data="gaussians", generator_rate=1e-3, discriminator_rate=1e-6), 1000),
    "far_apart": Preset(
        "Two islands", "Two blobs far apart, noise of one dimension: a thread. Can a thread cover two islands?",
        "The thread must cross the water: a point or two in a hundred lie between the islands, and no training removes "
        "the last of them.",
        Settings(data="disjoint", latent_dim=1, generator_rate=1e-3, discriminator_rate=1e-3,
                 remedies={"r1": 0.1}), 1500),
    "exploding": Preset(
        "An absurd learning rate", "Plain gradient descent with rate 10. What will the losses do?",
        "Before the first new picture a loss is no longer a number. Read the message, lower the rates, press Reset.",
        Settings(data="ring", objective="least_squares", generator_optimizer="sgd", discriminator_optimizer="sgd",
                 generator_rate=10.0, discriminator_rate=10.0), 50),
    "spiral": Preset(
        "A spiral", "A shape without modes. What part of it comes last?",
        "The sheet of noise folds itself along the arm. The middle of the arm comes first, its two ends last.",
        Settings(data="spiral", generator_rate=2e-3, discriminator_rate=2e-3,
                 remedies={"r1": 0.02, "weight_averaging": 0.99}), 1500),
    "digits": Preset(
        "Digits", "A small DCGAN and real handwriting. How many steps until you can read the first digit?",
        "First strokes, then shapes, then digits; from then on watch which ones are missing.",
        Settings().replaced(data="digits"), 1500),
}


def gallery():
    """Return the presets as plain data for the page."""
    return {name: {"title": preset.title, "predict": preset.predict, "look_for": preset.look_for,
                   "steps": preset.steps, "against": preset.against} for name, preset in PRESETS.items()}
