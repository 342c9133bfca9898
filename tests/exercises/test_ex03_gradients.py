"""Gradients by hand: the references against the tape, the slips by name, other right forms accepted."""

import numpy as np
import tensorflow as tf
from verdicts import right_answers, wrong_answers

from gan_course.exercises.ex03_gradients import bce_logit_gradient, dense_backward
from gan_course.from_scratch import sigmoid, softplus

# --- against the tape ---

def test_the_gradient_at_the_logit_is_the_tapes():
    logits, labels = tf.constant([[-2.0], [0.5], [3.0]]), tf.constant([[1.0], [0.0], [0.3]])
    with tf.GradientTape() as tape:
        tape.watch(logits)
        loss = tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(labels, logits))
    found = bce_logit_gradient.reference(logits.numpy(), labels.numpy())
    np.testing.assert_allclose(found, tape.gradient(loss, logits).numpy(), atol=1e-7)


def test_the_way_back_through_a_layer_is_the_tapes():
    rng = np.random.default_rng(0)
    x, W, b, pull = (tf.constant(rng.standard_normal(shape)) for shape in [(5, 3), (3, 2), (2,), (5, 2)])
    with tf.GradientTape() as tape:
        tape.watch([W, b, x])
        loss = tf.reduce_sum((x @ W + b) * pull)
    found = dense_backward.reference(pull.numpy(), x.numpy(), W.numpy())
    for mine, theirs in zip(found, tape.gradient(loss, [W, b, x]), strict=True):
        np.testing.assert_allclose(mine, theirs.numpy(), atol=1e-12)


# --- bce_logit_gradient ---

def _in_place(c, y):
    y -= sigmoid(c)
    return -y / len(c)


test_wrong_logit_gradients = wrong_answers(bce_logit_gradient, {
    "labels - sigmoid": (lambda c, y: (y - sigmoid(c)) / len(c), "the sign"),
    "sum, not mean": (lambda c, y: sigmoid(c) - y, "the mean"),
    "sign and sum": (lambda c, y: y - sigmoid(c), "the sign, and the mean"),
    "slope of the sigmoid": (lambda c, y: sigmoid(c) * (1 - sigmoid(c)) / len(c), "slope of the sigmoid"),
    "always real": (lambda c, y: (sigmoid(c) - 1) / len(c), "treats each example as real"),
    "always fake": (lambda c, y: sigmoid(c) / len(c), "treats each example as fake"),
    "one number": (lambda c, y: np.mean(sigmoid(c) - y), "has shape ()"),
    "the loss": (lambda c, y: (softplus(c) - y * c).mean(), "this is the loss"),
    "flat": (lambda c, y: ((sigmoid(c) - y) / len(c)).ravel(), "is wanted"),
    "hard labels only": (lambda c, y: np.where(y > 0.5, sigmoid(c) - 1, sigmoid(c)) / len(c),
                         "a label may lie between 0 and 1"),
    "divides": (lambda c, y: (-y / sigmoid(c) + (1 - y) / (1 - sigmoid(c))) * sigmoid(c) * (1 - sigmoid(c)) / len(c),
                "nothing divides"),
    "a batch of four": (lambda c, y: (sigmoid(c) - y) / 4, "not that of the mean cross-entropy"),
    "no sigmoid": (lambda c, y: (c - y) / len(c), "the sigmoid is missing"),
    "half": (lambda c, y: (sigmoid(c) - y) / (2 * len(c)), "half too small"),
    "clipped": (lambda c, y: (np.clip(sigmoid(c), 0.1, 0.9) - y) / len(c), "not that of the mean cross-entropy"),
    "writes into the labels": (_in_place, "changed"),
    "text": (lambda c, y: "sigmoid(c) - y", "numbers are wanted; this is a string"),
})
test_unusual_logit_gradients = right_answers(bce_logit_gradient, {
    "an exponential": lambda c, y: (1 / (1 + np.exp(np.clip(-c, -700, 700))) - y) / c.shape[0],
    "two cases": lambda c, y: (y * (sigmoid(c) - 1) + (1 - y) * sigmoid(c)) / len(c),
    "a list": lambda c, y: ((sigmoid(c) - y) / len(c)).tolist(),
    "a tensor": lambda c, y: tf.constant((sigmoid(c) - y) / len(c)),
    "by the tape": lambda c, y: _by_tape(tf.constant(c), y),
    "by size": lambda c, y: np.multiply(sigmoid(c) - y, 1 / c.size),
})


def _by_tape(logits, labels):
    with tf.GradientTape() as tape:
        tape.watch(logits)
        loss = tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(labels, logits))
    return tape.gradient(loss, logits)


# --- dense_backward ---

def _right(g, x, W):
    return x.T @ g, g.sum(axis=0), g @ W.T


def _changes_d_out(g, x, W):
    g *= 1.0000001
    return _right(g, x, W)


test_wrong_ways_back = wrong_answers(dense_backward, {
    "mean twice": (lambda g, x, W: (x.T @ g / len(g), g.mean(axis=0), g @ W.T), "in d_out already"),
    "mean for b": (lambda g, x, W: (x.T @ g, g.mean(axis=0), g @ W.T), "dividing d_b by the batch"),
    "mean for W": (lambda g, x, W: (x.T @ g / len(g), g.sum(axis=0), g @ W.T), "dividing d_W by the batch"),
    "b per example": (lambda g, x, W: (x.T @ g, g, g @ W.T), "sum over the batch"),
    "b with two axes": (lambda g, x, W: (x.T @ g, g.sum(axis=0, keepdims=True), g @ W.T), "without an axis of length"),
    "b over the outputs": (lambda g, x, W: (x.T @ g, g.sum(axis=1), g @ W.T), "summed over the outputs"),
    "W transposed": (lambda g, x, W: (g.T @ x, g.sum(axis=0), g @ W.T), "d_W is transposed"),
    "inputs transposed": (lambda g, x, W: (x.T @ g, g.sum(axis=0), W @ g.T), "d_inputs is transposed"),
    "W not transposed": (lambda g, x, W: (x.T @ g, g.sum(axis=0), g @ W), "`d_inputs`: this is not"),
    "with a ReLU": (lambda g, x, W: (x.T @ g, g.sum(axis=0), (g @ W.T) * (x > 0)), "slope of ReLU"),
    "another sign": (lambda g, x, W: tuple(-part for part in _right(g, x, W)), "the sign"),
    "another order": (lambda g, x, W: _right(g, x, W)[::-1], "the order"),
    "b first": (lambda g, x, W: tuple(_right(g, x, W)[i] for i in (1, 0, 2)), "the order"),
    "two parts": (lambda g, x, W: _right(g, x, W)[:2], "3 things are wanted"),
    "only d_inputs": (lambda g, x, W: g @ W.T, "3 things are wanted"),
    "ones for the inputs": (lambda g, x, W: (np.ones_like(x).T @ g, g.sum(axis=0), g @ W.T), "`d_W`: this is not"),
    "writes into d_out": (_changes_d_out, "changed"),
    "NaN": (lambda g, x, W: (x.T @ g * np.nan, g.sum(axis=0), g @ W.T), "`d_W`: called"),
})
test_unusual_ways_back = right_answers(dense_backward, {
    "a list": lambda g, x, W: list(_right(g, x, W)),
    "sums of outer products": lambda g, x, W: (sum(np.outer(a, b) for a, b in zip(x, g, strict=True)),
                                               np.ones(len(g)) @ g, np.dot(g, W.T)),
    "einsum": lambda g, x, W: (np.einsum("ni,no->io", x, g), np.einsum("no->o", g), np.einsum("no,io->ni", g, W)),
    "tensors": lambda g, x, W: tuple(tf.constant(part) for part in _right(g, x, W)),
    "transposed twice": lambda g, x, W: ((g.T @ x).T, sum(g), (W @ g.T).T),
})
