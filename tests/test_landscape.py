"""The pyramid: images of any shape, scales that learn, and a fixed noise that gives back the photograph."""

import numpy as np
import pytest
import tensorflow as tf

from gan_course import landscape, metrics, seed_everything


def stripes(height=32, width=48):
    """A sky above a ground, with upright stripes in the ground."""
    photo = np.full((height, width, 3), 0.6, "float32")
    photo[height // 2:] = np.where(np.arange(width) % 8 < 4, -0.6, 0.1)[None, :, None]
    return photo


@pytest.fixture(scope="module")
def trained():
    seed_everything(3)
    pyramid = landscape.Pyramid((32, 48), scales=2, width=8)
    losses = pyramid.fit(stripes(), steps=(250, 60), batch_size=2, crop=16, gamma=(0.1, 0.01), seed=3)
    return pyramid, losses


def test_the_photograph():
    photo = landscape.photograph(32)
    assert photo.shape == (32, 48, 3) and photo.dtype == np.float32
    assert photo[:8].mean() > 0.5 > -0.1 > photo[-8:].mean()       # a bright sky above dark trees
    fine = landscape.photograph(64)
    np.testing.assert_allclose(metrics.halved(fine)[0], photo, atol=0.25)
    with pytest.raises(ValueError, match="height is 33; give an even number"):
        landscape.photograph(33)


def test_networks_look_at_11_by_11_pixels():
    net, critic = landscape.painter(4), landscape.patch_critic((20, 24, 3), 4)
    given = tf.constant(np.random.default_rng(0).normal(size=(1, 20, 24, 3)).astype("float32"))
    for network in (net, critic):
        with tf.GradientTape() as tape:
            tape.watch(given)
            made = network(given)
            one = made[0, 4, 5, 0]
        assert made.shape[1:3] == (10, 14)
        rows, columns = np.nonzero(np.abs(tape.gradient(one, given)[0]).sum(axis=-1))
        assert (rows.min(), rows.max(), columns.min(), columns.max()) == (4, 14, 5, 15)
    with pytest.raises(ValueError, match="11 or more"):
        landscape.patch_critic((10, 24, 3))


def test_any_shape_comes_out_and_a_seed_repeats_it(trained):
    pyramid, _ = trained
    for shape in (None, (32, 80), (50, 17), (16, 16)):
        images = pyramid.generate(2, shape, seed=1)
        assert images.shape == (2, *(shape or (32, 48)), 3) and abs(images).max() <= 1
        assert np.abs(images[0] - images[1]).mean() > 0.01
        np.testing.assert_array_equal(images, pyramid.generate(2, shape, seed=1))
    with pytest.raises(ValueError, match="at least 16"):
        pyramid.generate(1, (15, 40))
    many = pyramid.generate(20, seed=4)
    assert many.shape[0] == 20 and not np.array_equal(many[0], many[16])


def test_losses_fall_and_the_fixed_noise_gives_back_the_photograph(trained):
    pyramid, losses = trained
    assert [part.shape for part in losses] == [(250, 3), (60, 3)]
    assert losses[0][-20:, 2].mean() < 0.2 * losses[0][0, 2]
    stds = pyramid.noise_stds.numpy()
    assert stds[0] == 1 and 0 < stds[1] < 0.1      # a tenth of what the coarser scale leaves


def test_new_images_are_like_the_photograph_and_an_untrained_pyramid_s_are_not(trained):
    photo, wild = stripes(), landscape.Pyramid((32, 48), scales=2, width=8)
    ours, others = (metrics.patch_distance(p.generate(16, seed=7), photo) for p in (trained[0], wild))
    assert ours < 0.5 * others
    profile = trained[0].generate(16, seed=7).mean(axis=(0, 2, 3))
    assert profile[:6].mean() > profile[-6:].mean() + 0.15      # the sky is above


def test_training_repeats_with_its_seeds():
    def once():
        seed_everything(5)
        pyramid = landscape.Pyramid((24, 24), scales=2, width=2)
        pyramid.fit(stripes(24, 24), steps=3, crop=12, gamma=0.1, seed=5)
        return pyramid.generate(1, seed=0)
    np.testing.assert_allclose(once(), once(), atol=1e-5)


def test_generate_does_not_begin_with_the_fixed_noise():
    """Else the first image of the training's own seed would be the photograph."""
    pyramid = landscape.Pyramid((24, 24), scales=1, width=2)
    drawn = []
    pyramid._noise = lambda n, sizes, rng: drawn.append(rng.standard_normal(3)) or [np.zeros((n, *sizes[0], 1), "f4")]
    pyramid.fit(stripes(24, 24), steps=1, crop=12, gamma=0.1, seed=9)
    pyramid.generate(1, seed=9)
    assert not np.array_equal(*drawn)


def test_sizes_and_lists_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match="11 or more after 2 halvings"):
        landscape.Pyramid((40, 72))
    pyramid = landscape.Pyramid((24, 24), scales=2, width=2)
    with pytest.raises(ValueError, match=r"steps is .* give 2 whole numbers"):
        pyramid.fit(stripes(24, 24))
    with pytest.raises(ValueError, match="gamma has shape"):
        pyramid.fit(stripes(24, 24), steps=1)
    with pytest.raises(ValueError, match="photo has shape"):
        pyramid.fit(stripes(), steps=1, gamma=0.1)


def test_the_stored_pyramid_draws_new_landscapes():
    photo, pyramid = landscape.photograph(), landscape.load()
    images = pyramid.generate(20, seed=11)
    assert 0.35 < metrics.diversity(images, photo) < 0.65
    assert metrics.patch_distance(images, photo) < 8 < 12 < metrics.nearest_patch(images, photo)
    assert images[:, :16].mean() > images[:, -16:].mean() + 0.5      # the sky is above
