"""The map of a lesson is read from its text, and every gap in it is told."""

import pytest
from nbformat.v4 import new_markdown_cell, new_notebook

from gan_course.notebooks import objectives, pairs

OPENING = {1: "count", 2: "train", 3: "judge"}
WHOLE = {1: ["a"], 2: ["b", "c"], 3: ["a"]}
NAMES = ["a", "b", "c"]


def test_items_are_read_with_the_lines_that_they_go_on():
    text = ("# Title\n\n## You will be able to\n\n1. count\n   modes;\n2. train.\n\nNot an item.\n   nor this\n\n"
            "## Next\n\n3. no")
    notebook = new_notebook(cells=[new_markdown_cell("1. no"), new_markdown_cell(text)])
    assert objectives.numbered(notebook, objectives.OPENING) == {1: "count modes;", 2: "train."}
    assert objectives.numbered(notebook, objectives.CLOSING) == {}
    with pytest.raises(ValueError, match="two items with the number 2"):
        objectives.numbered(new_notebook(cells=[new_markdown_cell("## You have seen\n\n2. a\n2. b")]),
                            objectives.CLOSING)


def test_a_whole_map_lacks_nothing():
    assert objectives.compared(OPENING, WHOLE, OPENING, NAMES, NAMES) == []


@pytest.mark.parametrize("changed, gap", [
    ({"objectives": None}, "has no OBJECTIVES"), ({"objectives": {1: ["a"], 2: ["b", "c"]}}, "no objective 3"),
    ({"objectives": WHOLE | {3: []}}, "objective 3 has no exercise"),
    ({"objectives": WHOLE | {4: ["a"]}}, "the number 4"), ({"objectives": WHOLE | {3: ["d"]}}, "names 'd'"),
    ({"objectives": WHOLE | {2: ["b"]}}, "'c' belongs to no objective"), ({"stubs": ["a", "b"]}, "'c' has no stub"),
    ({"closing": {1: "", 2: ""}}, "closing lines are numbered [1, 2]"),
    ({"opening": {1: "", 2: "", 4: ""}}, "numbered [1, 2, 4]"), ({"opening": {1: ""}}, "1 objectives"),
])
def test_each_gap_is_told(changed, gap):
    whole = {"opening": OPENING, "objectives": WHOLE, "closing": OPENING, "exercises": NAMES, "stubs": NAMES}
    assert any(gap in sentence for sentence in objectives.compared(**(whole | changed)))


def test_the_table_shows_all_three(capsys):
    lesson = pairs.lesson_paths(["03"])[0]
    status = objectives.main(["03"])
    shown = capsys.readouterr().out
    words = shown.split()
    opening = objectives.numbered(pairs.read_lesson(lesson), objectives.OPENING)
    assert shown.startswith("03_gradient_updates\nYou will be able to") and len(opening) >= 3
    for number, sentence in opening.items():
        assert f"{number}." in words and sentence.split()[0] in words
    assert status == bool(objectives.gaps(lesson)) == ("lacking: " in shown)
    for names in (objectives.mapped(lesson) or {}).values():
        assert all(name in shown for name in names)
