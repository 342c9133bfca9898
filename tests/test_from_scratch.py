"""The GAN by hand against TensorFlow's tape, Keras's optimisers, finite differences and a ring."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from gan_course import from_scratch as fs
from gan_course.datasets import mixture_1d, ring
from gan_course.metrics import high_quality_share, modes_captured, wasserstein_1d

# tf.nn.leaky_relu keeps its slope in float32, so it is not exact enough here.
TAPE_ACTIVATION = {"tanh": tf.tanh, "relu": tf.nn.relu, "leaky_relu": lambda x: tf.where(x > 0, x, 0.2 * x)}


def tape_forward(x, weights, activation):
    last = len(weights) - 2
    for i in range(0, len(weights), 2):
        x = x @ weights[i] + weights[i + 1]
        if i < last:
            x = TAPE_ACTIVATION[activation](x)
    return x


def _nets(activation, dtype=np.float64):
    return fs.MLP((3, 8, 7, 2), activation, 1, dtype), fs.MLP((2, 9, 6, 1), activation, 2, dtype)


def _batch(dtype=np.float64):
    rng = np.random.default_rng(5)
    return rng.standard_normal((16, 2)).astype(dtype), rng.standard_normal((16, 3)).astype(dtype)


@pytest.mark.parametrize("activation", fs.ACTIVATIONS)
@pytest.mark.parametrize(("dtype", "tolerance"), [(np.float64, 1e-12), (np.float32, 1e-5)])
def test_discriminator_gradients_equal_the_tapes(activation, dtype, tolerance):
    generator, discriminator = _nets(activation, dtype)
    real, z = _batch(dtype)
    fake = generator.forward(z)
    logits = discriminator.forward(np.concatenate([real, fake]))
    loss, d_real, d_fake = fs.discriminator_loss(logits[:16], logits[16:])
    found, _ = discriminator.backward(np.concatenate([d_real, d_fake]))

    weights = [tf.constant(w) for w in discriminator.weights]
    with tf.GradientTape() as tape:
        tape.watch(weights)
        a, b = tape_forward(real, weights, activation), tape_forward(fake, weights, activation)
        wanted_loss = tf.reduce_mean(tf.nn.softplus(-a)) + tf.reduce_mean(tf.nn.softplus(b))
    assert loss == pytest.approx(float(wanted_loss), abs=tolerance)
    for mine, theirs in zip(found, tape.gradient(wanted_loss, weights), strict=True):
        assert mine.dtype == dtype
        np.testing.assert_allclose(mine, theirs.numpy(), atol=tolerance, rtol=0)


@pytest.mark.parametrize("activation", fs.ACTIVATIONS)
@pytest.mark.parametrize(("loss", "tape_loss"), [
    (fs.saturating_loss, lambda a: -tf.reduce_mean(tf.nn.softplus(a))),
    (fs.non_saturating_loss, lambda a: tf.reduce_mean(tf.nn.softplus(-a)))])
def test_generator_gradients_through_the_discriminator_equal_the_tapes(activation, loss, tape_loss):
    generator, discriminator = _nets(activation)
    _, z = _batch()
    value, d_logits = loss(discriminator.forward(generator.forward(z)))
    _, d_fake = discriminator.backward(d_logits)
    found, d_z = generator.backward(d_fake)

    weights = [tf.constant(w) for w in generator.weights]
    frozen = [tf.constant(w) for w in discriminator.weights]
    noise = tf.constant(z)
    with tf.GradientTape() as tape:
        tape.watch([*weights, noise])
        wanted = tape_loss(tape_forward(tape_forward(noise, weights, activation), frozen, activation))
    assert value == pytest.approx(float(wanted), abs=1e-12)
    for mine, theirs in zip([*found, d_z], tape.gradient(wanted, [*weights, noise]), strict=True):
        np.testing.assert_allclose(mine, theirs.numpy(), atol=1e-12, rtol=0)


def test_a_weight_by_finite_differences():
    generator, discriminator = _nets("tanh")
    _, z = _batch()

    def loss():
        return fs.non_saturating_loss(discriminator.forward(generator.forward(z)))

    _, d_fake = discriminator.backward(loss()[1])
    gradients, _ = generator.backward(d_fake)
    for weight, gradient in zip(generator.weights, gradients, strict=True):
        place = (0,) * weight.ndim
        keep = weight[place]
        weight[place] = keep + 1e-5
        above = loss()[0]
        weight[place] = keep - 1e-5
        below = loss()[0]
        weight[place] = keep
        assert gradient[place] == pytest.approx((above - below) / 2e-5, abs=1e-9)


def test_losses_are_finite_at_extreme_logits_and_log_4_at_a_coin():
    extreme = np.array([[-1e4], [1e4]])
    generator_losses = [loss(extreme) for loss in (fs.saturating_loss, fs.non_saturating_loss)]
    for values in [fs.discriminator_loss(extreme, -extreme), *generator_losses]:
        assert all(np.isfinite(value).all() for value in values)
    assert fs.discriminator_loss(np.zeros((4, 1)), np.zeros((4, 1)))[0] == pytest.approx(np.log(4))
    assert fs.saturating_loss(np.array([[-10.0]]))[1].item() == pytest.approx(-np.exp(-10), rel=1e-4)
    assert fs.non_saturating_loss(np.array([[-10.0]]))[1].item() == pytest.approx(-1, rel=1e-4)


OPTIMISERS = [
    (lambda: fs.Adam(0.01, 0.5, 0.999), lambda: keras.optimizers.Adam(0.01, beta_1=0.5, beta_2=0.999)),
    (lambda: fs.Adam(0.002, 0.9, 0.99), lambda: keras.optimizers.Adam(0.002, beta_1=0.9, beta_2=0.99)),
    (lambda: fs.Adam(0.002, 0.0, 0.9), lambda: keras.optimizers.Adam(0.002, beta_1=0.0, beta_2=0.9)),
    (lambda: fs.SGD(0.05), lambda: keras.optimizers.SGD(0.05)),
    (lambda: fs.SGD(0.05, 0.9), lambda: keras.optimizers.SGD(0.05, momentum=0.9)),
]


@pytest.mark.parametrize("pair", OPTIMISERS, ids=["adam .5", "adam .9", "adam 0", "sgd", "momentum"])
def test_optimisers_equal_keras(pair):
    mine, theirs = pair[0](), pair[1]()
    rng = np.random.default_rng(3)
    weights = [rng.standard_normal(shape).astype(np.float32) for shape in [(3, 4), (4,)]]
    variables = [keras.Variable(w) for w in weights]
    for step in range(30):
        size = 10.0 ** (step % 5 - 3)
        gradients = [(size * rng.standard_normal(w.shape)).astype(np.float32) for w in weights]
        mine.apply(gradients, weights)
        theirs.apply_gradients(zip([tf.constant(g) for g in gradients], variables, strict=True))
    for w, v in zip(weights, variables, strict=True):
        assert w.dtype == np.float32
        np.testing.assert_allclose(w, v.value.numpy(), atol=1e-5)


def _gan(seed=0, **options):
    generator = fs.MLP((2, 32, 32, 2), "relu", seed)
    discriminator = fs.MLP((2, 32, 32, 1), "relu", seed + 100)
    return fs.ScratchGAN(generator, discriminator, **options)


def _copies(network):
    return [w.copy() for w in network.weights]


def _moved(network, before):
    return max(np.abs(a - b).max() for a, b in zip(network.weights, before, strict=True))


def test_each_step_moves_its_own_player_only_and_downhill():
    gan = _gan(generator_optimizer=fs.SGD(0.01), discriminator_optimizer=fs.SGD(0.01))
    rng = np.random.default_rng(0)
    real, z = ring(std=0.05).sample(64, 0), gan.noise(64, rng)
    generator, discriminator = _copies(gan.generator), _copies(gan.discriminator)
    first = gan.discriminator_step(real, z)
    assert _moved(gan.generator, generator) == 0 and _moved(gan.discriminator, discriminator) > 0
    assert gan.discriminator_step(real, z) < first
    discriminator = _copies(gan.discriminator)
    first = gan.generator_step(z)
    assert _moved(gan.discriminator, discriminator) == 0 and _moved(gan.generator, generator) > 0
    assert gan.generator_step(z) < first


def test_n_critic_counts_the_discriminators_steps():
    gan = _gan(n_critic=3)
    gan.fit(ring(std=0.05).sample(100, 0), steps=4, batch_size=8)
    assert gan.discriminator_optimizer.steps == 12 and gan.generator_optimizer.steps == 4


def test_the_ring_is_learnt():
    mixture = ring(std=0.05)
    gan = _gan()
    history = gan.fit(mixture.sample(10_000, 1), steps=2500)
    samples = gan.generate(2500, seed=2)
    assert samples.dtype == np.float32 and samples.shape == (2500, 2)
    assert modes_captured(samples, mixture) == 8
    assert high_quality_share(samples, mixture) > 0.6
    assert history["d_loss"].shape == (2500,)
    assert abs(history["d_loss"][-500:].mean() - np.log(4)) < 0.15


def test_a_line_of_two_bumps_is_learnt():
    data = mixture_1d([-1.0, 1.0], 0.2).sample(10_000, 0)
    gan = fs.ScratchGAN(fs.MLP((2, 32, 32, 1), "relu", 0), fs.MLP((1, 32, 32, 1), "relu", 1))
    before = wasserstein_1d(gan.generate(2000)[:, 0], data[:, 0])
    gan.fit(data, steps=1500)
    after = wasserstein_1d(gan.generate(2000)[:, 0], data[:, 0])
    assert after < 0.3 < 0.6 < before


def test_the_same_seed_gives_the_same_weights_and_another_gives_others():
    data = ring(std=0.05).sample(500, 0)
    gans = [_gan(), _gan(), _gan()]
    for gan, seed in zip(gans, (7, 7, 8), strict=True):
        gan.fit(data, steps=20, seed=seed)
    for a, b in zip(gans[0].generator.weights, gans[1].generator.weights, strict=True):
        np.testing.assert_array_equal(a, b)
    assert _moved(gans[0].generator, gans[2].generator.weights) > 0


def test_divergence_is_named_with_its_step():
    gan = _gan(generator_optimizer=fs.SGD(1e6), discriminator_optimizer=fs.SGD(1e6))
    with pytest.raises(FloatingPointError, match=r"step \d+; lower the learning rate"):
        gan.fit(ring(std=0.05).sample(500, 0), steps=200)


@pytest.mark.parametrize(("call", "words"), [
    (lambda: fs.MLP((2,)), "at least|an input and an output"),
    (lambda: fs.MLP((2, 0, 1)), "sizes is"),
    (lambda: fs.MLP((2, 1), "swish"), "activation is 'swish'; give one of"),
    (lambda: fs.MLP((2, 1)).forward(np.zeros((4, 3))), r"\(4, 3\).*\(batch, 2\)"),
    (lambda: fs.MLP((2, 1)).forward(np.zeros(2)), r"\(batch, 2\)"),
    (lambda: fs.MLP((2, 1)).backward(np.zeros((4, 1))), "forward pass"),
    (lambda: fs.SGD(-0.1), "above 0"),
    (lambda: fs.Adam(0.0), "above 0"),
    (lambda: _gan(n_critic=0), "at least 1"),
    (lambda: _gan().fit(np.zeros((10, 3))), r"data has shape \(10, 3\); give \(n, 2\)"),
])
def test_bad_input_says_what_is_allowed(call, words):
    with pytest.raises(ValueError, match=words):
        call()


def test_the_seed_of_generate_is_0_unless_one_is_given():
    gan = fs.ScratchGAN(fs.MLP([2, 4, 2], seed=1), fs.MLP([2, 4, 1], seed=2))
    assert np.array_equal(gan.generate(5), gan.generate(5, seed=0))
    assert not np.array_equal(gan.generate(5), gan.generate(5, seed=1))


@pytest.mark.parametrize("name", ["generator_optimizer", "discriminator_optimizer"])
def test_an_optimiser_must_apply_gradients(name):
    with pytest.raises((TypeError, ValueError), match=f"{name} is .*apply"):
        fs.ScratchGAN(fs.MLP([2, 4, 2], seed=1), fs.MLP([2, 4, 1], seed=2), **{name: "adam"})
