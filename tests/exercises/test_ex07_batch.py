"""The checkers of lesson 07 on packs and on a network's bound."""

import numpy as np
import pytest
import tensorflow as tf
from verdicts import references, right_answer, solutions, wrong_answer

from gan_course.exercises import ex07_batch

ALL = [ex07_batch.packed_images, ex07_batch.slope_bound]


test_reference_is_right = references(ALL)
test_solution_source_defines_the_name_and_is_right = solutions(ALL)


@pytest.mark.parametrize(("exercise", "stub"), [
    (ex07_batch.packed_images, lambda images, m: ...), (ex07_batch.slope_bound, lambda kernels: ...),
], ids=["packs", "bound"])
def test_stub_is_not_tried(exercise, stub):
    assert exercise.verdict(stub).startswith("Not tried yet")


# --- packs

def by_a_stack(images, m):
    packs = tf.stack([images[i::m] for i in range(m)], axis=-2)           # (packs, height, width, m, channels)
    return tf.reshape(packs, (*packs.shape[:3], -1))


def by_the_package(images, m):
    from gan_course.remedies.architecture import packed

    return packed(tf.convert_to_tensor(images), m)


@pytest.mark.parametrize("right", [
    by_the_package, by_a_stack,
    lambda x, m: tf.concat([x[i::m] for i in range(m)], axis=-1),
    lambda x, m: tf.concat(tf.unstack(tf.reshape(x, (-1, m, *x.shape[1:])), axis=1), axis=-1),
    lambda x, m: tf.concat([tf.gather(x, tf.range(i, tf.shape(x)[0], m)) for i in range(m)], axis=3),
], ids=["package", "stack", "concat", "unstack", "gather"])
def test_right_packs(right):
    right_answer(ex07_batch.packed_images, right)


def along_the_width(images, m):
    return tf.concat([images[i::m] for i in range(m)], axis=2)


def channels_shuffled(images, m):
    packs = tf.stack([images[i::m] for i in range(m)], axis=-1)           # (packs, height, width, channels, m)
    return tf.reshape(packs, (*packs.shape[:3], -1))


@pytest.mark.parametrize(("wrong", "sentence"), [
    (lambda x, m: tf.reshape(x, (len(x) // m, *x.shape[1:3], m * x.shape[3])), "torn apart"),
    (lambda x, m: tf.reshape(x, (len(x) // m, m, *x.shape[1:])), "an axis of their own"),
    (along_the_width, "along the width"),
    (lambda x, m: tf.concat([x[i::m] for i in range(m)], axis=1), "on top of each other"),
    (lambda x, m: tf.concat([x[i * (len(x) // m):(i + 1) * (len(x) // m)] for i in range(m)], -1), "m neighbours"),
    (lambda x, m: tf.concat([tf.roll(x, i, 0) for i in range(m)], axis=-1), "as many packs as images"),
    (channels_shuffled, "channels are shuffled"),
    (lambda x, m: tf.concat([x[i::m] for i in range(m)], axis=-1).numpy(), "no gradient gets through"),
    (lambda x, m: tf.stop_gradient(tf.concat([x[i::m] for i in range(m)], axis=-1)), "no gradient gets through"),
    (lambda x, m: tf.concat([x[i::3] for i in range(3)], axis=-1), "shape"),
    (lambda x, m: x, "packs of three"),
    (lambda x, m: tf.cast(tf.concat([x[i::m] for i in range(m)], axis=-1), tf.float16), "do not cast"),
], ids=["reshaped", "an_axis", "wide", "tall", "strided", "rolled", "shuffled", "detached", "stopped", "three",
        "untouched", "cast"])
def test_wrong_packs(wrong, sentence):
    wrong_answer(ex07_batch.packed_images, wrong, sentence)


# --- the bound

@pytest.mark.parametrize("right", [
    lambda kernels: np.exp(sum(np.log(np.linalg.svd(k, compute_uv=False)[0]) for k in kernels)),
    lambda kernels: np.prod([np.sqrt(np.linalg.eigvalsh(k.T @ k).max()) for k in kernels]),
    lambda kernels: tf.reduce_prod([tf.linalg.svd(tf.constant(k), compute_uv=False)[0] for k in kernels]),
    lambda kernels: float(np.prod(list(map(lambda k: np.linalg.norm(k, ord=2), kernels)))),
], ids=["svd", "eigenvalues_of_the_square", "tensor", "float"])
def test_right_bounds(right):
    right_answer(ex07_batch.slope_bound, right)


@pytest.mark.parametrize(("wrong", "sentence"), [
    (lambda kernels: np.prod([np.linalg.norm(k) for k in kernels]), "Frobenius"),
    (lambda kernels: np.prod([np.abs(k).max() for k in kernels]), "Each layer stretches"),
    (lambda kernels: np.sum([np.linalg.norm(k, 2) for k in kernels]), "you add the layers up"),
    (lambda kernels: np.max([np.linalg.norm(k, 2) for k in kernels]), "steepest layer alone"),
    (lambda kernels: np.prod([np.linalg.norm(k, 2)**2 for k in kernels]), "this is its square"),
    (lambda kernels: np.prod([np.linalg.norm(k, "nuc") for k in kernels]), "sum over the layer"),
    (lambda kernels: np.prod([np.linalg.norm(k, -2) for k in kernels]), "smallest singular value"),
    (lambda kernels: np.prod([np.abs(np.linalg.eigvals(k)).max() for k in kernels]), "not eigenvalues"),
    (lambda kernels: [np.linalg.norm(k, 2) for k in kernels], "one number is wanted"),
    (lambda kernels: np.prod([np.linalg.norm(kernels.pop(), 2) for _ in range(len(kernels))]), "changed"),
    (lambda kernels: np.linalg.norm(np.linalg.multi_dot(kernels) if len(kernels) > 1 else kernels[0], 2),
     "Each layer stretches"),
    (lambda kernels: np.nan, "NaN"),
], ids=["frobenius", "largest_entry", "sum", "max", "squared", "nuclear", "smallest", "eigenvalues", "a_list", "popped",
        "of_the_product", "nan"])
def test_wrong_bounds(wrong, sentence):
    wrong_answer(ex07_batch.slope_bound, wrong, sentence)
