"""Single numbers: whole, real, seeds, intervals, and True or False."""

import math
import operator

import numpy as np

from gan_course.arguments.arrays import real_array
from gan_course.arguments.wording import range_text, refuse

_LAST_SEED = 2**32 - 1  # as NumPy and Keras take them
_LARGEST = 10**15  # no array has more entries, no run more steps; a float holds it exactly


def whole(name, value, least=1, most=None, hint=""):
    """Return value as an int from `least` to `most`, and never above 10**15."""
    found = None
    if not _is_boolean(value):
        try:
            found = operator.index(value)
        except (TypeError, ValueError):  # what has an index but is not one number: an array of several, a symbol
            pass
    if most is None and found is not None and found > _LARGEST:
        most = _LARGEST
    if found is None or found < least or (most is not None and found > most):
        allowed = f"of at least {least}" if most is None else f"from {least} to {most}"
        refuse(name, value, f"a whole number {allowed}", hint)
    return found


def wholes(name, value, least=1, length=None, hint=""):
    """Return value, a list, tuple or array of whole numbers of at least `least`, as a tuple of ints."""
    try:
        found = () if isinstance(value, (str, bytes, dict)) else tuple(whole(name, item, least) for item in value)
    except (TypeError, ValueError):
        found = ()
    if not found or (length is not None and len(found) != length):
        such = ", ".join(["32", "16", "8", "4"][:length or 2])
        refuse(name, value, f"{'' if length is None else f'{length} '}whole numbers of at least {least}, such as "
                            f"({such}{',' if length == 1 else ''})", hint)
    return found


def seed(name, value):
    """Return value, a whole number from 0 to 2**32 - 1, as an int."""
    return whole(name, value, 0, _LAST_SEED)


def rng(name, value):
    """Return a np.random.Generator: value itself, or a new one where value is a seed."""
    if isinstance(value, np.random.Generator):
        return value
    return np.random.default_rng(
        whole(name, value, 0, _LAST_SEED, "A np.random.Generator is taken too, to go on drawing from."))


def number(name, value, low=None, high=None, above=None, below=None, finite=True, nan=False, hint=""):
    """Return value as a float from `low` to `high`, above `above` and below `below`.

    It is finite unless `finite` is False, and NaN only where `nan` is True. Arrays and tensors without axes count.
    """
    found = _one_number(value)
    fits = found is not None and (nan if math.isnan(found) else not (
        (finite and math.isinf(found))
        or (low is not None and found < low) or (high is not None and found > high)
        or (above is not None and found <= above) or (below is not None and found >= below)))
    if not fits:
        finite = "finite " if finite and found is not None and not math.isfinite(found) else ""
        refuse(name, value, f"a {finite}number{range_text(low, high, above, below)}", hint)
    return found


def interval(name, value):
    """Return value, two finite numbers with the lower first, as a tuple of floats."""
    try:
        low, high = (number(name, item) for item in value)
    except (TypeError, ValueError):
        low = high = 0.0
    if not low < high or math.isinf(high - low):  # the width too has to be a number
        refuse(name, value, "(low, high), two finite numbers with low below high, such as (-1, 1)")
    return low, high


def flag(name, value):
    """Return value, True or False, NumPy's too, as a bool."""
    if not isinstance(value, (bool, np.bool_)):
        refuse(name, value, "True or False")
    return bool(value)


def _is_boolean(value):
    return isinstance(value, (bool, np.bool_)) or getattr(value, "dtype", None) in (np.dtype(bool), "bool")


def _one_number(value):
    """Value as a float where it is one real number of Python's or NumPy's, or an array without axes; else None."""
    if isinstance(value, (str, bytes, bytearray)) or _is_boolean(value):
        return None
    if hasattr(value, "shape"):
        try:
            value = real_array("value", value)
        except ValueError:
            return None
        if value.shape != ():
            return None
    try:
        return float(value)
    except (TypeError, ValueError):
        return None
    except OverflowError:  # a whole number too large for a float
        return math.inf if value > 0 else -math.inf
