"""The table of a class, by hand."""

import csv
import io

from gan_course.progress import table

COURSE = {"00": ["a", "b"], "01": ["c"]}
CLASS = {
    "ada": {"ex00": {"a": {"tried": 1, "right": "2026-01-01T10:00:00"}, "b": {"tried": 9, "right": "2026-01-01"}},
            "ex01": {"c": {"tried": 4}}},
    "bo": {"ex00": {"a": {"tried": 2}, "gone": {"tried": 7}}},          # an exercise that the course no longer has
    "cyrus": {},
}


def test_counts():
    assert table.counts(CLASS["ada"], COURSE) == {"00": (2, 0, 2), "01": (0, 1, 1)}
    assert table.counts(CLASS["bo"], COURSE) == {"00": (0, 1, 2), "01": (0, 0, 1)}


def test_the_table():
    assert table.text(CLASS, COURSE).splitlines() == [
        "learner      00     01   right",
        "of            2      1       3",
        "ada           2    0+1       2",
        "bo          0+1      .       0",
        "cyrus         .      .       0",
        "",
        "Tried 3 times or more without a right answer:",
        "  01 c: 1 of 3 learners; 0 have it right",
    ]


def test_the_most_stuck_come_first_and_few_are_named():
    course = {"00": [f"e{i}" for i in range(12)]}
    learners = {f"l{j}": {"ex00": {f"e{i}": {"tried": 3} for i in range(12) if i >= j}} for j in range(3)}
    rows = table.stuck(learners, course)
    assert rows[0] == ("00", "e2", 3, 0) and rows[-1] == ("00", "e0", 1, 0)
    assert table.text(learners, course).endswith("  … and 4 more exercises")
    assert "Nobody has tried an exercise 3 times" in table.text({"ada": {}}, course)


def test_a_spreadsheet_gets_a_row_for_each_learner_and_exercise_and_no_formula():
    rows = list(csv.reader(io.StringIO(table.as_csv({**CLASS, "=cmd()": {}}, COURSE))))
    assert rows[0] == ["learner", "notebook", "exercise", "tried", "right"] and len(rows) == 1 + 4 * 3
    assert rows[1] == ["ada", "00", "a", "1", "2026-01-01T10:00:00"] and rows[3] == ["ada", "01", "c", "4", ""]
    assert rows[-1][0] == "'=cmd()"
