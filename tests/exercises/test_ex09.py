"""Lesson 09's checkers: the reference, an answer not tried, and named wrong answers."""

import numpy as np
import pytest

from gan_course.exercises import ex09

EXERCISES = [ex09.mean_and_standard_error, ex09.checkpoint_for_seconds, ex09.clearly_better]


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda exercise: exercise.name)
def test_the_reference_is_right_and_a_stub_is_not_tried(exercise):
    assert exercise.verdict(exercise.reference).startswith("Right.")
    stubs = {"mean_and_standard_error": lambda values: ..., "clearly_better": lambda remedy, plain: ...,
             "checkpoint_for_seconds": lambda steps, share_of_plain, plain_steps: ...}
    assert exercise.verdict(stubs[exercise.name]).startswith("Not tried")


@pytest.mark.parametrize("error, words", [
    (lambda v: v.std(ddof=1), "this is the standard deviation"),
    (lambda v: v.std() / np.sqrt(len(v)), "ddof=1"),
    (lambda v: v.std(), "n in it"),
    (lambda v: v.var(ddof=1) / len(v), "squared standard error"),
    (lambda v: v.std(ddof=1) / len(v), "the root of n, not by n"),
    (lambda v: v.std(ddof=1) / np.sqrt(5), "with 500 numbers"),
])
def test_wrong_standard_errors(error, words):
    assert words in ex09.mean_and_standard_error.verdict(lambda values: (values.mean(), error(values)))


def test_wrong_mean_and_a_single_number():
    assert "not the mean" in ex09.mean_and_standard_error.verdict(lambda values: (np.median(values) + 1, 1.0))
    assert "two numbers are wanted" in ex09.mean_and_standard_error.verdict(lambda values: values.mean())


@pytest.mark.parametrize("answer, words", [
    (lambda steps, share, plain: plain * share, "a checkpoint, the last one reached"),
    (lambda steps, share, plain: min(s for s in steps if s >= plain * share), "750 comes too late"),
    (lambda steps, share, plain: max(steps), "in equal time a slower one does fewer"),
    (lambda steps, share, plain: max([s for s in steps if s < plain * share], default=0), "last checkpoint"),
    (lambda steps, share, plain: max(s for s in steps if s <= plain * share), "ValueError"),
    (lambda steps, share, plain: steps[0], "too early"),
])
def test_wrong_checkpoints(answer, words):
    def named(steps, share_of_plain, plain_steps):
        return answer(steps, share_of_plain, round(plain_steps * share_of_plain) / share_of_plain)

    assert words in ex09.checkpoint_for_seconds.verdict(named)


def _errors(remedy, plain):
    return [np.std(side, ddof=1) / np.sqrt(len(side)) for side in (remedy, plain)]


@pytest.mark.parametrize("answer, words", [
    (lambda remedy, plain: abs(np.mean(remedy) - np.mean(plain)) > 1, "mind the direction"),
    (lambda remedy, plain: np.mean(remedy) > np.mean(plain), "a gap of 1 inside a spread of 8"),
    (lambda remedy, plain: np.mean(remedy) > np.mean(plain) + 2, "a small gap is clear"),
    (lambda remedy, plain: np.mean(remedy) - np.mean(plain) > 2 * max(_errors(remedy, plain)), "both sides vary"),
    (lambda remedy, plain: np.mean(remedy) - np.mean(plain), "True or False is wanted"),
    (lambda remedy, plain: False, "yours says no"),
])
def test_wrong_verdicts(answer, words):
    def named(remedy, plain):
        return answer(remedy, plain)

    assert words in ex09.clearly_better.verdict(named)
