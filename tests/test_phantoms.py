"""Phantoms: the same heads in both modalities, the share of lesions that was asked for, and lesions where they say."""

import numpy as np
import pytest

from gan_course.phantoms import CONTRAST, phantoms


def test_as_many_lesions_as_asked_for_and_each_is_a_disc_in_the_brain():
    scans = phantoms(200, 0.3, seed=5)
    sizes = scans.lesions.sum(axis=(1, 2, 3))
    assert (sizes > 0).sum() == 60 and (sizes[:60] > 0).all()
    assert sizes[:60].min() >= 6 and sizes.max() <= np.pi * (0.2 * 16 + 1) ** 2
    rows, columns = np.nonzero(scans.lesions[0, :, :, 0])
    assert np.ptp(rows) <= 8 and np.ptp(columns) <= 8


def test_a_lesion_is_the_only_thing_in_which_b_and_healthy_b_differ():
    scans = phantoms(50, 1.0, seed=6)
    gap = scans.b - scans.healthy_b
    assert np.all(gap[~scans.lesions] == 0)
    in_lesions = gap[scans.lesions]
    assert in_lesions.min() >= 0 and np.median(in_lesions) == pytest.approx(CONTRAST, abs=0.02)


@pytest.mark.parametrize("modality", ["a", "b"])
def test_a_lesion_is_brighter_than_the_tissue_in_both_modalities(modality):
    sick, healthy = phantoms(80, 1.0, seed=7), phantoms(80, 0.0, seed=7)     # the same heads
    gap = getattr(sick, modality) - getattr(healthy, modality)
    per_head = [gap[i][sick.lesions[i]].mean() for i in range(80)]
    assert min(per_head) > 0.4


def test_skull_and_fluid_change_their_shade_between_the_modalities():
    scans = phantoms(100, 0.0, seed=8)
    middle = slice(13, 19)
    assert scans.a[:, middle, middle].min(axis=(1, 2)).mean() < -0.4
    assert scans.b[:, middle, middle].max(axis=(1, 2)).mean() > -0.1
    assert (scans.a.max(axis=(1, 2)) > 0.8).all() and (scans.b[:, 16, 2:7].mean() < -0.5).all()


def test_the_seed_decides_and_a_generator_goes_on():
    one, two = phantoms(4, 0.5, seed=1), phantoms(4, 0.5, seed=1)
    assert all(np.array_equal(x, y) for x, y in zip(one, two, strict=True))
    rng = np.random.default_rng(1)
    first, second = phantoms(4, 0.5, rng), phantoms(4, 0.5, rng)
    assert np.array_equal(first.a, one.a) and not np.array_equal(first.a, second.a)


def test_shapes_types_and_range():
    scans = phantoms(3, 0.5, seed=2, size=24)
    for image in scans[:3]:
        assert image.shape == (3, 24, 24, 1) and image.dtype == np.float32 and abs(image).max() <= 1
    assert scans.lesions.shape == (3, 24, 24, 1) and scans.lesions.dtype == bool
    with pytest.raises(ValueError, match="share"):
        phantoms(3, 1.5, seed=0)
