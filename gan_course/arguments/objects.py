"""What is no number: names out of a list, texts, lists, functions, instances and paths."""

import difflib
import os
import pathlib

from gan_course.arguments.wording import refuse


def choice(name, value, allowed, elsewhere=None, hint=""):
    """Return value, one of the texts `allowed`; the error names the nearest.

    elsewhere: {what papers and other libraries say: one of `allowed`}, used only to say which one is meant.
    """
    if isinstance(value, str) and value in allowed:
        return str(value)
    meant = None
    if isinstance(value, str):
        plain = value.strip().lower().replace("-", "_").replace(" ", "_")
        near = difflib.get_close_matches(plain, allowed, n=1, cutoff=0.5)
        meant = (elsewhere or {}).get(plain, near[0] if near else None)
    hints = [f"Did you mean {meant!r}?" if meant else "", hint]
    refuse(name, value, f"one of {', '.join(map(repr, allowed))}", " ".join(filter(None, hints)))


def text(name, value, hint=""):
    """Return value, a text."""
    if not isinstance(value, str):
        refuse(name, value, "a text", hint)
    return str(value)


def sequence(name, value):
    """Return value, a list, tuple, array or other sequence that can be counted, as a list."""
    if isinstance(value, (str, bytes, dict, set, type)) or getattr(value, "shape", None) == () \
            or not hasattr(value, "__len__") or not hasattr(value, "__iter__"):
        refuse(name, value, "a list")
    return list(value)


def function(name, value, takes=""):
    """Return value, which can be called. takes: what it takes and returns, for the error: "from a to b"."""
    if not callable(value):
        refuse(name, value, f"a function {takes}".rstrip())
    return value


def instance(name, value, kind, hint=""):
    """Return value, an instance of the class `kind`."""
    if not isinstance(value, kind):
        refuse(name, value, f"an object of the class {kind.__name__}", hint)
    return value


def path(name, value):
    """Return value, a text or a path, as a pathlib.Path."""
    if not isinstance(value, (str, os.PathLike)) or not os.fspath(value) or "\0" in os.fsdecode(value):
        refuse(name, value, "a path, such as 'runs/first.jsonl'")
    return pathlib.Path(os.fsdecode(value))
