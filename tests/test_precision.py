"""Number formats: each remedy under each mixed policy, loss scaling, float64, and formats that are refused."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from tiny_gans import DIGITS, FIT, X

from gan_course import layers, networks, remedies, seed_everything
from gan_course.gan import GAN
from gan_course.optimizers import Adam
from gan_course.precision import loss_scale, scaled, unscaled


@pytest.fixture(autouse=True)
def usual_formats():
    yield
    keras.mixed_precision.set_global_policy("float32")
    keras.config.set_floatx("float32")


def trained(policy, remedy_names=(), rate=1e-3, start=None, **options):
    keras.mixed_precision.set_global_policy(policy)
    seed_everything(0)
    images = "diff_augment" in remedy_names
    gan = GAN(*((networks.dcgan_generator(4, (4, 4)), networks.dcgan_discriminator((4, 4))) if images else
                (networks.mlp_generator(widths=(8,)), networks.mlp_discriminator(widths=(8,)))))
    options = {"run_eagerly": True, **options}  # quicker than the trace of so many steps
    gan.compile(generator_optimizer=Adam(rate), discriminator_optimizer=Adam(rate), jit_compile=False,
                remedies=[remedies.get(name) for name in remedy_names], **options)
    if start is not None:
        gan.set_weights(start)
    gan.start = before = [np.array(w) for w in gan.get_weights()]
    gan.fit(DIGITS if images else X, **FIT)
    assert any(not np.array_equal(a, b) for a, b in zip(before, gan.get_weights(), strict=True))
    return gan


@pytest.mark.parametrize("name", [None, *remedies.names()])
def test_every_remedy_trains_in_both_mixed_formats_near_float32(name):
    names = [name] if name else []
    exact = trained("float32", names)
    for policy, tolerance in (("mixed_float16", 0.02), ("mixed_bfloat16", 0.1)):
        gan = trained(policy, names)
        steps = 1 if name == "minibatch_discrimination" else 4  # its steep loss overflows: float16 leaves steps out
        for loss in ("d_loss", "g_loss"):
            np.testing.assert_allclose(gan.step_history[loss][:steps], exact.step_history[loss][:steps],
                                       rtol=tolerance, atol=tolerance)
        assert gan.generate(3).dtype == np.float32
        assert {w.dtype for w in gan.get_weights()} <= {np.dtype("float32"), np.dtype("uint32"), np.dtype("int64")}


def test_losses_are_scaled_in_float16_and_a_step_that_overflows_is_left_out():
    gan = trained("mixed_float16", ["optimistic"], run_eagerly=False)
    for player in ("generator", "discriminator"):
        optimizer = getattr(gan, f"{player}_optimizer")
        assert isinstance(optimizer, keras.optimizers.LossScaleOptimizer) and optimizer.learning_rate == 1e-3
        assert isinstance(unscaled(optimizer), Adam) and loss_scale(optimizer) > 1
    gan.discriminator_optimizer.dynamic_scale.assign(2.0**120)
    before, steps = gan.discriminator.get_weights(), int(gan.discriminator_optimizer.iterations)
    gan.fit(X, steps_per_epoch=1, **FIT)
    assert all(np.array_equal(a, b) for a, b in zip(before, gan.discriminator.get_weights(), strict=True))
    assert gan.discriminator_optimizer.dynamic_scale == 2.0**119 and gan.discriminator_optimizer.iterations == steps


def test_a_scaled_loss_keeps_small_gradients():
    """Float16 has nothing between 0 and 6e-8; without scaling a gradient of 1e-9 would be 0."""
    keras.mixed_precision.set_global_policy("mixed_float16")
    gan = GAN(networks.mlp_generator(widths=()), networks.mlp_discriminator(widths=()))
    sgd = {"generator_optimizer": keras.optimizers.SGD(1e7), "jit_compile": False}
    gan.compile(discriminator_optimizer=keras.optimizers.SGD(0.0), **sgd)
    gan.discriminator.set_weights([w * 1e-9 for w in gan.discriminator.get_weights()])
    gan.discriminator.layers[-1].kernel.assign([[2e-7], [2e-7]])
    before = gan.generator.get_weights()[1]
    gan.fit(X, steps_per_epoch=1, **FIT)
    np.testing.assert_allclose(gan.generator.get_weights()[1] - before, 1.0, rtol=0.25)  # 1e7 · ½ · 2e-7


def test_what_is_scaled_already_is_left_alone():
    keras.mixed_precision.set_global_policy("mixed_float16")
    network = networks.mlp_generator()
    fixed, wrapped = Adam(loss_scale_factor=128.0), keras.optimizers.LossScaleOptimizer(Adam())
    assert scaled(fixed, network) is fixed and scaled(wrapped, network) is wrapped and loss_scale(fixed) == 128
    keras.mixed_precision.set_global_policy("mixed_bfloat16")
    plain = Adam()
    assert scaled(plain, networks.mlp_generator()) is plain and loss_scale(plain) == 1


def test_a_fixed_loss_scale_does_not_change_the_training():
    weights = []
    for factor in (None, 256.0):
        seed_everything(0)
        gan = GAN(networks.mlp_generator(widths=(8,)), networks.mlp_discriminator(widths=(8,)))
        gan.compile("non_saturating", *(Adam(1e-3, loss_scale_factor=factor) for _ in range(2)), jit_compile=False,
                    remedies=["r1"])
        gan.fit(X, **FIT)
        weights.append(gan.get_weights())
    for a, b in zip(*weights, strict=True):
        np.testing.assert_allclose(a, b, atol=1e-6)


def test_a_scaled_gan_is_saved_and_goes_on(tmp_path):
    gan = trained("mixed_float16", ["weight_averaging"])
    gan.save(tmp_path / "gan.keras")
    loaded = keras.models.load_model(tmp_path / "gan.keras")
    for one in (gan, loaded):
        one.fit(X, **FIT)
    assert all(np.array_equal(a, b) for a, b in zip(gan.get_weights(), loaded.get_weights(), strict=True))


@pytest.mark.parametrize("name", ["weight_clipping", "weight_averaging", "optimistic", "consensus", "unrolled",
                                  "veegan", "spectral_normalization", "minibatch_stddev", "minibatch_discrimination"])
def test_networks_in_float64_train_as_in_float32(name):
    exact = trained("float32", [name])
    keras.config.set_floatx("float64")
    gan = trained("float64", [name], start=exact.start)
    if name != "veegan":  # whose third network starts elsewhere
        np.testing.assert_allclose(gan.step_history["d_loss"], exact.step_history["d_loss"], rtol=1e-3)
    assert gan.generate(2).dtype == np.float32 and gan.noise(2).dtype == "float32"


@pytest.mark.parametrize("dtype", ["float16", "bfloat16"])
def test_weights_in_half_precision_are_refused(dtype):
    half = keras.Sequential([keras.Input((2,)), keras.layers.Dense(2, dtype=dtype)])
    with pytest.raises(ValueError, match=f"The generator's weights are {dtype}, in which most steps .*mixed_bfloat16"):
        GAN(half, networks.mlp_discriminator())


@pytest.mark.parametrize("policy", ["mixed_float16", "mixed_bfloat16"])
def test_the_courses_layers_under_a_mixed_policy(policy):
    x = np.random.default_rng(0).normal(size=(8, 4)).astype("float32")
    for kind in (layers.MinibatchStddev, layers.MinibatchDiscrimination, layers.BatchNormalization, layers.LeakyReLU,
                 layers.UniformNoise):
        seed_everything(0)
        exact = kind()
        wanted = exact(x)
        seed_everything(0)
        half = kind(dtype=policy)(x)
        assert half.dtype == policy.removeprefix("mixed_")
        np.testing.assert_allclose(tf.cast(half, "float32"), wanted, atol=0.03, rtol=0.03)
    same = tf.zeros((4, 3), policy.removeprefix("mixed_"))  # a collapsed batch
    with tf.GradientTape() as tape:
        tape.watch(same)
        spread = tf.reduce_sum(layers.MinibatchStddev(dtype=policy)(same))
    assert np.isfinite(tf.cast(tape.gradient(spread, same), "float32")).all()
