"""The solved edition: stubs give way to references, and a check that is not green is named."""

import types

import pytest

from gan_course.exercises.exercise import Exercise
from gan_course.notebooks import pairs, running, solving


def test_stubs_and_checks_are_found(sample):
    assert solving.exercise_names(sample) == ["double", "three", "word"]
    checked = [name for cell in sample.cells for name in solving.checked_exercises(cell)]
    assert checked == ["double", "three", "word"]


def test_a_mention_is_no_check():
    cell = pairs.nbformat.v4.new_code_cell("# ex01.a.check(a)\nx = ex01.a.verdict(a)\nex01.b.check(b)")
    assert solving.checked_exercises(cell) == ["b"]
    assert solving.checked_exercises(pairs.nbformat.v4.new_markdown_cell("ex01.b.check(b)")) == []


def test_each_stub_gives_way_to_its_reference(sample, sample_exercises):
    before = [cell.source for cell in sample.cells]
    solved = solving.solved(sample, sample_exercises, "99_sample")
    changed = {cell.source for cell, old in zip(solved.cells, before, strict=True) if cell.source != old}
    assert changed == {"def double(x):\n    return 2 * x", "three = 3", "word = 'gan'"}


def test_a_stub_without_an_exercise_is_refused(sample, sample_exercises):
    del sample_exercises["three"]
    with pytest.raises(ValueError, match="99_sample: its exercises hold no 'three'; there are: double, word"):
        solving.solved(sample, sample_exercises, "99_sample")


def test_the_solved_sample_is_right_and_can_be_kept(course, sample_exercises, monkeypatch):
    monkeypatch.setattr(solving, "exercises_of", lambda stem: sample_exercises)
    assert solving.solve(course / "lessons" / "99_sample.py", course / "solved").complaints == []
    kept = pairs.read_notebook(course / "solved" / "99_sample.ipynb")
    assert "three = 3" in [cell.source for cell in kept.cells]
    assert not (course / "notebooks" / "99_sample.ipynb").exists()


def test_a_reference_that_its_check_refuses_is_named(course, sample_exercises, monkeypatch):
    sample_exercises["three"] = Exercise("three", 4, [lambda answer: None], ["a", "b", "c"])
    monkeypatch.setattr(solving, "exercises_of", lambda stem: sample_exercises)
    complaints, path = solving.solve(course / "lessons" / "99_sample.py")
    assert len(complaints) == 1 and path is None
    assert "three: Wrong: Three. It is 4; 3 is wanted." in complaints[0]


def test_the_unsolved_sample_is_not_right(sample_run):
    found = solving.not_right(sample_run.notebook)
    assert len(found) == 3
    assert all("Not tried yet" in sentence for sentence in found)


def test_stderr_counts_too(course, monkeypatch):
    lesson = course / "lessons" / "98_red.py"
    lesson.write_text("# %%\nimport sys\nprint('a warning', file=sys.stderr)\n")
    assert solving.solve(lesson).complaints == ["cell 1 wrote to stderr: a warning"]


def test_a_raising_solution_shows_itself(course, sample_exercises, monkeypatch):
    sample_exercises["three"] = Exercise("three", 3, [lambda answer: None], ["a", "b", "c"], source="1 / 0")
    monkeypatch.setattr(solving, "exercises_of", lambda stem: sample_exercises)
    with pytest.raises(running.NotebookFailed, match="three = 1 / 0"):
        solving.solve(course / "lessons" / "99_sample.py")


def test_exercises_are_taken_from_the_lessons_module(monkeypatch, sample_exercises):
    module = types.SimpleNamespace(np=3, **sample_exercises)
    monkeypatch.setattr(solving.importlib, "import_module", lambda name: module)
    assert solving.exercises_of("99_sample") == sample_exercises
    module.other = sample_exercises["three"]
    with pytest.raises(ValueError, match=r"ex99\.other is called 'three'; give it one name"):
        solving.exercises_of("99_sample")


def test_a_lesson_without_exercises_has_none_but_a_broken_module_is_told(monkeypatch):
    assert solving.exercises_of("98_none") == {}

    def broken(name):
        raise ModuleNotFoundError("No module named 'torch'", name="torch")

    monkeypatch.setattr(solving.importlib, "import_module", broken)
    with pytest.raises(ModuleNotFoundError, match="torch"):
        solving.exercises_of("98_none")


def test_an_edited_or_foreign_notebook_is_never_written_over(tmp_path):
    def store(source):
        notebook = pairs.nbformat.v4.new_notebook(cells=[pairs.nbformat.v4.new_code_cell(source, id="a")])
        return solving.store(notebook, tmp_path / "solved" / "03_x.ipynb").name

    assert [store("1"), store("2")] == ["03_x.ipynb", "03_x.ipynb"]      # its own, as it left it
    path = tmp_path / "solved" / "03_x.ipynb"
    path.write_text("edited")
    assert [store("3"), store("3"), store("4")] == ["03_x_2.ipynb"] * 3
    assert path.read_text() == "edited"
    (tmp_path / "solved" / solving.MADE).write_text("damaged")
    assert store("5") == "03_x_3.ipynb" and store("5") == "03_x_3.ipynb"
    assert "4" in (tmp_path / "solved" / "03_x_2.ipynb").read_text()
