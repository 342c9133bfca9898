"""How long a lesson takes to read and do: counted from its words, code and exercises, never typed."""

import re
from typing import NamedTuple

from gan_course.notebooks import pairs

# Assumptions, one for each kind of work; no learner has been timed yet.
WORDS_A_MINUTE = 150        # a text with formulas is read at about two thirds of the pace of a story
CODE_A_MINUTE = 600         # characters, however they are broken into lines, about ten lines; comments are left out
MINUTES_AN_EXERCISE = 8
MINUTES_A_QUESTION = 1      # with its answer folded away
MOST_MINUTES = 100          # of a lesson, its further sections left out
FURTHER = "## Further: "
_HEADER = re.compile(r"(Reading and doing: about )\d+ min(?:, and \d+ for the further sections)?")
_NO_WORDS = re.compile(r"```.*?```|<[^>]+>|\]\([^)]*\)|^\s*\|[\s:|-]+\|\s*$", re.DOTALL | re.MULTILINE)
_WORD = re.compile(r"\w[\w'’-]*")
_FORMULA = re.compile(r"\$\$.*?\$\$|\$[^$]+\$", re.DOTALL)


class Minutes(NamedTuple):
    """A lesson's minutes, rounded to 5: of its main part, and of its further sections."""

    main: int
    further: int

    def text(self):
        """Return them as a lesson's header says them."""
        return f"{self.main} min" + (f", and {self.further} for the further sections" if self.further else "")


def minutes(notebook):
    """Return the `Minutes` of a notebook; the outputs are left out."""
    spent, part = [0.0, 0.0], 0
    for cell in notebook.cells:
        if cell.cell_type == "markdown" and cell.source.startswith(FURTHER):
            part = 1
        elif cell.cell_type == "markdown" and cell.source.startswith("## "):
            part = 0
        spent[part] += _of_text(cell.source) if cell.cell_type == "markdown" else _of_code(cell)
    main, further = (5 * max(round(value / 5), 1 if value else 0) for value in spent)
    return Minutes(main, further)


def by_section(notebook):
    """Return {heading of the second level: minutes}, not rounded; what stands before the first is under ""."""
    spent, heading = {"": 0.0}, ""
    for cell in notebook.cells:
        if cell.cell_type != "markdown":
            spent[heading] += _of_code(cell)
            continue
        for part in re.split(r"(?m)^(?=## )", cell.source):
            if part.startswith("## "):
                heading = part.splitlines()[0].removeprefix("## ").strip()
                spent.setdefault(heading, 0.0)
            spent[heading] += _of_text(part)
    return spent


def _of_text(source):
    text = _NO_WORDS.sub(" ", source)
    formulas = sum(1 if formula.startswith("$$") else 0.2 for formula in _FORMULA.findall(text))
    words = len(_WORD.findall(_FORMULA.sub(" x ", text)))
    return words / WORDS_A_MINUTE + formulas / 3 + source.count("<details>") * MINUTES_A_QUESTION


def _of_code(cell):
    code = sum(len(line.strip()) for line in cell.source.splitlines() if not line.lstrip().startswith("#"))
    exercises = sum(tag.startswith("exercise:") for tag in pairs.tags(cell))
    return code / CODE_A_MINUTE + exercises * MINUTES_AN_EXERCISE


def said(notebook):
    """Return the minutes that a notebook's header says, as its text; None where it says none."""
    for cell in notebook.cells:
        found = _HEADER.search(cell.source)
        if found:
            return found[0].removeprefix(found[1])
    return None


def correct(lesson):
    """Write a lesson's header anew where it says other minutes than are counted; return whether it did."""
    notebook = pairs.read_lesson(lesson)
    told, counted = said(notebook), minutes(notebook).text()
    if told in (None, counted):
        return False
    text = lesson.read_text(encoding="utf-8")
    lesson.write_text(_HEADER.sub(rf"\g<1>{counted}", text, count=1), encoding="utf-8", newline="\n")
    return True


def fill_map(readme):
    """Return README's text with the minutes of each lesson in the course map, the last cell but one of its row."""
    for lesson in pairs.lesson_paths():
        counted = minutes(pairs.read_lesson(lesson)).main
        row = rf"(?m)^(\|[^|]*notebooks/{lesson.stem}\.ipynb[^|]*\|[^|]*\|)[^|]*(\|[^|]*\|)$"     # of four cells
        readme = re.sub(row, rf"\g<1> {counted} min \g<2>", readme)
    return readme
