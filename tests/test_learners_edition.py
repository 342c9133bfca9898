"""The learners' notebooks in git: without outputs, one commit a text; a learner's own lines survive the next."""

import subprocess
import sys

import nbformat
import pytest

from gan_course.notebooks import pairs

sys.path.insert(0, str(pairs.ROOT / "instructor"))

import learners_edition


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    folder = tmp_path_factory.mktemp("edition") / "notebooks"
    assert learners_edition.write(folder) == len(pairs.lesson_paths())
    return folder


def test_every_lesson_is_there_without_outputs(place):
    for lesson in pairs.lesson_paths():
        notebook = nbformat.read(place / f"{lesson.stem}.ipynb", as_version=4)
        assert pairs.differences(pairs.read_lesson(lesson), notebook) == []
        assert not any(cell.get("outputs") or cell.get("execution_count") for cell in notebook.cells)


def test_the_same_text_is_no_new_commit_and_a_new_one_is(place):
    def commits():
        return int(learners_edition.git(place, "rev-list", "--count", "HEAD"))

    before = commits()
    assert learners_edition.write(place) == 0 and commits() == before
    assert learners_edition.write(place, "print('first')") == len(pairs.lesson_paths()) and commits() == before + 1
    assert learners_edition.write(place) == len(pairs.lesson_paths())


def test_what_a_learner_makes_beside_the_notebooks_is_nothing_to_git(place, tmp_path):
    subprocess.run(["git", "clone", "--quiet", place.as_uri(), tmp_path / "mine"], check=True)
    for name in ("progress.json", "START.md", "00_start_here.new.ipynb", "answers/ex00/fault.py"):
        path = tmp_path / "mine" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    assert learners_edition.git(tmp_path / "mine", "status", "--porcelain") == ""


def test_a_first_cell_comes_first():
    name, notebook = next(learners_edition.notebooks("print('first')"))
    assert name.startswith("00_") and notebook.cells[0].source == "print('first')"
    nbformat.validate(notebook)


def test_colab_s_edition_needs_an_address(tmp_path, monkeypatch, capsys):
    import address

    monkeypatch.setattr(address, "colab_cell", lambda: (_ for _ in ()).throw(address.Unknown("no public address")))
    assert learners_edition.main([str(tmp_path / "colab"), "--for", "colab"]) == 1
    assert "no public address" in capsys.readouterr().err and not (tmp_path / "colab").exists()
