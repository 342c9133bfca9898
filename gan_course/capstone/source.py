"""A step of one's own as a text that runs elsewhere: its source, below what it refers to."""

import ast
import hashlib
import inspect
import linecache
import numbers
import textwrap
import types

from gan_course import arguments
from gan_course.capstone.honesty import held, is_own


def text_of(step):
    """Return the source of a step with its helpers above it; the step's own definition comes last.

    Modules and names of libraries come as imports, numbers, texts and small lists as they are. Raises ValueError where
    a source cannot be read.
    """
    given, imports, above = {}, [], []
    for name, value in held(step):
        if name in given or name.startswith("default "):
            continue
        given[name] = value
        if isinstance(value, types.ModuleType):
            imports.append(f"import {value.__name__} as {name}")
        elif is_own(value):
            alias = "" if value.__name__ == name else f"\n\n\n{name} = {value.__name__}"
            above.append(_source(value) + alias)
        elif isinstance(value, (types.FunctionType, type)) and getattr(value, "__module__", None):
            imports.append(f"from {value.__module__} import {value.__name__} as {name}")
        elif isinstance(value, (numbers.Number, str, tuple, list, dict, bool, type(None))):
            above.append(f"{name} = {value!r}")
    own = _source(step)
    return "\n\n".join(part for part in ("\n".join(sorted(set(imports))), *reversed(above), own) if part)


def run(text):
    """Run a step's text and return the step, the last function in it; its source can be read again."""
    arguments.text("the step's source", text)
    name = f"<step {hashlib.sha256(text.encode()).hexdigest()[:10]}>"
    linecache.cache[name] = len(text), None, text.splitlines(keepends=True), name
    space = {}
    exec(compile(text, name, "exec"), space)
    return space[[node.name for node in ast.parse(text).body if isinstance(node, ast.FunctionDef)][-1]]


def meaning(text):
    """Return a source without its comments and its layout."""
    return ast.unparse(ast.parse(text))


def _source(function):
    try:
        return textwrap.dedent(inspect.getsource(function)).rstrip()
    except (OSError, TypeError):
        raise ValueError(f"The source of {getattr(function, '__name__', 'your step')} cannot be read; define it with "
                         "`def` in a cell or a file.") from None
