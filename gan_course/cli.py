"""The command `gan-course`: opens the course, tests it, runs its notebooks and benchmarks.

Each command starts the tool that does the work, with this environment's Python, in the course's folder.
`course.py` calls it after it has made the environment; in a conda environment call `gan-course` itself.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from gan_course.console import ROOT, child_variables, forgive

FIRST_PAGE = "START.md"
PRESS_COMMANDS = ("site", "handout", "slides")
NOTEBOOK_COMMANDS = ("run", "sync", "times", "seeds", "solve")
HELP = ("-h", "--help")
CALLED_FROM = "GAN_COURSE_CALLED_FROM"      # by which course.py tells the folder in which its call was typed
# Which arguments of a command are paths: the values of these options, and "" for what follows no option.
PATHS = {"mine": ("",), "progress": ("", "--csv", "--export"), "items": ("",),
         **dict.fromkeys((*PRESS_COMMANDS, "solve", "bench"), ("--to",))}
TOLD = ("lab", "page", "test", "style", "bench")    # they pass their arguments on, and cannot say how they are called
# Of what these pass on, a path is what is there and follows no option that takes a value.
GUESSED = ("test", "style", "lab")
FLAGS = ("", "-x", "-v", "-vv", "-q", "-s", "--lf", "--ff", "--sw", "--pdb", "--fix", "--diff", "--no-browser")

USAGE = """\
usage: gan-course COMMAND [arguments]

  lab              open the course in JupyterLab; arguments go to JupyterLab (lab --no-browser)
  update [NN ...]  bring the course's new text into your notebooks; what you changed stays (update --look only tells)
  page             the laboratory as a page of its own, for a workshop; arguments go to Voilà (page --port=8900)
  test             run every test; arguments go to pytest (test -k objectives)
  run [NN ...]     run notebooks from their text in lessons/ and store them with outputs
  sync [NN ...]    carry text edits between lessons/ and notebooks/ without running anything
  solve [NN ...]   run the solved edition, each stub replaced by its reference, and keep it in solved/
  times            measure each notebook's run time and rewrite the table
  seeds [NN ...]   run notebooks with ten fresh seeds and count the claims that hold
  mine [FOLDER]    put your right answers together as my_course/my_gan.py, and try it
  progress FOLDER  a class in one table, from what learners handed in; progress --export NAME.json writes yours
  items FOLDER     difficulty, discrimination and gain of the item bank, from a folder of answers
  site [NN ...]    build the reading edition: all notebooks as plain HTML with a search, in build/site
  handout [NN ...] build the notebooks without code, to print, in build/handout
  slides [NN ...]  build slides with speaker notes from the notebooks, in build/slides
  bench [NAME]     run a benchmark; without a name, list them; arguments go to the benchmark
  style [FILE ...] let ruff judge files, or all

COMMAND --help says how one is called. A relative path means the folder in which the call is typed.
"""


def lab_command(arguments: list[str], folder: Path = ROOT / "my_course") -> list[str]:
    """The command line that opens JupyterLab on the learner's folder, with the learner's own arguments last."""
    own = ROOT / "gan_course" / "jupyterlab"
    command = [
        *(sys.executable, "-m", "jupyterlab"),
        f"--ServerApp.root_dir={folder}",
        # What it saves shows pictures the next day; the file list shows notebooks, and no tables.
        "--ServerApp.contents_manager_class=gan_course.edition.contents.LearnersContents",
        # A learner's notebook is a plain one: where it differs from its lesson, pairing would refuse it
        # or take the lesson's text.  `gan-course sync` is for authors.
        "--ServerApp.jpserver_extensions={'jupyterlab_jupytext': False}",
        # Our defaults: no news are asked for or fetched; pages of text are shown rendered; no empty screen at the end.
        f"--LabApp.app_settings_dir={own}",
        # A long line of output, such as an error's sentence, is broken between words; see its custom.css.
        "--LabApp.custom_css=True",
        f"--ServerApp.tornado_settings={ {'static_custom_path': [str(own / 'custom')]} }",
    ]
    # A notebook saved as a page of HTML keeps the sentences for those who do not see its pictures.
    templates = str(own / "nbconvert" / "templates")
    command += ["--HTMLExporter.template_name=course", f"--HTMLExporter.extra_template_basedirs={[templates]!r}"]
    if (folder / FIRST_PAGE).exists():
        command.append(f"--LabApp.default_url=/lab/tree/{FIRST_PAGE}")
    if hasattr(os, "geteuid") and os.geteuid() == 0 and "--allow-root" not in arguments:
        command.append("--allow-root")  # as in a container; the server listens to this machine only
    return command + arguments


def open_lab(arguments: list[str]) -> int:
    """Bring the learner's folder up to date, and open JupyterLab on it."""
    from gan_course import edition

    folder = edition.prepare()
    os.environ["GAN_COURSE_MY"] = str(folder)     # its notebooks keep their answers there
    # Its kernels are those of the course, which say what to do after a NameError; see gan_course.missing_names.
    kernels = [str(ROOT / "gan_course" / "jupyterlab"), os.environ.get("JUPYTER_PATH", "")]
    os.environ["JUPYTER_PATH"] = os.pathsep.join(filter(None, kernels))
    return start(lab_command(arguments, folder))


def page_command(arguments: list[str]) -> list[str]:
    """The command line that serves the laboratory without the notebook; every visitor gets a kernel of their own."""
    return [sys.executable, "-m", "gan_course.page", *arguments]


def test_command(arguments: list[str]) -> list[str]:
    """The command line that runs every test; what "every" means stands in pyproject.toml, under pytest."""
    return [sys.executable, "-m", "pytest", *arguments]


def benchmarks() -> dict[str, Path]:
    """Each benchmark's name and file: benchmarks/NAME.py or benchmarks/NAME/__main__.py."""
    folder = ROOT / "benchmarks"
    found = {path.stem: path for path in folder.glob("*.py") if not path.stem.startswith("_")}
    found.update({path.parent.name: path for path in folder.glob("*/__main__.py")})
    return dict(sorted(found.items()))


def run_benchmark(arguments: list[str]) -> int:
    """Run one benchmark by name, or list them all."""
    known = benchmarks()
    if not arguments:
        print("Benchmarks: " + (", ".join(known) or "none yet"))
        return 0
    name, *rest = arguments
    if name not in known:
        choice = ", ".join(known) or "none yet"
        print(f"No benchmark is called {name!r}; choose from: {choice}.", file=sys.stderr)
        return 2
    return start([sys.executable, str(known[name]), *rest])


def start(command: list[str]) -> int:
    """Run a command in the course's folder; on POSIX it takes this process over, so that signals reach it."""
    environment = child_variables()
    sys.stdout.flush()
    if os.name == "posix":
        os.chdir(ROOT)
        os.execve(command[0], command, environment)
    process = subprocess.Popen(command, cwd=ROOT, env=environment)
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            continue  # the command has received it too, and decides


def from_there(command: str, arguments: list[str]) -> list[str]:
    """Return the arguments with each relative path among them taken from the folder in which the call was typed."""
    try:
        folder = Path(os.environ.pop(CALLED_FROM, "") or os.getcwd())
    except OSError:     # the folder is gone
        return arguments
    if folder == ROOT:
        return arguments
    found, before = [], ""
    for argument in arguments:
        option, equals, value = argument.partition("=")
        if argument.startswith("-"):
            known = equals and value and option in PATHS.get(command, ())
            found.append(f"{option}={folder / value}" if known else argument)
            before = "" if equals or argument == "--" else argument
            continue
        name, colons, test = argument.partition("::")
        there = (command in GUESSED and (before in FLAGS or name.endswith((".py", ".ipynb")))
                 and (folder / name).exists())
        known = there or (argument and before in PATHS.get(command, ()))
        found.append(f"{folder / name}{colons}{test}" if known else argument)
        before = ""
    return found


def tell(command: str) -> int:
    """Say how a command is called whose arguments go to another program, and have that one tell of them."""
    line = next(line for line in USAGE.splitlines() if line.startswith(f"  {command} "))
    print(f"usage: gan-course {line[2:19].strip()} [arguments]\n\n  {line[19:]}\n", flush=True)
    if command == "bench":
        return run_benchmark([])
    return start([sys.executable, "-m", *{
        "lab": ["jupyterlab"], "page": ["gan_course.page"], "test": ["pytest"], "style": ["ruff", "check"]}[command],
        "--help"])


def main(argv: list[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    forgive()
    command, *arguments = (sys.argv[1:] if argv is None else argv) or ["help"]
    if command in ("help", *HELP) and arguments:
        command, arguments = arguments[0], ["--help"]
    arguments = from_there(command, arguments)
    if command in TOLD and set(arguments[:None if command == "lab" else 1]) & set(HELP):
        return tell(command)
    if command == "lab":
        return open_lab(arguments)
    if command == "update":
        from gan_course import edition

        return edition.main(arguments)
    if command == "page":
        return start(page_command(arguments))
    if command == "test":
        return start(test_command(arguments))
    if command == "bench":
        return run_benchmark(arguments)
    if command == "style":
        return start([sys.executable, "-m", "ruff", "check", "--force-exclude", *arguments])
    if command == "mine":
        from gan_course import mine

        return mine.main(arguments)
    if command in ("progress", "items"):
        from importlib import import_module

        return import_module(f"gan_course.{command}").main(arguments)
    if command in PRESS_COMMANDS:
        from gan_course import press

        return press.main([command, *arguments])
    if command in NOTEBOOK_COMMANDS:
        from gan_course import notebooks

        return notebooks.main([command, *arguments]) or 0
    wants_help = command in ("help", "-h", "--help")
    if not wants_help:
        print(f"There is no command {command!r}.\n", file=sys.stderr)
    print(USAGE, end="", file=sys.stdout if wants_help else sys.stderr)
    return 0 if wants_help else 2


if __name__ == "__main__":
    sys.exit(main())
