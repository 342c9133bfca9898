"""What JupyterHub is told about a room: who may come in, and how a learner's server is started and limited."""

import os
import sys
from functools import partial
from pathlib import Path

import accounts
import limits
from jupyterhub.auth import Authenticator
from jupyterhub.spawner import SimpleLocalProcessSpawner
from traitlets import Any, Unicode

HERE = Path(__file__).resolve().parent
# Of the hub's own variables a learner's server gets these, and what the hub gives it; no other.
KEPT = ["LANG", "LC_ALL", "OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"]


class RoomAuthenticator(Authenticator):
    """Lets in who knows the password of one of the room's accounts."""

    folder = Unicode(help="where accounts.json lies", config=True)

    async def authenticate(self, handler, data):
        """Return the name, or None."""
        name, password = data["username"].strip().lower(), data["password"]
        return name if accounts.right(accounts.read(Path(self.folder)), name, password) else None


class RoomSpawner(SimpleLocalProcessSpawner):
    """Starts a learner's JupyterLab as a process with limits; as a user of its own where root started the hub."""

    folder = Unicode(help="where the homes lie", config=True)
    room = Any(limits.Limits(), help="the limits", config=True)
    notebooks = Unicode(help="the git repository of the learners' notebooks; empty for none", config=True)

    @property
    def number(self):
        """The account's number: its place in the list of the room."""
        return sorted(accounts.read(Path(self.folder).parent)).index(self.user.name)

    @property
    def home(self):
        """The learner's home."""
        return Path(self.folder) / self.user.name

    def make_preexec_fn(self, name):
        """Return what the new process does before it becomes the server."""
        limits.make_home(Path(self.folder), name, self.number)
        return partial(self.room.apply, self.number, self.home)

    def user_env(self, env):
        """Return the variables that say who and where the learner is."""
        threads = str(self.room.cores)
        return env | {
            "HOME": str(self.home), "USER": self.user.name, "LOGNAME": self.user.name, "SHELL": "/bin/bash",
            "PATH": os.pathsep.join([str(Path(sys.executable).parent), "/usr/local/bin", "/usr/bin", "/bin"]),
            "OMP_NUM_THREADS": threads, "OPENBLAS_NUM_THREADS": threads,
            "GAN_COURSE_NOTEBOOKS": self.notebooks,
            "GIT_CONFIG_SYSTEM": str(Path(self.folder).parent / "gitconfig"),
        }
