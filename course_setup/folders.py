"""Folders that hold an environment: whose they are, whether they are whole, and how they go."""

import contextlib
import hashlib
import json
import os
import shutil

from course_setup.troubles import Trouble

STAMP = "ready.json"  # what a whole environment was made from; written last
MARK = "made-by-course.py.txt"  # written first


def digest(path):
    """Return a file's SHA-256; None if there is no such file."""
    try:
        with open(path, "rb") as file:
            return hashlib.sha256(file.read()).hexdigest()
    except FileNotFoundError:
        return None


def remove(path):
    """Remove a folder, a file or a link, if there is one; never what a link points to."""
    if os.path.islink(path) or os.path.isfile(path):
        os.remove(path)
    elif os.path.isdir(path):
        shutil.rmtree(path)


def whole(folder):
    """Say whether a folder holds an environment that was finished."""
    return os.path.isfile(os.path.join(folder, STAMP))


def ours(folder):
    """Say whether a folder was made by course.py, or is empty; a link was not."""
    if os.path.islink(folder) or not os.path.isdir(folder):
        return False
    made_from = read_stamp(folder) or {}
    return not os.listdir(folder) or os.path.isfile(os.path.join(folder, MARK)) or {"lock", "folder"} <= set(made_from)


def read_stamp(folder):
    """Read what an environment was made from; None if it was never finished."""
    try:
        with open(os.path.join(folder, STAMP), encoding="utf-8") as file:
            made_from = json.load(file)
    except (OSError, ValueError):
        return None
    return made_from if isinstance(made_from, dict) else None


def write_mark(folder):
    """Mark a folder as ours."""
    if not os.path.isfile(os.path.join(folder, MARK)):
        with open(os.path.join(folder, MARK), "w") as file:
            file.write("course.py made this folder, and may remove it.\n")


def discard(folder):
    """Remove an environment of ours: the stamp first, it is whole no longer; the mark last, it stays ours."""
    if not os.path.isdir(folder):
        return
    if not ours(folder):
        raise Trouble(not_ours(folder))
    with contextlib.suppress(OSError):  # a full disk need not hinder a removal
        write_mark(folder)
    for name in sorted(os.listdir(folder), key=lambda name: (name == MARK, name != STAMP)):
        remove(os.path.join(folder, name))
    os.rmdir(folder)


def not_ours(path):
    """Say that something stands where the environment belongs."""
    return f"course.py did not make {path}: move it away or remove it, and call again."
