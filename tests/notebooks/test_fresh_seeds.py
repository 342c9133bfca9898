"""Fresh seeds: what is replaced, what counts as a failed claim, and what is kept."""

import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from gan_course.notebooks import audit, fresh_seeds, pairs
from gan_course.notebooks.commands import main


def notebook(*sources):
    return new_notebook(cells=[new_code_cell(source) for source in sources])


@pytest.mark.parametrize("line, wanted", [("SEED = 0", "SEED = 7"), ("seed_everything(0)", "seed_everything(7)")])
def test_the_one_seed_is_replaced(line, wanted):
    changed = fresh_seeds.reseeded(notebook("import x", f"a = 1\n{line}\nb = 0"), 7)
    assert changed.cells[1].source == f"a = 1\n{wanted}\nb = 0"


@pytest.mark.parametrize("sources", [["x = 0"], ["SEED = 0\nseed_everything(0)"], ["SEED = 0", "SEED = 0"],
                                     ["SEED = 0.5"], ["    seed_everything(0)"]])
def test_no_seed_or_two_are_refused(sources):
    with pytest.raises(ValueError, match="exactly one"):
        fresh_seeds.reseeded(notebook(*sources), 7)


def test_verdicts_are_counted_in_checked_cells_only():
    checked, unchecked = (new_code_cell(source) for source in (f"{audit.MARKER}\nprint(1)", "print(2)"))
    for cell in (checked, unchecked):
        cell.outputs = [new_output("stream", name="stdout", text="a: True\nb: False\nno verdict\nFalsehood\n")]
    assert fresh_seeds.verdicts(new_notebook(cells=[checked, unchecked])) == (1, ["b: False"])


def test_the_command_counts_keeps_and_does_not_repeat(course, capsys):
    main(["sync", "99", "--from", "lessons"])
    capsys.readouterr()
    assert main(["seeds", "99", "--seeds", "1", "--first", "3"]) == 0
    assert "99_sample: seed 3000: 3 of 3 claims hold" in capsys.readouterr().out
    entry = fresh_seeds.load()["99_sample"]
    assert [row["seed"] for row in entry["rows"]] == [3000] and entry["chosen"] == entry["rows"][0]["date"]
    page = course / "notebooks" / fresh_seeds.PAGE
    assert (f"| [99_sample](99_sample.ipynb) | {entry['chosen']} | 3000 to 3000 | 1 | 1 | 3 |  |" in page.read_text())
    assert main(["seeds", "99", "--seeds", "1", "--first", "3"]) == 0
    assert "claims hold" not in capsys.readouterr().out


def test_rows_of_older_code_are_said_to_be_old_and_dropped(course):
    main(["seeds", "99", "--seeds", "2", "--first", "3"])
    lesson = pairs.lesson_paths(["99"])[0]
    lesson.write_text(lesson.read_text() + "\n# %% [markdown]\n# More text.\n")
    assert not fresh_seeds.outdated(fresh_seeds.load()) and len(fresh_seeds.kept_rows(lesson)) == 2
    lesson.write_text(lesson.read_text() + "\n# %%\nx = 1\n")
    assert fresh_seeds.outdated(fresh_seeds.load()) == ["99_sample"] and not fresh_seeds.kept_rows(lesson)
    assert "older state of the lesson's code: [99_sample]" in fresh_seeds.page(fresh_seeds.load())
    main(["seeds", "99", "--seeds", "1", "--first", "7"])
    assert [row["seed"] for row in fresh_seeds.load()["99_sample"]["rows"]] == [7000]


def test_a_run_that_stops_counts_as_failed(course):
    lesson = pairs.lesson_paths(["99"])[0]
    lesson.write_text(lesson.read_text() + "\n# %%\nraise ValueError('no')\n")
    row = fresh_seeds.try_seed(lesson, 5, course)
    assert row["seed"] == 5 and "ValueError: no" in row["failed"][0]


def test_the_stored_page_is_made_of_the_stored_rows():
    stored = (pairs.NOTEBOOKS / fresh_seeds.PAGE).read_text(encoding="utf-8")
    assert stored == fresh_seeds.page(fresh_seeds.load()), "write it anew: python3 course.py seeds --page"


@pytest.mark.parametrize("stem", sorted(fresh_seeds.load()))
def test_every_claim_held_on_the_fresh_seeds(stem):
    rows = fresh_seeds.load()[stem]["rows"]
    assert len(rows) >= 10
    assert [row for row in rows if row["failed"] or not row["claims"]] == []
