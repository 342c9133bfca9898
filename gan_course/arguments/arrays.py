"""Arrays: real numbers, all there, of one of the shapes that are wanted."""

from collections import deque

import numpy as np

from gan_course.arguments.wording import complain, range_text, refuse, shape_text, shown

_KINDS = {"c": "complex numbers", "b": "truth values", "U": "text", "S": "text", "T": "text", "M": "dates",
          "m": "durations", "O": "objects that are no plain numbers"}


def array(name, value, *shapes, low=None, high=None, above=None, below=None, finite=True, rows=1, dtype="float64",
          hint=""):
    """Return value as a NumPy array of floats of one of the shapes, every entry within the bounds.

    shapes: tuples of numbers and of names for free sizes, such as ("n", 2); `...` at the end stands for any further
    axes; none given means any shape. Free sizes are at least 1, the first at least `rows`. Lists, tensors, integers
    and pandas columns are served. Complex, masked, sparse, ragged and boolean arrays, texts, dates and objects are
    refused, and NaN and infinity unless `finite` is False. dtype: None keeps the given one where it is floating; a
    complex one takes complex numbers too; what is too large for it is refused. It may share memory with what was given.
    """
    found = real_array(name, value, hint, "iufc" if dtype and np.dtype(dtype).kind == "c" else "iuf")
    if dtype is None:
        dtype = found.dtype if found.dtype.kind == "f" else "float64"
    _check_shape(name, found.shape, shapes, rows, hint)
    given = found
    if found.dtype != dtype:
        with np.errstate(over="ignore"):
            found = found.astype(dtype)  # what dtype cannot hold becomes infinite, and is refused below
    if (finite or found is not given) and not np.isfinite(found).all():
        _check_finite(name, given, found, finite, hint)
    bounded = (low, high, above, below) != (None,) * 4
    if bounded and found.size and not np.isnan(found).all():
        least, most = np.nanmin(found), np.nanmax(found)
        if ((low is not None and least < low) or (high is not None and most > high)
                or (above is not None and least <= above) or (below is not None and most >= below)):
            complain(f"{name} {_spread(least, most)}; give numbers{range_text(low, high, above, below)}", hint)
    return found


def integers(name, value, *shapes, low=None, high=None, rows=1, dtype="int64", hint=""):
    """Return value as a NumPy array of integers of one of the shapes (see `array`), each from `low` to `high`."""
    found = real_array(name, value, hint)
    if found.dtype.kind not in "iu" and found.size:
        complain(f"{name} holds {found.dtype} numbers; give whole numbers{range_text(low, high)}", hint)
    _check_shape(name, found.shape, shapes, rows, hint)
    held = np.iinfo(dtype)
    least, most = (int(found.min()), int(found.max())) if found.size else (held.max, held.min)
    if least < (held.min if low is None else low) or most > (held.max if high is None else high):
        complain(f"{name} {_spread(least, most)}; give whole numbers{range_text(low, high)}", hint)
    return found.astype(dtype, copy=False)


def images(name, value, *shapes, rows=1, dtype="float32"):
    """Return value, pixels as floats in [-1, 1] (a thousandth beyond is let pass), as `array` does."""
    hint = "Pixels of 0 … 255 become pixels / 127.5 - 1."
    kind = real_array(name, value, hint).dtype
    if kind.kind != "f":
        complain(f"{name} holds {kind} numbers; give floating point numbers from -1 to 1", hint)
    found = array(name, value, *shapes, rows=rows, dtype=None, hint=hint)
    if found.min() < -1.001 or found.max() > 1.001:
        complain(f"{name} {_spread(found.min(), found.max())}; give numbers from -1 to 1", hint)
    return found.astype(dtype, copy=False)


def truths(name, value, *shapes, numbers=False, hint=""):
    """Return value as a NumPy array of truth values of one of the shapes (see `array`); with `numbers`, 0 and 1 count.

    Texts are refused, "False" among them, and so is NaN: to NumPy both are true.
    """
    wanted = "truth values, or 0 and 1" if numbers else "truth values"
    found = real_array(name, value, hint, "biuf" if numbers else "b", wanted)
    _check_shape(name, found.shape, shapes, 1, hint)
    if found.dtype.kind != "b" and not np.isin(found, (0, 1)).all():
        complain(f"{name} {_spread(found.min(), found.max())}; give {wanted}", hint)
    return found.astype(bool, copy=False)


def real_array(name, value, hint="", kinds="iuf", wanted="real numbers"):
    """Return value as an array of real numbers of any shape; refuse what would lose something on the way."""
    if type(value) is np.ndarray and value.dtype.kind in kinds:
        return value  # the usual case, on the way of every step of a NumPy loop
    if np.ma.isMaskedArray(value):
        if np.ma.getmaskarray(value).any():
            complain(f"{name} is a masked array; give one without masked entries, such as {name}.compressed()", hint)
    elif hasattr(value, "toarray") or type(value).__name__ in ("SparseTensor", "RaggedTensor"):
        complain(f"{name} is a {type(value).__name__}; give a dense array", hint)
    try:
        masked = isinstance(value, (list, tuple, deque)) and _holds_masked(value)
        found = None if masked else np.asarray(value)
    except Exception as error:  # lists of unequal lengths, symbolic tensors, whatever an object's own __array__ raises
        if isinstance(value, (list, tuple)):
            complain(f"{name} is a {type(value).__name__} of parts of different shapes; give one array, all rows of "
                     "the same length", hint)
        raise ValueError(f"{name} is {shown(value)}, which cannot be read as an array; give an array of {wanted}."
                         ) from error
    if masked:
        complain(f"{name} is a {type(value).__name__} with masked parts; give parts without masked entries, such as "
                 "part.compressed()", hint)
    if found.dtype.kind == "V" and found.dtype.names is None and found.dtype.name.startswith(("bfloat", "float")):
        found = found.astype("float64")  # bfloat16 is no number to NumPy itself
    if found.dtype.kind in kinds:
        return found
    if found.shape == ():
        refuse(name, value, f"an array of {wanted}", hint)
    other = f"{found.dtype} numbers" if found.dtype.kind in "iuf" else f"entries of {found.dtype}"
    complain(f"{name} holds {_KINDS.get(found.dtype.kind, other)}; give {wanted}", hint)


def _holds_masked(parts):
    """Tell whether an array within a list has masked entries, which NumPy would drop or bare."""
    return any(np.ma.getmaskarray(part).any() if isinstance(part, np.ma.MaskedArray) else
               isinstance(part, (list, tuple, deque)) and _holds_masked(part) for part in parts)


def _check_finite(name, given, found, finite, hint):
    """Say what of `found` is not finite: it was not in `given` either, or it is too large for the type of `found`."""
    missing = ~np.isfinite(given)
    if finite and missing.any():
        complain(f"{name} holds {_counted(missing)} NaN or infinite; give finite numbers", hint)
    large = ~np.isfinite(found) & ~missing
    if large.any():
        most = float(np.finfo(found.dtype).max)
        complain(f"{name} holds {_counted(large)} too large for {found.dtype}; give numbers{range_text(-most, most)}",
                 hint)


def _counted(which):
    count = int(np.count_nonzero(which))
    return "1 value that is" if count == 1 else f"{count} values that are"


def _spread(least, most):
    least, most = (f"{end:g}" if isinstance(end, np.floating) else str(end) for end in (least, most))
    return f"is {least}" if least == most else f"runs from {least} to {most}"


def _check_shape(name, shape, shapes, rows, hint):
    if shape in shapes and 0 not in shape:
        return

    def fits(wanted):
        if wanted and wanted[-1] is ...:
            wanted = wanted[:-1] + shape[len(wanted) - 1:]
        if len(wanted) != len(shape):
            return False
        return all(size == want if isinstance(want, int) else size >= (rows if i == 0 else 1)
                   for i, (size, want) in enumerate(zip(shape, wanted, strict=True)))

    if any(map(fits, shapes)) or (not shapes and (rows == 0 or 0 not in shape)):
        return
    wanted = " or ".join("one number" if want == () else shape_text(want) for want in shapes)
    least = f" with {rows} or more rows" if rows > 1 else ", not empty" if 0 in shape else ""
    complain(f"{name} has shape {shape_text(shape)}; give {wanted or 'an array'}{least}", hint)
