"""Every knob of the laboratory: what it is called, what it may be, and a short text that holds them all."""

import dataclasses
import re
from dataclasses import dataclass, field
from typing import NamedTuple

from gan_course.lab import distributions

OBJECTIVES = {
    "non_saturating": "Non-saturating", "minimax": "Saturating (minimax)", "least_squares": "Least squares",
    "hinge": "Hinge", "wasserstein": "Wasserstein", "relativistic": "Relativistic",
}
OPTIMIZERS = {"adam": "Adam", "sgd": "SGD", "momentum": "SGD, momentum 0.9", "rmsprop": "RMSprop"}
NOISES = {"gaussian": "Gaussian", "uniform": "Uniform"}
ACTIVATIONS = {"relu": "ReLU", "tanh": "tanh", "leaky_relu": "Leaky ReLU"}


class RemedyKnob(NamedTuple):
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


# The usual values are those of the one-budget table on the ring (notebook 09), not those for images.
REMEDIES = {
    "instance_noise": RemedyKnob("Instance noise", "sigma", 0.3, 0.0, 2.0),
    "label_smoothing": RemedyKnob("One-sided label smoothing", "alpha", 0.9, 0.5, 1.0),
    "feature_matching": RemedyKnob("Feature matching", None, None),
    "minibatch_stddev": RemedyKnob("Minibatch stddev", "group", 4, 2, 16, True, live=False),
    "minibatch_discrimination": RemedyKnob("Minibatch discrimination", "kernels", 8, 2, 32, True, live=False),
    "packing": RemedyKnob("PacGAN (packing)", "m", 2, 2, 4, True, live=False),
    "spectral_normalization": RemedyKnob("Spectral normalisation", None, None),
    "experience_replay": RemedyKnob("Experience replay", "share", 0.5, 0.1, 0.9, live=False),
    "weight_averaging": RemedyKnob("Weight averaging", "beta", 0.999, 0.0, 0.9999),
    "optimistic": RemedyKnob("Optimistic updates", None, None),
    "consensus": RemedyKnob("Consensus", "gamma", 0.1, 0.0, 10.0),
    "weight_clipping": RemedyKnob("Weight clipping (WGAN)", "clip", 0.1, 0.001, 1.0),
    "wgan_gp": RemedyKnob("WGAN gradient penalty", "lambda_", 0.1, 0.0, 10.0),
    "dragan": RemedyKnob("DRAGAN", "lambda_", 0.1, 0.0, 10.0),
    "r1": RemedyKnob("R1 penalty", "gamma", 0.1, 0.0, 10.0),
    "r2": RemedyKnob("R2 penalty", "gamma", 0.1, 0.0, 10.0),
    "unrolled": RemedyKnob("Unrolled GAN", "steps", 5, 1, 10, True, live=False),
    "veegan": RemedyKnob("VEEGAN", "weight", 1.0, 0.0, 10.0),
    "diff_augment": RemedyKnob("DiffAugment", "brightness", 0.25, 0.0, 1.0, where="digits"),
}


class Knob(NamedTuple):
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


KNOBS = {
    "data": Knob("Data", "Data and noise", "choice", "reset", distributions.NAMES | {"digits": "Digits"}),
    "noise": Knob("Noise", "Data and noise", "choice", "reset", NOISES),
    "latent_dim": Knob("Noise dimensions", "Data and noise", "whole", "reset", low=1, high=128),
    "seed": Knob("Seed", "Data and noise", "whole", "reset", low=0, high=2**32 - 1,
                 help="The same seed gives the same run."),
    "objective": Knob("Objective", "Game", "choice", "recompile", OBJECTIVES),
    "batch_size": Knob("Batch size", "Game", "whole", "recompile", low=8, high=1024),
    "beta_1": Knob("Adam's β₁", "Game", "number", "recompile", low=0.0, high=0.99),
    "discriminator_widths": Knob("Layers", "Discriminator", "widths", "reset", low=1, high=512,
                                 help="Widths of the hidden layers, such as 128, 128."),
    "discriminator_optimizer": Knob("Optimiser", "Discriminator", "choice", "recompile", OPTIMIZERS),
    "discriminator_rate": Knob("Learning rate", "Discriminator", "rate", "live", low=1e-6, high=10.0),
    "n_critic": Knob("Updates a step", "Discriminator", "whole", "recompile", low=1, high=10),
    "generator_widths": Knob("Layers", "Generator", "widths", "reset", low=1, high=512,
                             help="Widths of the hidden layers, such as 128, 128."),
    "generator_optimizer": Knob("Optimiser", "Generator", "choice", "recompile", OPTIMIZERS),
    "generator_rate": Knob("Learning rate", "Generator", "rate", "live", low=1e-6, high=10.0),
    "n_generator": Knob("Updates a step", "Generator", "whole", "recompile", low=1, high=10),
    "activation": Knob("Activation", "Game", "choice", "reset", ACTIVATIONS),
}


@dataclass(frozen=True)
class Settings:
    """One configuration. Every field but `remedies` and `drawn` is a knob of `KNOBS`.

    remedies: name -> its number, or None for one without a number. drawn: points ((x, y), …) for data="drawn".
    Raises ValueError, naming what was given and what is allowed.
    """

    data: str = "ring"
    noise: str = "gaussian"
    latent_dim: int = 2
    seed: int = 0
    objective: str = "non_saturating"
    batch_size: int = 128
    beta_1: float = 0.5
    activation: str = "relu"
    generator_widths: tuple = (128, 128)
    discriminator_widths: tuple = (128, 128)
    generator_optimizer: str = "adam"
    discriminator_optimizer: str = "adam"
    generator_rate: float = 1e-3
    discriminator_rate: float = 1e-3
    n_critic: int = 1
    n_generator: int = 1
    remedies: dict = field(default_factory=dict)
    drawn: tuple = ()

    def __post_init__(self):
        for name in KNOBS:
            object.__setattr__(self, name, checked(name, getattr(self, name)))
        remedies = {name: checked_remedy(name, number) for name, number in dict(self.remedies).items()}
        object.__setattr__(self, "remedies", remedies)
        for name in remedies:
            if REMEDIES[name].where not in ("both", "digits" if self.digits else "points"):
                raise ValueError(f"{name} acts on {REMEDIES[name].where} only, and the data are {self.data}.")
        for name in ("generator_widths", "discriminator_widths"):
            if self.digits and len(getattr(self, name)) != 2:
                raise ValueError(f"{name} is {getattr(self, name)}; for digits give two numbers of channels.")
        if self.data == "drawn":
            points = distributions.checked_drawing(self.drawn)
            object.__setattr__(self, "drawn", tuple(map(tuple, points.round(3).tolist())))
        else:
            object.__setattr__(self, "drawn", ())

    @property
    def digits(self):
        """Whether the players draw digits instead of points."""
        return self.data == "digits"

    def replaced(self, **changes):
        """Return these settings with some changed; checked anew.

        From points to digits, or back, the networks, the noise and the rates become the usual ones of the new kind.
        """
        data = changes.get("data", self.data)
        if (data == "digits") != self.digits:
            remedies = {name: number for name, number in self.remedies.items() if REMEDIES[name].where == "both"}
            changes = {**(DIGITS if data == "digits" else POINTS), "remedies": remedies, **changes}
        return dataclasses.replace(self, **changes)

    def to_text(self):
        """Return the short text: only what differs from the usual, such as "data=grid r1=0.1 seed=3"."""
        parts = []
        usual = USUAL_DIGITS if self.digits else USUAL
        for name in KNOBS:
            value = getattr(self, name)
            if value != getattr(usual, name) or (name == "data" and self.digits):
                parts.append(f"{name}={'-'.join(map(str, value)) if isinstance(value, tuple) else _number(value)}")
        parts += [name if number is None else f"{name}={_number(number)}" for name, number in self.remedies.items()]
        if self.drawn:
            parts.append("drawn=" + ";".join(f"{x:g},{y:g}" for x, y in self.drawn))
        return " ".join(parts)

    def to_dict(self):
        """Return the settings as plain data, for JSON."""
        return {**dataclasses.asdict(self), "generator_widths": list(self.generator_widths),
                "discriminator_widths": list(self.discriminator_widths), "drawn": [list(point) for point in self.drawn]}


def from_text(text):
    """Read a short text; the order of its parts is free. Raises ValueError naming the part that cannot be read."""
    found, remedies = {}, {}
    for part in str(text).split():
        name, _, value = part.partition("=")
        if name in REMEDIES:
            remedies[name] = value or REMEDIES[name].value
        elif name == "drawn":
            try:
                found[name] = [tuple(map(float, point.split(","))) for point in value.split(";")]
            except ValueError:
                raise ValueError("drawn holds something that is no point; write x,y;x,y;…") from None
        elif name in KNOBS:
            found[name] = value
        else:
            raise ValueError(f"{part!r} is unknown; a part is name=value with one of {', '.join([*KNOBS, *REMEDIES])}.")
    if found.get("data") == "digits":
        found = {**DIGITS, **found}
    return Settings(**found, remedies=remedies)


def checked(name, value):
    """Return a knob's value in its own type; raise ValueError for what it cannot be."""
    knob = KNOBS[name]
    if knob.kind == "choice":
        if isinstance(value, str) and value in knob.choices:
            return value
        raise ValueError(f"{name} is {value!r}; choose one of {', '.join(knob.choices)}.")
    if knob.kind == "widths":
        return _widths(name, value, knob)
    return _in_range(name, value, knob.low, knob.high, knob.kind == "whole")


def checked_remedy(name, number):
    """Return a remedy's number; None where it has none. Raises ValueError for an unknown remedy, or a bad number."""
    if name not in REMEDIES:
        raise ValueError(f"There is no remedy {name!r}; choose from {', '.join(REMEDIES)}.")
    knob = REMEDIES[name]
    if knob.number is None:
        return None
    return _in_range(name, knob.value if number is None else number, knob.low, knob.high, knob.whole)


def schema():
    """Return the knobs and remedies as plain data, from which the page builds its controls."""
    return {"knobs": {name: knob._asdict() for name, knob in KNOBS.items()},
            "remedies": {name: knob._asdict() for name, knob in REMEDIES.items()}}


def _in_range(name, value, low, high, whole):
    try:
        number = float(value)
    except (TypeError, ValueError):
        number = float("nan")
    if isinstance(value, bool) or not low <= number <= high or (whole and number != int(number)):
        kind = "a whole number" if whole else "a number"
        raise ValueError(f"{name} is {value!r}; give {kind} from {low:g} to {high:g}.")
    return int(number) if whole else number


def _widths(name, value, knob):
    if isinstance(value, str):
        parts = re.split(r"[\s,;×x-]+", value.strip())
    else:
        parts = list(value) if isinstance(value, (tuple, list)) else [value]
    widths = tuple(_in_range(name, width, knob.low, knob.high, True) for width in parts if width != "")
    if len(widths) > 4:
        raise ValueError(f"{name} is {value!r}; give at most 4 layers.")
    return widths


def _number(value):
    return value if isinstance(value, str) else repr(value)  # repr reads back to the same float, to the last bit


# What the two kinds of players have of their own: the small DCGAN of notebook 04, and dense networks.
DIGITS = {"latent_dim": 32, "generator_widths": (32, 16), "discriminator_widths": (16, 32), "batch_size": 64,
          "generator_rate": 2e-3, "discriminator_rate": 2e-3, "noise": "gaussian"}
POINTS = {"latent_dim": 2, "generator_widths": (128, 128), "discriminator_widths": (128, 128), "batch_size": 128,
          "generator_rate": 1e-3, "discriminator_rate": 1e-3}
USUAL = Settings()
USUAL_DIGITS = USUAL.replaced(data="digits")
