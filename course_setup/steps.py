"""Run one step of the set-up: with which variables, what the reader sees meanwhile, what the log keeps; hand over.

Nothing reaches Python or pip that could lead them out of .venv or astray; where packages come from the user decides.
"""

import ast
import contextlib
import glob
import os
import re
import subprocess
import sys
import threading
import time

from course_setup.troubles import Trouble

WINDOWS = os.name == "nt"
CALLED_FROM = "GAN_COURSE_CALLED_FROM"  # tells gan_course.cli the folder in which the call was typed
UNPACKING = "Installing collected packages:"  # pip's own words

# What of the user's own settings reaches pip: where packages come from, and how to get there.
PASSED_TO_PIP = ("index-url", "extra-index-url", "find-links", "trusted-host", "cert", "client-cert", "proxy",
                 "timeout", "default-timeout", "cache-dir", "no-cache-dir", "keyring-provider")
# What of Python's own variables reaches the course: none that changes what an import or an assertion does.
PASSED_TO_PYTHON = ("PYTHONDONTWRITEBYTECODE", "PYTHONFAULTHANDLER", "PYTHONHASHSEED", "PYTHONIOENCODING",
                    "PYTHONPYCACHEPREFIX", "PYTHONUTF8")


def say(text):
    """Print one line at once, so that it stands before whatever a child process prints."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def variables(environment):
    """Copy the environment variables, less those that would lead Python or pip out of .venv or astray."""
    passed = {"PIP_CONFIG_FILE", *PASSED_TO_PYTHON, *map(pip_variable, PASSED_TO_PIP)}
    if "PIP_FIND_LINKS" in os.environ:
        passed.add("PIP_NO_INDEX")  # alone it could only fail
    strays = ("PYTHON", "PIP_", "SETUPTOOLS_", "DISTUTILS_", "DIST_EXTRA_CONFIG", "__PYVENV_LAUNCHER__")
    kept = {key: value for key, value in os.environ.items() if key in passed or not key.startswith(strays)}
    kept["PYTHONNOUSERSITE"] = "1"
    kept["PYTHONUNBUFFERED"] = "1"
    # What the console cannot show becomes a question mark, never an error.
    kept["PYTHONIOENCODING"] = kept.get("PYTHONIOENCODING", "").partition(":")[0] + ":replace"
    kept["VIRTUAL_ENV"] = environment.folder
    kept["PATH"] = environment.programs + os.pathsep + kept.get("PATH", os.defpath)
    return kept


def step_variables(environment):
    """Return the variables of a step of the set-up: of pip's settings only what leads to the packages."""
    found = pip_settings(environment)
    settings = {pip_variable(name): found[name] for name in PASSED_TO_PIP if name in found}
    if "find-links" in found and "no-index" in found:
        settings["PIP_NO_INDEX"] = found["no-index"]
    settings.update(variables(environment))  # the user's variables outrank the user's files
    settings.update(PIP_CONFIG_FILE=os.devnull, PYTHONIOENCODING="utf-8", PYTHONUTF8="1")
    if os.path.isdir(environment.temporary):  # downloads go beside the environment: /tmp is often small
        settings.update(TMPDIR=environment.temporary, TEMP=environment.temporary, TMP=environment.temporary)
    return settings


def pip_settings(environment):
    """Ask pip for what its configuration files say; nothing where it cannot read them."""
    if environment.pip_settings is None and os.path.exists(environment.python):
        # user = true in a file would have pip tell of that file alone, quiet = true of none
        asking = dict(variables(environment), PIP_USER="0", PIP_GLOBAL="0", PIP_SITE="0", PIP_QUIET="0",
                      PYTHONIOENCODING="utf-8", PYTHONUTF8="1")
        asked = subprocess.run([environment.python, "-m", "pip", "config", "list"], cwd=environment.root, env=asking,
                               stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        environment.pip_settings = found = {}
        for section in ("global", "install"):  # the second outranks the first
            lines = re.findall("^" + section + r"\.([\w-]+)=('.*'|\".*\")\s*$", asked.stdout.decode("utf-8"), re.M)
            found.update((name, ast.literal_eval(value)) for name, value in lines)
    return environment.pip_settings or {}


def call(environment, command, held, explain, **more):
    """Run one step of the set-up, show how far it is, log its words; a failure becomes one sentence."""
    settings = dict(step_variables(environment), **more)
    # The step holds the turn too: should this process be killed, nobody builds while the orphan still writes.
    inherit = {} if WINDOWS else {"pass_fds": [held.fileno()]}
    process = subprocess.Popen(command, cwd=environment.root, env=settings, stdin=subprocess.DEVNULL,
                               stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **inherit)
    lines = []
    reader = threading.Thread(target=lambda: lines.extend(
        line.decode("utf-8", "replace").rstrip() for line in process.stdout))
    reader.start()
    try:
        show_progress(environment, process, lines)
    finally:
        if process.poll() is None:  # Ctrl-C reached the step as well; it ends before the turn is given up
            process.terminate()
            process.wait()
        reader.join()
        process.stdout.close()
    with open(environment.log, "a", encoding="utf-8") as log:
        log.write("\n".join(["$ " + " ".join(command), *lines, ""]))
    if process.returncode:
        raise Trouble(explain("\n".join(lines), process.returncode, environment.log))


def hand_over(environment, arguments):
    """Start the course's own command line in the environment; on POSIX it takes this process over."""
    passed = dict(variables(environment), **{CALLED_FROM: typed_in(environment)})
    command = [environment.python, "-m", "gan_course.cli", *arguments]
    os.chdir(environment.root)
    try:
        if not WINDOWS:
            os.execve(environment.python, command, passed)
        process = subprocess.Popen(command, env=passed)
    except OSError as error:
        raise Trouble(f"The environment's Python, {environment.python}, does not start ({error.strerror or error}): "
                      "call course.py clean, which removes the environment, and then again.") from error
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            continue  # the command has received it too, and decides


def typed_in(environment):
    """Return the folder in which the call was typed; the course's where that one is gone."""
    try:
        return os.getcwd()
    except OSError:
        return environment.root


def show_progress(environment, process, lines):
    """Show megabytes while pip downloads and packages while it unpacks, until the process ends."""
    live, shown, printed = sys.stdout.isatty(), "", time.time()
    while process.poll() is None:
        time.sleep(0.1)
        text = progress(environment, list(lines))
        if text not in ("", shown) and (live or time.time() - printed > 5):
            sys.stdout.write(f"\r     {text:<70}" if live else f"     {text}\n")
            sys.stdout.flush()
            shown, printed = text, time.time()
    if live and shown:
        sys.stdout.write("\r" + 75 * " " + "\r")


def progress(environment, lines):
    """Say how far pip is, from what it printed and from what lies on the disk."""
    for line in lines:
        if line.startswith(UNPACKING):
            library = os.path.join("Lib" if WINDOWS else "lib/python*", "site-packages", "*.dist-info")
            done = len(glob.glob(os.path.join(glob.escape(environment.folder), library)))
            count = line.count(",") + 1
            return f"unpacking: {min(done, count)} of {count} packages"
    size = 0
    for folder, _, names in os.walk(environment.temporary):
        for name in names:
            with contextlib.suppress(OSError):  # pip may have moved it meanwhile
                size += os.path.getsize(os.path.join(folder, name))
    return f"downloading: {size / 1e6:.0f} MB" if size > 1e6 else ""


def pip(environment, *arguments):
    """Build a pip command that installs exactly what it is told, without questions.

    It must try more than once: only of a second try does pip say that a connection failed.
    """
    return [environment.python, "-m", "pip", "install", "--no-deps", "--no-input", "--disable-pip-version-check",
            "--progress-bar", "off", "--no-warn-script-location", "--retries", "3", *arguments]


def pip_variable(name):
    """Return the environment variable that sets one of pip's options."""
    return "PIP_" + name.upper().replace("-", "_")
