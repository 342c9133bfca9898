"""An instructor's own environment: the course's packages, linked in, and on top what one of these folders locks.

    python instructor/environments.py hub          into build/hub/env
    python instructor/environments.py nbgrader     into build/nbgrader/env

A learner needs none of it.  Called by any Python 3.11 to 3.13; the new environment is made from that Python, which must
be of the version that made the course's .venv.  Only the standard library is used.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
KINDS = ("hub", "nbgrader")
DONE = "made_from.txt"


class Trouble(Exception):
    """Why there is no environment, in one sentence."""


def folder(kind):
    """Return where the environment of a kind lies."""
    return ROOT / "build" / kind / "env"


def python(kind):
    """Return the Python of a kind's environment."""
    return folder(kind) / "bin" / "python"


def made_from(kind):
    """Return what an environment that is up to date was made from."""
    locks = [ROOT / "requirements.lock", ROOT / "instructor" / kind / "requirements.lock"]
    digests = [hashlib.sha256(lock.read_bytes()).hexdigest()[:16] for lock in locks]
    return "\n".join([*digests, os.path.realpath(sys.executable)]) + "\n"


def ready(kind):
    """Tell whether the environment is whole and up to date."""
    stamp = folder(kind) / DONE
    return stamp.exists() and stamp.read_text(encoding="utf-8") == made_from(kind)


def make(kind):
    """Make the environment, unless it is there; return its Python."""
    if os.name != "posix":
        raise Trouble("The hub and nbgrader run on Linux and macOS; on Windows use WSL.")
    if ready(kind):
        return python(kind)
    course = ROOT / ".venv"
    if not (course / "ready.json").exists():
        raise Trouble("The course's environment is not there: call python3 course.py setup first.")
    version = f"python{sys.version_info[0]}.{sys.version_info[1]}"
    if not (course / "lib" / version / "site-packages").is_dir():
        raise Trouble(f"The course's environment was not made by {version}: "
                      f"call this with {next((course / 'lib').iterdir()).name}.")
    place = folder(kind)
    shutil.rmtree(place, ignore_errors=True)
    print(f"Making {place.relative_to(ROOT)}: the course's packages by links, then those of {kind}.", flush=True)
    venv.create(place, with_pip=False, symlinks=True)
    for part in (f"lib/{version}/site-packages", "share", "etc"):
        link_tree(course / part, place / part)
    lock = ROOT / "instructor" / kind / "requirements.lock"
    subprocess.run([place / "bin" / "python", "-m", "pip", "install", "--quiet", "--no-deps", "--require-hashes",
                    "--disable-pip-version-check", "--requirement", lock], check=True)
    (place / DONE).write_text(made_from(kind), encoding="utf-8")
    return python(kind)


def link_tree(source, target):
    """Lay a copy of a folder made of hard links, or of copies where the disk differs; what is there stays."""
    def link(old, new):
        try:
            os.link(old, new)
        except OSError:
            shutil.copy2(old, new)

    if source.is_dir():
        shutil.copytree(source, target, copy_function=link, dirs_exist_ok=True)


def main(arguments):
    """Make the environments that are named."""
    if not arguments or not set(arguments) <= set(KINDS):
        print(f"Name one: {', '.join(KINDS)}.", file=sys.stderr)
        return 2
    try:
        for kind in arguments:
            print(make(kind))
    except Trouble as trouble:
        print(trouble, file=sys.stderr)
        return 1
    except subprocess.CalledProcessError as error:
        print(f"pip could not install the lock (exit code {error.returncode}); its words stand above.", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
