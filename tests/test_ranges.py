"""The range of a network's outputs, found however the last function is spelt, and at no cost to the network."""

import random
import time

import keras
import numpy as np
import pytest

from gan_course import networks, seed_everything
from gan_course.layers import UniformNoise
from gan_course.ranges import output_range

layers, ops, INF = keras.layers, keras.ops, np.inf


def stack(*parts, shape=(2,)):
    return keras.Sequential([keras.Input(shape), *parts])


def functional(function):
    inputs = keras.Input((2,))
    return keras.Model(inputs, function(layers.Dense(1)(inputs)))


class Squash(layers.Layer):
    def call(self, x):
        return 1 / (1 + ops.exp(-x))


class Scaled(layers.Layer):
    """A squashing layer with a weight of its own."""

    def build(self, shape):
        self.slope = self.add_weight(shape=(), initializer="ones")

    def call(self, x):
        return ops.sigmoid(self.slope * x)


class Own(keras.Model):
    def __init__(self, activation):
        super().__init__()
        self.first, self.last = layers.Dense(8, activation="relu"), layers.Dense(1, activation=activation)

    def call(self, x, training=False):
        return self.last(self.first(x))


def own(activation):
    network = Own(activation)
    network(np.zeros((4, 2), "float32"))
    return network


@pytest.mark.parametrize("network, wanted", [
    (stack(layers.Dense(1, activation="sigmoid")), (0, 1)),
    (stack(keras.Sequential([layers.Dense(4, activation="relu"), layers.Dense(1, activation="sigmoid")])), (0, 1)),
    (functional(ops.sigmoid), (0, 1)),
    (functional(lambda x: ops.sigmoid(x) * 0.5 + 0.25), (0.25, 0.75)),
    (functional(lambda x: ops.clip(x, 0, 1)), (0, 1)),
    (stack(layers.Dense(1, activation="sigmoid"), layers.Flatten(), layers.Dropout(0.1)), (0, 1)),
    (stack(layers.Dense(1), layers.Activation("hard_sigmoid")), (0, 1)),
    (stack(layers.Dense(1), layers.Lambda(lambda x: ops.sigmoid(x))), (0, 1)),
    (stack(layers.Dense(1), Squash()), (0, 1)),
    (stack(layers.Dense(1), Scaled()), (0, 1)),
    (stack(layers.SpectralNormalization(layers.Dense(1, activation="sigmoid"))), (0, 1)),
    (stack(layers.Conv2D(1, 3, activation="sigmoid"), layers.GlobalAveragePooling2D(), shape=(8, 8, 1)), (0, 1)),
    (stack(layers.Dense(1, activation="softmax")), (1, 1)),
    (own("sigmoid"), (0, 1)),
    (stack(layers.Dense(4, activation="tanh"), layers.Reshape((2, 2, 1))), (-1, 1)),
    (stack(layers.Dense(1, activation="relu")), (0, INF)),
    (stack(UniformNoise()), (-1, 1)),
    (networks.dcgan_generator(2, channels=(2, 2)), (-1, 1)),
    # and what is free stays free
    (stack(layers.Dense(4, activation="tanh"), layers.Dense(1)), (-INF, INF)),
    (stack(layers.Dense(1, kernel_initializer="zeros")), (-INF, INF)),
    (stack(layers.Dense(1, activation="sigmoid"), layers.Rescaling(20.0, -10.0)), (-10, 10)),
    (functional(lambda x: 20 * ops.sigmoid(x) - 10), (-10, 10)),
    (stack(layers.SpectralNormalization(layers.Dense(1))), (-INF, INF)),
    (stack(layers.Dense(1), layers.LeakyReLU()), (-INF, INF)),
    (stack(layers.Dense(1), layers.BatchNormalization()), (-INF, INF)),
    (stack(layers.Conv2D(1, 3), layers.GlobalAveragePooling2D(), shape=(8, 8, 1)), (-INF, INF)),
    (own(None), (-INF, INF)),
    (networks.dcgan_discriminator((2, 2)), (-INF, INF)),
    (networks.conditional_dcgan_discriminator(4, (2, 2)), (-INF, INF)),
])
def test_range(network, wanted):
    shapes = [(2,)] if isinstance(network, Own) else [tuple(tensor.shape[1:]) for tensor in network.inputs]
    assert output_range(network, shapes) == pytest.approx(wanted, abs=0.02)


def chance():
    """The next numbers of every global stream."""
    return random.random(), np.random.normal(), float(keras.random.normal(()))  # noqa: NPY002


def test_a_trial_leaves_weights_and_chance_alone_and_is_quick():
    network = own("sigmoid")
    seed_everything(1)
    before, drawn = network.get_weights(), chance()
    seed_everything(1)
    start = time.process_time()
    output_range(network, [(2,)])
    assert time.process_time() - start < 0.5, "0.03 s on a quiet core"
    assert chance() == drawn
    assert all(np.array_equal(a, b) for a, b in zip(before, network.get_weights(), strict=True))
