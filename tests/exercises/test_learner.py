"""The learner's folder and its progress: found by its marker, whole after damage, shared by two processes."""

import json
import os
import subprocess
import sys

import pytest

from gan_course.exercises import learner
from gan_course.notebooks.running import kernel_environment


@pytest.fixture
def place(tmp_path, monkeypatch):
    monkeypatch.delenv(learner.VARIABLE, raising=False)
    return learner.make(tmp_path / "my_course")


def test_the_folder_is_found_from_inside_and_from_nowhere_else(place, tmp_path, monkeypatch):
    deep = place / "a" / "b"
    deep.mkdir(parents=True)
    for here, found in [(place, place), (deep, place), (tmp_path, None)]:
        monkeypatch.chdir(here)
        assert learner.folder() == found
    monkeypatch.setenv(learner.VARIABLE, str(place))
    assert learner.folder() == place
    for nowhere in ("", "  ", str(tmp_path), str(tmp_path / "missing")):
        monkeypatch.setenv(learner.VARIABLE, nowhere)
        monkeypatch.chdir(place)
        assert learner.folder() is None


def test_another_program_s_file_of_that_name_makes_no_learner_s_folder(tmp_path, monkeypatch):
    monkeypatch.delenv(learner.VARIABLE, raising=False)
    for name in ("theirs", "my_course"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "progress.json").write_text('{"exercises": {}, "made_by": "somebody"}')
        monkeypatch.chdir(tmp_path / name)
        assert learner.folder() is None
    (tmp_path / "theirs" / "progress.json").write_text("{ damaged")
    monkeypatch.chdir(tmp_path / "theirs")
    assert learner.folder() is None                        # and no sign that the course made it
    (tmp_path / "my_course" / "progress.json").write_text("{ damaged")
    monkeypatch.chdir(tmp_path / "my_course")
    assert learner.folder() == tmp_path / "my_course"


def test_making_it_again_changes_nothing(place):
    learner.note(place, "ex02", "jsd", True)
    before = (place / "progress.json").read_bytes()
    learner.make(place)
    assert (place / "progress.json").read_bytes() == before


def test_tries_are_counted_and_the_first_right_one_keeps_its_time(place):
    learner.note(place, "ex02", "jsd", False)
    assert learner.progress(place) == {"ex02": {"jsd": {"tried": 1}}}
    learner.note(place, "ex02", "jsd", True)
    first = learner.progress(place)["ex02"]["jsd"]["right"]
    learner.change(place, lambda known: known["exercises"]["ex02"]["jsd"].update(right="2001-01-01T00:00:00"))
    learner.note(place, "ex02", "jsd", True)
    learner.note(place, "ex02", "jsd", False)
    assert learner.progress(place) == {"ex02": {"jsd": {"tried": 4, "right": "2001-01-01T00:00:00"}}}
    assert len(first) == len("2026-11-25T18:20:05")


def test_other_entries_are_carried_along(place):
    learner.change(place, lambda known: known.update(notebooks={"03": "abc"}))
    learner.note(place, "ex02", "jsd", True)
    assert json.loads((place / "progress.json").read_text())["notebooks"] == {"03": "abc"}


DAMAGED = ["", "{ half", "[]", "3", "null", '{"made_by": "somebody", "exercises": {}}', '{"made_by": "gan-course"}',
           '{"made_by": "gan-course", "exercises": []}', '{"made_by": "gan-course", "exercises": {"ex02": 3}}',
           '{"made_by": "gan-course", "exercises": {"ex02": {"jsd": 3}}}',
           '{"made_by": "gan-course", "exercises": {"ex02": {"jsd": {"tried": "x"}}}}', b"\xff\xfe\x00"]


@pytest.mark.parametrize("damaged", DAMAGED)
def test_a_damaged_file_is_moved_aside_and_told(place, damaged, capsys):
    damaged = damaged if isinstance(damaged, bytes) else damaged.encode()
    (place / "answers" / "ex03").mkdir(parents=True)
    for name in ("step.py", "step.2.py"):
        (place / "answers" / "ex03" / name).write_text("")
        os.utime(place / "answers" / "ex03" / name, (1e9, 1e9))
    (place / "progress.json").write_bytes(damaged)
    assert learner.progress(place)["ex03"]["step"]["tried"] == 2          # reading moves nothing
    assert (place / "progress.json").read_bytes() == damaged
    learner.note(place, "ex02", "jsd", True)
    said = capsys.readouterr().out
    assert "progress.damaged-1.json" in said and said.count("\n") == 1
    assert (place / "progress.damaged-1.json").read_bytes() == damaged
    known = learner.progress(place)
    assert known["ex02"]["jsd"]["tried"] == 1 and known["ex03"]["step"]["right"].startswith("2001-09-0")
    (place / "progress.json").write_bytes(damaged)
    learner.make(place)
    assert (place / "progress.damaged-1.json").read_bytes() == (place / "progress.damaged-2.json").read_bytes()


def test_a_write_that_fails_leaves_the_file_as_it_was(place, monkeypatch):
    before = (place / "progress.json").read_bytes()
    monkeypatch.setattr(learner.os, "replace", lambda *paths: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        learner.note(place, "ex02", "jsd", True)
    assert (place / "progress.json").read_bytes() == before
    assert [path.name for path in place.iterdir() if path.suffix == ".tmp"] == []


def test_processes_at_once_lose_no_try(place):
    code = ("import sys\nfrom pathlib import Path\nfrom gan_course.exercises import learner\n"
            "for _ in range(40):\n    learner.note(Path(sys.argv[1]), 'ex02', 'jsd', True)")
    running = [subprocess.Popen([sys.executable, "-c", code, str(place)], env=kernel_environment()) for _ in range(3)]
    assert [process.wait() for process in running] == [0, 0, 0]
    assert learner.progress(place)["ex02"]["jsd"]["tried"] == 120


def test_who_holds_the_lock_too_long_is_not_waited_for_for_ever(place, monkeypatch):
    monkeypatch.setattr(learner, "LOCK_SECONDS", 0.1)
    with learner.locked(place), learner.locked(place):
        learner.note(place, "ex02", "jsd", True)
    assert learner.progress(place)["ex02"]["jsd"]["tried"] == 1
