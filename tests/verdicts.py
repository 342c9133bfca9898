"""Tables of answers as tests: each wrong one must hear its words, each unusual right one "Right"."""

import numpy as np
import pytest
import tensorflow as tf

LEAST_WRONG, LEAST_RIGHT = 8, 4


def wrong_answer(exercise, answer, words):
    """Hold an answer to be wrong, by a verdict with these words; "a|b" are words of which one is enough."""
    verdict = exercise.verdict(answer)
    assert verdict.startswith("Wrong: ") and any(part in verdict for part in words.split("|")), verdict


def right_answer(exercise, answer):
    """Hold an answer to be right."""
    verdict = exercise.verdict(answer)
    assert verdict.startswith("Right."), verdict


def wrong_answers(exercise, cases):
    """Return a test of {what is wrong: (answer, words that the verdict must hold)}."""
    assert len(cases) >= LEAST_WRONG, f"{exercise.name}: {len(cases)} wrong answers; {LEAST_WRONG} are wanted"

    @pytest.mark.parametrize("name", cases)
    def test(name):
        wrong_answer(exercise, *cases[name])

    return test


def right_answers(exercise, cases):
    """Return a test of {what is unusual: answer}."""
    assert len(cases) >= LEAST_RIGHT, f"{exercise.name}: {len(cases)} right answers; {LEAST_RIGHT} are wanted"

    @pytest.mark.parametrize("name", cases)
    def test(name):
        right_answer(exercise, cases[name])

    return test


def references(exercises):
    """Return a test of each exercise: its reference is right."""
    @pytest.mark.parametrize("exercise", exercises, ids=repr)
    def test(exercise):
        right_answer(exercise, exercise.reference)

    return test


def solutions(exercises, **names):
    """Return a test of each exercise: the solution, as it is shown, defines the name and is right.

    names: what the lesson imports beside NumPy and TensorFlow.
    """
    @pytest.mark.parametrize("exercise", exercises, ids=repr)
    def test(exercise):
        namespace = {"np": np, "tf": tf, **names}
        exec(exercise.reference_source(), namespace)
        assert exercise.verdict(namespace[exercise.name]).startswith("Right. ")

    return test
