"""The solved edition: each exercise's stub replaced by its reference solution."""

import hashlib
import importlib
import json
import re
import tempfile
from typing import NamedTuple

import nbformat

from gan_course.exercises.exercise import Exercise
from gan_course.notebooks import running
from gan_course.notebooks.pairs import notebook_path, read_lesson, tags, write_notebook

TAG = "exercise:"
FOLDER = "solved"               # beside lessons/, where `solve` keeps the solved edition
MADE = ".made.json"             # what it wrote there, as it wrote it
_CHECK = re.compile(r"^ex\d\d\.(\w+)\.check\(", re.MULTILINE)


class Solved(NamedTuple):
    """What solving a lesson gave: a sentence for each check that is not right, and where the notebook lies."""

    complaints: list
    path: object


def solve(lesson, folder=None):
    """Run a lesson's solved edition; return a Solved, with one complaint for each check that did not print "Right".

    What a cell wrote to stderr counts too: a learner would see it in red.

    lesson: its text's path. folder: where the solved notebook is kept, or None to keep none.
    Raises ValueError for a stub without an exercise, NotebookFailed when a cell raises.
    """
    notebook = solved(read_lesson(lesson), exercises_of(lesson.stem), lesson.stem)
    with tempfile.TemporaryDirectory() as scratch:
        result = running.run(notebook, lesson.stem, scratch)
    path = None if folder is None else store(result.notebook, notebook_path(lesson, folder))
    return Solved(not_right(result.notebook) + [f"cell {number} wrote to stderr: {text.strip()}"
                                                for number, text in result.stderr], path)


def store(notebook, path):
    """Keep a solved notebook at `path`, or beside it where another file, or an edited one, lies; return where."""
    path.parent.mkdir(parents=True, exist_ok=True)
    record = path.parent / MADE
    try:
        made = dict(json.loads(record.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        made = {}
    digest = _digest((nbformat.writes(notebook) + "\n").encode())
    number, free = 1, path
    while free.exists() and _digest(free.read_bytes()) not in (made.get(free.name), digest):
        number += 1
        free = path.with_name(f"{path.stem}_{number}{path.suffix}")
    write_notebook(notebook, free)
    made[free.name] = digest
    record.write_text(json.dumps(made, indent=1) + "\n", encoding="utf-8", newline="\n")
    return free


def _digest(content):
    return hashlib.sha256(content).hexdigest()


def exercise_names(notebook):
    """Return the exercises that a notebook's stub cells name, in order."""
    return [name for cell in notebook.cells for name in exercise_names_of(cell)]


def exercises_of(stem):
    """Return a lesson's exercises, {name: Exercise}; empty when it has no module.

    Raises ValueError when an Exercise's attribute and name differ.
    """
    module_name = f"gan_course.exercises.ex{stem[:2]}"
    try:
        module = importlib.import_module(module_name)
    except ModuleNotFoundError as error:
        if error.name != module_name:
            raise
        return {}
    found = {name: value for name, value in vars(module).items() if isinstance(value, Exercise)}
    for name, exercise in found.items():
        if exercise.name != name:
            raise ValueError(f"{module_name}.{name} is called {exercise.name!r}; give it one name.")
    return found


def solved(notebook, exercises, stem):
    """Return the notebook with each stub cell replaced by its reference's source.

    Raises ValueError when a stub names an exercise that does not exist.
    """
    for cell in notebook.cells:
        for name in exercise_names_of(cell):
            if name not in exercises:
                raise ValueError(f"{stem}: its exercises hold no {name!r}; "
                                 f"there are: {', '.join(exercises) or 'none'}.")
            cell.source = exercises[name].reference_source()
    return notebook


def exercise_names_of(cell):
    """Return the exercises that one cell is the stub of."""
    return [tag.removeprefix(TAG) for tag in tags(cell) if tag.startswith(TAG)]


def checked_exercises(cell):
    """Return the exercises whose `.check(…)` a cell calls: `ex02.generator_loss.check(generator_loss)`."""
    return _CHECK.findall(cell.source) if cell.cell_type == "code" else []


def not_right(notebook):
    """Return one sentence for each check of a run notebook that did not print "Right"."""
    found = [(number, complaint(cell)) for number, cell in enumerate(notebook.cells, start=1)]
    return [f"cell {number}, {sentence}" for number, sentence in found if sentence]


def complaint(cell):
    """Return None if each check that a run cell calls showed "Right"; else what it showed, with its exercises."""
    names = checked_exercises(cell)
    printed = "".join(output.get("text") or output.get("data", {}).get("text/plain", "") + "\n"
                      for output in cell.get("outputs", []))
    if sum(line.startswith("Right.") for line in printed.splitlines()) == len(names):
        return None
    return f"{', '.join(names)}: {printed.strip() or 'nothing was printed'}"
