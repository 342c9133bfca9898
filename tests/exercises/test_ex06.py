"""The checkers of lesson 06: references are right, wrong answers hear which property is broken."""

import numpy as np
import pytest
import tensorflow as tf
from scipy.spatial import cKDTree
from verdicts import references, right_answer, solutions, wrong_answer

from gan_course.exercises import ex06

ALL = [ex06.nearest_shares, ex06.at_equilibrium, ex06.best_response, ex06.packed_logit, ex06.kl_losses, ex06.culprit,
       ex06.diagnoses]
STUBS = {"nearest_shares": lambda samples, means: ..., "best_response": lambda logits: ...,
         "at_equilibrium": lambda d_loss, g_loss, tolerance: ..., "kl_losses": lambda fake_logits: (..., ...),
         "packed_logit": lambda log_p_real, log_p_fake: ..., "culprit": ...,
         "diagnoses": {"A": ..., "B": ..., "C": ..., "D": ..., "E": ...}}


test_reference_is_right = references(ALL)
test_solution_source_defines_the_name_and_is_right = solutions(ALL)


@pytest.mark.parametrize("exercise", ALL, ids=repr)
def test_stub_is_not_tried(exercise):
    assert exercise.verdict(STUBS[exercise.name]).startswith("Not tried yet")


def test_every_objective_has_an_exercise_of_this_lesson():
    assert set(ex06.OBJECTIVES) == {1, 2, 3, 4, 5}
    assert sorted(name for names in ex06.OBJECTIVES.values() for name in names) == sorted(e.name for e in ALL)


# Other right answers.

def by_loop(samples, means):
    shares = [0.0] * len(means)
    for sample in samples:
        shares[int(np.argmin(((means - sample)**2).sum(1)))] += 1 / len(samples)
    return shares


def by_one_hot(samples, means):
    nearest = ((samples[:, None] - means) ** 2).sum(-1).argmin(1)
    return np.eye(len(means))[nearest].mean(0)


def by_tree(samples, means):
    nearest = cKDTree(means).query(samples)[1]
    return tuple(np.mean(nearest == mode) for mode in range(len(means)))


def by_tensors(samples, means):
    nearest = tf.argmin(tf.norm(tf.constant(samples)[:, None] - means, axis=-1), axis=1)
    return tf.reduce_mean(tf.one_hot(nearest, len(means), dtype=tf.float64), axis=0)


@pytest.mark.parametrize("right", [by_loop, by_one_hot, by_tree, by_tensors])
def test_unusual_shares(right):
    right_answer(ex06.nearest_shares, right)


def test_a_list_of_five_words_is_no_dictionary():
    wrong_answer(ex06.diagnoses, list(ex06.diagnoses.reference.values()), "should be a dictionary")


@pytest.mark.parametrize("change", [str.upper, str.title, lambda word: f" {word} ", np.str_])
def test_words_may_be_written_otherwise(change):
    assert ex06.culprit.verdict(change(ex06.culprit.reference)).startswith("Right.")
    assert ex06.diagnoses.verdict({key: change(word) for key, word in ex06.diagnoses.reference.items()}
                                  ).startswith("Right.")


# Named wrong answers: each hears its own sentence.

def nearest(samples, means):
    return np.linalg.norm(samples[:, None] - means, axis=-1).argmin(1)


def counts(samples, means):
    return np.bincount(nearest(samples, means), minlength=len(means))


def without_empty_modes(samples, means):
    return np.unique(nearest(samples, means), return_counts=True)[1] / len(samples)


def first_coordinate_only(samples, means):
    return np.bincount(np.abs(samples[:, None, 0] - means[:, 0]).argmin(1), minlength=len(means)) / len(samples)


def mode_of_each_sample(samples, means):
    return nearest(samples, means)


def farthest(samples, means):
    distance = np.linalg.norm(samples[:, None] - means, axis=-1)
    return np.bincount(distance.argmax(1), minlength=len(means)) / len(samples)


def manhattan(samples, means):
    return np.bincount(np.abs(samples[:, None] - means).sum(-1).argmin(1), minlength=len(means)) / len(samples)


def soft(samples, means):
    closeness = np.exp(-np.linalg.norm(samples[:, None] - means, axis=-1))
    return (closeness / closeness.sum(1, keepdims=True)).mean(0)


def with_nan(samples, means):
    return np.full(len(means), np.nan)


def moves_the_samples(samples, means):
    shares = by_one_hot(samples, means)
    samples += 1.0
    return shares


@pytest.mark.parametrize(("wrong", "sentence"), [
    (counts, "these are counts"), (without_empty_modes, "its share is 0"),
    (first_coordinate_only, "first coordinate only"), (mode_of_each_sample, "one number for each of the"),
    (farthest, "farthest"), (manhattan, "straight line"), (soft, "nearest mode, and for that one alone"),
    (lambda samples, means: counts(samples, means) / len(means), "not by that of the modes"),
    (lambda samples, means: counts(samples, means) > 0, "whether"), (with_nan, "NaN"),
    (lambda samples, means: "even", "numbers are wanted"), (moves_the_samples, "samples"),
])
def test_wrong_shares(wrong, sentence):
    wrong_answer(ex06.nearest_shares, wrong, sentence)


@pytest.mark.parametrize(("given", "sentence"), [
    ("generator_frozen", "stands still"), ("noise_constant", "one and the same noise"), ("data_constant", "by heart"),
    ("labels_flipped", "at once"), ("nothing", "worse than a coin"), ("the weather", "not one of the choices"),
    ("discriminator", "not one of the choices"), (7, "a string in quotes"), (["discriminator_frozen"], "a string"),
    (lambda: "discriminator_frozen", "is a function"),
])
def test_wrong_culprits(given, sentence):
    wrong_answer(ex06.culprit, given, sentence)


@pytest.mark.parametrize(("changed", "sentence"), [
    ({"A": "stuck"}, "not the same ones"), ({"B": "hopping"}, "all eight modes"), ({"C": "stuck"}, "how many modes"),
    ({"D": "partial"}, "ring of radius 2"), ({"E": "healthy"}, "it had all eight"), ({"A": "ill"}, "is not one of"),
    ({"F": "healthy"}, 'with the keys "A", "B", "C", "D" and "E"'), ({"B": 8}, "is not one of"),
    ({"D": "stuck"}, "ring of radius 2"), ({"E": "hopping"}, "it had all eight"),
])
def test_wrong_diagnoses(changed, sentence):
    wrong_answer(ex06.diagnoses, {**ex06.diagnoses.reference, **changed}, sentence)


def test_the_sealed_fault_stops_the_discriminator_alone():
    class Player:
        learning_rate = 0.5

    class Gan:
        generator_optimizer, discriminator_optimizer = Player(), Player()

    gan = ex06.sabotage(Gan())
    assert (gan.generator_optimizer.learning_rate, gan.discriminator_optimizer.learning_rate) == (0.5, 0.0)
