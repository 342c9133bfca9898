"""The pool of compiled GANs: what moves in, who shares a step, how many are kept."""

import gc
import weakref

import keras
import numpy as np
import pytest

from gan_course import networks, pool
from gan_course.gan import GAN
from gan_course.objectives import NonSaturating
from gan_course.optimizers import Adam
from gan_course.remedies import R1, Packing, SpectralNormalization

X = np.random.default_rng(0).normal(size=(64, 2)).astype("float32")


@pytest.fixture(autouse=True)
def empty_pool():
    """No GAN of another test, and none left for the next."""
    pool.clear()
    yield
    pool.clear()


def build(rate=1e-3, width=4, gamma=None, objective="non_saturating", remedies=()):
    gan = GAN(networks.mlp_generator(widths=(width,)), networks.mlp_discriminator(widths=(width,)))
    gan.compile(objective, Adam(rate), Adam(rate), remedies=[*remedies, *([] if gamma is None else [R1(gamma)])],
                jit_compile=False, steps_per_execution=2)
    return gan


def kept(gan):
    pool.keep(gan, pool.structure(gan))
    return gan


def numbers(gan):
    return [variable.numpy() for variable in pool.state(gan)]


def test_a_gan_moves_into_one_of_its_structure_with_all_its_numbers():
    held = build(gamma=0.1)
    held.fit(X, batch_size=8, steps_per_epoch=2, verbose=0)
    graph = held.run_steps
    kept(held)
    fresh = build(rate=1e-2, gamma=5.0)
    wanted = numbers(fresh)
    taken = pool.take(fresh, pool.structure(fresh))
    assert taken is held and pool.kept() == [] and taken.run_steps is graph
    assert all(map(np.array_equal, numbers(taken), wanted)) and len(numbers(taken)) == len(wanted)
    assert taken.remedies[0].settings == {"gamma": 5.0} and len(taken.step_history["d_loss"]) == 0


def test_the_discriminator_as_it_was_given_moves_in_too():
    held, fresh = kept(build(remedies=[Packing(2)])), build(remedies=[Packing(2)])
    assert pool.take(fresh, pool.structure(fresh)) is held
    for mine, new in zip(held.given_discriminator.variables, fresh.given_discriminator.variables, strict=True):
        np.testing.assert_array_equal(mine, new)


def test_where_none_fits_the_gan_itself_comes_back():
    other, fresh = kept(build(width=5)), build()
    assert pool.take(fresh, pool.structure(fresh)) is fresh and pool.kept() == [other]


def test_a_gan_without_a_structure_is_neither_kept_nor_moved():
    gan = build()
    pool.keep(gan, None)
    assert pool.kept() == [] and pool.take(gan, None) is gan


def test_the_oldest_makes_room_and_a_gan_is_kept_once(monkeypatch):
    monkeypatch.setattr(pool, "MOST", 2)
    gans = [kept(build(width=width)) for width in (2, 3, 4)]
    kept(gans[1])
    assert pool.kept() == [gans[2], gans[1]]


def test_clear_lets_go():
    gone = weakref.ref(kept(build()))
    pool.clear()
    gc.collect()
    assert pool.kept() == [] and gone() is None


@pytest.mark.parametrize("other, same", [
    ({"rate": 1e-2}, True), ({"width": 5}, False), ({"gamma": 1.0}, False), ({"objective": "hinge"}, False),
    ({"remedies": [SpectralNormalization()]}, False)])
def test_structure_is_what_a_compiled_step_depends_on(other, same):
    assert (pool.structure(build()) == pool.structure(build(**other))) is same


def test_a_knob_is_no_part_of_the_structure_and_a_schedule_is():
    gan = build(gamma=2.0)
    assert pool.structure(build(gamma=0.1)) == pool.structure(gan)
    gan.compile("non_saturating", Adam(1e-3), Adam(1e-3), jit_compile=False, steps_per_execution=2)
    fixed = pool.structure(gan)
    gan.compile("non_saturating", keras.optimizers.Adam(keras.optimizers.schedules.CosineDecay(1e-3, 10)),
                Adam(1e-3), jit_compile=False, steps_per_execution=2)
    assert pool.structure(gan) != fixed


def test_what_nobody_can_name_has_no_structure():
    class OwnObjective(NonSaturating):
        name = "my own"

    class OwnGAN(GAN):
        """May read anything in its step."""

    gan = build()
    own = OwnGAN(gan.generator, gan.discriminator)
    own.compile(jit_compile=False)
    assert pool.structure(own) is None and pool.structure(build(objective=OwnObjective())) is None
