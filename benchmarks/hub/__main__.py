"""Ten learners at once on the room's hub, on this machine: times, memory, a runaway cell, wrong passwords.

    python3 course.py bench hub [--users 10] [--python /usr/bin/python3.11] [--to FILE.json]

Starts instructor/hub/start.py with accounts of its own in build/hub_bench, and stops it again; only localhost is asked.
Each learner logs in, has a server started, opens 00 and runs every cell of it through a kernel of their own, all at
the same time. Memory is the proportional share (PSS) of a learner's processes, at its highest. As root each learner is
a user of their own, and what they can reach of each other is tried too. What other programs took of the processor
meanwhile is measured and told: with them, times are too long and memory is not.
"""

import argparse
import csv
import datetime
import json
import os
import platform
import shutil
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import requests
import trials
from processes import Memory, busy_seconds
from visitor import PATIENCE, Visitor

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOK = "00_start_here.ipynb"
RESULT = ROOT / "benchmarks" / "results" / "hub.json"


def started(options, state):
    """Start the hub; return its process once it answers."""
    command = [options.python, str(ROOT / "instructor" / "hub" / "start.py"), "--users", str(options.users),
               "--port", str(options.port), "--state", str(state)]
    log = open(state / "hub.log", "w", encoding="utf-8")
    process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT, start_new_session=True)
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        try:
            if requests.get(f"http://127.0.0.1:{options.port}/hub/login", timeout=5).ok:
                return process
        except requests.ConnectionError:
            time.sleep(0.5)
    raise SystemExit(f"The hub did not start; {state / 'hub.log'} says why.")


def whole_notebook(visitor, password, most=None):
    """Do what a learner does in the first hour, without the thinking; return the times in seconds."""
    times, begun = {}, time.monotonic()

    def lap(name):
        nonlocal begun
        times[name], begun = round(time.monotonic() - begun, 2), time.monotonic()

    visitor.log_in(password)
    lap("login")
    visitor.start_server()
    lap("server")
    cells = visitor.open(NOTEBOOK)
    lap("kernel")
    errors = [error for _, error in map(visitor.run, cells[:most]) if error]
    lap("notebook")
    return {"name": visitor.name, "seconds": times, "cells": len(cells[:most]), "errors": errors}


def measured(options, state, hub):
    """Run everything against a hub that is up; return the results."""
    address = f"http://127.0.0.1:{options.port}"
    with open(state / "slips.csv", encoding="utf-8", newline="") as file:
        slips = {row["name"]: row["password"] for row in csv.DictReader(file)}
    names = [name for name in slips if name != "instructor"]
    doors = trials.wrong_passwords(address, names, slips)
    visitors = [Visitor(address, name) for name in names]
    memory, clock, busy = Memory(hub.pid), time.monotonic(), busy_seconds()
    with memory, ThreadPoolExecutor(len(visitors)) as pool:
        learners = list(pool.map(lambda visitor: whole_notebook(visitor, slips[visitor.name], options.cells),
                                 visitors))
    seconds = time.monotonic() - clock
    others = (busy_seconds() - busy - memory.own_seconds()) / seconds / os.cpu_count()
    for learner in learners:
        learner["mb"] = round(memory.peak[learner["name"]])
    return {
        "learners": learners, "seconds_until_all_were_done": round(seconds, 1),
        "others_share_of_the_processor": round(max(0.0, others), 2),
        "mb_hub_and_proxy": round(memory.hub), "mb_all_at_once": round(memory.most_at_once),
        "doors": doors,
        "memory_hog": trials.memory_hog(visitors),
        "many_threads": trials.many_threads(visitors),
        "reach": trials.reach(visitors, state, memory),
        "link": trials.link(visitors[0], state),
        "runaway": trials.runaway(visitors, memory),
    }


def room(found, users):
    """Return the gigabytes that so many learners need: the largest learner for each, and the hub."""
    return round((users * max(row["mb"] for row in found["learners"]) + found["mb_hub_and_proxy"]) / 1e3, 1)


def main(arguments):
    """Measure, print and store."""
    parser = argparse.ArgumentParser(prog="bench hub", description="Learners at once on the room's hub.")
    parser.add_argument("--users", type=int, default=10)
    parser.add_argument("--python", default=sys.executable, help="the Python that starts the hub")
    parser.add_argument("--cells", type=int, help="only so many cells, to try this script")
    parser.add_argument("--port", type=int, default=8410)
    parser.add_argument("--to", type=Path, default=RESULT)
    options = parser.parse_args(arguments)
    state = ROOT / "build" / "hub_bench"
    shutil.rmtree(state, ignore_errors=True)
    state.mkdir(parents=True)
    load = os.getloadavg()[0]
    hub = started(options, state)
    try:
        found = measured(options, state, hub)
    finally:
        hub.send_signal(signal.SIGTERM)
        hub.wait(timeout=60)
    found = {
        "date": datetime.date.today().isoformat(), "users": options.users, "notebook": NOTEBOOK,
        "machine": f"{os.cpu_count()} cores, {psutil.virtual_memory().total / 2**30:.0f} GB, {platform.system()}",
        "as_root": os.geteuid() == 0, "load_before": round(load, 1), **found,
    }
    found["gb_for_thirty"] = room(found, 30)
    options.to.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(json.dumps(found, indent=1, ensure_ascii=False))
    failed = [row for row in found["learners"] if row["errors"]]
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
