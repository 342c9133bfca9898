"""The learners' notebooks as a git repository: without outputs, one commit for each text of the course.

    python instructor/learners_edition.py FOLDER               for a hub and for Binder: nbgitpuller clones it
    python instructor/learners_edition.py FOLDER --for colab   with a first cell that fetches the course on Colab

Called with the course's own Python (.venv). A second call commits what has changed since; learners' copies merge it.
"""

import argparse
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "instructor")]

from gan_course.edition import copies  # noqa: E402
from gan_course.notebooks import pairs  # noqa: E402

BRANCH = "main"
AUTHOR = ("-c", "user.name=gan-course", "-c", "user.email=gan-course@localhost")


def notebooks(first_cell=None):
    """Yield (file name, notebook) of every lesson; `first_cell`, a text, is put before all others."""
    for lesson in pairs.lesson_paths():
        notebook = copies.fresh(lesson)
        if first_cell is not None:
            notebook.cells.insert(0, copies.nbformat.v4.new_code_cell(first_cell, id="set-up"))
        yield f"{lesson.stem}{copies.SUFFIX}", notebook


def git(folder, *arguments):
    """Call git in a folder; return what it prints."""
    done = subprocess.run(["git", *AUTHOR, *arguments], cwd=folder, check=True, capture_output=True, text=True)
    return done.stdout.strip()


def write(folder, first_cell=None):
    """Write the notebooks into a git repository in `folder` and commit them; return the number that changed."""
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / ".git").is_dir():
        git(folder, "init", "--quiet", f"--initial-branch={BRANCH}")
    for old in folder.glob(f"*{copies.SUFFIX}"):
        old.unlink()
    for name, notebook in notebooks(first_cell):
        (folder / name).write_text(copies.text(notebook), encoding="utf-8", newline="\n")
    # Progress, answers and the pages that are written anew are each learner's own.
    (folder / ".gitignore").write_text("*\n!*.ipynb\n!.gitignore\n*.new*.ipynb\n", encoding="utf-8", newline="\n")
    git(folder, "add", "--all")
    changed = git(folder, "diff", "--cached", "--name-only").splitlines()
    if changed:
        git(folder, "commit", "--quiet", "--message", "The notebooks of the course, without outputs")
    return len([name for name in changed if name.endswith(copies.SUFFIX)])


def main(arguments):
    """Write the edition that is asked for."""
    parser = argparse.ArgumentParser(prog="learners_edition.py", description="The learners' notebooks, in git.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--for", dest="place", choices=["hub", "colab"], default="hub")
    options = parser.parse_args(arguments)
    first_cell = None
    if options.place == "colab":
        import address

        try:
            first_cell = address.colab_cell()
        except address.Unknown as trouble:
            print(trouble, file=sys.stderr)
            return 1
    print(f"{options.folder}: {write(options.folder.resolve(), first_cell)} notebooks changed")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
