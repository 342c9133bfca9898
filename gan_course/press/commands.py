"""The commands `site`, `handout` and `slides`."""

import argparse
import shutil
import sys
from pathlib import Path

from gan_course.console import say
from gan_course.notebooks import pairs
from gan_course.press import chapter

BUILD = pairs.ROOT / "build"
MARK = "built-by-course.py.txt"
COMMANDS = {
    "site": "the reading edition: every notebook with its outputs, navigation and search, as plain HTML",
    "handout": "the notebooks without code, to print",
    "slides": "slides from the notebooks, with speaker notes and a film of collapse",
}


def main(argv):
    """Run one command; return its exit code."""
    parser = argparse.ArgumentParser(prog=f"course.py {argv[0]}", description=f"Build {COMMANDS[argv[0]]}.")
    parser.add_argument("lessons", nargs="*", metavar="NN", help="03, 03_gradient_updates, or all (the default)")
    parser.add_argument("--to", type=Path, metavar="FOLDER", help=f"build there, instead of in build/{argv[0]}")
    arguments = parser.parse_args(argv[1:])
    folder = (arguments.to or BUILD / argv[0]).resolve()
    try:
        chapters = chapter.chapters(arguments.lessons)
        clear(folder)
        first = builder(argv[0])(chapters, folder)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 1
    say(f"Built: {first}\nOpen it in a browser; it needs no network, and the folder may be copied anywhere.")
    return 0


def clear(folder):
    """Make a folder empty but for the mark that it is ours. Raises ValueError where it holds what we did not build."""
    if folder.exists() and not (folder.is_dir() and (not any(folder.iterdir()) or (folder / MARK).exists())):
        raise ValueError(f"{folder} was not built by course.py: choose another folder with --to.")
    if folder.exists():
        shutil.rmtree(folder)
    folder.mkdir(parents=True)
    (folder / MARK).write_text("course.py built this folder, and will write it anew.\n", encoding="utf-8")


def builder(command):
    """Return the function that builds: (chapters, folder) -> the page to open."""
    from gan_course.press import deck, handout, site

    return {"site": site.build, "handout": handout.build, "slides": deck.build}[command]
