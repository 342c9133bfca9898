"""Drifting: fakes are attracted by data and repelled by one another, without a discriminator (Deng et al. 2026)."""

import tensorflow as tf

from gan_course import arguments
from gan_course.arguments.tensors import tensor


def drift(fake, real, tau):
    """Return for each fake the step that it should take: towards near data, away from near fakes.

    fake: (n, dim). real: (m, dim). tau: the kernel's reach; the weight of a point at distance r is exp(-r / tau), and
    the weights of the data sum to 1, as do those of the *other* fakes. (n, dim). Deng et al. 2026, section 3.
    """
    fake, real, tau = tensor("fake", fake), tensor("real", real), arguments.number("tau", tau, above=0)
    if fake.shape.rank != 2 or real.shape.rank != 2 or fake.shape[1] != real.shape[1]:
        raise ValueError(f"fake has shape {fake.shape} and real {real.shape}; give (n, dim) and (m, dim).")
    itself = tf.eye(tf.shape(fake)[0], dtype=fake.dtype)
    to_data = tf.nn.softmax(-distances(fake, real) / tau, axis=1)
    to_fakes = tf.nn.softmax(-distances(fake, fake) / tau - 1e9 * itself, axis=1)
    return to_data @ real - to_fakes @ fake


def drifting_loss(fake, real, taus=(0.1, 0.5, 2.0)):
    """Return the mean squared distance of the fakes to where their drift would carry them, which stands still.

    taus: several reaches, whose drifts are added up after each is scaled to a mean square of 1 a coordinate, as in the
    paper: far fakes must be fetched, and near ones placed exactly.
    """
    fake = tensor("fake", fake)
    moved = [_scaled(drift(fake, real, tau)) for tau in arguments.sequence("taus", taus)]
    target = tf.stop_gradient(fake + sum(moved))
    return tf.reduce_mean(tf.reduce_sum((fake - target) ** 2, axis=1))


def _scaled(step):
    return step / tf.sqrt(tf.reduce_mean(step ** 2) + 1e-8)


def distances(a, b):
    """Euclidean distances of points a (n, dim) and b (m, dim), (n, m)."""
    a, b = tensor("a", a, least_rank=2), tensor("b", b, least_rank=2)
    if a.shape.rank != 2 or b.shape.rank != 2:
        raise ValueError(f"a has shape {a.shape} and b {b.shape}; give (n, dim) and (m, dim).")
    return tf.sqrt(tf.maximum(tf.reduce_sum((a[:, None] - b[None]) ** 2, axis=2), 1e-12))
