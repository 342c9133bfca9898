"""The Python in which PyTorch lives: never the course's own, which learners install and tests must find as they do."""

import importlib.util
import os
import subprocess
import sys

import pytest

from gan_course.console import ROOT

FOLDER = ROOT / ".venv.twin"
VARIABLE = "GAN_COURSE_TORCH"          # a Python that has PyTorch, for whoever has one already
MISSING = (f"PyTorch is not installed for the tests; `python3 extras/environment.py` puts it into {FOLDER.name}, apart "
           f"from the course, or let {VARIABLE} name a Python that has it")


def python():
    """Return the path of a Python with PyTorch; skip the test, in a sentence, where there is none."""
    inside = FOLDER / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    for path in (os.environ.get(VARIABLE), inside if inside.exists() else None):
        if path:
            return str(path)
    if importlib.util.find_spec("torch"):
        return sys.executable
    pytest.skip(MISSING)


def run(script, *arguments):
    """Run a script of this folder in that Python, one thread, without the course's packages; return what it prints."""
    own = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "KERAS_BACKEND")}
    ran = subprocess.run([python(), str(script), *map(str, arguments)], capture_output=True, encoding="utf-8",
                         env={**own, "OMP_NUM_THREADS": "1", "PYTHONUTF8": "1"}, timeout=600)
    assert ran.returncode == 0, ran.stderr[-3000:]
    return ran.stdout
