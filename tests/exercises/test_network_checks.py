"""What a learner's networks are asked: whether the questions themselves can say yes and no."""

import keras
import numpy as np
import pytest

from gan_course.exercises import network_checks
from gan_course.exercises.ex04 import build_discriminator, build_generator

layers = keras.layers


def test_weights_are_shaken_all():
    model = network_checks.shaken(build_discriminator.reference(3), np.random.default_rng(0))
    assert all(np.any(weight.numpy()) for weight in model.trainable_weights)


def test_a_model_of_noise_and_labels_has_two_inputs():
    model = build_generator.reference(5, 3)
    assert network_checks.two_inputs(model, (5,), "noise") is None
    assert "noise of shape" in network_checks.two_inputs(model, (6,), "noise")
    one = keras.Sequential([keras.Input((5,)), layers.Dense(1)])
    assert "1 input(s)" in network_checks.two_inputs(one, (5,), "noise")


def test_sizes_are_found_in_nested_models():
    inner = keras.Sequential([keras.Input((28, 28, 1)), layers.Conv2D(2, 4, strides=2, padding="same")])
    images = keras.Input((28, 28, 1))
    model = keras.Model(images, layers.Conv2D(2, 4, strides=2, padding="same")(inner(images)))
    assert network_checks.convolves(model) is None
    assert "kernels of convolutions" in network_checks.convolves(inner)


@pytest.mark.parametrize(("what", "build", "shape"), [
    ("generator", lambda: build_generator.reference(4, 3), (6, 4)),
    ("discriminator", lambda: build_discriminator.reference(3), (6, 28, 28, 1))])
def test_the_references_bend(what, build, shape):
    for seed in range(3):
        inputs = np.random.default_rng(seed).normal(size=shape)
        assert network_checks.bends(build(), inputs, seed, what) is None


def test_a_weight_without_gradient_is_named():
    images = keras.Input((4,))
    model = keras.Model(images, layers.Dense(1)(images) + 0 * layers.Dense(1)(keras.ops.stop_gradient(images)))
    assert network_checks.all_learn(model, np.ones((2, 4), "float32")) is None
    images = keras.Input((4,))
    model = keras.Model(images, keras.ops.stop_gradient(layers.Dense(2)(images)))
    assert "no gradient reaches" in network_checks.all_learn(model, np.ones((2, 4), "float32"))
