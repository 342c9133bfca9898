"""Knobs, settings, ownership, and hooks that do nothing until a remedy fills them."""

import copy

import numpy as np
import pytest
import tensorflow as tf

from gan_course.remedies import R1, InstanceNoise, Packing, Remedy, Unrolled


def test_every_hook_leaves_things_as_they_are(toys):
    remedy, fake, network = Remedy(), object(), object()
    assert remedy.rebuilt(network, None) is network and remedy.objective(network) is network
    assert remedy.remembered(None, fake) is fake and remedy.shown(None, 1, fake, 3) == (1, fake)
    assert remedy.check_batch(7) == 7
    for nothing in (remedy.conflict(None), remedy.prepare(None), remedy.penalty(None, None, 1, fake),
                    remedy.generator_penalty(None, fake, 1), remedy.before_update(None, "generator", []),
                    remedy.after_update(None, "generator", []), remedy.after_step(None, fake, 1)):
        assert nothing is None


def test_a_knob_is_a_variable_and_a_setting():
    remedy = R1(gamma=2)
    assert float(remedy.knobs["gamma"]) == 2.0 and remedy.get_config() == {"gamma": 2}
    remedy.turn(gamma=0.5)
    assert float(remedy.knobs["gamma"]) == 0.5 and remedy.get_config() == {"gamma": 0.5}
    assert repr(remedy) == "R1(gamma=0.5)"


def test_turning_leaves_other_holders_of_the_old_settings_alone():
    remedy = R1(gamma=2.0)
    stored = remedy.settings
    before = copy.deepcopy(stored)
    remedy.turn(gamma=3.0)
    assert stored == before


def test_numbers_of_numpy_become_pythons_own():
    remedy = Packing(np.int64(3))
    assert type(remedy.get_config()["m"]) is int
    assert type(InstanceNoise(np.float32(0.5)).get_config()["sigma"]) is float


@pytest.mark.parametrize(("make", "message"), [
    (lambda: R1(gamma=-1), r"r1: gamma is -1; give a number of at least 0"),
    (lambda: R1(gamma=float("nan")), "gamma is nan"),
    (lambda: R1(gamma=float("inf")), "gamma is inf"),
    (lambda: R1(gamma="much"), "gamma is 'much'"),
    (lambda: R1(1.0).turn(gamma=-1), "gamma is -1"),
    (lambda: R1(1.0).turn(sigma=1), "r1 has no knob 'sigma'; its knobs: gamma"),
    (lambda: Packing(2).turn(m=3), "packing has no knob 'm'; its knobs: none"),
    (lambda: Packing(1), "packing: m is 1; give a whole number of at least 2"),
])
def test_bad_numbers_are_named(make, message):
    with pytest.raises(ValueError, match=message):
        make()


def test_a_refused_turn_turns_nothing():
    remedy = R1(1.0)
    with pytest.raises(ValueError, match="no knob"):
        remedy.turn(gamma=5.0, sigma=1.0)
    assert float(remedy.knobs["gamma"]) == 1.0 and remedy.get_config() == {"gamma": 1.0}


def test_a_knob_is_turned_in_the_middle_of_training_without_a_new_trace(toys):
    """The graph of a GAN whose gamma was turned to 0 goes on as one compiled with gamma 0."""
    turned, still = (toys.points([R1(gamma)], run_eagerly=False, jit_compile=False) for gamma in (5.0, 0.0))
    rows, noise = toys.real[None], toys.noise[None]
    first = turned.run_steps(noise, rows)
    turned.set_weights(still.get_weights())
    for optimizer in (turned.generator_optimizer, turned.discriminator_optimizer):
        for variable in optimizer.variables:
            if "learning_rate" not in variable.path:
                variable.assign(tf.zeros_like(variable.value))
    turned.remedies[0].turn(gamma=0.0)
    second = turned.run_steps(noise, rows)
    wanted = still.run_steps(noise, rows)
    assert first[0] != second[0] and np.array_equal(second, wanted)
    assert all(np.array_equal(a, b) for a, b in zip(turned.get_weights(), still.get_weights(), strict=True))
    assert turned.run_steps.experimental_get_tracing_count() == 1


def test_whose_remedy_it_is():
    remedy, one, other = Unrolled(), Remedy(), Remedy()  # any object may stand for a game here
    remedy.belong_to(one)
    remedy.belong_to(one)
    with pytest.raises(ValueError, match=r"Unrolled\(steps=5\) belongs to another GAN"):
        remedy.belong_to(other)
