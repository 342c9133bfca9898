"""The exercise of lesson 16 on drifting: attraction to data, repulsion among fakes."""

import numpy as np
import tensorflow as tf

from gan_course.exercises.checks import as_numbers, compare
from gan_course.exercises.exercise import Exercise
from gan_course.exercises.property_checks import agrees_with_reference, leaves_arguments_alone

_GRAPH = ("inside a tf.function, as the training step is one, it must give the same: stay with TensorFlow's functions, "
          "and take sizes from fake.shape")


def _drift(fake, real, tau):
    to_real = tf.norm(fake[:, None] - real, axis=2)
    to_fake = tf.norm(fake[:, None] - fake, axis=2) + 1e9 * tf.eye(fake.shape[0], dtype=fake.dtype)
    attraction = tf.nn.softmax(-to_real / tau, axis=1) @ real
    repulsion = tf.nn.softmax(-to_fake / tau, axis=1) @ fake
    return attraction - repulsion


def _draw_points(rng):
    """Fakes and data, not as many, in places that overlap; tensors of float64."""
    dim = int(rng.integers(1, 4))
    fake = rng.normal(0.5, 1.0, size=(int(rng.integers(4, 8)), dim))
    real = rng.gamma(2.0, size=(int(rng.integers(9, 13)), dim))
    return tf.constant(fake), tf.constant(real), float(rng.uniform(0.3, 1.2))


def _field(of=lambda r, tau: -r / tau, itself=1e9, axis=1, attraction=1.0, repulsion=1.0):
    """The field with one thing changed."""
    def answer(fake, real, tau):
        to_real = tf.norm(fake[:, None] - real, axis=2)
        to_fake = tf.norm(fake[:, None] - fake, axis=2) + itself * tf.eye(fake.shape[0], dtype=fake.dtype)
        pull = tf.nn.softmax(of(to_real, tau), axis=axis) @ real
        push = tf.nn.softmax(of(to_fake, tau), axis=axis) @ fake
        return attraction * pull - repulsion * push
    return answer


def _unweighted(fake, real, tau):
    to_real = tf.exp(-tf.norm(fake[:, None] - real, axis=2) / tau)
    to_fake = tf.exp(-tf.norm(fake[:, None] - fake, axis=2) / tau) * (1 - tf.eye(fake.shape[0], dtype=fake.dtype))
    return to_real @ real - to_fake @ fake


def _only_data(fake, real, tau):
    return _field(repulsion=0.0)(fake, real, tau) - fake


def _plain_means(fake, real, tau):
    return tf.reduce_mean(real, axis=0) - tf.reduce_mean(fake, axis=0) + 0 * fake


def _in_a_graph(answer):
    """The training uses it inside a compiled step, on float32."""
    fake, real, tau = _draw_points(np.random.default_rng(16))
    fake, real = tf.cast(fake, tf.float32), tf.cast(real, tf.float32)
    try:
        found, complaint = as_numbers(tf.function(lambda a, b: answer(a, b, tau))(fake, real))
    except (AttributeError, TypeError, NotImplementedError):
        return f"{_GRAPH}: there, .numpy() and NumPy's functions have no numbers to work on."
    if complaint:
        return complaint
    return compare(found, _drift(fake, real, tau).numpy(), _GRAPH, rtol=1e-3, atol=1e-4)


drift = Exercise(
    "drift", _drift,
    checks=[agrees_with_reference(_drift, _draw_points, "attraction is the weighted mean of the data, repulsion that "
                                  "of the other fakes, and the drift is their difference", {
        "a fake is no neighbour of itself: its own distance, 0, would take nearly all the weight":
            _field(itself=0.0),
        "nothing keeps the fakes apart: subtract the weighted mean of the *other fakes*, or they all meet in a mode":
            _only_data,
        "this is attraction alone: repulsion is to be subtracted": _field(repulsion=0.0),
        "the signs are exchanged: data attract, fakes repel": _field(attraction=-1.0, repulsion=-1.0),
        "both attract here; the fakes must repel": _field(repulsion=-1.0),
        "near points weigh more: the exponent is -distance / tau": _field(of=lambda r, tau: r / tau),
        "tau divides the distance: a large tau reaches far": _field(of=lambda r, tau: -r * tau),
        "the weights fall with the distance, not with its square": _field(of=lambda r, tau: -r ** 2 / tau),
        "the weights of each *fake* sum to 1, so softmax runs over the data: axis 1":
            _field(axis=0),
        "divide the weights by their sum, or a fake with many neighbours is thrown far away": _unweighted,
        "all points weigh the same here: every fake gets the same step, and no mode is found": _plain_means}),
        leaves_arguments_alone(_draw_points), _in_a_graph],
    hints=[
        "Distances of all pairs: tf.norm(fake[:, None] - real, axis=2) is (n, m). Weights: tf.nn.softmax(-distances / "
        "tau, axis=1).",
        "weights @ real is the weighted mean of the data for each fake. For the fakes the same, but add a huge number "
        "on the diagonal of the distances, so that none is its own neighbour.",
        "softmax(-to_real / tau) @ real - softmax(-(to_fake + 1e9 * tf.eye(n)) / tau) @ fake",
    ],
    praise="Where the fakes are spread as the data are, the two means agree on average, and nothing drifts.",
    mine="losses",
    doc="For each fake (n, dim) the weighted mean of the data (m, dim) less that of the other fakes. Deng et al. 2026.",
)
