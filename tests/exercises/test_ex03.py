"""The exercises of lesson 03 together, and the diagnosis; each other module of ex03 has its own tests."""

import inspect

import numpy as np
import pytest
from verdicts import right_answers, wrong_answers

from gan_course.exercises import ex03
from gan_course.exercises.exercise import Exercise
from gan_course.from_scratch import sigmoid, softplus

ALL = [value for value in vars(ex03).values() if isinstance(value, Exercise)]
FUNCTIONS = [exercise for exercise in ALL if inspect.isfunction(exercise.reference)]


def test_there_are_eight_exercises():
    assert len(ALL) == 8 and len(FUNCTIONS) == 7


@pytest.mark.parametrize("exercise", ALL, ids=repr)
def test_reference_is_right_and_so_is_its_source_in_the_notebook(exercise):
    assert exercise.verdict(exercise.reference).startswith("Right. ")
    namespace = {"np": np, "sigmoid": sigmoid, "softplus": softplus,
                 "bce_logit_gradient": ex03.bce_logit_gradient.reference}
    exec(exercise.reference_source(), namespace)
    assert exercise.verdict(namespace[exercise.name]).startswith("Right. ")


@pytest.mark.parametrize("exercise", FUNCTIONS, ids=repr)
def test_a_stub_is_not_tried(exercise):
    assert exercise.verdict(lambda *arguments: ...).startswith("Not tried yet")


@pytest.mark.parametrize("exercise", FUNCTIONS, ids=repr)
@pytest.mark.parametrize("given", ["text", np.nan, np.zeros((3, 3, 3)), {}, []],
                         ids=["text", "nan", "a cube", "dictionary", "empty list"])
def test_what_is_no_answer_at_all_is_wrong(exercise, given):
    assert exercise.verdict(lambda *arguments: given).startswith("Wrong: ")


# --- diagnosis ---

RIGHT = {"A": "leak", "B": "swapped", "C": "flipped", "D": "detached"}

test_wrong_diagnoses = wrong_answers(ex03.diagnosis, {
    "A and C exchanged": ({**RIGHT, "A": "flipped", "C": "leak"}, "patient A: compare the column 'D moved'"),
    "leak for D": ({**RIGHT, "D": "leak"}, "patient D: compare the column 'G moved'"),
    "flipped for B": ({**RIGHT, "B": "flipped"}, "patient B: compare the gap"),
    "swapped for C": ({**RIGHT, "C": "swapped"}, "patient C: G does move"),
    "all the same": (dict.fromkeys("ABCD", "leak"), "patient B"),
    "unknown word": ({**RIGHT, "B": "labels"}, "'labels' is not one of"),
    "one missing": ({"A": "leak"}, 'the keys "A", "B", "C" and "D"'),
    "one too many": ({**RIGHT, "E": "leak"}, "the keys"),
    "a list": (list(RIGHT.values()), "should be a dictionary"),
})
test_unusual_diagnoses = right_answers(ex03.diagnosis, {
    "capitals": {name: word.title() for name, word in RIGHT.items()},
    "spaces": {name: f" {word} " for name, word in RIGHT.items()},
    "another order": dict(reversed(RIGHT.items())),
    "NumPy's strings": {name: np.str_(word) for name, word in RIGHT.items()},
})


@pytest.mark.parametrize("left_open", [dict.fromkeys("ABCD", ...), {**RIGHT, "C": ...}])
def test_a_diagnosis_not_filled_in_is_not_tried(left_open):
    assert ex03.diagnosis.verdict(left_open).startswith("Not tried yet")


def test_no_clue_names_the_fault():
    for name, word in RIGHT.items():
        others = [other for other in RIGHT.values() if other != word]
        verdict = ex03.diagnosis.verdict({**RIGHT, name: others[0]})
        assert word not in verdict
