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

from course_setup import calls, mailed, preflight, wheelhouse
from course_setup.environment import ALLOWED, Environment
from course_setup.folders import digest, discard, ours, remove
from course_setup.steps import WINDOWS, hand_over, say
from course_setup.troubles import Misuse, Trouble, explain_command, explain_system

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
  site [NN ...]    build the reading edition: all notebooks as plain HTML with a search, in build/site
  handout [NN ...] build the notebooks without code, to print, in build/handout
  slides [NN ...]  build slides with speaker notes from the notebooks, in build/slides
  style [FILE ...] let ruff judge files, or all
  check            say what is missing on this machine, on one page (check --to FILE.pyz: the check alone, to mail)
  pack [FOLDER]    put the course and its packages on a stick (--for linux linux-arm mac windows, --python 3.11 3.12)
  setup            only make the environment (setup --from FOLDER: from such a stick, without a network)
  clean            remove the environment and every cache

COMMAND --help says how one is called. A relative path means the folder in which the call is typed.
The first call makes the environment in .venv; the first test or style adds the test tools to it.
"""
COMMANDS = ["lab", "update", "page", "test", "run", "sync", "solve", "times", "seeds", "mine", "progress", "items",
            "bench", "site", "handout", "slides", "style", "check", "pack", "setup", "clean"]
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


def check(to):
    """Print what is missing on this machine; or, where a file is named, write the check there, to mail."""
    if to:
        mailed.write(ROOT, to[0])
        say("Written: {0}\nWhoever gets it calls: python3 {0}   (Windows: py {0})".format(to[0]))
        return 0
    whole = os.path.exists(ENVIRONMENT.lock)
    facts, house = describe(), None
    if whole:
        house = next((place for place in wheelhouse.places(ROOT)
                      if wheelhouse.problem(place, digest(ENVIRONMENT.lock), facts) is None), None)
    found = preflight.lines(facts, refusal(facts), ROOT if os.path.isdir(ROOT) else os.getcwd(),
                            ENVIRONMENT.check_path_length, whole and ENVIRONMENT.ready(), house)
    say(preflight.page(found))
    return 1 if any(state == preflight.MISSING for state, _, _ in found) else 0


def pack(asked):
    """Put the course and the packages of its lock into a folder, for this machine or for those that are named."""
    known = ["{}.{}".format(*version) for version in ALLOWED]
    if not set(asked.get("for", [])) <= set(wheelhouse.SYSTEMS) or not set(asked.get("python", [])) <= set(known):
        raise Misuse("Pack --for {} and --python {}.".format(
            ", ".join(sorted(wheelhouse.SYSTEMS)), ", ".join(known)))
    folder = os.path.abspath((asked[""] + [os.path.join(ROOT, "build", "stick")])[0])
    packer = Environment(ROOT)
    if ENVIRONMENT.stamp() is None:
        packer.python = choose_python()     # its pip is enough
    own = describe_other([packer.python])["version"]
    systems = asked.get("for") or [wheelhouse.system_of(describe())]
    pythons = asked.get("python") or ["{}.{}".format(*own)]
    with ENVIRONMENT.turn() as held:
        manifest = wheelhouse.pack(packer, folder, [(a, b) for a in systems for b in pythons], held)
    say("Packed: {} ({} wheels, {:.0f} MB). Copy the whole folder to a stick; READ-ME-FIRST.txt says how to go "
        "on.".format(folder, manifest["wheels"], manifest["bytes"] / 1e6))
    return 0


def use_wheelhouse(asked):
    """Have the set-up take its packages from a wheelhouse: the one asked for, or one that lies beside and fits."""
    if ENVIRONMENT.settled():
        return
    places = [place for place in asked or wheelhouse.places(ROOT) if asked or wheelhouse.read(place) is not None]
    for place in places:
        place = os.path.abspath(place)
        inside = os.path.join(place, wheelhouse.NAME)
        if wheelhouse.read(place) is None and wheelhouse.read(inside) is not None:
            place = inside      # the stick itself was named
        facts = describe()
        if refusal(facts):
            facts = describe_other([choose_python()])
        problem = wheelhouse.problem(place, digest(ENVIRONMENT.lock), facts)
        if problem is None:
            ENVIRONMENT.wheelhouse = place
            return
        if asked:
            raise Trouble(problem)
        say(problem + " The network is used instead.")


def tell(command, arguments):
    """Say how a command is called; what the environment holds tells it itself, once it is made."""
    if command not in calls.OWN and ENVIRONMENT.ready(command in NEED_TOOLS):
        return hand_over(ENVIRONMENT, [command] + arguments)
    say(calls.usage(command, USAGE))
    return 0


def own(command, arguments):
    """Run a command that needs no environment; returns the exit code."""
    asked = calls.read(command, arguments)
    if command == "check":
        return check(asked.get("to"))
    if command == "pack":
        return pack(asked)
    clean()
    return 0


def set_up(command, arguments):
    """Make the environment, or bring it up to date, where it is not what the command needs."""
    tools = command in NEED_TOOLS
    if not tools:
        use_wheelhouse(calls.read(command, arguments).get("from") if command == "setup" else None)
    if not ENVIRONMENT.settled(tools):
        ENVIRONMENT.make(choose_python, tools)


def main(arguments):
    """Run one command; returns the exit code."""
    for stream in sys.stdout, sys.stderr:
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a folder's name may not fit the terminal's encoding
    if arguments == ["--describe"]:
        say(json.dumps(describe()))
        return 0
    command, rest = (arguments or ["help"])[0], arguments[1:]
    if command in ("help",) + calls.HELP:
        if not rest:
            say(USAGE)
            return 0
        command, rest = rest[0], ["--help"]
    if command not in COMMANDS:
        sys.stderr.write("There is no command {}; choose from: {}.\n".format(command, ", ".join(COMMANDS)))
        return 2
    making = False
    try:
        if calls.asks_for_help(rest):
            return tell(command, rest)
        if command != "check" and not os.path.isdir(ROOT):
            raise Trouble("{} holds the check alone: call course.py {} in a whole copy of the course.".format(
                ROOT, command))
        if command in ("check", "pack", "clean"):
            return own(command, rest)
        making = True
        set_up(command, rest)
        making = False
        return 0 if command == "setup" else hand_over(ENVIRONMENT, [command] + rest)
    except KeyboardInterrupt:
        problem, code = "Stopped half way: the same call goes on from here.", 130
    except Trouble as trouble:
        problem, code = str(trouble), trouble.code
    except OSError as error:
        problem, code = explain_system(error) if making else explain_command(error, command), 1
    sys.stdout.flush()
    sys.stderr.write("\n" + problem + "\n")
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
