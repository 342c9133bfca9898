"""A gallery of famous failures and cures: settings, what to predict, what to look for, and what comes of it."""

from typing import NamedTuple

from gan_course.lab.settings import Settings


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


PRESETS = {
    "healthy": Preset(
        "A run that works", "Eight blobs on a ring. Will the orange points find all eight, and how soon?",
        "The points fly out as one cloud, break up, and settle on the blobs one after the other.",
        Settings(data="ring", objective="relativistic", generator_rate=3e-3, discriminator_rate=3e-3,
                 generator_widths=(128, 128, 128), discriminator_widths=(128, 128, 128),
                 remedies={"r1": 0.1, "r2": 0.1}), 3000),
    "hopping": Preset(
        "Hopping: the published collapse", "The setting in which the unrolled GAN was proposed: D ten times slower "
        "than G. How many modes does it hold at one time?",
        "All points sit together and hop from blob to blob. The losses look calm.",
        Settings(data="ring", latent_dim=128, generator_rate=1e-3, discriminator_rate=1e-4, activation="tanh"), 4000),
    "faster_d": Preset(
        "The cure for hopping", "One change to the hopping run, seen beside it: D's rate ten times higher. Which run "
        "covers more of the ring?",
        "Left hops; right spreads. Compare the counts of modes, not the losses.",
        Settings(data="ring", latent_dim=128, generator_rate=1e-3, discriminator_rate=1e-4, activation="tanh"), 4000,
        "discriminator_rate=0.001"),
    "saturating": Preset(
        "Saturating loss", "Two runs from one seed: left the non-saturating loss, right the loss of the minimax game. "
        "Which one learns more modes?",
        "On the right the arrows are short wherever D is sure: where the fakes most need a push, they get none.",
        Settings(data="ring", generator_rate=3e-3, discriminator_rate=3e-3, generator_widths=(128, 128, 128),
                 discriminator_widths=(128, 128, 128)), 3000, "objective=minimax"),
    "grid": Preset(
        "Half a grid", "25 blobs, a plain GAN. How many of them will it hold?",
        "Points gather on some blobs and stay away from others, however long you wait.",
        Settings(data="grid", generator_rate=3e-3, discriminator_rate=3e-3, generator_widths=(128, 128, 128),
                 discriminator_widths=(128, 128, 128)), 5000),
    "grid_cured": Preset(
        "The whole grid", "The same grid with pairs and two penalties, beside the plain run. How many now?",
        "Right: a net is thrown over the grid and draws itself together on every blob.",
        Settings(data="grid", generator_rate=3e-3, discriminator_rate=3e-3, generator_widths=(128, 128, 128),
                 discriminator_widths=(128, 128, 128)), 5000, "objective=relativistic r1=0.1 r2=0.1"),
    "slow_d": Preset(
        "A discriminator that hardly learns", "D's rate is a thousandth of G's. What will the points do?",
        "All points run after the one place that D likes best, and D is too slow to object.",
        Settings(data="gaussians", generator_rate=1e-3, discriminator_rate=1e-6), 1500),
    "far_apart": Preset(
        "Two islands", "Two blobs far apart, noise of one dimension: a thread. Can a thread cover two islands?",
        "The thread must cross the water: points lie between the islands, and no training removes the last of them.",
        Settings(data="disjoint", latent_dim=1, generator_rate=1e-3, discriminator_rate=1e-3,
                 remedies={"r1": 0.1}), 3000),
    "exploding": Preset(
        "An absurd learning rate", "Plain gradient descent with rate 10. What will the losses do?",
        "Within moments a loss is no longer a number. Read the message, lower the rates, and press Reset.",
        Settings(data="ring", objective="least_squares", generator_optimizer="sgd", discriminator_optimizer="sgd",
                 generator_rate=10.0, discriminator_rate=10.0), 50),
    "spiral": Preset(
        "A spiral", "A shape without modes. What part of it comes last?",
        "The sheet of noise folds itself along the arm; the inner turns come last.",
        Settings(data="spiral", generator_rate=2e-3, discriminator_rate=2e-3, remedies={"r1": 0.02}), 4000),
    "digits": Preset(
        "Digits", "A small DCGAN and real handwriting. How many steps until you can read the first digit?",
        "First strokes, then shapes, then digits; from then on watch which ones are missing.",
        Settings().replaced(data="digits"), 1500),
}


def gallery():
    """Return the presets as plain data for the page."""
    return {name: {"title": preset.title, "predict": preset.predict, "look_for": preset.look_for,
                   "steps": preset.steps, "against": preset.against} for name, preset in PRESETS.items()}
