"""The learner's folder `my_course/`: where it is, and its progress, which two kernels may write at once.

The folder is known by its marker, `progress.json`, which only the course makes. `GAN_COURSE_MY` names the folder;
empty, it says that there is none. Without it, it is the folder that holds the marker, from the working directory up.
"""

import contextlib
import datetime
import json
import os
import tempfile
import time
from pathlib import Path

from gan_course.console import say

try:
    import fcntl
except ImportError:                 # Windows
    fcntl = None
    import msvcrt

VARIABLE = "GAN_COURSE_MY"
NAME = "my_course"
MARKER = "progress.json"
ANSWERS = "answers"
MADE_BY = "gan-course"
LOCK = ".lock"
LOCK_SECONDS = 10


def folder():
    """Return the learner's folder, or None where the course made none: then nothing is kept."""
    chosen = os.environ.get(VARIABLE)
    try:
        if chosen is not None:
            place = Path(chosen).expanduser().resolve()
            return place if chosen.strip() and _is_marked(place, chosen=True) else None
        here = Path.cwd().resolve()
    except (OSError, RuntimeError):     # a working directory that is gone; a home that nobody knows
        return None
    return next((place for place in (here, *here.parents) if _is_marked(place)), None)


def make(place):
    """Make a learner's folder, or find it made; return its path. What lies in it stays as it is."""
    place = Path(place).resolve()
    place.mkdir(parents=True, exist_ok=True)
    change(place, lambda progress: None)
    return place


def progress(place):
    """Return what is kept of the learner's progress: {"ex02": {"jsd": {"tried": 3, "right": "2026-11-25T18:20:05"}}}.

    tried: how often an answer was judged. right: when the first was right, missing before. A damaged file reads as
    what the kept answers tell.
    """
    known = _read(place / MARKER)
    return (known or _from_answers(place))["exercises"]


def note(place, lesson, name, right):
    """Count one answer that was judged; keep the time of the first that was right."""
    def count(known):
        row = known["exercises"].setdefault(lesson, {}).setdefault(name, {"tried": 0})
        row["tried"] += 1
        if right:
            row.setdefault("right", datetime.datetime.now().isoformat(timespec="seconds"))

    change(place, count)


def change(place, function):
    """Change the marker's contents in place by `function(dict)`, whole or not at all, one process after the other.

    The dictionary holds "exercises"; every other entry is carried along. A damaged or foreign file is moved aside,
    and a sentence says where to.
    """
    with locked(place):
        path = place / MARKER
        known = _read(path)
        if known is None:
            known = _from_answers(place)
            if path.exists():
                say(f"{path} cannot be read as the course's; it now lies in {_moved_aside(path).name}. "
                    "Your progress starts again from the answers that are kept.")
        function(known)
        write_whole(path, json.dumps(known, indent=1, ensure_ascii=False) + "\n")


@contextlib.contextmanager
def locked(place):
    """Hold the folder's lock; wait for another kernel, and go on without it where files cannot be locked."""
    with open(place / LOCK, "a+b") as stream:
        until = time.monotonic() + LOCK_SECONDS
        while not _lock(stream) and time.monotonic() < until:
            time.sleep(0.02)
        try:
            yield
        finally:
            _unlock(stream)


def write_whole(path, text):
    """Write a text file whole or not at all, in place of an older one."""
    descriptor, unfinished = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".tmp")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(unfinished, path)
    except BaseException:
        Path(unfinished).unlink(missing_ok=True)
        raise


def _is_marked(place, chosen=False):
    """Tell whether the course made this folder; a damaged marker counts where the folder's name or choice says so."""
    try:
        text = (place / MARKER).read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return chosen or place.name == NAME
    except OSError:
        return False
    try:
        known = json.loads(text)
    except ValueError:
        return chosen or place.name == NAME
    return isinstance(known, dict) and known.get("made_by") == MADE_BY


def _read(path):
    """Return the marker's contents; None when there is none, or it is damaged or another program's."""
    try:
        known = json.loads(path.read_text(encoding="utf-8"))
        good = known["made_by"] == MADE_BY and all(
            type(row["tried"]) is int for lesson in known["exercises"].values() for row in lesson.values())
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
    return known if good else None


def _from_answers(place):
    """Return the contents that the kept answers tell: each was tried and right."""
    exercises = {}
    for path in sorted((place / ANSWERS).glob("ex[0-9][0-9]/*.py")):
        row = exercises.setdefault(path.parent.name, {}).setdefault(path.name.partition(".")[0], {"tried": 0})
        when = datetime.datetime.fromtimestamp(path.stat().st_mtime).isoformat(timespec="seconds")
        row.update(tried=row["tried"] + 1, right=min(when, row.get("right", when)))
    return {"made_by": MADE_BY, "exercises": exercises}


def _moved_aside(path):
    """Move a file beside itself, over nothing; return its new path."""
    number = 1
    while (aside := path.with_name(f"{path.stem}.damaged-{number}{path.suffix}")).exists():
        number += 1
    path.rename(aside)
    return aside


def _lock(stream):
    try:
        if fcntl is not None:
            fcntl.flock(stream.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
        else:
            stream.seek(0)
            msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)
    except (BlockingIOError, PermissionError):
        return False
    except OSError:
        return True                  # no locks on this file system
    return True


def _unlock(stream):
    with contextlib.suppress(OSError):
        if fcntl is not None:
            fcntl.flock(stream.fileno(), fcntl.LOCK_UN)
        else:
            stream.seek(0)
            msvcrt.locking(stream.fileno(), msvcrt.LK_UNLCK, 1)
