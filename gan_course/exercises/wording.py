"""How values, calls and exceptions read in an exercise's verdict: short, and the same at each run."""

import functools
import inspect
import re

import numpy as np

_SHORT = 48            # characters of a value
_ERROR = 160           # characters of an exception's message
_SHOWN_ELEMENTS = 6    # arrays up to this size are shown whole
# Memory addresses, and what TensorFlow puts around its messages.
_NOISE = re.compile(r" at 0x[0-9a-fA-F]+|\{\{.*?\}\} *| *\[Op:\w+\]( name:.*)?")


def holds_ellipsis(value, within=()):
    """Tell whether `value` is `...`, or a tuple, list or dict with `...` somewhere in it; `within`: what holds it."""
    if isinstance(value, (list, tuple, set, dict)):
        if id(value) in within:         # a list that holds itself
            return False
        items = value.values() if isinstance(value, dict) else value
        return any(holds_ellipsis(item, (*within, id(value))) for item in items)
    return value is ...


def value_text(value):
    """Return a value in a few characters: numbers to four digits, large arrays by their shape."""
    if isinstance(value, (str, bool)) or value is None:
        return _cut(repr(value), _SHORT)
    if isinstance(value, (int, float, np.number)):
        return f"{value:.4g}" if isinstance(value, (float, np.floating)) else str(value)
    if isinstance(value, (list, tuple)) and len(value) <= _SHOWN_ELEMENTS:
        inside = ", ".join(value_text(item) for item in value)
        return f"[{inside}]" if isinstance(value, list) else f"({inside}{',' * (len(value) == 1)})"
    if inspect.isroutine(value) or isinstance(value, functools.partial):
        return "a function"
    if inspect.isclass(value):
        return f"the class {value.__name__}"
    shape = getattr(value, "shape", None)
    if shape is not None:
        return _array_text(value, tuple(shape))
    return _cut(_NOISE.sub("", repr(value)), _SHORT)


def call_text(args, kwargs):
    """Return the arguments of a call, as they would be typed."""
    named = [f"{name}={value_text(value)}" for name, value in kwargs.items()]
    return f"({', '.join([value_text(value) for value in args] + named)})"


def error_text(error):
    """Return `ValueError: first line of its message`, cut short and without memory addresses."""
    try:
        lines = str(error).strip().splitlines() or [""]
    except Exception:           # an error of the learner's own, whose text raises one
        lines = [""]
    message = _NOISE.sub("", lines[0]).strip().rstrip(".:")
    return f"{type(error).__name__}: {_cut(message, _ERROR)}" if message else type(error).__name__


def apart(found, wanted, digits=4):
    """Return two numbers as texts, with so many digits, or with the more that it takes to tell them apart."""
    while True:
        texts = f"{found:.{digits}g}", f"{wanted:.{digits}g}"
        if texts[0] != texts[1] or digits >= 17:
            return texts
        digits += 1


def parameter_text(signature):
    """Return `2 arguments (real_logits, fake_logits)`."""
    names = [_parameter(parameter) for parameter in signature.parameters.values()]
    if not names:
        return "no argument"
    return f"{len(names)} argument{'s' * (len(names) > 1)} ({', '.join(names)})"


def an(value):
    """Return what kind of thing a value is, with its article: `a string`, `an array of shape (3,)`."""
    if isinstance(value, bool):
        return f"the truth value {value}"
    if isinstance(value, (complex, np.complexfloating)):
        return "a complex number"
    if isinstance(value, (int, float, np.number)):
        return "a number"
    if isinstance(value, str):
        return "a string"
    if inspect.isclass(value):
        return "a class"
    if inspect.isroutine(value):
        return "a function"
    if getattr(value, "shape", None) is not None:
        return f"an array of shape {tuple(value.shape)}"
    name = type(value).__name__
    return f"{'an' if name[0].lower() in 'aeiou' else 'a'} {name}"


def _parameter(parameter):
    if parameter.default is not parameter.empty:
        return f"{parameter.name}={value_text(parameter.default)}"
    if parameter.kind is parameter.KEYWORD_ONLY:
        return f"{parameter.name}, by name alone"
    stars = {parameter.VAR_POSITIONAL: "*", parameter.VAR_KEYWORD: "**"}.get(parameter.kind, "")
    return stars + parameter.name


def _array_text(value, shape):
    try:
        array = np.asarray(value)
    except (TypeError, ValueError, NotImplementedError):     # a symbolic tensor has a shape and no values
        return f"a tensor of shape {shape}"
    if array.size <= _SHOWN_ELEMENTS and array.dtype.kind in "iuf":
        return _nested_text(array.tolist())
    return f"an array of shape {shape}"


def _nested_text(value):
    if isinstance(value, list):
        return f"[{', '.join(_nested_text(item) for item in value)}]"
    return f"{value:.4g}"


def _cut(text, length):
    return text if len(text) <= length else text[:length - 1] + "…"
