"""A run in a real kernel: what is stored, what is left out, and how each failure reads."""

import os
import sys

import nbformat
import pytest

from gan_course.notebooks import pairs, running


def run_text(tmp_path, *cells):
    """Run code cells as notebook 01_x; return the Run."""
    path = tmp_path / "01_x.py"
    path.write_text("\n\n".join(f"# %%\n{cell}" for cell in cells) + "\n", encoding="utf-8")
    return running.run(pairs.read_lesson(path), "01_x", tmp_path)


def test_a_run_counts_its_cells_and_names_its_kernel_without_a_version(sample_run):
    code = [cell for cell in sample_run.notebook.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))
    assert sample_run.notebook.metadata == pairs.METADATA
    assert sample_run.seconds > 0
    assert sample_run.stderr == []
    nbformat.validate(sample_run.notebook)


def test_tags_survive_and_nothing_else_is_kept_with_a_cell(sample_run):
    assert all(set(cell.metadata) <= {"tags"} for cell in sample_run.notebook.cells)
    assert ["exercise:double"] in [pairs.tags(cell) for cell in sample_run.notebook.cells]


def test_a_second_run_gives_the_same_file(sample, sample_run, tmp_path):
    again = running.run(sample, "sample", tmp_path)
    assert nbformat.writes(again.notebook) == nbformat.writes(sample_run.notebook)


def test_outputs_are_stored_clean(tmp_path):
    ran = run_text(
        tmp_path,
        "import sys\nprint('a', flush=True)\nprint('red', file=sys.stderr)\nprint('b', object())",
        "import ipywidgets\nipywidgets.IntSlider(value=3)",
        "object()",
    )
    printed, slider, thing = ran.notebook.cells
    assert [(out.name, out.text) for out in printed.outputs] == [("stdout", "a\nb <object object>\n")]
    assert [dict(output.data) for output in slider.outputs] == [{"text/plain": "IntSlider(value=3)"}]
    assert thing.outputs[0].data["text/plain"] == "<object>"
    assert "widgets" not in ran.notebook.metadata
    assert ran.stderr == [(1, "red\n")]


def test_what_compiled_code_writes_to_stderr_is_told_too(tmp_path):
    ran = run_text(tmp_path, "import os, time\nos.write(2, b'from below\\n')\ntime.sleep(1)")
    missed = sys.platform == "win32"     # kernels there do not look
    assert ran.stderr == ([] if missed else [(1, "from below\n")])
    assert ran.notebook.cells[0].outputs == []


def test_the_figures_text_is_kept(sample_run):
    code = [cell for cell in sample_run.notebook.cells if cell.cell_type == "code"]
    shown = [output for cell in code for output in cell.outputs if "image/png" in output.get("data", {})]
    assert len(shown) == 1
    assert shown[0].metadata["image/png"]["alt"] == shown[0].data["text/plain"]


@pytest.mark.parametrize(("cell", "words"), [
    ("1 / 0", "01_x: cell 2 raised.\n.*1 / 0.*ZeroDivisionError: division by zero"),
    ("import os\nos._exit(1)", r"01_x: cell 2 ended the kernel \(a crash, or too .*\):\nimport os"),
])
def test_a_failing_cell_is_shown_with_its_number_and_source(tmp_path, cell, words):
    with pytest.raises(running.NotebookFailed, match=f"(?s){words}") as failed:
        run_text(tmp_path, "a = 1", cell, "b = 2")
    assert "\x1b" not in str(failed.value)


def test_a_cell_that_hangs_is_stopped(tmp_path, monkeypatch):
    monkeypatch.setattr(running, "CELL_TIMEOUT", 1)
    with pytest.raises(running.NotebookFailed, match="cell 1 took more than 1 s:\nwhile True"):
        run_text(tmp_path, "while True:\n    pass")


def test_the_kernel_is_this_python_with_this_package(tmp_path):
    ran = run_text(tmp_path, "import gan_course, os, sys",
                   "print(sys.prefix)\nprint(gan_course.__path__[0])\nprint(os.getcwd())")
    where = ran.notebook.cells[1].outputs[0].text.splitlines()
    assert os.path.samefile(where[0], sys.prefix)
    assert os.path.samefile(where[1], pairs.ROOT / "gan_course")
    assert os.path.samefile(where[2], tmp_path)


def test_too_large_a_notebook_is_told():
    assert running.size_complaint("x" * running.WARN_BYTES) == (False, None)
    assert running.size_complaint("x" * (running.WARN_BYTES + 1))[0] is False
    assert "1.00 MB" in running.size_complaint("x" * (running.WARN_BYTES + 1))[1]
    assert running.size_complaint("x" * (running.MOST_BYTES + 1))[0] is True
