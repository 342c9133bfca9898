"""A learner's copy of a lesson."""

import nbformat
import pytest

from gan_course.edition import copies


def test_it_has_no_outputs_and_says_what_it_was_made_from(course):
    notebook = course.read()
    assert all(not cell.get("outputs") for cell in notebook.cells)
    assert copies.stamped(notebook) == ("03_steps", copies.version(notebook))
    nbformat.validate(notebook)


def test_its_name_depends_on_the_text_alone(course):
    notebook = course.read()
    before = copies.version(notebook)
    for cell in notebook.cells:
        cell["id"] = "x" + cell.id
        if cell.cell_type == "code":
            cell.outputs = [nbformat.v4.new_output("stream", text="1")]
    assert copies.version(notebook) == before
    notebook.cells[-1].source += "!"
    assert copies.version(notebook) != before


def test_an_output_is_a_touch_and_no_edit_and_a_pasted_picture_is_an_edit(course):
    given, mine = course.read(), course.read()
    assert copies.untouched(mine, given)
    mine.cells[1].outputs = [nbformat.v4.new_output("stream", text="1")]
    assert copies.same_text(mine, given) and not copies.untouched(mine, given)
    mine.cells[0]["attachments"] = {"a.png": {"image/png": "AA"}}
    assert not copies.same_text(mine, given)


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b"\xff\xfe", b'{"cells": [{"source": 1}]}', b"null",
                                  b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [{"id": "a"}]}'])
def test_what_is_no_notebook_is_damaged(data):
    with pytest.raises(copies.Damaged, match=r"\w"):
        copies.parse(data)


def test_a_foreign_stamp_is_none():
    notebook = nbformat.v4.new_notebook(metadata={"gan_course": "mine"})
    assert copies.stamped(notebook) == (None, None)
    assert copies.stamped(nbformat.v4.new_notebook()) == (None, None)


def test_the_file_is_what_jupyter_would_write(course):
    text = course.path().read_text(encoding="utf-8")
    assert copies.text(copies.parse(text.encode())) == text
    metadata = course.read().metadata
    assert metadata.kernelspec.name == "python3" and metadata.language_info.version.startswith("3.")
