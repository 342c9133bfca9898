"""The commands as they are typed: what they print, write and return."""

import pytest

from gan_course.notebooks import main, pairs, running, solving, times


@pytest.fixture
def notebook(course):
    return course / "notebooks" / "99_sample.ipynb"


def test_run_stores_the_notebook_and_says_so(course, notebook, capsys):
    assert main(["run", "99"]) == 0
    printed = capsys.readouterr()
    assert "99_sample: stored after " in printed.out
    assert printed.err == ""
    assert pairs.differences(pairs.read_lesson(course / "lessons" / "99_sample.py"),
                             pairs.read_notebook(notebook)) == []


def test_run_goes_on_after_a_failure_overwrites_nothing_and_fails(course, notebook, capsys):
    bad = course / "lessons" / "98_bad.py"
    bad.write_text("# %%\n1 / 0\n")
    stored = course / "notebooks" / "98_bad.ipynb"
    stored.write_text("what was there")
    assert main(["run", "all"]) == 1
    printed = capsys.readouterr()
    assert "ZeroDivisionError" in printed.err and "98_bad: nothing was stored." in printed.err
    assert stored.read_text() == "what was there"
    assert notebook.exists()


def test_run_tells_stderr_and_what_the_tests_will_object_to(course, capsys):
    (course / "lessons" / "98_bad.py").write_text("# %%\nimport sys\nprint('red', file=sys.stderr)\n")
    assert main(["run", "98"]) == 0
    errors = capsys.readouterr().err
    assert "98_bad: cell 1 wrote to stderr, left out: red" in errors
    assert "98_bad: the tests will object: anatomy: cell 1 is no title" in errors


def test_run_refuses_too_large_a_notebook(course, notebook, monkeypatch, capsys):
    monkeypatch.setattr(running, "WARN_BYTES", 10)
    monkeypatch.setattr(running, "MOST_BYTES", 20)
    assert main(["run", "99"]) == 1
    assert "make its figures smaller" in capsys.readouterr().err
    assert not notebook.exists()


@pytest.mark.parametrize("command", ["run", "sync", "times", "solve"])
def test_an_unknown_lesson_is_one_sentence(course, command, capsys, monkeypatch):
    monkeypatch.setattr(times, "busy", lambda: None)
    assert main([command, "55"]) == 1
    assert capsys.readouterr().err == "No lesson fits '55'; choose a number or name from 99_sample, or all.\n"


def test_sync(course, notebook, capsys):
    assert main(["sync"]) == 0
    assert main(["sync", "99", "--from", "notebooks"]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "99_sample: the same on both sides."


def test_times_measures_and_writes_data_and_page_but_no_notebook(course, notebook, monkeypatch, capsys):
    monkeypatch.setattr(times, "busy", lambda: None)
    assert main(["times"]) == 0
    assert not notebook.exists()
    kept = times.load()["99_sample"]["seconds"]
    assert 0 < kept < 60
    assert "[99_sample](99_sample.ipynb)" in (course / "notebooks" / times.PAGE).read_text()
    (course / "notebooks" / times.PAGE).unlink()
    assert main(["times", "--page"]) == 0
    assert (course / "notebooks" / times.PAGE).read_text() == times.page(times.load())


def test_times_refuses_a_busy_machine(course, monkeypatch, capsys):
    monkeypatch.setattr(times, "busy", lambda: "This machine is busy.")
    assert main(["times"]) == 1
    assert capsys.readouterr().err == "This machine is busy.\n"
    assert times.load() == {}


def test_solve(course, sample_exercises, monkeypatch, capsys):
    monkeypatch.setattr(solving, "exercises_of", lambda stem: sample_exercises)
    assert main(["solve", "--to", str(course / "here")]) == 0
    there = course / "here" / "99_sample.ipynb"
    assert capsys.readouterr().out == f"99_sample: solved, every check says Right; it lies in {there}\n"
    assert there.exists()
    monkeypatch.setattr(solving, "solve", lambda lesson, folder: solving.Solved(["cell 3, x: Wrong: no"], folder))
    assert main(["solve"]) == 1
    assert capsys.readouterr().out == f"99_sample: wrong; it lies in {course / 'solved'}\ncell 3, x: Wrong: no\n"
