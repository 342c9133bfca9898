"""Lesson 11's exercises are all there, with the reference right in its own eyes."""

import pytest

from gan_course.exercises import ex11
from gan_course.exercises.exercise import Exercise

NAMES = [name for name in ex11.__all__ if isinstance(getattr(ex11, name), Exercise)]


@pytest.mark.parametrize("name", NAMES)
def test_the_reference_is_right_and_half_a_stub_is_not_tried(name):
    exercise = getattr(ex11, name)
    assert exercise.verdict(exercise.reference).startswith("Right.")
    assert exercise.verdict(...).startswith("Not tried yet")
