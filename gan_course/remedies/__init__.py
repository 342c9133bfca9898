"""Remedies against mode collapse, for `GAN.compile(remedies=[…])`.

Each is an object that says where in the training step it acts; `get` finds one by its name.
"""

import importlib
import inspect
import pkgutil

from gan_course.arguments import choice, refuse
from gan_course.remedies.base import Hyperparameter, Remedy, kinds

for _module in pkgutil.iter_modules(__path__, f"{__name__}."):
    importlib.import_module(_module.name)  # each class that is defined there lists itself in `kinds`

_ALL = {kind.name: kind for kind in kinds}
globals().update({kind.__name__: kind for kind in kinds})
__all__ = ["Hyperparameter", "Remedy", "class_of", "get", "is_known", "names", "serialized", "together",
           *(kind.__name__ for kind in kinds)]


def names():
    """The names of all remedies, as a tuple."""
    return tuple(_ALL)


def class_of(name):
    """The class of the remedy of that name; raises ValueError for an unknown name, with the nearest known one."""
    if isinstance(name, str) and name in _ALL:
        return _ALL[name]
    from gan_course import objectives  # here: it needs TensorFlow

    if name in objectives.names():
        raise ValueError(f"{name!r} is an objective, not a remedy: compile(objective={name!r}).")
    return _ALL[choice("remedy", name, names(), {other: kind.name for kind in kinds for other in kind.also_called})]


def get(remedy):
    """The Remedy of that name with its usual settings; a Remedy is returned as it is.

    Also takes {"name": …, "config": {…}}, as `serialized` makes it. Raises ValueError for an unknown name, with the
    nearest known one.
    """
    if isinstance(remedy, Remedy):
        return remedy
    if isinstance(remedy, dict):
        return _rebuilt(remedy)
    if not isinstance(remedy, str):
        refuse("remedy", remedy, f"a Remedy object, such as R1(gamma=1.0), or one of {', '.join(map(repr, names()))}")
    return class_of(remedy)()


def _rebuilt(data):
    """The remedy of {"name": …, "config": {…}}; raises ValueError for anything else in it."""
    config = data.get("config", {})
    if not isinstance(data.get("name"), str) or set(data) - {"name", "config"} or not isinstance(config, dict):
        refuse("remedy", data, "{'name': a remedy's name, 'config': {its settings}}, as remedies.serialized makes it")
    kind = class_of(data["name"])
    taken = [name for name, parameter in inspect.signature(kind).parameters.items()
             if parameter.kind is not parameter.VAR_KEYWORD]
    for setting in config:
        if setting not in taken:
            refuse(f"a setting of {kind.name!r}", setting, ", ".join(map(repr, taken)) or "none: it has no settings")
    return kind(**config)


def is_known(remedy):
    """Tell whether `get` can rebuild this remedy from its name and settings: one of this package, not of your own."""
    return type(remedy) is _ALL.get(remedy.name)


def serialized(remedy):
    """What `get` rebuilds the remedy from, as plain data."""
    return {"name": remedy.name, "config": remedy.get_config()}


def together(remedies):
    """Look each remedy up, check that they get along, and return them in the order in which they act."""
    if isinstance(remedies, (str, dict, Remedy)) or not hasattr(remedies, "__iter__"):
        refuse("remedies", remedies, "a list, such as ['r1', Packing(2)], or [] for none")
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
