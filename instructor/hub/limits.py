"""What one learner's processes may take, set in the process itself before it becomes the learner's server.

They stand in for the limits that a container or systemd sets on a real hub (see hub.md): the cores are a choice of
the machine's own, the memory is one process's, not a learner's.  Kernels inherit all of it.
"""

import os
import resource
from dataclasses import dataclass

FIRST_USER_ID = 61000       # of a room's first account, where root starts the hub; no account of the machine has it


@dataclass
class Limits:
    """cores: how many of the machine's; gigabytes: of memory that a process may write to; processes: with threads."""

    cores: int = 1
    gigabytes: float = 4.0
    processes: int = 600
    nice: int = 5

    def cores_of(self, number):
        """Return the cores of the account with this number: they go round."""
        known = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
        if not known or self.cores >= len(known):
            return known
        return sorted({known[(number * self.cores + step) % len(known)] for step in range(self.cores)})

    def apply(self, number, home):
        """Limit the process that calls this, and go to the learner's home; as root, become that user first.

        number: the account's. A user of their own cannot read another's files, nor stop another's processes.
        """
        os.nice(self.nice)      # the hub and its proxy go first
        if cores := self.cores_of(number):
            os.sched_setaffinity(0, cores)
        most = int(self.gigabytes * 2**30)
        resource.setrlimit(resource.RLIMIT_DATA, (most, most))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        os.umask(0o077)
        if os.geteuid() == 0:
            resource.setrlimit(resource.RLIMIT_NPROC, (self.processes, self.processes))
            user = FIRST_USER_ID + number
            os.setgroups([])
            os.setgid(user)
            os.setuid(user)
        os.chdir(home)


def make_home(folder, name, number):
    """Make a learner's home, which nobody else may enter; return it."""
    home = folder / name
    home.mkdir(parents=True, exist_ok=True)
    if os.geteuid() == 0:
        os.chown(home, FIRST_USER_ID + number, FIRST_USER_ID + number)
    home.chmod(0o700)
    return home
