"""How code uses the names that it finds outside itself: to read what they hold, or only to write to it.

What is only written to (a list of calls, a counter) makes no difference to what the code does. What is also read does:
all of it, or, where only some of its keys or attributes are read, those.
"""

import sys
import types
from typing import NamedTuple

from gan_course.sweep.stack import STORES, WRITES, End, end_of, made_before, steps_of

_ANSWERS = {"setdefault", "pop", "popitem"}     # of those, what Python's own containers answer with what they hold
_LOADS = {"LOAD_GLOBAL", "LOAD_NAME", "LOAD_DEREF", "LOAD_CLASSDEREF", "LOAD_FROM_DICT_OR_GLOBALS",
          "LOAD_FROM_DICT_OR_DEREF"}


class Use(NamedTuple):
    """One use of a name.

    attributes: taken from it, one after the other. written: it is written to, as far as its own line tells. path: the
    steps to what is read or written, as in `stack.End`. reads: whether it is read.
    method: the one that is called there, if it is one that writes and its answer is used.
    """

    name: str
    attributes: tuple
    written: bool
    path: tuple = ()
    reads: bool = False
    method: str | None = None


def uses(code, inner=frozenset(), made=frozenset()):
    """Yield each `Use` of a name from outside, in the order of the code.

    inner: names of variables of a function around. made: what was certainly written before this code runs.
    """
    steps = steps_of(code)
    inner = inner | set(code.co_cellvars)
    at, loads = {}, [i for i, step in enumerate(steps) if step.opname in _LOADS]
    try:
        ends = {i: end_of(steps, i) for i in loads}
        known = made_before(code, steps, ends, made)
    except (IndexError, KeyError, TypeError, ValueError):
        if sys.version_info < (3, 12):
            raise
        # The bytecode of a Python that nobody tried this with: all is read, and nothing certainly written before.
        ends, known = {i: End("read", (), i) for i in loads}, [None] * len(steps)
    for i, step in enumerate(steps):
        if step.opname in (*STORES, "DELETE_GLOBAL"):
            yield Use(step.argval, (), True)
        if i in ends:
            end, attributes = ends[i], _attributes(steps, i)
            own = (step.argval in inner and "DEREF" in step.opname) or any(
                (step.argval, *end.path[:length]) in (known[i] or ()) for length in (0, 1))
            yield Use(step.argval, attributes, _looks_written(steps, i, attributes), end.path,
                      end.how in ("read", "call") and not own, end.method)
        if isinstance(step.argval, types.CodeType):
            at.setdefault(step.argval, known[i] or frozenset())
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield from uses(constant, inner, at.get(constant, frozenset()))


def parts_read(value, found):
    """Return what these uses read of a value: None for all of it, or [(what it is called, what it is)], sorted."""
    parts = {}
    for use in found:
        if not use.reads or (use.method and use.method not in _ANSWERS and _is_of_python(value, use.path)):
            continue
        if not use.path:
            return None
        kind, name, *default = use.path[0]
        held = _held(value, kind, name)
        if held is None:
            return None
        parts[f".{name}" if kind == "attribute" else f"[{name[1]!r}]"] = held[0] if held else (*default, None)[0]
    return sorted(parts.items())


def only_written(function, known):
    """Return the attributes of a function to which its own code, that knows it by a name, only writes."""
    mine = [use for use in uses(function.__code__)
            if use.path and use.path[0][0] == "attribute" and known.get(use.name) is function]
    return {use.path[0][1] for use in mine} - {use.path[0][1] for use in mine if use.reads}


def _held(value, kind, name):
    """What a value holds under a key or as an attribute: [it], or [] for nothing, or None where nobody can tell."""
    if kind == "attribute":
        mine = getattr(value, "__dict__", {})
        return [mine[name]] if name in mine and not hasattr(getattr(type(value), name, None), "__set__") else None
    if type(value) not in (dict, list) or name[0] != "LOAD_CONST":
        return None
    try:
        return [value[name[1]]]
    except (LookupError, TypeError):
        return []


def _is_of_python(value, path):
    """Tell whether what a path leads to is an object of Python's own, whose methods that write answer with nothing."""
    for kind, name, *_ in path:
        held = _held(value, kind, name)
        if not held:
            return False
        value, = held
    return type(value).__module__.partition(".")[0] in sys.stdlib_module_names


def _attributes(steps, i):
    attributes = []
    while steps[i + 1 + len(attributes)].opname in ("LOAD_ATTR", "LOAD_METHOD"):
        attributes.append(steps[i + 1 + len(attributes)].argval)
    return tuple(attributes)


def _looks_written(steps, i, attributes):
    after = [later.opname for later in steps[i + 1:i + 3]]
    return bool((attributes and attributes[-1] in WRITES) or after[0] == "STORE_ATTR" or (
        after[0].startswith("LOAD_") and after[1:] in (["STORE_SUBSCR"], ["COPY"], ["DELETE_SUBSCR"])))


