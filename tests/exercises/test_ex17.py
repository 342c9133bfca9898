"""Lesson 17: the rubric that the lesson and the instructor share."""

import re

from gan_course.notebooks import pairs


def test_the_lesson_s_rubric_is_the_instructor_s():
    rubric = (pairs.ROOT / "instructor" / "rubric.md").read_text(encoding="utf-8")
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in rubric.splitlines()
            if line.startswith("| **")]
    lesson, = pairs.lesson_paths(["17"])
    prose = " ".join(cell.source for cell in pairs.read_lesson(lesson).cells if cell.cell_type == "markdown")
    words = " ".join(prose.split())
    assert len(rows) == 5
    for part, *cells in rows:
        said = " ".join(f"{points}: {cell}." for points, cell in zip((20, 14, 8, 0), cells, strict=True))
        assert " ".join(f"{part}. {said}".split()) in words, part


def test_the_milestones_name_the_rubric_s_parts():
    rubric = (pairs.ROOT / "instructor" / "rubric.md").read_text(encoding="utf-8").lower()
    lesson, = pairs.lesson_paths(["17"])
    text = lesson.read_text(encoding="utf-8")
    named = re.findall(r"(?m)^# \| M\d \|.*\| ([a-z ]+) \|$", text)
    assert len(named) == 5 and all(f"| **{name}" in rubric for name in named)
