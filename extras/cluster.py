"""A sweep on a Dask cluster of two workers, one of which is killed half-way: nothing is lost.

    python extras/cluster.py                     sweep on two workers, kill one, compare with the same sweep on threads
    python extras/cluster.py --store FILE.json   and keep the log, as `extras/cluster.json` was made

It needs Dask, which the course itself does not: `python -m pip install "distributed>=2025.1"`. The scheduler and the
workers are processes on this machine, started and ended here; with `sweep.run(…, engine="tcp://host:8786")` they may be
anywhere. A member is trained whole by one worker. When a worker dies, the scheduler gives the member that it was
training to another, which begins it anew from its seed; so the table is the same, and the time of one member is lost.
"""

import argparse
import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from gan_course import datasets, metrics, networks, sweep
from gan_course.console import child_variables
from gan_course.gan import GAN
from gan_course.optimizers import Adam
from gan_course.sweep.store import load_members

HERE = Path(__file__).resolve().parent
SETTINGS = {"slow": {"rate": 3e-4}, "fast": {"rate": 1e-3}}
SEEDS = [0, 1, 2, 3]
MEASURES = ["setting", "seed", "step", "status", "modes", "on_mode"]


def build(rate):
    """A small GAN on the ring."""
    gan = GAN(networks.mlp_generator(widths=(32, 32)), networks.mlp_discriminator(widths=(32, 32)))
    gan.compile("non_saturating", Adam(rate), Adam(rate))
    return sweep.Trial(gan, datasets.ring().sample(4096, seed=0))


def measure(gan):
    """Modes, the share of samples on one, and which process trained it."""
    samples, ring = gan.generate(1000, seed=1), datasets.ring()
    return {"modes": metrics.modes_captured(samples, ring), "on_mode": metrics.high_quality_share(samples, ring),
            "process": os.getpid()}


class Log:
    """What happened, each line with the seconds since the start; printed as it comes."""

    def __init__(self):
        self.started, self.lines = time.perf_counter(), []

    def note(self, what):
        """Add a line."""
        self.lines.append({"seconds": round(time.perf_counter() - self.started, 1), "what": what})
        print(f"{self.lines[-1]['seconds']:6.1f} s  {what}", flush=True)


@contextlib.contextmanager
def cluster(folder, workers=2):
    """Start a scheduler and workers as processes of this machine; yield (address, {name: process}); end them."""
    meeting = Path(folder) / "scheduler.json"
    variables = child_variables()
    variables["PYTHONPATH"] = os.pathsep.join([str(HERE), variables["PYTHONPATH"]])   # build and measure stand here
    here = ["--scheduler-file", str(meeting), "--host", "127.0.0.1", "--no-dashboard"]

    def started(*arguments):
        return subprocess.Popen([sys.executable, "-m", *arguments, *here], env=variables, cwd=folder,
                                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    with contextlib.ExitStack() as running:
        def until_the_end(process):
            running.callback(process.wait)
            running.callback(process.kill)
            return process

        until_the_end(started("distributed.cli.dask_scheduler", "--port", "0"))
        found = {}
        for name in [f"worker {number + 1}" for number in range(workers)]:
            found[name] = until_the_end(started("distributed.cli.dask_worker", "--no-nanny", "--nthreads", "1",
                                                "--name", name))
        yield wait_for_address(meeting), found


def wait_for_address(meeting, seconds=120):
    """Return the address that the scheduler writes into its file."""
    for _ in range(seconds * 10):
        with contextlib.suppress(OSError, ValueError):
            return json.loads(meeting.read_text(encoding="utf-8"))["address"]
        time.sleep(0.1)
    raise RuntimeError("The scheduler did not start: python -m distributed.cli.dask_scheduler says why.")


def finished(file):
    """Return how many members of each process are in the sweep's file."""
    counts = {}
    for _, _, rows in load_members(file):
        counts[rows[-1]["process"]] = counts.get(rows[-1]["process"], 0) + 1
    return counts


def kill_half_way(file, workers, log, over, client):
    """Wait until half of the members are finished, then kill a worker that has finished some and holds others."""
    names = {process.pid: name for name, process in workers.items()}
    addresses = {worker["name"]: address for address, worker in client.scheduler_info()["workers"].items()}
    half = len(SETTINGS) * len(SEEDS) // 2
    while not over.wait(0.05):
        counts = finished(file)
        if sum(counts.values()) >= half:
            held_by, able = client.processing(), {}
            for number in map(int, counts):               # numbers come back from the file as floats
                able[number] = len(held_by[addresses[names[number]]])
            victim = max(able, key=able.get)
            name, held = names[victim], able[victim]
            if not held:
                continue
            log.note(f"{sum(counts.values())} of {2 * half} members are in the file; {name} is killed with {held} more "
                     "in its hands")
            os.kill(victim, getattr(signal, "SIGKILL", signal.SIGTERM))       # Windows knows no other
            workers[name].wait()
            return


def main(steps, store=None):
    """Sweep on the cluster with a killed worker, then on threads; return 0 where nothing was lost."""
    from distributed import Client

    log, over = Log(), threading.Event()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        file = Path(folder) / "sweep.jsonl"
        with contextlib.ExitStack() as running:
            address, workers = running.enter_context(cluster(folder))
            names = {process.pid: name for name, process in workers.items()}
            client = running.enter_context(Client(address))
            client.wait_for_workers(len(workers))
            log.note(f"a scheduler and {len(workers)} workers are running")
            killer = threading.Thread(target=kill_half_way, args=(file, workers, log, over, client))
            killer.start()
            try:
                there = sweep.run(build, SETTINGS, SEEDS, steps=steps, measure=measure, file=file, engine=address,
                                  progress=False)
            finally:
                over.set()
                killer.join()
            gone = [name for name, process in workers.items() if process.poll() is not None]
            log.note(f"the sweep ends with {len(there)} members; no longer running: {', '.join(gone) or 'none'}")
        kept = len(load_members(file))
    for name, count in sorted(there["process"].map(names).value_counts().items()):
        log.note(f"{name} finished {count} members")
    here = sweep.run(build, SETTINGS, SEEDS, steps=steps, measure=measure, workers=1, progress=False)
    same = there[MEASURES].equals(here[MEASURES])
    wanted = len(SETTINGS) * len(SEEDS)
    log.note(f"members in the file: {kept} of {wanted}; the table is that of one process: {same}")
    if store:
        told = {"command": f"python extras/cluster.py --steps {steps} --store {store}", "steps": steps,
                "members": wanted, "kept": kept, "killed": gone, "same_table": bool(same), "log": log.lines}
        store.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    return 0 if same and kept == wanted and gone else 1


if __name__ == "__main__":
    sys.path.insert(0, str(HERE))
    import cluster as importable  # the workers know these functions by this name, not as __main__

    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--steps", type=int, default=400)
    parser.add_argument("--store", type=Path)
    options = parser.parse_args()
    sys.exit(importable.main(options.steps, options.store))
