"""What a measure returns: numbers by name, none of them by the name of one of the table's own columns."""

import dis
from collections.abc import Mapping

import numpy as np

from gan_course import arguments

OWN_COLUMNS = "setting", "seed", "step", "status"


def checked(values):
    """Return what a measure returned as {name: float}. Raises ValueError for anything else."""
    if not isinstance(values, Mapping):
        arguments.refuse("What measure returned", values, "{name: number}, such as {'modes': 8}")
    for name in values:
        check_name(name)
    return {str(name): _number(name, value) for name, value in values.items()}


def _number(name, value):
    if isinstance(value, bool) or str(getattr(value, "dtype", "")) == "bool":
        return float(value)
    found = arguments.number(f"The measure {name!r}", value, finite=False, nan=True)
    if np.isinf(found) and not value == found:
        raise ValueError(f"The measure {name!r} is beyond {'-' if found < 0 else ''}1.8e308, the largest number that a "
                         "table holds; give a smaller one, such as its logarithm.")
    return found


def check_before_training(measure):
    """Raise ValueError where it can be seen before any training that a measure's names are not allowed.

    That is so where its code ends in a dict whose keys are written there; `checked` judges all others.
    """
    code = getattr(measure, "__code__", None)
    steps = [] if code is None else [step for step in dis.get_instructions(code) if step.opname not in (
        "RESUME", "COPY_FREE_VARS", "MAKE_CELL", "RETURN_GENERATOR")]
    if len(steps) < 3 or steps[-1].opname != "RETURN_VALUE":
        return
    key = steps[0].argval                                       # an expression that is a dict begins with its key
    if steps[-2].opname == "BUILD_MAP" and steps[-2].arg == 1 and steps[0].opname == "LOAD_CONST" and code.co_name == (
            "<lambda>") and isinstance(key, str):
        check_name(key)
    if steps[-2].opname == "BUILD_CONST_KEY_MAP":
        for key in steps[-3].argval:
            check_name(key)


def check_name(name):
    """Raise ValueError unless a measure may have this name."""
    if not isinstance(name, str):
        arguments.refuse("A name that measure returns", name, "a text")
    if name in OWN_COLUMNS:
        raise ValueError(f"measure returns {name!r}, which is a column of the table's own "
                         f"({', '.join(OWN_COLUMNS)}); give the number another name.")
