"""The environment of a kernel that may talk to this machine alone, and what it tried; see network/sitecustomize.py."""

import os
from pathlib import Path

from gan_course.notebooks import running

FOLDER = Path(__file__).parent / "network"
VARIABLE = "GAN_COURSE_NETWORK"


def environment(notes):
    """Return the variables of a guarded kernel; notes: the file where it says what it was refused."""
    variables = running.kernel_environment()
    variables["PYTHONPATH"] = os.pathsep.join([str(FOLDER), variables["PYTHONPATH"]])
    return {**variables, VARIABLE: str(notes)}


def refused(notes):
    """Return what was refused, a line each."""
    return Path(notes).read_text(encoding="utf-8").splitlines() if Path(notes).exists() else []
