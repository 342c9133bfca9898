"""Arguments that are drawn for a check: the same at each call, made anew, with names and texts for the verdict."""

import inspect

import numpy as np

from gan_course.exercises.guard import unguarded
from gan_course.exercises.wording import call_text


def drawn(draw, seed, i):
    """Return the arguments of draw number i: the same at each call, and made anew."""
    return tuple(draw(np.random.default_rng([seed, i])))


def names(answer, args):
    """Return what the answer calls its arguments."""
    try:
        found = list(inspect.signature(unguarded(answer)).parameters)
    except (TypeError, ValueError):
        found = []
    return [found[i] if i < len(found) else f"argument {i + 1}" for i in range(len(args))]


def tensors(args):
    """Return the arguments with arrays of floats as tensors of float32; all else as it is."""
    import tensorflow as tf

    return tuple(tf.constant(float32(arg)) if is_float_array(arg) else arg for arg in args)


def call(answer, *args):
    """Call the answer: the usual `use`."""
    return answer(*args)


def text(draw, seed, i):
    """Return the arguments of draw number i, as they would be typed."""
    return call_text(drawn(draw, seed, i), {})


def is_float_array(arg):
    """Tell whether an argument is a NumPy array of floats."""
    return isinstance(arg, np.ndarray) and arg.dtype.kind == "f"


def float32(arg):
    """Return an array of floats as float32, and all else as it is."""
    return arg.astype("float32") if is_float_array(arg) else arg
