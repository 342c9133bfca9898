"""Checks of losses on logits: scalar, mean, direction, stability. Each returns a check for `Exercise`."""

import numpy as np


def loss_value(answer, *arrays):
    """The answer's loss as a float. Call `scalar` first: it reports any other shape."""
    return float(_result(answer, arrays))


def scalar(*arrays):
    """A loss is one number for the whole batch."""
    def check(answer):
        shape = _result(answer, arrays).shape
        if shape != ():
            return ("a loss is one number for the whole batch: take the mean. "
                    f"For logits of shape {arrays[0].shape} yours has shape {shape}.")
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
        return None if np.isclose(*values, rtol=1e-6) else property_
    return check


def falls(before, after, property_):
    """The loss of the arrays `after` is lower than that of `before`."""
    def check(answer):
        return None if loss_value(answer, *after) < loss_value(answer, *before) else property_
    return check


def equals(arrays, expected, property_):
    """The loss of `arrays` is `expected`, a number."""
    def check(answer):
        value = loss_value(answer, *arrays)
        if np.isclose(value, expected, rtol=1e-5, atol=1e-7):
            return None
        return f"{property_}: yours is {value:.4g}, and {expected:.4g} is wanted."
    return check


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


def _result(answer, arrays):
    return np.asarray(answer(*(array.copy() for array in arrays)), dtype=float)
