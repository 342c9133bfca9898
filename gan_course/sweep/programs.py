"""What functions, classes and modules are, as `sweep.identity` says it: a part of its description of things."""

import hashlib
import json
import sys
import sysconfig
import types
from collections import ChainMap
from functools import cached_property
from pathlib import Path

from gan_course.sweep.names import only_written, parts_read, uses

_INSTALLED = tuple({sysconfig.get_path(name) for name in ("purelib", "platlib", "stdlib", "platstdlib")})
_OURS = __name__.partition(".")[0]
_HOME = str(Path(__file__).parents[1])
_NO_PART = {"__dict__", "__weakref__", "__doc__", "__module__", "__annotations__", "__qualname__", "__firstlineno__",
            "__static_attributes__", "__annotate_func__", "__annotations_cache__", "__abstractmethods__", "_abc_impl",
            "__slotnames__"}                    # made when an object is copied or pickled


class Code:
    """Describes code and what it reads; `of` describes anything, and `what` names it."""

    def of_module(self, thing):
        """A module, by its name."""
        return {"module": thing.__name__}

    def of_method(self, thing):
        """A method, by its name and what it belongs to."""
        if thing.__self__ is None or isinstance(thing.__self__, types.ModuleType):
            return {"named": f"{thing.__module__}.{thing.__qualname__}"}
        return {"method": thing.__name__, "of": self.of(thing.__self__)}

    def of_wrapper(self, thing):
        """A property, static method or class method, by its functions."""
        inner = [thing.fget, thing.fset] if isinstance(thing, property) else [thing.__func__]
        return {type(thing).__name__: [self.of(function) for function in inner]}

    def of_class(self, thing):
        """A class: an installed one by its name, another by its bases and all that it holds."""
        if installed(thing.__module__):
            return {"class": f"{thing.__module__}.{thing.__qualname__}"}
        slots = types.MemberDescriptorType, types.GetSetDescriptorType
        parts = {name: self.of(part, f"{self.what}: {thing.__name__}.{name}") for name, part in vars(thing).items()
                 if name not in _NO_PART and not name.startswith("__dataclass_") and not isinstance(part, slots)}
        return {"class": thing.__qualname__, "bases": [self.of(base) for base in thing.__bases__], "parts": parts}

    def of_function(self, thing):
        """A function: an installed one by its name, another by its code and what that reads."""
        if installed(thing.__module__) and "<" not in thing.__qualname__:
            return {"function": f"{thing.__module__}.{thing.__qualname__}"}
        cells = zip(thing.__code__.co_freevars, thing.__closure__ or (), strict=True)
        around = {name: cell.cell_contents for name, cell in cells if cell != types.CellType()}  # an empty one is none
        known = ChainMap(around, thing.__globals__)
        told = {"code": self.of_code(thing.__code__, thing.__doc__),
                "defaults": self.of(thing.__defaults__), "keyword defaults": self.of(thing.__kwdefaults__),
                "reads": self._reads(thing, known)}
        if vars(thing):
            # those of functools.singledispatch are in its closure
            made = {"register", "dispatch", "registry"} if "_clear_cache" in vars(thing) else set()
            told |= self.of_besides(thing, made | only_written(thing, known), True)
        # as a hash: nobody wants to read bytecode
        return {"function": hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()}

    def of_besides(self, thing, known=(), public=False):
        """The attributes of a thing that are not described already; {} where there are none, as is usual.

        public: without those whose name begins with an underscore, which decorators and enums set themselves.
        """
        held = dict(getattr(thing, "__dict__", {}))
        for kind in type(thing).__mro__:
            slots = vars(kind).get("__slots__", ())
            for name in [slots] if isinstance(slots, str) else slots:
                if name not in ("__dict__", "__weakref__") and hasattr(thing, name):
                    held[name] = getattr(thing, name)
        # what a cached_property keeps is computed from the others
        rest = {name: self.of(value, f"{self.what}: its attribute {name}") for name, value in sorted(held.items())
                if name not in known and not name.startswith("_" if public else "__")
                and not isinstance(getattr(type(thing), name, None), cached_property)}
        return {"attributes": rest} if rest else {}

    def of_code(self, code, doc=None):
        """A code object: bytecode, constants, names and kinds of arguments."""
        constants = code.co_consts[1:] if doc and code.co_consts and code.co_consts[0] == doc else code.co_consts
        return [code.co_code.hex(), code.co_exceptiontable.hex(), [self.of(constant) for constant in constants],
                code.co_names, code.co_varnames, code.co_freevars, code.co_cellvars, code.co_argcount,
                code.co_posonlyargcount, code.co_kwonlyargcount, code.co_flags]

    def _reads(self, function, known):
        """What the function reads by name from its module and from around it, sorted; what is unknown is left out."""
        # what a decorator of an installed package keeps for itself, such as that of a dataclass's repr, is no data
        library = function.__code__.co_filename.startswith((*_INSTALLED, _HOME, "<frozen "))
        told, found = {}, {}
        every = [use for use in uses(function.__code__) if use.name in known]
        for use in every:
            found.setdefault(use.name, []).append(use)
        for use in every:
            value, dotted, path = known[use.name], use.name, use.path
            module = isinstance(value, types.ModuleType)
            for attribute in use.attributes:        # of a module of the caller's own: only what is read of it
                if not isinstance(value, types.ModuleType) or installed(value.__name__):
                    break
                dotted, value, path = f"{dotted}.{attribute}", getattr(value, attribute, None), path[1:]
            what = f"{dotted!r}, which {self.what} reads,"
            if module and use.written and not (dotted != use.name and callable(value) and use.method):
                told[use.name] = "written to"
                if isinstance(value, types.ModuleType) or parts_read(value, [use._replace(path=path)]) == []:
                    continue
            elif not module and not callable(value) and any(other.written for other in found[use.name]):
                parts = [] if library else parts_read(value, found[use.name])
                told[dotted] = "written to" if parts == [] else self.of(value, what) if parts is None else {
                    "parts": {name: self.of(part, f"{dotted + name!r}, which {self.what} reads,")
                              for name, part in parts}}
                continue
            if told.get(dotted) != "written to":
                told[dotted] = self.of(value, what)
            if isinstance(value, types.FunctionType) and use.reads and path and path[0][1] in vars(value) and (
                    not installed(value.__module__)):
                told[f"{dotted}.{path[0][1]}"] = self.of(vars(value)[path[0][1]], what)
        return dict(sorted(told.items()))


def installed(name):
    """Tell whether a module is Python's, this course's or an installed package's."""
    if not name or name == "__main__":
        return False
    file = getattr(sys.modules.get(name), "__file__", None)
    root = name.partition(".")[0]
    return root == _OURS or (file.startswith(_INSTALLED) if file else root in sys.stdlib_module_names)
