"""Copies of what a setting holds, one for each member, so that none changes what another one gets."""

import copy
import operator
import random
from collections import Counter, OrderedDict, defaultdict, deque
from dataclasses import fields, is_dataclass
from types import SimpleNamespace

import keras
import numpy as np
import tensorflow as tf

_WHOLE = (np.random.Generator, np.random.RandomState, np.random.BitGenerator, random.Random, tf.Variable,
          keras.Variable, bytearray)


def copied(thing, seen=None):
    """Return a copy of data: arrays, variables, tables, streams of random numbers, and containers with all they hold.

    Containers are lists, tuples, dicts, sets, Python's collections and dataclasses. All else is the thing itself:
    numbers, texts, functions, networks, objects of other classes. What is one thing in two places stays one.
    """
    seen = {} if seen is None else seen                 # id -> (the thing, its copy)
    if id(thing) not in seen:
        made = _copied(thing, seen)
        seen.setdefault(id(thing), (thing, made))
    return seen[id(thing)][1]


def _copied(thing, seen):
    kind = type(thing)
    if isinstance(thing, np.ndarray):
        made = thing.copy("K")
        if made.dtype == object:
            for place in np.ndindex(made.shape):
                made[place] = copied(thing[place], seen)
        return made
    if isinstance(thing, _WHOLE):
        return copy.deepcopy(thing)
    if kind.__module__.partition(".")[0] in ("pandas", "scipy") and callable(getattr(thing, "copy", None)):
        return thing.copy()
    if kind is set:
        return set(thing)                               # of what cannot be changed
    if kind in (dict, OrderedDict, Counter, defaultdict, list, deque) or (
            kind is SimpleNamespace or (is_dataclass(thing) and not isinstance(thing, (type, keras.Layer)))):
        made = copy.copy(thing)
        seen[id(thing)] = thing, made                   # before its parts, one of which may be the thing itself
        if isinstance(thing, dict):
            for key, value in thing.items():
                made[key] = copied(value, seen)
        elif isinstance(thing, (list, deque)):
            for place, value in enumerate(thing):
                made[place] = copied(value, seen)
        named = {field.name for field in fields(thing)} if is_dataclass(thing) else set()
        for name in [name for name in {**getattr(made, "__dict__", {}), **dict.fromkeys(named)} if hasattr(made, name)]:
            object.__setattr__(made, name, copied(getattr(made, name), seen))    # a frozen one is copied, too
        return made
    if isinstance(thing, tuple) and (kind is tuple or hasattr(thing, "_fields")):
        parts = [copied(part, seen) for part in thing]
        return thing if all(map(operator.is_, parts, thing)) else tuple.__new__(kind, parts)
    return thing
