"""Tiles are pieces of the photograph, in order where that is asked for; the Gaussian texture has its spectrum."""

import numpy as np
import pytest

from gan_course import metrics, textures


def picture(height=24, width=36, seed=0):
    """Rows that grow brighter downwards, with noise."""
    rng = np.random.default_rng(seed)
    shade = np.linspace(-0.5, 0.5, height)[:, None, None]
    return (shade + rng.uniform(-0.1, 0.1, size=(height, width, 3))).astype("float32")


def squares(image, side):
    return metrics.cut_patches(image, side, step=side)


def test_each_tile_is_a_piece_of_the_photograph():
    photo = picture()
    made = textures.tiles(photo, 3, shape=(30, 20), side=6, seed=1)
    assert made.shape == (3, 30, 20, 3) and made.dtype == np.float32
    pieces = {tuple(patch) for patch in metrics.cut_patches(photo, 6)}
    assert all(tuple(patch) in pieces for patch in squares(made[:, :, :18], 6))
    assert not np.array_equal(made[0], made[1])
    np.testing.assert_array_equal(made, textures.tiles(photo, 3, shape=(30, 20), side=6, seed=1))


def test_tiles_of_their_own_row_keep_the_layout():
    photo = picture()
    loose, kept = (textures.tiles(photo, 40, side=6, own_row=own_row) for own_row in (False, True))
    profile = photo.mean(axis=(1, 2))
    assert abs(kept.mean(axis=(0, 2, 3)) - profile).max() < 0.03
    assert abs(loose.mean(axis=(0, 2, 3)) - profile).max() > 0.3
    tall = textures.tiles(photo, 5, shape=(48, 36), side=6, own_row=True)
    assert tall[:, :6].mean() == pytest.approx(photo[:6].mean(), abs=0.03)
    assert tall[:, -6:].mean() == pytest.approx(photo[-6:].mean(), abs=0.03)


def test_an_overlap_is_blended_and_of_equal_tiles_nothing_is_seen():
    flat = np.full((12, 12, 1), 0.25, "float32")
    np.testing.assert_allclose(textures.tiles(flat, 2, shape=(30, 31), side=8, overlap=3), 0.25, atol=1e-6)

    def seams(overlap, candidates):
        made = textures.tiles(picture(), 20, side=8, overlap=overlap, candidates=candidates)
        return np.abs(np.diff(made, axis=1)).max(axis=1).mean()

    assert seams(4, 1) < 0.8 * seams(0, 1) and seams(4, 20) < 0.93 * seams(4, 1)


def test_no_candidate_fits_better_than_the_one_that_is_laid():
    """With every place tried many times, the second tile repeats what overlaps exactly: the photograph goes on."""
    row = np.linspace(-0.9, 0.9, 40)[None, :, None].astype("float32")
    photo = np.repeat(row, 8, axis=0)
    made = textures.tiles(photo, 1, shape=(8, 14), side=8, overlap=2, candidates=2000, seed=3)[0]
    # where the photograph ends, nothing can go on; this seed's first tile stands further left
    np.testing.assert_allclose(np.diff(made[0, :, 0]), np.diff(row[0, :, 0])[0], atol=1e-5)


def test_the_gaussian_texture_has_mean_colours_and_spectrum():
    photo = picture() * 0.3
    fields = textures.gaussian_texture(photo, 3000)
    np.testing.assert_allclose(fields.mean(axis=(0, 1, 2)), photo.mean(axis=(0, 1)), atol=0.01)
    power = (np.abs(np.fft.fft2(fields - photo.mean(axis=(0, 1)), axes=(1, 2))) ** 2).mean(axis=0)
    wanted = np.abs(np.fft.fft2(photo - photo.mean(axis=(0, 1)), axes=(0, 1))) ** 2
    np.testing.assert_allclose(power[wanted > 1e-3], wanted[wanted > 1e-3], rtol=0.2)
    both = [np.cov(x.reshape(-1, 3).T) for x in (fields, photo)]
    np.testing.assert_allclose(*both, rtol=0.05)


def test_a_texture_of_another_shape_keeps_the_spread():
    photo = picture() * 0.5
    wide = textures.gaussian_texture(photo, 200, shape=(30, 80))
    assert wide.shape == (200, 30, 80, 3)
    assert wide.std(axis=0).mean() == pytest.approx(photo.std(axis=(0, 1)).mean(), rel=0.1)


def test_bad_sizes_are_refused():
    with pytest.raises(ValueError, match="side is 25; give"):
        textures.tiles(picture(), 1, side=25)
    with pytest.raises(ValueError, match="overlap is 4; give"):
        textures.tiles(picture(), 1, side=6, overlap=4)
