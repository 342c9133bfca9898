"""The stored notebooks themselves: audited, in step with their lessons, stored clean, collected by nbval."""

import re
import subprocess
import sys
import tomllib

import nbformat
import pytest

from gan_course.notebooks import audit, pairs, running, solving

LESSONS = sorted(pairs.LESSONS.glob("*.py"))
NOTEBOOKS = sorted(pairs.NOTEBOOKS.glob("*.ipynb"))
_LINK = re.compile(r"\]\(([^)\s#]+)[^)]*\)")

each_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


@pytest.fixture
def notebook(path):
    return pairs.read_notebook(path)


def test_lessons_and_notebooks_correspond_and_are_numbered_without_a_gap():
    assert [path.stem for path in NOTEBOOKS] == [path.stem for path in LESSONS]
    numbers = sorted(path.stem[:2] for path in LESSONS)
    assert numbers == [f"{number:02d}" for number in range(18)]
    assert LESSONS


@each_notebook
@pytest.mark.parametrize("rule", audit.RULES)
def test_audit(notebook, path, rule):
    assert audit.RULES[rule](notebook) == []


@each_notebook
def test_lesson_and_notebook_have_the_same_sources(notebook, path):
    lesson = pairs.read_lesson(pairs.LESSONS / f"{path.stem}.py")
    assert pairs.differences(lesson, notebook) == []


@each_notebook
def test_it_is_stored_as_run_stores_it(notebook, path):
    assert path.read_text(encoding="utf-8") == nbformat.writes(pairs.tidied(notebook, path.stem)) + "\n"


@each_notebook
def test_each_stub_has_its_exercise_and_each_exercise_its_stub(notebook, path):
    assert sorted(solving.exercise_names(notebook)) == sorted(solving.exercises_of(path.stem))


@each_notebook
def test_links_lead_somewhere(notebook, path):
    markdown = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    links = _LINK.findall(markdown)
    missing = [link for link in links if "://" not in link and not (path.parent / link).exists()]
    assert missing == []


def test_nbval_collects_every_code_cell_and_each_exercise_untried_and_solved():
    """With the course's own pytest settings; without its flag nbval would collect nothing, in silence."""
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", str(pairs.NOTEBOOKS)]
    listed = subprocess.run(command, cwd=pairs.ROOT, capture_output=True, encoding="utf-8",
                            env={**running.kernel_environment(), "PYTHONUTF8": "1"}).stdout
    for path in NOTEBOOKS:
        notebook = pairs.read_notebook(path)
        assert listed.count(f"{path.name}::Cell ") == len(audit.code_cells(notebook)), listed
        for name in solving.exercise_names(notebook):
            assert f"{path.name}::{name}, not tried" in listed and f"{path.name}::{name}, solved" in listed, listed


def test_a_bare_pytest_takes_in_the_notebooks():
    settings = tomllib.loads((pairs.ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["pytest"]
    assert set(settings["ini_options"]["testpaths"]) >= {"tests", "notebooks"}


def test_this_run_compares_outputs_and_cannot_hang(pytestconfig):
    assert pytestconfig.option.nbval_lax
    assert pytestconfig.option.nbval_current_env
    assert pytestconfig.option.nbval_cell_timeout <= running.CELL_TIMEOUT
    assert pytestconfig.option.nbval_cell_timeout < float(pytestconfig.getini("timeout"))


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_a_line_of_a_lesson_fits_a_laptops_screen(path):
    lines = path.read_text(encoding="utf-8").splitlines()
    assert [(number, line) for number, line in enumerate(lines, start=1) if len(line) > 88] == []
