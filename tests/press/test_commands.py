"""`course.py site`, `handout` and `slides`: where they build, and what they refuse to overwrite."""

import pytest

from gan_course.press import chapter, commands


@pytest.fixture
def built(monkeypatch):
    """Builders that only note what they were asked for."""
    asked = []

    def build(chapters, folder):
        asked.append(([one.stem for one in chapters], folder))
        (folder / "index.html").write_text("x")
        return folder / "index.html"

    monkeypatch.setattr(commands, "builder", lambda command: build)
    return asked


@pytest.mark.parametrize("command", commands.COMMANDS)
def test_a_folder_is_built_and_built_anew(built, tmp_path, capsys, command):
    folder = tmp_path / "a" / "b"
    assert commands.main([command, "2", "--to", str(folder)]) == 0
    assert built == [(["02_objective_function"], folder)]
    (folder / "old.html").write_text("x")
    assert commands.main([command, "--to", str(folder)]) == 0
    assert not (folder / "old.html").exists() and len(built[1][0]) == len(chapter.chapters())
    assert f"Built: {folder / 'index.html'}" in capsys.readouterr().out


def test_what_the_press_did_not_build_stays(built, tmp_path, capsys):
    (tmp_path / "mine.txt").write_text("mine")
    assert commands.main(["site", "--to", str(tmp_path)]) == 1
    assert "was not built by course.py: choose another folder" in capsys.readouterr().err
    assert (tmp_path / "mine.txt").read_text() == "mine" and built == []
    assert commands.main(["site", "--to", str(tmp_path / "mine.txt")]) == 1


def test_an_unknown_lesson_is_named_and_nothing_is_cleared(built, tmp_path, capsys):
    assert commands.main(["handout", "77", "--to", str(tmp_path / "x")]) == 1
    assert "No stored notebook fits '77'" in capsys.readouterr().err and not (tmp_path / "x").exists()


def test_each_command_has_its_builder():
    assert {commands.builder(command).__module__.rpartition(".")[2] for command in commands.COMMANDS} == {
        "site", "handout", "deck"}
