"""Statistics of items: closed forms by hand, and simulated classes whose truth is known by integration."""

import numpy as np
import pytest
import simulated_classes as simulated

from gan_course.items import statistics

# Four learners, three items, by hand: the rest scores of item 0 are 2, 1, 1, 0.
HAND = np.array([[1, 1, 1], [1, 1, 0], [0, 1, 0], [0, 0, 0]])


def test_by_hand():
    assert statistics.difficulty(HAND) == pytest.approx([0.5, 0.75, 0.25])
    # item 0: 1, 1, 0, 0 against 2, 1, 1, 0: covariance 1/4, deviations 1/2 and 1/√2
    assert statistics.discrimination(HAND)[0] == pytest.approx(0.25 / (0.5 * np.sqrt(0.5)))
    # sums 3, 2, 1, 0: variance 5/3; items 1/3, 1/4, 1/4
    assert statistics.reliability(HAND) == pytest.approx(3 / 2 * (1 - (5 / 6) / (5 / 3)))


@pytest.mark.parametrize("seed", [100, 101, 102])
def test_a_large_class_has_the_numbers_that_integration_gives(seed):
    items = simulated.items(seed)
    scores = simulated.scores(items, 40_000, seed + 10)
    difficulty, discrimination = simulated.truth(items)
    assert statistics.difficulty(scores) == pytest.approx(difficulty, abs=0.012)      # five standard errors: 0.0125
    assert statistics.discrimination(scores) == pytest.approx(discrimination, abs=0.025)


def test_an_item_that_measures_nothing_and_one_with_a_wrong_key_are_found():
    items = simulated.items(103, slope=[2.5] * 6 + [0.0, -2.5])
    found = statistics.discrimination(simulated.scores(items, 40_000, 104))
    assert (found[:6] > 0.2).all() and abs(found[6]) < 0.025 and found[7] < -0.2


def test_the_item_itself_is_not_in_the_sum():
    luck = np.random.default_rng(105).integers(0, 2, (40_000, 4))
    assert np.abs(statistics.discrimination(luck)).max() < 0.025        # uncorrected it would be 1/2
    assert statistics.reliability(luck) == pytest.approx(0, abs=0.04)


@pytest.mark.parametrize("learners", [12, 24, 50])
def test_in_a_small_class_luck_alone_makes_discriminations_of_this_size(learners):
    rng = np.random.default_rng(120)
    found = [statistics.discrimination(rng.integers(0, 2, (learners, 8))) for _ in range(400)]
    assert np.nanstd(found) == pytest.approx(statistics.error_of_discrimination(learners), rel=0.05)
    assert statistics.error_of_discrimination(50) == pytest.approx(1 / 7)


@pytest.mark.parametrize("bad", [1, 0, 2.5, "many", None])
def test_a_class_of_one_has_no_discrimination(bad):
    with pytest.raises(ValueError, match="learners"):
        statistics.error_of_discrimination(bad)


def test_items_that_are_all_one_thing_are_fully_reliable():
    know = np.random.default_rng(106).integers(0, 2, 50)
    assert statistics.reliability(np.tile(know[:, None], 5)) == pytest.approx(1)


@pytest.mark.parametrize("won", [0.0, 0.3, 0.8])
def test_the_gain_is_the_share_of_gaps_that_were_closed(won):
    """Each wrong answer becomes right with probability `won`; nothing is forgotten: the gain is `won`."""
    rng = np.random.default_rng(107)
    before = simulated.scores(simulated.items(108), 20_000, 109)
    after = np.where(before == 1, 1, rng.random(before.shape) < won)
    assert statistics.normalised_gain(before.mean(), after.mean()) == pytest.approx(won, abs=0.01)
    mean, error, count = statistics.mean_and_error(
        statistics.normalised_gain(before.mean(axis=1), after.mean(axis=1)))
    assert abs(mean - won) < 5 * error + 1e-12 and count == (before.mean(axis=1) < 1).sum()


def test_what_has_no_number_is_none():
    same = np.array([[1, 0], [1, 1], [1, 0]])
    assert np.isnan(statistics.discrimination(same)).all()         # item 0 never varies, so item 1's rest does not
    assert np.isnan(statistics.reliability(np.ones((3, 2), dtype=int)))
    assert np.isnan(statistics.reliability([[1], [0]]))
    assert np.isnan(statistics.normalised_gain(1.0, 1.0))
    assert statistics.normalised_gain(0.5, 0.25) == pytest.approx(-0.5)         # who forgets has a loss
    assert statistics.mean_and_error([np.nan])[2] == 0
    assert np.isnan(statistics.mean_and_error([0.5, np.nan])[1])


@pytest.mark.parametrize("bad", [[[0, 2]], [0, 1], [[]], "right", [[0.5, 1]], [[np.nan, 1]]])
def test_what_is_no_table_of_right_and_wrong_is_refused(bad):
    with pytest.raises(ValueError, match="scores"):
        statistics.difficulty(bad)


def test_gains_of_unequal_shapes_are_refused():
    with pytest.raises(ValueError, match="one shape"):
        statistics.normalised_gain([0.1, 0.2], [0.3])
