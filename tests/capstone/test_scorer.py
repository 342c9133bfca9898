"""The scorer: perfect and cheated samples counted, limits kept and broken, seeds that nobody chooses."""

import numpy as np
import pytest

from gan_course.capstone import scorer
from gan_course.capstone.attempt import Attempt
from gan_course.capstone.scorer import FAILED, LIMITS, Counts, Row, counted, missing, score, seeds_for
from gan_course.capstone.worlds import NAMES, training_rows, world


@pytest.mark.parametrize("name", NAMES)
def test_fresh_real_data_keep_every_limit(name):
    drawn = world(name, 6)
    fresh = drawn.sample(2000, seed=77)
    found = counted(drawn, fresh, fresh)
    assert found.modes == drawn.n_modes and found.quality > 0.97 and found.swing == 0
    assert 0.4 < found.memorisation < 0.6 and found.frechet < 3
    assert missing(name, [Row(0, found, None, 0.0)]) == []


@pytest.mark.parametrize("name", NAMES)
def test_training_rows_and_rows_with_a_little_noise_are_copies(name):
    drawn = world(name, 6)
    rows = training_rows(drawn)[:2000]
    rows = np.resize(rows, (2000, *drawn.sample_shape))
    spread = np.median(np.linalg.norm((drawn.sample(300, seed=1) - drawn.sample(300, seed=2)).reshape(300, -1), axis=1))
    noise = np.random.default_rng(0).normal(size=rows.shape) * 1e-4 * spread
    for samples in (rows, rows + noise):
        found = counted(drawn, samples)
        assert found.memorisation > LIMITS[name]["memorisation"] and found.quality > 0.95
        assert any("memorisation" in sentence for sentence in missing(name, [Row(0, found, None, 0.0)]))


def test_samples_chosen_by_the_test_set_are_not_seen_in_their_counts():
    """Whoever holds real draws and returns them is perfect: so the scorer takes recipes, not samples."""
    drawn = world("clouds", 6)
    pool, wanted = drawn.sample(4000, seed=8), drawn.sample(2000, seed=9)
    near = [int(np.linalg.norm(pool - row, axis=1).argmin()) for row in wanted[:300]]
    found = counted(drawn, pool[near])
    assert found.modes == 10 and found.quality > 0.95 and found.memorisation < 0.65


def test_one_mode_is_one_mode_and_noise_none():
    drawn = world("curve", 6)
    rng = np.random.default_rng(0)
    one = counted(drawn, drawn.means[3] + 0.01 * rng.normal(size=(2000, 2)))
    assert one.modes == 1 and one.quality > 0.99 and one.frechet > 100
    assert counted(drawn, 20 + rng.normal(size=(2000, 2))).modes == 0


def test_a_mode_with_a_fraction_of_its_share_does_not_count():
    drawn = world("curve", 6)
    samples = drawn.sample(2000, seed=1)
    mode = drawn.found(samples).mode
    thinned = np.concatenate([samples[mode != 4], samples[mode == 4][:3]])
    assert counted(drawn, samples).modes == 12 and counted(drawn, thinned).modes == 11


def test_nan_counts_as_failed_and_another_shape_is_an_error():
    drawn = world("curve", 6)
    samples = drawn.sample(20, seed=1)
    samples[3] = np.inf
    assert counted(drawn, samples) == FAILED
    for bad in (samples.T, samples[0], drawn.sample(20, seed=1)[..., None], np.zeros((5, 3))):
        with pytest.raises(ValueError, match="samples"):
            counted(drawn, bad)


def test_swing_is_the_way_of_one_noise_over_the_spread():
    drawn = world("curve", 6)
    samples = drawn.sample(2000, seed=1)
    spread = np.sqrt(training_rows(drawn).var(axis=0).sum())
    assert counted(drawn, samples, samples + np.array([spread, 0])).swing == pytest.approx(1, rel=1e-5)


@pytest.mark.parametrize(("change", "words"), [
    ({"modes": 10}, "modes"), ({"quality": 0.59}, "quality"), ({"memorisation": 0.66}, "memorisation"),
    ({"swing": 0.31}, "swing"), ({"memorisation": float("nan")}, "memorisation")])
def test_each_limit_is_wanted(change, words):
    good = Counts(11, 0.6, 1.0, 0.65, 0.3)
    assert missing("curve", [Row(0, good, None, 0.0)]) == []
    lacking = missing("curve", [Row(0, good._replace(**change), None, 0.0)])
    assert len(lacking) == 1 and words in lacking[0]


def test_one_run_that_broke_off_is_no_cure():
    good = Counts(12, 0.9, 1.0, 0.5, 0.0)
    rows = [Row(seed, good, None, 0.0) for seed in range(4)] + [Row(4, FAILED, "diverged", 0.0)]
    assert any("diverged" in sentence for sentence in missing("curve", rows))


def test_limits_cannot_be_set_in_passing():
    with pytest.raises(TypeError):
        LIMITS["curve"]["modes"] = 1
    with pytest.raises(TypeError):
        LIMITS["curve"] = {}


def test_what_is_not_seen_limits_replaced_in_this_process(monkeypatch):
    """Whoever replaces the table is within every limit here, and nowhere else: the instructor scores again."""
    weak = Row(0, Counts(1, 0.1, 99.0, 0.5, 0.1), None, 0.0)
    assert missing("curve", [weak])
    monkeypatch.setattr(scorer, "LIMITS", {"curve": {"modes": 1}})
    assert missing("curve", [weak]) == []


def test_seeds_follow_from_the_world_and_the_salt_and_from_nothing_else():
    assert seeds_for(7) == seeds_for(7) and len(set(seeds_for(7))) == 5 and seeds_for(7, 2) == seeds_for(7)[:2]
    assert not set(seeds_for(7)) & set(seeds_for(8)) and not set(seeds_for(7)) & set(seeds_for(7, salt="secret"))


def test_the_seeds_that_are_tried_are_those_whatever_the_attempt(monkeypatch, honest_step):
    tried = []

    def noted(drawn, attempt, seed):
        tried.append(seed)
        return Row(seed, Counts(12, 0.9, 1.0, 0.5, 0.0), None, 0.0), None

    monkeypatch.setattr(scorer, "one_run", noted)
    for attempt in (Attempt(), Attempt(g_rate=2e-3), Attempt(step=honest_step)):
        found = score("curve", 7, attempt)
        assert found.cured and tried == seeds_for(7)
        tried.clear()
    assert not score("curve", 7, Attempt(), n_seeds=2).cured         # two are no proof
    assert score("curve", 7, Attempt(), n_seeds=2).missing == []


def test_a_refused_step_is_never_run(monkeypatch):
    monkeypatch.setattr(scorer, "one_run", lambda *args: pytest.fail("it was run"))

    def lazy(generator, discriminator, g_optimizer, d_optimizer, real, noise):
        return {}

    found = score("curve", 7, Attempt(step=lazy))
    assert "does not move" in found.refused and found.rows == [] and not found.cured
    assert np.isnan(found.mean("modes"))


def test_what_is_read_off_one_world_is_worth_nothing_on_its_sibling():
    drawn, sibling = world("curve", 7), world("curve", scorer.sibling_seed(7))
    rng = np.random.default_rng(0)
    typed = drawn.means[rng.choice(12, 2000, p=drawn.weights)] + 0.04 * rng.normal(size=(2000, 2))
    assert missing("curve", [Row(0, counted(drawn, typed, typed), None, 0.0)]) == []
    assert missing("curve", [Row(0, counted(sibling, typed, typed), None, 0.0)])
