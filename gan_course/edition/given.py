"""What the course has given out: each text of each lesson, kept under `my_course/.given/`, oldest first.

A learner's notebook names the text that it was made from, so what they changed can be told from what the course
changed. Cells keep their ids from one text to the next, also where the course has rewritten them.
"""

import difflib
import re

from gan_course.edition import copies
from gan_course.exercises.learner import write_whole
from gan_course.notebooks.pairs import tags

FOLDER = ".given"
ALIKE = 0.5         # two cells in the same place, so much alike, are one cell rewritten


def current(place, lesson):
    """Return a lesson's text of today as a learner's notebook; keep it if it is new."""
    notebook = copies.fresh(lesson)
    version = copies.version(notebook)
    known = versions(place, lesson.stem)
    for path in known:
        if path.stem.partition("-")[2] == version and (found := _read(path)) is not None:
            return found
    last = next((found for path in reversed(known) if (found := _read(path)) is not None), None)
    if last is not None:
        keep_ids(notebook, last)
    folder = place / FOLDER / lesson.stem
    folder.mkdir(parents=True, exist_ok=True)
    number = 1 + max((int(path.stem.partition("-")[0]) for path in known), default=0)
    write_whole(folder / f"{number:04d}-{version}{copies.SUFFIX}", copies.text(notebook))
    return notebook


def of(place, lesson, version):
    """Return the text of this name as it was given; None where it is not known (any more)."""
    for path in versions(place, lesson):
        if path.stem.partition("-")[2] == version:
            return _read(path)
    return None


def versions(place, lesson):
    """Return the files of a lesson's texts, oldest first."""
    return sorted((place / FOLDER / lesson).glob("[0-9]*-*.ipynb"))


def keep_ids(notebook, last):
    """Give the cells of a new text, in place, the ids that they had in the last one; new cells get ids of their own."""
    partner = partners(last.cells, notebook.cells)
    taken = {last.cells[old].id for old in partner.values()}
    for number, cell in enumerate(notebook.cells):
        cell["id"] = last.cells[partner[number]].id if number in partner else unused(cell.id, taken)
        taken.add(cell["id"])


def unused(wanted, taken):
    """Return an id that is not taken: the one wanted, or with a number behind it."""
    found, number = wanted, 2
    while found in taken:
        found, number = f"{wanted}-{number}", number + 1
    return found


def partners(old, new):
    """Return {place in the new cells: place in the old cells} for the cells that are the same, moved, or rewritten."""
    keys = [[(cell.cell_type, cell.source) for cell in cells] for cells in (old, new)]
    found, gaps = {}, []
    for kind, a, b, c, d in difflib.SequenceMatcher(None, *keys, autojunk=False).get_opcodes():
        if kind == "equal":
            found.update(zip(range(c, d), range(a, b), strict=True))
        else:
            gaps.append((range(a, b), range(c, d)))
    for j in range(len(new)):                                       # moved as they are, and each exercise's stub
        for alike in (lambda i, j: keys[0][i] == keys[1][j],
                      lambda i, j: bool(_exercises(old[i])) and _exercises(old[i]) == _exercises(new[j])):
            free = set(range(len(old))).difference(found.values())
            if j not in found and (fits := [i for i in sorted(free) if alike(i, j)]):
                found[j] = fits[0]
    for a, c in gaps:                                               # rewritten where they stand
        start = a.start
        for j in c:
            free = [i for i in range(start, a.stop) if i not in found.values()] if j not in found else []
            best = max(free, key=lambda i: _likeness(old[i], new[j]), default=None)
            if best is not None and _likeness(old[best], new[j]) >= ALIKE:
                found[j], start = best, best + 1
    return found


def _exercises(cell):
    return [tag for tag in tags(cell) if tag.startswith("exercise:")]


def _likeness(cell, other):
    if cell.cell_type != other.cell_type:
        return 0.0
    short, long = sorted([cell.source.strip(), other.source.strip()], key=len)
    if short and short in long:
        return 1.0                                                  # something was added, before or behind
    matcher = difflib.SequenceMatcher(None, *(re.findall(r"\w+", text) for text in (short, long)), autojunk=False)
    return matcher.ratio() if matcher.quick_ratio() >= ALIKE else 0.0


def _read(path):
    try:
        return copies.parse(path.read_bytes())
    except (OSError, copies.Damaged):
        return None
