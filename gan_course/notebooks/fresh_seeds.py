"""Whether a lesson's claims hold for seeds other than its own: counted, kept as data, rendered as a page."""

import json
import re

from gan_course.notebooks import audit, pairs, running, times

DATA = "fresh_seeds.json"       # both lie in notebooks/
PAGE = "FRESH_SEEDS.md"
WANTED = 10                     # fresh seeds for each lesson whose claims depend on the seed
_SEED = re.compile(r"^(SEED = |seed_everything\()0(\)?)$", re.M)


def reseeded(notebook, seed):
    """Return the notebook with its one seed, `SEED = 0` or `seed_everything(0)`, replaced, in place.

    Raises ValueError unless exactly one line sets the seed.
    """
    found = 0
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.source, count = _SEED.subn(rf"\g<1>{seed}\g<2>", cell.source)
            found += count
    if found != 1:
        raise ValueError(f"{found} lines set the seed; exactly one must: `SEED = 0` or `seed_everything(0)`.")
    return notebook


def verdicts(notebook):
    """Return (claims that hold, lines of the claims that do not) over all checked outputs of a run."""
    lines = [line for _, cell in audit.checked_cells(notebook) for text in audit.texts(cell)
             for line in text.splitlines() if re.search(r"\b(True|False)\b", line)]
    failed = [line for line in lines if re.search(r"\bFalse\b", line)]
    return len(lines) - len(failed), failed


def try_seed(lesson, seed, folder):
    """Run a lesson with another seed; return {"seed", "claims", "failed": [line, …]}."""
    notebook = reseeded(pairs.read_lesson(lesson), seed)
    try:
        result = running.run(notebook, lesson.stem, folder)
    except running.NotebookFailed as error:
        return {"seed": seed, "claims": 0, "failed": [f"stopped: {str(error).strip().splitlines()[-1]}"]}
    held, failed = verdicts(result.notebook)
    return {"seed": seed, "claims": held + len(failed), "failed": failed}


def record(name, row):
    """Keep one row, replacing that of the same seed."""
    data = load()
    rows = [kept for kept in data.get(name, {}).get("rows", []) if kept["seed"] != row["seed"]]
    data[name] = {"machine": times.machine(), "rows": sorted([*rows, row], key=lambda kept: kept["seed"])}
    (pairs.NOTEBOOKS / DATA).write_text(json.dumps(data, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def load():
    """Return what is kept: {lesson: {"machine", "rows"}}."""
    path = pairs.NOTEBOOKS / DATA
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def forget(name):
    """Drop a lesson's rows: it has changed."""
    data = load()
    data.pop(name, None)
    (pairs.NOTEBOOKS / DATA).write_text(json.dumps(data, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def page(data):
    """Return the page: a row for each lesson."""
    lines = ["# Do the claims hold for other seeds?", "",
             "Each lesson, run from top to bottom with seeds other than its own. Where a claim failed it was mended or "
             "withdrawn and every seed run anew, so a mended lesson has seen its seeds. Written by `gan-course seeds`; "
             "do not edit.", "", "| notebook | seeds tried | every claim held | claims a run | what failed |",
             "|---|---:|---:|---:|---|"]
    for name, entry in sorted(data.items()):
        rows = entry["rows"]
        failed = sorted({line.replace("|", "\\|") for row in rows for line in row["failed"]})
        lines.append(f"| [{name}]({name}.ipynb) | {len(rows)} | {sum(not row['failed'] for row in rows)} | "
                     f"{max(row['claims'] for row in rows)} | {'<br>'.join(failed)} |")
    if missing := untried(data):
        lines += ["", f"Not tried yet: {', '.join(f'[{name}]({name}.ipynb)' for name in missing)}."]
    return "\n".join(lines) + "\n"


def untried(data):
    """Return the names of the lessons from 05 on that have no row."""
    return [path.stem for path in pairs.lesson_paths() if path.stem >= "05" and path.stem not in data]


def write_page():
    """Render the page from the kept rows; return its path."""
    path = pairs.NOTEBOOKS / PAGE
    path.write_text(page(load()), encoding="utf-8")
    return path
