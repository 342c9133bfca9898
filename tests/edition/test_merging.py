"""Three notebooks become one: by examples, and by two hundred random ones with what must hold of each."""

import copy
import random

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from gan_course.edition import copies, given, merging


def notebook(**cells):
    """A notebook from id="text"; text that begins with # is Markdown."""
    made = new_notebook(cells=[(new_markdown_cell if text.startswith("#") else new_code_cell)(text, id=name)
                               for name, text in cells.items()])
    copies.stamp(made, "03_steps", copies.version(made))
    return made


def texts(found):
    return [cell.source for cell in found.cells]


BASE = notebook(a="# title", b="x = 1", c="y = 2", d="# end")


def test_a_cell_left_alone_takes_the_new_text_and_an_edited_one_stays():
    mine = notebook(a="# title", b="x = 100  # mine", c="y = 2", d="# end")
    merged, report = merging.merge(BASE, mine, notebook(a="# title", b="x = 1", c="y = 3", d="# The end"))
    assert texts(merged) == ["# title", "x = 100  # mine", "y = 3", "# The end"]
    assert (report.taken, report.yours, report.both) == (["y = 3", "# The end"], ["x = 100  # mine"], [])


def test_changed_by_both_keeps_both_the_learner_s_first_and_only_theirs_runs():
    mine = notebook(a="# mine", b="x = 5", c="y = 2", d="# end")
    merged, report = merging.merge(BASE, mine, notebook(a="# theirs", b="x = 7", c="y = 2", d="# end"))
    assert texts(merged) == ["# mine", f"{merging.MARK}\n\n> # theirs", "x = 5",
                             f"{merging.MARK}\n\n````python\nx = 7\n````", "y = 2", "# end"]
    assert [cell.source for cell in merged.cells if cell.cell_type == "code"] == ["x = 5", "y = 2"]
    assert report.both == ["# mine", "x = 5"]


def test_a_mark_left_alone_gives_way_to_the_next_and_an_edited_one_stays():
    second, third = (notebook(a="# title", b=text, c="y = 2", d="# end") for text in ("x = 7", "x = 8"))
    mine, _ = merging.merge(BASE, notebook(a="# title", b="x = 5", c="y = 2", d="# end"), second)
    merged, report = merging.merge(second, mine, third)
    assert texts(merged) == ["# title", "x = 5", merging.mark(third.cells[1]), "y = 2", "# end"]
    mine.cells[2].source += "\nI took over the 7."
    merged, report = merging.merge(second, mine, third)
    assert texts(merged)[1:4] == ["x = 5", merging.mark(third.cells[1]), mine.cells[2].source]
    assert len({cell.id for cell in merged.cells}) == len(merged.cells)
    assert report.yours == ["x = 5", merging.first_line(mine.cells[2])]


def test_the_same_change_by_both_is_no_conflict():
    same = notebook(a="# title", b="x = 2", c="y = 2", d="# end")
    merged, report = merging.merge(BASE, same, same)
    assert texts(merged) == texts(same) and report.both == []


def test_deleted_cells_stay_deleted_and_are_told_when_the_course_has_changed_them():
    mine = notebook(a="# title", d="# end")
    merged, report = merging.merge(BASE, mine, notebook(a="# title", b="x = 1", c="y = 3", d="# end"))
    assert texts(merged) == ["# title", "# end"] and report.missing == ["y = 3"]


def test_what_the_course_drops_goes_unless_it_was_edited():
    theirs = notebook(a="# title", d="# end")
    merged, report = merging.merge(BASE, notebook(a="# title", b="x = 1", c="y = 22", d="# end"), theirs)
    assert texts(merged) == ["# title", "y = 22", "# end"]
    assert (report.gone, report.yours) == (["x = 1"], ["y = 22"])


def test_new_cells_and_the_learner_s_own_both_find_their_places():
    mine = notebook(a="# title", own="z = 0", b="x = 1", c="y = 2", d="# end", last="# my notes")
    theirs = notebook(n="# before", a="# title", b="x = 1", m="w = 4", c="y = 2", d="# end")
    merged, report = merging.merge(BASE, mine, theirs)
    assert texts(merged) == ["# before", "# title", "z = 0", "x = 1", "w = 4", "y = 2", "# end", "# my notes"]
    assert report.new == ["# before", "w = 4"] and report.yours == ["z = 0", "# my notes"]


def test_the_course_s_new_order_is_taken_and_the_learner_s_own_order_wins():
    swapped = notebook(a="# title", c="y = 2", b="x = 1", d="# end")
    assert texts(merging.merge(BASE, BASE, swapped)[0]) == texts(swapped)
    theirs = notebook(a="# title", b="x = 1", n="new", c="y = 2", d="# end")
    assert texts(merging.merge(BASE, swapped, theirs)[0]) == ["# title", "y = 2", "x = 1", "new", "# end"]


def test_outputs_stay_where_the_text_stayed_and_only_there():
    mine = copy.deepcopy(BASE)
    for cell in mine.cells[1:3]:
        cell.outputs, cell.execution_count = [new_output("stream", text="seen\n")], 3
    merged, _ = merging.merge(BASE, mine, notebook(a="# new", b="x = 1", c="y = 3", d="# end"))
    assert [cell.outputs for cell in merged.cells[1:3]] == [mine.cells[1].outputs, []]
    assert mine.cells[0].source == "# title"                    # the learner's notebook itself is not changed


def test_cells_are_found_again_when_another_program_gave_them_new_ids_or_the_same_twice():
    mine = notebook(p="# title", q="x = 1", r="y = 2", s="# end", t="own")
    merged, report = merging.merge(BASE, mine, notebook(a="# title", b="x = 2", c="y = 2", d="# end"))
    assert texts(merged) == ["# title", "x = 2", "y = 2", "# end", "own"] and report.yours == ["own"]
    mine = copy.deepcopy(BASE)
    mine.cells[2]["id"] = "b"
    mine.cells[2].source = "y = 9"
    merged, _ = merging.merge(BASE, mine, notebook(a="# title", b="x = 2", c="y = 2", d="# end"))
    assert "y = 9" in texts(merged) and "x = 2" in texts(merged)
    nbformat.validate(merged)


def test_a_notebook_of_an_older_format_has_no_ids_and_is_merged_all_the_same():
    mine = copy.deepcopy(BASE)
    mine.cells[1].source = "x = 5"
    mine.nbformat_minor = 4
    for cell in mine.cells:
        del cell["id"]
    mine = copies.parse(copies.text(mine).encode())
    merged, _ = merging.merge(BASE, mine, notebook(a="# title", b="x = 1", c="y = 3", d="# end"))
    nbformat.validate(merged)
    assert {"# title", "x = 5", "y = 3", "# end"} <= set(texts(merged))


def test_tags_follow_the_course():
    theirs = copy.deepcopy(BASE)
    theirs.cells[1].metadata["tags"] = ["exercise:x"]
    mine = copy.deepcopy(BASE)
    mine.cells[1].source = "x = 3"
    mine.cells[1].metadata["collapsed"] = True
    merged, _ = merging.merge(BASE, mine, theirs)
    assert merged.cells[1].metadata == {"tags": ["exercise:x"], "collapsed": True}


@pytest.mark.parametrize("seed", range(200))
def test_nothing_of_the_learner_s_is_ever_lost(seed):
    rng = random.Random(seed)
    base, theirs, mine = lesson(rng), None, None
    theirs = changed(base, rng, "course")
    given.keep_ids(theirs, base)
    copies.stamp(theirs, "03_steps", copies.version(theirs))
    mine = changed(base, rng, "learner")
    for cell in mine.cells:
        if cell.cell_type == "code":
            cell.outputs = [new_output("stream", text=cell.source)]
    merged, report = merging.merge(base, mine, theirs)
    nbformat.validate(merged)
    found, before = texts(merged), set(texts(base))
    own = [cell.source for cell in mine.cells if cell.source not in before]
    assert sorted(text for text in found if text in set(own)) == sorted(own)    # each of theirs, once
    for cell in merged.cells:                                                   # outputs: their own cell's, or none
        assert not cell.get("outputs") or cell.outputs[0].text == cell.source
    kept = {cell.source for cell in mine.cells} & set(texts(theirs))
    outputs = {cell.source for cell in merged.cells if cell.get("outputs")}
    assert outputs >= {cell.source for cell in mine.cells if cell.cell_type == "code" and cell.source in kept}
    shown = "\n".join(found)
    for cell in theirs.cells:                                                   # the course's news arrive, once
        if cell.source not in before and merging.first_line(cell) not in report.missing:
            assert shown.count(cell.source) == 1, cell.source
    again, report = merging.merge(theirs, merged, theirs)                       # and a second update changes nothing
    assert texts(again) == found
    assert not (report.taken or report.new or report.gone or report.both)


def lesson(rng):
    cells = [(new_markdown_cell if rng.random() < 0.5 else new_code_cell)(f"the text of cell {i} as given", id=f"c{i}")
             for i in range(rng.randrange(1, 9))]
    made = new_notebook(cells=cells)
    copies.stamp(made, "03_steps", copies.version(made))
    return made


def changed(base, rng, who):
    """Edit, delete, add and move cells at random."""
    made = copy.deepcopy(base)
    cells = []
    for number, cell in enumerate(made.cells):
        chance = rng.random()
        if chance < 0.35:
            cell.source += f", now by the {who} {number}"
        if chance < 0.85:
            cells.append(cell)
        if rng.random() < 0.25:
            cells.append(new_code_cell(f"{who} adds {number}", id=f"{who}{number}"))
    if cells and rng.random() < 0.3:
        cells.insert(rng.randrange(len(cells)), cells.pop(rng.randrange(len(cells))))
    made.cells = cells
    return made
