"""Remedies against mode collapse, for `GAN.compile(remedies=[…])`.

Each is an object that says where in the training step it acts; `get` finds one by its name.
"""

import difflib

from gan_course import objectives
from gan_course.remedies.architecture import MinibatchDiscrimination, MinibatchStddev, Packing, SpectralNormalization
from gan_course.remedies.base import Remedy
from gan_course.remedies.inputs import DiffAugment, ExperienceReplay, InstanceNoise
from gan_course.remedies.losses import DRAGAN, R1, R2, WGANGP, FeatureMatching, LabelSmoothing
from gan_course.remedies.updates import Consensus, Optimistic, Unrolled, WeightAveraging, WeightClipping
from gan_course.remedies.veegan import VEEGAN

__all__ = ["DRAGAN", "R1", "R2", "VEEGAN", "WGANGP", "Consensus", "DiffAugment", "ExperienceReplay",
           "FeatureMatching", "InstanceNoise", "LabelSmoothing", "MinibatchDiscrimination", "MinibatchStddev",
           "Optimistic", "Packing", "Remedy", "SpectralNormalization", "Unrolled", "WeightAveraging",
           "WeightClipping", "get", "is_known", "names", "serialized", "together"]

_ALL = {kind.name: kind for kind in (
    InstanceNoise, ExperienceReplay, DiffAugment, LabelSmoothing, FeatureMatching, WGANGP, DRAGAN, R1, R2, Packing,
    MinibatchStddev, MinibatchDiscrimination, SpectralNormalization, WeightClipping, WeightAveraging, Optimistic,
    Consensus, Unrolled, VEEGAN)}
# What papers and other libraries call them; used only to say which name is meant.
_ELSEWHERE = {"pacgan": "packing", "pac": "packing", "gradient_penalty": "wgan_gp", "wgangp": "wgan_gp",
              "gp": "wgan_gp", "ema": "weight_averaging", "clipping": "weight_clipping", "wgan": "weight_clipping",
              "spectral_norm": "spectral_normalization", "sn": "spectral_normalization", "replay": "experience_replay",
              "unrolling": "unrolled", "smoothing": "label_smoothing", "noise": "instance_noise",
              "minibatch_std": "minibatch_stddev", "oadam": "optimistic"}


def names():
    """The names of all remedies, as a tuple."""
    return tuple(_ALL)


def get(remedy):
    """The Remedy of that name with its usual settings; a Remedy is returned as it is.

    Also takes {"name": …, "config": {…}}, as `serialized` makes it. Raises ValueError for an unknown name, with the
    nearest known one.
    """
    if isinstance(remedy, Remedy):
        return remedy
    if isinstance(remedy, dict) and remedy.get("name") in _ALL:
        return _ALL[remedy["name"]](**remedy.get("config", {}))
    if isinstance(remedy, str) and remedy in _ALL:
        return _ALL[remedy]()
    known = ", ".join(names())
    if not isinstance(remedy, str):
        raise ValueError(f"remedy is {remedy!r}; give a Remedy object, such as R1(gamma=1.0), or one of: {known}.")
    if remedy in objectives.names():
        raise ValueError(f"{remedy!r} is an objective, not a remedy: compile(objective={remedy!r}).")
    plain = remedy.strip().lower().replace("-", "_").replace(" ", "_")
    near = difflib.get_close_matches(plain, _ALL, n=1, cutoff=0.5)
    meant = _ELSEWHERE.get(plain, near[0] if near else None)
    hint = f" Did you mean {meant!r}?" if meant else ""
    raise ValueError(f"There is no remedy {remedy!r}.{hint} Known: {known}.")


def is_known(remedy):
    """Tell whether `get` can rebuild this remedy from its name and settings: one of this package, not of your own."""
    return type(remedy) is _ALL.get(remedy.name)


def serialized(remedy):
    """What `get` rebuilds the remedy from, as plain data."""
    return {"name": remedy.name, "config": remedy.get_config()}


def together(remedies):
    """Look each remedy up, check that they get along, and return them in the order in which they act."""
    if isinstance(remedies, (str, dict, Remedy)) or not hasattr(remedies, "__iter__"):
        raise ValueError(f"remedies is {remedies!r}; give a list, such as ['r1', Packing(2)], or [] for none.")
    remedies = tuple(sorted(map(get, remedies), key=lambda remedy: (remedy.order, str(remedy.name))))
    for i, remedy in enumerate(remedies):
        for other in remedies[:i]:
            if other.name == remedy.name:
                raise ValueError(f"The remedy {remedy.name!r} was given twice; give it once.")
            for job in set(other.takes_over) & set(remedy.takes_over):
                raise ValueError(f"The remedies {other.name!r} and {remedy.name!r} cannot be combined: both replace "
                                 f"{job}. Keep one of them.")
            if {"the step", "the generator's loss"} <= {*other.takes_over, *remedy.takes_over}:
                raise ValueError(f"The remedies {other.name!r} and {remedy.name!r} cannot be combined: one replaces "
                                 "the step and the other a part of it. Keep one of them.")
    return remedies
