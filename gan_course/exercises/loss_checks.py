"""Checks of losses on logits: scalar, mean, direction, stability, gradient. Each returns a check for `Exercise`.

The arrays of a check are logits of shape (batch, 1), one batch for each argument of the loss. `agrees` and `derivable`
draw batches of their own, of unequal sizes and spreads, the same at each run.
"""

import numpy as np
import tensorflow as tf

from gan_course.exercises.checks import as_numbers
from gan_course.exercises.wording import an, apart

BATCHES = ((5, 8), (7, 3), (1, 1), (16, 11))     # sizes of the two batches; a loss of one argument gets the first


def loss_value(answer, *arrays):
    """The answer's loss as a float. Call `scalar` first: it reports any other shape."""
    return float(_result(answer, arrays))


def scalar(*arrays):
    """A loss is one number for the whole batch."""
    def check(answer):
        result = answer(*(array.copy() for array in arrays))
        found, complaint = as_numbers(result)
        if complaint:
            return f"the loss should be one number; this is {an(result)}."
        if found.shape != ():
            return ("a loss is one number for the whole batch: take the mean. "
                    f"For logits of shape {arrays[0].shape} yours has shape {found.shape}.")
        if np.isnan(found):
            return "the loss is NaN (not a number) at ordinary logits, between -1 and 2."
        return None
    return check


def mean_not_sum(*arrays):
    """The same batch three times over has the same loss."""
    return same(arrays, [np.tile(array, (3, 1)) for array in arrays],
                "the same batch three times over changes the loss: take the batch's mean, not its sum.")


def same(before, after, property_):
    """The loss of the arrays `before` equals that of `after`."""
    def check(answer):
        values = loss_value(answer, *before), loss_value(answer, *after)
        return _nan(values) or (None if np.isclose(*values, rtol=1e-6) else property_)
    return check


def falls(before, after, property_):
    """The loss of the arrays `after` is lower than that of `before`."""
    def check(answer):
        values = loss_value(answer, *before), loss_value(answer, *after)
        return _nan(values) or (None if values[1] < values[0] else property_)
    return check


def equals(arrays, expected, property_):
    """The loss of `arrays` is `expected`, a number."""
    def check(answer):
        value = loss_value(answer, *arrays)
        if np.isclose(value, expected, rtol=1e-5, atol=1e-7):
            return None
        if np.isnan(value):
            return f"{property_}: yours is NaN (not a number), and {expected:.4g} is wanted."
        found, wanted = apart(value, expected)
        return f"{property_}: yours is {found}, and {wanted} is wanted."
    return check


def agrees(reference, arguments, property_):
    """The loss equals the reference's on drawn batches of unequal sizes, as NumPy arrays and as tensors."""
    def check(answer):
        for arrays in drawn(arguments):
            for kind, give in (("NumPy arrays", np.copy), ("tensors", tf.constant)):
                value = float(np.asarray(answer(*(give(array) for array in arrays)), dtype=float))
                wanted = float(reference(*arrays))
                if not np.isclose(value, wanted, rtol=1e-5, atol=1e-6):
                    shapes = " and ".join(str(array.shape) for array in arrays)
                    found, right = apart(value, wanted)
                    return f"{property_}: for {kind} of shape {shapes} yours is {found}; {right} is wanted."
        return None
    return check


def derivable(reference, arguments, names):
    """TensorFlow finds the reference's gradient in every argument, eagerly and inside `tf.function`.

    names: what each argument is called, for the sentence.
    """
    def check(answer):
        for arrays in [*drawn(arguments), *([np.full((2, 1), a)] * arguments for a in (-1e4, 1e4))]:
            arrays = [array.astype("float32") for array in arrays]
            wanted = _gradients(reference, arrays)
            found = _gradients(answer, arrays)
            for name, gradient, right in zip(names, found, wanted, strict=True):
                if gradient is None:
                    return (f"the value is right, but TensorFlow finds no gradient in {name}: no network could be "
                            "trained with it. Stay with TensorFlow's functions (tf.math, tf.reduce_mean) from the "
                            "logits to the loss: `.numpy()`, float(), NumPy's functions and tf.stop_gradient cut the "
                            "path.")
                if not np.allclose(gradient, right, rtol=1e-4, atol=1e-6):
                    return f"the value is right, but its gradient in {name} is not: a part of the path is cut or bent."
        return _fails_in_a_graph(answer, arrays)
    return check


def arguments_kept(*arrays):
    """The loss leaves the arrays that it is given as they were."""
    def check(answer):
        given = [array.copy() for array in arrays]
        answer(*given)
        if all(np.array_equal(before, after) for before, after in zip(arrays, given, strict=True)):
            return None
        return "your function changes the arrays that it is given: compute with new ones, without +=, *= or [...] =."
    return check


def drawn(arguments):
    """Yield batches of logits for a loss of one or two arguments: unequal sizes, centres and spreads."""
    rng = np.random.default_rng(2014)
    for sizes in BATCHES:
        yield [rng.normal(rng.uniform(-2, 2), rng.uniform(0.5, 3), (size, 1)) for size in sizes[:arguments]]


def stable(*cases):
    """Extreme logits give the exact loss: cases are (arrays, expected)."""
    def check(answer):
        for arrays, expected in cases:
            value = loss_value(answer, *arrays)
            where = f"at logits {' and '.join(f'{array.flat[0]:,.0f}' for array in arrays)}"
            if not np.isfinite(value):
                return (f"not stable: {where} the loss is {value}, and {expected:,.0f} is wanted. "
                        "The sigmoid has rounded to 0 or 1 before the logarithm: use softplus.")
            if not np.isclose(value, expected, rtol=1e-5, atol=1e-4):
                return (f"not stable: {where} the loss is {value:,.4g}, and {expected:,.0f} is wanted. "
                        "A probability that is clipped, or kept from 0 by a small constant, has no gradient: "
                        "use softplus.")
        return None
    return check


def slope(answer, logit, shape=(3, 1), step=1e-3):
    """The derivative of a loss of one argument, at a batch of equal logits."""
    low, high = np.full(shape, logit - step), np.full(shape, logit + step)
    return (loss_value(answer, high) - loss_value(answer, low)) / (2 * step)


def _gradients(loss, arrays):
    """The gradient of a loss in each of its arguments, None where TensorFlow finds no path."""
    logits = [tf.constant(array) for array in arrays]
    with tf.GradientTape() as tape:
        tape.watch(logits)
        value = loss(*logits)
    if not tf.is_tensor(value):
        return [None] * len(logits)
    return tape.gradient(value, logits)


def _fails_in_a_graph(answer, arrays):
    logits = [tf.constant(array) for array in arrays]
    try:
        graph = tf.function(lambda *symbols: answer(*symbols)).get_concrete_function(*logits)     # no retracing warning
        value = float(graph(*logits))
    except Exception as error:      # whatever the learner's code runs into
        return (f"it fails inside tf.function, where training steps run ({type(error).__name__}): NumPy's functions "
                "need values, which are not there yet. tf.ones_like takes the place of np.ones_like.")
    if np.isclose(value, float(answer(*logits))):
        return None
    return "inside tf.function, where training steps run, the loss has another value."


def _nan(values):
    return "the loss is NaN (not a number) at ordinary logits." if np.isnan(values).any() else None


def _result(answer, arrays):
    found, complaint = as_numbers(answer(*(array.copy() for array in arrays)))
    if complaint:
        raise TypeError(complaint)
    return found
