"""Values and imports as the Python text that gives them: constants written out, names of packages imported."""

import re
import sys
import sysconfig
from pathlib import Path

import numpy as np

from gan_course.console import ROOT

SHORT = 400                    # characters of a constant that is written out
FEW = 32                       # numbers of an array, or parts of a list, that are written out
_SIMPLE = (bool, int, float, complex, str, bytes, type(None), type(...))


def is_constant(value):
    """Tell whether a value is a plain one, and short enough to be written out."""
    if isinstance(value, _SIMPLE) or isinstance(value, np.generic):
        return len(repr(value)) <= SHORT
    if isinstance(value, np.ndarray):
        return value.size <= FEW and value.dtype.kind in "biufcU"
    if isinstance(value, (list, tuple, set, frozenset)) and type(value) in (list, tuple, set, frozenset):
        return len(value) <= FEW and all(map(is_constant, value))
    return type(value) is dict and len(value) <= FEW and all(
        is_constant(part) for item in value.items() for part in item)


def written(value, imports):
    """Return a constant as Python text; append what it needs to the list `imports`."""
    if "array" in repr(value) or "np." in repr(value):
        imports.append("import numpy as np")
    if isinstance(value, np.ndarray):
        return f"np.array({value.tolist()!r}, dtype={value.dtype.name!r})"
    if type(value) in (list, tuple):
        inside = ", ".join(written(part, imports) for part in value)
        return f"[{inside}]" if type(value) is list else f"({inside}{',' * (len(value) == 1)})"
    if type(value) is dict:
        return "{" + ", ".join(f"{written(k, imports)}: {written(v, imports)}" for k, v in value.items()) + "}"
    if isinstance(value, float) and not np.isfinite(value):
        return f'float("{float(value)}")'
    return repr(value)


def import_of(name, value):
    """Return the line that imports a package's function or class under this name; None where there is none."""
    source, called = value.__module__, getattr(value, "__name__", None)
    if called and getattr(sys.modules.get(source), called, None) is value:
        return f"from {source} import {called}" + (f" as {name}" if called != name else "")
    return None


def installed(module_name):
    """Tell whether a module, by its name, came with Python, a package or the course."""
    module = sys.modules.get(module_name or "")
    return module is not None and module_name != "__main__" and not is_own(module)


def is_own(module):
    """Tell whether a module is the learner's: a file that neither Python, nor a package, nor the course brought."""
    path = getattr(module, "__file__", None)
    if path is None or module.__name__.partition(".")[0] in {*sys.stdlib_module_names, "gan_course"}:
        return False
    path = Path(path).resolve()
    brought = {Path(sysconfig.get_path(key)).resolve() for key in ("stdlib", "platstdlib", "purelib", "platlib")}
    inside = any(path.is_relative_to(folder) for folder in brought) or "site-packages" in path.parts
    return not inside and not path.is_relative_to(ROOT / "gan_course")


def import_order(line):
    """Plain imports before `from`, the standard library first, the course last."""
    root = re.split(r"[ .]", line)[1]
    rank = 0 if root in sys.stdlib_module_names else 2 if root == "gan_course" else 1
    return rank, line.startswith("from"), line


