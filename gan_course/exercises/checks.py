"""Ready-made checks: each returns a callable `(answer) -> None | sentence` for `Exercise(checks=[…])`.

`property_` is the sentence shown when the check fails; it names what is broken, not the number that came out
("the loss should fall as D grows more certain"). The number is added where it helps.
"""

import copy

import numpy as np

from gan_course.exercises.guard import NotTried, is_own_not_implemented, unguarded
from gan_course.exercises.wording import an, apart, call_text, holds_ellipsis, value_text


def expects_close(args, expected, property_, rtol=1e-5, atol=1e-6):
    """Call the answer with `args` and compare with `expected`: shape first, then NaN, then the numbers.

    args: a tuple of arguments. expected: a number, an array, a tuple of these; or a function of `args`.
    """
    def check(answer):
        wanted = expected(*copied(args)) if callable(expected) else expected
        return compare(answer(*copied(args)), wanted, property_, call_text(args, {}), rtol, atol)
    return check


def value_close(expected, property_, rtol=1e-5, atol=1e-6):
    """Compare an answer that is itself a number, an array or a tuple of these with `expected`."""
    return lambda answer: compare(answer, expected, property_, None, rtol, atol)


def same_shape(args, shape, property_=""):
    """Call the answer with `args`; its result must have this shape (`()` for a scalar)."""
    def check(answer):
        result = answer(*copied(args))
        found = tuple(np.shape(result))
        if found == tuple(shape):
            return None
        detail = f"called with {call_text(args, {})} it gave shape {found}; {tuple(shape)} is wanted."
        return joined(property_, detail)
    return check


def finite(args, property_):
    """Call the answer with `args`, extreme ones as a rule; its result may hold neither NaN nor infinity."""
    def check(answer):
        result = answer(*copied(args))
        array, complaint = as_numbers(result)
        if complaint or np.all(np.isfinite(array)):
            return complaint
        return joined(property_, f"called with {call_text(args, {})} it gave {value_text(result)}.")
    return check


def raises(args, error, property_):
    """Call the answer with `args`; it must raise `error` (a class of exceptions)."""
    def check(answer):
        try:
            result = unguarded(answer)(*copied(args))
        except Exception as caught:
            if is_own_not_implemented(caught):
                raise NotTried from None
            if isinstance(caught, error):
                return None
            caught.exercise_call = call_text(args, {})
            raise
        if holds_ellipsis(result):
            raise NotTried
        return joined(property_, f"called with {call_text(args, {})} it should raise {error.__name__}.")
    return check


def choice(right, wrong):
    """Accept the string `right`; `wrong` maps each other choice to the sentence that says why not."""
    def check(answer):
        given = str(answer).strip().lower()
        if given == right.lower():
            return None
        sentences = {key.lower(): sentence for key, sentence in wrong.items()}
        choices = ", ".join(repr(key) for key in sorted([right, *wrong]))
        return sentences.get(given, f"{value_text(answer)} is not one of the choices: {choices}.")
    return check


def choices(name, right, clues, what=""):
    """Accept a dictionary with one right word for each key; the first wrong one gets its clue.

    name: the variable, for the sentence. right: {key: word}. clues: {key: sentence}. what: what a key stands for,
    as in "log A".
    """
    keys = [f'"{key}"' for key in right]
    words = ", ".join(repr(word) for word in sorted(set(right.values())))

    def check(answer):
        if not isinstance(answer, dict) or set(answer) != set(right):
            return f"{name} should be a dictionary with the keys {', '.join(keys[:-1])} and {keys[-1]}."
        for key, word in right.items():
            given = answer[key].strip().lower() if isinstance(answer[key], str) else answer[key]
            if not isinstance(given, str) or given not in right.values():
                return f"{what} {key}: {answer[key]!r} is not one of {words}.".strip()
            if given != word:
                return clues[key]
        return None

    return check


def compare(result, expected, property_, call=None, rtol=1e-5, atol=1e-6):
    """Return None when `result` is `expected` within the tolerances, else `property_` and what was found.

    A list, a tuple, an array or a tensor of the same values will do for each other. What is no number gets a sentence
    of its own, without `property_`: text, NaN where none is wanted, infinity.
    """
    if holds_ellipsis(result):
        raise NotTried
    if isinstance(expected, dict):
        return _compare_dicts(result, expected, property_, call, rtol, atol)
    if isinstance(expected, (tuple, list)):
        values = parts(result)
        if values is None or len(values) != len(expected):
            return joined(property_, f"{len(expected)} values are wanted; this is {_length_text(result)}.")
        pairs = zip(values, expected, strict=True)
        return next(filter(None, (compare(a, b, property_, call, rtol, atol) for a, b in pairs)), None)
    where = f"called with {call} it" if call else "it"
    if isinstance(expected, str) or expected is None:
        same = isinstance(result, type(expected)) and result == expected
        return None if same else joined(property_, f"{where} is {value_text(result)}; {expected!r} is wanted.")
    array, complaint = as_numbers(result, dtype=complex if np.iscomplexobj(expected) else float)
    if complaint:
        return complaint
    truths = np.asarray(expected).dtype == bool
    expected = np.asarray(expected, dtype=array.dtype)
    if array.shape != expected.shape:
        return joined(property_, f"{where} has shape {array.shape}; {expected.shape} is wanted.")
    if np.isnan(array).any() and not np.isnan(expected).any():
        return f"{where} is NaN (not a number)."
    if np.allclose(array, expected, rtol=rtol, atol=atol, equal_nan=True):
        return None
    if np.isinf(array).any() and not np.isinf(expected).any():
        return joined(property_, f"{where} is infinite.")
    if array.size == 1:
        found, wanted = _shown(array.item(), expected.item(), truths)
        return joined(property_, f"{where} is {found}; {wanted} is wanted.")
    worst = np.unravel_index(np.argmax(np.abs(array - expected)), array.shape)
    position = ", ".join(str(int(i)) for i in worst)
    found, wanted = _shown(array[worst], expected[worst], truths)
    detail = f"{where} is {found} at [{position}]; {wanted} is wanted there."
    return joined(property_, detail)


def _shown(found, wanted, truths):
    """Two numbers, with the digits that tell them apart; True or False where truth values are compared."""
    texts = apart(found, wanted)
    return [str(bool(value)) if truths and value in (0, 1) else text
            for value, text in zip((found, wanted), texts, strict=True)]


def as_numbers(result, dtype=float):
    """Return (array of floats, None), or (None, a sentence) when the result is not made of numbers.

    dtype: complex, where complex numbers are wanted. Text that reads like a number is text.
    """
    if holds_ellipsis(result):
        raise NotTried
    complaint = f"numbers are wanted; this is {an(result)}."
    if np.ma.isMaskedArray(result) and np.ma.getmaskarray(result).any():
        return None, "numbers are wanted everywhere; some entries of this array are masked."
    try:
        array = np.asarray(result)
        if array.dtype.kind in "USO" and any(isinstance(item, (str, bytes)) for item in array.ravel()):
            return None, complaint if isinstance(result, str) else f"{complaint[:-1]} with text in it."
        if array.dtype.kind == "c" and dtype is float:
            if np.any(array.imag):
                return None, f"real numbers are wanted; this is complex: {value_text(result)}."
            array = array.real
        return array.astype(dtype), None
    except (TypeError, ValueError, NotImplementedError):
        return None, complaint


def parts(result):
    """Return the values of a tuple, list, array or tensor, one for each place of its first axis; None for all else."""
    if isinstance(result, (tuple, list)):
        return list(result)
    if isinstance(result, (str, bytes)) or not np.ndim(result):
        return None
    return list(np.asarray(result))


def copied(args):
    """Return the arguments with arrays copied, so that an answer that works in place spoils nothing."""
    return tuple(copy.deepcopy(arg) if isinstance(arg, (np.ndarray, list, dict)) else arg for arg in args)


def joined(property_, detail):
    """Return the sentence on a property and the sentence on what was found, as one text."""
    return f"{property_.rstrip('. ')}. {detail[0].upper()}{detail[1:]}" if property_ else detail


def _compare_dicts(result, expected, property_, call, rtol, atol):
    if not isinstance(result, dict) or set(result) != set(expected):
        keys = ", ".join(map(repr, expected))
        found = f"one with {', '.join(map(repr, result)) or 'none'}" if isinstance(result, dict) else an(result)
        return joined(property_, f"a dictionary with the keys {keys} is wanted; this is {found}.")
    found = (compare(result[key], value, property_, call, rtol, atol) for key, value in expected.items())
    return next(filter(None, found), None)


def _length_text(result):
    return f"{len(result)} of them" if isinstance(result, (tuple, list)) else an(result)
