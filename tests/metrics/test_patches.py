"""Patches against what can be counted by hand: closed forms, copies, and images that are all the same."""

import numpy as np
import pytest
from scipy.special import gammaln
from scipy.stats import wasserstein_distance

from gan_course import metrics

RNG = np.random.default_rng(5)


def pictures(n, height=12, width=15, channels=3, seed=0):
    return np.random.default_rng(seed).uniform(-0.6, 0.6, size=(n, height, width, channels)).astype("float32")


def test_patches_are_all_squares_in_order():
    images = pictures(2)
    found = metrics.cut_patches(images, side=4)
    assert found.shape == (2 * 9 * 12, 4 * 4 * 3)
    # sliding_window_view puts the channel before the square: compare as sets of numbers, square by square
    by_hand = [images[i, y:y + 4, x:x + 4] for i in range(2) for y in range(9) for x in range(12)]
    for patch, square in zip(found, by_hand, strict=True):
        np.testing.assert_array_equal(patch, square.transpose(2, 0, 1).ravel())
    assert metrics.cut_patches(images[0], side=4, step=3).shape == (3 * 4, 48)
    with pytest.raises(ValueError, match="side is 13; give 12 or less"):
        metrics.cut_patches(images, side=13)


def test_halving_keeps_the_mean_and_forgets_a_chequerboard():
    images = pictures(2, 8, 10)
    np.testing.assert_allclose(metrics.halved(images).mean(axis=(1, 2)), images.mean(axis=(1, 2)), atol=1e-6)
    board = np.where((np.indices((6, 8)).sum(axis=0) % 2)[..., None], 0.5, -0.5).astype("float32")
    np.testing.assert_array_equal(metrics.halved(board), np.zeros((1, 3, 4, 1)))
    assert metrics.halved(pictures(1, 7, 9)).shape == (1, 3, 4, 3)
    with pytest.raises(ValueError, match="2 or more"):
        metrics.halved(pictures(1, 1, 9))


def test_diversity_of_copies_and_of_images_as_different_as_the_photograph_is():
    photo = pictures(1)[0]
    assert metrics.diversity(np.repeat(photo[None], 5, axis=0), photo) == pytest.approx(0, abs=1e-6)
    # two grey levels ±a, as often in each pixel as over the photograph: both stds are a
    half = np.where(np.arange(10) % 2, 0.5, -0.5)
    board = np.broadcast_to(half[:, None, None], (10, 4, 1)).astype("float32")
    samples = np.broadcast_to(half[:, None, None, None], (10, 3, 5, 1)).astype("float32")
    assert metrics.diversity(samples, board) == pytest.approx(1)
    assert metrics.diversity(samples / 2, board) == pytest.approx(0.5)
    with pytest.raises(ValueError, match="std is 0"):
        metrics.diversity(samples, np.zeros((4, 4, 1)))
    with pytest.raises(ValueError, match="2 or more rows"):
        metrics.diversity(samples[:1], board)


def test_sliced_wasserstein_of_a_shift_and_in_one_dimension():
    points = RNG.normal(size=(300, 8))
    shift = np.full(8, 0.5)
    # the shadow of a shift v on a direction u is |v · u|, on average |v| Γ(d/2) / (√π Γ((d+1)/2))
    mean = np.linalg.norm(shift) * np.exp(gammaln(4) - gammaln(4.5)) / np.sqrt(np.pi)
    assert metrics.sliced_wasserstein(points, points + shift, directions=4000) == pytest.approx(mean, rel=0.03)
    assert metrics.sliced_wasserstein(points, points[::-1]) == pytest.approx(0, abs=1e-12)
    a, b = RNG.normal(size=(50, 1)), RNG.normal(1, 2, size=(70, 1))
    assert metrics.sliced_wasserstein(a, b) == pytest.approx(wasserstein_distance(a[:, 0], b[:, 0]))


def test_patch_distance_is_in_grey_levels():
    photo = pictures(1)[0]
    brighter = photo + 10 / 127.5
    assert metrics.patch_distance(photo, photo) == 0
    assert metrics.patch_distance(brighter[None], photo) == pytest.approx(8, rel=0.25)     # 0.8 of ten
    assert metrics.patch_distance(photo[:, ::-1], photo, side=1) == 0                       # the same colours
    assert metrics.patch_distance(photo[:, ::-1], photo, side=5) > 0
    with pytest.raises(ValueError, match="samples have 3 channels and photograph 1"):
        metrics.patch_distance(photo, photo[..., :1])


def test_copies_are_at_distance_0_and_a_constant_change_at_that_change():
    photo = pictures(1)[0]
    crops = np.stack([photo[:8, :9], photo[4:, 6:]])
    assert metrics.nearest_patch(crops, photo) == 0
    flat = np.zeros((1, 9, 9, 3), "float32")
    assert metrics.nearest_patch(flat + 20 / 127.5, flat[0]) == pytest.approx(20, rel=1e-5)


def test_a_photograph_of_one_grey_is_refused_where_its_std_is_rounding():
    samples = np.random.default_rng(0).uniform(-1, 1, (4, 8, 8, 3))
    grey = np.random.default_rng(0).permuted(np.tile([0.1, 0.7, 0.3], (64, 1)), axis=1).reshape(8, 8, 3)
    for photograph in (np.full((8, 8, 3), 0.1), grey):
        with pytest.raises(ValueError, match="photograph has one value everywhere, so its std is 0"):
            metrics.diversity(samples, photograph)
    step = np.full((8, 8, 3), 0.1)
    step[0, 0] += 1 / 127.5      # one grey level, in one pixel
    assert metrics.diversity(samples, step) > 100
