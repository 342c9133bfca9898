"""The laboratory's data: the same at each call, inside the picture, and counted fully where a sampler is perfect."""

import numpy as np
import pytest

from gan_course import datasets, metrics
from gan_course.lab import distributions
from gan_course.lab.distributions import MOST_DRAWN, NAMES, build, checked_drawing

CIRCLE = [(0.8 * np.cos(t), 0.8 * np.sin(t)) for t in np.linspace(0, 6, 100)]


def of(name, n=distributions.N_POINTS):
    return build(name, CIRCLE if name == "drawn" else (), n)


@pytest.mark.parametrize("name", NAMES)
def test_points_are_the_same_at_each_call_and_in_the_picture(name):
    data = of(name)
    assert data.x.shape == (10_000, 2) and data.x.dtype == np.float32
    assert np.array_equal(data.x, of(name).x)
    low, high = data.limits
    assert ((data.x > low) & (data.x < high)).all()
    assert len(of(name, 50).x) == 50


@pytest.mark.parametrize("name", NAMES)
def test_the_data_themselves_reach_every_mode_with_good_quality(name):
    data = of(name)
    assert metrics.modes_captured(data.x, data.mixture) == data.mixture.n_modes
    share = metrics.high_quality_share(data.x, data.mixture)
    if data.has_modes:
        assert share == pytest.approx(1 - np.exp(-4.5), abs=0.005)  # within three standard deviations, in the plane
    else:
        assert share > 0.5  # stations along a shape stand for it, and do not overlap


def test_ring_and_grid_are_the_course_s_own():
    for name, own in (("ring", datasets.ring()), ("grid", datasets.grid())):
        assert np.array_equal(of(name).mixture.means, own.means)
        assert np.array_equal(of(name).mixture.std, own.std)


def test_stations_do_not_overlap():
    for name in ("line", "spiral", "drawn"):
        mixture = of(name).mixture
        gaps = np.linalg.norm(mixture.means[:, None] - mixture.means[None], axis=-1)
        gaps[np.diag_indices(len(gaps))] = np.inf
        middle = np.median(gaps.min(axis=1)) / 2
        assert 3 * np.max(mixture.std) <= max(middle, 3 * 0.02) + 1e-9, name  # 0.02 is the pen's width


def test_the_line_and_the_spiral_are_what_they_are_called():
    line = of("line").x
    assert np.abs(line[:, 1] * 3 - line[:, 0] * 2).max() < 0.4 and np.corrcoef(line.T)[0, 1] > 0.99
    spiral = of("spiral").x
    radius, angle = np.linalg.norm(spiral, axis=1), np.arctan2(spiral[:, 1], spiral[:, 0])
    far = radius > 0.2
    turns = (4 * np.pi * radius - angle)[far] / (2 * np.pi)  # r = angle / 4π: two turns out to radius 1
    assert np.abs(turns - turns.round()).max() < 0.25


def test_drawn_data_follow_the_drawing():
    data = build("drawn", CIRCLE)
    assert np.abs(np.linalg.norm(data.x, axis=1) - 0.8).max() < 0.11  # the pen's width is 0.02
    assert data.mixture.n_modes == 20 and not data.has_modes
    assert len(np.unique(data.mixture.means, axis=0)) == 20


def test_a_drawing_of_few_places_has_no_more_modes_than_places():
    twice = [(0.5, 0.5), (-0.5, 0.5), (0.0, -0.5)] * 5
    assert build("drawn", twice).mixture.n_modes == 3
    assert build("drawn", [(0.0, 0.0)] * 10).mixture.n_modes == 1


@pytest.mark.parametrize(("points", "message"), [
    ([(0, 0)] * 9, r"drawn has shape \(9, 2\); give \(k, 2\) with 10 or more rows. Draw between 10 and 2000"),
    ([(0, 0)] * (MOST_DRAWN + 1), "has 2,001 points; draw between 10 and 2000"),
    ([(0, 0, 0)] * 10, r"shape \(10, 3\)"),
    ([], r"shape \(0,\)"),
    ([(0, 0)] * 9 + [(1.1, 0)], r"runs from 0 to 1\.1; give numbers from -1 to 1"),
    ([(0, 0)] * 9 + [(float("nan"), 0)], "1 value that is NaN"),
])
def test_what_is_no_drawing(points, message):
    with pytest.raises(ValueError, match=message):
        checked_drawing(points)


def test_an_unknown_name():
    with pytest.raises(ValueError, match="data is 'moons'; give one of 'ring', 'grid'"):
        build("moons")
