"""A learner's session for tests: a fresh Python with IPython's shell, in which cells run as in a notebook."""

import json
import os
import subprocess
import sys
from pathlib import Path

from gan_course.notebooks.running import kernel_environment

SAMPLE = Path(__file__).with_name("ex98_sample.py")
_SHELL = """
import contextlib, io, json, sys
from IPython.core.interactiveshell import InteractiveShell
shell, out = InteractiveShell.instance(), []
shell.ast_node_interactivity = "none"
for cell in json.load(sys.stdin):
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        result = shell.run_cell(cell, store_history=True)
    error = result.error_before_exec or result.error_in_exec
    out.append(printed.getvalue() if error is None else f"{type(error).__name__}: {error}")
sys.stdout.write("\\n=====" + json.dumps(out))
"""

LESSON_98 = f"""import importlib.util, sys
import numpy as np
_spec = importlib.util.spec_from_file_location("gan_course.exercises.ex98", {str(SAMPLE)!r})
ex98 = importlib.util.module_from_spec(_spec)
sys.modules[_spec.name] = ex98
_spec.loader.exec_module(ex98)"""


def session(folder, *cells, my=None):
    """Run cells in a fresh shell whose working directory is `folder`; return what each printed, or its exception.

    my: the value of GAN_COURSE_MY, unset where None.
    """
    environment = kernel_environment()
    environment.pop("GAN_COURSE_MY", None)
    environment["IPYTHONDIR"] = str(folder.parent / ".ipython")
    if my is not None:
        environment["GAN_COURSE_MY"] = str(my)
    cells = [cell.strip("\n") for cell in cells]
    ran = subprocess.run([sys.executable, "-c", _SHELL], input=json.dumps(cells), capture_output=True,
                         encoding="utf-8", cwd=folder, env=environment, timeout=600)
    assert "\n=====" in ran.stdout, ran.stderr
    return json.loads(ran.stdout.rpartition("\n=====")[2])


def kept(place):
    """Return the kept files' paths below answers/, sorted."""
    return sorted(os.path.relpath(path, place / "answers") for path in (place / "answers").rglob("*") if path.is_file())
