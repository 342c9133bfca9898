"""One notebook out of three: what the course gave, what the learner made of it, and what the course gives today.

Cells are told apart by their ids. A cell that the learner left alone takes the new text; one that they edited or added
stays; where both changed it, the learner's comes first and the course's below it, marked. Outputs stay with their cell.
"""

import copy
from dataclasses import dataclass, field

from nbformat.v4 import new_markdown_cell

from gan_course.edition import copies
from gan_course.edition.given import unused

MARK = "**The course has changed the cell above. Yours stays; this is the course's, to take over or to delete:**"


@dataclass
class Report:
    """What a merge did; each list holds the first lines of the cells concerned."""

    taken: list = field(default_factory=list)       # new texts in cells that the learner left alone
    new: list = field(default_factory=list)
    gone: list = field(default_factory=list)        # cells that the course has dropped
    both: list = field(default_factory=list)        # changed by both: both stay
    missing: list = field(default_factory=list)     # new texts of cells that the learner has deleted
    yours: list = field(default_factory=list)       # edited or added by the learner, kept


def merge(base, mine, theirs):
    """Return (the merged notebook, its Report); none of the three is changed."""
    mine, report = copy.deepcopy(mine), Report()
    before, after = _by_id(base), _by_id(theirs)
    _take_ids(mine, before, after)
    placed = {cell.id: _decide(cell, before, after, report) for cell in mine.cells}
    for cell in theirs.cells:
        if cell.id not in placed and cell.id in before and not copies.same(cell, before[cell.id]):
            report.missing.append(first_line(cell))
    known = [cell.id for cell in mine.cells if cell.id in before and cell.id in after]
    moved = known != [cell.id for cell in base.cells if cell.id in set(known)]
    order = _as_the_learner(mine, theirs, before) if moved else _as_the_course(mine, theirs, before)
    merged = copy.deepcopy(mine)
    merged.cells = []
    for name in order:
        if name not in placed:
            report.new.append(first_line(after[name]))
        merged.cells += placed.get(name) or ([] if name in placed else [copy.deepcopy(after[name])])
    for cell in [cell for cell in merged.cells if cell.id not in after]:
        cell["id"] = unused(cell.id, {other.id for other in merged.cells if other is not cell})
    merged.nbformat, merged.nbformat_minor = theirs.nbformat, max(theirs.nbformat_minor, mine.nbformat_minor)
    merged.metadata.update(copy.deepcopy({copies.STAMP: theirs.metadata[copies.STAMP]}))
    return merged, report


def first_line(cell):
    """Return the first line of a cell that says something, cut to what fits on a line."""
    lines = (line.strip() for line in cell.source.splitlines())
    line = next((line for line in lines if line and not line.startswith("# NBVAL_")), "an empty cell")
    return line if len(line) <= 70 else line[:69] + "…"


def mark(cell):
    """Return the text of the cell that shows the course's new text below the learner's own."""
    quoted = "\n".join(f"> {line}".rstrip() for line in cell.source.splitlines())
    code = f"````python\n{cell.source}\n````"
    return f"{MARK}\n\n{code if cell.cell_type == 'code' else quoted}"


def _decide(cell, before, after, report):
    """Return the cells that stand where the learner has this one."""
    old, new = before.get(cell.id), after.get(cell.id)
    if old is None:                                         # the learner's own, or a mark of ours
        stale = any(cell.source == mark(given) and not (name in after and copies.same(given, after[name]))
                    for name, given in before.items())
        if not stale:
            report.yours.append(first_line(cell))
        return [] if stale else [cell]
    edited = not copies.same(cell, old)
    if new is None:
        (report.yours if edited else report.gone).append(first_line(cell))
        return [cell] if edited else []
    if not edited and not copies.same(old, new):
        report.taken.append(first_line(new))
        return [copy.deepcopy(new)]
    if "tags" in new.metadata:
        cell.metadata["tags"] = list(new.metadata["tags"])
    if edited:
        report.yours.append(first_line(cell))
    if not edited or copies.same(old, new) or copies.same(cell, new):
        return [cell]
    report.both.append(first_line(cell))
    return [cell, new_markdown_cell(mark(new), id=f"{cell.id[:50]}-course")]


def _take_ids(mine, before, after):
    """Find the learner's cells again, in place: by id, else by an unchanged text; others get an id of their own."""
    free, seen = dict(before), set()
    strangers = []
    for cell in mine.cells:
        name = cell.get("id")
        if name in free:
            del free[name]
            seen.add(name)
        else:
            strangers.append(cell)
    for cell in strangers:
        again = next((name for name, given in free.items() if copies.same(cell, given)), None)
        if again is not None:
            del free[again]
        cell["id"] = again or unused(cell.get("id") or "own", seen.union(before, after))
        seen.add(cell["id"])


def _as_the_course(mine, theirs, before):
    """Return the ids in the course's order; what only the learner has follows the cell that it followed."""
    after = _by_id(theirs)
    following, anchor = {None: []}, None
    for cell in mine.cells:
        if cell.id in after:
            anchor = cell.id
            following[anchor] = []
        else:
            following[anchor].append(cell.id)
    order = list(following[None])
    for cell in theirs.cells:
        if cell.id in following:
            order += [cell.id, *following[cell.id]]
        elif cell.id not in before:
            order.append(cell.id)
    return order


def _as_the_learner(mine, theirs, before):
    """Return the ids in the order that the learner gave them; the course's new cells follow those that they follow."""
    order = [cell.id for cell in mine.cells]
    for number, cell in enumerate(theirs.cells):
        if cell.id in before or cell.id in order:
            continue
        earlier = [other.id for other in theirs.cells[:number] if other.id in order]
        order.insert(order.index(earlier[-1]) + 1 if earlier else 0, cell.id)
    return order


def _by_id(notebook):
    return {cell.id: cell for cell in notebook.cells}
