"""A run: the course's loop, its networks, its count; and what becomes of runs that break off."""

import numpy as np
import pytest
import tensorflow as tf

from gan_course.capstone.attempt import Attempt
from gan_course.capstone.training import train
from gan_course.capstone.worlds import world

SHORT = {"steps": 40}


def test_the_same_seed_gives_the_same_samples_and_another_others(honest_step):
    drawn = world("curve", 1)
    for attempt in (Attempt(**SHORT), Attempt(step=honest_step, **SHORT)):
        one, again, other = (train(drawn, attempt, seed) for seed in (3, 3, 4))
        assert np.array_equal(one.samples, again.samples) and not np.allclose(one.samples, other.samples)
        assert one.samples.shape == (2000, 2) and one.trouble is None and one.steps == 40
        assert not np.array_equal(one.before, one.samples)


def test_a_step_that_seeds_chance_anew_does_not_choose_its_first_weights(honest_step):
    def seeding(*args):
        tf.random.set_seed(7)
        return honest_step(*args)

    drawn = world("curve", 1)
    samples = [train(drawn, Attempt(step=seeding, steps=4), seed).samples for seed in (3, 4)]
    assert not np.allclose(*samples)


def test_every_world_can_be_trained_with_remedies():
    for name, remedies in (("curve", ["packing"]), ("clouds", ["r1", "weight_averaging"]),
                           ("glyphs", ["diff_augment"])):
        run = train(world(name, 2), Attempt(remedies=remedies, n_critic=1 + (name != "glyphs"), **SHORT), 5)
        assert run.trouble is None and np.isfinite(run.samples).all()


def test_two_steps_of_g_in_one_are_counted_in_the_run_too(honest_step):
    def twice(*args):
        honest_step(*args)
        return honest_step(*args)

    run = train(world("curve", 1), Attempt(step=twice, **SHORT), 3)
    assert "moved it 20 times in 10 steps" in run.trouble and np.isnan(run.samples).all()


def test_too_slow_and_not_finite_break_off(honest_step):
    drawn = world("curve", 1)
    slow = train(drawn, Attempt(**SHORT), 3, seconds=0.001)
    assert "over the budget" in slow.trouble and slow.steps == 10 and np.isnan(slow.samples).all()

    def bursts(generator, discriminator, g_optimizer, d_optimizer, real, noise):
        return honest_step(generator, discriminator, g_optimizer, d_optimizer, real * np.float32("nan"), noise)

    assert "not finite" in train(drawn, Attempt(step=bursts, **SHORT), 3).trouble
    wild = train(drawn, Attempt("wasserstein", g_rate=1.0, d_rate=1.0, decay=False, steps=200), 3)
    assert wild.trouble is None or "diverged" in wild.trouble or "finite" in wild.trouble


def test_something_derived_from_an_attempt_is_refused():
    class Longer(Attempt):
        steps = 99

    with pytest.raises(ValueError, match="an Attempt itself"):
        train(world("curve", 1), Longer(), 3)
    with pytest.raises(ValueError, match="attempt"):
        train(world("curve", 1), {"objective": "hinge"}, 3)


def test_packing_has_no_gap_and_a_plain_d_has():
    drawn = world("curve", 1)
    assert np.isfinite(train(drawn, Attempt(**SHORT), 3).gap)
    assert np.isnan(train(drawn, Attempt(remedies=["packing"], **SHORT), 3).gap)
