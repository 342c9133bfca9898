"""How the players move: against Keras's own Adam, the two-number games, jacobians and differences."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from gan_course import dynamics
from gan_course.optimizers import Adam
from gan_course.remedies import Consensus, Optimistic, Unrolled, WeightAveraging, WeightClipping


def place(gan):
    """(theta, psi) of a GAN of two numbers."""
    return np.array([gan.generator.weights[1].numpy()[0], gan.discriminator.weights[0].numpy()[0, 0]])


def walked(gan, steps):
    """The path of a GAN of two numbers, whose real data and noise are 0: (steps + 1, 2)."""
    path = [place(gan)]
    for _ in range(steps):
        gan.step(tf.zeros((2, 1)), tf.zeros((2, 1)))
        path.append(place(gan))
    return np.array(path)


# --- weight clipping

def test_clipping_bounds_the_discriminator_after_each_update_and_the_generator_never(toys, flat):
    gan, plain = toys.points([WeightClipping(0.05)], "wasserstein"), toys.points([], "wasserstein")
    before = flat(gan.generator.weights)
    fake, tape = toys.fakes(gan)
    for each in (gan, plain):
        each.discriminator_step(toys.real, fake)
    assert np.array_equal(flat(gan.generator.weights), before) and np.abs(before).max() > 0.05
    np.testing.assert_array_equal(flat(gan.discriminator.weights),
                                  np.clip(flat(plain.discriminator.weights), -np.float32(0.05), np.float32(0.05)))
    clipped = flat(gan.discriminator.weights)
    gan.generator_step(toys.real, fake, None, tape)
    assert np.array_equal(flat(gan.discriminator.weights), clipped)
    assert np.abs(flat(gan.generator.weights)).max() > 0.05


def test_clipping_the_dirac_gan_is_the_project_of_dynamics(toys):
    found = walked(toys.scalars(1.0, 1.0, [WeightClipping(0.5)], "wasserstein"), 60)
    game = dynamics.dirac_wgan(clip=0.5)
    wanted = dynamics.trajectory(game, dynamics.alternating, start=(1.0, 1.0), rate=0.2, steps=60)
    np.testing.assert_allclose(found, wanted, atol=1e-4)


def test_a_wide_clip_is_the_plain_step(toys, flat):
    plain, clipped = toys.points(), toys.points([WeightClipping(1e3)])
    for gan in (plain, clipped):
        toys.step(gan, 2)
    assert np.array_equal(flat(plain.weights), flat(clipped.weights))


# --- weight averaging

def test_the_average_is_the_recursion_by_hand_and_training_does_not_see_it(toys, flat):
    gan, plain = toys.points([WeightAveraging(0.3)]), toys.points()
    mean = flat(gan.generator.weights)
    for t in range(1, 6):
        toys.step(gan), toys.step(plain)
        beta = min(0.3, (1 + t) / (10 + t))  # 2/11, 3/12, 4/13 = 0.308: the start is forgotten first
        mean = beta * mean + (1 - beta) * flat(gan.generator.weights)
    np.testing.assert_allclose(flat(gan.remedies[0].averaged.weights), mean, atol=1e-6)
    assert np.array_equal(flat(gan.weights), flat(plain.weights))
    assert len(gan.weights) == len(plain.weights)


def test_samples_come_from_the_average(toys):
    gan = toys.points([WeightAveraging(0.9)])
    toys.step(gan, 3)
    noise = gan.noise(5, seed=1)
    np.testing.assert_allclose(gan.generate(5, seed=1), gan.remedies[0].averaged(noise), atol=1e-6)
    assert np.abs(gan.generate(5, seed=1) - gan.generator(noise)).max() > 1e-3
    gan.compile(run_eagerly=True)
    np.testing.assert_allclose(gan.generate(5, seed=1), gan.generator(noise), atol=1e-6)


def test_batch_statistics_are_copied_and_beta_0_is_the_generator(toys):
    gan = toys.pictures([WeightAveraging(0.0)])
    toys.step(gan, 2)
    assert any("moving" in w.path for w in gan.generator.weights)
    for mean, weight in zip(gan.remedies[0].averaged.weights, gan.generator.weights, strict=True):
        assert np.array_equal(mean, weight)
    gan.remedies[0].turn(beta=0.999)
    toys.step(gan)
    pairs = zip(gan.remedies[0].averaged.weights, gan.generator.weights, strict=True)
    copied = {weight.name: np.array_equal(mean, weight) for mean, weight in pairs}
    assert copied["moving_mean"] and copied["moving_variance"] and not copied["gamma"]


def test_the_discriminators_step_leaves_the_average(toys, flat):
    gan = toys.points([WeightAveraging(0.5)])
    before = flat(gan.remedies[0].averaged.weights)
    gan.generator.set_weights([w + 1 for w in gan.generator.get_weights()])
    gan.discriminator_step(toys.real, toys.fakes(gan)[0])
    assert np.array_equal(flat(gan.remedies[0].averaged.weights), before)


# --- optimistic moves

def test_optimism_in_the_bilinear_game_is_that_of_dynamics(toys):
    """Consensus with gamma 0 makes the step simultaneous, as the rule in `dynamics`; psi counts the other way there."""
    rate, steps = 0.1, 70
    gan = toys.scalars(1.0, 1.0, [Consensus(0.0), Optimistic()], "wasserstein", rate)
    optimistic = gan.remedies[-1]
    first = rate * dynamics.bilinear().field(np.array([1.0, -1.0])) * [1, -1]  # the rule begins as if at rest
    optimistic.last["generator"][1].assign([first[0]])
    optimistic.last["discriminator"][0].assign([[first[1]]])
    wanted = dynamics.trajectory(dynamics.bilinear(), dynamics.optimistic, (1.0, -1.0), rate, steps) * [1, -1]
    np.testing.assert_allclose(walked(gan, steps), wanted, atol=1e-4)
    assert np.linalg.norm(wanted[-1]) < 1.1  # while without optimism it runs away
    plain = walked(toys.scalars(1.0, 1.0, [Consensus(0.0)], "wasserstein", rate), steps)
    assert np.linalg.norm(plain[-1]) == pytest.approx(np.sqrt(2) * (1 + rate**2) ** (steps / 2), rel=1e-3)


def test_alternating_optimism_by_hand(toys):
    rate = 0.1
    theta, psi, last_theta, last_psi = 1.0, 0.5, 0.0, 0.0
    wanted = [(theta, psi)]
    for _ in range(40):
        move = -rate * theta            # D descends psi theta
        psi, last_psi = psi + 2 * move - last_psi, move
        move = rate * psi               # G descends -psi theta, and sees the new psi
        theta, last_theta = theta + 2 * move - last_theta, move
        wanted.append((theta, psi))
    found = walked(toys.scalars(1.0, 0.5, [Optimistic()], "wasserstein", rate), 40)
    np.testing.assert_allclose(found, wanted, atol=1e-5)


def test_optimistic_adam_is_algorithm_1_of_its_paper(toys):
    """w ← w − 2η m̂_t/(√v̂_t + ε) + η m̂_{t−1}/(√v̂_{t−1} + ε), written out in NumPy."""
    rate, beta_1, beta_2 = 0.05, 0.5, 0.999

    class Player:
        def __init__(self, w):
            self.w, self.m, self.v, self.t, self.last = w, 0.0, 0.0, 0, 0.0

        def move(self, g):
            self.t += 1
            self.m = beta_1 * self.m + (1 - beta_1) * g
            self.v = beta_2 * self.v + (1 - beta_2) * g * g
            now = self.m / (1 - beta_1**self.t) / (np.sqrt(self.v / (1 - beta_2**self.t)) + 1e-7)
            self.w += -2 * rate * now + rate * self.last
            self.last = now

    theta, psi, wanted = Player(1.0), Player(0.5), [(1.0, 0.5)]
    for _ in range(30):
        psi.move(theta.w)
        theta.move(-psi.w)
        wanted.append((theta.w, psi.w))
    gan = toys.scalars(1.0, 0.5)
    gan.compile("wasserstein", Adam(rate, beta_1), Adam(rate, beta_1), remedies=[Optimistic()], run_eagerly=True)
    np.testing.assert_allclose(walked(gan, 30), wanted, atol=1e-4)


def test_an_optimistic_player_moves_alone(toys, flat):
    gan = toys.points([Optimistic()])
    fake, tape = toys.fakes(gan)
    before = flat(gan.generator.weights)
    gan.discriminator_step(toys.real, fake)
    assert np.array_equal(flat(gan.generator.weights), before)
    before = flat(gan.discriminator.weights)
    gan.generator_step(toys.real, fake, None, tape)
    assert np.array_equal(flat(gan.discriminator.weights), before)


# --- consensus

def test_consensus_in_the_dirac_gan_is_that_of_dynamics(toys):
    found = walked(toys.scalars(1.0, 1.0, [Consensus(1.0)]), 60)
    wanted = dynamics.trajectory(dynamics.dirac_consensus(1.0), start=(1.0, 1.0), rate=0.2, steps=60)
    np.testing.assert_allclose(found, wanted, atol=1e-4)
    assert np.linalg.norm(wanted[-1]) < 0.3 * np.linalg.norm(wanted[0])


@pytest.mark.parametrize("gamma, scale", [(0.0, None), (3.0, None), (3.0, 64.0)])
def test_consensus_by_a_jacobian(toys, flat, gamma, scale):
    """The move is −rate (v + gamma Jᵀ v), J the jacobian of both players' gradients v, taken row by row.

    A scale of the loss, which keeps small gradients from becoming 0 in float16, changes nothing.
    """
    rate = 0.5
    gan = toys.points([Consensus(gamma)], optimizer=lambda: keras.optimizers.SGD(rate, loss_scale_factor=scale))
    mine, other = gan.generator.trainable_variables, gan.discriminator.trainable_variables
    with tf.GradientTape(persistent=True) as outer:
        with tf.GradientTape(persistent=True) as inner:
            logits, real_logits = gan.discriminator(gan.generator(toys.noise)), gan.discriminator(toys.real)
            g_loss = tf.reduce_mean(tf.math.softplus(-logits))
            d_loss = tf.reduce_mean(tf.math.softplus(-real_logits)) + tf.reduce_mean(tf.math.softplus(logits))
        v = tf.concat([tf.reshape(g, [-1]) for g in (*inner.gradient(g_loss, mine), *inner.gradient(d_loss, other))], 0)
    rows = outer.jacobian(v, [*mine, *other], unconnected_gradients="zero", experimental_use_pfor=False)
    jacobian = np.concatenate([np.reshape(part, (len(v), -1)) for part in rows], axis=1)
    wanted = flat([*mine, *other]) - rate * (v + gamma * jacobian.T @ v.numpy())
    losses = toys.step(gan)
    assert float(losses["d_loss"]) == pytest.approx(float(d_loss), rel=1e-6)
    assert float(losses["g_loss"]) == pytest.approx(float(g_loss), rel=1e-6)
    np.testing.assert_allclose(flat([*mine, *other]), wanted, atol=2e-6)


# --- unrolling

def trained(toys, remedies, steps=6, rate=0.05, kind=keras.optimizers.Adam, **settings):
    """A GAN after a few ordinary steps, so that Adam has momenta."""
    gan = toys.points(remedies, optimizer=lambda: kind(rate, beta_1=0.5, **settings))
    plain = toys.points([], optimizer=lambda: kind(rate, beta_1=0.5, **settings))
    toys.step(plain, steps)
    gan.set_weights(plain.get_weights())
    for one, other in zip(gan.discriminator_optimizer.variables, plain.discriminator_optimizer.variables, strict=True):
        one.assign(other)
    return gan


def loss_after(gan, real, fake, steps):
    """G's loss against D after so many real Adam steps of Keras; D and its optimiser are put back."""
    state = [*gan.discriminator.weights, *gan.discriminator_optimizer.variables]
    before = [w.numpy() for w in state]
    for _ in range(steps):
        with tf.GradientTape() as tape:
            loss = gan.discriminator_loss(real, fake)
        gan.discriminator_optimizer.apply(tape.gradient(loss, gan.discriminator.trainable_variables))
    future = [w.numpy() for w in gan.discriminator.weights]
    loss = float(gan.plain_generator_loss(real, fake))
    for variable, value in zip(state, before, strict=True):
        variable.assign(value)
    return loss, future


@pytest.mark.parametrize("steps", [1, 4])
@pytest.mark.parametrize("kind", [keras.optimizers.Adam, Adam])
def test_the_look_ahead_is_as_many_real_steps_of_kerass_adam(toys, flat, steps, kind, monkeypatch):
    gan = trained(toys, [Unrolled(steps)], kind=kind)
    fake, _ = toys.fakes(gan)
    wanted, future = loss_after(gan, toys.real, fake, steps)
    weights = []
    plain = gan.plain_generator_loss
    monkeypatch.setattr(gan, "plain_generator_loss", lambda *a, weights=None: seen.extend(weights) or plain(
        *a, weights=weights))
    seen = weights
    before = flat(gan.discriminator.weights)
    found = gan.generator_loss(toys.real, fake)
    assert float(found) == pytest.approx(wanted, rel=1e-5)
    np.testing.assert_allclose(flat(seen), flat(future), atol=2e-5)
    assert np.abs(flat(future) - before).max() > 0.02
    assert np.array_equal(flat(gan.discriminator.weights), before)


def test_the_gradient_flows_back_through_the_looked_ahead_steps(toys):
    """Against central differences of the loss after real Adam steps, one number of one fake at a time."""
    gan = trained(toys, [Unrolled(3)])
    fake, _ = toys.fakes(gan)
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(fake)
        ahead, now = gan.generator_loss(toys.real, fake), gan.plain_generator_loss(toys.real, fake)
    found, without = tape.gradient(ahead, fake).numpy(), tape.gradient(now, fake).numpy()
    places, shift, wanted = ([0, 2, 3, 5, 7], [0, 1, 0, 1, 1]), 2e-2, []
    for place in zip(*places, strict=True):
        apart = np.zeros((8, 2), "float32")
        apart[place] = shift
        high, low = (loss_after(gan, toys.real, fake + sign * apart, 3)[0] for sign in (1, -1))
        wanted.append((high - low) / (2 * shift))
    found, without, scale = found[places], without[places], np.abs(wanted).max()
    assert np.abs(without - wanted).max() > 0.1 * scale  # the look ahead matters here
    np.testing.assert_allclose(found, wanted, atol=0.02 * scale)


def test_the_unrolled_generators_step_leaves_the_discriminator_and_its_memory(toys, flat):
    gan = trained(toys, [Unrolled(2)])
    state = [*gan.discriminator.weights, *gan.discriminator_optimizer.variables]
    before = flat(state)
    fake, tape = toys.fakes(gan)
    gan.generator_step(toys.real, fake, None, tape)
    assert np.array_equal(flat(state), before)
    plain = trained(toys, [])
    for each in (gan, plain):
        each.generator.set_weights(plain.generator.get_weights())
        each.discriminator_step(toys.real, fake)
    assert np.array_equal(flat(plain.discriminator.weights), flat(gan.discriminator.weights))


def test_no_gradient_no_nan(toys):
    """A dead ReLU's weights have gradient 0 at each look ahead, where a plain root has an infinite slope."""
    network = keras.Sequential([keras.Input((2,)), keras.layers.Dense(3, "relu", bias_initializer="zeros"),
                                keras.layers.Dense(1)])
    network.layers[0].bias.assign([-1e3, 0.0, 0.0])
    gan = toys.points([Unrolled(2)], discriminator=network)
    toys.step(gan, 2)
    assert all(np.isfinite(w).all() for w in gan.get_weights())


def with_layer(layer):
    return keras.Sequential([keras.Input((2,)), keras.layers.Dense(3), layer, keras.layers.Dense(1)])


# --- what they cannot do

@pytest.mark.parametrize(("make", "message"), [
    (lambda toys: toys.points([Unrolled()], optimizer=lambda: keras.optimizers.SGD(0.1)), "give .* an Adam optimiser"),
    (lambda toys: toys.points([Unrolled()], optimizer=lambda: Adam(1e-3, clipnorm=1.0)), "has clipnorm"),
    (lambda toys: toys.points([Unrolled()], optimizer=lambda: keras.optimizers.AdamW(1e-3)), "has weight_decay"),
    (lambda toys: toys.points([Unrolled()], discriminator=with_layer(keras.layers.BatchNormalization())), "state"),
    (lambda toys: toys.points([Unrolled()], discriminator=with_layer(keras.layers.Dropout(0.2))), "keeps state"),
    (lambda toys: toys.points(["unrolled", "spectral_normalization"]), "'unrolled' cannot .* keeps state"),
    (lambda toys: toys.points([Consensus()], n_critic=5), "n_critic must be 1, and is 5"),
    (lambda toys: Unrolled(0), "steps is 0"),
    (lambda toys: WeightAveraging(1.5), "beta is 1.5"),
    (lambda toys: WeightClipping(-0.01), "clip is -0.01"),
])
def test_refusals(toys, make, message):
    with pytest.raises(ValueError, match=message):
        make(toys)


@pytest.mark.parametrize(("remedy", "argument", "published", "offered"), [
    (WeightClipping, "clip", 0.01, (0.1, 0.001, 1.0, False, True)),
    (WeightAveraging, "beta", 0.999, (0.999, 0.0, 0.9999, False, True)),
    (Consensus, "gamma", 10.0, (0.1, 0.0, 10.0, False, True)), (Unrolled, "steps", 5, (5, 1, 10, True, False))])
def test_the_published_strength_and_what_the_laboratory_offers(remedy, argument, published, offered):
    assert remedy().settings == {argument: published}
    assert tuple(remedy.hyperparameter) == (argument, *offered)


def test_what_optimism_remembers_is_nothing_that_an_optimiser_trains(toys):
    gan = toys.points([Optimistic()])
    toys.step(gan, 1)
    trained = {weight.path for player in (gan.generator, gan.discriminator) for weight in player.trainable_variables}
    remembered = [variable for remedy in gan.remedies for kept in remedy.last.values() for variable in kept]
    assert remembered and not any(variable.trainable for variable in remembered)
    assert trained.isdisjoint(getattr(variable, "path", variable.name) for variable in remembered)
