"""A discriminator ahead: the fakes stand still while it trains, and a copy catches up."""

import numpy as np
import pytest

from gan_course.datasets import ring
from gan_course.exercises.ex03_head_start import belief, head_start, way_left
from gan_course.from_scratch import SGD, Adam, non_saturating_loss, saturating_loss

DATA = ring(std=0.05).sample(2000, seed=0)


@pytest.fixture(scope="module")
def ahead():
    return head_start(DATA, where=3.0, steps=150, rate=1e-3, seed=1)


def test_the_fakes_stand_where_they_were_put_and_d_is_sure(ahead):
    centre = ahead.generate(500).mean(axis=0)
    np.testing.assert_allclose(centre, 3.0, atol=0.5)
    assert belief(ahead) < 0.05 < belief(head_start(DATA, 3.0, 1, 1e-3, seed=1))


def test_catching_up_leaves_the_gan_as_it_was(ahead):
    before = [w.copy() for w in ahead.generator.weights + ahead.discriminator.weights]
    assert way_left(ahead, DATA, non_saturating_loss, Adam(1e-3), seed=2, rounds=5) != 1
    for now, then in zip(ahead.generator.weights + ahead.discriminator.weights, before, strict=True):
        np.testing.assert_array_equal(now, then)


def test_the_way_left_is_a_share_of_the_way(ahead):
    still = way_left(ahead, DATA, saturating_loss, SGD(1e-9), seed=2, rounds=3)
    assert still == pytest.approx(1, abs=1e-3)
    assert way_left(ahead, DATA, non_saturating_loss, Adam(1e-3), seed=2, rounds=300) < 0.3
