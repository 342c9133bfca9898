"""Each patient of lesson 08 has the fault that its name says, and no other."""

import numpy as np
import pytest
import tensorflow as tf

from gan_course import penalties, seed_everything
from gan_course.exercises import ex08_sick_penalties


@pytest.fixture(autouse=True)
def _seed():
    seed_everything(0)


def line(slope):
    return lambda points: slope * points[:, :1]


def steep_outside(points):
    """Slope 1 between 0 and 1, slope 5 outside."""
    x = points[:, :1]
    return x + 4 * (tf.nn.relu(x - 1) - tf.nn.relu(-x))


def readings(penalty):
    """The notebook's four columns."""
    zeros, ones = tf.zeros((100, 1)), tf.ones((100, 1))
    w = tf.Variable([[0.0]])
    with tf.GradientTape() as tape:
        on_flat = penalty(lambda points: points @ w, zeros, ones)
    return (float(penalty(line(2.0), zeros[:1], ones[:1])), float(penalty(line(2.0), zeros, ones)),
            float(penalty(steep_outside, zeros, ones)), bool(np.isfinite(tape.gradient(on_flat, w))))


def test_there_are_four_and_the_answer_names_each():
    assert list(ex08_sick_penalties.patients()) == ["healthy", *ex08_sick_penalties.FAULTS]


def test_the_healthy_one_is_the_packages_penalty():
    real, fake = tf.random.normal((50, 3)), tf.random.normal((50, 3))

    def critic(points):
        return tf.reduce_sum(tf.sin(points), axis=1, keepdims=True)

    seed_everything(1)
    mine = ex08_sick_penalties.healthy(critic, real, fake)
    seed_everything(1)
    u = tf.random.uniform((50, 1))
    wanted = penalties.one_centred(critic, penalties.between(real, fake, u[:, 0]))
    np.testing.assert_allclose(mine, wanted, rtol=1e-5)


@pytest.mark.parametrize(("name", "wanted"), [
    ("healthy", (1, 1, 0, True)), ("B", (1, 1, 0, False)), ("C", (1, 361, 81, True)), ("D", (9, 9, 0, True))])
def test_readings(name, wanted):
    found = readings(ex08_sick_penalties.patients()[name])
    np.testing.assert_allclose(found[:3], wanted[:3], atol=1e-4)
    assert found[3] == wanted[3]


def test_a_is_right_on_lines_and_charges_what_lies_outside():
    one, hundred, outside, finite = readings(ex08_sick_penalties.patients()["A"])
    np.testing.assert_allclose([one, hundred], 1, atol=1e-4)
    assert outside > 5 and finite       # about two thirds of the points, each charged (5 - 1)² = 16
