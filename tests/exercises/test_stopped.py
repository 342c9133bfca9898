"""In a real IPython shell: after a cell that stopped, the check does not judge the answer of before."""

import pytest
from IPython.core.interactiveshell import InteractiveShell

from gan_course.exercises import stopped

NOT_TRIED = "Not tried yet: the cell that defines double stopped with an error; mend it first."
SETUP = """
from gan_course.exercises.checks import expects_close
from gan_course.exercises.exercise import Exercise
def _double(x):
    return 2 * x
exercise = Exercise("double", _double, [expects_close((3.0,), 6.0, "twice")], ["a", "b", "c"])
"""
RIGHT = "def double(x):\n    return x + x"
CHECK = "exercise.check(double)"


@pytest.fixture
def run(monkeypatch, capsys, tmp_path):
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path))
    monkeypatch.setattr(stopped, "_cells", [])
    monkeypatch.setattr(stopped, "_watched", [])
    InteractiveShell.clear_instance()
    shell = InteractiveShell.instance()
    shell.history_manager.enabled = False

    def cells(*texts):
        for text in texts:
            capsys.readouterr()
            shell.run_cell(text, store_history=True)
        return ("\n" + capsys.readouterr().out.strip()).splitlines()[-1]

    cells("from gan_course.exercises import stopped; stopped.watch()", SETUP)
    yield cells
    shell.restore_sys_module_state()
    InteractiveShell.clear_instance()


@pytest.mark.parametrize("broken", [
    "def double(x)\n    return x", "def double(x):\n    return (x", "double = lambda x: x +",
    "1 / 0\ndef double(x):\n    ...",
    "%%time\ndef double(x:\n    ...", "class double\n    pass", "a, double = 1", "double: int = 1 / 0",
    "%time 1\nif True:\n    double = 1 / 0", "from math import no_such as double", "for double in 5:\n    pass"])
def test_a_cell_that_stopped_is_not_judged_by_the_answer_of_before(run, broken):
    assert run(RIGHT, CHECK) == "Right."
    assert run(broken, CHECK) == NOT_TRIED
    assert run("unrelated = 1 / 0", CHECK) == NOT_TRIED
    assert run(RIGHT, CHECK) == "Right."


@pytest.mark.parametrize("harmless", [
    "raise ValueError(double(2))", "x = double(1) / 0", "# double = 1\n1 / 0", "double(x=1 / 0)", "double == 1 / 0",
    "double.note = 1 / 0", "doubled = 1 / 0", "y(double", "print(double, sp='')", "max(\n    double, key=1 / 0)",
    "%time print(double, sp='')", "print(double, sp=''", "def other(double=1):\n    double = 2\n1 / 0",
    "[double for double in [1 / 0]]"])
def test_a_cell_that_does_not_define_it_may_stop(run, harmless):
    assert run(RIGHT, harmless, CHECK) == "Right."


def test_a_definition_in_the_checks_own_cell_and_another_value(run):
    assert run("def double(x", RIGHT + "\n" + CHECK) == "Right."
    assert run(RIGHT, "def double(x", "exercise.check(lambda x: 2 * x)") == "Right."


def test_the_first_cell_that_imports_is_seen_too(run, monkeypatch):
    monkeypatch.setattr(stopped, "_cells", [])
    assert run(RIGHT, "def double(x", "import gan_course.exercises.exercise\n" + CHECK) == NOT_TRIED
    assert len(stopped._watched) == 1


def test_outside_of_ipython_nothing_is_said(monkeypatch):
    monkeypatch.setattr(stopped, "_watched", [])
    monkeypatch.setattr("IPython.get_ipython", lambda: None)
    assert stopped.watch() is None and not stopped.has_stopped("double", 1)
