"""What the players descend: against Keras's losses, against critics of known slope, against means by hand."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from gan_course import objectives, penalties
from gan_course.remedies import DRAGAN, R1, R2, WGANGP, AdversarialExamples, FeatureMatching, LabelSmoothing
from gan_course.remedies.losses import _GradientPenalty
from gan_course.remedies.rebuilding import features_of

RNG = np.random.default_rng(5)
REAL_LOGITS, FAKE_LOGITS = (tf.constant(RNG.normal(size=(9, 1)), tf.float32) for _ in range(2))


# --- label smoothing

@pytest.mark.parametrize("name", ["non_saturating", "minimax"])
def test_smoothing_is_keras_cross_entropy_with_a_softer_label_on_the_real_side_alone(name):
    smoothed = LabelSmoothing(0.9).objective(objectives.get(name))
    entropy = keras.losses.BinaryCrossentropy(from_logits=True)
    wanted = (entropy(tf.fill((9, 1), 0.9), REAL_LOGITS) + entropy(tf.zeros((9, 1)), FAKE_LOGITS))
    found = smoothed.discriminator_loss(REAL_LOGITS, FAKE_LOGITS)
    assert float(found) == pytest.approx(float(wanted), rel=1e-6)
    both = keras.losses.BinaryCrossentropy(from_logits=True, label_smoothing=0.2)  # Keras's own smooths both sides
    assert float(found) != pytest.approx(float(both(tf.ones((9, 1)), REAL_LOGITS) +
                                               both(tf.zeros((9, 1)), FAKE_LOGITS)), rel=1e-3)


def test_smoothing_least_squares_moves_the_real_target():
    smoothed = LabelSmoothing(0.8).objective(objectives.LEAST_SQUARES)
    wanted = 0.5 * (np.mean((REAL_LOGITS - 0.8) ** 2) + np.mean(np.square(FAKE_LOGITS)))
    assert float(smoothed.discriminator_loss(REAL_LOGITS, FAKE_LOGITS)) == pytest.approx(wanted, rel=1e-6)


@pytest.mark.parametrize("name", ["non_saturating", "minimax", "least_squares"])
def test_the_generator_plays_as_before_and_alpha_1_is_the_plain_game(name):
    plain, smoothed = objectives.get(name), LabelSmoothing(0.7).objective(objectives.get(name))
    assert float(smoothed.generator_loss(None, FAKE_LOGITS)) == float(plain.generator_loss(None, FAKE_LOGITS))
    hard = LabelSmoothing(1.0).objective(plain)
    assert float(hard.discriminator_loss(REAL_LOGITS, FAKE_LOGITS)) == pytest.approx(
        float(plain.discriminator_loss(REAL_LOGITS, FAKE_LOGITS)), rel=1e-6)
    assert smoothed.name == name  # so that it is saved as the game that it was made of


@pytest.mark.parametrize("share", [0.1, 0.5, 0.8])
def test_the_best_discriminator_is_alpha_times_the_plain_one(share):
    """At a point that is real with this share, the slope vanishes at D = alpha share, so never above alpha."""
    best = 0.9 * share
    logit = tf.constant([[np.log(best / (1 - best))]], tf.float32)
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(logit)
        none = tf.constant([[-1e4]])  # adds a constant
        smoothed = LabelSmoothing(0.9).objective(objectives.MINIMAX)
        as_real = smoothed.discriminator_loss(logit, none)
        as_fake = smoothed.discriminator_loss(tf.zeros((1, 1)), logit)
    slope = share * tape.gradient(as_real, logit) + (1 - share) * tape.gradient(as_fake, logit)
    assert slope.numpy().item() == pytest.approx(0, abs=1e-6)


def test_smoothing_moves_the_discriminator_only(toys, flat):
    plain, smoothed = toys.points(), toys.points([LabelSmoothing(0.8)])
    fake, tape = toys.fakes(smoothed)
    smoothed.generator_step(toys.real, fake, None, tape)
    fake, tape = toys.fakes(plain)
    plain.generator_step(toys.real, fake, None, tape)
    assert np.array_equal(flat(plain.weights), flat(smoothed.weights))
    for gan in (plain, smoothed):
        gan.discriminator_step(toys.real, fake)
    assert np.array_equal(flat(plain.generator.weights), flat(smoothed.generator.weights))
    assert not np.array_equal(flat(plain.discriminator.weights), flat(smoothed.discriminator.weights))


# --- feature matching

def test_features_are_what_the_last_layer_takes(toys):
    gan = toys.points()
    last = gan.discriminator.layers[-1]
    np.testing.assert_allclose(last(features_of(gan.discriminator)(toys.real)), gan.discriminator(toys.real), rtol=1e-6)


def test_feature_matching_by_hand(toys):
    gan = toys.points([FeatureMatching()], discriminator=keras.Sequential([
        keras.Input((2,)), keras.layers.Dense(3, activation="relu"), keras.layers.Dense(1)]))
    kernel, bias = (w.numpy() for w in gan.discriminator.weights[:2])
    fake, _ = toys.fakes(gan)
    means = [np.maximum(x.numpy() @ kernel + bias, 0).mean(axis=0) for x in (toys.real, fake)]
    wanted = ((means[0] - means[1]) ** 2).sum()
    assert wanted > 1e-3 and float(gan.generator_loss(toys.real, fake)) == pytest.approx(wanted, rel=1e-5)


def test_feature_matching_vanishes_where_the_means_agree_and_moves_the_generator_alone(toys, flat):
    gan = toys.points([FeatureMatching()])
    assert float(gan.generator_loss(toys.real, tf.reverse(toys.real, axis=[0]))) == pytest.approx(0, abs=1e-10)
    before = flat(gan.discriminator.weights)
    fake, tape = toys.fakes(gan)
    gan.generator_step(toys.real, fake, None, tape)
    assert np.array_equal(flat(gan.discriminator.weights), before)
    plain = toys.points()
    assert not np.allclose(flat(gan.generator.weights), flat(plain.generator.weights), atol=1e-4)
    assert float(gan.discriminator_loss(toys.real, fake)) == float(plain.discriminator_loss(toys.real, fake))


# --- gradient penalties

def linear(toys, remedies):
    """A GAN whose discriminator is D(x) = w·x with ‖w‖ = 5, and its plain loss on one batch."""
    network = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1, use_bias=False)])
    network.set_weights([np.array([[3.0], [4.0]])])
    gan, plain = (toys.points(found, discriminator=network) for found in (remedies, []))
    fake, _ = toys.fakes(gan)
    return float(gan.discriminator_loss(toys.real, fake) - plain.discriminator_loss(toys.real, fake))


@pytest.mark.parametrize(("remedies", "wanted"), [
    ([WGANGP(10.0)], 10 * (5 - 1) ** 2), ([WGANGP(0.1)], 0.1 * 16), ([DRAGAN(10.0)], 10 * 16),
    ([R1(1.0)], 25 / 2), ([R1(3.0)], 3 * 25 / 2), ([R2(2.0)], 25), ([R1(1.0), R2(1.0)], 25), ([R1(0.0)], 0),
])
def test_the_penalty_of_a_linear_discriminator(toys, remedies, wanted):
    assert linear(toys, remedies) == pytest.approx(wanted, rel=1e-5)


@pytest.mark.parametrize(("kind", "where"), [(R1, 0), (R2, 1)])
def test_r1_is_taken_at_real_data_and_r2_at_fakes(toys, kind, where):
    inputs = keras.Input((2,))
    network = keras.Model(inputs, keras.layers.Dense(1)(inputs * inputs))  # its gradient is 2 w x
    gan, plain = (toys.points(found, discriminator=network) for found in ([kind(1.0)], []))
    fake, _ = toys.fakes(gan)
    x, w = (toys.real, fake)[where].numpy(), network.get_weights()[0][:, 0]
    wanted = 0.5 * ((2 * w * x) ** 2).sum(axis=1).mean()
    found = gan.discriminator_loss(toys.real, fake) - plain.discriminator_loss(toys.real, fake)
    assert float(found) == pytest.approx(wanted, rel=1e-4)


def points_seen(toys, monkeypatch, kind):
    """Where the penalty of a GAN is taken, with real data at (0, 0) and (2, 0) in turn and fakes at (0, 1)."""
    seen = []
    monkeypatch.setattr(penalties, "one_centred", lambda critic, points: seen.append(points.numpy()) or 0.0)
    real = tf.constant(np.tile([[0.0, 0.0], [2.0, 0.0]], (2000, 1)), tf.float32)
    toys.points([kind()]).discriminator_loss(real, tf.constant(np.tile([0.0, 1.0], (4000, 1)), tf.float32))
    return seen[0]


def test_wgan_gp_mixes_uniformly_on_each_line(toys, monkeypatch):
    """The share u of the fake is uniform: moments 1/2, 1/12; a normal u, a known slip, would leave [0, 1]."""
    points = points_seen(toys, monkeypatch, WGANGP)
    u = points[:, 1]
    np.testing.assert_allclose(points[1::2, 0], 2 * (1 - u[1::2]), atol=1e-6)
    assert u.min() >= 0 and u.max() <= 1
    assert u.mean() == pytest.approx(0.5, abs=5 * np.sqrt(1 / 12 / 4000))
    np.testing.assert_allclose(np.histogram(u, 10, (0, 1))[0], 400, atol=5 * np.sqrt(400))
    assert len(np.unique(u)) > 3000  # each line has a u of its own


def test_dragan_stays_around_the_data(toys, monkeypatch):
    points = points_seen(toys, monkeypatch, DRAGAN)
    std = np.sqrt(0.75)  # of the numbers 0, 0, 2, 0
    for gap in (points[0::2], points[1::2] - [2, 0]):
        assert gap.min() >= 0 and gap.max() <= std / 2  # the authors' noise is uniform from 0, so to one side
        np.testing.assert_allclose(gap.mean(), std / 2 / 4, atol=0.01)  # u and noise: 1/2 each


@pytest.mark.parametrize("kind", [WGANGP, DRAGAN, R1, R2])
def test_a_penalty_moves_the_discriminator_only_and_at_0_nothing(toys, flat, kind):
    plain, free, penalised = toys.points(), toys.points([kind(0.0)]), toys.points([kind(7.0)])
    fake, _ = toys.fakes(plain)
    for gan in (plain, free, penalised):
        gan.discriminator_step(toys.real, fake)
        assert np.array_equal(flat(gan.generator.weights), flat(plain.generator.weights))
    np.testing.assert_allclose(flat(free.discriminator.weights), flat(plain.discriminator.weights), atol=1e-6)
    assert np.abs(flat(penalised.discriminator.weights) - flat(plain.discriminator.weights)).max() > 1e-3
    assert float(penalised.generator_loss(toys.real, fake)) == pytest.approx(
        float(penalised.plain_generator_loss(toys.real, fake)))


def test_a_penalised_step_is_that_of_a_tape_by_hand(toys, flat):
    """R1 through the whole step, with SGD: w ← w − rate · (∇ loss + gamma/2 ∇ E‖∇D‖²), the last by a tape in a tape."""
    rate = 0.1
    gan = toys.points([R1(4.0)], optimizer=lambda: keras.optimizers.SGD(rate))
    weights = gan.discriminator.trainable_variables
    fake, _ = toys.fakes(gan)
    with tf.GradientTape() as outer:
        with tf.GradientTape() as inner:
            inner.watch(toys.real)
            logits = gan.discriminator(toys.real)
        slopes = inner.gradient(logits, toys.real)
        loss = tf.reduce_mean(tf.math.softplus(-logits)) + tf.reduce_mean(tf.math.softplus(gan.discriminator(fake)))
        loss += 4.0 / 2 * tf.reduce_mean(tf.reduce_sum(slopes**2, axis=1))
    wanted = flat(weights) - rate * flat([tf.convert_to_tensor(g) for g in outer.gradient(
        loss, weights, unconnected_gradients="zero")])
    assert float(gan.discriminator_step(toys.real, fake)) == pytest.approx(float(loss), rel=1e-5)
    np.testing.assert_allclose(flat(weights), wanted, atol=1e-6)


def test_a_penalty_that_defines_nothing_is_no_penalty_of_nothing(toys):
    class Empty(_GradientPenalty):
        name, knob_name, hyperparameter = "empty", R1.knob_name, R1.hyperparameter

    with pytest.raises(NotImplementedError):
        Empty(1.0).penalty(None, None, toys.real, toys.real)


# --- adversarial examples

@pytest.mark.parametrize("epsilon", [0.0, 0.1, 0.5])
def test_a_linear_discriminator_is_attacked_along_the_signs_of_its_weights(toys, epsilon):
    """D(x) = 3 x₁ − 4 x₂: against it a real point moves by (−ε, ε), its logit falls by 7 ε; a fake's rises as much."""
    network = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1, use_bias=False)])
    network.set_weights([np.array([[3.0], [-4.0]])])
    gan, plain = (toys.points(found, discriminator=network) for found in ([AdversarialExamples(epsilon)], []))
    fake, _ = toys.fakes(gan)
    real_logits, fake_logits = (x.numpy() @ [[3.0], [-4.0]] for x in (toys.real, fake))
    wanted = np.mean(np.logaddexp(0, 7 * epsilon - real_logits)) + np.mean(np.logaddexp(0, fake_logits + 7 * epsilon))
    found = gan.discriminator_loss(toys.real, fake) - plain.discriminator_loss(toys.real, fake)
    assert float(found) == pytest.approx(wanted, rel=1e-5)


def test_the_attack_is_no_part_of_the_gradient_and_leaves_the_generator_alone(toys, flat):
    gan = toys.points([AdversarialExamples(0.2)])
    fake, _ = toys.fakes(gan)
    weights = gan.discriminator.trainable_variables

    def loss(real, fake):
        return (tf.reduce_mean(tf.math.softplus(-gan.discriminator(real)))
                + tf.reduce_mean(tf.math.softplus(gan.discriminator(fake))))

    with tf.GradientTape() as tape:
        tape.watch([toys.real, fake])
        plain = loss(toys.real, fake)
    moved = [tf.constant(x.numpy() + 0.2 * np.sign(slope.numpy()), tf.float32)
             for x, slope in zip((toys.real, fake), tape.gradient(plain, [toys.real, fake]), strict=True)]
    with tf.GradientTape() as tape:
        both = loss(toys.real, fake) + loss(*moved)
    wanted = flat([tf.convert_to_tensor(slope) for slope in tape.gradient(both, weights)])
    with tf.GradientTape() as tape:
        found = gan.discriminator_loss(toys.real, fake)
    found = flat([tf.convert_to_tensor(slope) for slope in tape.gradient(found, weights)])
    np.testing.assert_allclose(found, wanted, atol=1e-6)
    before = flat(gan.generator.weights)
    gan.discriminator_step(toys.real, fake)
    assert np.array_equal(flat(gan.generator.weights), before)


# --- what they cannot do

def normalised():
    return keras.Sequential([keras.Input((2,)), keras.layers.Dense(3), keras.layers.BatchNormalization(),
                             keras.layers.Dense(1)])


@pytest.mark.parametrize(("make", "message"), [
    *[(lambda toys, kind=kind: toys.points([kind()], discriminator=normalised()), "has batch normalisation")
      for kind in (WGANGP, DRAGAN, R1, R2, AdversarialExamples)],
    *[(lambda toys, name=name: toys.points([LabelSmoothing()], name), f"'{name}' has no target for real data")
      for name in ("wasserstein", "hinge", "relativistic")],
    (lambda toys: toys.conditional([FeatureMatching()]), "ends in a sum"),
    (lambda toys: LabelSmoothing(1.1), r"alpha is 1.1; give a number from 0 to 1"),
    (lambda toys: WGANGP(-1.0), "lambda_ is -1.0"),
])
def test_refusals(toys, make, message):
    with pytest.raises(ValueError, match=message):
        make(toys)


@pytest.mark.parametrize(("remedy", "argument", "published", "offered"), [
    (LabelSmoothing, "alpha", 0.9, (0.9, 0.5, 1.0)), (R1, "gamma", 1.0, (0.1, 0.0, 10.0)),
    (R2, "gamma", 1.0, (0.1, 0.0, 10.0)), (WGANGP, "lambda_", 10.0, (0.1, 0.0, 10.0)),
    (DRAGAN, "lambda_", 10.0, (0.1, 0.0, 10.0)), (AdversarialExamples, "epsilon", 0.03, (0.03, 0.0, 1.0))])
def test_the_published_strength_and_what_the_laboratory_offers(remedy, argument, published, offered):
    assert remedy().settings == {argument: published}
    found = remedy.hyperparameter
    assert (found.name, (found.usual, found.low, found.high), found.whole, found.live) == (
        argument, offered, False, True)


def test_an_attack_wider_than_the_range_of_the_data_is_refused():
    assert AdversarialExamples(1.0).settings == {"epsilon": 1.0}
    with pytest.raises(ValueError, match=r"epsilon is 1\.2"):
        AdversarialExamples(1.2)
