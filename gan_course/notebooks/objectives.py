"""The map of a lesson: each objective, the exercises that practise it, and the line that closes it.

    python -m gan_course.notebooks.objectives            every lesson
    python -m gan_course.notebooks.objectives 03 04      these

"You will be able to" and "You have seen" are read from the lesson's text; which exercise belongs to which objective is
written in `OBJECTIVES = {1: ["exercise", …], …}` in the lesson's module of exercises.
"""

import importlib
import re
import sys
import textwrap

from gan_course.console import forgive, say
from gan_course.notebooks import pairs, solving

OPENING = "## You will be able to"
CLOSING = "## You have seen"
_WIDTHS = (52, 26, 52)
_ITEM = re.compile(r"(\d+)\. +(.*)")


def numbered(notebook, heading):
    """Return the numbered items under a heading, {number: sentence}; empty when there is no such heading.

    Raises ValueError when a number stands twice.
    """
    found = {}
    for cell in notebook.cells:
        if cell.cell_type != "markdown" or heading not in cell.source.splitlines():
            continue
        number = None
        for line in cell.source.split(heading + "\n", 1)[1].splitlines():
            item = _ITEM.match(line)
            if line.startswith("#"):
                break
            if item:
                number = int(item[1])
                if number in found:
                    raise ValueError(f"{heading!r} has two items with the number {number}.")
                found[number] = item[2].strip()
            elif number and line.startswith(" ") and line.strip():
                found[number] += " " + line.strip()
            elif line.strip():
                number = None
    return found


def mapped(lesson):
    """Return a lesson's `OBJECTIVES`; None where its module of exercises, or that, is missing."""
    try:
        module = importlib.import_module(f"gan_course.exercises.ex{lesson.stem[:2]}")
    except ModuleNotFoundError:
        return None
    return getattr(module, "OBJECTIVES", None)


def gaps(lesson):
    """Return what the map of a lesson lacks, one sentence for each gap; empty when it is complete."""
    notebook = pairs.read_lesson(lesson)
    return compared(numbered(notebook, OPENING), mapped(lesson), numbered(notebook, CLOSING),
                    list(solving.exercises_of(lesson.stem)), solving.exercise_names(notebook))


def compared(opening, objectives, closing, exercises, stubs):
    """Return what a map lacks, one sentence for each gap.

    opening, closing: {number: sentence}. objectives: {number: [exercise]} or None. exercises: the names of the lesson's
    exercises. stubs: the exercises that its cells are stubs of.
    """
    if objectives is None:
        return ["the module of its exercises has no OBJECTIVES"]
    found = [] if 3 <= len(opening) <= 5 else [f"there are {len(opening)} objectives; 3 to 5 are wanted"]
    if list(opening) != list(range(1, len(opening) + 1)):
        found.append(f"the objectives are numbered {list(opening)}")
    if list(closing) != list(opening):
        found.append(f"the closing lines are numbered {list(closing)}, the objectives {list(opening)}")
    found += [f"OBJECTIVES has no objective {number}" for number in opening if number not in objectives]
    found += [f"OBJECTIVES has the number {number}, which the lesson has not" for number in objectives
              if number not in opening]
    found += [f"objective {number} has no exercise" for number, names in objectives.items() if not names]
    named = {name for names in objectives.values() for name in names}
    found += [f"OBJECTIVES names {name!r}, which is no exercise" for name in sorted(named - set(exercises))]
    found += [f"the exercise {name!r} belongs to no objective" for name in exercises if name not in named]
    found += [f"the exercise {name!r} has no stub in the lesson" for name in exercises if name not in stubs]
    return found


def table(lesson):
    """Return the map of a lesson as text: objective, exercises, closing line, side by side."""
    notebook = pairs.read_lesson(lesson)
    opening, closing, objectives = numbered(notebook, OPENING), numbered(notebook, CLOSING), mapped(lesson) or {}
    rows = [("You will be able to", "exercises", "You have seen")]
    rows += [(f"{number}. {sentence}", ", ".join(objectives.get(number, [])) or "none yet",
              f"{number}. {closing.get(number, 'missing')}") for number, sentence in opening.items()]
    lines = [lesson.stem]
    for row in rows:
        columns = [textwrap.wrap(text, width) for text, width in zip(row, _WIDTHS, strict=True)]
        for i in range(max(map(len, columns))):
            lines.append("  ".join(f"{column[i] if i < len(column) else '':{width}}"
                                   for column, width in zip(columns, _WIDTHS, strict=True)).rstrip())
        lines.append("-" * (sum(_WIDTHS) + 4))
    return "\n".join(lines + [f"lacking: {gap}" for gap in gaps(lesson)])


def main(words):
    """Print the map of the lessons that the command names; return 1 where one lacks something."""
    forgive()
    lessons = pairs.lesson_paths(words or ["all"])
    for lesson in lessons:
        say(table(lesson) + "\n")
    return int(any(gaps(lesson) for lesson in lessons))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
