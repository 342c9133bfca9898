"""One check for a function of arrays: many cases beside the reference, and the known slips by name."""

import numpy as np

from gan_course.exercises.checks import compare, copied
from gan_course.exercises.guard import NotTried
from gan_course.exercises.wording import an, holds_ellipsis


def matches(right, cases, names, slips=(), property_="", rtol=1e-6, atol=1e-9):
    """Return a check: on every case the answer gives what `right` gives, and leaves its arguments as they were.

    cases: tuples of arguments. names: what is returned, such as ("dW", "db"); one name for a single array or number.
    slips: (function, sentence) pairs; an answer that gives what this function gives, on every case, hears the sentence.
    property_: the sentence for any other difference.
    """
    def check(answer):
        found = []
        for case in cases:
            arguments = copied(case)
            result = answer(*arguments)
            complaint = _parts_complaint(result, names) or _changed(arguments, case)
            if complaint:
                return complaint
            found.append(_parts(result, names))
        wanted = [_parts(right(*copied(case)), names) for case in cases]
        if _agree(found, wanted, rtol, atol):
            return None
        for slip, sentence in slips:
            if _agree(found, [_parts(slip(*copied(case)), names) for case in cases], rtol, atol):
                return sentence
        return next(filter(None, (_difference(mine, theirs, names, property_, rtol, atol)
                                  for mine, theirs in zip(found, wanted, strict=True))))
    return check


def _parts_complaint(result, names):
    """Return what is wrong with the kind of thing that was returned: too few parts, text, or no numbers."""
    if len(names) > 1 and (isinstance(result, (str, dict)) or not np.iterable(result) or len(result) != len(names)):
        found = f"{len(result)} values" if isinstance(result, (tuple, list)) else an(result)
        return f"{len(names)} things are wanted: return {', '.join(names)}; yours returns {found}."
    for name, part in zip(names, _split(result, names), strict=True):
        if holds_ellipsis(part):
            raise NotTried
        if part is None or isinstance(part, (str, bytes)):
            return f"{name} should be made of numbers, but is {'None' if part is None else an(part)}."
    return None


def _changed(arguments, case):
    """Return a sentence when the answer wrote into one of its arrays."""
    for after, before in zip(arguments, case, strict=True):
        if isinstance(before, np.ndarray) and not np.array_equal(after, before, equal_nan=True):
            return ("your function writes into an array that it was given, which the caller still needs: "
                    "w = w - step makes a new array, w -= step changes the old one.")
    return None


def _split(result, names):
    return [result] if len(names) == 1 else list(result)


def _parts(result, names):
    return [np.asarray(part, dtype=float) for part in _split(result, names)]


def _agree(found, wanted, rtol, atol):
    """Tell whether all parts of all cases have the same shapes and numbers."""
    return all(mine.shape == theirs.shape and np.allclose(mine, theirs, rtol, atol, equal_nan=True)
               for parts, others in zip(found, wanted, strict=True) for mine, theirs in zip(parts, others, strict=True))


def _difference(found, wanted, names, property_, rtol, atol):
    """Return a sentence on the first part that differs, its name first; None where all agree."""
    for name, mine, theirs in zip(names, found, wanted, strict=True):
        if mine.shape != theirs.shape:
            return f"{name} has shape {mine.shape}; {theirs.shape} is wanted."
        if not np.all(np.isfinite(mine)):
            return f"{name} is not a finite number everywhere: it holds NaN or infinity."
        complaint = compare(mine, theirs, property_, None, rtol, atol)
        if complaint:
            return complaint if len(names) == 1 else f"{name}: {complaint}"
    return None
