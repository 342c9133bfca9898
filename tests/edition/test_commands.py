"""What `lab` and `update` say and do, as a learner calls them."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))  # pytest imports test files by path
import test_update as updates

from gan_course import edition
from gan_course.edition import commands, front_page, servers
from gan_course.exercises import learner


def test_lab_makes_the_folder_and_is_silent_the_first_time_and_when_nothing_is_new(course, capsys):
    assert edition.prepare() == course.place == commands.place()
    assert (course.place / front_page.NAME).exists() and (course.place / learner.MARKER).exists()
    edition.prepare()
    assert capsys.readouterr().out == ""


def test_lab_says_in_two_lines_what_stays_and_what_lies_beside(course, capsys, monkeypatch):
    monkeypatch.setattr(servers, "open_notebooks", set)
    updates.edit(course)
    updates.renew(course)
    updates.renew(course, '"score"', '"scores"', "05_scores")
    edition.prepare()
    assert capsys.readouterr().out.splitlines() == [
        "From the course: new text, where you had changed nothing: 05_scores.",
        "You have changed 03_steps, and the course has a new text: yours stays, the new one lies beside it "
        "(03_steps.new.ipynb).",
        "To have the new text in the cells that you left alone: python3 course.py update",
    ]


def test_update_tells_of_each_notebook_and_each_change(course, capsys, monkeypatch):
    monkeypatch.setattr(servers, "open_notebooks", set)
    updates.edit(course)
    updates.renew(course)
    assert edition.main(["--look"]) == 0
    looked = capsys.readouterr().out
    assert edition.main([]) == 0
    told = capsys.readouterr().out.splitlines()
    assert told[:2] == ["03_steps: new text: 1. Edited or added by you, and kept: 2.", "    new text: ## Part A"]
    assert looked.splitlines()[:2] == told[:2] and "before_update/03_steps" in told[2]
    assert told[3:] == ["05_scores: as the course has it today."]
    assert edition.main(["3"]) == 0
    assert capsys.readouterr().out == "03_steps: as the course has it today.\n"


def test_update_tells_of_conflicts_copies_and_open_notebooks(course, capsys, monkeypatch):
    updates.edit(course)
    (course.place / "my own.ipynb").write_bytes(course.path().read_bytes())
    updates.renew(course, "def step(x)", "def step(x, rate)")
    monkeypatch.setattr(servers, "open_notebooks", lambda: {course.path().resolve()})
    edition.main([])
    told = capsys.readouterr().out
    assert "03_steps: changed by you and by the course, so both stay, yours first: 1." in told
    assert "It is open in JupyterLab, so nothing was changed" in told
    assert "my own.ipynb: your own copy of 03_steps; left alone." in told and not course.asides()
    assert edition.main(["my own.ipynb"]) == 0
    assert len(course.asides()) == 1 and "before_update/my own" in capsys.readouterr().out


def test_a_wrong_name_is_refused(course, capsys):
    assert edition.main(["99"]) == 1
    assert "No lesson fits '99'" in capsys.readouterr().err


def test_where_the_disk_is_full_the_course_still_opens(course, capsys, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(front_page, "write", full)
    assert edition.prepare() == course.place
    assert "cannot be written: No space left on device. It opens as it is." in capsys.readouterr().out


def test_a_long_list_is_cut(course):
    report = updates.merging.Report(new=[f"cell {i}" for i in range(40)])
    lines = commands.lines_of_update(updates.update.Outcome("03_steps", "merged", report))
    assert len(lines) == commands.MOST_LINES + 1 and lines[-1] == "    … and 29 more"
