"""Samples of a GAN, plain and conditional."""

import numpy as np
import pytest
import tensorflow as tf
from tiny_gans import digits, points

from gan_course import networks
from gan_course.gan import GAN


def test_many_gans_bring_no_warning_of_tracing(caplog):
    for _ in range(8):
        GAN(networks.mlp_generator(widths=(2,)), networks.mlp_discriminator(widths=(2,))).generate(1)
    assert caplog.text == ""


def test_generate():
    gan = points()
    assert gan.generate(5).shape == (5, 2) and gan.generate(5).dtype == np.float32
    # not to the last bit: some processors multiply matrices of another size in another order
    np.testing.assert_allclose(gan.generate(5, seed=1), gan.generate(5, seed=1, batch_size=2), atol=1e-6)
    assert not np.array_equal(gan.generate(5), gan.generate(5))
    np.testing.assert_allclose(gan.generate(5, seed=1), gan(gan.noise(5, 1)), atol=1e-6)
    conditional = digits()
    assert not np.array_equal(conditional.generate(3, 1, seed=0), conditional.generate(3, 2, seed=0))
    np.testing.assert_array_equal(conditional.generate(3, seed=0), conditional.generate(3, [0, 1, 2], seed=0))


@pytest.mark.parametrize("noise", [np.zeros((3, 2)), [[0.0, 1.0]], tf.zeros((3, 2)),
                                   tf.data.Dataset.from_tensor_slices(np.zeros((3, 2), "float32")).batch(2)])
def test_predict_takes_noise(noise):
    gan = points()
    assert gan.predict(noise, verbose=0).shape == ((1 if isinstance(noise, list) else 3), 2)


@pytest.mark.parametrize(("noise", "message"), [
    (None, "x is None; give an array"), (np.zeros((0, 2)), "not empty"),
    (np.zeros((3, 2), complex), "complex numbers"),
    (np.zeros((3, 3)), r"x has shape \(3, 3\); give \(n, 2\)"), ({"noise": 1}, "x is {'noise'"),
    ("noise", "x is 'noise'"),
    (np.ma.array(np.zeros((3, 2)), mask=True), "masked"), (np.full((3, 2), np.nan), "NaN"),
])
def test_predict_refuses_what_is_no_noise(noise, message):
    with pytest.raises(ValueError, match=message):
        points().predict(noise, verbose=0)


def test_predict_of_a_gan_with_labels():
    gan, noise = digits(), np.zeros((2, 4))
    assert gan.predict([noise, [0, 9]], verbose=0).shape == (2, 28, 28, 1)
    for given, message in ((noise, r"give a list \[noise, labels\]"), ([noise], "noise, labels"),
                           ([noise, [0, 10]], "labels runs from 0 to 10"), ([noise, [1]], "labels has shape"),
                           ([np.zeros((2, 3)), [0, 1]], "x has shape")):
        with pytest.raises(ValueError, match=message):
            gan.predict(given, verbose=0)
