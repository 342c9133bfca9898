"""The players: shapes, sizes, what the labels do, and sizes that are refused."""

import keras
import numpy as np
import pytest
import scipy.stats

from gan_course import networks, seed_everything

RNG = np.random.default_rng(0)


def test_points():
    generator, discriminator = networks.mlp_generator(3, 2, (8, 4)), networks.mlp_discriminator(2, (8, 4))
    assert generator.input_shape == (None, 3) and generator.output_shape == (None, 2)
    assert generator.count_params() == (3 * 8 + 8) + (8 * 4 + 4) + (4 * 2 + 2)
    assert discriminator.output_shape == (None, 1)
    assert discriminator.layers[-1].activation is keras.activations.linear


def test_digits():
    generator, discriminator = networks.dcgan_generator(), networks.dcgan_discriminator()
    images = np.asarray(generator(RNG.normal(size=(5, 32)) * 50))
    assert images.shape == (5, 28, 28, 1) and -1 <= images.min() < images.max() <= 1
    logits = np.asarray(discriminator(images * 100))
    assert logits.shape == (5, 1) and np.abs(logits).max() > 1  # no sigmoid
    counts = 32 * 49 * 32 + 4 * 49 * 32, 4 * 4 * 32 * 16 + 4 * 16, 4 * 4 * 16 + 1
    assert generator.count_params() in (sum(counts), sum(counts) - 4 * 49 * 32 + 4 * 32)


def test_labels_reach_both_players():
    seed_everything(0)
    generator, discriminator = networks.conditional_dcgan_generator(), networks.conditional_dcgan_discriminator()
    noise = RNG.normal(size=(2, 32)).astype("float32")
    zero, one = (np.asarray(generator([noise, np.full(2, label)])) for label in (0, 1))
    assert zero.shape == (2, 28, 28, 1) and not np.array_equal(zero, one)
    logits = [np.asarray(discriminator([zero, np.full(2, label)])) for label in (0, 1)]
    assert logits[0].shape == (2, 1) and np.array_equal(*logits)  # the projection starts at zero ...
    table = next(layer for layer in discriminator.layers if isinstance(layer, keras.layers.Embedding))
    table.embeddings.assign(RNG.normal(size=table.embeddings.shape))
    features = keras.Model(discriminator.inputs, table.output)
    flat = next(layer for layer in discriminator.layers if isinstance(layer, keras.layers.Flatten))
    h = np.asarray(keras.Model(discriminator.inputs, flat.output)([zero, np.full(2, 1)]))
    wanted = logits[0] + (h * np.asarray(features([zero, np.full(2, 1)]))).sum(axis=1, keepdims=True)
    np.testing.assert_allclose(discriminator([zero, np.full(2, 1)]), wanted, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("make", [networks.mlp_generator, networks.dcgan_discriminator,
                                  networks.conditional_dcgan_generator, networks.conditional_dcgan_discriminator])
def test_networks_survive_saving(make, tmp_path):
    network = make()
    network.save(tmp_path / "network.keras")
    loaded = keras.models.load_model(tmp_path / "network.keras")
    for one, other in zip(loaded.get_weights(), network.get_weights(), strict=True):
        assert np.array_equal(one, other)


@pytest.mark.parametrize("make, sizes", [
    (networks.mlp_generator, {"latent_dim": 0}), (networks.mlp_generator, {"widths": (8, 0)}),
    (networks.mlp_discriminator, {"data_dim": 2.0}), (networks.dcgan_generator, {"latent_dim": True}),
    (networks.dcgan_discriminator, {"channels": (16, -1)}), (networks.conditional_dcgan_generator, {"n_classes": 0})])
def test_bad_sizes(make, sizes):
    with pytest.raises(ValueError, match=f"{next(iter(sizes))} is .*whole numbers? of at least 1"):
        make(**sizes)


def test_the_generator_takes_two_numbers_of_channels():
    with pytest.raises(ValueError, match=r"channels is \(8,\); give 2 whole numbers .* at 7x7 and at 14x14"):
        networks.dcgan_generator(channels=(8,))


def test_uniform_noise_is_uniform():
    seed_everything(0)
    generator = networks.mlp_generator(1, 1, (), noise="uniform")
    generator.layers[-1].set_weights([np.ones((1, 1)), np.zeros(1)])
    values = np.asarray(generator(RNG.normal(size=(20_000, 1)))).ravel()
    assert abs(values).max() < 1 and scipy.stats.kstest(values, "uniform", (-1, 2)).pvalue > 0.001
    with pytest.raises(ValueError, match="noise is 'cauchy'; give one of 'gaussian', 'uniform'"):
        networks.mlp_generator(noise="cauchy")


def test_numpys_integers_are_sizes_and_an_unknown_activation_is_named():
    generator = networks.mlp_generator(np.int64(3), widths=np.array([8, 4]))
    assert generator.count_params() == 3 * 8 + 8 + 8 * 4 + 4 + 4 * 2 + 2
    with pytest.raises(ValueError, match="activation is 'rleu'; give the name of an activation of Keras"):
        networks.mlp_discriminator(activation="rleu")


@pytest.mark.parametrize("label", ["one_hot", "embedding"])
def test_a_conditional_mlp_takes_the_class_beside_the_noise(label):
    """The same sum by hand: one hidden layer, without an activation that could hide a slip."""
    generator = networks.conditional_mlp_generator(2, 3, 4, (), label)
    z, y = np.array([[1.0, -2.0], [0.5, 3.0]], "float32"), np.array([3, 1], "int32")
    *table, kernel, bias = generator.get_weights()
    vectors = (table[0] if table else np.eye(4))[y]
    assert len(table) == (label == "embedding")
    np.testing.assert_allclose(generator([z, y]), np.concatenate([z, vectors], axis=1) @ kernel + bias, rtol=1e-5)


@pytest.mark.parametrize("label", ["projection", "one_hot", "embedding"])
def test_a_conditional_mlp_judges_the_class_too(label):
    discriminator = networks.conditional_mlp_discriminator(2, 4, (5,), label)
    x, y = np.array([[1.0, -2.0], [0.5, 3.0]], "float32"), np.array([3, 1], "int32")
    weights = [np.random.default_rng(i).normal(size=w.shape) for i, w in enumerate(discriminator.get_weights())]
    discriminator.set_weights(weights)
    named = {tuple(w.shape): w.numpy() for w in discriminator.weights}
    beside = x if label == "projection" else np.concatenate(
        [x, named[4, 4][y] if label == "embedding" else np.eye(4)[y]], axis=1)
    features = np.maximum(beside @ named[beside.shape[1], 5] + named[5,], 0)
    logits = features @ named[5, 1] + named[1,]
    if label == "projection":
        logits += (features * named[4, 5][y]).sum(axis=1, keepdims=True)
    np.testing.assert_allclose(discriminator([x, y]), logits, rtol=1e-4)


def test_a_projection_begins_without_a_class():
    discriminator = networks.conditional_mlp_discriminator(2, 4, (5,))
    x = np.ones((4, 2), "float32")
    assert np.ptp(discriminator([x, np.arange(4, dtype="int32")])) == 0


def test_the_players_of_faces():
    generator, discriminator = networks.face_generator(), networks.face_discriminator()
    assert generator.input_shape == (None, 32) and generator.output_shape == (None, 16, 16, 3)
    assert discriminator.input_shape == (None, 16, 16, 3) and discriminator.output_shape == (None, 1)
    images = np.asarray(generator(np.random.default_rng(0).normal(scale=9, size=(4, 32))))
    assert np.abs(images).max() <= 1 and np.ptp(images) > 0.5
    kernels = [tuple(weight.shape) for weight in discriminator.weights if len(weight.shape) == 4]
    assert [shape[-1] for shape in kernels] == [48, 96]
    with pytest.raises((TypeError, ValueError), match="latent_dim"):
        networks.face_generator(latent_dim=0)
    with pytest.raises((TypeError, ValueError), match=r"channels .*8x8"):
        networks.face_generator(channels=(8, 8))


def test_the_conditional_players_have_the_sizes_of_the_plain_ones():
    kernels = [[weight.shape[-1] for weight in player.weights if len(weight.shape) == 4] for player in (
        networks.conditional_dcgan_discriminator(), networks.dcgan_discriminator())]
    assert kernels == [[16, 32], [16, 32]]


def test_the_labels_way_in_is_one_of_two():
    with pytest.raises((TypeError, ValueError), match=r"label .*one_hot.*embedding"):
        networks.conditional_mlp_generator(label="projection")
