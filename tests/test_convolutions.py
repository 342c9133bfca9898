"""Convolutions with a fast transposed pass: Keras is the oracle for values, first and second derivatives."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from gan_course import convolutions, networks, seed_everything
from gan_course.convolutions import Conv2D, Conv2DTranspose

RNG = np.random.default_rng(0)
PAIRS = {"down": (Conv2D, keras.layers.Conv2D), "up": (Conv2DTranspose, keras.layers.Conv2DTranspose)}
SHAPES = [  # images (height, width, channels), filters of the maps, kernel, strides, padding
    ((28, 28, 1), 16, 4, 2, "same"), ((8, 10, 3), 5, 4, 2, "valid"), ((9, 7, 1), 4, 3, 2, "same"),
    ((9, 8, 2), 4, 3, 2, "valid"), ((8, 9, 1), 3, (5, 2), (3, 1), "same"), ((10, 11, 4), 3, (3, 4), (3, 2), "valid"),
    ((6, 6, 1), 2, 3, 1, "same"), ((12, 14, 1), 2, 5, 4, "valid")]


def data(shape):
    return tf.constant(RNG.normal(size=shape).astype("float32"))


def pair(kind, shape, filters, *arguments, **options):
    """Our layer and Keras's with the same weights."""
    layers = [layer(filters, *arguments, bias_initializer="normal", **options) for layer in PAIRS[kind]]
    for layer in layers:
        layer.build((None, *shape))
    layers[1].set_weights(layers[0].get_weights())
    return layers


def derivatives(layer, x):
    """Value, gradient by x, kernel and bias, and the gradient of that gradient's square by x and kernel."""
    kernel = layer.kernel.value
    with tf.GradientTape() as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = layer(x)
            loss = tf.reduce_sum(tf.sin(y))
        first = inner.gradient(loss, [x, kernel, layer.bias.value])
        penalty = sum(tf.reduce_sum(tf.square(tf.cast(gradient, "float32"))) for gradient in first[:2])
    return [y, *first, *outer.gradient(penalty, [x, kernel])]


def assert_same(found, wanted, tolerance=1e-5):
    for one, other in zip(found, wanted, strict=True):
        np.testing.assert_allclose(one, other, rtol=0, atol=tolerance * max(1, float(np.abs(other).max())))


@pytest.fixture
def products(monkeypatch):
    """Count the passes that go through the product, so that a comparison of Keras with Keras cannot pass."""
    calls = []
    real = convolutions._spread
    monkeypatch.setattr(convolutions, "_spread", lambda *arguments: calls.append(1) or real(*arguments))
    return calls


@pytest.mark.parametrize("images, filters, kernel, strides, padding", SHAPES)
@pytest.mark.parametrize("kind", PAIRS)
def test_values_and_derivatives_are_those_of_keras(kind, images, filters, kernel, strides, padding, products):
    options = {"strides": strides, "padding": padding}
    if kind == "down":
        ours, theirs = pair(kind, images, filters, kernel, **options)
        x = data((3, *images))
    else:
        ours, theirs = pair(kind, (5, 4, filters), images[-1], kernel, **options)
        x = data((3, 5, 4, filters))
    wanted = derivatives(theirs, x)
    found = derivatives(ours, x)
    assert_same(found, wanted)
    assert len(products) >= (1 if kind == "down" else 2)


@pytest.mark.parametrize("jit_compile", [False, True])
def test_in_a_graph_with_an_open_batch_size(jit_compile, products):
    ours, theirs = pair("up", (7, 7, 5), 1, 4, strides=2, padding="same", activation="tanh")
    graph = tf.function(lambda x: derivatives(ours, x), jit_compile=jit_compile,
                        input_signature=[tf.TensorSpec((None, 7, 7, 5))])
    for n in (2, 3):
        x = data((n, 7, 7, 5))
        assert_same(graph(x), derivatives(theirs, x))
    assert products


@pytest.mark.parametrize("kind, options", [
    ("down", {"dtype": "mixed_float16"}), ("up", {"dtype": "mixed_bfloat16"}), ("up", {"dtype": "float64"}),
    ("down", {"dilation_rate": 2}), ("down", {"groups": 2}), ("up", {"strides": 2, "output_padding": 1}),
    ("up", {"filters": 8}), ("down", {"images": (6, 6, 8)})])
def test_everything_else_is_left_to_keras(kind, options, products):
    images = options.pop("images", (6, 6, 2))
    ours, theirs = pair(kind, images, options.pop("filters", 4), 3, **options)
    x = tf.cast(data((2, *images)), ours.compute_dtype)
    for one, other in zip(derivatives(ours, x), derivatives(theirs, x), strict=True):
        assert np.array_equal(one, other)
    assert not products


@pytest.mark.parametrize("kind", PAIRS)
def test_channels_first_and_images_of_open_size_are_left_to_keras(kind, products):
    ours, theirs = pair(kind, (2, 6, 6), 2, 3, strides=2, data_format="channels_first")
    spec = keras.KerasTensor((None, 2, 6, 6))  # TensorFlow has no such convolution on a processor: shapes alone
    assert ours.compute_output_spec(spec).shape == theirs.compute_output_spec(spec).shape
    ours, theirs = pair(kind, (None, None, 2), 2, 3, strides=2, padding="same")
    graph = tf.function(lambda x: derivatives(ours, x), input_signature=[tf.TensorSpec((None, None, None, 2))])
    x = data((1, 4, 6, 2))
    assert_same(graph(x), derivatives(theirs, x))
    assert not products


def test_third_derivatives_in_double_precision():
    """T is linear in each of its three arguments, so ∂³T along (a, b, c) is T(a, b, c) itself."""
    rng = np.random.default_rng(1)
    shapes = (2, 6, 5, 1), (3, 3, 1, 2), (2, 3, 3, 2)
    images, kernel, maps, *along = (tf.constant(rng.normal(size=shape)) for shape in (*shapes, *shapes))

    def total(images, kernel, maps):
        return tf.reduce_sum(convolutions.convolved(images, kernel, (2, 2), "SAME") * maps)

    with tf.GradientTape() as third:
        third.watch(maps)
        with tf.GradientTape() as second:
            second.watch(kernel)
            with tf.GradientTape() as first:
                first.watch(images)
                value = total(images, kernel, maps)
            value = tf.reduce_sum(first.gradient(value, images) * along[0])
        value = tf.reduce_sum(second.gradient(value, kernel) * along[1])
    value = tf.reduce_sum(third.gradient(value, maps) * along[2])
    np.testing.assert_allclose(value, total(*along), rtol=1e-12)


def test_the_networks_start_from_the_weights_that_keras_would_draw(monkeypatch, products):
    def players():
        seed_everything(3)
        return networks.dcgan_generator(4, (4, 2)), networks.dcgan_discriminator((2, 4))

    ours = players()
    for kind, (_, theirs) in zip(("Conv2D", "Conv2DTranspose"), PAIRS.values(), strict=True):
        monkeypatch.setattr(networks, kind, theirs)
    for network, other, x in zip(ours, players(), (data((3, 4)), data((3, 28, 28, 1))), strict=True):
        assert network.count_params() == other.count_params()
        for weight, wanted in zip(network.get_weights(), other.get_weights(), strict=True):
            assert np.array_equal(weight, wanted)
        np.testing.assert_allclose(network(x), other(x), atol=1e-5)
    assert products


@pytest.mark.parametrize("kind", PAIRS)
def test_saving_and_exporting(kind, tmp_path):
    layer = PAIRS[kind][0](2, 4, strides=2, padding="same", activation="relu")
    model = keras.Sequential([keras.Input((6, 6, 2)), layer])
    x = data((2, 6, 6, 2))
    model.save(tmp_path / "model.keras")
    loaded = keras.models.load_model(tmp_path / "model.keras")
    assert type(loaded.layers[0]) is type(layer) and loaded.layers[0].get_config() == layer.get_config()
    assert np.array_equal(loaded(x), model(x))
    model.export(tmp_path / "exported", verbose=False)
    exported = tf.saved_model.load(tmp_path / "exported")
    np.testing.assert_allclose(exported.serve(x), model(x), atol=1e-6)
