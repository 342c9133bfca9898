"""Tiny pictures: drawn in place, named by the nearest clean drawing, and nothing else is good."""

import numpy as np
import pytest

from gan_course.capstone.glyphs import SHAPES, SIDE, GlyphWorld, drawn


@pytest.mark.parametrize("shape", SHAPES)
def test_a_shape_moves_with_its_place_and_has_ink(shape):
    middle, right = drawn(shape, [0.0], [0.0], [2.5])[0, ..., 0], drawn(shape, [1.0], [0.0], [2.5])[0, ..., 0]
    assert middle.shape == (SIDE, SIDE) and middle.min() == -1 and middle.max() > 0.7
    assert np.allclose(middle[:, 2:9], right[:, 3:10], atol=1e-5)


def test_no_two_shapes_are_the_same_picture():
    pictures = np.stack([drawn(shape, [0.0], [0.0], [3.0])[0].ravel() for shape in SHAPES])
    gaps = np.linalg.norm(pictures[:, None] - pictures, axis=2) + 100 * np.eye(len(SHAPES))
    assert gaps.min() > 3


def test_a_disc_has_the_area_of_a_disc():
    ink = (drawn("disc", [0.2], [-0.3], [3.0]) + 1).sum() / 2
    assert ink == pytest.approx(np.pi * 9, rel=0.03)


@pytest.fixture(scope="module")
def glyphs():
    return GlyphWorld(3)


def test_the_seed_chooses_the_shapes_and_their_shares(glyphs):
    assert len(set(glyphs.shapes)) == 6 and set(glyphs.shapes) <= set(SHAPES)
    assert glyphs.weights.sum() == pytest.approx(1) and glyphs.weights.max() == pytest.approx(2 * glyphs.weights.min())
    assert GlyphWorld(3).shapes == glyphs.shapes
    assert len({GlyphWorld(seed).shapes for seed in range(6)}) == 6


def test_each_shape_is_found_as_itself(glyphs):
    rng = np.random.default_rng(0)
    for number, shape in enumerate(glyphs.shapes):
        pictures = drawn(shape, *rng.uniform(-1.5, 1.5, (2, 60)), rng.uniform(2.4, 3.4, 60))
        mode, good = glyphs.found(pictures)
        assert (mode == number).mean() > 0.95 and good.mean() > 0.9


def test_real_pictures_are_good_and_noise_and_other_shapes_are_not(glyphs):
    assert glyphs.found(glyphs.sample(2000, seed=5)).good.mean() == pytest.approx(0.99, abs=0.01)
    noise = np.random.default_rng(1).uniform(-1, 1, (50, SIDE, SIDE, 1))
    assert not glyphs.found(noise).good.any()
    assert not glyphs.found(np.zeros((3, SIDE, SIDE, 1))).good.any()
    mixed = (glyphs.sample(200, seed=6) + glyphs.sample(200, seed=7)) / 2
    assert glyphs.found(mixed).good.mean() < 0.35


def test_samples_follow_the_weights_and_the_seed(glyphs):
    counts = np.bincount(glyphs.found(glyphs.sample(3000, seed=8)).mode, minlength=6) / 3000
    assert np.abs(counts - glyphs.weights).max() < 0.04
    assert np.array_equal(glyphs.sample(9, seed=1), glyphs.sample(9, seed=1))


def test_features_are_means_of_four_pixels(glyphs):
    picture = np.arange(144.0).reshape(1, 12, 12, 1)
    assert glyphs.features(picture)[0, 0] == np.mean([0, 1, 12, 13]) and glyphs.features(picture).shape == (1, 36)
