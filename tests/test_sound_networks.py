"""Players of sounds: labels taken apart, shapes, what the label adds to a logit, and bad sizes."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from gan_course import sound_networks as nets


def test_a_label_is_taken_apart():
    vectors = nets.LabelParts((3, 4))(tf.constant([0, 5, 11])).numpy()
    assert vectors.tolist() == [[1, 0, 0, 1, 0, 0, 0], [0, 1, 0, 0, 1, 0, 0], [0, 0, 1, 0, 0, 0, 1]]


@pytest.mark.parametrize(("make", "shape"), [
    (lambda: nets.spectrogram_generator((64, 32, 2), (3, 4), 5, (6, 4)), (64, 32, 2)),
    (lambda: nets.wave_generator(256, (3, 4), 5, (6, 4, 2)), (256, 1)),
    (lambda: nets.wave_generator(256, (3, 4), 5, (6, 4, 2), "nearest"), (256, 1))])
def test_generators(make, shape):
    generator = make()
    samples = generator([tf.random.normal((2, 5)), tf.constant([1, 11])])
    assert samples.shape == (2, *shape) and float(tf.reduce_max(tf.abs(samples))) <= 1
    again = keras.models.clone_model(generator)                 # the layers know their arguments
    assert again.count_params() == generator.count_params()


@pytest.mark.parametrize(("make", "shape"), [
    (lambda: nets.spectrogram_discriminator((64, 32, 2), (3, 4), (4, 6)), (64, 32, 2)),
    (lambda: nets.wave_discriminator(256, (3, 4), (2, 4)), (256, 1))])
def test_discriminators_begin_without_a_preference_and_learn_one_for_each_part(make, shape):
    discriminator, x = make(), np.random.default_rng(0).normal(size=(1, *shape)).astype("float32")
    x = tf.constant(np.repeat(x, 3, axis=0))
    labels = tf.constant([0, 3, 4])                             # parts (0, 0), (0, 3), (1, 0)
    before = discriminator([x, labels]).numpy()
    assert before.shape == (3, 1) and np.ptp(before) < 1e-6
    told = next(layer for layer in discriminator.layers if isinstance(layer, keras.layers.Dense)
                and not layer.use_bias)
    told.kernel.assign(np.random.default_rng(1).normal(size=told.kernel.shape))
    a, b, c = discriminator([x, labels]).numpy()[:, 0]
    both = discriminator([x[:1], tf.constant([7])]).numpy()[0, 0]       # parts (1, 3)
    assert both - a == pytest.approx((b - a) + (c - a), rel=1e-3, abs=1e-3)


def test_sizes_that_do_not_fit_are_named():
    with pytest.raises(ValueError, match="sides that 8 divides"):
        nets.spectrogram_generator((60, 32, 1), (3,))
    with pytest.raises(ValueError, match="64 divides"):
        nets.wave_generator(1000, (3,))
