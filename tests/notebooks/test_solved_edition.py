"""The solved edition of every lesson, run whole: each check says "Right", nothing raises or turns red."""

import pytest

from gan_course.notebooks import pairs, solving

LESSONS = sorted(pairs.LESSONS.glob("[0-9][0-9]_*.py"))


@pytest.mark.slow
@pytest.mark.parametrize("lesson", LESSONS, ids=lambda path: path.stem)
def test_every_check_says_right(lesson):
    assert solving.exercise_names(pairs.read_lesson(lesson))
    assert solving.solve(lesson) == []
