"""VEEGAN: what D is shown, what G pays, and that the reconstructor moves only by its own loss."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from gan_course.remedies import VEEGAN
from gan_course.remedies.veegan import joined


def reconstructor(width=3):
    return keras.Sequential([keras.Input((2,)), keras.layers.Dense(width, "tanh"), keras.layers.Dense(2)])


def test_noise_joins_a_point_as_further_numbers():
    assert np.array_equal(joined(tf.constant([[1.0, 2.0]]), tf.constant([[3.0, 4.0, 5.0]])), [[1, 2, 3, 4, 5]])


def test_noise_joins_an_image_as_further_channels():
    images = tf.random.stateless_normal((2, 3, 4, 1), seed=(0, 0))
    pairs = joined(images, tf.constant([[3.0, 4.0], [5.0, 6.0]]))
    assert pairs.shape == (2, 3, 4, 3) and np.array_equal(pairs[..., :1], images)
    assert np.all(pairs[0, ..., 1] == 3) and np.all(pairs[0, ..., 2] == 4) and np.all(pairs[1, ..., 2] == 6)


@pytest.mark.parametrize("game", ["points", "pictures"])
def test_the_discriminator_sees_pairs_and_only_its_first_layer_grows(toys, game):
    gan, plain = getattr(toys, game)([VEEGAN()]), getattr(toys, game)()
    real = toys.real if game == "points" else toys.images
    fake, _ = toys.fakes(gan)
    f = gan.remedies[0].reconstructor
    shown = gan.shown(real, fake, toys.noise)
    for found, samples, noise in zip(shown, (real, fake), (f(real, training=True), toys.noise), strict=True):
        assert np.array_equal(found, joined(samples, noise))
    shapes = [[tuple(w.shape) for w in each.discriminator.weights] for each in (gan, plain)]
    assert shapes[0][1:] == shapes[1][1:] and shapes[0][0][-2] == shapes[1][0][-2] + 2
    assert f.input_shape[1:] == plain.sample_shape and f.output_shape == (None, 2)


def test_what_the_generator_pays_by_hand(toys, flat):
    """One SGD step of G: its loss on pairs plus weight · E‖z − F(G(z))‖², by one plain tape."""
    rate, weight = 0.1, 0.7
    gan = toys.points([VEEGAN(weight=weight)], optimizer=lambda: keras.optimizers.SGD(rate))
    f, weights = gan.remedies[0].reconstructor, gan.generator.trainable_variables
    with tf.GradientTape() as tape:
        made = gan.generator(toys.noise, training=True)
        logits = gan.discriminator(tf.concat([made, toys.noise], axis=1))
        error = tf.reduce_mean(tf.reduce_sum((toys.noise - f(made)) ** 2, axis=1))
        loss = tf.reduce_mean(tf.math.softplus(-logits)) + weight * error
    assert float(error) > 0.5
    wanted = flat(weights) - rate * flat(tape.gradient(loss, weights))
    fake, tape = toys.fakes(gan)
    found = gan.generator_step(toys.real, fake, None, tape, toys.noise)
    assert float(found) == pytest.approx(float(loss), rel=1e-6)
    np.testing.assert_allclose(flat(weights), wanted, atol=1e-6)


def test_without_weight_the_generator_pays_its_plain_loss(toys):
    gan = toys.points([VEEGAN(weight=0.0)])
    fake, _ = toys.fakes(gan)
    assert float(gan.generator_loss(toys.real, fake, None, toys.noise)) == float(
        gan.plain_generator_loss(toys.real, fake, None, toys.noise))


def test_the_reconstructor_moves_by_its_own_loss_and_nothing_else_does(toys, flat):
    """Only after the step, one Adam step (1e-3, β1 = .5) down E‖z − F(G(z))‖² at fakes that are constants."""
    given = reconstructor()
    gan = toys.points([VEEGAN(given)])
    fake, tape = toys.fakes(gan)
    before = flat(given.weights)
    gan.discriminator_step(toys.real, tf.stop_gradient(fake), None, toys.noise)
    gan.generator_step(toys.real, fake, None, tape, toys.noise)
    assert np.array_equal(flat(given.weights), before)

    hand = reconstructor()
    hand.set_weights(given.get_weights())
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.reduce_sum((toys.noise - hand(fake)) ** 2, axis=1))
    keras.optimizers.Adam(1e-3, beta_1=0.5).apply_gradients(
        zip(tape.gradient(loss, hand.trainable_variables), hand.trainable_variables, strict=True))
    players = flat(gan.weights)
    gan.remedies[0].after_step(gan, fake, toys.noise)
    np.testing.assert_allclose(flat(given.weights), flat(hand.weights), atol=1e-6)
    assert np.array_equal(flat(gan.weights), players)


def test_the_reconstructor_learns_the_noise_of_a_fixed_generator(toys):
    gan = toys.points([VEEGAN(learning_rate=0.05)])
    veegan = gan.remedies[0]
    losses = []
    fake = gan.generator(toys.noise)
    for _ in range(30):
        veegan.after_step(gan, fake, toys.noise)
        losses.append(float(veegan._loss(fake, toys.noise)))
    assert losses[-1] < 0.2 * losses[0]


def test_its_weights_are_the_remedys_and_not_the_players(toys):
    gan, plain = toys.points([VEEGAN()]), toys.points()
    assert len(gan.weights) == len(plain.weights)
    held = {id(variable) for variable in gan.remedy_variables}
    assert {id(weight) for weight in gan.remedies[0].reconstructor.weights} < held


@pytest.mark.parametrize("given", [True, False])
def test_saved_with_its_reconstructor_it_goes_on(toys, flat, tmp_path, given):
    gan = toys.points([VEEGAN(reconstructor(5) if given else None, weight=0.5)])
    toys.step(gan, 2)
    gan.save(tmp_path / "gan.keras")
    loaded = keras.models.load_model(tmp_path / "gan.keras")
    for each in (gan, loaded):
        toys.step(each, 2)
    assert np.array_equal(flat(loaded.weights), flat(gan.weights))
    assert np.array_equal(flat(loaded.remedy_variables), flat(gan.remedy_variables))


@pytest.mark.parametrize(("make", "message"), [
    (lambda toys: toys.conditional([VEEGAN()]), "judges pairs of a sample and its noise"),
    (lambda toys: toys.points(["experience_replay", "veegan"]), "has lost the noise that made it"),
    (lambda toys: toys.pictures([VEEGAN(reconstructor())]), r"must be \(\(None, 8, 8, 1\), \(None, 2\)\)"),
    (lambda toys: VEEGAN("a network"), "reconstructor is 'a network'; give a Keras model"),
    (lambda toys: VEEGAN(learning_rate=0), "learning_rate is 0"),
    (lambda toys: VEEGAN(weight=-1), "weight is -1"),
])
def test_refusals(toys, make, message):
    with pytest.raises(ValueError, match=message):
        make(toys)
