"""Exercises of lesson 10 on what the laboratory draws: the arrows, and a running average of G's weights."""

import numpy as np
import tensorflow as tf

from gan_course.exercises.checks import as_numbers
from gan_course.exercises.exercise import Exercise
from gan_course.exercises.property_checks import agrees_with_reference, leaves_arguments_alone

# --- arrows -------------------------------------------------------------------------------------------------------


def _arrows(critic, x):
    with tf.GradientTape() as tape:
        tape.watch(x)                                             # the places, not the weights
        loss = tf.reduce_sum(tf.math.softplus(-critic(x)))        # each place has a share of its own
    return -tape.gradient(loss, x)


def _by_place(critic, x, loss_of):
    with tf.GradientTape() as tape:
        tape.watch(x)
        loss = tf.reduce_sum(loss_of(critic(x)))
    return tape.gradient(loss, x)


def _uphill_of_the_loss(critic, x):
    return -_arrows(critic, x)


def _mean_of_the_batch(critic, x):
    return _arrows(critic, x) / float(len(x))


def _saturating(critic, x):
    return _by_place(critic, x, tf.math.softplus)


def _slope_of_the_logit(critic, x):
    return _by_place(critic, x, lambda logits: logits)


def _drawn_critic(rng):
    """A small critic with drawn weights, a function of tensors of shape (n, 2), and n places."""
    width = int(rng.integers(3, 8))
    first, last = (tf.constant(rng.normal(size=shape), tf.float32) for shape in ((2, width), (width, 1)))
    bias = tf.constant(rng.normal(0.5, 1.0, size=width), tf.float32)
    places = tf.constant(rng.gamma(2.0, size=(int(rng.integers(2, 9)), 2)) - 1.5, tf.float32)
    return lambda x: tf.tanh(x @ first + bias) @ last, places


def _one_arrow_each(answer):
    critic, x = _drawn_critic(np.random.default_rng(0))
    result, complaint = as_numbers(answer(critic, x))
    if complaint or result.shape == tuple(x.shape):
        return complaint
    return f"one arrow for each place is wanted: shape {tuple(x.shape)}; yours has shape {result.shape}."


arrows = Exercise(
    "arrows", _arrows,
    checks=[
        _one_arrow_each,
        agrees_with_reference(
            _arrows, _drawn_critic, "the arrows are not minus the gradient of -log sigmoid(C(x)) by the place x",
            near_misses={
                "the sign: these arrows climb G's loss, and G descends it": _uphill_of_the_loss,
                "the mean was taken over the places: an arrow must not get shorter because there are more places":
                    _mean_of_the_batch,
                "this is the saturating loss, log(1 - D): its arrows vanish where D is sure of a fake": _saturating,
                "this is the gradient of the logit: the loss -log sigmoid(C(x)) is missing": _slope_of_the_logit,
            }, rtol=1e-4, atol=1e-5),
    ],
    hints=[
        "It is a gradient, but by the places x and not by any weights: which call tells the tape to watch x?",
        "G's loss of one place is -log sigmoid(C(x)) = tf.math.softplus(-critic(x)). Sum it over the places: each "
        "place has a share of its own, so the sum's gradient holds every arrow.",
        "with tf.GradientTape() as tape: tape.watch(x); loss = tf.reduce_sum(tf.math.softplus(-critic(x))). Then "
        "return minus tape.gradient(loss, x).",
    ],
    praise="The arrows are what G is told, place by place: up the hill of D, and nothing where D is flat.",
)


# --- running_average ----------------------------------------------------------------------------------------------

def _running_average(averages, weights, decay):
    return [decay * average + (1 - decay) * new for average, new in zip(averages, weights, strict=True)]


def _exchanged(averages, weights, decay):
    return _running_average(averages, weights, 1 - decay)


def _added(averages, weights, decay):
    return [decay * average + new for average, new in zip(averages, weights, strict=True)]


def _plain_mean(averages, weights, decay):
    return [(average + new) / 2 for average, new in zip(averages, weights, strict=True)]


def _without_the_old(averages, weights, decay):
    return [(1 - decay) * new for new in weights]


def _drawn_weights(rng):
    shapes = [(int(rng.integers(1, 4)), int(rng.integers(1, 5))), (int(rng.integers(1, 5)),)] * int(rng.integers(1, 4))
    return [rng.gamma(2.0, size=s) for s in shapes], [rng.normal(1.0, 2.0, size=s) for s in shapes], rng.uniform(0, 1)


running_average = Exercise(
    "running_average", _running_average,
    checks=[
        leaves_arguments_alone(_drawn_weights),
        agrees_with_reference(
            _running_average, _drawn_weights, "each array should be decay * average + (1 - decay) * new",
            near_misses={
                "decay belongs to the old average: with 0.99 it keeps 99 % of the old": _exchanged,
                "the new weights count in full: an average that is added to grows without end": _added,
                "decay has no part in it": _plain_mean,
                "the old averages are lost": _without_the_old,
            }),
    ],
    hints=[
        "Go through both lists in step, with zip, and make one new array for each pair.",
        "The old average keeps the share `decay`; the new weights get the rest, so that the shares add up to 1.",
        "[decay * average + (1 - decay) * new for average, new in zip(averages, weights)]",
    ],
    praise="It reads G's weights and writes none: the training cannot tell whether somebody averages.",
)
