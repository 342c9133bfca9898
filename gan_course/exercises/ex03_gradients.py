"""Exercises of lesson 03, gradients by hand: at the logit, and backwards through a dense layer."""

import numpy as np

from gan_course.exercises.checks import compare
from gan_course.exercises.exercise import Exercise
from gan_course.exercises.property_checks import agrees_with_reference, leaves_arguments_alone
from gan_course.from_scratch import sigmoid, softplus

# --- bce_logit_gradient -----------------------------------------------------------------------------------

def _bce_logit_gradient(logits, labels):
    return (sigmoid(logits) - labels) / len(logits)


def _hard(rng):
    """Logits (n, 1) with labels (n, 1) of 0 and 1."""
    shape = (int(rng.integers(1, 9)), 1)
    return 2 * rng.standard_normal(shape), rng.integers(0, 2, shape).astype(float)


def _soft(rng):
    """Logits (n, 1) with labels anywhere between 0 and 1."""
    shape = (int(rng.integers(2, 9)), 1)
    return 2 * rng.standard_normal(shape), rng.uniform(0.05, 0.95, shape)


_MEAN = "the mean: the loss is a mean over the batch, so each example carries 1 / batch of it"
_BCE_SLIPS = {
    "the sign: for a real example (label 1) the loss falls as the logit rises, so its gradient is negative; yours is "
    "positive": lambda c, y: (y - sigmoid(c)) / len(c),
    _MEAN: lambda c, y: sigmoid(c) - y,
    f"the sign, and {_MEAN}": lambda c, y: y - sigmoid(c),
    "half too small: divide by the number of rows, len(logits), alone": lambda c, y: (sigmoid(c) - y) / (2 * len(c)),
    "this is the slope of the sigmoid; multiply it by the slope of the loss in sigmoid(C)":
        lambda c, y: sigmoid(c) * (1 - sigmoid(c)),
    "this is the slope of the sigmoid, over the batch; multiply it by the slope of the loss in sigmoid(C)":
        lambda c, y: sigmoid(c) * (1 - sigmoid(c)) / len(c),
    "the labels change nothing: yours treats each example as real": lambda c, y: (sigmoid(c) - 1) / len(c),
    "the labels change nothing: yours treats each example as fake": lambda c, y: sigmoid(c) / len(c),
    "the sigmoid is missing: D's probability is sigmoid(logit)": lambda c, y: (c - y) / len(c),
    "this is the loss, one number; its gradient by each logit is wanted, in the shape of the logits":
        lambda c, y: (softplus(c) - y * c).mean(),
}


def _bce_extreme(answer):
    result = np.asarray(answer(np.array([[-1e4], [1e4]]), np.array([[1.0], [0.0]])), dtype=float)
    if not np.all(np.isfinite(result)):
        return ("at logits of ±10,000 the gradient is not a number: simplify on paper before you type, "
                "until nothing divides.")
    return compare(result, np.array([[-0.5], [0.5]]), "at logits of ±10,000, on the wrong side, it is -1/2 and 1/2")


bce_logit_gradient = Exercise(
    "bce_logit_gradient", _bce_logit_gradient,
    checks=[
        agrees_with_reference(_bce_logit_gradient, _hard, "the gradient is not that of the mean cross-entropy",
                              _BCE_SLIPS),
        agrees_with_reference(_bce_logit_gradient, _soft,
                              "a label may lie between 0 and 1, and then mixes the two losses: where sigmoid(C) equals "
                              "the label, nothing is left to learn"),
        leaves_arguments_alone(_soft),
        _bce_extreme],
    hints=[
        "For label 1 you know it: sigmoid(C) - 1. Do the same three lines for label 0, -log(1 - sigmoid(C)).",
        "Label 0 gives sigmoid(C). One expression gives both: what must be taken from sigmoid(C)?",
        "Probability minus label, and 1 / len(logits) for the mean.",
    ],
    praise="Probability minus label, over the batch: every gradient in a GAN starts here.",
    mine="gradients",
    doc="The gradient of the mean cross-entropy by the logits (batch, 1): probability minus label, over the "
        "batch.",
)


# --- dense_backward ---------------------------------------------------------------------------------------

def _dense_backward(d_out, inputs, W):
    d_W = inputs.T @ d_out               # (inputs, outputs), as W
    d_b = d_out.sum(axis=0)              # (outputs,), as b: each example used the same b
    d_inputs = d_out @ W.T               # (batch, inputs), as the layer's input
    return d_W, d_b, d_inputs


def _layer(rng):
    """d_out (batch, outputs), inputs (batch, inputs), W (inputs, outputs)."""
    batch, into, out = (int(size) for size in rng.integers(1, 7, 3))
    return tuple(rng.standard_normal(shape) for shape in ((batch, out), (batch, into), (into, out)))


def _with(d_W=None, d_b=None, d_inputs=None):
    """Return the reference with one part replaced, each a function of (d_out, inputs, W)."""
    def answer(d_out, inputs, W):
        parts = _dense_backward(d_out, inputs, W)
        return tuple(part if other is None else other(d_out, inputs, W)
                     for part, other in zip(parts, (d_W, d_b, d_inputs), strict=True))
    return answer


_TWICE = ("the 1 / batch is in d_out already, for the loss was a mean; dividing {} by the batch once more makes "
          "the step too small")
_DENSE_SLIPS = {
    _TWICE.format("d_W and d_b"): _with(d_W=lambda g, x, W: x.T @ g / len(g), d_b=lambda g, x, W: g.mean(axis=0)),
    _TWICE.format("d_W"): _with(d_W=lambda g, x, W: x.T @ g / len(g)),
    _TWICE.format("d_b"): _with(d_b=lambda g, x, W: g.mean(axis=0)),
    "d_b: one row for each example is left; b was used by all of them, so sum over the batch, axis 0":
        _with(d_b=lambda g, x, W: g),
    "d_b: b has shape (outputs,), without an axis of length 1 in front; so has its gradient":
        _with(d_b=lambda g, x, W: g.sum(axis=0, keepdims=True)),
    "d_b: summed over the outputs; sum over the batch, axis 0": _with(d_b=lambda g, x, W: g.sum(axis=1)),
    "d_W is transposed: it has the shape of W, (inputs, outputs)": _with(d_W=lambda g, x, W: g.T @ x),
    "d_inputs: this multiplies by the slope of ReLU; the layer here is the dense one alone, and the network does the "
    "ReLU's step": _with(d_inputs=lambda g, x, W: (g @ W.T) * (x > 0)),
    "d_inputs is transposed: it has one row for each example": _with(d_inputs=lambda g, x, W: W @ g.T),
    "the sign: a gradient goes back through a layer with its own sign; the optimiser subtracts it later":
        lambda g, x, W: tuple(-part for part in _dense_backward(g, x, W)),
    "the order: return d_W, d_b, d_inputs, not the other way round": lambda g, x, W: _dense_backward(g, x, W)[::-1],
    "the order: d_W comes before d_b": lambda g, x, W: tuple(_dense_backward(g, x, W)[i] for i in (1, 0, 2)),
    "the order: d_inputs comes last": lambda g, x, W: tuple(_dense_backward(g, x, W)[i] for i in (2, 0, 1)),
}

dense_backward = Exercise(
    "dense_backward", _dense_backward,
    checks=[agrees_with_reference(_dense_backward, _layer, "this is not the gradient by this part of the layer",
                                  _DENSE_SLIPS, returned=("d_W", "d_b", "d_inputs")),
            leaves_arguments_alone(_layer)],
    hints=[
        "Write the three shapes down first. Each gradient has the shape of what it is taken by.",
        "Each example used the same W and b, so their gradients are sums over the batch. For W the matrix product "
        "does the sum; for b you call .sum(axis=0).",
        "d_W = inputs.T @ d_out and d_inputs = d_out @ W.T.",
    ],
    praise="Three lines, and every network of dense layers can be trained.",
    mine="gradients",
    doc="Backwards through a dense layer: the gradients by W, by b and by its inputs, from that by its output "
        "(batch, outputs).",
)
