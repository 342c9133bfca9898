"""Penalties of critics whose gradient is known, and the points at which they are taken."""

import numpy as np
import pytest
import tensorflow as tf

from gan_course import penalties

RNG = np.random.default_rng(0)
POINTS = tf.constant(RNG.normal(size=(7, 3)), tf.float32)
FAKES = tf.constant(RNG.normal(size=(7, 3)), tf.float32)
W = tf.constant([[1.0], [-2.0], [2.0]])  # its norm is 3


def linear(x):
    return tf.matmul(x, W)


def bowl(x):
    return tf.reduce_sum(tf.square(x), axis=-1, keepdims=True)  # its gradient is 2x


def test_a_linear_critic_has_one_gradient_everywhere():
    np.testing.assert_allclose(penalties.squared_gradient_norms(linear, POINTS), np.full(7, 9.0), rtol=1e-6)
    assert float(penalties.zero_centred(linear, POINTS)) == pytest.approx(9 / 2)
    assert float(penalties.one_centred(linear, POINTS)) == pytest.approx((3 - 1) ** 2)
    assert float(penalties.one_centred(linear, POINTS, target=0.5)) == pytest.approx(2.5**2)


def test_each_point_has_its_own_gradient():
    norms = np.linalg.norm(2 * POINTS.numpy(), axis=1)
    np.testing.assert_allclose(penalties.squared_gradient_norms(bowl, POINTS), norms**2, rtol=1e-5)
    assert float(penalties.zero_centred(bowl, POINTS)) == pytest.approx((norms**2).mean() / 2, rel=1e-5)
    # The mean of the squares, not the square of the mean.
    assert float(penalties.one_centred(bowl, POINTS)) == pytest.approx(((norms - 1) ** 2).mean(), rel=1e-5)


@pytest.mark.parametrize(("call", "said"), [
    (lambda: penalties.zero_centred(3, POINTS), "critic is 3; give a function from samples"),
    (lambda: penalties.zero_centred(lambda x: tf.ones((7, 1)), POINTS), "does not depend on its points"),
    (lambda: penalties.one_centred(linear, tf.zeros((0, 3))), r"points has shape \(0, 3\)"),
    (lambda: penalties.one_centred(linear, tf.ones((7, 3), "int32")), "points holds int32 numbers"),
    (lambda: penalties.one_centred(linear, POINTS, target="one"), "target is 'one'; give a number"),
    (lambda: penalties.between(POINTS, FAKES[:, :2], tf.zeros(7)), "real has shape .* and fake .*; give the same"),
    (lambda: penalties.between(POINTS, FAKES, tf.zeros((7, 1))), r"u has shape \(7, 1\); give \(7,\)"),
    (lambda: penalties.around(POINTS, tf.zeros(7), POINTS.numpy() * 1j), "noise holds complex numbers"),
    (lambda: penalties.safe_sqrt(tf.constant(2.0), least=0), "least is 0; give a number above 0")])
def test_bad_input_is_named(call, said):
    with pytest.raises(ValueError, match=said):
        call()


def test_arrays_are_points_too():
    assert float(penalties.zero_centred(linear, POINTS.numpy())) == pytest.approx(9 / 2)


def test_an_image_has_one_norm_over_all_its_pixels():
    kernel = tf.constant(RNG.normal(size=(4, 5, 2)), tf.float32)
    images = tf.zeros((3, 4, 5, 2))

    def critic(x):
        return tf.reduce_sum(x * kernel, axis=[1, 2, 3])[:, None]

    np.testing.assert_allclose(penalties.squared_gradient_norms(critic, images),
                               np.full(3, (kernel.numpy() ** 2).sum()), rtol=1e-5)


@pytest.mark.parametrize(("penalty", "slope"), [
    (penalties.zero_centred, lambda w: w),                                                     # of ‖w‖²/2
    (penalties.one_centred, lambda w: 2 * (np.linalg.norm(w) - 1) * w / np.linalg.norm(w)),    # of (‖w‖ − 1)²
])
@pytest.mark.parametrize("jit_compile", [None, False, True])
def test_its_gradient_reaches_the_weights(penalty, slope, jit_compile):
    def gradient(w):
        with tf.GradientTape() as tape:
            tape.watch(w)
            value = penalty(lambda x: tf.matmul(x, w), POINTS)
        return tape.gradient(value, w)

    if jit_compile is not None:
        gradient = tf.function(gradient, jit_compile=jit_compile)
    np.testing.assert_allclose(gradient(W), slope(W.numpy()), rtol=1e-5)


def test_a_flat_critic_pays_the_full_penalty_and_has_no_nan():
    w = tf.zeros((3, 1))
    with tf.GradientTape() as tape:
        tape.watch(w)
        value = penalties.one_centred(lambda x: tf.matmul(x, w), POINTS)
    assert float(value) == pytest.approx(1.0, abs=1e-5)
    assert np.array_equal(tape.gradient(value, w), np.zeros((3, 1)))


def test_the_root_is_that_of_numpy_and_only_its_slope_at_0_is_tamed():
    x = tf.constant([0.0, 1e-13, 1e-6, 0.25, 4.0])
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = penalties.safe_sqrt(x)
    np.testing.assert_allclose(y, np.sqrt(x), atol=1e-6)
    np.testing.assert_allclose(tape.gradient(y, x), [0, 0, 500, 1, 0.25], rtol=1e-5)


def test_between_runs_from_real_to_fake():
    assert np.array_equal(penalties.between(POINTS, FAKES, tf.zeros(7)), POINTS)
    np.testing.assert_allclose(penalties.between(POINTS, FAKES, tf.ones(7)), FAKES, atol=1e-6)
    u = tf.linspace(0.0, 1.0, 7)
    for i, point in enumerate(penalties.between(POINTS, FAKES, u)):  # one u for all numbers of a sample
        np.testing.assert_allclose(point, (1 - u[i]) * POINTS[i] + u[i] * FAKES[i], atol=1e-6)


def test_between_mixes_whole_images():
    black, white = tf.zeros((3, 4, 4, 2)), tf.ones((3, 4, 4, 2))
    mixed = penalties.between(black, white, tf.constant([0.0, 0.5, 0.75]))
    assert np.array_equal(mixed.numpy().reshape(3, -1), np.repeat([[0.0], [0.5], [0.75]], 32, axis=1))


def test_around_is_the_code_of_dragans_authors():
    """x + α (x + std(x) · U / 2 − x), std over the whole batch as NumPy's; written out in NumPy."""
    real, noise, alpha = POINTS.numpy(), RNG.uniform(size=(7, 3)).astype("float32"), RNG.uniform(size=7)
    perturbed = real + 0.5 * real.std() * noise
    wanted = real + alpha[:, None] * (perturbed - real)
    found = penalties.around(POINTS, tf.constant(alpha, tf.float32), tf.constant(noise))
    np.testing.assert_allclose(found, wanted, atol=1e-6)
    assert np.array_equal(penalties.around(POINTS, tf.zeros(7), tf.constant(noise)), POINTS)


def test_around_refuses_noise_of_another_shape():
    with pytest.raises(ValueError, match=r"\(7, 3\).*\(1, 3\)"):
        penalties.around(POINTS, tf.zeros(7), tf.zeros((1, 3)))
