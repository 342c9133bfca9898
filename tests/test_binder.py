"""Binder's files: each is run or parsed; the server's command gets what course.py's JupyterLab has of its own."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from gan_course import cli
from gan_course.notebooks.pairs import ROOT, lesson_paths

BINDER = ROOT / "binder"


def variables(tmp_path):
    """An environment in which `python` is this one."""
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "python").symlink_to(sys.executable)
    return {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}", "HOME": str(tmp_path)}


def test_the_lock_is_what_is_installed_for_a_python_that_the_course_takes():
    line, = [line for line in (BINDER / "requirements.txt").read_text(encoding="utf-8").splitlines()
             if not line.startswith("#")]
    assert (BINDER / line.removeprefix("-r ")).resolve() == ROOT / "requirements.lock"
    assert (BINDER / "runtime.txt").read_text(encoding="utf-8").strip() in ("python-3.11", "python-3.12", "python-3.13")


def test_post_build_lays_out_the_notebooks(tmp_path):
    copy = tmp_path / "repository"
    for name in ("gan_course", "lessons", "binder"):
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__", "node_modules"))
    shutil.copytree(ROOT / "notebooks", copy / "notebooks", ignore=shutil.ignore_patterns("*.ipynb"))
    shutil.copy(ROOT / "README.md", copy)
    assert os.access(copy / "binder" / "postBuild", os.X_OK)
    subprocess.run([copy / "binder" / "postBuild"], cwd=copy, env=variables(tmp_path), check=True, capture_output=True)
    made = {path.name for path in (copy / "my_course").iterdir()}
    assert {f"{lesson.stem}.ipynb" for lesson in lesson_paths()} | {"START.md", "progress.json"} <= made
    assert list((copy / "gan_course" / "__pycache__").glob("gan.*.pyc"))


def test_start_hands_the_server_what_lab_gives_it(tmp_path):
    said = tmp_path / "server"
    said.write_text('#!/bin/sh\nprintf "%s\\n" "$@" "$PYTHONPATH" "$GAN_COURSE_MY" "$JUPYTER_PATH"\n', encoding="utf-8")
    said.chmod(0o755)
    done = subprocess.run([BINDER / "start", said, "--ip=0.0.0.0"], capture_output=True, text=True, check=True,
                          env=variables(tmp_path))
    first, *arguments, path, mine, jupyter = done.stdout.splitlines()
    assert first == "--ip=0.0.0.0"
    of_lab = cli.lab_command([], ROOT / "my_course")
    assert arguments and [argument for argument in arguments if argument not in of_lab] == []
    assert (path, mine, jupyter) == (str(ROOT), str(ROOT / "my_course"), str(ROOT / "gan_course" / "jupyterlab"))
