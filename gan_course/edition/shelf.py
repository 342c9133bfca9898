"""The learner's folder as files: writing a notebook in place, beside, or aside, and never over anything of theirs."""

import datetime

from gan_course.edition import copies, given
from gan_course.exercises.learner import write_whole

ASIDE = "before_update"         # what an update replaced, in the learner's folder


class Meanwhile(ValueError):
    """A file was changed while it was being updated."""


def notebook_path(place, lesson):
    """Return where the learner's copy of a lesson lies."""
    return place / f"{lesson}{copies.SUFFIX}"


def put(path, notebook, instead_of=None):
    """Write a notebook whole or not at all; `instead_of`: the bytes that it replaces, None for no file.

    Raises Meanwhile when the file holds something else by now.
    """
    now = path.read_bytes() if path.exists() else None
    if now != instead_of:
        raise Meanwhile(f"{path.name} was saved meanwhile; it stays as it is. Call the command again.")
    write_whole(path.resolve(), copies.text(notebook))


def put_aside(place, path, data):
    """Keep a copy of what a notebook held, under a name of its own; return its path."""
    folder = place / ASIDE
    folder.mkdir(exist_ok=True)
    today, number = datetime.date.today().isoformat(), 1
    while (aside := folder / f"{path.stem}.{today}-{number}{copies.SUFFIX}").exists():
        number += 1
    write_whole(aside, data.decode("utf-8"))
    return aside


def put_beside(place, lesson, theirs, is_open):
    """Lay the course's notebook beside the learner's, never over one that holds anything of theirs.

    Returns (its path, whether it was laid now).
    """
    wanted = copies.version(theirs)
    for path in _names_beside(place, lesson):
        if not path.exists():
            put(path, theirs)
            return path, True
        data = path.read_bytes()
        holder, version = _pristine(place, lesson, data)
        if version == wanted:
            return path, False
        if holder and not is_open(path):
            put(path, theirs, instead_of=data)
            return path, True
    raise AssertionError("there is always another name")


def clear_beside(place, lesson, is_open):
    """Remove the notebooks laid beside in which the learner has done nothing."""
    for path in _names_beside(place, lesson):
        if not path.exists():
            return
        if _pristine(place, lesson, path.read_bytes())[0] and not is_open(path):
            path.unlink()


def is_course_name(path, lessons):
    """Tell whether a file has a name that the course gives: a lesson's notebook, or one laid beside it."""
    stem, _, rest = path.stem.partition(".")
    return stem in lessons and (rest == "" or (rest.startswith("new") and (rest[3:] or "2").isdigit()))


def _names_beside(place, lesson):
    number = 1
    while True:
        yield place / f"{lesson}.new{number if number > 1 else ''}{copies.SUFFIX}"
        number += 1


def _pristine(place, lesson, data):
    """Return (whether a file holds only what the course gave, the text that it names)."""
    try:
        notebook = copies.parse(data)
    except copies.Damaged:
        return False, None
    version = copies.stamped(notebook)[1]
    base = given.of(place, lesson, version) if version else None
    return base is not None and copies.untouched(notebook, base), version
