#!/usr/bin/env python3
"""Open the course, or test it, from nothing but Python.

    python3 course.py lab            the course in JupyterLab    (Windows: py course.py lab)
    python3 course.py test           every test

The first call makes an environment in .venv from requirements.lock, which takes a minute or more;
later calls start at once.
Only the standard library is used, and no syntax that an old Python could not read: it must be able to refuse.
"""

import sys

ALLOWED = [(3, 11), (3, 12), (3, 13)]  # as in pyproject.toml
NEEDED = "the course needs Python 3.11, 3.12 or 3.13, for which TensorFlow 2.21 has builds"

if sys.version_info < (3, 6):
    sys.exit("This is Python {}.{}; {}: install one of them and call python3.12 course.py.".format(
        sys.version_info[0], sys.version_info[1], NEEDED))

import contextlib
import errno
import glob
import hashlib
import json
import os
import platform
import re
import shutil
import struct
import subprocess
import sysconfig
import threading
import time

ROOT = os.path.dirname(os.path.abspath(__file__))
LOCK = os.path.join(ROOT, "requirements.lock")
PROJECT = os.path.join(ROOT, "pyproject.toml")
VENV = os.path.join(ROOT, ".venv")
STAMP = os.path.join(VENV, "ready.json")  # written last: without it the environment counts as half made
LOG = os.path.join(VENV, "install.log")
TEMPORARY = os.path.join(VENV, "tmp")
TURN = os.path.join(ROOT, ".venv.lock")
UNPACKING = "Installing collected packages:"  # pip's own words
WINDOWS = os.name == "nt"
PYTHON = os.path.join(VENV, "Scripts", "python.exe") if WINDOWS else os.path.join(VENV, "bin", "python")

# Measured on Linux x86-64 with Python 3.11; other systems differ somewhat.
DOWNLOAD_MB = 575
INSTALLED_MB = 2600
ROOM_MB = 3800  # the environment, the downloads beside it, and pip's own copies of them
LONGEST_PATH = 189  # of a file in the environment, seen from .venv, on Windows
SHORTER = "move the course to a shorter path, such as C:\\gan-course, or switch on long paths in Windows."

USAGE = """\
usage: python3 course.py COMMAND [arguments]

  lab              open the course in JupyterLab; arguments go to JupyterLab (lab --no-browser)
  page             the laboratory as a page of its own, for a workshop; arguments go to Voila (page --port=8900)
  test             run every test; arguments go to pytest (test -k objectives)
  run [NN ...]     run notebooks from their text in lessons/ and store them with outputs
  sync [NN ...]    carry text edits between lessons/ and notebooks/ without running anything
  solve [NN ...]   run the solved edition, each stub replaced by its reference solution
  times            measure each notebook's run time and rewrite the table
  seeds [NN ...]   run notebooks with ten fresh seeds and count the claims that hold
  bench [NAME]     run a benchmark; without a name, list them
  style [FILE ...] let ruff judge files, or all
  setup            only make the environment
  clean            remove the environment and every cache

The first call makes the environment in .venv.
"""
COMMANDS = ["lab", "page", "test", "run", "sync", "solve", "times", "seeds", "bench", "style", "setup", "clean"]


class Trouble(Exception):
    """One sentence for the reader: what is wrong, and what to do."""


def say(text):
    """Print one line at once, so that it stands before whatever a child process prints."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


# ---------------------------------------------------------------- which Python


def describe():
    """Say what decides whether the Python that runs this can carry the course."""
    def has(module):
        try:
            __import__(module)
        except ImportError:
            return False
        return True

    return {
        "executable": sys.executable,
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
        return sys.executable
    for major, minor in reversed(ALLOWED):
        version = "{}.{}".format(major, minor)
        for command in ["py", "-" + version], ["python" + version]:
            other = describe_other(command) if shutil.which(command[0]) else None
            if other and refusal(other) is None:
                say("This is Python {}; going on with Python {}, which was found beside it.".format(
                    platform.python_version(), other["release"]))
                return other["executable"]
    raise Trouble(problem)


# ---------------------------------------------------------------- is the environment ready?


def settings():
    """Read pyvenv.cfg: which Python the environment was made from; empty if there is none."""
    try:
        with open(os.path.join(VENV, "pyvenv.cfg"), encoding="utf-8") as file:
            return dict(re.split(r"\s*=\s*", line.strip(), maxsplit=1) for line in file if "=" in line)
    except OSError:
        return {}


def wanted():
    """Say what the environment must have been made from to be up to date."""
    def digest(path):
        with open(path, "rb") as file:
            return hashlib.sha256(file.read()).hexdigest()

    return {
        "lock": digest(LOCK),
        "project": digest(PROJECT),
        "folder": ROOT,  # scripts and the editable install hold this path: a moved folder is made anew
        "python": settings().get("version"),
        "machine": platform.machine(),
    }


def stamp():
    """Read what the environment was made from; None if it was never finished or its Python is gone."""
    try:
        with open(STAMP, encoding="utf-8") as file:
            made_from = json.load(file)
    except (OSError, ValueError):
        return None
    alive = os.path.exists(PYTHON) and os.path.isdir(settings().get("home", ""))
    return made_from if alive and isinstance(made_from, dict) else None


def ready():
    """Say whether the environment is whole and up to date."""
    return stamp() == wanted()


def can_update(made_from, now):
    """Say whether pip can bring the environment up to date in place: only the lock or the project changed."""
    if made_from is None or any(made_from.get(key) != now[key] for key in ("folder", "python", "machine")):
        return False
    return tuple(int(part) for part in now["python"].split(".")[:2]) in ALLOWED


# ---------------------------------------------------------------- making it


@contextlib.contextmanager
def turn():
    """Let one course.py at a time build; the system frees the turn when its holders end, however they do."""
    with open(TURN, "a+") as file:
        waiting = False
        while not take(file):
            if not waiting:
                say("Another course.py is making the environment; waiting for it.")
            waiting = True
            time.sleep(0.2)
        yield file


def take(file):
    """Try to take the turn; a file system that knows no locks grants it."""
    file.seek(0)
    if WINDOWS:
        import msvcrt
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True
    import fcntl
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        return error.errno not in (errno.EWOULDBLOCK, errno.EACCES)
    return True


def check_room():
    """Refuse at once where the environment cannot fit, rather than after half the download."""
    free = shutil.disk_usage(ROOT).free / 1e6
    if free < ROOM_MB:
        raise Trouble("The disk is too full: {:.1f} GB are free in {}, the environment needs {:.1f} GB; "
                      "make room and call again.".format(free / 1e3, ROOT, ROOM_MB / 1e3))


def check_path_length():
    """Refuse at once where Windows would cut off the environment's longest paths."""
    length = len(VENV) + 1 + LONGEST_PATH
    if WINDOWS and length > 259 and not long_paths_allowed():
        raise Trouble("The folder's path is {} characters too long: {}".format(length - 259, SHORTER))


def long_paths_allowed():
    """Ask Windows whether paths may be longer than 260 characters."""
    import winreg
    try:
        with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, r"SYSTEM\CurrentControlSet\Control\FileSystem") as key:
            return winreg.QueryValueEx(key, "LongPathsEnabled")[0] == 1
    except OSError:
        return False


def clean_variables():
    """Copy the environment variables, less those that would lead Python or pip out of .venv."""
    strays = ("PYTHONHOME", "PYTHONPATH", "PIP_TARGET", "PIP_PREFIX", "PIP_ROOT", "PIP_USER", "PIP_DRY_RUN",
              "PIP_REQUIRE_VIRTUALENV", "PIP_NO_BINARY", "__PYVENV_LAUNCHER__")
    variables = {key: value for key, value in os.environ.items() if key not in strays}
    variables["PYTHONNOUSERSITE"] = "1"
    variables["PYTHONUNBUFFERED"] = "1"
    variables["VIRTUAL_ENV"] = VENV
    variables["PATH"] = os.path.dirname(PYTHON) + os.pathsep + variables.get("PATH", os.defpath)
    return variables


def remove(path):
    """Remove a folder, a file or a link, if there is one."""
    if os.path.islink(path) or os.path.isfile(path):
        os.remove(path)
    elif os.path.isdir(path):
        shutil.rmtree(path)


def make_environment():
    """Make the environment, or bring it up to date; the stamp is taken off first and put on last."""
    started = time.time()
    with turn() as held:
        if ready():
            return  # another course.py made it while this one waited
        before = stamp()
        update = can_update(before, wanted())
        if update:
            say("The course has changed: bringing its environment up to date.")
        else:
            python = choose_python()
            check_room()
            check_path_length()
            say("Making the environment in {}: about {} MB to download, {:.1f} GB on the disk.".format(
                VENV, DOWNLOAD_MB, INSTALLED_MB / 1e3))
            remove(VENV)
            say("1/4  an empty environment")
            call([python, "-m", "venv", VENV], held, explain_venv)
        remove(STAMP)
        os.makedirs(TEMPORARY, exist_ok=True)
        unpacking = []
        try:
            say("2/4  the packages in requirements.lock")
            call(pip("--require-hashes", "--only-binary", ":all:", "-r", LOCK), held, explain_pip, unpacking)
            say("3/4  the course's own package")
            call(pip("--no-index", "--no-build-isolation", "--editable", ROOT), held, explain_pip)
        except (Trouble, KeyboardInterrupt):
            if update and not unpacking:
                write_stamp(before)  # pip changed nothing yet: what was whole is still whole
            raise
        finally:
            shutil.rmtree(TEMPORARY, ignore_errors=True)
        say("4/4  a first start of TensorFlow")
        call([PYTHON, "-c", "import gan_course, tensorflow, jupyterlab"], held, explain_start)
        write_stamp(wanted())
    say("The environment is ready, after {:.0f} s.\n".format(time.time() - started))


def pip(*arguments):
    """Build a pip command that installs exactly what it is told, without questions.

    It must try more than once: only of a second try does pip say that a connection failed.
    """
    return [PYTHON, "-m", "pip", "install", "--no-deps", "--no-input", "--disable-pip-version-check",
            "--progress-bar", "off", "--no-warn-script-location", "--retries", "3"] + list(arguments)


def write_stamp(made_from):
    """Put the stamp on in one move, so that it is whole or absent."""
    with open(STAMP + ".part", "w", encoding="utf-8") as file:
        json.dump(made_from, file, indent=1)
    os.replace(STAMP + ".part", STAMP)


def call(command, held, explain, unpacking=None):
    """Run one step of the set-up, show how far it is, log its words; a failure becomes one sentence."""
    variables = dict(clean_variables(), PYTHONUNBUFFERED="1", PYTHONIOENCODING="utf-8")
    if os.path.isdir(TEMPORARY):  # downloads go beside the environment: /tmp is often small
        variables.update(TMPDIR=TEMPORARY, TEMP=TEMPORARY, TMP=TEMPORARY)
    # The step holds the turn too: should this process be killed, nobody builds while the orphan still writes.
    inherit = {} if WINDOWS else {"pass_fds": [held.fileno()]}
    process = subprocess.Popen(command, cwd=ROOT, env=variables, stdin=subprocess.DEVNULL,
                               stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **inherit)
    lines = []
    reader = threading.Thread(target=lambda: lines.extend(
        line.decode("utf-8", "replace").rstrip() for line in process.stdout))
    reader.start()
    try:
        show_progress(process, lines)
    finally:
        if process.poll() is None:  # Ctrl-C reached the step as well; it ends before the turn is given up
            process.terminate()
            process.wait()
        reader.join()
        if unpacking is not None:
            unpacking.extend(line for line in lines if line.startswith(UNPACKING))
    if os.path.isdir(VENV):
        with open(LOG, "a", encoding="utf-8") as log:
            log.write("\n".join(["$ " + " ".join(command)] + lines + [""]))
    if process.returncode:
        raise Trouble(explain("\n".join(lines), process.returncode))


def show_progress(process, lines):
    """Show megabytes while pip downloads and packages while it unpacks, until the process ends."""
    live, shown, printed = sys.stdout.isatty(), "", time.time()
    while process.poll() is None:
        time.sleep(0.1)
        text = progress(list(lines))
        if text not in ("", shown) and (live or time.time() - printed > 5):
            sys.stdout.write("\r     {:<70}".format(text) if live else "     {}\n".format(text))
            sys.stdout.flush()
            shown, printed = text, time.time()
    if live and shown:
        sys.stdout.write("\r" + 75 * " " + "\r")


def progress(lines):
    """Say how far pip is, from what it printed and from what lies on the disk."""
    for line in lines:
        if line.startswith(UNPACKING):
            library = os.path.join("Lib" if WINDOWS else "lib/python*", "site-packages", "*.dist-info")
            done = len(glob.glob(os.path.join(glob.escape(VENV), library)))
            count = line.count(",") + 1
            return "unpacking: {} of {} packages".format(min(done, count), count)
    size = 0
    for folder, _, names in os.walk(TEMPORARY):
        for name in names:
            with contextlib.suppress(OSError):  # pip may have moved it meanwhile
                size += os.path.getsize(os.path.join(folder, name))
    return "downloading: {:.0f} MB".format(size / 1e6) if size > 1e6 else ""


# ---------------------------------------------------------------- what went wrong, in one sentence

DISK_FULL = "The disk became full: make room ({:.1f} GB in all) and call again.".format(ROOM_MB / 1e3)
MAY_NOT_WRITE = ("The environment cannot be written in {}: use a copy of the course in a folder of your own, "
                 "and close any JupyterLab that still runs from this one.".format(ROOT))
NO_NETWORK = ("No network: the packages could not be downloaded; connect and call again "
              "(once the environment is made, no call needs a network).")
SYMPTOMS = [  # in pip's output, or in the system's
    (r"No space left on device|Errno 28\b|Disk quota exceeded|not enough space on the disk|WinError 112\b",
     DISK_FULL),
    (r"Windows Long Path|WinError 206\b",
     "A path became too long for Windows: " + SHORTER),
    (r"DO NOT MATCH THE HASHES",
     "A downloaded file is not the one that requirements.lock names (damaged, or changed by a proxy): "
     "call again, and if it stays so, try another network."),
    (r"CERTIFICATE_VERIFY_FAILED|SSLError",
     "The package index's certificate was refused: where a proxy signs with its own, "
     "give pip that certificate (PIP_CERT) and call again."),
    (r"ProxyError|Proxy Authentication Required",
     "The proxy did not let pip through: set HTTPS_PROXY to what your network asks for and call again."),
    (r"NewConnectionError|ConnectTimeoutError|NameResolutionError|ReadTimeoutError|Read timed out"
     r"|ProtocolError|ConnectionResetError|Connection refused|IncompleteRead|IncompleteDownload"
     r"|Max retries exceeded",
     NO_NETWORK),
    (r"Permission denied|Read-only file system|Access is denied|WinError 5\b|WinError 32\b",
     MAY_NOT_WRITE),
]


def explain(output, fallback):
    """Name the first known symptom in a failed step's output, in one sentence."""
    for pattern, sentence in SYMPTOMS:
        if re.search(pattern, output):
            return sentence
    return fallback


def explain_venv(output, code):
    """Say why no empty environment could be made."""
    if "ensurepip" in output:
        return ("This Python cannot make environments, its module ensurepip fails: "
                "on Debian and Ubuntu, apt install python3-venv, and call again.")
    return explain(output, last_words("No empty environment could be made", output, code))


def explain_pip(output, code):
    """Say why pip failed."""
    missing = re.search(r"No matching distribution found for ([^\s;(]+)", output)
    if missing:
        absent = "The package index that pip is set to has no {} for Python {} on this system: {}".format(
            missing.group(1), settings().get("version"), "let pip use the public index and call again.")
        return explain(output, absent)
    return explain(output, last_words("pip could not install the packages", output, code))


def explain_start(output, code):
    """Say why what was installed does not start."""
    if code in (-4, 0xC000001D):  # illegal instruction, on POSIX and on Windows
        return "TensorFlow does not run on this processor: it needs one with AVX, as most have since 2011."
    if "DLL load failed" in output:
        return ("TensorFlow does not start because a Windows library is missing: "
                "install the Microsoft Visual C++ Redistributable (x64) and call again.")
    return explain(output, last_words("TensorFlow was installed but does not start", output, code))


def last_words(what, output, code):
    """Quote the last line that names an error; the log has the rest."""
    if code < 0:
        return "{}: it was ended by signal {} (too little memory, perhaps); call again.".format(what, -code)
    lines = [line.strip() for line in output.splitlines() if line.strip()] or ["no reason given"]
    errors = [line for line in lines if re.match(r"(ERROR|error|\w*Error)\b", line)]
    return "{}: {} (all of its words are in {}).".format(what, (errors or lines)[-1].rstrip("."), LOG)


def explain_system(error):
    """Say what an error of the operating system means for the set-up."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return DISK_FULL
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return MAY_NOT_WRITE
    if error.errno == errno.ENOENT and error.filename in (LOCK, PROJECT):
        return "{} is missing: course.py works only in a whole copy of the course.".format(error.filename)
    return "The environment could not be made: {}; call course.py clean, and then again.".format(error)


# ---------------------------------------------------------------- the commands


def clean():
    """Remove the environment and every cache, once nobody builds."""
    with turn():
        remove(VENV)
        for name in (".pytest_cache", ".ruff_cache", "build", "gan_course.egg-info"):
            remove(os.path.join(ROOT, name))
        for pattern in ("__pycache__", ".ipynb_checkpoints"):
            for path in glob.glob(os.path.join(glob.escape(ROOT), "**", pattern), recursive=True):
                remove(path)
    say("The environment and the caches are gone.")


def hand_over(arguments):
    """Start the course's own command line in the environment; on POSIX it takes this process over."""
    os.chdir(ROOT)
    command = [PYTHON, "-m", "gan_course.cli"] + arguments
    if not WINDOWS:
        os.execve(PYTHON, command, clean_variables())
    process = subprocess.Popen(command, env=clean_variables())
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
        if not ready():
            make_environment()
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
