"""Minutes: counted from words, code and exercises; the lessons' headers and README's map say what is counted."""

import re

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from gan_course.notebooks import pairs, reading


def lesson(*cells):
    return new_notebook(cells=list(cells))


def words(count):
    return "word " * count


def test_words_code_and_exercises_are_counted():
    assert reading.minutes(lesson(new_markdown_cell(words(1500)))) == (10, 0)
    assert reading.minutes(lesson(new_code_cell("x = 1\n\n# why\n" * 1200))) == (10, 0)
    stub = new_code_cell("def f():\n    return ...", metadata={"tags": ["exercise:f"]})
    assert reading.minutes(lesson(*[stub] * 5)) == (40, 0)
    questions = "<details><summary>Answer</summary>\n</details>\n" * 10
    assert reading.minutes(lesson(new_markdown_cell(questions))) == (10, 0)


def test_what_nobody_reads_is_not_counted():
    table = "| a | b |\n|---|---|\n"
    link = "[here](https://example.org/a/long/address/of/many/words)"
    assert reading._of_text(table + link) == pytest.approx(3 / 150)
    assert reading._of_text("$$x = y + z + w$$") == pytest.approx(1 / 3 + 1 / 150)


def test_further_sections_are_counted_apart_until_the_next_section():
    cells = [new_markdown_cell("## 1 · Idea\n" + words(1500)), new_markdown_cell("## Further: more\n" + words(700)),
             new_code_cell("x = 1\n" * 30), new_markdown_cell("## Next\n" + words(750))]
    counted = reading.minutes(lesson(*cells))
    assert counted == (15, 5) and counted.text() == "15 min, and 5 for the further sections"


def test_a_wrong_header_is_written_anew(tmp_path):
    path = tmp_path / "99_sample.py"
    path.write_text("# %% [markdown]\n# Reading and doing: about 7 min, and 3 for the further sections · more\n#\n# "
                    + words(1500) + "\n", encoding="utf-8")
    assert reading.correct(path) and not reading.correct(path)
    assert reading.said(pairs.read_lesson(path)) == "10 min"
    assert "about 10 min · more" in path.read_text()


@pytest.mark.parametrize("path", pairs.lesson_paths(), ids=lambda path: path.stem[:2])
def test_a_lesson_says_what_is_counted_and_is_short_enough(path):
    notebook = pairs.read_lesson(path)
    counted = reading.minutes(notebook)
    assert reading.said(notebook) == counted.text(), "python3 course.py sync writes the header anew"
    assert counted.main <= reading.MOST_MINUTES
    readme = (pairs.ROOT / "README.md").read_text(encoding="utf-8")
    row = re.search(rf"(?m)^\|.*notebooks/{path.stem}\.ipynb.*$", readme)[0]
    assert row.split("|")[-3].strip() == f"{counted.main} min", "python3 course.py times --page writes the map anew"
