"""Run times: measured, kept as data, and rendered as a page that nobody types."""

import datetime
import importlib.metadata
import json
import os
import platform
from pathlib import Path

from gan_course.notebooks.pairs import NOTEBOOKS

DATA = NOTEBOOKS / "run_times.json"
PAGE = NOTEBOOKS / "RUN_TIMES.md"
MOST_SECONDS = 90               # per notebook, on two cores
FIRST_HALF_SECONDS = 300        # notebooks 00 to 04 together
BUSY_LOAD_PER_CORE = 0.3


def machine():
    """Return what a run time depends on: cores, processor, system and the versions that compute."""
    return {
        "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
        "processor": processor(),
        "system": platform.system(),
        "python": platform.python_version(),
        "tensorflow": tensorflow_version(),
    }


def processor(cpuinfo=Path("/proc/cpuinfo")):
    """Return the processor's name as the system tells it."""
    if cpuinfo.exists():
        names = [line.partition(":")[2].strip() for line in cpuinfo.read_text().splitlines()
                 if line.startswith("model name")]
        if names:
            return names[0]
    return platform.processor() or platform.machine()


def tensorflow_version():
    """Return the installed TensorFlow's version without importing it; the CPU build has its own name."""
    for name in ("tensorflow-cpu", "tensorflow"):
        try:
            return importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            continue
    raise ValueError("TensorFlow is not installed here; make the environment with `python3 course.py lab`.")


def busy():
    """Return a sentence when other work would spoil a measurement, else None; Windows does not tell."""
    if not hasattr(os, "getloadavg"):
        return None
    load, cores = os.getloadavg()[0], machine()["cores"]
    if load <= BUSY_LOAD_PER_CORE * cores:
        return None
    return (f"This machine is busy: {load:.1f} processes on {cores} cores over the last minute. "
            "Times measured now would mislead; wait, or add --busy.")


def record(stem, seconds, path=DATA):
    """Keep one measured run time with its date and machine."""
    known = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    known[stem] = {"seconds": round(seconds, 1), "date": datetime.date.today().isoformat(), **machine()}
    path.write_text(json.dumps(dict(sorted(known.items())), indent=1) + "\n", encoding="utf-8", newline="\n")


def load(path=DATA):
    """Return the kept run times, {notebook: {seconds, date, cores, …}}, in order; empty before the first."""
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def page(times):
    """Return the page for kept run times."""
    total = sum(row["seconds"] for row in times.values())
    lines = [
        "# How long each notebook runs",
        "",
        "Wall time of every cell, from the start of a fresh kernel, imports included. "
        "Written by `gan-course times`; do not edit.",
        "",
        "| notebook | seconds | measured | cores | processor | TensorFlow | Python | system |",
        "|---|---:|---|---:|---|---|---|---|",
    ]
    for stem, row in times.items():
        lines.append(f"| [{stem}]({stem}.ipynb) | {row['seconds']:.0f} | {row['date']} | {row['cores']} "
                     f"| {row['processor']} | {row['tensorflow']} | {row['python']} | {row['system']} |")
    lines += [f"| together | {total:.0f} | | | | | | |", ""]
    return "\n".join(lines)


def write_page(data=DATA, target=PAGE):
    """Write the page anew from the data."""
    target.write_text(page(load(data)), encoding="utf-8", newline="\n")
