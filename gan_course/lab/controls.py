"""Every control of the laboratory: what it is called, what it may be, and what turning it costs."""

from typing import NamedTuple

from gan_course import remedies
from gan_course.lab import distributions

OBJECTIVES = {
    "non_saturating": "Non-saturating", "minimax": "Saturating (minimax)", "least_squares": "Least squares",
    "hinge": "Hinge", "wasserstein": "Wasserstein", "relativistic": "Relativistic",
}
OPTIMIZERS = {"adam": "Adam", "sgd": "SGD", "momentum": "SGD, momentum 0.9", "rmsprop": "RMSprop"}
NOISES = {"gaussian": "Gaussian", "uniform": "Uniform"}
ACTIVATIONS = {"relu": "ReLU", "tanh": "tanh", "leaky_relu": "Leaky ReLU"}


class RemedyControl(NamedTuple):
    """A remedy's switch and, where it has one, its number: argument name, usual value, range, whether it is whole.

    where: "points", "digits" or "both". live: the number turns without a new graph.
    """

    label: str
    number: str | None
    value: float | None
    low: float = 0.0
    high: float = 0.0
    whole: bool = False
    where: str = "both"
    live: bool = True

    @classmethod
    def of(cls, kind):
        """Return the control of a class of remedies, from what it says of itself."""
        number = kind.hyperparameter
        parts = (None, None, 0.0, 0.0, False, True) if number is None else number
        return cls(kind.label, *parts[:5], {"images": "digits"}.get(kind.samples, kind.samples), parts[5])


# The usual values are those of the one-budget table on the ring (notebook 09), not those for images.
REMEDIES = {kind.name: RemedyControl.of(kind) for kind in remedies.kinds if kind.label}


class Control(NamedTuple):
    """One setting: label, group on the page, kind, and what it may be.

    kind: "choice" (choices: value -> label), "rate" (a number on a logarithmic scale, low to high), "number", "whole"
    or "widths". acts: "live" at once, "recompile" after a short new trace, "reset" with new networks.
    """

    label: str
    group: str
    kind: str
    acts: str
    choices: dict | None = None
    low: float = 0.0
    high: float = 0.0
    help: str = ""


CONTROLS = {
    "data": Control("Data", "Data and noise", "choice", "reset", distributions.NAMES | {"digits": "Digits"}),
    "noise": Control("Noise", "Data and noise", "choice", "reset", NOISES),
    "latent_dim": Control("Noise dimensions", "Data and noise", "whole", "reset", low=1, high=128),
    "seed": Control("Seed", "Data and noise", "whole", "reset", low=0, high=2**32 - 1,
                 help="The same seed gives the same run."),
    "objective": Control("Objective", "Game", "choice", "recompile", OBJECTIVES),
    "batch_size": Control("Batch size", "Game", "whole", "recompile", low=8, high=1024),
    "beta_1": Control("Adam's β₁", "Game", "number", "recompile", low=0.0, high=0.99),
    "discriminator_widths": Control("Layers", "Discriminator", "widths", "reset", low=1, high=512,
                                 help="Widths of the hidden layers, such as 128, 128."),
    "discriminator_optimizer": Control("Optimiser", "Discriminator", "choice", "recompile", OPTIMIZERS),
    "discriminator_rate": Control("Learning rate", "Discriminator", "rate", "live", low=1e-6, high=10.0),
    "n_critic": Control("Updates a step", "Discriminator", "whole", "recompile", low=1, high=10),
    "generator_widths": Control("Layers", "Generator", "widths", "reset", low=1, high=512,
                             help="Widths of the hidden layers, such as 128, 128."),
    "generator_optimizer": Control("Optimiser", "Generator", "choice", "recompile", OPTIMIZERS),
    "generator_rate": Control("Learning rate", "Generator", "rate", "live", low=1e-6, high=10.0),
    "n_generator": Control("Updates a step", "Generator", "whole", "recompile", low=1, high=10),
    "activation": Control("Activation", "Game", "choice", "reset", ACTIVATIONS),
}


def schema():
    """Return the controls and remedies as plain data, from which the page builds its controls."""
    return {"knobs": {name: knob._asdict() for name, knob in CONTROLS.items()},
            "remedies": {name: knob._asdict() for name, knob in REMEDIES.items()}}
