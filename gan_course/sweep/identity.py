"""What a thing *is*, as text that is the same in the next process and different for a different thing.

Numbers, text, dates, paths, enums, tuples, lists, dicts, sets, dataclasses: by type and value. Arrays, tensors: by
dtype, shape and a hash of the content. Keras objects: by their config and weights. Functions and classes of your own:
by their bytecode, constants, defaults, attributes, and what they close over or read from their module, followed in the
same way; what a function only writes to (a list of calls, a counter) is left out, and of what it writes to and reads
only the keys and attributes count that it reads, where its code says which (`sweep.names`). Functions, classes and
modules of Python, of this course and of installed packages: by their name; which release is installed is not part of
it.
Refused, since nothing faithful can be written: iterators, generators, streams of random numbers, open files, and
objects of plain classes of your own.
"""

import copyreg
import enum
import hashlib
import json
import random
import threading
import types
from dataclasses import fields, is_dataclass

import keras
import numpy as np
import tensorflow as tf

from gan_course.pool import nameless
from gan_course.sweep.programs import Code, installed

_LOCKS = (type(threading.Lock()), type(threading.RLock()), threading.Event, threading.Condition, threading.Semaphore,
          threading.Barrier)
_STREAMS = (random.Random, np.random.Generator, np.random.RandomState, np.random.BitGenerator,
            keras.random.SeedGenerator, tf.random.Generator)
_CONTENT = dict, list, tuple, set, frozenset, str, int, float, bytes
_LONG = 1000        # characters; a longer text is kept as its hash
_HUGE = 10**4300    # a longer whole number Python does not write out


def described(thing, what):
    """Return plain data for JSON that says what the thing is; `what` names it in the message.

    Raises ValueError where nothing faithful can be said, with what to give instead.
    """
    return _Description(what).of(thing)


class _Description(Code):
    """Describes one thing and all that it reaches; a circle is closed by the number of the thing that it leads to."""

    def __init__(self, what):
        self.what = what
        self.open = {}                          # id of what is being described -> its number
        self.told = {}                          # id -> (the thing, so that it stays alive, and what was said)

    def of(self, thing, what=None):
        """The thing as plain data."""
        if thing is None or type(thing) is bool:
            return thing
        if type(thing) is int and abs(thing) >= _HUGE:
            return {"int": hashlib.sha256(hex(thing).encode()).hexdigest()}
        if type(thing) in (int, str):
            return _short(thing)
        if type(thing) is float:
            return thing if np.isfinite(thing) else {"float": str(thing)}
        if id(thing) in self.open:
            return {"again": self.open[id(thing)]}
        if id(thing) not in self.told:
            outer, self.what = self.what, what or self.what
            self.open[id(thing)] = len(self.open)
            self.told[id(thing)] = thing, _short(self._of(thing))
            del self.open[id(thing)]
            self.what = outer
        return self.told[id(thing)][1]

    def _of(self, thing):
        if type(thing) in _EXACT:
            return _EXACT[type(thing)](self, thing)
        for kinds, how in _KINDS:
            if isinstance(thing, kinds):
                return how(self, thing)
        if isinstance(thing, _STREAMS) or hasattr(thing, "__next__") or type(thing) is object:
            self._refuse(thing)
        if is_dataclass(thing):
            names = [field.name for field in fields(thing) if hasattr(thing, field.name)]
            content = [self.of(kind(thing)) for kind in _CONTENT if isinstance(thing, kind)]
            return {"dataclass": self.of(type(thing)),
                    "fields": [[name, self.of(getattr(thing, name))] for name in names],
                    **({"content": content} if content else {}), **self.of_besides(thing, names)}
        if isinstance(thing, tuple) and hasattr(thing, "_fields"):
            return {"named tuple": self.of(type(thing)), "parts": [self.of(part) for part in thing],
                    **self.of_besides(thing)}
        if hasattr(thing, "python_function"):                      # a tf.function
            return {"graph of": self.of(thing.python_function)}
        if callable(thing) and hasattr(thing, "__wrapped__"):      # functools.lru_cache
            told = {"wrapped": self.of(thing.__wrapped__)}
            if not installed(type(thing).__module__):              # a class of your own that wraps
                return {**told, "class": self.of(type(thing)), **self.of_besides(thing)}
            cached = hasattr(thing, "cache_info")
            return {**told, **(self.of_besides(thing, {"cache_parameters"}, True) if cached else {})}
        if callable(getattr(thing, "get_config", None)):
            counted = isinstance(thing, keras.optimizers.Optimizer)    # whose names count up with each one made
            config = {name: value for name, value in thing.get_config().items() if not counted or name != "name"}
            return {"class": self.of(type(thing)), "config": self.of(config)}
        if not installed(type(thing).__module__):
            self._refuse(thing)
        return self._reduced(thing)

    def _plain(self, thing):
        return {type(thing).__name__: [self.of(part) for part in thing]}

    def _list(self, thing):
        return [self.of(part) for part in thing]

    def _set(self, thing):
        return {type(thing).__name__: sorted(json.dumps(self.of(part), sort_keys=True) for part in thing)}

    def _dict(self, thing):
        return {"dict": [[self.of(key), self.of(value)] for key, value in thing.items()]}

    def _bytes(self, thing):
        return {type(thing).__name__: bytes(thing).hex()}

    def _complex(self, thing):
        return {"complex": [thing.real.hex(), thing.imag.hex()]}

    def _enum(self, thing):
        return {"enum": f"{type(thing).__module__}.{type(thing).__qualname__}.{thing.name}",
                "value": self.of(thing.value), **self.of_besides(thing, (), True)}

    def _array(self, thing):
        if isinstance(thing, np.ma.MaskedArray):
            told = {"masked": [self.of(np.asarray(part)) for part in (thing.data, np.ma.getmaskarray(thing))]}
            usual = np.ma.array(thing.data[:0], dtype=thing.dtype).fill_value
            fill, usual = self.of(thing.fill_value), self.of(usual)
            return told if fill == usual else {**told, "fill": fill}
        if thing.dtype.hasobject:
            return {"array": str(thing.dtype), "shape": list(thing.shape), "of": self.of(thing.tolist())}
        content = hashlib.sha256(np.ascontiguousarray(thing).tobytes()).hexdigest()
        kind = type(thing).__name__             # a scalar is not an array of no axes
        mine = {} if installed(type(thing).__module__) else {"class": self.of(type(thing)), **self.of_besides(thing)}
        return {kind: str(np.dtype(thing.dtype).descr if thing.dtype.names else thing.dtype.str),
                "shape": list(thing.shape), "sha256": content, **mine}

    def _tensor(self, thing):
        if isinstance(thing, keras.KerasTensor) or not hasattr(thing, "numpy"):
            self._refuse(thing)
        return {"tensor": self.of(np.asarray(thing.numpy()))}

    def _layer(self, thing):
        try:
            config = nameless(thing)
        except Exception:
            self._refuse(thing)
        return {"keras": self.of(config), "class": self.of(type(thing)),
                "weights": [self._tensor(weight) for weight in thing.variables]}

    def _reduced(self, thing):
        """An object of an installed class, by what it would be pickled to."""
        try:
            reduce = copyreg.dispatch_table.get(type(thing))
            parts = reduce(thing) if reduce else thing.__reduce_ex__(2)
        except Exception:
            self._refuse(thing)
        if isinstance(parts, str):
            return {"named": f"{type(thing).__module__}.{parts}"}
        return {"made by": [self.of(list(part) if hasattr(part, "__next__") else part) for part in parts]}

    def _refuse(self, thing):
        try:
            shown = repr(thing)
        except Exception:
            shown = "without a text of its own"
        raise ValueError(
            f"{self.what} is {shown if len(shown) <= 80 else shown[:77] + '...'}, a {type(thing).__name__}, of which "
            "no text can say what it is, so that the file could mistake one member for another. Give numbers, text, "
            "arrays, tuples, dataclasses or functions instead (the seed of a random stream, the data of an iterator, "
            "the path of an open file), make the object inside build, or sweep without a file.")


_KINDS = [
    (enum.Enum, _Description._enum), (np.generic, _Description._array), (np.ndarray, _Description._array),
    ((tf.Tensor, tf.Variable, keras.Variable, keras.KerasTensor), _Description._tensor),
    (keras.Layer, _Description._layer), (types.ModuleType, _Description.of_module), (type, _Description.of_class),
    (types.FunctionType, _Description.of_function), (types.CodeType, _Description.of_code),
    ((types.MethodType, types.BuiltinFunctionType), _Description.of_method),
    (types.MappingProxyType, _Description._dict), ((staticmethod, classmethod, property), _Description.of_wrapper),
    (_LOCKS, lambda self, thing: {"lock": type(thing).__name__})]
_EXACT = {tuple: _Description._plain, list: _Description._list, dict: _Description._dict, set: _Description._set,
          frozenset: _Description._set, bytes: _Description._bytes, bytearray: _Description._bytes,
          complex: _Description._complex}


def _short(told):
    text = json.dumps(told, sort_keys=True)
    return told if len(text) <= _LONG else {"sha256": hashlib.sha256(text.encode()).hexdigest()}
