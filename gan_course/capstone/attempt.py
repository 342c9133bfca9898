"""An attempt at a world: settings or a step of one's own, as plain as a recipe, so that somebody else can repeat it."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, replace

from gan_course import arguments, objectives, remedies
from gan_course.capstone import source
from gan_course.capstone.budget import STEPS


@dataclass(frozen=True)
class Attempt:
    """How a GAN is trained on a world. Networks, data, noise and the number of steps are the course's.

    objective: a name of `objectives.names()`. remedies: names of `remedies.names()`, or remedies of this package such
    as `R1(gamma=1.0)`; they are kept as plain data. g_rate, d_rate: of the two Adams. beta_1: of both. decay: whether
    both rates fall to 2 % along half a cosine. n_critic: steps of D for each of G. batch_size: real samples for each.
    step: a training step of your own, (generator, discriminator, g_optimizer, d_optimizer, real, noise), of
    TensorFlow operations; it then takes the place of objective and remedies. steps: of G, at most the budget's.
    Raises ValueError for what is not allowed, with the reason.
    """

    objective: str = "non_saturating"
    remedies: tuple = ()
    g_rate: float = 1e-3
    d_rate: float = 1e-3
    beta_1: float = 0.5
    decay: bool = True
    n_critic: int = 1
    batch_size: int = 64
    step: Callable | None = None
    steps: int = STEPS

    def __post_init__(self):
        arguments.choice("objective", self.objective, objectives.names())
        for name in ("g_rate", "d_rate"):
            arguments.number(name, getattr(self, name), above=0, high=1)
        arguments.number("beta_1", self.beta_1, low=0, below=1)
        arguments.flag("decay", self.decay)
        arguments.whole("n_critic", self.n_critic, most=5)
        arguments.whole("batch_size", self.batch_size, least=2, most=512)
        arguments.whole("steps", self.steps, most=STEPS, hint="That is the budget of generator steps.")
        object.__setattr__(self, "remedies", tuple(_plain(one) for one in _listed(self.remedies)))
        if self.step is not None:
            arguments.function("step", self.step, "of six arguments: generator, discriminator, g_optimizer, "
                                                  "d_optimizer, real, noise")
            if self.remedies or self.objective != "non_saturating" or self.n_critic != 1:
                raise ValueError("A step of your own takes the place of objective, remedies and n_critic; give the "
                                 "step alone, with rates, beta_1, decay and batch_size.")

    def changed(self, **settings):
        """Return an attempt that differs in these settings."""
        return replace(self, **settings)

    def settings(self):
        """Return the settings as plain data; the step by its source."""
        step = None if self.step is None else source.text_of(self.step)
        return {**{name: value for name, value in vars(self).items() if name != "step"},
                "remedies": [dict(one) for one in self.remedies], "step": step}

    def fingerprint(self):
        """Return ten letters that two attempts share when they are the same recipe, whatever their comments."""
        plain = self.settings()
        if plain["step"]:
            plain["step"] = source.meaning(plain["step"])
        return hashlib.sha256(json.dumps(plain, sort_keys=True).encode()).hexdigest()[:10]

    def built_remedies(self):
        """Return fresh remedies for one GAN."""
        return [remedies.get(one) for one in self.remedies]

    def __str__(self):
        parts = [self.objective, *(_written(one) for one in self.remedies)] if self.step is None else \
            [f"own step {getattr(self.step, '__name__', '')}".rstrip()]
        parts += [f"rates {self.g_rate:g} and {self.d_rate:g}", f"β₁ {self.beta_1:g}",
                  "decaying" if self.decay else "constant", f"batch {self.batch_size}"]
        return ", ".join(parts + [f"{self.n_critic} steps of D"] * (self.n_critic > 1))


def from_settings(settings):
    """Return the Attempt of plain settings, as `Attempt.settings` gives them; a step's source is run: read it first."""
    plain = dict(arguments.instance("settings", settings, dict))
    text = plain.pop("step", None)
    step = None if text is None else source.run(text)
    return Attempt(**{**plain, "remedies": tuple(plain.get("remedies", ()))}, step=step)


def _listed(given):
    if isinstance(given, (str, dict, remedies.Remedy)) or not hasattr(given, "__iter__"):
        arguments.refuse("remedies", given, "a list, such as ['r1'], or [] for none")
    return tuple(given)


def _plain(one):
    remedy = remedies.get(one)
    if not remedies.is_known(remedy):
        raise ValueError(f"{remedy!r} is a remedy of your own; the capstone takes those of the package, and code of "
                         "your own as `step`, where it can be looked at.")
    return remedies.serialized(remedy)


def _written(one):
    settings = ", ".join(f"{name} {value:g}" if isinstance(value, float) else f"{name} {value}"
                         for name, value in one["config"].items() if value is not None)
    return f"{one['name']}({settings})" if settings else one["name"]
