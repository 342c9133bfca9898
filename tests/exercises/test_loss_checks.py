"""Each check of a loss passes a right one and names the property of a wrong one."""

import numpy as np
import tensorflow as tf

from gan_course.exercises import loss_checks

A = np.array([[2.0], [-0.5], [0.25]])
ZEROS = np.zeros((3, 1))


def softplus_mean(a):
    return np.mean(np.logaddexp(0, a))


def test_scalar():
    assert loss_checks.scalar(A)(softplus_mean) is None
    assert "(3, 1)" in loss_checks.scalar(A)(lambda a: a)


def test_text_and_nan_have_sentences_of_their_own():
    assert loss_checks.scalar(A)(lambda a: str(softplus_mean(a))) == "the loss should be one number; this is a string."
    assert "NaN" in loss_checks.scalar(A)(lambda a: np.nan)
    for check in (loss_checks.mean_not_sum(A), loss_checks.falls((A,), (A - 1,), "it should fall")):
        assert check(lambda a: np.nan) == "the loss is NaN (not a number) at ordinary logits."
    equals_one = loss_checks.equals((A,), 1.0, "it is 1")
    assert equals_one(lambda a: np.nan) == "it is 1: yours is NaN (not a number), and 1 is wanted."


def test_mean_not_sum():
    assert loss_checks.mean_not_sum(A)(softplus_mean) is None
    assert "mean, not its sum" in loss_checks.mean_not_sum(A)(np.sum)


def test_falls_is_strict():
    falls = loss_checks.falls((A,), (A - 1,), "it should fall")
    assert falls(softplus_mean) is None
    assert falls(lambda a: -np.mean(a)) == "it should fall"
    assert falls(lambda a: 1.0) == "it should fall"


def test_same():
    same = loss_checks.same((A,), (-A,), "it should be even")
    assert same(lambda a: np.mean(a**2)) is None
    assert same(np.mean) == "it should be even"


def test_equals():
    equals = loss_checks.equals((ZEROS,), np.log(2), "at 0 it is log 2")
    assert equals(softplus_mean) is None
    assert equals(lambda a: 0.5) == "at 0 it is log 2: yours is 0.5, and 0.6931 is wanted."


def test_stable_tells_infinite_from_clipped():
    stable = loss_checks.stable(((ZEROS + 1e4,), 1e4), ((ZEROS - 1e4,), 0.0))
    with np.errstate(all="ignore"):
        assert stable(softplus_mean) is None
        assert "the loss is inf" in stable(lambda a: np.mean(np.log1p(np.exp(a))))
        assert "clipped" in stable(lambda a: np.mean(np.log1p(np.exp(np.minimum(a, 50)))))


def test_slope_is_the_derivative():
    assert np.isclose(loss_checks.slope(softplus_mean, 0.7), 1 / (1 + np.exp(-0.7)), atol=1e-6)


def test_answers_may_change_their_arguments():
    def spoils(a):
        a *= 0
        return float(a.sum())

    loss_checks.scalar(A)(spoils)
    np.testing.assert_array_equal(A, [[2.0], [-0.5], [0.25]])


def test_agrees_draws_batches_of_unequal_sizes():
    sizes = [tuple(len(array) for array in arrays) for arrays in loss_checks.drawn(2)]
    assert sizes == list(loss_checks.BATCHES) and any(n != m for n, m in sizes)
    agrees = loss_checks.agrees(softplus_mean, 1, "it is the mean of softplus")
    assert agrees(softplus_mean) is None
    assert "for NumPy arrays of shape (5, 1)" in agrees(lambda a: np.mean(a))


def test_derivable_asks_for_the_gradient_in_each_argument():
    def loss(a, b):
        return tf.reduce_mean(tf.math.softplus(a)) + tf.reduce_mean(b**2)

    derivable = loss_checks.derivable(loss, 2, ("a", "b"))
    assert derivable(loss) is None
    assert "no gradient in b" in derivable(lambda a, b: loss(a, tf.stop_gradient(b)))
    assert "no gradient in a" in derivable(lambda a, b: loss(a, b).numpy())
    assert "its gradient in b is not" in derivable(lambda a, b: loss(a, b) + b[0, 0] - tf.stop_gradient(b[0, 0]))
    assert "fails inside tf.function" in derivable(lambda a, b: loss(a, b) + 0 * np.ones_like(a)[0, 0])


def test_arguments_kept():
    kept = loss_checks.arguments_kept(A)
    assert kept(softplus_mean) is None

    def spoils(a):
        a += 1
        return 0.0

    assert "changes the arrays" in kept(spoils)
    np.testing.assert_array_equal(A, [[2.0], [-0.5], [0.25]])
