"""The checkers of lesson 07: references are right, wrong answers hear which property is broken."""

import re

import numpy as np
import pytest
import tensorflow as tf

from gan_course.exercises import ex07

ALL = [ex07.best_discriminator, ex07.impostors, ex07.packed_images, ex07.slope_bound, ex07.remedy_faults]


@pytest.mark.parametrize("exercise", ALL, ids=repr)
def test_reference_is_right(exercise):
    assert exercise.verdict(exercise.reference).startswith("Right. ")


@pytest.mark.parametrize("exercise", ALL, ids=repr)
def test_solution_source_defines_the_name_and_is_right(exercise):
    namespace = {"np": np, "tf": tf}
    exec(exercise.reference_source(), namespace)
    assert exercise.verdict(namespace[exercise.name]).startswith("Right. ")


@pytest.mark.parametrize(("exercise", "stub"), [
    (ex07.best_discriminator, lambda p_real, p_fake, alpha, beta: ...),
    (ex07.impostors, lambda real: ...),
    (ex07.packed_images, lambda images, m: ...),
    (ex07.slope_bound, lambda kernels: ...),
    (ex07.remedy_faults, {"A": ..., "B": ..., "C": ..., "D": ...}),
], ids=lambda part: repr(part) if part in ALL else "stub")
def test_stub_is_not_tried(exercise, stub):
    assert exercise.verdict(stub).startswith("Not tried yet")


# Other right answers.

def test_impostors_in_the_other_order_as_a_tuple_are_right():
    def answer(real):
        return real.mean() + real.std(), real.mean() - real.std()

    assert ex07.impostors.verdict(answer).startswith("Right.")


def test_the_packages_packs_are_right():
    from gan_course.remedies.architecture import packed

    assert ex07.packed_images.verdict(packed).startswith("Right.")


def test_packs_by_concatenation_are_right():
    def answer(images, m):
        return tf.concat([images[i::m] for i in range(m)], axis=-1)

    assert ex07.packed_images.verdict(answer).startswith("Right.")


def test_singular_values_by_svd_are_right():
    def answer(kernels):
        bound = 1.0
        for kernel in kernels:
            bound *= np.linalg.svd(kernel, compute_uv=False)[0]
        return bound

    assert ex07.slope_bound.verdict(answer).startswith("Right.")


# Named wrong answers: each hears its own sentence.

@pytest.mark.parametrize(("wrong", "sentence"), [
    (lambda p, q, alpha, beta: alpha * p / (p + q), "beta is missing in the numerator"),
    (lambda p, q, alpha, beta: q / (p + q), "exchanged"),
    (lambda p, q, alpha, beta: (beta * p + alpha * q) / (p + q), "exchanged"),
    (lambda p, q, alpha, beta: p / (p + q), "their target, 0.2; yours is 0"),
    (lambda p, q, alpha, beta: beta + (1 - beta) * p / (p + q), "their target, 0.9; yours is 1"),
    (lambda p, q, alpha, beta: np.clip(p / (p + q), beta, alpha), "weighted by the densities"),
    (lambda p, q, alpha, beta: (alpha * p + beta * q)[:3], "notebook 02's D"),
    (lambda p, q, alpha, beta: np.log(p / q), "notebook 02's D"),
], ids=["one_sided", "fake", "swapped", "hard", "only_beta", "clipped", "shape", "logit"])
def test_wrong_soft_targets(wrong, sentence):
    _hears(ex07.best_discriminator, wrong, sentence)


@pytest.mark.parametrize(("wrong", "sentence"), [
    (lambda real: np.array([real.mean(), real.mean()]), "two equal numbers"),
    (lambda real: real.mean() + real.std(ddof=1) * np.array([-1, 1]), "n - 1"),
    (lambda real: real.mean() + real.var() * np.array([-1, 1]), "variance; its root"),
    (lambda real: np.sqrt((real**2).mean()) * np.array([-1, 1]), "only for a mean of 0"),
    (lambda real: real[:2], "yours are"),
    (lambda real: np.array([real.mean(), (real**2).mean()]), "yours are"),
    (lambda real: real, "two numbers are wanted"),
], ids=["means", "unbiased", "variance", "centred", "samples", "the_features", "all"])
def test_wrong_impostors(wrong, sentence):
    _hears(ex07.impostors, wrong, sentence)


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
    (lambda x, m: x, "packs of three"),
], ids=["reshaped", "an_axis", "wide", "tall", "strided", "rolled", "shuffled", "detached", "untouched"])
def test_wrong_packs(wrong, sentence):
    _hears(ex07.packed_images, wrong, sentence)


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
], ids=["frobenius", "largest_entry", "sum", "max", "squared", "nuclear", "smallest", "eigenvalues", "a_list"])
def test_wrong_bounds(wrong, sentence):
    _hears(ex07.slope_bound, wrong, sentence)


@pytest.mark.parametrize(("changed", "sentence"), [
    ({"A": "mixed_packs"}, "A: a perfect G"), ({"B": "across_features"}, "B: real data"),
    ({"C": "noise_on_reals"}, "C: look at"), ({"D": "mixed_packs"}, "D: all fakes"), ({"A": "ill"}, "is not one of"),
    ({"E": "mixed_packs"}, "with the keys"),
])
def test_wrong_diagnoses(changed, sentence):
    _hears(ex07.remedy_faults, {**ex07.remedy_faults.reference, **changed}, sentence)


def _hears(exercise, answer, sentence):
    verdict = exercise.verdict(answer)
    assert verdict.startswith("Wrong: "), verdict
    assert re.search(sentence, verdict), verdict
