"""How an error says what was given and what is allowed; and a warning, where."""

import inspect
import reprlib
import warnings

import numpy as np

PACKAGE = __name__.partition(".")[0]


class _Short(reprlib.Repr):
    def repr_int(self, value, level):
        try:
            return super().repr_int(value, level)
        except ValueError:  # Python writes no more than 4,300 digits
            return f"a whole number of about {value.bit_length() * 0.30103:.0f} digits"


_short = _Short()
_short.maxstring = _short.maxother = 80


def refuse(name, value, allowed, hint=""):
    """Raise ValueError: "NAME is VALUE; give ALLOWED." and the hint."""
    complain(f"{name} is {shown(value)}; give {allowed}", hint)


def complain(sentence, hint=""):
    """Raise ValueError with the sentence, a full stop, and the hint."""
    raise ValueError(f"{sentence}.{f' {hint}' if hint else ''}")


def shown(value):
    """Return the value as an error shows it, in one line: what is large by its type and shape."""
    shape = None if isinstance(value, type) else getattr(value, "shape", None)
    if shape is None or isinstance(value, np.generic) or (isinstance(value, np.ndarray) and value.size <= 4):
        return " ".join(_short.repr(value).split())
    kind = "an array" if isinstance(value, np.ndarray) else f"a {type(value).__name__.replace('Eager', '')}"
    return f"{kind} of shape {shape_text(shape)}"


def shape_text(shape):
    """Return a shape as it is written: (n, 2)."""
    sizes = ["…" if size is ... else str(size) for size in shape]
    return f"({', '.join(sizes)}{',' if len(sizes) == 1 else ''})"


def range_text(low=None, high=None, above=None, below=None):
    """Return " from 0 to 1", " above 0", " of at least 0 and below 1", or "" where nothing bounds a number."""
    if low is not None and high is not None:
        return f" from {low:g} to {high:g}"
    bounds = {"of at least": low, "above": above, "of at most": high, "below": below}
    parts = [f"{word} {bound:g}" for word, bound in bounds.items() if bound is not None]
    return f" {' and '.join(parts)}" if parts else ""


def warn(text):
    """Warn of an argument that is allowed and looks like a mistake; the warning names the line outside the package."""
    level, frame = 2, inspect.currentframe().f_back
    while frame.f_back is not None and frame.f_globals.get("__name__", "").partition(".")[0] == PACKAGE:
        level, frame = level + 1, frame.f_back
    warnings.warn(text, stacklevel=level)
