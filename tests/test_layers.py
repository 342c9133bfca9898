"""The fast layers against Keras's own; the layers that see a batch against sums written out in NumPy."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from scipy import stats

from gan_course.layers import (
    BatchNormalization,
    DepthToSpace,
    LeakyReLU,
    MinibatchDiscrimination,
    MinibatchStddev,
    UniformNoise,
)

RNG = np.random.default_rng(0)
SHAPES = [(6, 3), (4, 5, 5, 3)]


def data(shape):
    return tf.constant(RNG.normal(2.0, 3.0, shape).astype("float32"))


def pair(shape, **options):
    layers = BatchNormalization(**options), keras.layers.BatchNormalization(**options)
    for layer in layers:
        layer.build(shape)
        layer.gamma.assign([0.5, 1.0, 2.0])
        layer.beta.assign([-1.0, 0.0, 1.0])
    return layers


def trained(layer, x):
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = layer(x, training=True)
        loss = tf.reduce_sum(tf.sin(y))
    return y, *tape.gradient(loss, [x, layer.gamma.value, layer.beta.value])


@pytest.mark.parametrize("shape", SHAPES)
def test_batch_normalization_is_that_of_keras(shape):
    ours, theirs = pair(shape)
    x = data(shape)
    for one, other in zip(trained(ours, x), trained(theirs, x), strict=True):
        np.testing.assert_allclose(one, other, atol=2e-5)
    np.testing.assert_allclose(ours.moving_mean, theirs.moving_mean, atol=1e-6)
    n = np.prod(shape[:-1])
    np.testing.assert_allclose(np.asarray(ours.moving_variance) - 0.99,
                               (np.asarray(theirs.moving_variance) - 0.99) * n / (n - 1), rtol=1e-4)
    ours.moving_variance.assign(theirs.moving_variance)
    np.testing.assert_allclose(ours(x, training=False), theirs(x, training=False), atol=1e-5)
    np.testing.assert_allclose(ours(x), theirs(x), atol=1e-5)


@pytest.mark.parametrize("shape", SHAPES)
def test_frozen_layer_keeps_its_averages(shape):
    ours, theirs = pair(shape)
    ours.trainable = theirs.trainable = False
    x = data(shape)
    np.testing.assert_allclose(ours(x, training=True), theirs(x, training=True), atol=1e-5)
    assert np.array_equal(ours.moving_mean, np.zeros(3)) and np.array_equal(ours.moving_variance, np.ones(3))


@pytest.mark.parametrize("options", [{"dtype": "mixed_float16"}, {"dtype": "float64"}])
def test_other_precisions_are_left_to_keras(options):
    ours, theirs = pair((6, 3), **options)
    x = tf.cast(data((6, 3)), ours.compute_dtype)
    assert np.array_equal(ours(x, training=True), theirs(x, training=True))
    assert np.array_equal(ours.moving_variance, theirs.moving_variance)


def test_other_ranks_axes_and_parts_are_left_to_keras():
    for shape, options in [((2, 4, 3), {}), ((4, 5, 2, 3), {"axis": 1}), ((6, 3), {"scale": False})]:
        ours, theirs = BatchNormalization(**options), keras.layers.BatchNormalization(**options)
        x = data(shape)
        assert np.array_equal(ours(x, training=True), theirs(x, training=True)), (shape, options)


def test_leaky_relu_values_and_both_gradients():
    x = tf.constant([-2.0, -0.5, 0.0, 0.5, 3.0])
    found = []
    for layer in (LeakyReLU(negative_slope=0.2), keras.layers.LeakyReLU(negative_slope=0.2)):
        with tf.GradientTape() as outer:
            outer.watch(x)
            with tf.GradientTape() as inner:
                inner.watch(x)
                y = layer(x)
                loss = tf.reduce_sum(y**3)
            first = inner.gradient(loss, x)
            penalty = tf.reduce_sum(first**2)
        found.append((y, first, outer.gradient(penalty, x)))
    for one, other in zip(*found, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-6)
    np.testing.assert_allclose(found[0][1], 3 * np.array([0.4, 0.1, 0, 0.5, 3.0])**2 * [0.2, 0.2, 0.2, 1, 1],
                               rtol=1e-6)


def test_leaky_relu_slope_0_and_xla():
    assert np.array_equal(LeakyReLU(negative_slope=0.0)(tf.constant([-1.0, 2.0])), [0, 2])
    layer = LeakyReLU(negative_slope=0.3)
    x = data((7,)) - 2

    def gradient(x):
        with tf.GradientTape() as tape:
            tape.watch(x)
            y = layer(x)
        return tape.gradient(y, x)

    np.testing.assert_array_equal(tf.function(gradient, jit_compile=True)(x), np.where(x > 0, 1, np.float32(0.3)))


def slope_of_penalty(network, x, variables):
    """The gradient of E‖∇f‖², f the sum of the network's outputs: in x and in the variables."""
    with tf.GradientTape() as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            total = tf.reduce_sum(tf.tanh(network(x)))
        penalty = tf.reduce_mean(tf.square(inner.gradient(total, x)))
    return penalty, *outer.gradient(penalty, [x, *variables])


def test_leaky_relu_fused_with_a_convolution_has_keras_second_order_gradient():
    images, found = data((4, 6, 6, 2)), []
    for kind in (LeakyReLU, keras.layers.LeakyReLU):
        keras.utils.set_random_seed(1)
        network = keras.Sequential([keras.Input((6, 6, 2)), keras.layers.Conv2D(3, 3), kind(negative_slope=0.2),
                                    keras.layers.Flatten(), keras.layers.Dense(1)])
        kernels = [v.value for v in network.trainable_variables if len(v.shape) > 1]
        found.append(slope_of_penalty(network, images, kernels))
    assert np.abs(found[0][-1]).max() > 1e-3
    for one, other in zip(*found, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-4, atol=1e-7)


@pytest.mark.parametrize("shape", SHAPES)
def test_batch_normalization_has_the_true_second_order_gradient(shape):
    """Keras's is no oracle here: `tf.nn.moments` stops the mean's gradient, which is right to first order alone."""
    layer, _ = pair(shape)
    x = data(shape)
    found = slope_of_penalty(lambda x: layer(x, training=True), x, [layer.gamma.value])

    def by_hand(x):
        centred = x - tf.reduce_mean(x, axis=list(range(len(shape) - 1)))
        variance = tf.reduce_mean(centred**2, axis=list(range(len(shape) - 1)))
        return gamma * centred / tf.sqrt(variance + 1e-3) + np.array([-1.0, 0.0, 1.0])

    gamma = tf.Variable([0.5, 1.0, 2.0], dtype="float64")
    for one, other in zip(found, slope_of_penalty(by_hand, tf.cast(x, "float64"), [gamma]), strict=True):
        assert np.abs(other).max() > 1e-4
        np.testing.assert_allclose(one, other, rtol=1e-3, atol=1e-3 * np.abs(other).max())


def stddev_by_hand(x, group):
    """NumPy's standard deviation over each group of consecutive samples, averaged over all features."""
    group = min(group, len(x))
    column = np.concatenate([np.full((group, *x.shape[1:-1], 1), part.std(axis=0).mean())
                             for part in np.split(x, len(x) // group)])
    return np.concatenate([x, column], axis=-1)


@pytest.mark.parametrize("shape", [(8, 3), (8, 5, 4, 2), (3, 6)])
def test_stddev_is_that_of_numpy(shape):
    x, layer = data(shape), MinibatchStddev(4)
    np.testing.assert_allclose(layer(x), stddev_by_hand(x.numpy(), 4), rtol=1e-5)
    assert layer.compute_output_shape(shape) == (*shape[:-1], shape[-1] + 1)


def test_stddev_of_four_numbers():
    x = tf.constant([[1.0], [3.0], [5.0], [5.0]])
    np.testing.assert_allclose(MinibatchStddev(2)(x), [[1, 1], [3, 1], [5, 1e-4], [5, 1e-4]], rtol=1e-6)
    np.testing.assert_allclose(MinibatchStddev(4)(x)[:, 1], np.full(4, np.sqrt(2.75)), rtol=1e-6)


def test_stddev_of_a_collapsed_batch_is_almost_0_and_its_slope_finite():
    x = tf.tile(data((1, 5)), [8, 1])
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = MinibatchStddev(4)(x)[:, -1]
    np.testing.assert_allclose(y, np.full(8, 1e-4), atol=1e-6)
    assert np.isfinite(tape.gradient(y, x)).all()


def test_stddev_has_the_second_order_gradient_of_differences():
    layer, x = MinibatchStddev(4, dtype="float64"), tf.constant(RNG.normal(size=(8, 3)))
    found = slope_of_penalty(layer, x, [])[1].numpy()
    for place in [(0, 0), (5, 2)]:
        shift = np.zeros((8, 3))
        shift[place] = 1e-5
        high, low = (slope_of_penalty(layer, x + sign * shift, [])[0] for sign in (1, -1))
        assert found[place] == pytest.approx(float(high - low) / 2e-5, rel=1e-5)


def test_a_batch_that_is_no_whole_number_of_groups_is_refused():
    with pytest.raises(tf.errors.InvalidArgumentError):
        MinibatchStddev(4)(data((6, 2)))


@pytest.mark.parametrize("jit_compile", [None, False, True])
def test_discrimination_is_the_papers_double_sum(jit_compile):
    x, layer = data((5, 4)) / 3, MinibatchDiscrimination(kernels=3, dimensions=2)
    layer.build((None, 4))
    call = layer if jit_compile is None else tf.function(lambda x: layer(x), jit_compile=jit_compile)
    rows = (x.numpy() @ np.asarray(layer.projection)).reshape(5, 3, 2)  # M of the paper
    closeness = np.zeros((5, 3))
    for i in range(5):
        for b in range(3):
            for j in range(5):
                if j != i:
                    closeness[i, b] += np.exp(-np.abs(rows[i, b] - rows[j, b]).sum())
    np.testing.assert_allclose(call(x), np.concatenate([x, closeness], axis=1), rtol=1e-4, atol=1e-5)
    assert layer.compute_output_shape((5, 4)) == (5, 7)


def test_discrimination_tells_a_collapsed_batch_from_a_wide_one():
    layer = MinibatchDiscrimination(kernels=3, dimensions=2)
    np.testing.assert_allclose(layer(tf.ones((6, 4)))[:, 4:], np.full((6, 3), 5.0), rtol=1e-6)  # j = i left out
    np.testing.assert_allclose(layer(1e4 * data((6, 4)))[:, 4:], np.zeros((6, 3)), atol=1e-6)


def test_uniform_noise_is_twice_the_normal_distribution_function_less_one():
    z = np.concatenate([RNG.normal(size=20_000), [-40.0, 0.0, 40.0]]).astype("float32").reshape(-1, 1)
    u = np.asarray(UniformNoise()(z), np.float64)
    np.testing.assert_allclose(u, 2 * stats.norm.cdf(z.astype(np.float64)) - 1, atol=3e-7)
    assert stats.kstest(u[:-3, 0], stats.uniform(-1, 2).cdf).pvalue > 0.01
    assert u[-3:, 0].tolist() == [-1, 0, 1]
    cube = data((2, 3, 4))
    assert np.array_equal(UniformNoise()(cube), tf.math.erf(cube / np.sqrt(2).astype("float32")))  # any shape
    with tf.GradientTape() as tape:
        point = tf.constant([[0.5]])
        tape.watch(point)
        out = UniformNoise()(point)
    np.testing.assert_allclose(tape.gradient(out, point), [[2 * stats.norm.pdf(0.5)]], rtol=1e-5)


@pytest.mark.parametrize("layer", [BatchNormalization(momentum=0.8, epsilon=1e-2), LeakyReLU(negative_slope=0.1),
                                   MinibatchStddev(3), MinibatchDiscrimination(2, 5), UniformNoise()])
def test_serialisation(layer, tmp_path):
    x = data((6, 3))
    model = keras.Sequential([keras.Input((3,)), layer])
    model(x, training=True)
    model.save(tmp_path / "model.keras")
    loaded = keras.models.load_model(tmp_path / "model.keras")
    assert type(loaded.layers[0]) is type(layer) and loaded.layers[0].get_config() == layer.get_config()
    assert np.array_equal(loaded(x), model(x))


def test_depth_to_space_lays_channels_out_as_pixels():
    x = RNG.normal(size=(2, 3, 4, 12)).astype("float32")
    y = DepthToSpace(2)(x).numpy()
    assert y.shape == (2, 6, 8, 3)
    by_hand = x.reshape(2, 3, 4, 2, 2, 3).transpose(0, 1, 3, 2, 4, 5).reshape(2, 6, 8, 3)
    np.testing.assert_array_equal(y, by_hand)
    assert keras.Sequential([keras.Input((3, 4, 18)), DepthToSpace(3)]).output_shape == (None, 9, 12, 2)
    with pytest.raises(ValueError, match="10 channels; give a multiple of 4"):
        keras.Sequential([keras.Input((3, 4, 10)), DepthToSpace(2)])


def test_depth_to_space_is_saved_and_can_be_averaged(tmp_path):
    from gan_course.networks import face_generator
    from gan_course.remedies.updates import Averaged

    network = face_generator(3, (2, 2, 2))
    network.save(tmp_path / "g.keras")
    z = RNG.normal(size=(4, 3)).astype("float32")
    again = keras.models.load_model(tmp_path / "g.keras")
    np.testing.assert_allclose(again(z), network(z), atol=1e-6)
    np.testing.assert_allclose(Averaged(network)(z), network(z), atol=1e-6)


def test_the_gradient_of_leaky_relu_is_read_off_its_output():
    @tf.function
    def slope(x):
        with tf.GradientTape() as tape:
            tape.watch(x)
            y = LeakyReLU(negative_slope=0.2)(x)
        return tape.gradient(y, x)

    graph = slope.get_concrete_function(tf.TensorSpec((3,), tf.float32)).graph.as_graph_def()
    nodes = [node for part in (graph, *graph.library.function) for node in (
        part.node if hasattr(part, "node") else part.node_def)]
    of = {node.name: node.op for node in nodes}
    features = [of[node.input[1].split(":")[0]] for node in nodes if node.op == "LeakyReluGrad"]
    assert features and set(features) <= {"LeakyRelu", "Identity", "IdentityN"}
