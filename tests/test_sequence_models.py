"""Sequence models: all probability counted out, draws against it, and the end of a sequence."""

from itertools import product

import numpy as np
import pytest
import tensorflow as tf

from gan_course import grammar, seed_everything, sequence_models
from gan_course.sequence_models import SequenceModel, judge

SYMBOLS, LENGTH = 3, 3


def tiny():
    seed_everything(4)
    model = SequenceModel(SYMBOLS, LENGTH, width=5)
    for variable in model.variables:
        variable.assign(1.7 * tf.random.stateless_normal(variable.shape, (variable.shape.rank, 3)))
    return model


def every():
    """All sequences of a tiny model, 0 after the end: those without an end too."""
    rows = {tuple(word if 0 not in row[:place] else 0 for place, word in enumerate(row))
            for row in product(range(SYMBOLS), repeat=LENGTH)}
    return np.array(sorted(rows), np.int32)


@pytest.mark.parametrize("temperature", [1.0, 0.4, 2.0])
def test_all_probabilities_sum_to_one(temperature):
    assert np.exp(tiny().log_probabilities(every(), temperature)).sum() == pytest.approx(1, abs=1e-5)


def test_batches_make_no_difference():
    model = tiny()
    np.testing.assert_allclose(model.log_probabilities(every(), batch_size=4), model.log_probabilities(every()),
                               atol=1e-5)


@pytest.mark.parametrize("temperature", [1.0, 0.5])
def test_samples_come_as_often_as_their_probability_says(temperature):
    model, n = tiny(), 40_000
    rows = every()
    p = np.exp(model.log_probabilities(rows, temperature))
    drawn = model.sample(n, seed=2, temperature=temperature)
    counts = np.array([(drawn == row).all(axis=1).sum() for row in rows])
    assert counts.sum() == n
    assert np.abs(counts - n * p).max() < 5 * np.sqrt(n * 0.25)
    np.testing.assert_array_equal(model.sample(50, seed=9), model.sample(50, seed=9))


def test_words_are_counted_up_to_the_end():
    np.testing.assert_array_equal(sequence_models.counted(tf.constant([[1, 0, 0, 0], [0, 0, 0, 0], [2, 1, 2, 2]])),
                                  [[1, 1, 0, 0], [1, 0, 0, 0], [1, 1, 1, 1]])


def test_soft_words_stay_shares_and_an_end_is_an_end():
    model = tiny()
    noise = tf.random.stateless_uniform((6, LENGTH, SYMBOLS), (1, 2), 1e-6, 1.0)
    soft = model.unrolled(lambda logits, u: tf.nn.softmax(logits), noise)
    np.testing.assert_allclose(tf.reduce_sum(soft, axis=-1), np.ones((6, LENGTH)), atol=1e-5)
    ended = model.unrolled(lambda logits, u: tf.one_hot(tf.zeros(len(u), tf.int32), SYMBOLS), noise)
    np.testing.assert_array_equal(tf.argmax(ended, axis=-1), np.zeros((6, LENGTH)))


def test_shapes_of_the_judge_and_of_what_is_written():
    assert judge(7, 5, width=4)(tf.zeros((2, 5, 7))).shape == (2, 1)
    model = SequenceModel(len(grammar.SYMBOLS), grammar.LENGTH, width=4)
    noise = model.uniform(tf.random.Generator.from_seed(1), 6)
    assert model.written(noise).shape == (6, grammar.LENGTH) and float(tf.reduce_min(noise)) > 0
