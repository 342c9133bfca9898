"""Exercises of lesson 03, gradients by hand: at the logit, and backwards through a dense layer."""

import numpy as np

from gan_course.exercises.checks import compare
from gan_course.exercises.exercise import Exercise
from gan_course.exercises.slips import matches
from gan_course.from_scratch import sigmoid, softplus

# --- bce_logit_gradient -----------------------------------------------------------------------------------

def _bce_logit_gradient(logits, labels):
    return (sigmoid(logits) - labels) / len(logits)


def _batches(*sizes):
    """Logits (n, 1) with labels (n, 1) of 0 and 1, for each n."""
    rng = np.random.default_rng(31)
    return [(2 * rng.standard_normal((n, 1)), (rng.permutation(n) < n / 2).astype(float)[:, None]) for n in sizes]


def _soft(*sizes):
    """Logits (n, 1) with labels anywhere between 0 and 1."""
    rng = np.random.default_rng(32)
    return [(2 * rng.standard_normal((n, 1)), rng.uniform(0.05, 0.95, (n, 1))) for n in sizes]


_SLOPE = "this is the slope of the sigmoid; multiply it by the slope of the loss in sigmoid(C)."
_MEAN = "the mean: the loss is a mean over the batch, so each example carries 1 / batch of it."
_BCE_SLIPS = [
    (lambda c, y: (y - sigmoid(c)) / len(c),
     "the sign: for a real example (label 1) the loss falls as the logit rises, so its gradient is negative; yours "
     "is positive."),
    (lambda c, y: sigmoid(c) - y, _MEAN),
    (lambda c, y: y - sigmoid(c), f"the sign, and {_MEAN}"),
    (lambda c, y: (sigmoid(c) - y) / (2 * len(c)), "half too small: divide by the number of rows, len(logits), alone."),
    (lambda c, y: sigmoid(c) * (1 - sigmoid(c)), _SLOPE),
    (lambda c, y: sigmoid(c) * (1 - sigmoid(c)) / len(c), _SLOPE),
    (lambda c, y: (sigmoid(c) - 1) / len(c), "the labels change nothing: yours treats each example as real."),
    (lambda c, y: sigmoid(c) / len(c), "the labels change nothing: yours treats each example as fake."),
    (lambda c, y: (c - y) / len(c), "the sigmoid is missing: D's probability is sigmoid(logit)."),
    (lambda c, y: np.array((softplus(c) - y * c).mean()),
     "this is the loss, one number; its gradient by each logit is wanted, in the shape of the logits."),
]


def _bce_extreme(answer):
    result = np.asarray(answer(np.array([[-1e4], [1e4]]), np.array([[1.0], [0.0]])), dtype=float)
    if not np.all(np.isfinite(result)):
        return ("at logits of ±10,000 the gradient is not a number: simplify on paper before you type, "
                "until nothing divides.")
    return compare(result, np.array([[-0.5], [0.5]]), "at logits of ±10,000, on the wrong side, it is -1/2 and 1/2")


bce_logit_gradient = Exercise(
    "bce_logit_gradient", _bce_logit_gradient,
    checks=[
        matches(_bce_logit_gradient, _batches(5, 8, 1), ["the gradient"], _BCE_SLIPS,
                "the gradient is not that of the mean cross-entropy"),
        matches(_bce_logit_gradient, _soft(4, 7), ["the gradient"], (),
                "a label may lie between 0 and 1, and then mixes the two losses: where sigmoid(C) equals the label, "
                "nothing is left to learn"),
        _bce_extreme],
    hints=[
        "For label 1 you know it: sigmoid(C) - 1. Do the same three lines for label 0, -log(1 - sigmoid(C)).",
        "Label 0 gives sigmoid(C). One expression gives both: what must be taken from sigmoid(C)?",
        "Probability minus label, and 1 / len(logits) for the mean.",
    ],
    praise="Probability minus label, over the batch: every gradient in a GAN starts here.",
)


# --- dense_backward ---------------------------------------------------------------------------------------

def _dense_backward(d_out, inputs, W):
    d_W = inputs.T @ d_out               # (inputs, outputs), as W
    d_b = d_out.sum(axis=0)              # (outputs,), as b: each example used the same b
    d_inputs = d_out @ W.T               # (batch, inputs), as the layer's input
    return d_W, d_b, d_inputs


def _layers(*sizes):
    """d_out (batch, outputs), inputs (batch, inputs), W (inputs, outputs), for each (batch, inputs, outputs)."""
    rng = np.random.default_rng(33)
    draw = rng.standard_normal
    return [(draw((batch, out)), draw((batch, into)), draw((into, out))) for batch, into, out in sizes]


def _with(d_W=None, d_b=None, d_inputs=None):
    """Return the reference with one part replaced, each a function of (d_out, inputs, W)."""
    def answer(d_out, inputs, W):
        parts = _dense_backward(d_out, inputs, W)
        return tuple(part if other is None else other(d_out, inputs, W)
                     for part, other in zip(parts, (d_W, d_b, d_inputs), strict=True))
    return answer


_TWICE = ("the 1 / batch is in d_out already, for the loss was a mean; dividing {} by the batch once more makes "
          "the step too small.")
_DENSE_SLIPS = [
    (_with(d_W=lambda g, x, W: x.T @ g / len(g), d_b=lambda g, x, W: g.mean(axis=0)), _TWICE.format("d_W and d_b")),
    (_with(d_W=lambda g, x, W: x.T @ g / len(g)), _TWICE.format("d_W")),
    (_with(d_b=lambda g, x, W: g.mean(axis=0)), _TWICE.format("d_b")),
    (_with(d_b=lambda g, x, W: g), "d_b: one row for each example is left; b was used by all of them, so sum over "
                                   "the batch, axis 0."),
    (_with(d_b=lambda g, x, W: g.sum(axis=0, keepdims=True)), "d_b: b has shape (outputs,), without an axis of "
                                                              "length 1 in front; so has its gradient."),
    (_with(d_b=lambda g, x, W: g.sum(axis=1)), "d_b: summed over the outputs; sum over the batch, axis 0."),
    (_with(d_W=lambda g, x, W: g.T @ x), "d_W is transposed: it has the shape of W, (inputs, outputs)."),
    (_with(d_inputs=lambda g, x, W: (g @ W.T) * (x > 0)),
     "d_inputs: this multiplies by the slope of ReLU; the layer here is the dense one alone, and the network does the "
     "ReLU's step."),
    (_with(d_inputs=lambda g, x, W: W @ g.T), "d_inputs is transposed: it has one row for each example."),
    (lambda g, x, W: tuple(-part for part in _dense_backward(g, x, W)),
     "the sign: a gradient goes back through a layer with its own sign; the optimiser subtracts it later."),
    (lambda g, x, W: _dense_backward(g, x, W)[::-1], "the order: return d_W, d_b, d_inputs."),
    (lambda g, x, W: tuple(_dense_backward(g, x, W)[place] for place in (1, 0, 2)),
     "the order: return d_W, d_b, d_inputs."),
    (lambda g, x, W: tuple(_dense_backward(g, x, W)[place] for place in (2, 0, 1)),
     "the order: return d_W, d_b, d_inputs."),
]

dense_backward = Exercise(
    "dense_backward", _dense_backward,
    checks=[matches(_dense_backward, _layers((5, 3, 2), (7, 2, 4), (4, 4, 4), (1, 3, 1)), ["d_W", "d_b", "d_inputs"],
                    _DENSE_SLIPS, "this is not the gradient of the loss by this part of the layer")],
    hints=[
        "Write the three shapes down first. Each gradient has the shape of what it is taken by.",
        "Each example used the same W and b, so their gradients are sums over the batch. For W the matrix product "
        "does the sum; for b you call .sum(axis=0).",
        "d_W = inputs.T @ d_out and d_inputs = d_out @ W.T.",
    ],
    praise="Three lines, and every network of dense layers can be trained.",
)
