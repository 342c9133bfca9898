"""The canary: nbval must fail where an output went stale or a kernel died, or green means nothing."""

import copy
import subprocess
import sys

import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from gan_course.notebooks import audit, pairs, running

FLAGS = ["--nbval-lax", "--nbval-current-env"]
NOTEBOOKS = sorted(pairs.NOTEBOOKS.glob("*.ipynb"))


def nbval(notebook, folder, flags=("--nbval-cell-timeout=120",)):
    """Write the notebook to `folder`, let pytest and nbval judge it; return (exit code, what it printed)."""
    pairs.write_notebook(notebook, folder / "canary.ipynb")
    return pytest_in(folder, *FLAGS, *flags, "canary.ipynb")


def pytest_in(folder, *arguments):
    """Run pytest in `folder`, with none of the course's settings; return (exit code, what it printed)."""
    command = [sys.executable, "-m", "pytest", "--rootdir=.", "--color=no", "-pno:cacheprovider", *arguments]
    environment = {**running.kernel_environment(), "PYTHONUTF8": "1"}
    ran = subprocess.run(command, cwd=folder, capture_output=True, encoding="utf-8", env=environment)
    return ran.returncode, ran.stdout + ran.stderr


def up_to_the_first_checked_cell(notebook):
    """Return the beginning of a notebook, so that the canary sings in seconds."""
    last = audit.checked_cells(notebook)[0][0]
    return new_notebook(cells=copy.deepcopy(notebook.cells[:last]), metadata=notebook.metadata)


def stale(notebook):
    """Return a copy whose last cell stores an output that it does not give."""
    other = copy.deepcopy(notebook)
    other.cells[-1].outputs = [new_output("stream", name="stdout", text="STALE\n")]
    return other


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_one_stale_output_of_a_stored_notebook_fails(path, tmp_path):
    beginning = up_to_the_first_checked_cell(pairs.read_notebook(path))
    others = len(audit.code_cells(beginning)) - 1
    code, printed = nbval(stale(beginning), tmp_path)
    assert code == 1, printed
    assert "STALE" in printed and f"1 failed, {others} passed" in printed


def test_the_sample_passes_and_its_stale_copy_fails(sample_run, tmp_path):
    beginning = up_to_the_first_checked_cell(sample_run.notebook)
    assert nbval(beginning, tmp_path)[0] == 0
    code, printed = nbval(stale(beginning), tmp_path)
    assert code == 1
    assert "Cell outputs differ" in printed


def test_a_stale_result_and_a_missing_output_fail_too(sample_run, tmp_path):
    notebook = sample_run.notebook
    result = next(cell for cell in notebook.cells if "sorted" in cell.source)
    result.outputs[0].data["text/plain"] = "[False]"
    code, printed = nbval(notebook, tmp_path)
    assert code == 1 and "1 failed" in printed and "[False]" in printed
    result.outputs = []
    code, printed = nbval(notebook, tmp_path)
    assert code == 1 and "1 failed" in printed


def test_a_raising_cell_fails(sample_run, tmp_path):
    sample_run.notebook.cells.append(new_code_cell("1 / 0", execution_count=99))
    code, printed = nbval(sample_run.notebook, tmp_path)
    assert code == 1
    assert "ZeroDivisionError" in printed


def test_a_dying_kernel_fails_at_the_time_out_and_does_not_hang(tmp_path):
    cells = [new_code_cell(source, execution_count=count) for count, source in enumerate(
        ["a = 1", "import os; os._exit(1)", "b = 2"], start=1)]
    code, printed = nbval(new_notebook(cells=cells), tmp_path, ["--nbval-cell-timeout=2"])
    assert code == 1
    assert "Timeout of 2 seconds exceeded" in printed
    assert "1 failed, 1 passed, 1 xfailed" in printed


def test_without_its_flag_nbval_sees_nothing(sample_run, tmp_path):
    """Why the flag stands in pyproject.toml, and why test_stored.py counts what is collected."""
    pairs.write_notebook(stale(sample_run.notebook), tmp_path / "canary.ipynb")
    code, printed = pytest_in(tmp_path)
    assert code == 5, printed           # pytest's "no tests collected"
