"""One step against steps written by hand; what a remedy may do in it, and what a compile leaves behind."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from gan_course import networks, seed_everything
from gan_course.gan import GAN, ConditionalGAN
from gan_course.remedies import Packing, Remedy, WeightAveraging

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
    d_losses, g_losses = compiled._run_steps(tf.constant(noise), tf.constant(rows))
    one_by_one = [eager.step(tf.constant(r), tf.constant(z)) for r, z in zip(rows, noise, strict=True)]
    np.testing.assert_allclose(d_losses, [step["d_loss"] for step in one_by_one], atol=1e-5)
    np.testing.assert_allclose(g_losses, [step["g_loss"] for step in one_by_one], atol=1e-5)


def test_train_step_takes_fresh_noise():
    gan = game()
    first, second = (float(gan.train_step(REAL)["d_loss"]) for _ in range(2))
    assert first != second
    with pytest.raises(ValueError, match=r"noise has shape \(16, 3\); the generator takes \(batch, 2\)"):
        gan.step(tf.constant(REAL), tf.zeros((16, 3)))


def dense(n_in, n_out, activation=None):
    return keras.Sequential([keras.Input((n_in,)), keras.layers.Dense(n_out, activation=activation)])


def test_players_that_do_not_fit():
    with pytest.raises(ValueError, match=r"generator has 2 input\(s\); a GAN gives it 1: \[noise\]"):
        GAN(networks.conditional_dcgan_generator(), networks.conditional_dcgan_discriminator())


def test_conditional_players_need_labels():
    with pytest.raises(ValueError, match=r"generator has 1 input\(s\); a ConditionalGAN gives it 2: \[noise, labels\]"):
        ConditionalGAN(dense(2, 2), dense(2, 1))
    with pytest.raises(ValueError, match="n_classes is 0"):
        ConditionalGAN(networks.conditional_dcgan_generator(), networks.conditional_dcgan_discriminator(), n_classes=0)


@pytest.mark.parametrize("options, message", [
    ({"objective": "wgan"}, "Did you mean 'wasserstein'"),
    ({"n_critic": 0}, "n_critic is 0; it takes a whole number of at least 1"),
    ({"n_critic": 1.5}, "n_critic is 1.5"),
    ({"steps_per_execution": 0}, "steps_per_execution is 0"),
])
def test_bad_rules(options, message):
    with pytest.raises(ValueError, match=message):
        GAN(dense(2, 2), dense(2, 1)).compile(**options)


def test_the_players_need_an_optimizer_each():
    shared = keras.optimizers.SGD()
    with pytest.raises(ValueError, match="each needs its own"):
        GAN(dense(2, 2), dense(2, 1)).compile("minimax", shared, shared)


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


def test_a_compile_without_remedies_brings_the_plain_discriminator_back():
    gan = game()
    plain, weights = gan.discriminator, len(gan.weights)
    for remedies, grown in [([], 0), (["packing"], 0), (["minibatch_discrimination"], 1), (["veegan"], 0), ([], 0)]:
        gan.compile(remedies=remedies, run_eagerly=True)
        assert (gan.discriminator is plain) == (not remedies)
        assert len(gan.weights) == weights + grown
        mine = {id(w) for network in (gan.generator, gan.discriminator) for w in network.weights}
        assert {id(w) for w in gan.weights} == mine
    gan.train_step(tf.constant(REAL))
    assert gan.remedies == () and gan.remedy_variables == []


@pytest.mark.parametrize("remedies, options, message", [
    (["packing", "diff_augment"], {}, "'diff_augment' cannot be used here: it shifts images"),
    (["packing", "consensus"], {"n_critic": 2}, "'consensus' cannot be used here: .* n_critic must be 1, and is 2"),
    (["label_smoothing", "packing"], {"objective": "hinge"}, "'label_smoothing' cannot be used here: the objective"),
])
def test_a_compile_that_was_refused_leaves_nothing_behind(remedies, options, message):
    gan = game()
    plain = gan.discriminator
    with pytest.raises(ValueError, match=message):
        gan.compile(**options, remedies=remedies)
    assert gan.discriminator is plain and gan.remedies == () and len(gan.weights) == 8
    with pytest.raises(ValueError, match="fit was called before compile"):
        gan.fit(REAL)
    gan.compile(run_eagerly=True)
    gan.fit(REAL, batch_size=8, verbose=0)


def test_a_remedy_belongs_to_one_gan():
    averaging = WeightAveraging()
    gan = game(remedies=[averaging])
    gan.compile(remedies=[averaging])
    with pytest.raises(ValueError, match=r"WeightAveraging\(beta=0.999\) belongs to another GAN.*Build a new one"):
        game(remedies=[averaging])


def test_a_refused_batch_size_changes_nothing():
    gan = game(remedies=[Packing(3)], run_eagerly=True)
    before = np.array(gan.seed_generator.state)
    with pytest.raises(ValueError, match=r"given 16 at a time, and packing judges m=3 together.*such as 15"):
        gan.fit(REAL, batch_size=16)
    assert np.array_equal(gan.seed_generator.state, before)


@pytest.mark.parametrize("remedies, sizes, refused", [
    ([], {16: 16, 7: 7}, {}),
    (["packing"], {16: 8}, {7: "given 7 at a time, and packing judges m=2 together"}),
    (["minibatch_stddev"], {16: 16, 3: 3}, {18: "given 18 at a time, and minibatch_stddev judges group=4"}),
    # the packs are grouped, not the samples: 16 samples are 8 packs, 12 are 6
    (["packing", "minibatch_stddev"], {16: 8, 6: 3}, {12: "given 6 at a time, and minibatch_stddev judges group=4"}),
])
def test_check_batch_says_how_many_samples_d_judges(remedies, sizes, refused):
    gan = game(remedies=remedies, run_eagerly=True)
    assert {size: gan.check_batch(size) for size in sizes} == sizes
    for size, judged in sizes.items():  # the first dense layer sees as many rows
        shown, _ = gan.shown(tf.constant(REAL[:size]), tf.constant(REAL[:size]))
        assert len(gan.discriminator(shown)) == judged
    for size, message in refused.items():
        with pytest.raises(ValueError, match=message):
            gan.check_batch(size)


def test_the_given_discriminator_stays_that_which_was_given():
    given = networks.mlp_discriminator(widths=(8,))
    gan = GAN(networks.mlp_generator(widths=(8,)), given)
    assert gan.given_discriminator is gan.discriminator is given
    before = copied(given)
    gan.compile(remedies=["packing"], run_eagerly=True)
    gan.fit(REAL, batch_size=8, verbose=0)
    assert gan.given_discriminator is given and gan.discriminator is not given
    assert not any(moved(given, before)), "what was rebuilt with new weights was trained, not this"
    gan.compile(remedies=["minibatch_stddev"], run_eagerly=True)
    gan.fit(REAL, batch_size=8, verbose=0)
    assert gan.given_discriminator is given
    assert moved(given, before) == [True, True, False, False], "all layers but the last are shared"
    gan.compile(run_eagerly=True)
    assert gan.discriminator is given
