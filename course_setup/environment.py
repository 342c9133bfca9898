"""Make the course's environment in .venv, or bring it up to date; what stood there stays until its successor starts.

A folder is whole when it holds ready.json, which is written last; it is ours when it holds the mark, written first.
While a successor is made in .venv, the environment before it waits in .venv.before, untouched: it is removed when the
successor starts, and put back when that fails, at once or (after a kill) by the next call.  An update works on a copy
made of hard links, which costs a second and no room.  A .venv that is not ours is never touched.
Only the standard library is used.
"""

import contextlib
import errno
import json
import os
import platform
import re
import shutil
import time

from course_setup import troubles
from course_setup.folders import MARK, STAMP, digest, discard, not_ours, ours, read_stamp, remove, whole, write_mark
from course_setup.steps import WINDOWS, call, pip, say
from course_setup.troubles import Trouble

ALLOWED = [(3, 11), (3, 12), (3, 13)]  # as in pyproject.toml
LONGEST_PATH = 189  # of a file in the environment, seen from .venv, on Windows


class Environment:
    """The environment of the course in the folder `root`."""

    def __init__(self, root):
        self.root = root
        self.lock = os.path.join(root, "requirements.lock")
        self.tools_lock = os.path.join(root, "requirements-test.lock")
        self.project = os.path.join(root, "pyproject.toml")
        self.folder = os.path.join(root, ".venv")
        self.before = os.path.join(root, ".venv.before")
        self.log = os.path.join(self.folder, "install.log")
        self.temporary = os.path.join(self.folder, "tmp")
        self.programs = os.path.join(self.folder, "Scripts" if WINDOWS else "bin")
        self.python = os.path.join(self.programs, "python.exe" if WINDOWS else "python")
        self.pip_settings = None  # of the user's files, once they are read
        self.wheelhouse = None  # the folder that the packages come from, instead of the network

    # ------------------------------------------------------------ is it ready?

    def settings(self):
        """Read pyvenv.cfg: which Python the environment was made from; empty if there is none."""
        try:
            with open(os.path.join(self.folder, "pyvenv.cfg"), encoding="utf-8") as file:
                return dict(re.split(r"\s*=\s*", line.strip(), maxsplit=1) for line in file if "=" in line)
        except OSError:
            return {}

    def wanted(self):
        """Say what the environment must have been made from to be up to date."""
        for path in (self.lock, self.project):
            if not os.path.exists(path):
                raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), path)
        return {
            "lock": digest(self.lock),
            "project": digest(self.project),
            "python": self.settings().get("version"),
            "machine": platform.machine(),
        }

    def stamp(self):
        """Read what the environment was made from; None if it was never finished or its Python is gone."""
        alive = os.path.exists(self.python) and os.path.isdir(self.settings().get("home", ""))
        return read_stamp(self.folder) if alive else None

    def here(self, made_from):
        """Say whether the path that scripts and the editable install hold still leads here, be it by a link."""
        try:
            return os.path.samefile(made_from["folder"], self.root)
        except (KeyError, TypeError, OSError, ValueError):
            return False

    def ready(self, tools=False):
        """Say whether the environment is whole and up to date, with the test tools if they are asked for."""
        made_from = self.stamp()
        if made_from is None or not self.here(made_from):
            return False
        if tools and made_from.get("tools") != digest(self.tools_lock):
            return False
        return all(made_from.get(key) == value for key, value in self.wanted().items())

    def can_update(self, made_from):
        """Say whether a copy can be brought up to date: only the locks or the project changed, and links work."""
        now = self.wanted()
        if made_from is None or not self.here(made_from):
            return False
        if any(made_from.get(key) != now[key] for key in ("python", "machine")):
            return False
        if tuple(int(part) for part in now["python"].split(".")[:2]) not in ALLOWED:
            return False
        link = os.path.join(self.folder, STAMP + ".link")
        try:
            remove(link)
            os.link(os.path.join(self.folder, STAMP), link)
            remove(link)
        except OSError:
            return False
        return True

    def settled(self, tools=False):
        """Say whether there is nothing to do, nor to tidy up."""
        return self.ready(tools) and not ours(self.before)

    # ------------------------------------------------------------ making it

    def make(self, choose_python, tools=False):
        """Make the environment, or bring it up to date, unless another course.py did meanwhile."""
        started = time.time()
        with self.turn() as held:
            self.refuse_foreign()
            self.mend()
            if self.ready(tools):
                return
            made_from = self.stamp()
            tools = (tools or bool((made_from or {}).get("tools"))) and os.path.exists(self.tools_lock)
            update = self.can_update(made_from)
            if update:
                say("Adding the test tools to the environment." if self.ready() else
                    "The course has changed: bringing its environment up to date.")
            python = None if update else choose_python()
            self.check_room((0 if update else troubles.ROOM_MB) + (troubles.TOOLS_ROOM_MB if tools else 0))
            self.check_path_length()
            try:
                self.put_aside()
                if update:
                    self.copy_by_links()
                else:
                    self.make_empty(python, held)
                self.install(held, tools)
            finally:
                self.mend()
        say(f"The environment is ready, after {time.time() - started:.0f} s.\n")

    def refuse_foreign(self):
        """Refuse to go on where something stands in the way that course.py did not make."""
        for path in (self.folder, self.before):
            if os.path.lexists(path) and not ours(path):
                raise Trouble(not_ours(path))

    def mend(self):
        """End what was begun: the environment before goes when its successor is whole, and comes back when not."""
        if not os.path.isdir(self.before):
            return
        if whole(self.folder) or not whole(self.before):  # not whole: its removal had begun
            discard(self.before)
        else:
            with contextlib.suppress(OSError):
                os.replace(self.log, os.path.join(self.before, os.path.basename(self.log)))
            discard(self.folder)
            os.rename(self.before, self.folder)

    def put_aside(self):
        """Make place for a successor: what is whole waits beside, what is half made goes."""
        if whole(self.folder):
            write_mark(self.folder)
            os.rename(self.folder, self.before)
        else:
            discard(self.folder)
        os.mkdir(self.folder)
        write_mark(self.folder)

    def copy_by_links(self):
        """Copy the environment before by hard links; pip replaces files and never writes into one."""
        for name in sorted(set(os.listdir(self.before)) - {STAMP, MARK, "install.log", "tmp"}):
            source, target = os.path.join(self.before, name), os.path.join(self.folder, name)
            if os.path.isdir(source) and not os.path.islink(source):
                shutil.copytree(source, target, symlinks=True, copy_function=os.link)
            else:
                shutil.copy2(source, target, follow_symlinks=False)

    def make_empty(self, python, held):
        """Make an environment that holds pip alone."""
        whence = (f"from the wheelhouse in {self.wheelhouse}, without a network" if self.wheelhouse else
                  f"about {troubles.DOWNLOAD_MB} MB to download")
        say(f"Making the environment in {self.folder}: {whence}, {troubles.INSTALLED_MB / 1e3:.1f} GB on the disk.")
        say("1/4  an empty environment")
        call(self, [python, "-m", "venv", self.folder], held, troubles.explain_venv)

    def install(self, held, tools):
        """Bring the packages of the locks and the course's own into the environment, and start it once."""
        locks = ["-r", self.lock] + (["-r", self.tools_lock] if tools else [])
        os.makedirs(self.temporary, exist_ok=True)
        try:
            say("2/4  the packages in requirements.lock" + (" and requirements-test.lock" if tools else ""))
            here = ["--no-index", "--find-links", self.wheelhouse] if self.wheelhouse else []
            call(self, pip(self, *here, "--require-hashes", "--only-binary", ":all:", *locks), held,
                 troubles.explain_wheelhouse if self.wheelhouse else troubles.explain_pip)
            say("3/4  the course's own package")
            no_home = {"HOME": self.temporary, "USERPROFILE": self.temporary}  # there the builder has its own settings
            call(self, pip(self, "--no-index", "--no-build-isolation", "--editable", self.root), held,
                 troubles.explain_pip, **no_home)
        finally:
            shutil.rmtree(self.temporary, ignore_errors=True)
        say("4/4  a first start of TensorFlow")
        call(self, [self.python, "-c", "import gan_course, tensorflow, jupyterlab"], held, troubles.explain_start)
        made_from = dict(self.wanted(), folder=self.root, tools=digest(self.tools_lock) if tools else None)
        part = os.path.join(self.folder, STAMP + ".part")
        with open(part, "w", encoding="utf-8") as file:
            json.dump(made_from, file, indent=1)
        os.replace(part, os.path.join(self.folder, STAMP))  # in one move: whole or absent

    @contextlib.contextmanager
    def turn(self):
        """Let one course.py at a time build; the system frees the turn when its holders end, however they do."""
        with open(os.path.join(self.root, ".venv.lock"), "a+") as file:
            waiting = False
            while not take(file):
                if not waiting:
                    say("Another course.py is making the environment; waiting for it.")
                waiting = True
                time.sleep(0.2)
            yield file

    def check_room(self, needed):
        """Refuse at once where the environment cannot fit, rather than after half the download."""
        free = shutil.disk_usage(self.root).free / 1e6
        if free < needed:
            beside = " beside the present one, which stays until the new one starts" if whole(self.folder) else ""
            raise Trouble(f"The disk is too full: {free / 1e3:.1f} GB are free in {self.root}, the environment needs "
                          f"{needed / 1e3:.1f} GB{beside}; make room and call again.")

    def check_path_length(self):
        """Refuse at once where Windows would cut off the environment's longest paths."""
        length = len(self.folder) + 1 + LONGEST_PATH
        if WINDOWS and length > 259 and not long_paths_allowed():
            raise Trouble(f"The folder's path is {length - 259} characters too long: {troubles.SHORTER}")


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


def long_paths_allowed():
    """Ask Windows whether paths may be longer than 260 characters."""
    import winreg
    try:
        with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, r"SYSTEM\CurrentControlSet\Control\FileSystem") as key:
            return winreg.QueryValueEx(key, "LongPathsEnabled")[0] == 1
    except OSError:
        return False
