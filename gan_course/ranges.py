"""The numbers that a network can put out, found by trying its operations and not by their names.

From the output back, operations that only move numbers are passed over, and a function of each number by itself is
tried on numbers. Where that does not lead to a layer whose weights decide the range, the whole network is tried, with
weights drawn at random: its own, and the random state, are left alone.
"""

import functools
import warnings

import numpy as np

from gan_course.later import Later
from gan_course.private import producer_of

keras = Later("keras")
_ANY = (-np.inf, np.inf)
_GRID = np.concatenate([-np.logspace(6, -4, 300), [0.0], np.logspace(-4, 6, 300)]).astype("float32")
_MOVES = ("Reshape Flatten Permute RepeatVector Cropping1D Cropping2D UpSampling1D UpSampling2D MaxPooling1D "
          "MaxPooling2D AveragePooling1D AveragePooling2D GlobalMaxPooling1D GlobalMaxPooling2D "
          "GlobalAveragePooling1D GlobalAveragePooling2D Dropout Identity ActivityRegularization")
_WEIGHTED = ("Dense EinsumDense Conv1D Conv2D Conv3D Conv1DTranspose Conv2DTranspose Conv3DTranspose DepthwiseConv2D "
             "SeparableConv2D")
_FREE = "InputLayer Dot Embedding BatchNormalization LayerNormalization"


@functools.cache
def _kinds(names):
    """The classes of Keras's layers of these names."""
    return tuple(getattr(keras.layers, name) for name in names.split())


def output_range(network, input_shapes):
    """Return (lowest, highest), the numbers that a network with one output can approach, infinite where unbounded.

    input_shapes: of one sample each, without the batch axis, to try the network where its graph does not tell.
    """
    found = _of_model(network)
    return found if found is not None else _tried(network, input_shapes)


def _of_model(network):
    if not getattr(network, "outputs", None):
        return None
    return _of_tensor(network.outputs[0]) if len(network.outputs) == 1 else None


def _of_tensor(tensor):
    """The range of a symbolic tensor; None where only a trial of the whole network can tell."""
    operation = producer_of(tensor)
    if isinstance(operation, keras.layers.SpectralNormalization):
        operation = operation.layer
    if isinstance(operation, keras.Model):
        return _of_model(operation)
    known = type(operation).__module__.startswith(("keras.", "gan_course."))  # another's subclass may do anything
    if known and isinstance(operation, _kinds(_FREE)):
        return _ANY
    if known and isinstance(operation, _kinds(_WEIGHTED)):
        return _of_function(operation.activation, _ANY)
    if known and isinstance(operation, keras.layers.Add):
        parts = [_of_tensor(part) for part in operation.input]
        return None if None in parts else (sum(low for low, _ in parts), sum(high for _, high in parts))
    if isinstance(operation.input, (list, tuple, dict)) or getattr(operation, "weights", None):
        return None
    before = _of_tensor(operation.input)
    if before is None or (known and isinstance(operation, _kinds(_MOVES))):
        return before
    return _of_function(operation.call, before)


def _of_function(function, before):
    """The range of a function of single numbers over a range; None where it looks at several numbers at once."""
    if function is None or function is keras.activations.linear:
        return before
    numbers = _GRID[(before[0] <= _GRID) & (_GRID <= before[1])]
    numbers = np.concatenate([[end for end in before if np.isfinite(end)], numbers]).astype("float32")
    try:
        with warnings.catch_warnings(action="ignore"):  # of a softmax of one number
            column, row = (np.ravel(keras.ops.convert_to_numpy(function(keras.ops.convert_to_tensor(shaped))))
                           for shaped in (numbers[:, None], numbers[None, :]))
    except Exception:  # whatever it raises: it takes another shape, or more than one argument
        return None
    if column.shape != row.shape or not np.allclose(column, row, equal_nan=True) or not np.isfinite(column).all():
        return None
    low, high = float(column.min()), float(column.max())
    return (-np.inf if low < -1e3 and np.isinf(before).any() else low,
            np.inf if high > 1e3 and np.isinf(before).any() else high)


def _tried(network, input_shapes):
    """The range of what the network gives for random inputs and weights, twice: the second time, a hundred times wider.

    An end that has moved with the weights is no end.
    """
    rng, ends = np.random.default_rng(0), []
    for scale in (3.0, 300.0):
        outputs = []
        for _ in range(2):
            weights = [scale * rng.normal(size=w.shape) for w in network.trainable_variables]
            inputs = [rng.normal(size=(64, *shape)).astype("float32") if shape else np.zeros(64, "int32")
                      for shape in input_shapes]
            given, _ = network.stateless_call(
                [keras.ops.cast(w, v.dtype) for w, v in zip(weights, network.trainable_variables, strict=True)],
                network.non_trainable_variables, inputs if len(inputs) > 1 else inputs[0], training=False)
            outputs.append(keras.ops.convert_to_numpy(keras.ops.cast(given, "float32")))
        if not np.isfinite(outputs).all():
            return _ANY
        ends.append((np.min(outputs), np.max(outputs)))
    (low, high), (lower, higher) = ends
    room = 5 * (high - low) + 1e-6
    low, high = (min(low, lower) if lower > low - room else -np.inf,
                 max(high, higher) if higher < high + room else np.inf)
    return _round_end(low, low, high), _round_end(high, low, high)


def _round_end(end, low, high):
    """An end that the trial has come near, -1, 0 or 1; else the end itself."""
    return float(next((nice for nice in (-1, 0, 1) if abs(end - nice) < 0.1 * min(high - low, 10)), end))
