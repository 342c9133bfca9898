"""Discriminators taken apart: what is known of them, which can be rebuilt, and every remedy on unusual networks."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from gan_course import networks, remedies, seed_everything
from gan_course.gan import GAN
from gan_course.layers import BatchNormalization
from gan_course.remedies.rebuilding import before_last, has_batch_normalisation, inputs_of, no_last_layer, not_rebuilt

layers = keras.layers


def test_what_is_known_of_a_network(toys):
    inputs = keras.Input((3,))
    nested = keras.Sequential([keras.Input((3,)), BatchNormalization()])
    assert has_batch_normalisation(keras.Model(inputs, nested(inputs)))
    assert has_batch_normalisation(keras.Sequential([keras.Input((3,)), keras.layers.BatchNormalization()]))
    plain = keras.Sequential([keras.Input((3,)), keras.layers.LayerNormalization(), keras.layers.Dense(1)])
    assert not has_batch_normalisation(plain)
    assert no_last_layer(plain) is None and inputs_of(plain).shape == (None, 3)
    conditional = toys.conditional().discriminator
    assert "ends in a sum" in no_last_layer(conditional) and len(inputs_of(conditional)) == 2


def shared_last():
    inputs, dense = keras.Input((1,)), layers.Dense(1)
    return keras.Model(inputs, dense(layers.Dense(1)(dense(inputs))))


@pytest.mark.parametrize(("build", "message"), [
    (shared_last, "(is used more than once|must end in one layer)"),
    (lambda: keras.Sequential([keras.Input((2,)), layers.Dense(1), layers.Reshape((1,))]), "ends in 'reshape.*Reshape"),
    (lambda: keras.Sequential([keras.Input((2,)), keras.Sequential([layers.Dense(1)])]), r"ends in .*\(Sequential\)"),
])
def test_a_last_layer_that_nothing_can_go_before(build, message):
    with pytest.raises(AssertionError, match=message):
        raise AssertionError(no_last_layer(build()))


def test_a_function_in_a_layer_is_kept():
    network = keras.Sequential([keras.Input((2,)), layers.Lambda(lambda x: 2 * x), layers.Dense(1)])
    rebuilt = before_last(network, layers.Dropout(0.1))
    rebuilt.layers[-1].set_weights(network.layers[-1].get_weights())
    np.testing.assert_array_equal(rebuilt(np.ones((3, 2))), network(np.ones((3, 2))))


class Own(keras.Model):
    """A discriminator of a class of one's own, as Keras's guides write it."""

    def __init__(self):
        super().__init__()
        self.dense = layers.Dense(1)

    def call(self, inputs):
        """Samples to logits."""
        return self.dense(inputs)


def test_a_class_of_your_own_has_no_layers_to_rearrange():
    assert "model of a class of your own (Own)" in not_rebuilt(Own()) == no_last_layer(Own())
    assert not_rebuilt(shared_last()) is None


def convolutional(shape, convolution, strides):
    """D with a model inside and a function, on samples of any number of axes."""
    inside = keras.Sequential([keras.Input((*(-(-n // 2) for n in shape[:-1]), 2)), layers.Flatten(), layers.Dense(3)])
    return keras.Sequential([keras.Input(shape), convolution(2, 2, strides=strides, padding="same"),
                             layers.Lambda(lambda x: 2 * x), inside, layers.Dense(1)])


def two_ways():
    """One layer is used twice, and two ways meet."""
    inputs, shared = keras.Input((2,)), layers.Dense(2, activation="tanh")
    return keras.Model(inputs, layers.Dense(1)(layers.Concatenate()([shared(shared(inputs)), inputs])))


UNUSUAL = {
    "sequences": lambda: convolutional((6, 1), layers.Conv1D, 2),
    "volumes": lambda: convolutional((4, 4, 4, 1), layers.Conv3D, 2),
    "a shared layer": two_ways,
}
NARROW = r"cannot be built anew for inputs of 4 channels: .*dense.* is incompatible"  # a layer takes its own outputs
REFUSED = {"diff_augment": {kind: "it shifts images" for kind in UNUSUAL},
           "packing": {"a shared layer": NARROW}, "veegan": {"a shared layer": NARROW}}


@pytest.mark.parametrize("kind", UNUSUAL)
def test_every_remedy_serves_an_unusual_network_or_says_why_not(kind):
    seed_everything(0)
    shape = UNUSUAL[kind]().input_shape[1:]
    real = tf.constant(np.random.default_rng(0).normal(size=(8, *shape)), tf.float32)
    noise = tf.constant(np.random.default_rng(1).normal(size=(8, 2)), tf.float32)
    for name in remedies.names():
        generator = keras.Sequential([keras.Input((2,)), layers.Dense(int(np.prod(shape))),
                                      layers.Lambda(lambda x: 1.0 * x), layers.Reshape(shape)])
        gan = GAN(generator, UNUSUAL[kind]())
        if kind in REFUSED.get(name, ()):
            with pytest.raises(ValueError, match=REFUSED[name][kind]):
                gan.compile("minimax", remedies=[name], run_eagerly=True)
            continue
        gan.compile("minimax", remedies=[name], run_eagerly=True)
        losses = gan.step(real, noise)
        assert np.isfinite([float(loss) for loss in losses.values()]).all(), name
        assert gan.generate(3, seed=1).shape == (3, *shape), name


def test_spectral_normalisation_reaches_models_inside_and_says_what_it_cannot_divide():
    network = UNUSUAL["sequences"]()
    generator = networks.mlp_generator(2, 6, widths=(3,))
    generator = keras.Sequential([generator, layers.Reshape((6, 1))])
    gan = GAN(generator, network)
    gan.compile(remedies=["spectral_normalization"], run_eagerly=True)
    kernels = [w for w in gan.discriminator.trainable_weights if "kernel" in w.name]
    watched = [w for w in gan.discriminator.weights if "vector_u" in w.path]
    assert len(kernels) == len(watched) == 3
    separable = keras.Sequential([keras.Input((6, 1)), layers.SeparableConv1D(2, 2), layers.Flatten(),
                                  layers.Dense(1)])
    with pytest.raises(ValueError, match=r"separable_conv1d.*\(SeparableConv1D\) keeps its weights as"):
        GAN(generator, separable).compile(remedies=["spectral_normalization"])
