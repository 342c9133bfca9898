"""Lesson 11's checker of the class head's losses: named wrong answers, unusual right ones, and an oracle."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from verdicts import right_answer, wrong_answer

from gan_course.exercises import ex11_losses as ex11

REFERENCE = ex11.auxiliary_losses.reference


def naming(classes, labels):
    return tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels, classes))


def answer(d=lambda game, real, fake: game + real + fake, g=lambda game, fake: game + fake):
    """An answer with its own way to put the terms together."""
    def losses(real_logits, fake_logits, real_classes, fake_classes, labels):
        softplus, mean = tf.nn.softplus, tf.reduce_mean
        real, fake = naming(real_classes, labels), naming(fake_classes, labels)
        return (d(mean(softplus(-real_logits)) + mean(softplus(fake_logits)), real, fake),
                g(mean(softplus(-fake_logits)), fake))
    return losses


def test_the_losses_by_numpy():
    rng = np.random.default_rng(0)
    real, fake = rng.normal(size=(2, 5, 1)).astype("float32")
    real_classes, fake_classes = rng.normal(size=(2, 5, 3)).astype("float32")
    labels = np.array([0, 2, 1, 1, 0])

    def cost(classes):
        return np.mean([-np.log(np.exp(row[y]) / np.exp(row).sum()) for row, y in zip(classes, labels, strict=True)])

    def sigmoid(a):
        return 1 / (1 + np.exp(-a))

    d_loss, g_loss = REFERENCE(real, fake, real_classes, fake_classes, labels)
    assert float(d_loss) == pytest.approx(-np.log(sigmoid(real)).mean() - np.log(1 - sigmoid(fake)).mean()
                                          + cost(real_classes) + cost(fake_classes), rel=1e-5)
    assert float(g_loss) == pytest.approx(-np.log(sigmoid(fake)).mean() + cost(fake_classes), rel=1e-5)


@pytest.mark.parametrize("wrong, words", [
    (answer(g=lambda game, fake: game - fake), "G *helps* the class head"),
    (answer(d=lambda game, real, fake: game + real), "leaves them out of L_D"),
    (answer(d=lambda game, real, fake: game + fake), "from real samples first of all"),
    (answer(d=lambda game, real, fake: game + real - fake), "the players do not disagree"),
    (answer(g=lambda game, fake: game), "nothing would tell G"),
    (answer(d=lambda game, real, fake: game), "never learn to name"),
    (answer(d=lambda game, real, fake: real + fake, g=lambda game, fake: fake), "the game itself is missing"),
    (answer(d=lambda game, real, fake: game + (real + fake) / 2), "yours halves them"),
    (lambda *case: REFERENCE(*case)[::-1], "wrong order"),
    (lambda *case: REFERENCE(*case)[0], "2 things are wanted"),
    (lambda *case: [float(loss) for loss in REFERENCE(*case)], "cannot derive the result"),
    (lambda *case: ("a", "b"), "this is a string"),
    (lambda *case: (float("nan"), float("nan")), "NaN"),
    (lambda a, b, c, d, y: REFERENCE(a, b, tf.nn.softmax(c), tf.nn.softmax(d), y), "no softmax before"),
    (lambda a, b, c, d, y: (REFERENCE(a, b, c, d, y)[0] - tf.reduce_mean(tf.nn.softplus(-a))
                            - tf.reduce_mean(tf.math.log(tf.sigmoid(a))), REFERENCE(a, b, c, d, y)[1]), "finite"),
])
def test_wrong_losses(wrong, words):
    wrong_answer(ex11.auxiliary_losses, wrong, words)


def by_keras(real_logits, fake_logits, real_classes, fake_classes, labels):
    binary = keras.losses.BinaryCrossentropy(from_logits=True)
    named = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    ones = tf.ones_like(real_logits)
    d_loss = binary(ones, real_logits) + binary(0 * ones, fake_logits)
    return (d_loss + named(labels, real_classes) + named(labels, fake_classes),
            binary(ones, fake_logits) + named(labels, fake_classes))


def by_one_hot(real_logits, fake_logits, real_classes, fake_classes, labels):
    target = tf.one_hot(labels, real_classes.shape[1])
    costs = [tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(target, classes))
             for classes in (real_classes, fake_classes)]
    return [tf.reduce_mean(tf.nn.softplus(-real_logits) + tf.nn.softplus(fake_logits)) + sum(costs),
            tf.reduce_mean(tf.nn.softplus(-fake_logits)) + costs[1]]


def by_log_softmax(real_logits, fake_logits, real_classes, fake_classes, labels):
    def cost(classes):
        return -tf.reduce_mean(tf.gather(tf.nn.log_softmax(classes), labels, batch_dims=1))

    return tf.stack([-tf.reduce_mean(tf.math.log_sigmoid(real_logits)) - tf.reduce_mean(tf.math.log_sigmoid(
        -fake_logits)) + cost(real_classes) + cost(fake_classes),
        cost(fake_classes) - tf.reduce_mean(tf.math.log_sigmoid(fake_logits))])


@pytest.mark.parametrize("right", [by_keras, by_one_hot, by_log_softmax, answer()])
def test_unusual_right_losses(right):
    right_answer(ex11.auxiliary_losses, right)
