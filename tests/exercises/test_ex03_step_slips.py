"""Each slip of the training step differs from the right step, and from every other slip with other words."""

import numpy as np
import pytest

from gan_course.exercises import ex03_step_slips as slips
from gan_course.exercises.ex03_scene import Sizes, watch
from gan_course.exercises.ex03_training import train_step

SIZES = Sizes(latent=3, hidden=4, dim=2, batch=5, k=2, seed=7)


def outcome(step):
    notes = watch(step, SIZES)
    return np.concatenate([np.ravel(part) for part in (*notes.d_weights, *notes.g_weights, notes.result)])


@pytest.mark.parametrize("table", [slips.WEIGHTS, slips.LOSSES], ids=["weights", "losses"])
def test_each_slip_is_one_and_no_two_are_the_same(table):
    right, seen = outcome(train_step.reference), []
    for step, sentence in table:
        found = outcome(step)
        assert not np.allclose(found, right, rtol=1e-6), sentence
        assert not any(np.allclose(found, other, rtol=1e-6) for other in seen), sentence
        seen.append(found)


@pytest.mark.parametrize("slip", slips.LOSSES, ids=lambda slip: slip[1])
def test_a_slip_in_the_losses_moves_the_players_rightly(slip):
    np.testing.assert_allclose(outcome(slip[0])[:-2], outcome(train_step.reference)[:-2], rtol=1e-9)


@pytest.mark.parametrize("slip", slips.WEIGHTS + slips.LOSSES, ids=lambda slip: slip[1])
def test_the_checker_says_the_slips_sentence(slip):
    step, sentence = slip
    assert train_step.verdict(step) == f"Wrong: {sentence}"
