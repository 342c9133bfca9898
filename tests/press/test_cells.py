"""Cells: what they are, and what their code and outputs become."""

import pytest
from nbformat.v4 import new_code_cell, new_output

from gan_course.press import cells


def kinds(one):
    return [(cells.is_claim(cell), cells.is_hint(cell), cells.exercise_of(cell)) for cell in one.cells
            if cell.cell_type == "code"]


def test_claims_hints_and_exercises_are_told_apart(one):
    assert kinds(one) == [(False, False, None), (False, False, "value"), (False, True, None), (False, False, None),
                          (True, False, None), (False, False, None), (False, False, None)]
    used = new_code_cell("# ex42.value.hint(1)\nprint(1)")
    assert not cells.is_hint(used), "a learner's line below is no hint"


def test_code_is_coloured_and_the_tests_own_mark_is_left_out():
    text = cells.code("# NBVAL_CHECK_OUTPUT\nprint('<b>', 1)")
    assert "NBVAL" not in text and "&lt;b&gt;" in text and '<span class="nb">print</span>' in text


def test_a_picture_keeps_its_sentence_and_quotes_in_it_break_nothing():
    picture = new_output("display_data", {"image/png": "AAAA\n"}, metadata={"image/png": {"alt": 'a "b" <c>'}})
    text = cells.outputs(new_code_cell("x", outputs=[picture]))
    assert text == '<img class="drawn" src="data:image/png;base64,AAAA" alt="a &quot;b&quot; &lt;c&gt;">'
    del picture.metadata["image/png"]
    with pytest.raises(ValueError, match="no sentence for those who do not see it"):
        cells.outputs(new_code_cell("x", outputs=[picture]))


def test_printed_text_is_escaped_and_a_table_loses_pandas_style(one):
    said = cells.outputs(one.cells[7])
    assert said == '<pre class="out" tabindex="0">a &lt; b: True</pre>'
    assert cells.printed(one.cells[7]) == "a < b: True"
    table = cells.outputs(one.cells[8])
    assert "<style" not in table and 'border="1"' not in table and "<td>1.5</td>" in table


def test_only_the_kinds_that_are_asked_for(one):
    assert cells.outputs(one.cells[12], only=("picture",)).startswith("<img")
    assert cells.outputs(one.cells[7], only=("picture", "table")) == ""


def test_an_error_of_an_ansi_colour_becomes_html():
    red = new_output("stream", name="stdout", text="\x1b[31mred\x1b[0m\n")
    assert "\x1b" not in cells.outputs(new_code_cell("x", outputs=[red]))
