"""The checkers of lesson 03: references are right, wrong answers hear which property is broken."""

import numpy as np
import pytest
import tensorflow as tf

from gan_course.exercises import ex03
from gan_course.from_scratch import sigmoid

FUNCTIONS = [ex03.bce_logit_gradient, ex03.generator_gradients]
ALL = [*FUNCTIONS, ex03.diagnosis]
RIGHT_DIAGNOSIS = {"A": "leak", "B": "swapped", "C": "flipped", "D": "detached"}


@pytest.mark.parametrize("exercise", ALL, ids=repr)
def test_reference_is_right(exercise):
    assert exercise.verdict(exercise.reference).startswith("Right. ")


@pytest.mark.parametrize("exercise", ALL, ids=repr)
def test_solution_source_defines_the_name_and_is_right(exercise):
    namespace = {"np": np, "sigmoid": sigmoid}          # what the notebook has at that point
    exec(exercise.reference_source(), namespace)
    assert exercise.verdict(namespace[exercise.name]).startswith("Right. ")


@pytest.mark.parametrize("exercise", FUNCTIONS, ids=repr)
def test_stub_is_not_tried(exercise):
    assert exercise.verdict(lambda *arguments: ...).startswith("Not tried yet")


def test_diagnosis_not_filled_in_is_not_tried():
    assert ex03.diagnosis.verdict(dict.fromkeys("ABCD", ...)).startswith("Not tried yet")
    assert ex03.diagnosis.verdict({**RIGHT_DIAGNOSIS, "C": ...}).startswith("Not tried yet")


# The references against the tape.

def test_bce_reference_is_the_tapes_gradient():
    logits, labels = tf.constant([[-2.0], [0.5], [3.0]]), tf.constant([[1.0], [0.0], [0.3]])
    with tf.GradientTape() as tape:
        tape.watch(logits)
        loss = tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(labels, logits))
    wanted = tape.gradient(loss, logits).numpy()
    found = ex03.bce_logit_gradient.reference(logits.numpy(), labels.numpy())
    np.testing.assert_allclose(found, wanted, atol=1e-7)


def test_generator_reference_is_the_tapes_gradient():
    rng = np.random.default_rng(0)
    z, A, c, w, b = (tf.constant(rng.standard_normal(shape)) for shape in [(5, 3), (3, 2), (2,), (2, 1), (1,)])
    with tf.GradientTape() as tape:
        tape.watch([A, c])
        loss = tf.reduce_mean(tf.nn.softplus(-((z @ A + c) @ w + b)))
    found = ex03.generator_gradients.reference(*(part.numpy() for part in (z, A, c, w, b)))
    for mine, theirs in zip(found, tape.gradient(loss, [A, c]), strict=True):
        np.testing.assert_allclose(mine, theirs.numpy(), atol=1e-12)


# Wrong answers. Each is a mistake that learners make; the message must name it.

BCE_WRONG = {
    "labels - sigmoid": (lambda a, y: (y - sigmoid(a)) / len(a), "the sign"),
    "sum, not mean": (lambda a, y: sigmoid(a) - y, "the mean"),
    "slope of the sigmoid": (lambda a, y: sigmoid(a) * (1 - sigmoid(a)) / len(a), "slope of the sigmoid"),
    "always real": (lambda a, y: (sigmoid(a) - 1) / len(a), "treats each example as real"),
    "one number": (lambda a, y: np.mean(sigmoid(a) - y), "the shape of what it is taken by"),
    "hard labels only": (lambda a, y: np.where(y > 0.5, sigmoid(a) - 1, sigmoid(a)) / len(a),
                         "a label may lie between 0 and 1"),
    "divides": (lambda a, y: (-y / sigmoid(a) + (1 - y) / (1 - sigmoid(a))) * sigmoid(a) * (1 - sigmoid(a)) / len(a),
                "nothing divides"),
}


@pytest.mark.parametrize("name", BCE_WRONG)
def test_bce_logit_gradient_names_the_fault(name):
    answer, words = BCE_WRONG[name]
    verdict = ex03.bce_logit_gradient.verdict(answer)
    assert verdict.startswith("Wrong: ") and words in verdict


def _through(d_logits):
    """A learner's generator_gradients with another gradient at the logit."""
    def answer(z, A, c, w, b):
        fake = z @ A + c
        d_fake = d_logits(fake @ w + b, len(z)) @ w.T
        return z.T @ d_fake, d_fake.sum(axis=0)
    return answer


def _without_z(z, A, c, w, b):
    d_fake = (sigmoid((z @ A + c) @ w + b) - 1) / len(z) @ w.T
    return np.ones((3, 1)) @ d_fake.sum(axis=0, keepdims=True), d_fake.sum(axis=0)


def _per_example(z, A, c, w, b):
    d_fake = (sigmoid((z @ A + c) @ w + b) - 1) / len(z) @ w.T
    return z.T @ d_fake, d_fake


def _by_d(z, A, c, w, b):
    fake = z @ A + c
    d_logits = (sigmoid(fake @ w + b) - 1) / len(z)
    return fake.T @ d_logits, d_logits.sum(axis=0)


GENERATOR_WRONG = {
    "sign": (_through(lambda a, n: (1 - sigmoid(a)) / n), "the sign"),
    "sum": (_through(lambda a, n: sigmoid(a) - 1), "the mean"),
    "saturating": (_through(lambda a, n: -sigmoid(a) / n), "saturating"),
    "label 0": (_through(lambda a, n: sigmoid(a) / n), "label 0"),
    "A without z": (_without_z, "A meets z"),
    "bias per example": (_per_example, "sum over the batch"),
    "D's gradients": (_by_d, "the shape of A"),
    "only one": (lambda z, A, c, w, b: z, "two gradients"),
}


@pytest.mark.parametrize("name", GENERATOR_WRONG)
def test_generator_gradients_names_the_fault(name):
    answer, words = GENERATOR_WRONG[name]
    verdict = ex03.generator_gradients.verdict(answer)
    assert verdict.startswith("Wrong: ") and words in verdict


DIAGNOSIS_WRONG = {
    "A and C exchanged": ({**RIGHT_DIAGNOSIS, "A": "flipped", "C": "leak"},
                          "patient A has another fault. With a flipped"),
    "leak for D": ({**RIGHT_DIAGNOSIS, "D": "leak"}, "patient D has another fault. In a leak"),
    "unknown word": ({**RIGHT_DIAGNOSIS, "B": "labels"}, "'labels' is not one of the faults"),
    "one missing": ({"A": "leak"}, "each of the four patients"),
}


@pytest.mark.parametrize("name", DIAGNOSIS_WRONG)
def test_diagnosis_names_the_fault(name):
    answer, words = DIAGNOSIS_WRONG[name]
    verdict = ex03.diagnosis.verdict(answer)
    assert verdict.startswith("Wrong: ") and words in verdict


def test_diagnosis_takes_capitals():
    assert ex03.diagnosis.verdict({name: word.title() for name, word in RIGHT_DIAGNOSIS.items()}).startswith("Right")
