"""Wrong answers that give the right values: they change an argument, or TensorFlow cannot derive their result.

`spoiled(reference)` gives {what it does: (function, did it act?)}: each calls the reference and then does harm. It acts
only where there is something to harm, and where the reference itself leaves that thing alone; `did it act?` tells
afterwards whether it has.
"""

import copy
import functools

import numpy as np


def spoiled(reference):
    """Return {what is done: (function, a function that tells whether it was done)}."""
    makers = {f"{name} is changed": functools.partial(_changing, harm=harm) for name, harm in HARMS.items()}
    makers |= {"the result goes through stop_gradient": functools.partial(_converted, how=_stopped),
               "the result is turned into NumPy": functools.partial(_converted, how=_as_numpy)}
    return {name: _watched(reference, maker) for name, maker in makers.items()}


def _watched(reference, maker):
    acted = []
    answer = functools.wraps(reference)(maker(reference, acted))
    return answer, lambda: bool(acted)


def _changing(reference, acted, harm):
    def answer(*args, **kwargs):
        before = [_state(arg) for arg in args]
        result = reference(*args, **kwargs)
        for arg, state in zip(args, before, strict=True):
            if _same(_state(arg), state) and harm(arg):
                acted.append(True)
        return result
    return answer


def _converted(reference, acted, how):
    def convert(value):
        if isinstance(value, (list, tuple)) and not hasattr(value, "_fields"):
            return type(value)(convert(item) for item in value)
        new = how(value)
        if new is not None:
            acted.append(True)
        return value if new is None else new
    return lambda *args, **kwargs: convert(reference(*args, **kwargs))


def _stopped(value):
    import tensorflow as tf

    return tf.stop_gradient(value) if tf.is_tensor(value) and value.dtype.is_floating else None


def _as_numpy(value):
    import tensorflow as tf

    return value.numpy() if tf.is_tensor(value) and value.dtype.is_floating and hasattr(value, "numpy") else None


def _array(arg):
    if not isinstance(arg, np.ndarray) or not arg.size or not arg.flags.writeable:
        return False
    first = arg.flat[0]
    arg.flat[0] = not first if arg.dtype == bool else first + 1 if arg.dtype.kind in "iufc" else arg.flat[-1]
    return True


def _list(arg):
    if not isinstance(arg, list) or not arg:
        return False
    arg.append(arg[0])
    return True


def _inner_array(arg):
    items = arg.values() if isinstance(arg, dict) else arg if isinstance(arg, (list, tuple)) else ()
    return any([_array(item) for item in items])


def _dict(arg):
    if not isinstance(arg, dict) or not arg:
        return False
    arg.pop(next(iter(arg)))
    return True


def _weights(arg):
    if not _is_keras(arg, "Layer") or not arg.weights:
        return False
    arg.weights[0].assign(arg.weights[0] + 1)
    return True


def _frozen(arg):
    if not _is_keras(arg, "Layer") or not arg.trainable:
        return False
    arg.trainable = False
    return True


def _optimizer(arg):
    if not _is_keras(arg, "Optimizer"):
        return False
    arg.iterations.assign_add(1)
    return True


def _generator(arg):
    if not isinstance(arg, np.random.Generator):
        return False
    arg.random()
    return True


HARMS = {"an array": _array, "a list": _list, "an array in a list": _inner_array, "a dictionary": _dict,
         "a network's weight": _weights, "a network's trainable flag": _frozen, "an optimiser's count": _optimizer,
         "a random generator": _generator}


def _is_keras(arg, name):
    if not hasattr(arg, "variables"):
        return False
    import keras

    return isinstance(arg, {"Layer": keras.Layer, "Optimizer": keras.optimizers.Optimizer}[name])


def _state(arg):
    """Return a copy of all that can be changed in an argument."""
    if isinstance(arg, np.random.Generator):
        return copy.deepcopy(arg.bit_generator.state)
    if _is_keras(arg, "Layer") or _is_keras(arg, "Optimizer"):
        return [getattr(arg, "trainable", None), *(np.asarray(variable.numpy()) for variable in arg.variables)]
    if isinstance(arg, (np.ndarray, list, tuple, dict)):
        try:
            return copy.deepcopy(arg)
        except Exception:       # something in it cannot be copied: leave it alone
            return None
    return None


def _same(a, b):
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(_same(a[key], b[key]) for key in a)
    if isinstance(a, (list, tuple)) and isinstance(b, (list, tuple)):
        return len(a) == len(b) and all(map(_same, a, b))
    try:
        return bool(np.array_equal(a, b, equal_nan=np.asarray(a).dtype.kind in "fc"))
    except Exception:
        return a is b
