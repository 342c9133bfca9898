"""One step against steps written by hand, and what a remedy may do in it."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from gan_course import networks, seed_everything
from gan_course.gan import GAN
from gan_course.remedies import Packing, Remedy

RNG = np.random.default_rng(0)
REAL = RNG.normal(size=(16, 2)).astype("float32")
NOISE = RNG.normal(size=(16, 2)).astype("float32")
softplus, mean = tf.math.softplus, tf.reduce_mean
# (discriminator's loss, generator's loss) of the real and the fake logits, written out once more
BY_HAND = {
    "minimax": (lambda r, f: mean(softplus(-r)) + mean(softplus(f)), lambda r, f: -mean(softplus(f))),
    "non_saturating": (lambda r, f: mean(softplus(-r)) + mean(softplus(f)), lambda r, f: mean(softplus(-f))),
    "hinge": (lambda r, f: mean(tf.maximum(0.0, 1 - r)) + mean(tf.maximum(0.0, 1 + f)), lambda r, f: -mean(f)),
    "wasserstein": (lambda r, f: mean(f) - mean(r), lambda r, f: -mean(f)),
    "relativistic": (lambda r, f: mean(softplus(f - r)), lambda r, f: mean(softplus(r - f))),
}


def game(objective="non_saturating", **options):
    seed_everything(3)
    gan = GAN(networks.mlp_generator(widths=(8,)), networks.mlp_discriminator(widths=(8,), activation="tanh"))
    gan.compile(objective, keras.optimizers.Adam(1e-2, beta_1=0.5), keras.optimizers.Adam(1e-2, beta_1=0.5), **options)
    return gan


def copied(network):
    return [w.copy() for w in network.get_weights()]


def moved(network, before):
    return [not np.array_equal(a, b) for a, b in zip(network.get_weights(), before, strict=True)]


def test_each_half_step_moves_one_player_only():
    gan = game()
    g, d = copied(gan.generator), copied(gan.discriminator)
    gan.discriminator_step(REAL, gan.generator(NOISE))
    assert not any(moved(gan.generator, g)) and all(moved(gan.discriminator, d))
    d = copied(gan.discriminator)
    with tf.GradientTape() as tape:
        fake = gan.generator(NOISE, training=True)
    gan.generator_step(tf.constant(REAL), fake, None, tape)
    assert all(moved(gan.generator, g)) and not any(moved(gan.discriminator, d))


@pytest.mark.parametrize("objective", BY_HAND)
def test_generator_gradient_is_the_plain_gradient(objective):
    gan = game(objective)
    seen = []
    gan.generator_optimizer.apply = lambda gradients, variables: seen.extend(gradients)
    with tf.GradientTape() as plain:
        fake = gan.generator(NOISE, training=True)
        loss = BY_HAND[objective][1](gan.discriminator(REAL), gan.discriminator(fake))
    wanted = plain.gradient(loss, gan.generator.trainable_variables)
    with tf.GradientTape() as tape:
        fake = gan.generator(NOISE, training=True)
    got = gan.generator_step(tf.constant(REAL), fake, None, tape)
    np.testing.assert_allclose(got, loss, atol=1e-6)
    assert max(np.abs(g).max() for g in wanted) > 1e-3
    for one, other in zip(seen, wanted, strict=True):
        np.testing.assert_allclose(one, other, atol=1e-6)


@pytest.mark.parametrize("objective", BY_HAND)
@pytest.mark.parametrize("n_critic", [1, 2])
def test_step_equals_a_step_written_by_hand(objective, n_critic):
    ours, hand = game(objective, n_critic=n_critic), game(objective)
    g_opt, d_opt = (keras.optimizers.Adam(1e-2, beta_1=0.5) for _ in range(2))
    d_loss, g_loss = BY_HAND[objective]
    for _ in range(2):
        losses = ours.step(tf.constant(REAL), tf.constant(NOISE))
        for real, noise in zip(np.split(REAL, n_critic), np.split(NOISE, n_critic), strict=True):
            weights = hand.discriminator.trainable_variables
            with tf.GradientTape() as tape:
                loss = d_loss(hand.discriminator(real), hand.discriminator(hand.generator(noise)))
            d_opt.apply_gradients(zip(tape.gradient(loss, weights), weights, strict=True))
        np.testing.assert_allclose(losses["d_loss"], loss, atol=1e-6)
        weights = hand.generator.trainable_variables
        with tf.GradientTape() as tape:
            loss = g_loss(hand.discriminator(real), hand.discriminator(hand.generator(noise)))
        g_opt.apply_gradients(zip(tape.gradient(loss, weights), weights, strict=True))
        np.testing.assert_allclose(losses["g_loss"], loss, atol=1e-6)
    for one, other in zip(ours.get_weights(), hand.get_weights(), strict=True):
        np.testing.assert_allclose(one, other, atol=1e-6)


@pytest.mark.parametrize("jit_compile", [False, True])
def test_compiled_steps_equal_eager_ones(jit_compile):
    eager, compiled = game(), game(jit_compile=jit_compile)
    noise, rows = NOISE.reshape(4, 4, 2), REAL.reshape(4, 4, 2)
    d_losses, g_losses = compiled.run_steps(tf.constant(noise), tf.constant(rows))
    one_by_one = [eager.step(tf.constant(r), tf.constant(z)) for r, z in zip(rows, noise, strict=True)]
    np.testing.assert_allclose(d_losses, [step["d_loss"] for step in one_by_one], atol=1e-5)
    np.testing.assert_allclose(g_losses, [step["g_loss"] for step in one_by_one], atol=1e-5)


def test_train_step_takes_fresh_noise():
    gan = game()
    first, second = (float(gan.train_step(REAL)["d_loss"]) for _ in range(2))
    assert first != second
    with pytest.raises(ValueError, match=r"noise has shape \(16, 3\); the generator takes \(batch, 2\)"):
        gan.step(tf.constant(REAL), tf.zeros((16, 3)))


# Remedies. What each of them does is told in tests/remedies.

class Recorder(Remedy):
    """Writes down which hook was called, with the shapes that it saw, and changes nothing."""

    name = "recorder"

    def __init__(self):
        super().__init__()
        self.calls = []

    def remembered(self, game, fake):
        self.calls.append("remembered")
        return fake

    def shown(self, game, real, fake, noise):
        self.calls.append(f"shown {len(real)} {len(fake)} {len(noise)}")
        return real, fake

    def penalty(self, game, critic, real, fake):
        self.calls.append(f"penalty {critic(real).shape}")

    def generator_penalty(self, game, fake, noise):
        self.calls.append("generator_penalty")

    def before_update(self, game, player, variables):
        self.calls.append(f"before {player}")

    def after_update(self, game, player, variables):
        self.calls.append(f"after {player}")

    def after_step(self, game, fake, noise):
        self.calls.append("after_step")


D_STEP = ["remembered", "shown 8 8 8", "penalty (8, 1)", "before discriminator", "after discriminator"]
G_STEP = ["shown 8 8 8", "generator_penalty", "before generator", "after generator", "after_step"]


def test_hooks_come_in_the_order_of_the_step():
    recorder = Recorder()
    game(remedies=[recorder], n_critic=2, run_eagerly=True).step(tf.constant(REAL), tf.constant(NOISE))
    assert recorder.calls == [*D_STEP, *D_STEP, *G_STEP]


@pytest.mark.parametrize("remedies", [[], (), [Remedy()], [Recorder()]])
def test_a_step_without_remedies_is_the_plain_step_to_the_last_bit(remedies):
    plain, other = game(run_eagerly=True), game(run_eagerly=True, remedies=remedies)
    for gan in (plain, other):
        gan.train_step(tf.constant(REAL))
    assert all(np.array_equal(a, b) for a, b in zip(plain.get_weights(), other.get_weights(), strict=True))
    assert np.array_equal(plain.seed_generator.state, other.seed_generator.state)
    assert plain.remedies == () and other.remedies == tuple(remedies)


def test_the_order_of_the_list_does_not_matter():
    """Noise before augmentation or after it, clipping before an optimistic move or after: the step decides."""
    names = ["weight_clipping", "optimistic", "minibatch_stddev", "minibatch_discrimination", "instance_noise",
             "packing", "r1", "experience_replay", "weight_averaging"]
    gans = [game(run_eagerly=True, remedies=order) for order in (names, names[::-1])]
    for gan in gans:
        gan.train_step(tf.constant(REAL))
        gan.train_step(tf.constant(REAL))
    one, other = gans
    assert [remedy.name for remedy in one.remedies] == [remedy.name for remedy in other.remedies]
    assert all(np.array_equal(a, b) for a, b in zip(one.get_weights(), other.get_weights(), strict=True))
    assert max(np.abs(w).max() for w in one.discriminator.get_weights()) <= 0.01  # clipped last


def test_a_refused_batch_size_changes_nothing():
    gan = game(remedies=[Packing(3)], run_eagerly=True)
    before = np.array(gan.seed_generator.state)
    with pytest.raises(ValueError, match=r"given 16 at a time, and packing judges m=3 together.*such as 15"):
        gan.fit(REAL, batch_size=16)
    assert np.array_equal(gan.seed_generator.state, before)


@pytest.mark.parametrize(("real", "noise", "message"), [
    (tf.ones((4, 2)), tf.zeros((2, 2)), "real has 4 rows and the noise has 2"),
    (tf.ones((4, 2), tf.int32), tf.zeros((4, 2)), "real holds int32 numbers"),
    (np.ones((4, 2), "float32"), np.zeros((4, 2), int), "noise holds int64 numbers"),
])
def test_a_step_takes_as_many_vectors_as_samples(real, noise, message):
    gan = game(run_eagerly=True)
    before = [np.array(w) for w in gan.weights]
    with pytest.raises(ValueError, match=message):
        gan.step(real, noise)
    assert all(map(np.array_equal, before, gan.weights))


def test_a_generators_loss_without_a_way_to_the_fakes_is_refused():
    """The tape takes no gradient for one of 1 everywhere: the generator would lower the mean of its samples."""
    class Deaf(Remedy):
        name, takes_over = "deaf", ("the generator's loss",)

        def generator_loss(self, game, real, fake, labels, noise):
            return tf.constant(1.0)

    gan = game(remedies=[Deaf()], run_eagerly=True)
    with pytest.raises(ValueError, match="generator's loss does not depend on the fakes"):
        gan.fit(REAL, batch_size=8, verbose=0)


def test_samples_are_made_in_sampling_mode_unless_training_is_said():
    generator = keras.Sequential([keras.Input((2,)), keras.layers.Dense(2), keras.layers.BatchNormalization()])
    gan = GAN(generator, networks.mlp_discriminator(widths=(8,)))
    still, wanted = gan.generated(NOISE), generator(NOISE, training=False)      # before training moves the averages
    moving = gan.generated(NOISE, training=True)
    np.testing.assert_allclose(still, wanted, atol=1e-6)
    assert not np.allclose(still, moving)
