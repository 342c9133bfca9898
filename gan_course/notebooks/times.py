"""Run times: measured, kept as data, and rendered as a page that nobody types."""

import datetime
import importlib.metadata
import json
import os
import platform
import re
from pathlib import Path

from gan_course.notebooks import pairs, reading

DATA = "run_times.json"         # both lie in notebooks/
PAGE = "RUN_TIMES.md"
MOST_SECONDS = 90               # per notebook, on two cores
MOST_TOGETHER = {("00", "04"): 300, ("05", "09"): 360}     # seconds, first and last notebook included
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


def together(first, last):
    """Return the seconds of the notebooks from number `first` to number `last`, "05" to "09"."""
    return sum(row["seconds"] for stem, row in load().items() if first <= stem[:2] <= last)


def load():
    """Return the kept run times, {notebook: {seconds, date, cores, …}}, in order; empty before the first."""
    path = pairs.NOTEBOOKS / DATA
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def record(stem, seconds):
    """Keep one measured run time with its date and machine; forget notebooks whose lesson is gone."""
    kept = load()
    kept[stem] = {"seconds": round(seconds, 1), "date": datetime.date.today().isoformat(), **machine()}
    present = {lesson.stem for lesson in pairs.lesson_paths()}
    kept = {name: row for name, row in sorted(kept.items()) if name in present}
    _write(DATA, json.dumps(kept, indent=1, ensure_ascii=False) + "\n")


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
        where = (row[key] for key in ("date", "cores", "processor", "tensorflow", "python", "system"))
        lines.append(f"| [{stem}]({stem}.ipynb) | {row['seconds']:.0f} | {' | '.join(map(str, where))} |")
    lines += [f"| together | {total:.0f} | | | | | | |", ""]
    return "\n".join(lines)


def fill_map(readme, times):
    """Return README's text with the last cell of each notebook's row in the course map set to its seconds."""
    for stem, row in times.items():
        readme = re.sub(rf"(?m)^(\|.*notebooks/{stem}\.ipynb.*\|)[^|]*\|$", rf"\g<1> {row['seconds']:.0f} s |", readme)
    return readme


def write_page():
    """Write the page, and the times in README's course map, anew from the kept times; return the page's path."""
    times = load()
    readme = pairs.NOTEBOOKS.parent / "README.md"
    if readme.exists():
        text = reading.fill_map(fill_map(readme.read_text(encoding="utf-8"), times))
        readme.write_text(text, encoding="utf-8", newline="\n")
    return _write(PAGE, page(times))


def _write(name, text):
    pairs.NOTEBOOKS.mkdir(exist_ok=True)
    path = pairs.NOTEBOOKS / name
    path.write_text(text, encoding="utf-8", newline="\n")
    return path
