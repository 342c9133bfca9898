"""The commands `run`, `sync`, `times`, `seeds` and `solve`, as `gan-course` and the tests call them."""

import argparse
import sys
import tempfile
from pathlib import Path

import nbformat

from gan_course.notebooks import audit, fresh_seeds, pairs, reading, running, solving, times


def main(argv):
    """Run one command; return its exit code."""
    arguments = _parser().parse_args(argv)
    try:
        return arguments.command(arguments)
    except (ValueError, running.NotebookFailed) as error:
        print(error, file=sys.stderr)
        return 1


def run_command(arguments):
    """Run lessons and store their notebooks; a notebook that fails leaves what was stored untouched."""
    failed = 0
    for lesson in pairs.lesson_paths(arguments.lessons):
        target = pairs.notebook_path(lesson)
        reading.correct(lesson)
        print(f"{lesson.stem}: running …", flush=True)
        try:
            result = running.run(pairs.read_lesson(lesson), lesson.stem, _folder(target))
        except running.NotebookFailed as error:
            print(f"{error}\n{lesson.stem}: nothing was stored.", file=sys.stderr)
            failed += 1
            continue
        for number, text in result.stderr:
            print(f"{lesson.stem}: cell {number} wrote to stderr, left out: {text.strip()}", file=sys.stderr)
        too_large, complaint = running.size_complaint(nbformat.writes(result.notebook))
        if complaint:
            print(f"{lesson.stem}: {complaint}", file=sys.stderr)
        if too_large:
            failed += 1
            continue
        for complaint in audit.complaints(result.notebook):
            print(f"{lesson.stem}: the tests will object: {complaint}", file=sys.stderr)
        pairs.write_notebook(result.notebook, target)
        print(f"{lesson.stem}: stored after {result.seconds:.1f} s", flush=True)
    return 1 if failed else 0


def sync_command(arguments):
    """Carry edits between lessons/ and notebooks/."""
    for lesson in pairs.lesson_paths(arguments.lessons or ["all"]):
        print(pairs.sync(lesson, pairs.notebook_path(lesson), arguments.source))
        if reading.correct(lesson):
            pairs.sync(lesson, pairs.notebook_path(lesson), "lessons")
            print(f"{lesson.stem}: its header now says {reading.said(pairs.read_lesson(lesson))}.")
    return 0


def times_command(arguments):
    """Run lessons one after the other, storing no notebook; keep their times and write the page anew."""
    if not arguments.page:
        complaint = times.busy()
        if complaint and not arguments.busy:
            raise ValueError(complaint)
        for lesson in pairs.lesson_paths(arguments.lessons or ["all"]):
            with tempfile.TemporaryDirectory() as folder:
                result = running.run(pairs.read_lesson(lesson), lesson.stem, folder)
            times.record(lesson.stem, result.seconds)
            print(f"{lesson.stem}: {result.seconds:.1f} s", flush=True)
    print(f"Written: {times.write_page().name}")
    return 0


def solve_command(arguments):
    """Run lessons with each stub replaced by its reference, and keep them; every check must say "Right"."""
    failed = 0
    folder = arguments.to or pairs.NOTEBOOKS.parent / solving.FOLDER
    for lesson in pairs.lesson_paths(arguments.lessons or ["all"]):
        found = solving.solve(lesson, folder)
        print("\n".join([f"{lesson.stem}: {'wrong' if found.complaints else 'solved, every check says Right'}; "
                         f"it lies in {found.path}", *found.complaints]), flush=True)
        failed += bool(found.complaints)
    return 1 if failed else 0


def seeds_command(arguments):
    """Run lessons with fresh seeds and count the claims that hold; a seed that is kept already is not run again."""
    for lesson in pairs.lesson_paths(arguments.lessons or ["all"]) if not arguments.page else ():
        if arguments.anew:
            fresh_seeds.forget(lesson.stem)
        kept = {row["seed"] for row in fresh_seeds.kept_rows(lesson)}
        for seed in (1000 * k for k in range(arguments.first, arguments.first + arguments.seeds)):
            if seed in kept:
                continue
            with tempfile.TemporaryDirectory() as folder:
                row = fresh_seeds.try_seed(lesson, seed, folder)
            fresh_seeds.record(lesson, row)
            fresh_seeds.write_page()
            held = max(row["claims"] - len(row["failed"]), 0)      # a run that stopped has a failure and no claims
            print(f"{lesson.stem}: seed {seed}: {held} of {row['claims']} claims hold",
                  *row["failed"], sep="\n  ", flush=True)
    print(f"Written: {fresh_seeds.write_page().name}")
    return 0


def _folder(target):
    target.parent.mkdir(exist_ok=True)
    return target.parent


def _parser():
    parser = argparse.ArgumentParser(prog="gan-course", description="The notebooks' machinery.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def add(name, function, help_, lessons="*"):
        command = commands.add_parser(name, help=help_, description=help_)
        which = "03, 03_gradient_updates, or all" + (" (the default)" if lessons == "*" else "")
        command.add_argument("lessons", nargs=lessons, metavar="NN", help=which)
        command.set_defaults(command=function)
        return command

    add("run", run_command, "run lessons and store them as notebooks with outputs", lessons="+")
    command = add("sync", sync_command, "carry text edits between lessons/ and notebooks/")
    command.add_argument("--from", dest="source", choices=("lessons", "notebooks"), help="the side that wins")
    command = add("times", times_command, "measure run times on a quiet machine and write their page")
    command.add_argument("--page", action="store_true", help="only write the page from the kept times")
    command.add_argument("--busy", action="store_true", help="measure even while other work runs")
    command = add("seeds", seeds_command, "run lessons with fresh seeds and count the claims that hold")
    command.add_argument("--seeds", type=int, default=fresh_seeds.WANTED, metavar="N", help="how many seeds")
    command.add_argument("--first", type=int, default=fresh_seeds.FIRST, metavar="K",
                         help="the first seed is K thousand (default %(default)s); the others follow by thousands")
    command.add_argument("--anew", action="store_true", help="forget what was counted before")
    command.add_argument("--page", action="store_true", help="only write the page from the kept rows")
    command = add("solve", solve_command, "run the solved edition: each stub replaced by its reference")
    command.add_argument("--to", type=Path, metavar="FOLDER",
                         help="keep the solved notebooks there, instead of in solved/")
    return parser
