"""A lesson as text and as notebook: finding, reading, writing and comparing the two."""

import hashlib
from pathlib import Path

import jupytext
import nbformat
from nbformat.v4 import new_notebook

ROOT = Path(__file__).resolve().parents[2]
LESSONS = ROOT / "lessons"
NOTEBOOKS = ROOT / "notebooks"

KEPT_CELL_METADATA = ("tags",)
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {      # without the version, which would differ from run to run
        "codemirror_mode": {"name": "ipython", "version": 3},
        "file_extension": ".py", "mimetype": "text/x-python", "name": "python",
        "nbconvert_exporter": "python", "pygments_lexer": "ipython3",
    },
}


def lesson_paths(selectors=("all",)):
    """Return the lessons chosen by number or name ("3", "03", "03_gradient_updates") or "all", in order.

    Raises ValueError when a selector fits no lesson.
    """
    lessons = sorted(LESSONS.glob("[0-9][0-9]_*.py"))
    if not lessons:
        raise ValueError("There is no lesson in lessons/; a lesson is a file such as 03_dynamics.py.")
    chosen = set()
    for selector in selectors:
        stem = Path(selector).stem
        number = stem.zfill(2) if stem.isdigit() else None
        found = [path for path in lessons if stem == "all" or path.stem == stem or path.stem[:2] == number]
        if not found:
            raise ValueError(f"No lesson fits {selector!r}; choose a number or name from "
                             f"{', '.join(path.stem for path in lessons)}, or all.")
        chosen.update(found)
    return sorted(chosen)


def notebook_path(lesson, folder=None):
    """Return where a lesson's notebook is stored: in notebooks/, or in `folder`."""
    return (folder or NOTEBOOKS) / f"{lesson.stem}.ipynb"


def read_lesson(path):
    """Return a lesson's text as a notebook without outputs, with fixed cell ids and metadata."""
    return tidied(jupytext.read(path, fmt="py:percent"), path.stem)


def read_notebook(path):
    """Return a stored notebook as it is."""
    return nbformat.read(path, as_version=4)


def write_notebook(notebook, path):
    """Write a notebook whole or not at all."""
    path.parent.mkdir(exist_ok=True)
    unfinished = path.with_suffix(".ipynb.tmp")
    unfinished.write_text(nbformat.writes(notebook) + "\n", encoding="utf-8", newline="\n")
    unfinished.replace(path)


def lesson_text(notebook):
    """Return the notebook's sources as a lesson's text: percent format, tags, no header."""
    bare = new_notebook(cells=[_bare_cell(cell) for cell in notebook.cells])
    bare.metadata["jupytext"] = {"notebook_metadata_filter": "-all", "cell_metadata_filter": "tags,-all"}
    return jupytext.writes(bare, fmt="py:percent")


def write_lesson(notebook, path):
    """Write the notebook's sources as a lesson."""
    path.parent.mkdir(exist_ok=True)
    path.write_text(lesson_text(notebook), encoding="utf-8", newline="\n")


def tidied(notebook, name):
    """Return the notebook with the course's metadata and ids: the same text gives the same file."""
    seen = {}
    cells = []
    for cell in notebook.cells:
        cell = _bare_cell(cell, keep_outputs=True)
        digest = hashlib.sha256(f"{name}\n{cell.cell_type}\n{cell.source}".encode()).hexdigest()[:10]
        repeat = seen[digest] = seen.get(digest, 0) + 1
        cell["id"] = digest if repeat == 1 else f"{digest}-{repeat}"
        cells.append(cell)
    return new_notebook(cells=cells, metadata=METADATA)


def differences(lesson, notebook):
    """Return one sentence for each cell whose kind, source or tags differ between two notebooks."""
    found = []
    for number, (text, stored) in enumerate(zip(lesson.cells, notebook.cells, strict=False), start=1):
        where = f"cell {number}: in the lesson {{}}, in the notebook {{}}"
        if text.cell_type != stored.cell_type:
            found.append(where.format(text.cell_type, stored.cell_type))
        elif text.source != stored.source:
            found.append(where.format(*_first_difference(text.source, stored.source)))
        elif tags(text) != tags(stored):
            found.append(where.format(f"tags {tags(text)}", f"tags {tags(stored)}"))
    if len(lesson.cells) != len(notebook.cells):
        found.append(f"the lesson has {len(lesson.cells)} cells, the notebook {len(notebook.cells)}")
    return found


def tags(cell):
    """Return a cell's tags."""
    return list(cell.metadata.get("tags", []))


def with_outputs_of(lesson, notebook):
    """Return the lesson with the outputs that the notebook holds for cells of the same source."""
    stored = {}
    for cell in notebook.cells:
        if cell.cell_type == "code":
            stored.setdefault(cell.source, []).append(cell)
    for cell in lesson.cells:
        if cell.cell_type == "code" and stored.get(cell.source):
            old = stored[cell.source].pop(0)
            cell.outputs, cell.execution_count = old.outputs, old.execution_count
    return lesson


def sync(lesson, notebook, source=None):
    """Carry the edits of one side to the other; return what was done, in one sentence.

    source: "lessons" or "notebooks"; without it, the file that was written last.
    Outputs of unchanged cells stay.
    """
    if not notebook.exists():
        write_notebook(read_lesson(lesson), notebook)
        return f"{lesson.stem}: notebooks/ now has it, without outputs; run it to store them."
    text, stored = read_lesson(lesson), read_notebook(notebook)
    if not differences(text, stored):
        return f"{lesson.stem}: the same on both sides."
    newer = "notebooks" if notebook.stat().st_mtime > lesson.stat().st_mtime else "lessons"
    if (source or newer) == "notebooks":
        write_lesson(stored, lesson)
        return f"{lesson.stem}: lessons/ now holds what was in notebooks/."
    write_notebook(with_outputs_of(text, stored), notebook)
    return f"{lesson.stem}: notebooks/ now holds what was in lessons/; run it to store its outputs."


def _bare_cell(cell, keep_outputs=False):
    bare = nbformat.from_dict({key: cell[key] for key in ("cell_type", "source")})
    bare["metadata"] = {key: cell.metadata[key] for key in KEPT_CELL_METADATA if cell.metadata.get(key)}
    bare["id"] = cell.get("id", "cell")
    if cell.cell_type == "code":
        bare["outputs"] = list(cell.get("outputs", [])) if keep_outputs else []
        bare["execution_count"] = cell.get("execution_count") if keep_outputs else None
    return bare


def _first_difference(text, stored):
    for a, b in zip(text.splitlines(), stored.splitlines(), strict=False):
        if a != b:
            return repr(a), repr(b)
    return f"{len(text.splitlines())} lines", f"{len(stored.splitlines())} lines"
