"""The commands `run`, `sync`, `times` and `solve`, as `gan-course` and the tests call them."""

import argparse
import sys

import nbformat

from gan_course.notebooks import pairs, running


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
        print(f"{lesson.stem}: running …", flush=True)
        try:
            result = running.run(pairs.read_lesson(lesson), lesson.stem, _folder(target))
        except running.NotebookFailed as error:
            print(f"{error}\n{lesson.stem}: nothing was stored.", file=sys.stderr)
            failed += 1
            continue
        for number, text in result.stderr:
            print(f"{lesson.stem}: cell {number} wrote to stderr (not stored): {text.strip()}", file=sys.stderr)
        too_large, complaint = running.size_complaint(nbformat.writes(result.notebook))
        if complaint:
            print(f"{lesson.stem}: {complaint}", file=sys.stderr)
        if too_large:
            failed += 1
            continue
        pairs.write_notebook(result.notebook, target)
        print(f"{lesson.stem}: stored after {result.seconds:.1f} s", flush=True)
    return 1 if failed else 0


def sync_command(arguments):
    """Carry edits between lessons/ and notebooks/."""
    for lesson in pairs.lesson_paths(arguments.lessons or ["all"]):
        print(pairs.sync(lesson, pairs.notebook_path(lesson), arguments.source))
    return 0


def _folder(target):
    target.parent.mkdir(exist_ok=True)
    return target.parent


def _parser():
    parser = argparse.ArgumentParser(prog="gan-course", description="The notebooks' machinery.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    command = commands.add_parser("run", help="run lessons and store them as notebooks with outputs")
    command.add_argument("lessons", nargs="+", metavar="NN", help="03, 03_gradient_updates, or all")
    command.set_defaults(command=run_command)
    command = commands.add_parser("sync", help="carry text edits between lessons/ and notebooks/")
    command.add_argument("lessons", nargs="*", metavar="NN", help="03, 03_gradient_updates, or all (the default)")
    command.add_argument("--from", dest="source", choices=("lessons", "notebooks"), help="the side that wins")
    command.set_defaults(command=sync_command)
    return parser
