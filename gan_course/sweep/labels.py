"""Labels of settings that a file gives back as they were: the value and its type.

JSON knows text, true, false, null and two kinds of numbers. All else is written as {kind: …}.
"""

import json

import numpy as np

_KINDS = "text, a number, True, False, None, bytes, a NumPy scalar, or a tuple of these"


def to_text(label):
    """Return the label as JSON text. Raises ValueError for a label that would not come back as it was."""
    return json.dumps(_written(label), sort_keys=True)


def from_text(text):
    """Return the label whose text this is. Raises ValueError for other text."""
    written = json.loads(text)
    try:
        label = _read(written)
        again = json.loads(to_text(label))
    except Exception:                               # whatever damaged text makes of a number, bytes or an array
        again = label = None
    if again != written or (label is None and written is not None):
        raise ValueError(f"{text if len(text) <= 60 else text[:57] + '...'} is no label.")
    return label


def key(label):
    """Return what two labels share that are one: type and value; a NaN, of any type, is the same as another."""
    if isinstance(label, tuple):
        return type(label), *map(key, label)
    try:
        known = bool(label == label)
    except (TypeError, ValueError):                 # pandas.NA, which is neither
        known = False
    return type(label), label if known else repr(label)


def check(labels):
    """Raise ValueError unless each label can be printed, and no two are one."""
    found = set()
    for label in labels:
        try:
            repr(label), str(label)
        except Exception:
            raise ValueError(f"A label in settings, of the type {type(label).__name__}, cannot be written out, as a "
                             "whole number of thousands of digits cannot; give a short text or number as its label."
                             ) from None
        if key(label) in found:
            raise ValueError(f"settings has the label {label!r} twice; give each setting a label of its own.")
        found.add(key(label))


def _written(label):
    if label is None or type(label) in (bool, int, str):
        return label
    if type(label) is float:
        return label if np.isfinite(label) else {"float": str(label)}
    if type(label) is complex:
        return {"complex": [_written(label.real), _written(label.imag)]}
    if type(label) is bytes:
        return {"bytes": label.hex()}
    if type(label) is tuple:
        return {"tuple": [_written(part) for part in label]}
    if isinstance(label, np.str_):
        return {"numpy text": str(label)}
    if isinstance(label, np.bytes_):
        return {"numpy bytes": label.hex()}
    if isinstance(label, np.generic) and not label.dtype.hasobject and label.dtype.names is None:
        return {"numpy": [label.dtype.str, label.tobytes().hex()]}
    raise ValueError(f"The label {label!r} is a {type(label).__name__}, which a file cannot give back as it was; "
                     f"give {_KINDS}; or sweep without a file.")


def _read(written):
    if not isinstance(written, dict):
        if isinstance(written, list):
            raise ValueError(f"{written} is no label.")
        return written
    (kind, told), = written.items()
    if kind == "float":
        return float(told)
    if kind == "complex":
        return complex(*map(_read, told))
    if kind == "bytes":
        return bytes.fromhex(told)
    if kind == "tuple":
        return tuple(_read(part) for part in told)
    if kind == "numpy text":
        return np.str_(told)
    if kind == "numpy bytes":
        return np.bytes_(bytes.fromhex(told))
    if kind == "numpy":
        return np.frombuffer(bytes.fromhex(told[1]), np.dtype(told[0]))[0]
    raise ValueError(f"{written} is no label.")
