"""The command `mine`: writes `my_gan.py` from the kept answers, tries it, and says what holds."""

import argparse
import hashlib
import json
import os
from pathlib import Path

from gan_course.console import ROOT, say
from gan_course.exercises import learner
from gan_course.mine import assembly, oracles, pieces

NOTHING = ("No answer of yours is kept yet. Open the course with `python3 course.py lab`, solve an exercise there, and "
           "call this again.")


def main(argv):
    """Write the file and try it; return 1 when something in it fails, or there is nothing to write."""
    parser = argparse.ArgumentParser(prog="gan-course mine", description="Put your answers together as my_gan.py.")
    parser.add_argument("folder", nargs="?", type=Path, help="the learner's folder; my_course/ as a rule")
    named = parser.parse_args(argv).folder
    place = _place(named)
    if place is None and named is not None:
        say(f"{named} is no folder that the course made for a learner; give my_course/, where `python3 course.py lab` "
            "opens, or leave it out.")
        return 1
    if place is None or not list((place / learner.ANSWERS).glob("ex[0-9][0-9]/*.py")):
        say(NOTHING)
        return 1
    os.environ[learner.VARIABLE] = str(place)        # where answers are loaded from, wherever this was called
    pieces.import_lessons()
    found = pieces.collect(place)
    mine = sum(piece.where is not None for piece in found)
    if not mine:
        say("None of your kept answers belongs into my_gan.py yet: the functions of notebook 02 are the first that do.")
        return 1
    path = write(place, assembly.text_of(found))
    say(f"{path}\n{len(found)} functions and classes, {mine} of them yours.\n")
    return report(oracles.verdicts(path, found))


def write(place, text):
    """Write the file and return its path; one that was changed by hand since stays, and the new one goes beside it."""
    written = {}

    def choose(known):
        made, number = known.setdefault("my_gan", {}), 1
        while True:
            path = place / ("my_gan.py" if number == 1 else f"my_gan_{number}.py")
            if not path.exists() or _digest(path.read_bytes()) in (made.get(path.name), _digest(text.encode())):
                break
            number += 1
        learner.write_whole(path, text)
        made[path.name] = _digest(text.encode())
        written["path"] = path

    learner.change(place, choose)
    return written["path"]


def report(verdicts):
    """Print the table, a row as soon as it is known, and a closing line; return the exit code."""
    failed = count = 0
    for verdict in verdicts:
        count, failed = count + 1, failed + (not verdict.right)
        say(f"{'  ' if verdict.right else '! '}{verdict.what:38s}  {verdict.whose:12s}  {verdict.says}")
    say(f"\nAll {count} hold." if not failed else f"\n{failed} of {count} fail: see the rows marked with !.")
    return 1 if failed else 0


def _place(folder):
    """The learner's folder: the one that is named, or that of this place, or the one beside the course."""
    if folder is None:
        folder = learner.folder() or ROOT / learner.NAME
    try:
        known = json.loads((folder / learner.MARKER).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return folder.resolve() if isinstance(known, dict) and known.get("made_by") == learner.MADE_BY else None


def _digest(content):
    return hashlib.sha256(content).hexdigest()
