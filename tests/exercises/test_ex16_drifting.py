"""The checker of lesson 16 on the drift."""

import numpy as np
import tensorflow as tf
from verdicts import right_answers, wrong_answers

from gan_course import drifting
from gan_course.exercises import ex16_drifting

right = ex16_drifting._drift
changed = ex16_drifting._field


def one_by_one(fake, real, tau):
    rows = []
    for i in range(len(fake)):
        others = tf.concat([fake[:i], fake[i + 1:]], axis=0)
        pull, push = (tf.exp(-tf.norm(points - fake[i], axis=1) / tau) for points in (real, others))
        rows.append(tf.linalg.matvec(real, pull, transpose_a=True) / tf.reduce_sum(pull)
                    - tf.linalg.matvec(others, push, transpose_a=True) / tf.reduce_sum(push))
    return tf.stack(rows)


def as_steps(fake, real, tau):
    """Mean shifts y - g: the fake itself cancels out."""
    to_real = tf.nn.softmax(-tf.norm(fake[:, None] - real, axis=2) / tau, axis=1)
    far = -tf.norm(fake[:, None] - fake, axis=2) / tau
    to_fake = tf.nn.softmax(tf.linalg.set_diag(far, tf.fill([len(fake)], tf.cast(-1e9, far.dtype))), axis=1)
    return (to_real @ real - fake) - (to_fake @ fake - fake)


def with_squares(fake, real, tau):
    def softened(a, b, diagonal):
        squares = tf.reduce_sum(a**2, 1)[:, None] - 2 * a @ tf.transpose(b) + tf.reduce_sum(b**2, 1)
        weights = tf.exp(-tf.sqrt(tf.maximum(squares, 1e-9)) / tau) * diagonal
        return weights / tf.reduce_sum(weights, axis=1, keepdims=True)
    return softened(fake, real, 1.0) @ real - softened(fake, fake, 1 - tf.eye(len(fake), dtype=fake.dtype)) @ fake


test_right_drifts = right_answers(ex16_drifting.drift, {
    "one by one": one_by_one, "mean shifts": as_steps, "squares": with_squares, "the package's": drifting.drift})
test_wrong_drifts = wrong_answers(ex16_drifting.drift, {
    "itself": (changed(itself=0.0), "no neighbour of itself"),
    "mean shift to data": (lambda f, r, tau: changed(repulsion=0.0)(f, r, tau) - f, "keeps the fakes apart"),
    "attraction alone": (changed(repulsion=0.0), "attraction alone"),
    "exchanged": (lambda f, r, tau: -right(f, r, tau), "signs are exchanged"),
    "both attract": (changed(repulsion=-1.0), "must repel"),
    "far weighs more": (changed(of=lambda r, tau: r / tau), "near points"),
    "times tau": (changed(of=lambda r, tau: -r * tau), "tau divides"),
    "squared": (changed(of=lambda r, tau: -r**2 / tau), "not with its square"),
    "axis 0": (changed(axis=0), "axis 1"),
    "not divided": (ex16_drifting._unweighted, "by their sum"),
    "plain means": (ex16_drifting._plain_means, "weigh the same"),
    "half": (lambda f, r, tau: 0.5 * right(f, r, tau), "weighted mean of the data"),
    "one row": (lambda f, r, tau: right(f, r, tau)[0], "shape"),
    "NumPy in the graph": (lambda f, r, tau: right(tf.constant(f.numpy()), r, tau), "tf.function"),
    "NaN": (lambda f, r, tau: right(f, r, tau) * np.nan, "NaN"),
    "text": (lambda f, r, tau: "there", "numbers"),
})
