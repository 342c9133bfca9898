#!/usr/bin/env python3
"""Open the course, or test it, from nothing but Python.

    python3 course.py lab            the course in JupyterLab    (Windows: py course.py lab)
    python3 course.py test           every test

The first call makes an environment in .venv from requirements.lock, which takes a minute or more;
later calls start at once.  How it is made, and what never gets lost, stands in course_setup/.
Only the standard library is used, and no syntax that an old Python could not read: it must be able to refuse.
"""

import sys

NEEDED = "the course needs Python 3.11, 3.12 or 3.13, for which TensorFlow 2.21 has builds"

if sys.version_info < (3, 6):
    sys.exit("This is Python {}.{}; {}: install one of them and call python3.12 course.py.".format(
        sys.version_info[0], sys.version_info[1], NEEDED))

import json
import os
import platform
import shutil
import struct
import subprocess
import sysconfig

ROOT = os.path.dirname(os.path.abspath(__file__))
if os.name != "nt":
    ROOT = os.path.realpath(ROOT)  # a link to the course is the course; on Windows it might become a network path
if ROOT not in sys.path:
    sys.path.insert(0, ROOT)  # Python leaves it out where PYTHONSAFEPATH is set

from course_setup.environment import ALLOWED, Environment
from course_setup.folders import discard, ours, remove
from course_setup.steps import WINDOWS, say, variables
from course_setup.troubles import Trouble, explain_system

ENVIRONMENT = Environment(ROOT)

USAGE = """\
usage: python3 course.py COMMAND [arguments]

  lab              open the course in JupyterLab; arguments go to JupyterLab (lab --no-browser)
  update [NN ...]  bring the course's new text into your notebooks; what you changed stays (update --look only tells)
  page             the laboratory as a page of its own, for a workshop; arguments go to Voila (page --port=8900)
  test             run every test; arguments go to pytest (test -k objectives)
  run [NN ...]     run notebooks from their text in lessons/ and store them with outputs
  sync [NN ...]    carry text edits between lessons/ and notebooks/ without running anything
  solve [NN ...]   run the solved edition, each stub replaced by its reference, and keep it in solved/
  times            measure each notebook's run time and rewrite the table
  seeds [NN ...]   run notebooks with ten fresh seeds and count the claims that hold
  mine [FOLDER]    put your right answers together as my_course/my_gan.py, and try it
  progress FOLDER  a class in one table, from what learners handed in; progress --export NAME.json writes yours
  items FOLDER     difficulty, discrimination and gain of the item bank, from a folder of answers
  bench [NAME]     run a benchmark; without a name, list them
  style [FILE ...] let ruff judge files, or all
  setup            only make the environment
  clean            remove the environment and every cache

The first call makes the environment in .venv; the first test or style adds the test tools to it.
"""
COMMANDS = ["lab", "update", "page", "test", "run", "sync", "solve", "times", "seeds", "mine", "progress", "items",
            "bench", "style", "setup", "clean"]
NEED_TOOLS = ["test", "style"]  # pytest, ruff, a browser's driver, oracles: learners need none of them


# ---------------------------------------------------------------- which Python


def describe():
    """Say what decides whether the Python that runs this can carry the course."""
    def has(module):
        try:
            __import__(module)
        except ImportError:
            return False
        return True

    base = getattr(sys, "_base_executable", None)  # an environment is not made from another, which may go
    return {
        "executable": base if base and os.path.exists(base) else sys.executable,
        "version": list(sys.version_info[:2]),
        "release": platform.python_version(),
        "implementation": platform.python_implementation(),
        "free_threaded": bool(sysconfig.get_config_var("Py_GIL_DISABLED")),
        "bits": 8 * struct.calcsize("P"),
        "system": platform.system(),
        "machine": sysconfig.get_platform().split("-")[-1] if WINDOWS else platform.machine(),
        "apple_silicon": "ARM64" in platform.version(),
        "musl": "musl" in str(sysconfig.get_config_var("HOST_GNU_TYPE")),
        "can_make_venv": has("venv") and has("ensurepip"),
    }


def refusal(facts):
    """Say why a Python cannot carry the course, in one sentence; None if it can."""
    name = "Python {}".format(facts["release"])
    where = (facts["system"], facts["machine"].lower())
    if where == ("Darwin", "x86_64") and not facts["apple_silicon"]:
        return ("This is an Intel Mac, and TensorFlow 2.21 has no build for it: "
                "use a Mac with Apple silicon, Linux or Windows.")
    if facts["implementation"] != "CPython":
        return "This is {} {}; {}: install CPython.".format(facts["implementation"], facts["release"], NEEDED)
    if tuple(facts["version"]) not in ALLOWED:
        return ("This is {}; {}: install one of them and call python3.12 course.py "
                "(Windows: py -3.12 course.py).".format(name, NEEDED))
    if facts["free_threaded"]:
        return "This is free-threaded {}, for which TensorFlow has no build: use the usual one.".format(name)
    if facts["bits"] != 64:
        return "This {} is a {}-bit build: install a 64-bit one, for TensorFlow.".format(name, facts["bits"])
    if where == ("Darwin", "x86_64"):
        return ("This {} was built for Intel and runs under Rosetta: "
                "install the build for Apple silicon (arm64 or universal2).".format(name))
    if where not in [("Linux", "x86_64"), ("Linux", "aarch64"), ("Darwin", "arm64"), ("Windows", "amd64")]:
        return ("TensorFlow 2.21 has no build for {} on {}: it has them for Linux (x86-64, ARM), "
                "macOS (Apple silicon) and Windows (x86-64).".format(*where))
    if facts["musl"]:
        return "This Linux is built on musl; TensorFlow has builds only for glibc: use another Linux."
    if not facts["can_make_venv"]:
        return ("This {} cannot make environments, its module venv or ensurepip is missing: "
                "on Debian and Ubuntu, apt install python{}.{}-venv.".format(name, *facts["version"]))
    return None


def describe_other(command):
    """Describe another Python by having it run this file; None if there is none."""
    try:
        found = subprocess.run(command + [os.path.abspath(__file__), "--describe"], stdout=subprocess.PIPE,
                               stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL, timeout=30)
        return json.loads(found.stdout.decode()) if found.returncode == 0 else None
    except (OSError, ValueError, subprocess.TimeoutExpired):
        return None


def choose_python():
    """Find a Python that can carry the course: this one, or else one on the PATH."""
    problem = refusal(describe())
    if problem is None:
        return describe()["executable"]
    for major, minor in reversed(ALLOWED):
        version = "{}.{}".format(major, minor)
        for command in ["py", "-" + version], ["python" + version]:
            other = describe_other(command) if shutil.which(command[0]) else None
            if other and refusal(other) is None:
                say("This is Python {}; going on with Python {}, which was found beside it.".format(
                    platform.python_version(), other["release"]))
                return other["executable"]
    raise Trouble(problem)


# ---------------------------------------------------------------- the commands


def clean():
    """Remove the environment and every cache, once nobody builds; what course.py did not make stays."""
    with ENVIRONMENT.turn():
        for folder in (ENVIRONMENT.folder, ENVIRONMENT.before):
            if ours(folder):
                discard(folder)
            elif os.path.lexists(folder):
                say("{} stays: course.py did not make it.".format(folder))
        for name in (".pytest_cache", ".ruff_cache", "gan_course.egg-info"):
            remove(os.path.join(ROOT, name))
        for folder, names, _ in os.walk(ROOT):
            for name in list(names):
                if name in ("__pycache__", ".ipynb_checkpoints"):
                    remove(os.path.join(folder, name))
                if (name.startswith(".") or name == "my_course"
                        or os.path.exists(os.path.join(folder, name, "pyvenv.cfg"))):
                    names.remove(name)  # no place of the course's own; the learner's checkpoints are theirs
    say("The environment and the caches are gone.")


def hand_over(arguments):
    """Start the course's own command line in the environment; on POSIX it takes this process over."""
    os.chdir(ROOT)
    command = [ENVIRONMENT.python, "-m", "gan_course.cli"] + arguments
    if not WINDOWS:
        os.execve(ENVIRONMENT.python, command, variables(ENVIRONMENT))
    process = subprocess.Popen(command, env=variables(ENVIRONMENT))
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            continue  # the command has received it too, and decides


def main(arguments):
    """Run one command; returns the exit code."""
    for stream in sys.stdout, sys.stderr:
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a folder's name may not fit the terminal's encoding
    if arguments == ["--describe"]:
        say(json.dumps(describe()))
        return 0
    command = arguments[0] if arguments else "help"
    if command in ("help", "-h", "--help"):
        say(USAGE)
        return 0
    if command not in COMMANDS:
        sys.stderr.write("There is no command {}; choose from: {}.\n".format(command, ", ".join(COMMANDS)))
        return 2
    try:
        if command == "clean":
            clean()
            return 0
        tools = command in NEED_TOOLS
        if not ENVIRONMENT.settled(tools):
            ENVIRONMENT.make(choose_python, tools)
        return 0 if command == "setup" else hand_over(arguments)
    except KeyboardInterrupt:
        problem, code = "Stopped half way: the same call goes on from here.", 130
    except Trouble as trouble:
        problem, code = str(trouble), 1
    except OSError as error:
        problem, code = explain_system(error), 1
    sys.stdout.flush()
    sys.stderr.write("\n" + problem + "\n")
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
