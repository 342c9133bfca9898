"""Tensors at the door of code that is traced: only what is known without computing is looked at, type and shape."""

from gan_course.arguments.arrays import array
from gan_course.arguments.numbers import number
from gan_course.arguments.wording import complain, shape_text
from gan_course.later import Later

tf = Later("tensorflow")


def tensor(name, value, least_rank=1):
    """Return value as a floating tensor with `least_rank` axes or more, none of them empty; else raise ValueError.

    Tensors and variables keep their type, as arrays of floats do; lists and integers become float32. In a traced graph
    this costs nothing at run time. NaN and infinity pass: a loss of them is NaN, and says so.
    """
    if not isinstance(value, (tf.Tensor, tf.Variable)):
        value = array(name, value, dtype=None if _floating(value) else "float32", finite=False, rows=0)
    value = tf.convert_to_tensor(value)
    if not value.dtype.is_floating:
        complain(f"{name} holds {value.dtype.name} numbers; give floating point numbers, such as tf.cast(…, 'float32')")
    rank = value.shape.rank
    if rank is not None and (rank < least_rank or 0 in value.shape):
        wanted = shape_text(("batch", ...) if least_rank < 2 else ("batch", "n", ...))
        complain(f"{name} has shape {value.shape}; give {wanted}, not empty")
    return value


def alike(**tensors):
    """Raise ValueError unless the named tensors have one type, and shapes that fit each other."""
    (first, one), *others = tensors.items()
    for name, other in others:
        if one.dtype != other.dtype:
            complain(f"{first} holds {one.dtype.name} and {name} {other.dtype.name}; give one type of numbers")
        if not one.shape.is_compatible_with(other.shape):
            complain(f"{first} has shape {one.shape} and {name} {other.shape}; give the same shape")


def scalar(name, value, **bounds):
    """Return value, a number within the bounds of `number`; a tensor or variable without axes is taken as it is."""
    if not isinstance(value, (tf.Tensor, tf.Variable)):
        return number(name, value, **bounds)
    if not value.dtype.is_floating or value.shape.rank not in (0, None):
        complain(f"{name} is a tensor of {value.dtype.name} of shape {value.shape}; give one floating point number")
    return value


def _floating(value):
    return getattr(getattr(value, "dtype", None), "kind", "") == "f"
