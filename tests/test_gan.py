"""Samples of a GAN, plain and conditional."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from tiny_gans import digits, points

from gan_course import networks
from gan_course.gan import GAN, ConditionalGAN


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


def with_averages():
    """A GAN whose generator draws otherwise in training mode."""
    generator = keras.Sequential([keras.Input((2,)), keras.layers.Dense(2), keras.layers.BatchNormalization()])
    return GAN(generator, networks.mlp_discriminator(widths=(2,)))


def test_a_call_samples_unless_training_is_said():
    gan, noise = with_averages(), np.random.default_rng(0).normal(size=(6, 2)).astype("float32")
    gan.compile(remedies=["weight_averaging"])
    gan.generator.layers[0].kernel.assign([[3.0, 1.0], [0.0, 2.0]])      # the average has not followed yet
    np.testing.assert_array_equal(gan(noise), gan.sampler(noise, training=False))
    np.testing.assert_array_equal(gan(noise, training=True), gan.generator(noise, training=True))
    assert not np.allclose(gan(noise), gan.generator(noise, training=False))


def test_the_shape_of_what_comes_out():
    assert points().compute_output_shape((7, 2)) == (7, 2)
    assert digits().compute_output_shape([(7, 4), (7,)]) == (7, 28, 28, 1)


def test_another_network_can_stand_in_and_a_class_too_many_is_refused():
    gan = digits()
    other = keras.models.clone_model(gan.generator)
    other.layers[-1].set_weights(gan.generator.layers[-1].get_weights())
    noise, labels = np.ones((2, 4), "float32"), np.array([0, 1], "int32")
    np.testing.assert_array_equal(gan.generated(noise, labels, network=other), other([noise, labels]))
    np.testing.assert_array_equal(gan.generated(noise, labels), gan.generator([noise, labels]))
    with pytest.raises(ValueError, match="trained on labels too"):
        gan.checked_labels(None, 2)
    assert list(gan.checked_labels([1, 2], 2)) == [1, 2]


@pytest.mark.parametrize("player", ["generator", "discriminator"])
def test_a_table_of_classes_that_is_too_short_is_named(player):
    classes = {"generator": 3, "discriminator": 3, player: 2}
    with pytest.raises(ValueError, match=f"n_classes is 3, and the {player} cannot take the class 2"):
        ConditionalGAN(networks.conditional_mlp_generator(n_classes=classes["generator"], label="embedding"),
                       networks.conditional_mlp_discriminator(n_classes=classes["discriminator"]), n_classes=3)
