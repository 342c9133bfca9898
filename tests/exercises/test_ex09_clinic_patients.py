"""Each patient of the clinic has the fault that its class names, and no other; gradients against finite differences."""

import numpy as np
import pytest

from gan_course.exercises import ex09_clinic_patients as cp
from gan_course.from_scratch import MLP, discriminator_loss, sigmoid

RNG = np.random.default_rng(0)
REAL, FAKE = RNG.normal(0, 0.6, (64, 2)).astype("float32"), RNG.normal(0.3, 0.4, (64, 2)).astype("float32")
Z = RNG.standard_normal((64, cp.LATENT_DIM), dtype=np.float32)
EVERYONE = list(cp.PATIENTS.values())


def kinds(*sick):
    """Each class, with whether it is one of these."""
    return [pytest.param(kind, kind in sick, id=kind.__name__) for kind in EVERYONE]


def weights(network):
    return np.concatenate([np.ravel(w) for w in network.weights]).astype(np.float64)


def moved(kind, step, *batch):
    """How one step moves (generator, discriminator)."""
    gan = kind(seed=3)
    start = weights(gan.generator), weights(gan.discriminator)
    getattr(gan, step)(*batch)
    return weights(gan.generator) - start[0], weights(gan.discriminator) - start[1]


# The two networks that from_scratch lacks.

def numeric_gradient(f, array, delta=1e-6):
    found = np.zeros_like(array)
    for index in np.ndindex(array.shape):
        kept = array[index]
        array[index] = kept + delta
        above = f()
        array[index] = kept - delta
        found[index] = (above - f()) / (2 * delta)
        array[index] = kept
    return found


@pytest.mark.parametrize("end", [None, *cp.ENDS])
@pytest.mark.parametrize("kind", [MLP, cp.BatchNormMLP])
def test_gradients_equal_finite_differences(kind, end):
    rng = np.random.default_rng(1)
    network = kind((3, 5, 4, 2), "tanh", 1, np.float64)
    network = network if end is None else cp.Ended(network, end)
    x, pull = rng.standard_normal((7, 3)), rng.standard_normal((7, 2))
    network.forward(x)
    gradients, d_x = network.backward(pull)
    for array, mine in [(x, d_x), *zip(network.weights, gradients, strict=True)]:
        numeric = numeric_gradient(lambda: float((network.forward(x) * pull).sum()), array)
        np.testing.assert_allclose(mine, numeric, atol=1e-6)


def test_batch_norm_gives_each_unit_mean_0_and_variance_1_in_training_only():
    network = cp.BatchNormMLP((2, 16, 1), "tanh", 0)
    network.forward(5 * FAKE + 3)
    normalised, _ = network.normalised[0]
    np.testing.assert_allclose(normalised.mean(axis=0), 0, atol=1e-5)
    np.testing.assert_allclose(normalised.var(axis=0), 1, atol=1e-2)
    plain = MLP((2, 16, 1), "tanh", 0)
    np.testing.assert_array_equal(network.forward(FAKE, training=False), plain.forward(FAKE))


# Who differs from the healthy one, and where. Everyone is asked each question.

def test_all_start_from_the_same_weights():
    for kind in EVERYONE:
        np.testing.assert_array_equal(weights(kind(5).generator), weights(cp.Healthy(5).generator))
        np.testing.assert_array_equal(weights(kind(5).discriminator), weights(cp.Healthy(5).discriminator))


def test_thirteen_faults_and_a_control():
    assert list(cp.PATIENTS) == ["healthy", "0", *(str(number) for number in range(1, 13))]
    assert len(set(EVERYONE)) == 14


@pytest.mark.parametrize(("kind", "sick"), kinds(cp.FrozenD))
def test_who_never_moves_d(kind, sick):
    g_moved, d_moved = moved(kind, "discriminator_step", REAL, Z)
    assert not g_moved.any()
    assert (not d_moved.any()) == sick


@pytest.mark.parametrize(("kind", "sick"), kinds(cp.Leak))
def test_whose_generator_step_moves_d(kind, sick):
    g_moved, d_moved = moved(kind, "generator_step", Z)
    assert g_moved.any()
    assert d_moved.any() == sick


@pytest.mark.parametrize(("kind", "sick"), kinds(cp.FlippedSign))
def test_whose_generator_climbs(kind, sick):
    gan = kind(3)
    z = gan.noise(64, np.random.default_rng(0))
    gan.generator_optimizer.learning_rate = 1e-5          # small enough for the slope to tell
    before = gan.generator_loss(gan.discriminator.forward(gan.generator.forward(z)))[0]
    gan.generator_step(z)
    after = gan.generator_loss(gan.discriminator.forward(gan.generator.forward(z)))[0]
    assert (after > before) == sick


@pytest.mark.parametrize(("kind", "sick"), kinds(cp.NoNoise))
def test_who_has_no_noise(kind, sick):
    noise = kind(0).noise(1000, np.random.default_rng(0))
    assert noise.shape == (1000, cp.LATENT_DIM)
    assert (noise.std() == 0) == sick


@pytest.mark.parametrize(("kind", "sick"), kinds(cp.TinyData))
def test_who_sees_few_points(kind, sick):
    chosen = kind(0).choose(4000, 5000, np.random.default_rng(0))
    assert (len(np.unique(chosen)) == cp.FEW) == sick
    assert sick or len(np.unique(chosen)) > 2000


@pytest.mark.parametrize(("kind", "sick"), kinds(cp.UnscaledData))
def test_whose_data_lie_outside_what_g_can_reach(kind, sick):
    assert (0.75 * kind.scale > 1) == sick


@pytest.mark.parametrize(("kind", "sick"), kinds(cp.SigmoidTwice))
def test_whose_logits_lie_between_0_and_1(kind, sick):
    logits = kind(0).discriminator.forward(100 * REAL)
    assert (0 <= logits.min() and logits.max() <= 1) == sick


@pytest.mark.parametrize(("kind", "sick"), kinds(cp.MixedBatch))
def test_whose_judgement_of_fakes_depends_on_their_company(kind, sick):
    gan = kind(0)
    among_real, alone = gan.judge(REAL + 2, FAKE)[1], gan.discriminator.forward(FAKE)
    assert (np.abs(among_real - alone).max() > 1e-3) == sick


@pytest.mark.parametrize(("kind", "sick"), kinds(cp.StaleAverages))
def test_whose_samples_are_not_those_of_training(kind, sick):
    gan = kind(0)
    assert (np.abs(gan.samples(Z) - gan.generator.forward(Z)).max() > 1e-3) == sick


@pytest.mark.parametrize(("kind", "times"), [
    pytest.param(kind, {cp.SlowD: 1 / cp.SLOWER, cp.HugeRate: 1e6}.get(kind, 1), id=kind.__name__)
    for kind in EVERYONE])
def test_whose_rates_differ(kind, times):
    gan = kind(0)
    assert gan.discriminator_optimizer.learning_rate == pytest.approx(times * cp.RATE)
    assert gan.generator_optimizer.learning_rate == pytest.approx(cp.RATE * (times if times > 1 else 1))


# Where D settles when real and fake are the same: the gradients of all that moves D cancel there.

@pytest.mark.parametrize(("kind", "settles"), [
    (cp.TwiceFakes, 1 / 3), (cp.SmoothedFakes, (1 + cp.SMOOTHING) / 2)])
def test_where_d_settles_with_another_loss(kind, settles):
    logits = np.full((8, 1), np.log(settles / (1 - settles)))
    _, d_real, d_fake = kind(0).d_loss(logits, logits)
    np.testing.assert_allclose(d_real + d_fake, 0, atol=1e-12)
    assert np.abs(sum(discriminator_loss(logits, logits)[1:])).min() > 1e-3          # not so the usual loss


def test_where_d_settles_in_a_leak():
    logits = np.full((8, 1), np.log(2))
    _, d_real, d_fake = discriminator_loss(logits, logits)
    leaked = cp.Leak(0).generator_loss(logits)[1]
    np.testing.assert_allclose(d_real + d_fake + leaked, 0, atol=1e-12)


@pytest.mark.parametrize("kind", [cp.TwiceFakes, cp.SmoothedFakes])
def test_the_other_losses_are_cross_entropies(kind):
    logits = np.linspace(-2, 2, 5)[:, None]
    weight, label = (2, 0) if kind is cp.TwiceFakes else (1, cp.SMOOTHING)
    s = sigmoid(logits)
    wanted = -np.log(s).mean() - weight * (label * np.log(s) + (1 - label) * np.log(1 - s)).mean()
    loss, d_real, d_fake = kind(0).d_loss(logits, logits)
    assert loss == pytest.approx(wanted)
    np.testing.assert_allclose(d_real, (s - 1) / 5)
    np.testing.assert_allclose(d_fake, weight * (s - label) / 5)
    assert np.isfinite(kind(0).discriminator_step(REAL, Z))
