"""The copy of the course on a stick, beside the wheelhouse: where it may lie, and what of the course is in it.

Only the standard library is used.
"""

import os
import shutil
import subprocess

from course_setup.troubles import Trouble

# Never on the stick: what belongs to this machine or to this learner.
LEFT_HERE = (".git", ".venv", ".venv.before", ".venv.lock", "build", "dist", "my_course", "solved", "__pycache__",
             ".ipynb_checkpoints", ".pytest_cache", ".ruff_cache", "gan_course.egg-info", "wheelhouse")


def copy_of(root, folder):
    """Return where on a stick the copy of the course lies."""
    return os.path.join(folder, os.path.basename(root) or "course")


def refuse(root, folder, packed):
    """Refuse to pack where something would be lost: what is not ours, the course itself, a learner's work.

    packed: a wheelhouse of ours lies there.
    """
    course = copy_of(root, folder)
    if os.path.lexists(folder) and not os.path.isdir(folder):
        raise Trouble(f"{folder} is no folder: choose a folder that is empty, or not there yet.")
    if not packed and os.path.isdir(folder) and os.listdir(folder):
        raise Trouble(f"{folder} holds other things: choose an empty folder.")
    inside = os.path.join(os.path.realpath(course), "")
    if os.path.join(os.path.realpath(root), "").startswith(inside):
        raise Trouble(f"{course} is the course that packs, and would be written over: choose an empty folder.")
    if os.path.lexists(course) and not os.path.isfile(os.path.join(course, "course.py")):
        raise Trouble(f"{course} is no whole copy of the course: move it away or remove it, and call again.")
    if os.path.lexists(os.path.join(course, "my_course")):
        raise Trouble(f"{course} was worked in: move its folder my_course away, or choose an empty folder.")


def copy_course(root, target):
    """Copy the course's own files: what git follows, or without git everything but what belongs to this machine."""
    listed = subprocess.run(["git", "-C", root, "ls-files", "-z"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) \
        if os.path.exists(os.path.join(root, ".git")) and shutil.which("git") else None
    if listed is None or listed.returncode:
        shutil.rmtree(target, ignore_errors=True)
        strange, stick = shutil.ignore_patterns(*LEFT_HERE), os.path.dirname(os.path.abspath(target))
        shutil.copytree(root, target, ignore=lambda place, names: strange(place, names) | {
            name for name in names if os.path.join(os.path.abspath(place), name) == stick})
        return
    shutil.rmtree(target, ignore_errors=True)
    for name in listed.stdout.decode("utf-8").split("\0"):
        if name and os.path.exists(os.path.join(root, name)):
            os.makedirs(os.path.dirname(os.path.join(target, name)), exist_ok=True)
            shutil.copy2(os.path.join(root, name), os.path.join(target, name))
