"""Each patient of lesson 07 has the fault that its name says, and no other."""

import numpy as np
import pytest
import tensorflow as tf

from gan_course import layers, seed_everything
from gan_course.exercises import ex07_sick_remedies
from gan_course.remedies.architecture import packed

N = 10_000
HEALTHY = (2.0, 0.0, 1.0, 0.0)
WRONG_COLUMN = {"A": (2, 1 / np.sqrt(2)), "B": (0, 0.0), "C": (1, 0.1), "D": (3, 1.0)}


@pytest.fixture(autouse=True)
def _seed():
    seed_everything(0)


def readings(diet):
    """The notebook's four columns: halves apart, target of fakes, spread of a perfect G, extra number of one point."""
    rows, targets = diet(tf.ones((N, 2)), -tf.ones((N, 2)), sigma=0.0)
    half = len(rows) // 2
    apart = tf.reduce_mean(rows[:half, :-1]) - tf.reduce_mean(rows[half:, :-1])
    data = 0.3 * tf.random.normal((N, 2))
    same, _ = diet(data, data, sigma=0.3)
    spread = tf.math.reduce_std(same[half:, :-1]) / tf.math.reduce_std(same[:half, :-1])
    point = tf.tile([[1.0, -1.0]], (N, 1))
    collapsed, _ = diet(point, point, sigma=0.0)
    return [float(x) for x in (apart, tf.reduce_mean(targets[half:]), spread, tf.reduce_mean(collapsed[half:, -1]))]


def test_there_are_four_and_the_answer_names_each():
    assert list(ex07_sick_remedies.patients()) == ["healthy", *ex07_sick_remedies.FAULTS]


def test_the_healthy_one_is_the_packages_remedies_in_a_row():
    real, fake = tf.random.normal((8, 2)), tf.random.normal((8, 2))
    rows, targets = ex07_sick_remedies.healthy(real, fake, sigma=0.0)
    wanted = tf.concat([layers.MinibatchStddev(group=4)(packed(x, 2)) for x in (real, fake)], axis=0)
    np.testing.assert_allclose(rows, wanted, atol=1e-5)
    np.testing.assert_allclose(targets, np.repeat([0.9, 0.0], 4))


def test_the_healthy_noise_is_on_both_sides():
    rows, _ = ex07_sick_remedies.healthy(tf.zeros((N, 2)), tf.zeros((N, 2)), sigma=0.3)
    half = len(rows) // 2
    for side in (rows[:half, :-1], rows[half:, :-1]):
        assert float(tf.math.reduce_std(side)) == pytest.approx(0.3, rel=0.03)


def test_the_healthy_one_reads_as_it_should():
    np.testing.assert_allclose(readings(ex07_sick_remedies.healthy), HEALTHY, atol=0.03)


@pytest.mark.parametrize("name", ex07_sick_remedies.FAULTS)
def test_each_patient_is_off_in_one_column_alone(name):
    column, value = WRONG_COLUMN[name]
    wanted = np.array(HEALTHY)
    wanted[column] = value
    np.testing.assert_allclose(readings(ex07_sick_remedies.patients()[name]), wanted, atol=0.03)


@pytest.mark.parametrize("name", ex07_sick_remedies.patients())
def test_all_feed_rows_of_one_shape(name):
    rows, targets = ex07_sick_remedies.patients()[name](tf.zeros((8, 2)), tf.zeros((8, 2)))
    assert rows.shape == (8, 5) and targets.shape == (8,)
