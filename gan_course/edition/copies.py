"""A learner's copy of a lesson: a notebook without outputs that says which lesson and which text it was made from."""

import hashlib
import json
import sys

import nbformat

from gan_course.notebooks import pairs

STAMP = "gan_course"            # in the notebook's metadata, which JupyterLab keeps as it is
SUFFIX = ".ipynb"


class Damaged(ValueError):
    """A file that cannot be read as a notebook."""


def fresh(lesson):
    """Return a lesson's text as a learner's notebook: no outputs, and what JupyterLab would write on opening it."""
    notebook = pairs.read_lesson(lesson)
    notebook.metadata = nbformat.from_dict(metadata())
    stamp(notebook, lesson.stem, version(notebook))
    return notebook


def metadata():
    """Return the metadata that JupyterLab gives a notebook that runs here, so that opening one changes nothing."""
    from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel

    try:
        name = KernelSpecManager().get_kernel_spec("python3").display_name
    except NoSuchKernel:
        name = pairs.METADATA["kernelspec"]["display_name"]
    return {
        "kernelspec": {**pairs.METADATA["kernelspec"], "display_name": name},
        "language_info": {**pairs.METADATA["language_info"], "version": sys.version.split()[0]},
    }


def version(notebook):
    """Return a short name of a notebook's text: the same cells give the same, whatever their ids and outputs."""
    text = json.dumps([[cell.cell_type, cell.source, pairs.tags(cell)] for cell in notebook.cells], ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:12]


def stamp(notebook, lesson, given):
    """Note in a notebook, in place, which lesson it is of and which text it was given."""
    notebook.metadata[STAMP] = {"lesson": lesson, "given": given}


def stamped(notebook):
    """Return the (lesson, given text) that a notebook names; None for what it does not."""
    known = notebook.metadata.get(STAMP)
    known = known if isinstance(known, dict) else {}
    return known.get("lesson"), known.get("given")


def same(cell, other):
    """Tell whether two cells say the same to a reader: kind, text, pasted pictures."""
    return (cell.cell_type, cell.source, cell.get("attachments") or {}) == (
        other.cell_type, other.source, other.get("attachments") or {})


def same_text(notebook, other):
    """Tell whether two notebooks hold the same cells in the same order, whatever was run."""
    return len(notebook.cells) == len(other.cells) and all(map(same, notebook.cells, other.cells))


def untouched(notebook, given):
    """Tell whether a notebook holds nothing that the course did not give: no edit, no output."""
    return same_text(notebook, given) and not any(cell.get("outputs") for cell in notebook.cells)


def parse(data):
    """Return a notebook file's bytes as a notebook; raise Damaged, saying why, where they are none."""
    try:
        notebook = nbformat.reads(data.decode("utf-8"), as_version=4)
        nbformat.validate(notebook)
    except Exception as error:          # whatever a damaged file makes of nbformat
        reason = str(error).strip().splitlines() or [type(error).__name__]
        raise Damaged(reason[0][:120]) from None
    return notebook


def text(notebook):
    """Return a notebook as the text of its file, as JupyterLab writes it."""
    return nbformat.writes(notebook) + "\n"
