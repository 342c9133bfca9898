"""Building and compiling: the weights of the seed, and compiled GANs used again where they fit."""

import gc
import random

import numpy as np
import psutil
import pytest
import tensorflow as tf

from gan_course import pool, remedies, seed_everything
from gan_course.gan import GAN
from gan_course.lab import builders
from gan_course.lab.builders import build, check, optimizer, recompiled, remedy, structure_of
from gan_course.lab.controls import REMEDIES
from gan_course.lab.settings import Settings
from gan_course.lab.worlds import world

FuncGraph = type(tf.function(lambda: 0).get_concrete_function().graph)
SMALL = {"generator_widths": (8,), "discriminator_widths": (8,), "batch_size": 32}


def same(one, other):
    return len(one) == len(other) and all(np.array_equal(a, b) for a, b in zip(one, other, strict=True))


def graphs():
    """Count the graphs that TensorFlow holds."""
    gc.collect()
    return sum(isinstance(thing, FuncGraph) for thing in gc.get_objects())


def test_the_weights_are_those_that_the_seed_gives_to_the_course():
    settings = Settings(seed=7, remedies={"packing": 2}, **SMALL)
    with_own_stream = build(settings, world(settings), random.Random(7))
    seed_everything(7)
    plain = GAN(*world(settings).networks())
    plain.compile(remedies=["packing"])
    assert same([w.numpy() for w in with_own_stream.weights], [w.numpy() for w in plain.weights])


def test_a_gan_that_is_gone_leaves_no_memory_behind():
    settings = Settings(**SMALL)
    its_world, kernel = world(settings), psutil.Process()
    for number in range(40):
        if number == 10:                 # by then everything is loaded that will be used again
            gc.collect()
            before = kernel.memory_info().rss
        build(settings, its_world, random.Random(number))
    gc.collect()
    assert kernel.memory_info().rss - before < 15e6  # 1.5 MB each, were the kernels kept


@pytest.mark.parametrize("name", [None, *(name for name, knob in REMEDIES.items() if knob.where != "digits")])
def test_a_gan_that_trained_and_is_gone_leaves_no_graph_behind(name):
    settings = Settings(remedies={} if name is None else {name: REMEDIES[name].value}, **SMALL)
    its_world = world(settings)
    before = graphs()
    gan = build(settings, its_world, random.Random(0))
    gan.fit(its_world.x, batch_size=32, steps_per_epoch=2, verbose=0)
    assert graphs() > before
    del gan
    assert graphs() <= before


@pytest.mark.parametrize("name", ["adam", "sgd", "momentum", "rmsprop"])
def test_optimizers_by_name(name):
    made = optimizer(name, 0.25, 0.75)
    assert float(made.learning_rate) == 0.25
    assert type(made).__name__ == {"adam": "Adam", "rmsprop": "RMSprop"}.get(name, "SGD")
    assert getattr(made, "momentum", 0.0) == (0.9 if name == "momentum" else 0.0)
    assert getattr(made, "beta_1", 0.75) == 0.75


@pytest.mark.parametrize("name", REMEDIES)
def test_remedies_by_name_and_number(name):
    made, knob = remedy(name, REMEDIES[name].value), REMEDIES[name]
    assert type(made) is type(remedies.get(name))
    if knob.number:
        assert made.settings[knob.number] == knob.value


def test_check_says_nothing_of_possible_settings():
    for settings in (Settings(), Settings(batch_size=1000, n_critic=10), Settings(remedies={"r1": 1.0, "packing": 4})):
        assert check(settings) is None


def test_recompiled_is_what_compile_makes_and_a_compiled_one_comes_back():
    pool.clear()
    plain, packed = Settings(**SMALL), Settings(remedies={"packing": 2}, **SMALL)
    its_world, chance, by_hand_chance = world(plain), random.Random(3), random.Random(3)
    gan, by_hand = (build(plain, its_world, stream) for stream in (chance, by_hand_chance))
    for one in (gan, by_hand):
        one.fit(its_world.x, batch_size=32, steps_per_epoch=20, verbose=0)
    traced = gan
    for settings in (packed, plain, packed):
        gan = recompiled(gan, settings, its_world, chance)
        builders.compile_(by_hand, settings, its_world, by_hand_chance)
        for one in (gan, by_hand):
            one.fit(its_world.x, batch_size=32, steps_per_epoch=20, verbose=0)
        assert same(*([variable.numpy() for variable in pool.state(one)] for one in (gan, by_hand)))
        assert same(gan.step_history["g_loss"], by_hand.step_history["g_loss"])
        if settings is plain:
            assert gan is traced         # no third GAN was compiled
    assert len(pool.kept()) == 1


def test_what_has_passed_is_not_built_again(monkeypatch):
    settings = Settings(seed=99, **SMALL)
    check(settings)
    monkeypatch.setattr(builders, "build", None)
    check(settings.replaced(generator_rate=0.5))     # a rate makes no other game
    with pytest.raises(TypeError):
        check(settings.replaced(seed=98))


def test_a_structure_is_all_but_the_live_numbers():
    settings = Settings(remedies={"r1": 0.1, "packing": 2})
    for live in ({"generator_rate": 0.5}, {"remedies": {"r1": 0.9, "packing": 2}}):
        assert structure_of(settings.replaced(**live)) == structure_of(settings)
    for other in ({"objective": "hinge"}, {"remedies": {"r1": 0.1, "packing": 4}}, {"remedies": {"r1": 0.1}},
                  {"batch_size": 64}, {"seed": 1}):
        assert structure_of(settings.replaced(**other)) != structure_of(settings)
