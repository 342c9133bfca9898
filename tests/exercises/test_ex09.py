"""Lesson 09's exercises: each reference is right, and a stub is not tried."""

import pytest

from gan_course.exercises import ex09

EXERCISES = [ex09.setting_differences, ex09.mean_and_standard_error, ex09.clearly_better, ex09.still_clear,
             ex09.checkpoint_for_seconds, ex09.gain_over_plain]


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda exercise: exercise.name)
def test_the_reference_is_right_and_a_stub_is_not_tried(exercise):
    assert exercise.verdict(exercise.reference).startswith("Right.")
    assert exercise.verdict(...).startswith("Not tried")
    stubs = {"mean_and_standard_error": lambda values: ..., "clearly_better": lambda remedy, plain: ...,
             "still_clear": lambda p_values, level: ..., "setting_differences": lambda setting, baseline: ...,
             "checkpoint_for_seconds": lambda steps, share_of_plain, plain_steps: ...,
             "gain_over_plain": lambda rows: ...}
    assert exercise.verdict(stubs[exercise.name]).startswith("Not tried")
