"""The command `items`: a report on a folder of answers; a table to begin with; the pages to print, written anew."""

import argparse
import sys

from gan_course.console import say
from gan_course.items import answer_files, bank, pages, report


def main(argv):
    """Run `items`; return its exit code."""
    parser = _parser()
    arguments = parser.parse_args(argv)
    items = bank.load()
    if arguments.pages:
        for name, text in pages.all_pages(items).items():
            (bank.FOLDER / name).write_text(text, encoding="utf-8", newline="\n")
        say(f"Written: {', '.join(pages.all_pages(items))}, in {bank.FOLDER}.")
        return 0
    if arguments.blank is not None:
        say(answer_files.blank(items, arguments.blank))
        return 0
    if not arguments.folder:
        parser.print_help()
        return 2
    try:
        say(report.text(answer_files.read(arguments.folder, items), items))
    except (answer_files.BadFile, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _parser():
    parser = argparse.ArgumentParser(prog="gan-course items", description=(
        "Difficulty, discrimination and gain, from a folder of answers: pre.csv, post.csv, head.csv."))
    one = parser.add_mutually_exclusive_group()
    one.add_argument("folder", nargs="?", metavar="FOLDER", help="a folder of tables of answers")
    one.add_argument("--blank", choices=bank.SITTINGS, help="print the first line of a table for this sitting")
    one.add_argument("--pages", action="store_true", help="write the pages to print anew")
    return parser
