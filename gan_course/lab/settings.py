"""One configuration of the laboratory, checked, and the short text that holds it."""

import dataclasses
import re
from dataclasses import dataclass, field

from gan_course.arguments import choice, instance, number, refuse, shown
from gan_course.lab import distributions
from gan_course.lab.controls import CONTROLS, REMEDIES

MOST_TEXT = 100_000      # characters; the longest drawing takes about 30,000


@dataclass(frozen=True)
class Settings:
    """One configuration. Every field but `remedies` and `drawn` is a control of `CONTROLS`.

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
        for name in CONTROLS:
            object.__setattr__(self, name, checked(name, getattr(self, name)))
        given = instance("remedies", self.remedies, dict)
        numbers = {name: checked_remedy(name, value) for name, value in given.items()}
        object.__setattr__(self, "remedies", numbers)
        for name in numbers:
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
        for name in changes:
            choice("setting", name, (*CONTROLS, "remedies", "drawn"))
        data = changes.get("data", self.data)
        if (data == "digits") != self.digits:
            both = {name: value for name, value in self.remedies.items() if REMEDIES[name].where == "both"}
            changes = {**(DIGITS if data == "digits" else POINTS), "remedies": both, **changes}
        return dataclasses.replace(self, **changes)

    def to_text(self):
        """Return the short text: only what differs from the usual, such as "data=grid r1=0.1 seed=3"."""
        parts = []
        usual = USUAL_DIGITS if self.digits else USUAL
        for name in CONTROLS:
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
    """Read a short text; of a part that is given twice the last counts.

    Widths are joined by "-", and none at all ("generator_widths=") are no hidden layer, as `to_text` writes it.
    Raises ValueError naming the part that cannot be read.
    """
    if not isinstance(text, str) or len(text) > MOST_TEXT:
        refuse("text", text, f'a text of at most {MOST_TEXT:,} characters, such as "data=grid r1=0.1 seed=3"')
    found, numbers = {}, {}
    for part in text.split():
        name, _, value = part.partition("=")
        if name in REMEDIES:
            numbers[name] = value or None       # without a number its usual one
        elif name == "drawn":
            try:
                found[name] = [(_plain(x), _plain(y)) for x, y in (point.split(",") for point in value.split(";"))]
            except ValueError:
                raise ValueError("drawn holds something that is no point; write x,y;x,y;…") from None
        elif name in CONTROLS:
            found[name] = value
        else:
            raise ValueError(f"{shown(part)} is unknown; a part is name=value with one of "
                             f"{', '.join([*CONTROLS, *REMEDIES])}.")
    if found.get("data") == "digits":
        found = {**DIGITS, **found}
    return Settings(**found, remedies=numbers)


def checked(name, value):
    """Return a knob's value in its own type; raise ValueError for what it cannot be."""
    knob = CONTROLS[name]
    if knob.kind == "choice":
        return choice(name, value, knob.choices)
    if knob.kind == "widths":
        return _widths(name, value, knob)
    return _in_range(name, value, knob.low, knob.high, knob.kind == "whole")


def checked_remedy(name, number):
    """Return a remedy's number, the usual one for None; None where it takes none.

    Raises ValueError for an unknown remedy, a bad number, and a number of a remedy that takes none.
    """
    knob = REMEDIES[choice("remedy", name, tuple(REMEDIES))]
    if knob.number is None:
        if number is not None:
            refuse(name, number, f"no number, since it takes none: write {name} alone")
        return None
    return _in_range(name, knob.value if number is None else number, knob.low, knob.high, knob.whole)


def _in_range(name, value, low, high, is_whole):
    """Return a number, which may come as text; its error shows the value as it came."""
    try:
        found = number(name, _plain(value) if isinstance(value, str) else value, low, high)
    except ValueError:
        found = None
    if found is None or (is_whole and found != int(found)):
        refuse(name, value, f"{'a whole number' if is_whole else 'a number'} from {low:g} to {high:g}")
    return int(found) if is_whole else found


def _plain(text):
    """Return the number that a text says, as people write it: Python's own 1_0 is more likely a slip for 1.0."""
    if "_" in text:
        raise ValueError(text)
    return float(text)


def _widths(name, value, knob):
    if isinstance(value, str):
        parts = re.split(r"[\s,;×x-]+", value.strip())
        signed = re.search(r"(^|[\s,;×x-])-\d", value.strip())       # which would be taken for a separator
        if signed or (value.strip() and not any(parts)):
            refuse(name, value, f"a whole number from {knob.low:g} to {knob.high:g} for each layer, such as 128-128")
    else:
        parts = list(value) if isinstance(value, (tuple, list)) else [value]
    widths = tuple(_in_range(name, width, knob.low, knob.high, True) for width in parts if width != "")
    if len(widths) > 4:
        refuse(name, value, "at most 4 layers")
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
