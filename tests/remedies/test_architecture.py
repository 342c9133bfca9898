"""Discriminators that are rebuilt: which layer grows, what is judged together, what the largest singular value is."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from gan_course import networks, seed_everything
from gan_course.gan import GAN
from gan_course.remedies import MinibatchDiscrimination, MinibatchStddev, Packing, SpectralNormalization
from gan_course.remedies.architecture import packed
from gan_course.remedies.rebuilding import before_last, with_channels


def shapes(network):
    return [tuple(w.shape) for w in network.weights]


# --- packing

def test_a_pack_of_points_is_the_points_side_by_side():
    x = tf.reshape(tf.range(12.0), (6, 2))
    assert np.array_equal(packed(x, 3), [np.arange(6), np.arange(6, 12)])


def test_a_pack_of_images_has_each_image_whole_in_its_own_channels():
    images = tf.random.stateless_normal((6, 3, 4, 2), seed=(0, 0))
    pack = packed(images, 3)
    assert pack.shape == (2, 3, 4, 6)
    for i in range(2):
        for j in range(3):
            assert np.array_equal(pack[i, ..., 2 * j:2 * j + 2], images[3 * i + j])


@pytest.mark.parametrize("m", [2, 3, 4])
@pytest.mark.parametrize("build", [
    networks.mlp_discriminator, networks.dcgan_discriminator,
    lambda: keras.Model([inputs := keras.Input((2,))], [keras.layers.Dense(1)(inputs)]),
])
def test_only_the_first_layer_grows(m, build):
    plain = build()
    before, shape = shapes(plain), plain.weights[0].shape
    grown = with_channels(plain, m * (2 if len(shape) == 2 else 1))
    assert shapes(grown)[1:] == before[1:]
    assert shapes(grown)[0] == (*shape[:-2], m * shape[-2], shape[-1])
    assert shapes(plain) == before


def test_a_packed_discriminator_gives_a_logit_a_pack_all_real_or_all_fake(toys):
    gan = toys.points([Packing(4)])
    real, fake = gan.shown(tf.ones((8, 2)), tf.zeros((8, 2)))
    assert real.shape == fake.shape == (2, 8) and np.all(real == 1) and np.all(fake == 0)
    assert gan.discriminator(real).shape == (2, 1)
    by_hand = gan.discriminator(tf.reshape(toys.real, (2, 8)))
    wanted = tf.reduce_mean(tf.math.softplus(-by_hand))
    found = gan.discriminator_loss(toys.real, toys.real) - tf.reduce_mean(tf.math.softplus(by_hand))
    assert float(found) == pytest.approx(float(wanted), abs=1e-6)


@pytest.mark.parametrize("game", ["points", "pictures"])
def test_a_penalty_in_a_pack_is_on_the_whole_pack(toys, game):
    """R1 of packs: the gradient in all m samples at once; mixing lines run from real packs to fake ones."""
    gan, plain = (getattr(toys, game)([Packing(2), *more]) for more in ([("r1")], []))
    real, fake = (toys.real, toys.noise) if game == "points" else (toys.images, -toys.images)
    packs = packed(real, 2)
    with tf.GradientTape() as tape:
        tape.watch(packs)
        logits = gan.discriminator(packs)
    slopes = tape.gradient(logits, packs).numpy().reshape(4, -1)
    found = gan.discriminator_loss(real, fake) - plain.discriminator_loss(real, fake)
    assert float(found) == pytest.approx(0.5 * (slopes**2).sum(axis=1).mean(), rel=1e-4)


# --- looking at the batch

@pytest.mark.parametrize(("remedy", "more"), [(MinibatchStddev(4), 1), (MinibatchDiscrimination(3, 2), 3)])
def test_only_the_last_layer_grows_and_the_others_are_the_same_objects(toys, remedy, more):
    plain = networks.mlp_discriminator(widths=(5, 4))
    gan = toys.points([remedy], discriminator=plain)
    assert [layer for layer in gan.discriminator.layers if layer in plain.layers] == plain.layers[:-1]
    assert gan.discriminator.layers[-1].kernel.shape == (4 + more, 1) and plain.layers[-1].kernel.shape == (4, 1)
    assert gan.discriminator.layers[-1].get_config() == plain.layers[-1].get_config()


@pytest.mark.parametrize("remedy", [MinibatchStddev(4), MinibatchDiscrimination(3, 2)])
def test_a_sample_is_judged_in_the_company_of_its_batch(toys, remedy):
    gan = toys.points([remedy])
    alike = tf.tile(toys.real[:1], [8, 1])
    together, alone = gan.discriminator(toys.real)[0, 0], gan.discriminator(alike)[0, 0]
    assert abs(float(together - alone)) > 1e-3
    plain = toys.points()
    np.testing.assert_allclose(plain.discriminator(toys.real)[0], plain.discriminator(alike)[0], atol=1e-6)


def test_a_layer_that_the_learner_wrapped_is_rebuilt_too(toys):
    def normalised(*sizes):
        return [keras.layers.SpectralNormalization(keras.layers.Dense(size)) for size in sizes]

    network = keras.Sequential([keras.Input((2,)), *normalised(3, 1)])
    gan = toys.points(["packing", "minibatch_stddev", "spectral_normalization"], discriminator=network)
    wrapped = [layer for layer in gan.discriminator.layers if isinstance(layer, keras.layers.SpectralNormalization)]
    assert [layer.kernel.shape for layer in wrapped] == [(4, 3), (4, 1)]
    assert all(isinstance(layer.layer, keras.layers.Dense) for layer in wrapped)  # and not wrapped twice
    toys.step(gan)


def test_before_last_keeps_names_inputs_and_a_nested_order(toys):
    network = before_last(before_last(networks.mlp_discriminator(widths=(3,)), keras.layers.Dropout(0.1)),
                          keras.layers.LayerNormalization())
    assert network.name == "discriminator"
    kinds = [type(layer).__name__ for layer in network.layers]
    assert kinds[-4:] == ["Dense", "Dropout", "LayerNormalization", "Dense"]


@pytest.mark.parametrize(("remedies", "batch_size", "message"), [
    ([Packing(2)], 8, None), ([Packing(3)], 8, r"given 8 at a time, and packing judges m=3 .*such as 9"),
    ([MinibatchStddev(4)], 2, None), ([MinibatchStddev(4)], 6, "given 6 .* minibatch_stddev judges group=4"),
    ([Packing(2), MinibatchStddev(4)], 6, None),  # three packs are one group
    ([Packing(2), MinibatchStddev(4)], 12, "given 6 at a time, and minibatch_stddev"),
    ([Packing(2), MinibatchStddev(4)], 16, None),
])
def test_what_is_judged_together_must_divide_the_batch(toys, remedies, batch_size, message):
    remedies = [type(remedy)(**remedy.get_config()) for remedy in remedies]
    gan = toys.points(remedies)
    x = np.tile(toys.real, (2, 1))
    if message is None:
        gan.fit(x, batch_size=batch_size, steps_per_epoch=1, verbose=0)
        assert np.isfinite(gan.step_history["d_loss"]).all()
    else:
        with pytest.raises(ValueError, match=message):
            gan.fit(x, batch_size=batch_size, verbose=0)


# --- spectral normalisation

def norms(network):
    """The largest singular value of each kernel, as a matrix (…, outputs): by NumPy."""
    kernels = [w.numpy() for w in network.trainable_weights if len(w.shape) > 1]
    return [np.linalg.svd(kernel.reshape(-1, kernel.shape[-1]), compute_uv=False)[0] for kernel in kernels]


@pytest.mark.parametrize("game", ["points", "pictures", "conditional"])
def test_the_largest_singular_value_is_1(toys, game):
    gan = getattr(toys, game)([SpectralNormalization()])
    batch = [toys.digits, toys.labels] if game == "conditional" else toys.real if game == "points" else toys.images
    wrapped = [layer for layer in gan.discriminator.layers if isinstance(layer, keras.layers.SpectralNormalization)]
    for _ in range(60):  # one power iteration a call
        gan.discriminator(batch, training=True)
    for layer in wrapped:
        kernel = layer.kernel.numpy()
        assert np.linalg.svd(kernel.reshape(-1, kernel.shape[-1]), compute_uv=False)[0] == pytest.approx(1, rel=1e-3)
    assert len(wrapped) == {"points": 3, "pictures": 2, "conditional": 3}[game]


def test_it_stays_1_while_training(toys):
    gan = toys.points([SpectralNormalization()], optimizer=lambda: keras.optimizers.Adam(1e-3))
    toys.step(gan, 20)
    gan.discriminator(toys.real, training=True)
    np.testing.assert_allclose(norms(gan.discriminator), 1, rtol=0.02)
    plain = toys.points(optimizer=lambda: keras.optimizers.Adam(1e-3))
    toys.step(plain, 3)
    assert np.abs(np.array(norms(plain.discriminator)) - 1).max() > 0.1


def test_the_table_of_a_conditional_discriminator_is_left_alone(toys):
    """With Keras's own wrapper about it the labels' rows would be whole numbers, and learn nothing."""
    gan = toys.conditional([SpectralNormalization()])
    toys.step(gan)
    tables = [layer for layer in gan.discriminator.layers if isinstance(layer, keras.layers.Embedding)]
    assert len(tables) == 1 and np.abs(np.asarray(tables[0].embeddings)).max() > 0, "it learns"


def test_spectral_normalisation_acts_on_kernels_alone_and_the_generators_step_leaves_biases(toys, flat):
    gan = toys.points([SpectralNormalization()])
    biases = [w for w in gan.discriminator.trainable_weights if len(w.shape) == 1]
    gan.discriminator.layers[1].layer.bias.assign(np.arange(4.0))
    before, directions = flat(biases), [w.numpy() for w in gan.discriminator.trainable_weights if len(w.shape) > 1]
    fake, tape = toys.fakes(gan)
    gan.generator_step(toys.real, fake, None, tape)
    assert np.array_equal(flat(biases), before)
    for new, old in zip([w.numpy() for w in gan.discriminator.trainable_weights if len(w.shape) > 1], directions,
                        strict=True):  # divided by one number: the documented exception
        np.testing.assert_allclose(new / np.linalg.norm(new), old / np.linalg.norm(old), atol=1e-6)


# --- what they cannot do

@pytest.mark.parametrize(("remedy", "message"), [
    (Packing(2), "a pack of samples has no one label"), (MinibatchStddev(), "ends in a sum"),
    (MinibatchDiscrimination(), "ends in a sum")])
def test_refusals_of_a_conditional_discriminator(toys, remedy, message):
    with pytest.raises(ValueError, match=message):
        toys.conditional([remedy])


@pytest.mark.parametrize("make", [lambda: Packing(1), lambda: Packing(2.5), lambda: MinibatchStddev(1),
                                  lambda: MinibatchDiscrimination(0), lambda: MinibatchDiscrimination(4, -1)])
def test_bad_sizes(make):
    with pytest.raises(ValueError, match="give a whole number of at least"):
        make()


def test_weights_start_anew_and_depend_on_the_seed_alone():
    found = []
    for seed in (0, 0, 1):
        seed_everything(seed)
        gan = GAN(networks.mlp_generator(widths=(3,)), networks.mlp_discriminator(widths=(3,)))
        gan.compile(remedies=[Packing(2)], run_eagerly=True)
        found.append(gan.discriminator.get_weights()[0])
    assert np.array_equal(found[0], found[1]) and not np.array_equal(found[0], found[2])
