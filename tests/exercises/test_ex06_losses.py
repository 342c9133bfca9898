"""The checkers of the log that looks like an equilibrium and of the two divergences that G may descend."""

import numpy as np
import pytest
import tensorflow as tf
from verdicts import right_answer, wrong_answer

from gan_course import objectives
from gan_course.exercises.ex06_losses import at_equilibrium, kl_losses

LOG_2 = np.log(2)


def test_the_equilibrium_is_where_a_coin_puts_the_minimax_losses():
    coin = tf.zeros((4, 1))
    d, g = (float(loss(coin, coin)) for loss in (objectives.MINIMAX.discriminator_loss,
                                                 objectives.MINIMAX.generator_loss))
    assert at_equilibrium.reference(np.array([d, d + 0.1, d]), np.array([g, g, g - 0.1]), 1e-6).tolist() == [
        True, False, False]


@pytest.mark.parametrize("which", [0, 1])
def test_the_slope_of_each_loss_is_that_of_its_divergence(which):
    """On the line, by quadrature: fakes N(t, 1), real data an even pair of normals; D at its best, frozen at t."""
    x = np.linspace(-12, 12, 20_001)
    dx, t, h = x[1] - x[0], 0.7, 1e-4

    def density(m):
        return np.exp(-(x - m) ** 2 / 2) / np.sqrt(2 * np.pi)

    p_real = 0.4 * density(-1.0) + 0.6 * density(1.5)

    def divergence(t):
        p, q = (density(t), p_real) if which == 0 else (p_real, density(t))
        return (p * np.log(p / q)).sum() * dx

    C = np.log(p_real / density(t))                                        # frozen

    def loss(t):
        # E_g of each place's loss: the reference on a batch of one, weighted by the density.
        values = -C if which == 0 else -np.exp(C)
        return (density(t) * values).sum() * dx

    assert float(kl_losses.reference(tf.constant([[0.3]]))[which]) == pytest.approx([-0.3, -np.exp(0.3)][which])
    slope = (loss(t + h) - loss(t - h)) / (2 * h)
    assert slope == pytest.approx((divergence(t + h) - divergence(t - h)) / (2 * h), rel=1e-4)


# Right answers, written in other ways.

@pytest.mark.parametrize("right", [
    lambda d, g, tolerance: [bool(abs(a - 2 * LOG_2) <= tolerance and abs(b + LOG_2) <= tolerance)
                             for a, b in zip(d, g, strict=True)],
    lambda d, g, tolerance: np.maximum(np.abs(d - np.log(4)), np.abs(g - np.log(0.5))) < tolerance,
    lambda d, g, tolerance: tf.logical_and(tf.abs(d - 2 * LOG_2) <= tolerance, tf.abs(g + LOG_2) <= tolerance),
    lambda d, g, tolerance: np.isclose(d, 2 * LOG_2, rtol=0, atol=tolerance) * np.isclose(
        g, -LOG_2, rtol=0, atol=tolerance),
    lambda d, g, tolerance: ((np.abs(d - 2 * LOG_2) <= tolerance) & (np.abs(g + LOG_2) <= tolerance)).astype(int),
])
def test_unusual_verdicts_on_a_log(right):
    right_answer(at_equilibrium, right)


@pytest.mark.parametrize("right", [
    lambda x: [-tf.math.reduce_mean(x), -tf.math.reduce_mean(tf.math.exp(x))],
    lambda x: tf.stack([tf.reduce_mean(-tf.convert_to_tensor(x)), tf.reduce_mean(-tf.exp(x))]),
    lambda x: (-tf.reduce_sum(x) / len(x), -tf.reduce_sum(tf.exp(x)) / len(x)),
    lambda x: (0.0 - tf.reduce_mean(x), -tf.exp(tf.reduce_logsumexp(x)) / len(x)),
])
def test_unusual_divergences(right):
    right_answer(kl_losses, right)


# Named wrong answers: each hears its own sentence.

def near(x, target, tolerance):
    return np.abs(x - target) <= tolerance


def shifts_the_log(d, g, tolerance):
    d -= 2 * LOG_2
    return (np.abs(d) <= tolerance) & near(g, -LOG_2, tolerance)


@pytest.mark.parametrize(("wrong", "sentence"), [
    (lambda d, g, t: near(d, 2 * LOG_2, t) & near(g, LOG_2, t), "-log 2, not log 2"),
    (lambda d, g, t: near(d, LOG_2, t) & near(g, -LOG_2, t), "together 2 log 2"),
    (lambda d, g, t: near(d, 0, t) & near(g, 0, t), "no loss is 0"),
    (lambda d, g, t: near(d, 2 * LOG_2, t) | near(g, -LOG_2, t), "not `or`"),
    (lambda d, g, t: (d - 2 * LOG_2 <= t) & (g + LOG_2 <= t), "absolute value"),
    (lambda d, g, t: near(d, 2 * LOG_2, t), "D's loss only"), (lambda d, g, t: near(g, -LOG_2, t), "G's loss only"),
    (lambda d, g, t: near(d.mean(), 2 * LOG_2, t) & near(g, -LOG_2, t), "yours takes the mean of D's"),
    (lambda d, g, t: near(d, 2 * LOG_2, t) & near(g.mean(), -LOG_2, t), "yours takes the mean of G's"),
    (lambda d, g, t: ~(near(d, 2 * LOG_2, t) & near(g, -LOG_2, t)), "turned round"),
    (lambda d, g, t: near(d, 2 * LOG_2, 0.1) & near(g, -LOG_2, 0.1), "True is wanted where"),
    (lambda d, g, t: bool((near(d, 2 * LOG_2, t) & near(g, -LOG_2, t)).all()), "one verdict came"),
    (lambda d, g, t: abs(d - 2 * LOG_2) + abs(g + LOG_2) <= t, "not their sum"),
    (lambda d, g, t: near(d + g, LOG_2, t), "its *own* value"),
    (lambda d, g, t: np.full(len(d), np.nan), "NaN"), (lambda d, g, t: "calm", "numbers are wanted"),
    (shifts_the_log, "d"),
])
def test_wrong_verdicts_on_a_log(wrong, sentence):
    wrong_answer(at_equilibrium, wrong, sentence)


MEAN, EXP = tf.reduce_mean, tf.exp


@pytest.mark.parametrize(("wrong", "sentence"), [
    (lambda x: (-MEAN(EXP(x)), -MEAN(x)), "exchanged"), (lambda x: (MEAN(x), MEAN(EXP(x))), "the sign of both"),
    (lambda x: (MEAN(x), -MEAN(EXP(x))), "the sign of the first"),
    (lambda x: (-MEAN(x), MEAN(EXP(x))), "the sign of the second"),
    (lambda x: (-tf.reduce_sum(x), -tf.reduce_sum(EXP(x))), "not sums"),
    (lambda x: (-MEAN(x), -EXP(MEAN(x))), "mean of the exponentials"),
    (lambda x: (-MEAN(x), -MEAN(EXP(-x))), "exp(+logit)"),
    (lambda x: (-MEAN(tf.math.log_sigmoid(x)), -MEAN(EXP(x))), "KL - 2 JSD"),
    (lambda x: (-np.mean(x), -np.mean(np.exp(x))), "cuts the gradient"),
    (lambda x: (-MEAN(tf.stop_gradient(x)), -MEAN(EXP(x))), "gradient"),
    (lambda x: -MEAN(x), "2 values are wanted"), (lambda x: (-MEAN(x), float("nan")), "NaN"),
    (lambda x: ("low", "high"), "numbers are wanted"), (lambda x: (-MEAN(x), -MEAN(x + 1)), "are not minus"),
])
def test_wrong_divergences(wrong, sentence):
    wrong_answer(kl_losses, wrong, sentence)
