"""A learner's server: what it prepares, how it becomes JupyterLab, and that nothing keeps it shut."""

import os
import sys
from pathlib import Path

import open_lab
import pytest

from gan_course import cli


class Became(Exception):
    """The process would have become another here."""


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A learner's home, and an execv that tells instead of doing."""
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("GAN_COURSE_NOTEBOOKS", "GAN_COURSE_MY", "JUPYTER_PATH"):
        monkeypatch.setenv(name, "")

    def execv(program, command):
        raise Became(command)

    monkeypatch.setattr(os, "execv", execv)
    return tmp_path


def test_it_becomes_the_hub_s_server_with_all_that_lab_has_of_its_own(home):
    with pytest.raises(Became) as became:
        open_lab.main(["--from-the-hub"])
    command, = became.value.args
    assert command[:3] == [sys.executable, "-m", "jupyterhub.singleuser"] and command[-1] == "--from-the-hub"
    of_lab = [argument for argument in cli.lab_command([], home / "my_course")[3:] if argument != "--allow-root"]
    assert command[3:-1] == of_lab
    assert os.environ["GAN_COURSE_MY"] == str(home / "my_course")
    assert Path(os.environ["JUPYTER_PATH"].split(os.pathsep)[0]).samefile(open_lab.ROOT / "gan_course" / "jupyterlab")
    assert {"START.md", "progress.json", "GLOSSARY.md"} <= {path.name for path in (home / "my_course").iterdir()}


def test_a_repository_that_cannot_be_had_keeps_nobody_out(home, monkeypatch, capsys):
    def fails(folder, repository):
        raise OSError(f"{repository} is not to be had")

    monkeypatch.setenv("GAN_COURSE_NOTEBOOKS", "file:///nowhere")
    monkeypatch.setattr(open_lab, "bring_notebooks", fails)
    with pytest.raises(Became):
        open_lab.main([])
    assert "file:///nowhere is not to be had" in capsys.readouterr().err and (home / "my_course").is_dir()
