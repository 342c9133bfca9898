"""The auxiliary classifier: its losses against sums by hand, who moves, and what it does to classes that overlap."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from gan_course import networks, seed_everything
from gan_course.auxiliary import AuxiliaryGAN, TwoHeads
from gan_course.gan import ConditionalGAN
from gan_course.optimizers import Adam
from gan_course.remedies import R1, Unrolled


def trunk():
    return keras.Sequential([keras.Input((2,)), keras.layers.Dense(8, "tanh")])


def small(n_classes=3):
    seed_everything(0)
    return AuxiliaryGAN(networks.conditional_mlp_generator(2, 2, n_classes, (8,)), TwoHeads(trunk(), n_classes),
                        n_classes)


REAL = np.random.default_rng(0).normal(size=(6, 2)).astype("float32")
FAKE = np.random.default_rng(1).normal(size=(6, 2)).astype("float32")
LABELS = np.array([0, 1, 2, 2, 1, 0], "int32")


def test_both_losses_are_the_sums_by_hand():
    gan = small()
    gan.compile()

    def log_sigmoid(a):
        return -np.log1p(np.exp(-a))

    def naming(x):
        logits = gan.discriminator.class_logits(x).numpy()
        odds = np.exp(logits)
        return -np.log(odds[np.arange(6), LABELS] / odds.sum(axis=1)).mean()

    real, fake = (gan.discriminator(x).numpy() for x in (REAL, FAKE))
    d_loss = -log_sigmoid(real).mean() - log_sigmoid(-fake).mean() + naming(REAL) + naming(FAKE)
    assert float(gan.discriminator_loss(REAL, FAKE, LABELS)) == pytest.approx(d_loss, rel=1e-5)
    assert float(gan.generator_loss(REAL, FAKE, LABELS)) == pytest.approx(-log_sigmoid(fake).mean() + naming(FAKE),
                                                                          rel=1e-5)


def test_both_heads_train_and_each_player_moves_alone():
    gan = small()
    gan.compile(generator_optimizer=Adam(1e-12), discriminator_optimizer=Adam(1e-2))
    before = [w.numpy() for w in gan.discriminator.trainable_variables], gan.generator.get_weights()
    gan.train_on_batch(REAL, LABELS)
    assert all(not np.array_equal(was, now) for was, now in
               zip(before[0], gan.discriminator.trainable_variables, strict=True))
    assert len(before[0]) == 6
    for was, now in zip(before[1], gan.generator.get_weights(), strict=True):
        np.testing.assert_allclose(now, was, atol=1e-9)


def test_the_labels_are_not_shown_to_the_first_head():
    gan = small()
    np.testing.assert_array_equal(gan.logits(REAL, LABELS), gan.logits(REAL, LABELS[::-1].copy()))


@pytest.mark.slow
def test_overlapping_classes_are_pulled_apart_and_by_projection_not():
    """Two normal classes with means 2 apart: 15.9 % of each lie on the other's side."""
    rng = np.random.default_rng(100)
    y = rng.integers(2, size=8000).astype("int32")
    x = rng.normal(size=(8000, 2)).astype("float32")
    x[:, 0] += 2 * y - 1
    crossed = {}
    for name in ("projection", "auxiliary"):
        seed_everything(100)
        generator = networks.conditional_mlp_generator(4, 2, 2, (64, 64))
        wide = keras.Sequential([keras.Input((2,)), *[keras.layers.Dense(64, "relu") for _ in range(2)]])
        gan = (AuxiliaryGAN(generator, TwoHeads(wide, 2), 2) if name == "auxiliary"
               else ConditionalGAN(generator, networks.conditional_mlp_discriminator(2, 2, (64, 64)), 2))
        gan.compile(generator_optimizer=Adam(2e-3, beta_1=0.5), discriminator_optimizer=Adam(2e-3, beta_1=0.5),
                    remedies=[R1(0.1)], jit_compile=False)
        gan.fit(x, y, batch_size=128, steps_per_epoch=800, verbose=0)
        low, high = (gan.generate(2000, label, seed=0)[:, 0] for label in (0, 1))
        crossed[name] = (np.mean(low > 0) + np.mean(high < 0)) / 2
    assert crossed["auxiliary"] < 0.04 < 0.08 < crossed["projection"]


def test_saved_and_loaded(tmp_path):
    gan = small()
    gan.compile()
    gan.train_on_batch(REAL, LABELS)
    gan.save(tmp_path / "gan.keras")
    again = keras.models.load_model(tmp_path / "gan.keras")
    np.testing.assert_array_equal(gan.generate(4, seed=1), again.generate(4, seed=1))
    np.testing.assert_array_equal(gan.discriminator.class_logits(REAL), again.discriminator.class_logits(REAL))


def test_what_does_not_fit_is_refused():
    with pytest.raises(ValueError, match="names 3 classes and n_classes is 4"):
        AuxiliaryGAN(networks.conditional_mlp_generator(2, 2, 4), TwoHeads(trunk(), 3), 4)
    with pytest.raises(ValueError, match=r"discriminator is .*object of the class TwoHeads"):
        AuxiliaryGAN(networks.conditional_mlp_generator(2, 2, 3), networks.mlp_discriminator(2), 3)
    with pytest.raises(ValueError, match="trunk returns"):
        TwoHeads(keras.Sequential([keras.layers.Dense(3)]), 3)
    gan = small()
    gan.compile(remedies=[Unrolled(2)], run_eagerly=True)
    with pytest.raises(ValueError, match="leave out remedies"):
        gan.train_on_batch(REAL, LABELS)


def test_a_class_head_is_a_classifier():
    heads = TwoHeads(trunk(), 3)
    assert heads.class_logits(tf.constant(REAL)).shape == (6, 3) and heads(tf.constant(REAL)).shape == (6, 1)
