"""The command line: each command starts the tool that does the work."""

import subprocess
import sys
from pathlib import Path

import pytest
from file_modules import module_of

from gan_course import cli

ROOT = Path(__file__).resolve().parents[1]
LESSONS = sorted((ROOT / "lessons").glob("[0-9][0-9]_*.py"))


@pytest.fixture
def started(monkeypatch):
    """The command lines that would have been started."""
    commands = []
    monkeypatch.setattr(cli, "start", lambda command: commands.append(command) or 0)
    return commands


def test_test_hands_its_arguments_to_pytest(started):
    assert cli.main(["test", "-k", "objectives"]) == 0
    assert started == [[sys.executable, "-m", "pytest", "-k", "objectives"]]


def test_lab_opens_the_learner_s_folder_and_hands_its_arguments_to_jupyterlab_last(started, monkeypatch, tmp_path):
    monkeypatch.setenv("GAN_COURSE_MY", str(tmp_path / "mine"))
    assert cli.main(["lab", "--no-browser"]) == 0
    command = started[0]
    assert command[:3] == [sys.executable, "-m", "jupyterlab"] and command[-1] == "--no-browser"
    assert f"--ServerApp.root_dir={tmp_path / 'mine'}" in command
    assert f"--LabApp.default_url=/lab/tree/{cli.FIRST_PAGE}" in command
    assert (tmp_path / "mine" / cli.FIRST_PAGE).exists() and (tmp_path / "mine" / "00_start_here.ipynb").exists()


def test_update_hands_its_arguments_on(monkeypatch):
    from gan_course import edition

    monkeypatch.setattr(edition, "main", lambda argv: received.append(argv) or 3)
    received = []
    assert cli.main(["update", "03", "--look"]) == 3 and received == [["03", "--look"]]


def test_style_asks_the_pinned_ruff(started):
    cli.main(["style", "course.py"])
    assert started == [[sys.executable, "-m", "ruff", "check", "--force-exclude", "course.py"]]


def test_bench_lists_runs_and_refuses(started, monkeypatch, tmp_path, capsys):
    (tmp_path / "benchmarks" / "folder").mkdir(parents=True)
    (tmp_path / "benchmarks" / "alone.py").touch()
    (tmp_path / "benchmarks" / "_shared.py").touch()
    (tmp_path / "benchmarks" / "folder" / "__main__.py").touch()
    monkeypatch.setattr(cli, "ROOT", tmp_path)
    assert cli.main(["bench"]) == 0 and "Benchmarks: alone, folder" in capsys.readouterr().out
    assert cli.main(["bench", "folder", "--quick"]) == 0
    assert started == [[sys.executable, str(tmp_path / "benchmarks" / "folder" / "__main__.py"), "--quick"]]
    assert cli.main(["bench", "other"]) == 2
    assert "No benchmark is called 'other'; choose from: alone, folder." in capsys.readouterr().err


@pytest.mark.parametrize("command", cli.NOTEBOOK_COMMANDS)
def test_notebook_commands_reach_the_notebook_machinery(monkeypatch, command):
    from gan_course import notebooks

    received = []
    monkeypatch.setattr(notebooks, "main", lambda argv: received.append(argv))
    assert cli.main([command, "03"]) == 0
    assert received == [[command, "03"]]


@pytest.mark.parametrize("argv", [[], ["help"], ["-h"], ["--help"]])
def test_help_succeeds(argv, capsys):
    assert cli.main(argv) == 0
    assert capsys.readouterr().out == cli.USAGE


def test_an_unknown_command_fails_with_the_list(capsys):
    assert cli.main(["labb"]) == 2
    assert "There is no command 'labb'." in capsys.readouterr().err


def test_both_command_lines_tell_of_the_same_commands():
    course = module_of(ROOT / "course.py")
    own = {"setup", "clean", "check", "pack"}
    told = {line.split()[0] for line in cli.USAGE.splitlines() if line.startswith("  ")}
    assert told == set(course.COMMANDS) - own
    assert {line.split()[0] for line in course.USAGE.splitlines() if line.startswith("  ")} == set(
        course.COMMANDS
    )


def test_start_hands_back_the_exit_code_and_runs_in_the_course(tmp_path):
    """In a process of its own, because on POSIX `start` takes its process over."""
    program = "import os; print(os.getcwd(), os.environ['JUPYTER_PREFER_ENV_PATH']); raise SystemExit(5)"
    caller = (
        f"import sys; from gan_course import cli; sys.exit(cli.start([sys.executable, '-c', {program!r}]))"
    )
    ended = subprocess.run([sys.executable, "-c", caller], capture_output=True, text=True, cwd=ROOT)
    assert ended.returncode == 5, ended.stderr
    assert ended.stdout.strip().rsplit(" ", 1) == [str(ROOT), "1"]


def test_the_command_line_starts_without_tensorflow():
    program = "import sys; from gan_course import cli; cli.main(['help']); print('tensorflow' in sys.modules)"
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT)
    assert ended.stdout.splitlines()[-1] == "False"


def test_jupyterlab_opens_on_the_notebooks(monkeypatch, tmp_path):
    """A real server, asked over HTTP, then stopped."""
    monkeypatch.setenv("GAN_COURSE_MY", str(tmp_path / "my_course"))
    answer = module_of(ROOT / ".ci" / "lab_answers.py").open_lab(
        [sys.executable, "-m", "gan_course.cli", "lab"], patience=120
    )
    assert answer["exit code"] == 0
    assert set(answer["notebooks"]) == {cli.FIRST_PAGE, *(f"{path.stem}.ipynb" for path in LESSONS)}


@pytest.mark.parametrize("command", cli.PRESS_COMMANDS)
def test_press_commands_reach_the_press(monkeypatch, command):
    from gan_course import press

    monkeypatch.setattr(press, "main", lambda argv: argv)
    assert cli.main([command, "03", "--to", "x"]) == [command, "03", "--to", "x"]
