"""What can be changed in an argument: snapshots before and after a call, and the difference in words.

    before = snapshot(model)
    step(model, …)
    difference("model", before, snapshot(model))      # "a weight of `model` moved"
"""

import copy
import sys

import numpy as np

WORDS = {
    "values": "`{}` was changed in place: work on a copy, for the caller still needs it",
    "length": "`{}` is longer or shorter than before: work on a copy, for the caller still needs it",
    "weights": "a weight of `{}` moved, and none should",
    "trainable": "`{}` is left with other `trainable` flags than before, so later steps train other weights",
    "optimizer": "the optimiser `{}` made a step or changed its settings, and it should not",
    "random": "`{}` gave out random numbers, so that the numbers after this call are others",
}


def snapshot(value):
    """Return a copy of all that can be changed in a value: {(what, where): copy}; what is a key of `WORDS`."""
    found = {}
    _collect(value, "", found)
    return found


def difference(name, before, after):
    """Return a sentence on the first difference of two snapshots, without its full stop, or None."""
    for key in [*before, *after]:
        if key not in before or key not in after or not _equal(before[key], after[key]):
            return WORDS[key[0]].format(name)
    return None


def _collect(value, where, found):
    keras, tf = sys.modules.get("keras"), sys.modules.get("tensorflow")
    if isinstance(value, np.ndarray):
        found["values", where] = value.copy()
    elif isinstance(value, np.random.Generator):
        found["random", where] = copy.deepcopy(value.bit_generator.state)
    elif isinstance(value, dict):
        found["length", where] = list(value)
        for key, item in value.items():
            _collect(item, f"{where}[{key!r}]", found)
    elif isinstance(value, (list, tuple)):
        found["length", where] = len(value)
        for i, item in enumerate(value):
            _collect(item, f"{where}[{i}]", found)
    elif keras and isinstance(value, keras.Layer):
        for i, weight in enumerate(value.weights):
            found["weights", f"{where} {i}"] = np.array(weight.numpy())
        found["trainable", where] = [layer.trainable for layer in _layers(value)]
    elif keras and isinstance(value, keras.optimizers.Optimizer):
        for i, variable in enumerate(value.variables):
            found["optimizer", f"{where} {i}"] = np.array(variable.numpy())
    elif tf and isinstance(value, tf.Variable):
        found["values", where] = value.numpy()
    elif value is None or isinstance(value, (bool, int, float, complex, str, np.generic)):
        found["values", where] = value


def _layers(layer):
    return [layer, *(inner for child in getattr(layer, "layers", []) for inner in _layers(child))]


def _equal(a, b):
    if isinstance(a, np.ndarray) or isinstance(b, np.ndarray):
        return _close(a, b, 0, 0) or np.array_equal(a, b)
    return type(a) is type(b) and (a == b or a != a)


def agree(before, after, rtol, atol):
    """Return the kind of the first thing in which two snapshots differ by more than the tolerances; None for none."""
    for key in [*before, *after]:
        if key not in before or key not in after:
            return key[0]
        near = key[0] in ("values", "weights", "optimizer") and _close(before[key], after[key], rtol, atol)
        if not (near or _equal(before[key], after[key])):
            return key[0]
    return None


def _close(a, b, rtol, atol):
    try:
        return np.shape(a) == np.shape(b) and np.allclose(a, b, rtol=rtol, atol=atol, equal_nan=True)
    except TypeError:           # text, states of generators
        return False
