"""Contenders that take turns: each a process of its own, so that a machine that slows down slows all alike.

The protocol: the worker prints "ready SECONDS PARAMETERS" once it has run a first time (PARAMETERS may be left out);
then for each line with a number of seconds on its standard input it prints its rate, in steps per second, and the most
memory that it ever held, in MB (0 where the system does not tell).
"""

import subprocess
import sys
import time
from pathlib import Path


class Contender:
    """A worker process that runs steps when it is told to; command: the Python, the script and its arguments."""

    def __init__(self, name, command, folder):
        self.name, self.peak_mb, start = name, 0.0, time.perf_counter()
        self.process = subprocess.Popen(command, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=folder)
        self.ready = self.process.stdout.readline().strip()  # "ready <seconds to the first step done> …"
        self.started_seconds = time.perf_counter() - start  # the imports and the building included

    def steps_per_second(self, seconds):
        """Run for about that many seconds; return the rate."""
        self.process.stdin.write(f"{seconds}\n")
        self.process.stdin.flush()
        rate, self.peak_mb = map(float, self.process.stdout.readline().split())
        return rate

    def close(self):
        """End the process."""
        self.process.stdin.close()
        self.process.wait(timeout=60)


def _peak_mb():
    """The most memory that this process ever held, in MB; 0 where the system does not tell (Windows)."""
    status = Path("/proc/self/status")
    if status.exists():  # Linux's getrusage would count what the parent held when it made this process
        return int(status.read_text().partition("VmHWM:")[2].split()[0]) / 2**10
    try:
        import resource
    except ImportError:
        return 0.0
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)


def serve(run, parameters=""):
    """The worker's side: answer until standard input ends. run(steps) does about that many and returns how many."""
    start = time.perf_counter()
    run(1)
    print("ready", round(time.perf_counter() - start, 2), parameters, flush=True)
    for line in sys.stdin:
        seconds = float(line)
        # A short run tells how many steps fill the turn.
        start = time.perf_counter()
        done = run(5)
        rate = done / (time.perf_counter() - start)
        start = time.perf_counter()
        done = run(max(1, round(rate * seconds)))
        print(done / (time.perf_counter() - start), _peak_mb(), flush=True)
