"""The canary: the run of a notebook must fail where an output went stale or a kernel died, or green means nothing."""

import copy
import os
import re
import subprocess
import sys
import time
from pathlib import Path

from nbformat.v4 import new_code_cell, new_notebook, new_output

from gan_course.notebooks import audit, pairs, running

SAMPLE = Path(__file__).with_name("sample.py")
FLAGS = ["-p", "one_run", "--nbval-lax", "--nbval-current-env"]
CODE_CELLS, EXERCISES = 15, 3
# Where the sample's exercises come from, in place of a module exNN.
PLUGIN = f"""
import importlib.util
from gan_course.exercises.exercise import Exercise
from gan_course.notebooks import solving
spec = importlib.util.spec_from_file_location("sample", {str(SAMPLE)!r})
sample = importlib.util.module_from_spec(spec)
spec.loader.exec_module(sample)
found = {{name: value for name, value in vars(sample.ex99).items() if isinstance(value, Exercise)}}
solving.exercises_of = lambda stem: found
"""


def run(notebook, folder, plugin=PLUGIN, flags=("--nbval-cell-timeout=120",)):
    """Write the notebook to `folder`, let pytest judge it; return (names of what failed, what it printed)."""
    pairs.write_notebook(notebook, folder / "99_sample.ipynb")
    (folder / "conftest.py").write_text(plugin, encoding="utf-8")
    code, printed = pytest_in(folder, *FLAGS, *flags, "99_sample.ipynb")
    failed = re.findall(r"^FAILED 99_sample\.ipynb::(.+?)(?: - .*)?$", printed, re.MULTILINE)
    assert code == (1 if failed else 0), printed
    return failed, printed


def pytest_in(folder, *arguments):
    """Run pytest in `folder`, with none of the course's settings; return (exit code, what it printed)."""
    command = [sys.executable, "-m", "pytest", "--rootdir=.", "--color=no", "-pno:cacheprovider", *arguments]
    environment = {**running.kernel_environment(), "PYTHONUTF8": "1", "COLUMNS": "200"}
    environment["PYTHONPATH"] = os.pathsep.join([str(pairs.ROOT / "tests"), environment["PYTHONPATH"]])
    ran = subprocess.run(command, cwd=folder, capture_output=True, encoding="utf-8", env=environment)
    return ran.returncode, ran.stdout + ran.stderr


def stale(notebook):
    """Return a copy whose last cell stores an output that it does not give."""
    other = copy.deepcopy(notebook)
    other.cells[-1].outputs = [new_output("stream", name="stdout", text="STALE\n")]
    return other


def cell_with(notebook, text):
    return next(cell for cell in notebook.cells if text in cell.source)


def name_of(notebook, text):
    """Return how the run calls the cell that holds a text."""
    return f"Cell {[text in cell.source for _, cell in audit.code_cells(notebook)].index(True)}"


def test_one_stale_output_of_a_stored_notebook_fails(tmp_path):
    """The beginning of one; in a whole run each comparison is tried on a stale output too."""
    notebook = pairs.read_notebook(pairs.NOTEBOOKS / "01_two_players_one_game.ipynb")
    last = audit.checked_cells(notebook)[0][0]
    beginning = new_notebook(cells=notebook.cells[:last], metadata=notebook.metadata)
    pairs.write_notebook(stale(beginning), tmp_path / "01_two_players_one_game.ipynb")
    code, printed = pytest_in(tmp_path, *FLAGS, "01_two_players_one_game.ipynb")
    assert code == 1 and "STALE" in printed and "1 failed" in printed, printed
    assert f"Cell {len(audit.code_cells(beginning)) - 1} - " in printed


def test_the_sample_passes_stored_and_solved(sample_run, tmp_path):
    failed, printed = run(sample_run.notebook, tmp_path)
    assert len(audit.code_cells(sample_run.notebook)) == CODE_CELLS
    assert failed == [] and f"{CODE_CELLS + 2 * EXERCISES} passed" in printed


def test_each_fault_fails_and_nothing_else(sample_run, tmp_path):
    notebook = sample_run.notebook
    printed, result, missing = (cell_with(notebook, text) for text in ("1 + 1 =", "sorted", "2 + 2 ="))
    printed.outputs[0].text = "STALE\n"
    result.outputs[0].data["text/plain"] = "[False]"
    missing.outputs = []
    cell_with(notebook, "ex99.double.check").outputs[0].text = "Right."
    notebook.cells.append(new_code_cell("1 / 0", execution_count=98))
    notebook.cells.append(new_code_cell("import sys\nprint('a warning', file=sys.stderr)", execution_count=99))
    failed, said = run(notebook, tmp_path, PLUGIN + "found['three'].reference = 4\ndel found['word']\n")
    assert failed == [*(name_of(notebook, text) for text in ("1 + 1", "2 + 2", "sorted")), "double, not tried",
                      name_of(notebook, "ex99.three.check"), "word, solved", name_of(notebook, "ex99.word.check"),
                      name_of(notebook, "1 / 0"), name_of(notebook, "a warning")]
    for words in ("STALE", "[False]", "Not tried yet", "Cell outputs differ", "ZeroDivisionError",
                  "three: Wrong: Three. It is 4; 3 is wanted.", "no exercise is called 'word': double, three",
                  "word: Not tried yet", "wrote to stderr: a warning"):
        assert words in said, words


def test_a_comparison_that_compares_nothing_fails(sample_run, tmp_path):
    blind = "import nbval.plugin\nnbval.plugin.IPyNbCell.compare_outputs = lambda *arguments: True\n"
    failed, said = run(sample_run.notebook, tmp_path, PLUGIN + blind)
    assert len(failed) == len(audit.checked_cells(sample_run.notebook)) + EXERCISES
    assert "nothing is compared" in said


def cells(*sources):
    return new_notebook(cells=[new_code_cell(text, execution_count=n) for n, text in enumerate(sources, start=1)])


def test_a_dying_kernel_fails_at_once(tmp_path):
    started = time.monotonic()
    failed, said = run(cells("a = 1", "import os; os._exit(1)", "b = 2"), tmp_path, flags=("--nbval-cell-timeout=900",))
    assert failed == ["Cell 1"] and "The cell ended the kernel" in said
    assert "1 failed, 1 passed, 1 xfailed" in said
    assert time.monotonic() - started < 600


def test_a_hanging_cell_fails_at_the_time_out_and_no_other_is_run(tmp_path):
    failed, said = run(cells("a = 1", "while True: pass", "b = 2"), tmp_path, flags=("--nbval-cell-timeout=2",))
    assert failed == ["Cell 1"] and "Timeout of 2 seconds exceeded" in said
    assert "1 failed, 1 passed, 1 xfailed" in said


def test_a_notebook_that_reaches_for_another_machine_fails_even_if_it_swallows_the_error(tmp_path):
    reaches = "import urllib.request\ntry:\n    urllib.request.urlopen('http://192.0.2.1/')\nexcept OSError:\n    pass"
    pairs.write_notebook(cells("a = 1", reaches), tmp_path / "99_sample.ipynb")
    (tmp_path / "conftest.py").write_text(PLUGIN, encoding="utf-8")
    code, printed = pytest_in(tmp_path, *FLAGS, "--nbval-cell-timeout=120", "99_sample.ipynb")
    assert code == 1, printed
    assert re.search(r"99_sample\.ipynb tried to reach another machine: socket\.\w+ 192\.0\.2\.1", printed), printed


def test_without_its_flag_nbval_sees_nothing(sample_run, tmp_path):
    """Why the flag stands in pyproject.toml, and why test_stored.py counts what is collected."""
    pairs.write_notebook(stale(sample_run.notebook), tmp_path / "canary.ipynb")
    code, printed = pytest_in(tmp_path, "-p", "one_run")
    assert code == 5, printed           # pytest's "no tests collected"
