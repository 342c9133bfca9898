"""The bench on which a learner's step is tried: the same for one seed, and it sees what a step does."""

import numpy as np
import pytest
import tensorflow as tf

from gan_course.exercises.step_checks import Bench, both_losses, near, one_number


def test_a_seed_gives_the_same_bench_and_another_seed_another():
    first, again, other = Bench(1), Bench(1), Bench(2)
    assert all(map(np.array_equal, first.weights(), again.weights()))
    assert np.array_equal(first.real, again.real) and np.array_equal(first.noise, again.noise)
    assert [len(part) for part in first.weights()] != [len(part) for part in other.weights()]


def test_it_sees_frozen_players_and_calls_outside_training():
    bench = Bench(3)
    bench.generator(bench.noise, training=True)
    assert bench.left_behind() is None
    bench.discriminator(bench.real)
    assert bench.left_behind().startswith("D was called without training=True")
    bench.generator.trainable = False
    assert bench.left_behind().startswith("the generator is left frozen")


def test_it_keeps_what_d_was_shown():
    bench = Bench(4)
    bench.discriminator(bench.real)
    assert len(bench.modes[1].seen) == 1 and np.array_equal(bench.modes[1].seen[0], bench.real)


@pytest.mark.parametrize(("result", "said"), [
    ((1.0, 2.0), "in a dictionary"), ({"d_loss": 1.0}, "in a dictionary"),
    ({"d_loss": "one", "g_loss": 1.0}, "d_loss is a string"), ({"d_loss": 1.0, "g_loss": [1.0]}, "g_loss has shape"),
    ({"d_loss": np.nan, "g_loss": 1.0}, "d_loss is nan"),
])
def test_losses_that_are_none(result, said):
    losses, complaint = both_losses(result)
    assert losses is None and said in complaint


def test_losses_of_any_kind():
    assert both_losses({"g_loss": tf.constant(2.0), "d_loss": np.float32(1.0)}) == ([1.0, 2.0], None)
    assert one_number(tf.constant(3.0), "it") == (3.0, None)


def test_near_allows_rounding_and_no_step():
    assert near(np.ones(3), np.ones(3) * (1 + 1e-6)) and not near(np.ones(3), np.ones(3) + 1e-3)
