"""Worlds: drawn by a seed, the same for the same one, of known modes."""

import numpy as np
import pytest

from gan_course import metrics
from gan_course.capstone import worlds

SEEDS = (0, 5, 4321)


@pytest.mark.parametrize("name", worlds.NAMES)
def test_a_seed_draws_a_world_again_and_another_seed_another(name):
    one, again, other = worlds.world(name, 5), worlds.world(name, 5), worlds.world(name, 6)
    rows = worlds.training_rows(one)
    assert np.array_equal(rows, worlds.training_rows(again)) and rows.shape == (one.n_train, *one.sample_shape)
    assert not np.allclose(rows, worlds.training_rows(other))
    assert one.name == name and one.seed == 5


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", ["curve", "clouds"])
def test_a_perfect_sampler_is_good_and_finds_every_mode(name, seed):
    drawn = worlds.world(name, seed)
    mode, good = drawn.found(drawn.sample(4000, seed=9))
    assert good.mean() == pytest.approx(metrics.high_quality_share(drawn.sample(4000, seed=9), drawn), abs=0.004)
    assert good.mean() == pytest.approx(0.9889, abs=0.006)
    assert np.abs(np.bincount(mode, minlength=drawn.n_modes) / 4000 - drawn.weights).max() < 0.03


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", ["curve", "clouds"])
def test_modes_lie_apart_and_around_the_middle(name, seed):
    drawn = worlds.world(name, seed)
    gaps = np.linalg.norm(drawn.means[:, None] - drawn.means, axis=2) + 1e9 * np.eye(drawn.n_modes)
    assert gaps.min() > 5 * drawn.std.max()
    assert np.allclose(drawn.weights @ drawn.means, 0, atol=1e-9)


def test_the_weights_are_unequal():
    assert worlds.curve(1).weights.max() == pytest.approx(4 * worlds.curve(1).weights.min())
    assert worlds.clouds(1).weights.max() == pytest.approx(3 * worlds.clouds(1).weights.min())


@pytest.mark.parametrize(("name", "seed", "words"), [("curves", 0, "curve"), ("curve", -1, "seed"),
                                                     ("curve", 0.5, "seed")])
def test_what_is_no_world_is_refused(name, seed, words):
    with pytest.raises(ValueError, match=words):
        worlds.world(name, seed)
