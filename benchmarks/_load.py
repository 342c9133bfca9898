"""Watches what other programs take of the processor while a round runs: a disturbed round says nothing.

On Linux only, from /proc; elsewhere nothing is known, and the report says so.
"""

import os
import time
from pathlib import Path

ALLOWED = 0.1       # of all cores, on average over a round


class Watch:
    """From its making on, the share of all cores that went to others than these processes and this one."""

    def __init__(self, pids):
        self.pids = [os.getpid(), *pids]
        self.before = time.perf_counter(), _busy(), self._own()

    def others(self):
        """The share, 0 to 1; None where it is not known."""
        start, busy, own = self.before
        if busy is None:
            return None
        seconds = (_busy() - busy) - (self._own() - own)
        return max(0.0, seconds / (time.perf_counter() - start) / os.cpu_count())

    def _own(self):
        return sum(filter(None, map(_used, self.pids)))


def undisturbed(run, pids, tries=4, say=print):
    """Return run()'s result and the share of others, from a round in which others took little of the processor.

    Raises SystemExit where no round of `tries` was quiet.
    """
    for _ in range(tries):
        watch = Watch(pids)
        result, share = run(), watch.others()
        if share is None or share <= ALLOWED:
            return result, share
        say(f"disturbed: other programs took {share:.0%} of the processor, at most {ALLOWED:.0%} are allowed; again")
    raise SystemExit(f"No quiet round in {tries}: nothing is reported. Close other programs and call again.")


def _busy():
    """Seconds that all cores together were busy since the machine started, or None."""
    try:
        user, nice, system, _, _, irq, softirq, *_ = map(int, Path("/proc/stat").read_text().split("\n")[0].split()[1:])
    except (OSError, ValueError):
        return None
    return (user + nice + system + irq + softirq) / os.sysconf("SC_CLK_TCK")


def _used(pid):
    """Seconds that a process has computed, or None."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
