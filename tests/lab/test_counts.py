"""Counts against samplers with known faults."""

import numpy as np
import pytest

from gan_course import metrics
from gan_course.lab import distributions
from gan_course.lab.counts import LOG_2, counts, digit_counts

RING = distributions.build("ring")


def test_a_perfect_sampler():
    found = counts(RING.mixture.sample(5000, seed=5), RING)
    assert found["modes"] == found["of"] == 8
    assert found["quality"] == pytest.approx(1 - np.exp(-4.5), abs=0.006)  # 4 standard errors
    assert 0 <= found["divergence"] < 0.03
    assert counts(RING.x[:5000], RING)["divergence"] == pytest.approx(0, abs=1e-9)


def test_a_collapsed_one_and_one_that_is_nowhere():
    collapsed = counts(np.tile(RING.mixture.means[2], (512, 1)), RING)
    assert (collapsed["modes"], collapsed["quality"]) == (1, 1.0)
    nowhere = counts(np.zeros((512, 2)), RING)
    assert (nowhere["modes"], nowhere["quality"]) == (0, 0.0)
    assert nowhere["divergence"] == pytest.approx(LOG_2)  # no cell is shared
    assert 0.2 < collapsed["divergence"] < LOG_2


@pytest.mark.filterwarnings("error")
def test_what_is_no_number_or_far_away_counts_as_bad():
    half = np.concatenate([np.tile(RING.mixture.means[0], (50, 1)), np.full((50, 2), np.nan)])
    assert counts(half, RING)["quality"] == 0.5 and counts(half, RING)["modes"] == 1
    for value in (np.nan, np.inf):
        assert counts(np.full((8, 2), value), RING) == {"modes": 0, "of": 8, "quality": 0.0, "divergence": LOG_2}
    far = counts(np.full((8, 2), 1e30, np.float32), RING)
    assert far["modes"] == 0 and far["divergence"] == pytest.approx(LOG_2, abs=1e-3)


def test_types_are_those_that_json_knows():
    for found in (counts(RING.x[:100], RING), digit_counts(np.eye(10))):
        assert [type(found[name]) for name in ("modes", "of")] == [int, int]
        assert all(isinstance(found[name], float) for name in ("quality", "divergence"))


def test_digits_by_hand():
    assert digit_counts(np.eye(10)) == {"modes": 10, "of": 10, "quality": 1.0,
                                        "divergence": pytest.approx(0, abs=1e-12)}
    unsure = np.full((4, 10), 0.1)
    assert digit_counts(unsure) == {"modes": 0, "of": 10, "quality": 0.0, "divergence": LOG_2}
    only_threes = np.concatenate([np.tile(np.eye(10)[3], (6, 1)), unsure[:2]])
    found = digit_counts(only_threes)
    assert (found["modes"], found["quality"]) == (1, 0.75)
    # one digit against ten even ones: the mean has 0.55 at it and 0.05 at nine others
    by_hand = 0.5 * np.log(1 / 0.55) + 0.5 * (0.1 * np.log(0.1 / 0.55) + 9 * 0.1 * np.log(0.1 / 0.05))
    assert found["divergence"] == pytest.approx(by_hand)
    nearly = np.eye(10) * 0.9 + 0.01
    assert digit_counts(nearly[:, :])["modes"] == 10
    assert digit_counts(np.clip(np.eye(10) * 0.9, 0.01, None))["modes"] == 0  # 0.9 is not above 0.9


def test_the_divergence_is_that_of_metrics():
    samples = RING.mixture.sample(700, seed=3)
    assert np.abs(samples).max() < 1.6
    expected = metrics.grid_jensen_shannon(samples, RING.x[:5000], 24, RING.limits)
    assert counts(samples, RING)["divergence"] == pytest.approx(expected, rel=1e-12)
