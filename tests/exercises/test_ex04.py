"""The checkers of lesson 04 that live in ex04 itself; every exercise's reference, and the map of objectives."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from verdicts import right_answer, wrong_answer

from gan_course.exercises import ex04
from gan_course.exercises.exercise import Exercise

ALL = [value for value in vars(ex04).values() if isinstance(value, Exercise)]
STUBS = {
    "build_discriminator": lambda n_classes: ..., "build_generator": lambda latent_dim, n_classes: ...,
    "diagnoses": {"A": ..., "B": ..., "C": ..., "D": ...},
    "fit": lambda step, x, epochs, batch_size, latent_dim, rng, labels=None: ..., "listing_faults": ...,
    "output_sizes": lambda size, kernel, stride: ..., "step_order": [...], "to_tanh_range": lambda pixels: ...,
    "train_step": lambda generator, discriminator, g_optimizer, d_optimizer, real, noise, labels=None: ...,
    "weights_moved": lambda before, after: ...,
}


@pytest.mark.parametrize("exercise", ALL, ids=lambda exercise: exercise.name)
def test_the_source_of_the_solution_is_right(exercise):
    losses = "from gan_course.exercises import ex02\ndiscriminator_loss = ex02.discriminator_loss.reference\n" \
             "generator_loss = ex02.generator_loss.reference\n"
    names = {"np": np, "tf": tf, "keras": keras}
    exec(losses + exercise.reference_source(), names)
    assert exercise.verdict(names[exercise.name]).startswith("Right. ")


@pytest.mark.parametrize("exercise", ALL, ids=lambda exercise: exercise.name)
def test_a_stub_is_not_tried(exercise):
    assert exercise.verdict(STUBS[exercise.name]).startswith("Not tried yet")


# --- output_sizes ---

def sizes(*functions):
    return lambda size, kernel, stride: tuple(function(size, kernel, stride) for function in functions)


def down_valid(n, k, s):
    return (n - k) // s + 1


def down_same(n, k, s):
    return -(-n // s)


def up_valid(n, k, s):
    return (n - 1) * s + k


def up_same(n, k, s):
    return n * s


def by_counting(size, kernel, stride):
    starts = [start for start in range(0, size, stride) if start + kernel <= size]
    return [len(starts), len(range(0, size, stride)), len(set(range(0, (size - 1) * stride + kernel))), size * stride]


@pytest.mark.parametrize("right", [
    by_counting,
    lambda n, k, s: np.array([(n - k + s) // s, (n + s - 1) // s, n * s - s + k, n * s]),
    lambda n, k, s: (np.floor((n - k) / s) + 1, np.ceil(n / s), (n - 1) * s + k, n * s),
    lambda n, k, s: tf.constant([(n - k) // s + 1, -(-n // s), n * s + max(k - s, 0), s * n]),
], ids=["counting", "array", "floats", "tensor"])
def test_other_right_sizes(right):
    right_answer(ex04.output_sizes, right)


@pytest.mark.parametrize(("wrong", "sentence"), [
    (sizes(lambda n, k, s: (n - k) // s, down_same, up_valid, up_same), "strided, valid"),
    (sizes(lambda n, k, s: -(-(n - k) // s) + 1, down_same, up_valid, up_same), "strided, valid"),
    (sizes(lambda n, k, s: (n - k + 1) // s, down_same, up_valid, up_same), "strided, valid"),
    (sizes(down_valid, lambda n, k, s: n // s, up_valid, up_same), "rounded up"),
    (sizes(down_valid, lambda n, k, s: n // s + 1, up_valid, up_same), "strided, same"),
    (sizes(down_valid, down_same, lambda n, k, s: n * s + k, up_same), "transposed, valid"),
    (sizes(down_valid, down_same, lambda n, k, s: (n - 1) * s + 4, up_same), "transposed, valid"),
    (sizes(down_valid, down_same, up_valid, lambda n, k, s: n * s + k - s), "transposed, same"),
    (sizes(down_valid, down_same, up_valid, lambda n, k, s: 2 * n), "transposed, same"),
    (sizes(down_same, down_valid, up_same, up_valid), "strided, valid"),
    (sizes(down_valid, down_same), "four numbers"),
    (lambda n, k, s: "13, 14, 16, 14", "numbers are wanted"),
])
def test_wrong_sizes(wrong, sentence):
    wrong_answer(ex04.output_sizes, wrong, sentence)


# --- diagnoses ---

@pytest.mark.parametrize("right", [
    {"D": "healthy", "C": "d_learns_nothing", "B": "collapsed", "A": "d_too_strong"},
    {"A": " d_too_strong", "B": "collapsed ", "C": "d_learns_nothing", "D": "healthy"},
    {"A": "D_TOO_STRONG", "B": "Collapsed", "C": "d_learns_nothing", "D": "Healthy"},
    {key: np.str_(word) for key, word in ex04.diagnoses.reference.items()},
])
def test_other_right_diagnoses(right):
    right_answer(ex04.diagnoses, right)


@pytest.mark.parametrize(("changed", "sentence"), [
    ({"A": "healthy"}, "log A: D's loss is 0.26"), ({"A": "collapsed"}, "log A: D's loss is 0.26"),
    ({"B": "healthy"}, "log B"), ({"C": "healthy"}, "log C"), ({"C": "d_too_strong"}, "log C"),
    ({"D": "collapsed"}, "log D"), ({"A": "ill"}, "is not one of"), ({"E": "healthy"}, "with the keys"),
    ({"D": 1}, "is not one of"),
])
def test_wrong_diagnoses(changed, sentence):
    wrong_answer(ex04.diagnoses, {**ex04.diagnoses.reference, **changed}, sentence)
