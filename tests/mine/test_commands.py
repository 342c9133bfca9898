"""`mine`: what it writes, what it prints, and that nothing that was changed by hand is written over."""

import pytest

from gan_course.exercises import learner
from gan_course.mine import commands, oracles, pieces, training


@pytest.fixture(autouse=True)
def only_the_sample(monkeypatch, lesson):
    monkeypatch.setattr(pieces, "import_lessons", lambda: None)
    monkeypatch.setattr(training, "TRAININGS", [])


def test_without_answers_it_says_what_to_do(place, capsys, tmp_path, monkeypatch):
    assert commands.main([]) == 1
    assert "python3 course.py lab" in capsys.readouterr().out
    (tmp_path / "theirs" / "answers" / "ex98").mkdir(parents=True)
    (tmp_path / "theirs" / "answers" / "ex98" / "double.py").write_text("1 / 0")
    for folder in ("theirs", "nowhere"):                               # no folder that the course made: nothing is run
        assert commands.main([str(tmp_path / folder)]) == 1
        assert f"{folder} is no folder that the course made for a learner; give my_course/" in capsys.readouterr().out
    assert not list(place.glob("my_gan*"))


def test_answers_that_belong_elsewhere(place, keep, capsys):
    keep("three", "three = 3.0\n")
    assert commands.main([]) == 1
    assert "None of your kept answers belongs" in capsys.readouterr().out


def test_the_file_is_written_tried_and_told(place, keep, capsys):
    keep("double", "# mine\ndef double(x):\n    return x + x\n")
    assert commands.main([]) == 0
    said = capsys.readouterr().out
    assert said.startswith(f"{place / 'my_gan.py'}\n3 functions and classes, 1 of them yours.\n")
    assert said.rstrip().endswith("All 3 hold.") and "  double  " in said
    assert "# mine\ndef double" in (place / "my_gan.py").read_text()
    assert commands.main([str(place)]) == 0


@pytest.mark.parametrize("named", [True, False])
def test_the_folder_is_found_from_anywhere(place, keep, named, monkeypatch, capsys):
    keep("double", "def double(x):\n    return x + x\n")
    monkeypatch.setenv(learner.VARIABLE, "put back at the end")
    monkeypatch.delenv(learner.VARIABLE)
    monkeypatch.setattr(commands, "ROOT", place.parent)
    assert commands.main([str(place)] if named else []) == 0
    assert "1 of them yours" in capsys.readouterr().out


def test_what_was_changed_by_hand_stays(place, keep):
    keep("double", "def double(x):\n    return x + x\n")
    commands.main([])
    commands.main([])
    assert [path.name for path in sorted(place.glob("my_gan*"))] == ["my_gan.py"]
    keep("double.2", "def double(x):\n    return x * 2\n")
    commands.main([])                                                  # untouched since: brought up to date
    assert "x * 2" in (place / "my_gan.py").read_text() and not (place / "my_gan_2.py").exists()
    (place / "my_gan.py").write_text("by hand")
    commands.main([])
    assert (place / "my_gan.py").read_text() == "by hand" and "x * 2" in (place / "my_gan_2.py").read_text()
    (place / "my_gan_2.py").write_text("by hand too")
    keep("double.3", "def double(x):\n    return 2 * x\n")
    commands.main([])
    assert (place / "my_gan_2.py").read_text() == "by hand too" and "2 * x" in (place / "my_gan_3.py").read_text()
    assert learner.progress(place) == {}


def test_a_file_that_the_course_never_wrote_stays(place, keep):
    (place / "my_gan.py").write_text("somebody's")
    keep("double", "def double(x):\n    return x + x\n")
    commands.main([])
    assert (place / "my_gan.py").read_text() == "somebody's" and (place / "my_gan_2.py").exists()


def test_a_failure_is_marked_and_the_exit_code_says_so(capsys):
    rows = [oracles.Verdict("double", "yours", "right", True), oracles.Verdict("loss", "yours", "Wrong: sign.", False)]
    assert commands.report(rows) == 1
    said = capsys.readouterr().out.splitlines()
    assert said[0].startswith("  double ") and said[1].startswith("! loss ") and said[3].startswith("1 of 2 fail")
