"""What happens to the learner's notebooks when the course has a new text: bringing it in, and merging it."""

import contextlib
from dataclasses import dataclass, field
from pathlib import Path

from gan_course.edition import copies, given, merging, shelf
from gan_course.notebooks import pairs

NEW, REPLACED, BESIDE, MERGED, SAME, OPEN, FAILED = "new", "replaced", "beside", "merged", "same", "open", "failed"


@dataclass
class Outcome:
    """What was done with one notebook: one of the words above, and what there is to say about it."""

    name: str
    what: str
    report: merging.Report = field(default_factory=merging.Report)
    aside: object = None        # where the old file is kept
    beside: object = None       # where the new notebook was laid
    reason: str = ""


def bring_in(place, is_open):
    """Give out every lesson as it is today; return an Outcome for each that was not there already.

    A notebook in which the learner changed nothing is replaced; its outputs stay where the cell stayed. Beside one
    that they have changed, that is open, or that cannot be read, the new one is laid.
    """
    outcomes = [_guarded(_bring_in_one, place, lesson, is_open) for lesson in pairs.lesson_paths()]
    return [outcome for outcome in outcomes if outcome.what != SAME]


def update(place, lesson, is_open, path=None, look=False):
    """Merge a lesson's text of today into the learner's notebook; return an Outcome.

    path: another file than the lesson's own, such as a renamed one. look: only tell.
    """
    return _guarded(_update_one, place, lesson, is_open, path or shelf.notebook_path(place, lesson.stem), look)


def own_copies(place):
    """Yield (path, lesson) of the notebooks that were made from a lesson and have another name by now."""
    lessons = {lesson.stem: lesson for lesson in pairs.lesson_paths()}
    for path in sorted(place.glob("*.ipynb")):
        if not shelf.is_course_name(path, lessons):
            try:
                lesson = copies.stamped(copies.parse(path.read_bytes()))[0]
            except (OSError, copies.Damaged):
                continue
            if lesson in lessons:
                yield path, lessons[lesson]


def base_of(place, lesson, mine):
    """Return the text that a notebook was made from: the one it names, else the oldest of those it has most of."""
    named = copies.stamped(mine)[1]
    found = given.of(place, lesson, named) if named else None
    if found is not None or named:
        return found
    known = [given.of(place, lesson, path.stem.partition("-")[2]) for path in given.versions(place, lesson)]
    ids = {(cell.get("id"), cell.source) for cell in mine.cells}
    return max(filter(None, known), default=None,
               key=lambda notebook: sum((cell.id, cell.source) in ids for cell in notebook.cells))


def _bring_in_one(place, lesson, is_open):
    theirs = given.current(place, lesson)
    path = shelf.notebook_path(place, lesson.stem)
    if not path.exists():
        shelf.put(path, theirs)
        return Outcome(lesson.stem, NEW)
    data = path.read_bytes()
    try:
        mine = copies.parse(data)
    except copies.Damaged as error:
        return _lay_beside(place, lesson.stem, theirs, is_open, f"{path.name} cannot be read ({error})")
    if copies.stamped(mine)[1] == copies.version(theirs):
        return Outcome(lesson.stem, SAME)
    base = base_of(place, lesson.stem, mine)
    if base is None or not copies.same_text(mine, base) or is_open(path):
        return _lay_beside(place, lesson.stem, theirs, is_open)
    return _replace(place, path, data, mine, *merging.merge(base, mine, theirs), keep=not copies.untouched(mine, base))


def _update_one(place, lesson, is_open, path, look):
    theirs = given.current(place, lesson)
    if not path.exists():
        if not look:
            shelf.put(path, theirs)
        return Outcome(path.stem, NEW)
    data = path.read_bytes()
    try:
        mine = copies.parse(data)
    except copies.Damaged as error:
        return _lay_beside(place, lesson.stem, theirs, is_open, f"{path.name} cannot be read ({error})", look)
    if copies.stamped(mine)[1] == copies.version(theirs):
        if not look:
            shelf.clear_beside(place, lesson.stem, is_open)
        return Outcome(path.stem, SAME)
    base = base_of(place, lesson.stem, mine)
    if base is None:
        reason = f"what the course gave for {path.name} is not known any more"
        return _lay_beside(place, lesson.stem, theirs, is_open, reason, look)
    merged, report = merging.merge(base, mine, theirs)
    if look:
        return Outcome(path.stem, MERGED, report)
    if is_open(path):
        return Outcome(path.stem, OPEN, report)
    outcome = _replace(place, path, data, mine, merged, report, keep=not copies.untouched(mine, base))
    shelf.clear_beside(place, lesson.stem, is_open)
    return outcome


def _replace(place, path, data, mine, merged, report, keep):
    aside = shelf.put_aside(place, path, data) if keep else None
    shelf.put(path, merged, instead_of=data)
    _trust(mine, merged)
    return Outcome(path.stem, MERGED if report.yours else REPLACED, report, aside)


def _lay_beside(place, lesson, theirs, is_open, reason="", look=False):
    if look:
        return Outcome(lesson, BESIDE, reason=reason)
    path, laid = shelf.put_beside(place, lesson, theirs, is_open)
    return Outcome(lesson, BESIDE if laid or reason else SAME, beside=path, reason=reason)


def _trust(mine, merged):
    """Have JupyterLab trust the merged outputs where it trusted the old ones: they are the same."""
    from jupyter_core.paths import jupyter_data_dir
    from nbformat.sign import NotebookNotary

    folder = jupyter_data_dir()                             # where JupyterLab keeps what it trusts
    if Path(folder).exists():
        with contextlib.suppress(OSError):
            notary = NotebookNotary(data_dir=folder)
            if notary.check_signature(mine):
                notary.sign(merged)


def _guarded(function, place, lesson, *arguments):
    """Return the function's Outcome; where the disk or a save in between prevents it, one that says so."""
    try:
        return function(place, lesson, *arguments)
    except (OSError, shelf.Meanwhile) as error:
        return Outcome(lesson.stem, FAILED, reason=f"{getattr(error, 'strerror', None) or error}")
