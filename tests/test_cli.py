"""The command line: each command starts the tool that does the work."""

import os
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


@pytest.mark.parametrize(("command", "tool"), [
    ("lab", ["jupyterlab"]), ("page", ["gan_course.page"]), ("test", ["pytest"]), ("style", ["ruff", "check"])])
@pytest.mark.parametrize("asking", [["{}", "--help"], ["{}", "-h"], ["help", "{}"]])
def test_what_is_passed_on_is_told_and_nothing_is_opened(started, monkeypatch, tmp_path, capsys, command, tool, asking):
    monkeypatch.setenv("GAN_COURSE_MY", str(tmp_path / "mine"))
    assert cli.main([word.format(command) for word in asking]) == 0
    assert capsys.readouterr().out.startswith(f"usage: gan-course {command}")
    assert started == [[sys.executable, "-m", *tool, "--help"]] and not (tmp_path / "mine").exists()


def test_help_of_a_benchmark_is_its_own_and_help_of_bench_lists_them(started, capsys):
    assert cli.main(["bench", "--help"]) == 0
    said = capsys.readouterr().out
    assert said.startswith("usage: gan-course bench [NAME] [arguments]\n") and "Benchmarks: " in said and not started
    name = next(iter(cli.benchmarks()))
    assert cli.main(["bench", name, "--help"]) == 0 and started[0][2:] == ["--help"]


@pytest.mark.parametrize(
    "command", [*cli.NOTEBOOK_COMMANDS, *cli.PRESS_COMMANDS, "mine", "progress", "items", "update"])
def test_the_other_commands_say_themselves_how_they_are_called(capsys, monkeypatch, tmp_path, command):
    monkeypatch.setenv("GAN_COURSE_MY", str(tmp_path / "mine"))
    with pytest.raises(SystemExit) as ended:
        cli.main([command, "--help"])
    assert ended.value.code == 0 and f" {command} " in capsys.readouterr().out and not list(tmp_path.iterdir())


def test_relative_paths_mean_the_folder_in_which_they_were_typed(monkeypatch, tmp_path):
    """Which course.py tells, since it calls this command line from the course's folder."""
    for name in ("test_mine.py", "sub/x.ipynb", "objectives"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    here = str(tmp_path)
    for command, typed, meant in [
        ("progress", ["class"], [f"{here}/class"]), ("progress", ["./class", "--csv", "a.csv"],
                                                    [f"{here}/class", "--csv", f"{here}/a.csv"]),
        ("progress", ["--csv=a.csv", ".."], [f"--csv={here}/a.csv", f"{here}/.."]),
        ("progress", ["--export", "ada.json"], ["--export", f"{here}/ada.json"]), ("progress", [""], [""]),
        ("progress", ["/elsewhere"], ["/elsewhere"]), ("items", ["--blank", "pre"], ["--blank", "pre"]),
        ("items", ["answers"], [f"{here}/answers"]), ("mine", ["copy"], [f"{here}/copy"]),
        ("mine", ["--", "-copy"], ["--", "-copy"]), ("solve", ["03", "--to", "out"], ["03", "--to", f"{here}/out"]),
        ("site", ["03", "--to", "out"], ["03", "--to", f"{here}/out"]), ("slides", ["--to=out"], [f"--to={here}/out"]),
        ("bench", ["hub", "--to", "a.json"], ["hub", "--to", f"{here}/a.json"]), ("update", ["03", "x"], ["03", "x"]),
        ("test", ["test_mine.py::test_it[a-b]"], [f"{here}/test_mine.py::test_it[a-b]"]),
        ("test", ["-k", "objectives", "-x", "sub"], ["-k", "objectives", "-x", f"{here}/sub"]),
        ("test", ["tests/test_gan.py", "-n", "2"], ["tests/test_gan.py", "-n", "2"]),      # not here: the course's own
        ("test", ["-m", "not slow", "test_mine.py"], ["-m", "not slow", f"{here}/test_mine.py"]),
        ("style", ["--fix", "sub"], ["--fix", f"{here}/sub"]), ("lab", ["sub/x.ipynb"], [f"{here}/sub/x.ipynb"]),
    ]:
        monkeypatch.setenv(cli.CALLED_FROM, here)
        assert cli.from_there(command, typed) == [word.replace("/", os.sep) if here in word else word for word in meant]
        assert cli.CALLED_FROM not in os.environ, "what is started then has a folder of its own"
        monkeypatch.setenv(cli.CALLED_FROM, str(ROOT))
        assert cli.from_there(command, typed) == typed, "in the course's folder nothing changes"
        monkeypatch.chdir(tmp_path)
        assert cli.from_there(command, ["test_mine.py"])[0] in ("test_mine.py", str(tmp_path / "test_mine.py"))


def test_from_another_folder_the_command_reads_and_writes_there(monkeypatch, tmp_path, capsys):
    (tmp_path / "class").mkdir()
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv(cli.CALLED_FROM, str(tmp_path))
    assert cli.main(["progress", "class"]) == 1
    assert capsys.readouterr().err.startswith(f"{tmp_path / 'class'} holds nobody's progress.")


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
