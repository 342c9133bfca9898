"""The command `progress`: a class in one table; and the one small file that a learner may hand in."""

import argparse
import json
import os
import sys
from pathlib import Path

from gan_course.console import say
from gan_course.edition.commands import place
from gan_course.exercises import learner
from gan_course.progress import handed_in, table


def main(argv):
    """Run `progress`; return its exit code."""
    parser = _parser()
    arguments = parser.parse_args(argv)
    if arguments.export is not None and (arguments.folder or arguments.csv is not None):
        parser.error("--export writes your own progress, and --csv a class's: call progress once for each.")
    try:
        if arguments.export is not None:
            return _export(Path(arguments.export))
        if not arguments.folder:
            parser.print_help()
            return 2
        problem = None if arguments.csv is None else _csv_problem(Path(arguments.csv))
        if problem:
            print(problem, file=sys.stderr)
            return 1
        learners, problems = handed_in.read(arguments.folder)
        course = handed_in.exercises_of_course()
        say(table.text(learners, course))
        if arguments.csv is not None:
            Path(arguments.csv).write_text(table.as_csv(learners, course), encoding="utf-8", newline="")
            say(f"Written: {arguments.csv}.")
        for problem in problems:
            print(f"Left out: {problem}", file=sys.stderr)
        return 1 if problems else 0
    except (handed_in.BadHandIn, OSError) as error:
        print(error, file=sys.stderr)
        return 1


def exported(exercises):
    """Return what a learner hands in, as text: which exercises were tried, how often, and when right; no answer."""
    kept = {lesson: {name: {key: row[key] for key in ("tried", "right") if key in row} for name, row in rows.items()}
            for lesson, rows in exercises.items()}
    return json.dumps({"made_by": learner.MADE_BY, "exercises": kept}, indent=1) + "\n"


def _csv_problem(path):
    """Return a sentence where no table can be written there, or something else than a table of ours would be lost."""
    if not path.parent.is_dir():
        return _no_folder(path)
    if os.path.lexists(path) and not table.is_ours(path):
        return (f"{path} is there already, and is no table as this command writes it: give another name, or move it "
                "away.")
    return None


def _no_folder(path):
    return f"There is no folder {path.parent}: make it, or give a file in a folder that is there."


def _export(path):
    mine = place()
    if not (mine / learner.MARKER).exists():
        print(f"{mine} holds no progress yet: open the course once with `course.py lab`.", file=sys.stderr)
        return 1
    if os.path.lexists(path):
        print(f"{path} is there already: give another name, or remove it.", file=sys.stderr)
        return 1
    if path.suffix != ".json":
        print(f"{path} should end in .json, such as {path.stem or 'ada'}.json.", file=sys.stderr)
        return 1
    if not path.parent.is_dir():
        print(_no_folder(path), file=sys.stderr)
        return 1
    learner.write_whole(path.resolve(), exported(learner.progress(mine)))
    say(f"Written: {path}. It names the exercises, how often each was tried and when it was first right; your answers "
        "are not in it. It stays on this computer until you hand it in.")
    return 0


def _parser():
    parser = argparse.ArgumentParser(prog="gan-course progress", description=(
        "A class in one table, from a folder of what learners handed in; nothing is sent anywhere."))
    parser.add_argument("folder", nargs="?", metavar="FOLDER", help="a folder for each learner, or a file NAME.json")
    parser.add_argument("--csv", metavar="FILE", help="also write a table for a spreadsheet; an older one is replaced")
    parser.add_argument("--export", metavar="NAME.json", help="write your own progress as a file to hand in")
    return parser
