"""The small players on which a training step is tried."""

import numpy as np
import pytest

from gan_course.exercises import ex04
from gan_course.exercises.step_bench import Bench


@pytest.mark.parametrize("labelled", [False, True])
def test_the_same_seed_gives_the_same_bench(labelled):
    first, second, other = Bench(1, labelled), Bench(1, labelled), Bench(2, labelled)
    assert all(np.array_equal(a, b) for a, b in zip(first.weights(), second.weights(), strict=True))
    assert len(first.weights()[0]) != len(other.weights()[0]) or not np.allclose(first.weights()[0], other.weights()[0])
    assert len(first.arrays) == 2 + labelled


def test_nothing_was_called_before_the_step_and_all_in_training_mode_after_it():
    bench = Bench(3)
    assert [mode.modes for mode in bench.modes] == [[], []]
    bench.run(ex04.train_step.reference)
    assert all(mode.modes and all(mode.modes) for mode in bench.modes)


def test_compiled_or_not_the_reference_moves_both_alike():
    eager, compiled = Bench(4), Bench(4)
    eager.run(ex04.train_step.reference)
    compiled.run(ex04.train_step.reference, compiled=True)
    for a, b in zip(eager.weights(), compiled.weights(), strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-5, atol=1e-6)
