"""What a thing *is*, as text that is the same in the next process and different for a different thing.

Numbers, text, dates, paths, enums, tuples, lists, dicts, sets, dataclasses: by type and value. Arrays, tensors: by
dtype, shape and a hash of the content. Keras objects: by their config and weights. Functions and classes of your own:
by their bytecode, constants, defaults, and what they close over or read from their module, followed in the same way;
what a function only writes to (a list of calls, a counter) is left out. Functions, classes and modules of Python, of
this course and of installed packages: by their name; which release is installed is not part of it.
Refused, since nothing faithful can be written: iterators, generators, streams of random numbers, open files, and
objects of plain classes of your own.
"""

import copyreg
import dis
import enum
import hashlib
import json
import random
import sys
import sysconfig
import threading
import types
from collections import ChainMap
from dataclasses import fields, is_dataclass

import keras
import numpy as np
import tensorflow as tf

from gan_course.pool import nameless

_INSTALLED = tuple({sysconfig.get_path(name) for name in ("purelib", "platlib", "stdlib", "platstdlib")})
_OURS = __name__.partition(".")[0]
_LOCKS = (type(threading.Lock()), type(threading.RLock()), threading.Event, threading.Condition, threading.Semaphore,
          threading.Barrier)
_STREAMS = (random.Random, np.random.Generator, np.random.RandomState, np.random.BitGenerator,
            keras.random.SeedGenerator, tf.random.Generator)
_WRITES = {"append", "extend", "insert", "add", "update", "setdefault", "pop", "popitem", "clear", "remove", "discard",
           "put", "write", "writelines", "flush", "set", "release", "acquire"}
_NO_PART = {"__dict__", "__weakref__", "__doc__", "__module__", "__annotations__", "__qualname__", "__firstlineno__",
            "__static_attributes__", "__annotate_func__", "__annotations_cache__", "__abstractmethods__", "_abc_impl"}
_LONG = 1000        # characters; a longer text is kept as its hash


def described(thing, what):
    """Return plain data for JSON that says what the thing is; `what` names it in the message.

    Raises ValueError where nothing faithful can be said, with what to give instead.
    """
    return _Description(what).of(thing)


class _Description:
    """Describes one thing and all that it reaches; a circle is closed by the number of the thing that it leads to."""

    def __init__(self, what):
        self.what = what
        self.open = {}                          # id of what is being described -> its number
        self.told = {}                          # id -> (the thing, so that it stays alive, and what was said)

    def of(self, thing, what=None):
        """The thing as plain data."""
        if thing is None or type(thing) is bool:
            return thing
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
            return {"dataclass": self.of(type(thing)),
                    "fields": [[field.name, self.of(getattr(thing, field.name))] for field in fields(thing)]}
        if isinstance(thing, tuple) and hasattr(thing, "_fields"):
            return {"named tuple": self.of(type(thing)), "parts": [self.of(part) for part in thing]}
        if hasattr(thing, "python_function"):                      # a tf.function
            return {"graph of": self.of(thing.python_function)}
        if callable(thing) and hasattr(thing, "__wrapped__"):      # functools.lru_cache
            return {"wrapped": self.of(thing.__wrapped__)}
        if callable(getattr(thing, "get_config", None)):
            counted = isinstance(thing, keras.optimizers.Optimizer)    # whose names count up with each one made
            config = {name: value for name, value in thing.get_config().items() if not counted or name != "name"}
            return {"class": self.of(type(thing)), "config": self.of(config)}
        if not _installed(type(thing).__module__):
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
                "value": self.of(thing.value)}

    def _array(self, thing):
        if isinstance(thing, np.ma.MaskedArray):
            return {"masked": [self.of(np.asarray(part)) for part in (thing.data, np.ma.getmaskarray(thing))]}
        if thing.dtype.hasobject:
            return {"array": str(thing.dtype), "shape": list(thing.shape), "of": self.of(thing.tolist())}
        content = hashlib.sha256(np.ascontiguousarray(thing).tobytes()).hexdigest()
        kind = type(thing).__name__             # a scalar is not an array of no axes
        return {kind: str(np.dtype(thing.dtype).descr if thing.dtype.names else thing.dtype.str),
                "shape": list(thing.shape), "sha256": content}

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

    def _module(self, thing):
        return {"module": thing.__name__}

    def _method(self, thing):
        if thing.__self__ is None or isinstance(thing.__self__, types.ModuleType):
            return {"named": f"{thing.__module__}.{thing.__qualname__}"}
        return {"method": thing.__name__, "of": self.of(thing.__self__)}

    def _wrapper(self, thing):
        inner = [thing.fget, thing.fset] if isinstance(thing, property) else [thing.__func__]
        return {type(thing).__name__: [self.of(function) for function in inner]}

    def _class(self, thing):
        if _installed(thing.__module__):
            return {"class": f"{thing.__module__}.{thing.__qualname__}"}
        slots = types.MemberDescriptorType, types.GetSetDescriptorType
        parts = {name: self.of(part, f"{self.what}: {thing.__name__}.{name}") for name, part in vars(thing).items()
                 if name not in _NO_PART and not name.startswith("__dataclass_") and not isinstance(part, slots)}
        return {"class": thing.__qualname__, "bases": [self.of(base) for base in thing.__bases__], "parts": parts}

    def _function(self, thing):
        if _installed(thing.__module__) and "<" not in thing.__qualname__:
            return {"function": f"{thing.__module__}.{thing.__qualname__}"}
        cells = zip(thing.__code__.co_freevars, thing.__closure__ or (), strict=True)
        around = {name: cell.cell_contents for name, cell in cells if cell != types.CellType()}  # an empty one is none
        told = {"code": self._code(thing.__code__, thing.__doc__),
                "defaults": self.of(thing.__defaults__), "keyword defaults": self.of(thing.__kwdefaults__),
                "reads": self._reads(thing, ChainMap(around, thing.__globals__))}
        # as a hash: nobody wants to read bytecode
        return {"function": hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()}

    def _code(self, code, doc=None):
        constants = code.co_consts[1:] if doc and code.co_consts and code.co_consts[0] == doc else code.co_consts
        return [code.co_code.hex(), code.co_exceptiontable.hex(), [self.of(constant) for constant in constants],
                code.co_names, code.co_varnames, code.co_freevars, code.co_cellvars, code.co_argcount,
                code.co_posonlyargcount, code.co_kwonlyargcount, code.co_flags]

    def _reads(self, function, known):
        """What the function reads by name from its module and from around it, sorted; what is unknown is left out."""
        told = {}
        for name, attributes, written in _names(function.__code__):
            if name not in known:
                continue
            value, dotted = known[name], name
            if written and not callable(value):
                told[dotted] = "written to"
                continue
            for attribute in attributes:            # of a module of the caller's own: only what is read of it
                if not isinstance(value, types.ModuleType) or _installed(value.__name__):
                    break
                dotted, value = f"{dotted}.{attribute}", getattr(value, attribute, None)
            if told.get(dotted) != "written to":
                told[dotted] = self.of(value, f"{dotted!r}, which {self.what} reads,")
        return dict(sorted(told.items()))

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
        shown = repr(thing)
        raise ValueError(
            f"{self.what} is {shown if len(shown) <= 80 else shown[:77] + '...'}, a {type(thing).__name__}, of which "
            "no text can say what it is, so that the file could mistake one member for another. Give numbers, text, "
            "arrays, tuples, dataclasses or functions instead (the seed of a random stream, the data of an iterator, "
            "the path of an open file), make the object inside build, or sweep without a file.")


_KINDS = [
    (enum.Enum, _Description._enum), (np.generic, _Description._array), (np.ndarray, _Description._array),
    ((tf.Tensor, tf.Variable, keras.Variable, keras.KerasTensor), _Description._tensor),
    (keras.Layer, _Description._layer), (types.ModuleType, _Description._module), (type, _Description._class),
    (types.FunctionType, _Description._function), (types.CodeType, _Description._code),
    ((types.MethodType, types.BuiltinFunctionType), _Description._method),
    (types.MappingProxyType, _Description._dict), ((staticmethod, classmethod, property), _Description._wrapper),
    (_LOCKS, lambda self, thing: {"lock": type(thing).__name__})]
_EXACT = {tuple: _Description._plain, list: _Description._list, dict: _Description._dict, set: _Description._set,
          frozenset: _Description._set, bytes: _Description._bytes, bytearray: _Description._bytes,
          complex: _Description._complex}


def _short(told):
    text = json.dumps(told, sort_keys=True)
    return told if len(text) <= _LONG else {"sha256": hashlib.sha256(text.encode()).hexdigest()}


def _installed(name):
    """Tell whether a module is Python's, this course's or an installed package's."""
    if not name or name == "__main__":
        return False
    file = getattr(sys.modules.get(name), "__file__", None)
    root = name.partition(".")[0]
    return root == _OURS or (file.startswith(_INSTALLED) if file else root in sys.stdlib_module_names)


def _names(code):
    """Yield (name, attributes taken from it, whether it is written to) for each use of a name from outside."""
    steps = list(dis.get_instructions(code))
    for i, step in enumerate(steps):
        if step.opname in ("STORE_GLOBAL", "STORE_DEREF", "DELETE_GLOBAL"):
            yield step.argval, (), True
        if step.opname in ("LOAD_GLOBAL", "LOAD_NAME", "LOAD_DEREF", "LOAD_CLASSDEREF",
                           "LOAD_FROM_DICT_OR_GLOBALS", "LOAD_FROM_DICT_OR_DEREF"):
            attributes = []
            while steps[i + 1 + len(attributes)].opname in ("LOAD_ATTR", "LOAD_METHOD"):
                attributes.append(steps[i + 1 + len(attributes)].argval)
            after = [later.opname for later in steps[i + 1:i + 3]]
            written = (attributes and attributes[-1] in _WRITES) or after[0] == "STORE_ATTR" or (
                after[0].startswith("LOAD_") and after[1:] in (["STORE_SUBSCR"], ["COPY"], ["DELETE_SUBSCR"]))
            yield step.argval, tuple(attributes), bool(written)
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield from _names(constant)
