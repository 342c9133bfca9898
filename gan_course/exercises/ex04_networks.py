"""Exercises of lesson 04: the two networks, with the label's way in."""

import keras
import numpy as np
import tensorflow as tf

from gan_course.exercises.exercise import Exercise
from gan_course.exercises.network_checks import (
    all_learn,
    before_tanh,
    bends,
    convolves,
    shaken,
    straightened,
    tells_classes_apart,
    two_inputs,
)

# --- build_generator ----------------------------------------------------------------------------------------------

def _build_generator(latent_dim, n_classes):
    layers = keras.layers
    noise = keras.Input((latent_dim,))
    labels = keras.Input((), dtype="int32")
    one_hot = layers.CategoryEncoding(n_classes, output_mode="one_hot")(layers.Reshape((1,))(labels))
    x = layers.Concatenate()([noise, one_hot])                                # the label's way in
    x = layers.Reshape((7, 7, 32))(layers.Dense(7 * 7 * 32)(x))
    x = layers.ReLU()(layers.BatchNormalization()(x))
    x = layers.Conv2DTranspose(16, 4, strides=2, padding="same")(x)           # 14 x 14
    x = layers.ReLU()(layers.BatchNormalization()(x))
    x = layers.Conv2DTranspose(1, 4, strides=2, padding="same", activation="tanh")(x)   # 28 x 28
    return keras.Model([noise, labels], x)


_SIZES = [(5, 3), (4, 9), (32, 10)]


def _generator_inputs(answer):
    for latent_dim, n_classes in _SIZES:
        model = answer(latent_dim, n_classes)
        complaint = two_inputs(model, (latent_dim,), "noise")
        if complaint:
            return complaint
        if tuple(model.output_shape) != (None, 28, 28, 1):
            return f"the output has shape {model.output_shape}; images (None, 28, 28, 1) are wanted."
    return convolves(model)


def _noise_and_labels(latent_dim, n_classes, chance, n=6):
    return chance.normal(size=(n, latent_dim)).astype("float32"), (np.arange(n) % n_classes).astype("int32")


def _generator_range(answer):
    chance = np.random.default_rng(11)
    model = shaken(answer(5, 3), chance, 2.0)
    images = np.asarray(model(list(_noise_and_labels(5, 3, chance)), training=True))
    if not np.all(np.isfinite(images)):
        return "the images hold NaN (not a number)."
    if np.abs(images).max() > 1.0001:
        return f"an image holds {np.abs(images).max():.3g}: the data lie in [-1, 1]; end in tanh."
    if images.min() > -0.9:
        return f"with large weights the darkest pixel is {images.min():.2g}; paper is -1: end in tanh."
    if images.max() < 0.9:
        return f"with large weights the brightest pixel is {images.max():.2g}; ink is 1: end in tanh, once."
    return None


def _generator_listens(answer):
    chance = np.random.default_rng(12)
    model = shaken(answer(2, 12), chance)
    noise, _ = _noise_and_labels(2, 12, chance, 4)

    def images(label, noise=noise):
        return np.asarray(model([noise, np.full(4, label, "int32")]))

    first = images(0)
    if np.allclose(first, images(0, noise[::-1].copy()), atol=1e-6):
        return "the noise changes nothing: each class has one single image."
    if not np.allclose(first, images(0), atol=1e-6):
        return "the same noise and labels give other images."
    return tells_classes_apart(images, 12, "the classes {} give the same images: the label has no way in.")


def _own_place(answer):
    model, noise = answer(6, 5), np.zeros((1, 6), "float32")
    straightened(model, "generator")
    maps = [before_tanh(model([noise, np.array([label], "int32")]), "generator") for label in range(5)]
    return _AS_A_NUMBER if _evenly(maps) else None


_AS_A_NUMBER = ("the label enters as one number, 0, 1, 2, …: a 4 is then half of an 8. Give each class a place of its "
                "own: a one-hot vector, or an embedding.")


def _evenly(values):
    steps = np.diff(np.stack(values), axis=0)
    return np.abs(steps - steps[:1]).max() < 1e-2 * np.abs(steps).max()


def _normalises(answer):
    chance = np.random.default_rng(14)
    model = shaken(answer(5, 3), chance)
    noise, labels = _noise_and_labels(5, 3, chance)
    alone = np.asarray(model([noise[:3], labels[:3]], training=True))
    among = np.asarray(model([noise, labels], training=True))[:3]
    if np.allclose(alone, among, atol=1e-3):
        return ("there is no batch normalisation: in training mode an image should depend on the other images of its "
                "batch.")
    sampled = [np.asarray(model([noise[:k], labels[:k]], training=False))[:3] for k in (3, 6)]
    if not np.allclose(*sampled, atol=1e-5):
        return "when sampling (training=False) an image depends on the others of its batch, or on chance."
    if sum("moving_mean" in weight.path for weight in model.non_trainable_variables) < 2:
        return ("one batch normalisation alone is there: it belongs before each of the two layers that double the "
                "image's size.")
    complaint = all_learn(model, [noise, labels])
    return complaint or bends(answer(5, 3), chance.normal(size=(6, 5)), 1, "generator")


build_generator = Exercise(
    "build_generator", _build_generator,
    checks=[_generator_inputs, _generator_range, _generator_listens, _own_place, _normalises],
    hints=[
        "Two keras.Input: noise (latent_dim,) and labels (), dtype int32. The label becomes a vector; join the two.",
        "layers.Reshape((1,))(labels), then CategoryEncoding(n_classes, output_mode=\"one_hot\"); then Concatenate.",
        "Dense(7·7·32), Reshape, BatchNormalization, ReLU; Conv2DTranspose(16, 4, strides=2, padding=\"same\"), the "
        "same two again; Conv2DTranspose(1, …, activation=\"tanh\"); keras.Model([noise, labels], x).",
    ],
    praise="From a vector and a class to 7, 14 and 28 pixels, in the range of the data.",
    mine="networks",
    doc="""Return a small DCGAN generator of [noise (batch, latent_dim), labels (batch,)] -> (batch, 28, 28, 1).

    The label enters as a one-hot vector beside the noise (Mirza & Osindero 2014).
    """,
)


# --- build_discriminator ------------------------------------------------------------------------------------------

def _build_discriminator(n_classes):
    layers = keras.layers
    images = keras.Input((28, 28, 1))
    labels = keras.Input((), dtype="int32")
    x = layers.Conv2D(16, 4, strides=2, padding="same")(images)               # 14 x 14
    x = layers.LeakyReLU(negative_slope=0.2)(x)
    x = layers.Conv2D(32, 4, strides=2, padding="same")(x)                    # 7 x 7
    h = layers.Flatten()(layers.LeakyReLU(negative_slope=0.2)(x))
    v = layers.Embedding(n_classes, 7 * 7 * 32, embeddings_initializer="zeros")(labels)
    logits = layers.Add()([layers.Dense(1)(h), layers.Dot(axes=-1)([h, v])])  # w·h + b + v·h
    return keras.Model([images, labels], logits)


def _images(chance, n):
    return chance.uniform(-1, 1, size=(n, 28, 28, 1)).astype("float32")


def _discriminator_inputs(answer):
    for n_classes in (3, 10, 4):
        model = answer(n_classes)
        complaint = two_inputs(model, (28, 28, 1), "images")
        if complaint:
            return complaint
        if tuple(model.output_shape) != (None, 1):
            return f"the output has shape {model.output_shape}; one logit for each image is wanted: (None, 1)."
    return convolves(model)


def _gives_logits(answer):
    chance = np.random.default_rng(21)
    model = shaken(answer(4), chance)
    logits = np.asarray(model([_images(chance, 32), np.arange(32, dtype="int32") % 4], training=True))
    if not np.all(np.isfinite(logits)):
        return "the logits hold NaN (not a number)."
    if logits.min() >= 0 or logits.max() <= 1.0001:
        return (f"with large weights the outputs run from {logits.min():.3g} to {logits.max():.3g}; a logit is any "
                "number: no sigmoid and no tanh at the end, the losses bring their own.")
    return None


def _judges_the_class(answer):
    chance = np.random.default_rng(22)
    model, images = shaken(answer(12), chance, 0.1), _images(chance, 5)

    def logits(label):
        return np.asarray(model([images, np.full(5, label, "int32")]))[:, 0]

    if np.ptp(logits(0)) < 1e-5:
        return "the image changes nothing: D cannot tell real from fake."
    complaint = tells_classes_apart(
        logits, 12, "the classes {} get the same logits, with any weights: the label has no way in.")
    if complaint:
        return complaint
    shifts = [logits(label) - logits(0) for label in range(1, 12)]
    if any(np.ptp(shift) < 1e-3 * np.abs(shift).max() for shift in shifts):
        return ("the label only shifts the logit, by the same amount for every image: D cannot say whether image and "
                "label *fit*. The class vector must meet the features in a product.")
    return None


def _own_vector(answer):
    model, images = answer(5), _images(np.random.default_rng(23), 4)
    straightened(model, "discriminator")
    return _AS_A_NUMBER if _evenly([np.asarray(model([images, np.full(4, label, "int32")]), float)
                                    for label in range(5)]) else None


def _teaches_the_generator(answer):
    chance = np.random.default_rng(24)
    model, images = shaken(answer(4), chance), tf.constant(_images(chance, 8))
    labels = tf.constant(np.arange(8, dtype="int32") % 4)   # Keras wants both as tensors, or neither
    with tf.GradientTape() as tape:
        tape.watch(images)
        total = tf.reduce_sum(model([images, labels], training=True))
    gradient = tape.gradient(total, images)
    if gradient is None or not np.any(np.asarray(gradient)):
        return "no gradient reaches the images: G could learn nothing from this D."
    complaint = all_learn(model, [images, labels])
    return complaint or bends(answer(4), _images(chance, 6), 1, "discriminator")


def _starts_alive(answer):
    model, images = answer(4), _images(np.random.default_rng(25), 6)
    with tf.GradientTape() as tape:
        total = tf.reduce_sum(model([tf.constant(images), tf.zeros(6, "int32")]))
    if all(not np.any(tf.convert_to_tensor(gradient)) for weight, gradient in zip(
            model.trainable_variables, tape.gradient(total, model.trainable_variables), strict=True)
            if len(weight.shape) == 4 and gradient is not None):
        return ("a new network's logits do not depend on the image: the part w·h + b is missing, and class vectors "
                "that begin at zero hide the rest.")
    return None


build_discriminator = Exercise(
    "build_discriminator", _build_discriminator,
    checks=[_discriminator_inputs, _gives_logits, _judges_the_class, _own_vector, _teaches_the_generator,
            _starts_alive],
    hints=[
        "Two keras.Input: images (28, 28, 1) and labels (), dtype int32. First the features h of the image alone.",
        "h is Flatten()(…) of the second LeakyReLU, 7·7·32 numbers; v is Embedding(n_classes, 7·7·32)(labels).",
        "The logit is Dense(1)(h) + Dot(axes=-1)([h, v]); then keras.Model([images, labels], logits).",
    ],
    praise="One logit that asks both: is it real, and is it this class? Nothing in it is frozen or squashed.",
    mine="networks",
    doc="""Return a discriminator of [images (batch, 28, 28, 1), labels (batch,)] -> logits (batch, 1).

    The label enters by projection: w·h + b + v_label·h, h the features (Miyato & Koyama 2018, eq. 3).
    """,
)
