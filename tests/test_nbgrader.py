"""nbgrader's assignments, without nbgrader: each exercise has one answer and one test, and the tests can fail."""

import itertools
import re
import sys

import nbformat
import pytest

from gan_course.notebooks import pairs, solving

sys.path.insert(0, str(pairs.ROOT / "instructor" / "nbgrader"))

import assignments

LESSONS = pairs.lesson_paths()
each_lesson = pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.stem[:2])


def told(notebook):
    """Return [(nbgrader's metadata, cell)] of the cells that have any."""
    return [(cell.metadata["nbgrader"], cell) for cell in notebook.cells if "nbgrader" in cell.metadata]


def released(source):
    """Return a solution cell as generate_assignment leaves it: the marked lines are gone."""
    return re.sub(rf"\n{assignments.BEGIN}\n.*?\n{assignments.END}", "\n", source, flags=re.DOTALL).rstrip()


@each_lesson
def test_each_exercise_has_one_answer_and_after_it_one_test(lesson):
    notebook = assignments.assignment(lesson)
    nbformat.validate(notebook)
    marked = told(notebook)
    ids = [meta["grade_id"] for meta, _ in marked]
    names = solving.exercise_names(pairs.read_lesson(lesson))
    assert names and len(ids) == len(set(ids))
    assert sorted(ids) == sorted(itertools.chain(*((f"answer-{name}", f"check-{name}") for name in names)))
    assert all(ids.index(f"answer-{name}") < ids.index(f"check-{name}") for name in names)
    for meta, _ in marked:
        answer = meta["grade_id"].startswith("answer-")
        assert (meta["solution"], meta["grade"], meta["locked"]) == (answer, not answer, not answer)
        assert (meta["schema_version"], meta["cell_type"], meta["task"]) == (3, "code", False)
        assert meta.get("points") == (None if answer else 1)


@each_lesson
def test_what_is_released_is_the_lesson_s_stub(lesson):
    stubs = {name: cell.source for cell in pairs.read_lesson(lesson).cells for name in solving.exercise_names_of(cell)}
    exercises = solving.exercises_of(lesson.stem)
    for meta, cell in told(assignments.assignment(lesson)):
        if meta["solution"]:
            name = meta["grade_id"].removeprefix("answer-")
            assert released(cell.source) == stubs[name].rstrip()
            assert exercises[name].reference_source() in cell.source
            compile(cell.source, name, "exec")


@each_lesson
def test_a_test_passes_the_right_answer_and_no_other(lesson):
    exercises = solving.exercises_of(lesson.stem)
    module = f"ex{lesson.stem[:2]}"
    for meta, cell in told(assignments.assignment(lesson)):
        if meta["grade"]:
            name = meta["grade_id"].removeprefix("check-")
            asked = []
            stand_in = type("Stand-in", (), {
                "check": lambda self, *answer: None,
                "passes": lambda self, *answer, asked=asked: asked.append(answer) or answer == ("right",),
                "judged": lambda self, *answer: "Wrong: told."})()
            space = {module: type("Module", (), {name: stand_in}), name: "right"}
            exec(cell.source, dict(space))
            with pytest.raises(AssertionError, match="told"):
                exec(cell.source, {**space, name: "wrong"})
            assert asked == [("right",), ("wrong",)] and name in exercises


def test_four_submissions_of_00_get_what_they_should():
    lesson, = pairs.lesson_paths(["00"])
    exercises = solving.exercises_of(lesson.stem)
    release = assignments.assignment(lesson)
    for meta, cell in told(release):
        if meta["solution"]:
            cell.source = released(cell.source)
    import numpy as np

    from gan_course.exercises import ex00
    points = {}
    for who, choose in assignments.KINDS.items():
        space, points[who] = {"ex00": ex00, "np": np}, 0
        for meta, cell in told(assignments.submitted(release, lesson.stem, choose)):
            if meta["solution"]:
                exec(cell.source, space)
                continue
            try:
                exec(cell.source, space)
                points[who] += meta["points"]
            except AssertionError as error:
                assert str(error).startswith("Wrong" if who in ("wrong", "half") else "Not tried yet")
    assert points == {"right": len(exercises), "half": (len(exercises) + 1) // 2, "wrong": 0, "empty": 0}


@each_lesson
def test_nonsense_fills_every_gap(lesson):
    for cell in pairs.read_lesson(lesson).cells:
        if solving.exercise_names_of(cell):
            filled = assignments.wrong(cell.source)
            assert filled != cell.source
            compile(filled, "wrong", "exec")


def test_the_course_folder_is_nbgrader_s(tmp_path):
    assignments.write(LESSONS[:1], tmp_path)
    path, = (tmp_path / "source").rglob("*.ipynb")
    assert path == tmp_path / "source" / LESSONS[0].stem / f"{LESSONS[0].stem}.ipynb"
    compile((tmp_path / "nbgrader_config.py").read_text(encoding="utf-8"), "config", "exec")
