"""Lesson 12's map: each exercise belongs to an objective, once."""

from gan_course.exercises import ex12


def test_the_map_names_every_exercise_once():
    mapped = [name for names in ex12.OBJECTIVES.values() for name in names]
    assert sorted(mapped) == sorted(name for name in ex12.__all__ if name != "OBJECTIVES")
    assert sorted(ex12.OBJECTIVES) == [1, 2, 3, 4, 5]
