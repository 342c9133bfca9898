"""Lesson and notebook: finding, reading, comparing, carrying edits over."""

import copy
import os
import subprocess
import sys

import nbformat
import pytest

from gan_course.notebooks import pairs


@pytest.fixture
def lesson(course):
    return course / "lessons" / "99_sample.py"


@pytest.fixture
def notebook(course):
    return course / "notebooks" / "99_sample.ipynb"


@pytest.mark.parametrize("selector", ["99", "99_sample", "99_sample.py", "lessons/99_sample.py", "all"])
def test_a_lesson_is_found_by_number_and_by_name(lesson, selector):
    assert pairs.lesson_paths([selector]) == [lesson]


def test_lessons_come_once_and_in_order(lesson):
    (lesson.parent / "03_early.py").write_text("# %%\n1\n")
    (lesson.parent / "notes.py").write_text("not a lesson")
    assert [path.stem for path in pairs.lesson_paths(["99", "3", "all"])] == ["03_early", "99_sample"]


def test_an_unknown_lesson_is_refused(lesson, course):
    with pytest.raises(ValueError, match=r"No lesson fits '7'; choose .*99_sample, or all"):
        pairs.lesson_paths(["7"])
    lesson.unlink()
    with pytest.raises(ValueError, match="There is no lesson"):
        pairs.lesson_paths()


def test_the_same_text_gives_the_same_file(lesson):
    first, second = (nbformat.writes(pairs.read_lesson(lesson)) for _ in range(2))
    assert first == second
    nbformat.validate(nbformat.reads(first, as_version=4))


def test_an_edit_changes_one_id_and_equal_cells_have_their_own(tmp_path):
    path = tmp_path / "01_x.py"
    path.write_text("# %%\na = 1\n\n# %%\nb = 2\n\n# %%\na = 1\n")
    before = [cell.id for cell in pairs.read_lesson(path).cells]
    path.write_text("# %%\na = 1\n\n# %%\nb = 3\n\n# %%\na = 1\n")
    after = [cell.id for cell in pairs.read_lesson(path).cells]
    assert len(set(before)) == 3
    assert [old == new for old, new in zip(before, after, strict=True)] == [True, False, True]


def test_text_survives_the_way_there_and_back(sample, tmp_path):
    path = tmp_path / "99_sample.py"
    pairs.write_lesson(sample, path)
    again = pairs.read_lesson(path)
    assert pairs.differences(again, sample) == []
    assert [pairs.tags(cell) for cell in again.cells if pairs.tags(cell)] == [
        ["exercise:double"], ["exercise:three"], ["exercise:word"]]
    assert not path.read_text().startswith("# ---")       # no header


def edited(notebook, number, **changes):
    other = copy.deepcopy(notebook)
    for key, value in changes.items():
        setattr(other.cells[number - 1], key, value)
    return other


def test_differences_name_the_cell(sample):
    stub = next(n for n, cell in enumerate(sample.cells, 1) if pairs.tags(cell) == ["exercise:double"])
    assert pairs.differences(sample, copy.deepcopy(sample)) == []
    assert pairs.differences(sample, edited(sample, 2, source="other")) == [
        "cell 2: in the lesson 'from IPython.display import display', in the notebook 'other'"]
    assert pairs.differences(sample, edited(sample, stub, source="def double(x):")) == [
        f"cell {stub}: in the lesson 2 lines, in the notebook 1 lines"]
    assert pairs.differences(sample, edited(sample, stub, metadata={})) == [
        f"cell {stub}: in the lesson tags ['exercise:double'], in the notebook tags []"]
    assert pairs.differences(sample, edited(sample, 2, cell_type="markdown")) == [
        "cell 2: in the lesson code, in the notebook markdown"]
    shorter = copy.deepcopy(sample)
    shorter.cells.pop()
    assert pairs.differences(sample, shorter) == [
        f"the lesson has {len(sample.cells)} cells, the notebook {len(sample.cells) - 1}"]


def test_sync_makes_a_notebook_where_there_is_none(lesson, notebook):
    assert "without outputs" in pairs.sync(lesson, notebook)
    assert pairs.differences(pairs.read_lesson(lesson), pairs.read_notebook(notebook)) == []
    assert pairs.sync(lesson, notebook) == "99_sample: the same on both sides."


def later(path, than):
    moment = than.stat().st_mtime + 10
    os.utime(path, (moment, moment))


def test_sync_carries_the_lesson_over_and_keeps_the_outputs_of_unchanged_cells(lesson, notebook, sample_run):
    pairs.write_notebook(sample_run.notebook, notebook)
    lesson.write_text(lesson.read_text().replace("2 + 2 = {2 + 2}, 4", "2 + 2 = {2 + 2}, four"))
    later(lesson, than=notebook)
    assert "run it to store its outputs" in pairs.sync(lesson, notebook)
    stored = pairs.read_notebook(notebook)
    assert pairs.differences(pairs.read_lesson(lesson), stored) == []
    code = [cell for cell in stored.cells if cell.cell_type == "code"]
    without = [cell.source for cell in code if cell.execution_count is None]
    assert len(without) == 1 and "four" in without[0]
    outputs = {cell.source: cell.outputs for cell in sample_run.notebook.cells if cell.cell_type == "code"}
    assert all(cell.outputs == outputs[cell.source] for cell in code if cell.execution_count)


def test_sync_carries_the_notebook_over_when_it_is_newer_or_asked_for(lesson, notebook, sample_run):
    sample_run.notebook.cells[0].source = "# 99 · Another title"
    pairs.write_notebook(sample_run.notebook, notebook)
    later(lesson, than=notebook)
    assert "lessons/ now holds" in pairs.sync(lesson, notebook, source="notebooks")
    assert lesson.read_text().startswith("# %% [markdown]\n# # 99 · Another title")
    sample_run.notebook.cells[0].source = "# 99 · A third title"
    pairs.write_notebook(sample_run.notebook, notebook)
    later(notebook, than=lesson)
    pairs.sync(lesson, notebook)
    assert "A third title" in lesson.read_text()


def test_a_notebook_is_written_whole_or_not_at_all(notebook, sample_run, monkeypatch):
    notebook.write_text("old")
    sample_run.notebook.cells[0]["source"] = object()
    with pytest.raises(Exception, match="object"):
        pairs.write_notebook(sample_run.notebook, notebook)
    assert notebook.read_text() == "old"


def test_jupytext_itself_agrees_with_the_pair(course, lesson, notebook, sample_run):
    """`jupytext --sync` with the course's settings finds nothing to do and changes no cell."""
    (course / "jupytext.toml").write_text((pairs.ROOT / "jupytext.toml").read_text())
    pairs.write_notebook(sample_run.notebook, notebook)
    before = notebook.read_bytes()
    subprocess.run([sys.executable, "-m", "jupytext", "--sync", str(lesson)], cwd=course, check=True,
                   capture_output=True)
    assert notebook.read_bytes() == before
    assert pairs.differences(pairs.read_lesson(lesson), pairs.read_notebook(notebook)) == []
    lesson.write_text(lesson.read_text().replace("What is 1 + 1?", "What is 2 + 2?"))
    later(lesson, than=notebook)
    subprocess.run([sys.executable, "-m", "jupytext", "--sync", str(lesson)], cwd=course, check=True,
                   capture_output=True)
    assert pairs.differences(pairs.read_lesson(lesson), pairs.read_notebook(notebook)) == []
    assert "What is 2 + 2?" in notebook.read_text()
