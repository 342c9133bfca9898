"""What is said after a NameError, by the notebook's cells and in a real shell."""

import json

import pytest
from IPython.core.interactiveshell import InteractiveShell

from gan_course import missing_names

CELLS = ["# the imports\nimport numpy as np\nfrom a import b as c, d\nSEED = 0", "%matplotlib inline\ndef step(x):\n"
         "    inner = x\n    return inner", "gan = step(1)", "print(gan)\nlate = 1", "this is no Python"]


@pytest.mark.parametrize("name", ["np", "c", "d", "SEED"])
def test_what_the_first_cell_makes_asks_to_run_it(name):
    sentence = missing_names.advice(name, CELLS, "print(gan)\nlate = 1")
    assert sentence.startswith(f"`{name}` is made by the notebook's first cell of code")
    assert "Run the first cell, then this one again" in sentence and "Run All Above Selected Cell" in sentence


def test_what_a_later_cell_makes_names_that_cell():
    assert "an earlier cell, which begins `gan = step(1)`" in missing_names.advice("gan", CELLS, CELLS[3])
    assert "which begins `%matplotlib inline`" in missing_names.advice("step", CELLS, CELLS[2])


@pytest.mark.parametrize("name", ["inner", "b", "typo", "late"])
def test_nothing_is_said_of_a_name_that_no_cell_above_makes(name):
    assert missing_names.advice(name, CELLS, CELLS[2]) is None


def test_a_cell_that_is_not_saved_yet_may_use_any(tmp_path):
    assert missing_names.advice("late", CELLS, "print(late)") is not None


@pytest.mark.parametrize("text", ["", "{", "[]", '{"cells": [{"source": "x = 1"}]}'])
def test_a_notebook_that_cannot_be_read_has_no_cells(tmp_path, monkeypatch, text):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.ipynb").write_text(text, encoding="utf-8")
    assert missing_names.code_cells("a.ipynb") == missing_names.code_cells("none.ipynb") == []


def test_in_a_shell_the_error_comes_first_and_then_the_sentence(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("JPY_SESSION_NAME", "some/folder/a.ipynb")
    cells = [{"cell_type": "code", "source": ["import numpy as np\n", "x = 1"]}, {"cell_type": "code", "source": "np"}]
    (tmp_path / "a.ipynb").write_text(json.dumps({"cells": cells}), encoding="utf-8")
    shell = InteractiveShell()
    missing_names.load_ipython_extension(shell)
    result = shell.run_cell("np", store_history=True)
    told = capsys.readouterr().out
    assert isinstance(result.error_in_exec, NameError)
    assert told.index("name 'np' is not defined") < told.index("`np` is made by the notebook's first cell")
    shell.run_cell("def f():\n    print(y)\n    y = 1\nf()")            # an UnboundLocalError is another matter
    assert "is made by" not in capsys.readouterr().out
    missing_names.unload_ipython_extension(shell)
    shell.run_cell("np")
    assert "is made by" not in capsys.readouterr().out
