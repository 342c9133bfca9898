"""Each number of the page on other libraries is measured on both sides."""

import importlib
import json
import re

import keras
import numpy as np
import peers
import pytest
import tensorflow as tf

from gan_course import console, layers, optimizers

PAGE = console.ROOT / "notebooks" / "OTHER_LIBRARIES.md"


def batch_norm_kept():
    layer = keras.layers.BatchNormalization()
    layer(tf.ones((4, 1)), training=True)
    return 1 - float(layer.moving_mean[0])


def batch_norm_variance(kind=keras.layers.BatchNormalization):
    layer = kind()
    layer.build((None, 1))
    layer.moving_variance.assign([0.0])
    layer(tf.constant([[0.0], [2.0]]), training=True)
    return float(layer.moving_variance[0]) / 0.01


def first_step(optimizer, gradient):
    weight = keras.Variable([0.0])
    optimizer.apply([tf.constant([gradient])], [weight])
    return -float(weight[0])


def largest_first(which):
    keras.utils.set_random_seed(0)
    layer = keras.layers.Dense(100)
    layer.build((None, 100))
    return float(np.abs(layer.get_weights()[which]).max())


def padded_corner():
    maps = keras.ops.conv(np.ones((1, 4, 4, 1), "float32"), np.ones((3, 3, 1, 1), "float32"), 2, "same")
    return float(maps[0, 0, 0, 0])


def gradient_left():
    generator, discriminator = keras.layers.Dense(1), keras.layers.Dense(1)
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.math.softplus(-discriminator(generator(tf.ones((4, 1))))))
    tape.gradient(loss, generator.trainable_variables)      # nothing is kept beside what was asked for
    return 0.0


def two_gradients():
    weight = tf.Variable([1.0])
    for _ in range(2):
        with tf.GradientTape() as tape:
            loss = tf.reduce_sum(weight)
        gradient = tape.gradient(loss, weight)
    return float(gradient[0])


KERAS = {
    "batch normalisation: share of the old average that a step keeps": batch_norm_kept,
    "batch normalisation: epsilon": lambda: keras.layers.BatchNormalization().epsilon,
    "batch normalisation: variance taken over from the batch (0, 2)": batch_norm_variance,
    "Adam: first step for a gradient of 1e-8, in learning rates":
        lambda: first_step(keras.optimizers.Adam(1.0), 1e-8),
    "RMSProp: first step for a gradient of 1, in learning rates":
        lambda: first_step(keras.optimizers.RMSprop(1.0), 1.0),
    "dense layer 100 → 100: largest first weight": lambda: largest_first(0),
    "dense layer 100 → 100: largest first bias": lambda: largest_first(1),
    "LeakyReLU: slope below 0": lambda: -float(keras.layers.LeakyReLU()(tf.constant(-1.0))),
    "cross-entropy of a probability, logit −200 and target 1":
        lambda: float(keras.losses.BinaryCrossentropy()(tf.constant([[1.0]]), tf.sigmoid([[-200.0]]))),
    "3×3 convolution of stride 2, padded: pixels seen at the first corner of 4×4": padded_corner,
    "gradient left in D by G's backward pass": gradient_left,
    "gradient after two backward passes of w": two_gradients,
}


def page_rows():
    """{what: (Keras's number, PyTorch's)} of the page's table of differences."""
    rows = [line.strip("|").split("|") for line in PAGE.read_text(encoding="utf-8").splitlines()
            if line.startswith("| ")]
    return {row[0].strip(): (row[1].strip(), row[2].strip()) for row in rows if row[0].strip() in KERAS}


def test_every_difference_stands_on_the_page():
    assert set(page_rows()) == set(KERAS)


@pytest.mark.parametrize("what", KERAS)
def test_keras_is_as_the_page_says(what):
    assert KERAS[what]() == pytest.approx(float(page_rows()[what][0]), rel=0.02, abs=1e-9)


def test_pytorch_is_as_the_page_says_and_differs():
    found = json.loads(peers.run(console.ROOT / "extras" / "differences.py"))
    for what, (keras_side, torch_side) in page_rows().items():
        assert found[what] == pytest.approx(float(torch_side), rel=0.02), what
        assert float(keras_side) != pytest.approx(float(torch_side), rel=0.05), what
    assert set(found) == set(KERAS)


def test_the_courses_batch_normalisation_takes_the_variance_as_pytorch_does():
    assert batch_norm_variance(layers.BatchNormalization) == pytest.approx(2.0, rel=1e-3)


def test_the_courses_adam_is_keras_adam():
    for gradient in (1e-8, 1e-3):
        ours, theirs = optimizers.Adam(1.0, 0.9), keras.optimizers.Adam(1.0, 0.9)
        assert first_step(ours, gradient) == pytest.approx(first_step(theirs, gradient), rel=1e-4)


def test_what_the_page_calls_here_is_here():
    """Each name of gan_course in the last column of a table can be found."""
    named = {name for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| `")
             for name in re.findall(r"`((?:penalties|metrics|remedies)\.\w+)`", line)}
    assert len(named) >= 9
    for name in named:
        module, attribute = name.split(".")
        assert hasattr(importlib.import_module(f"gan_course.{module}"), attribute), name
