"""Whether a lesson's claims hold for seeds other than its own: counted, kept as data, rendered as a page.

A count belongs to the code that was run. The file keeps a hash of it and the day on which this code, and with it every
threshold of its claims, was first tried; rows of older code are dropped when the lesson is tried again.
"""

import datetime
import hashlib
import json
import re

from gan_course.notebooks import audit, pairs, running, times

DATA = "fresh_seeds.json"       # both lie in notebooks/
PAGE = "FRESH_SEEDS.md"
WANTED = 20                     # fresh seeds for each lesson
FIRST = 21                      # seeds 1000 to 20000 had a part in mending the claims of November 2026
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


def code_hash(lesson):
    """Return what tells one state of a lesson's code from another: 12 hexadecimal digits over its code cells."""
    cells = pairs.read_lesson(lesson).cells
    code = "\n# %%\n".join(cell.source for cell in cells if cell.cell_type == "code")
    return hashlib.sha256(code.encode()).hexdigest()[:12]


def kept_rows(lesson):
    """Return the rows counted with the lesson's code as it is now."""
    entry = load().get(lesson.stem, {})
    return entry["rows"] if entry.get("code") == code_hash(lesson) else []


def record(lesson, row):
    """Keep one row, replacing that of the same seed and all rows of older code."""
    data, today = load(), datetime.date.today().isoformat()
    rows = [kept for kept in kept_rows(lesson) if kept["seed"] != row["seed"]]
    chosen = data[lesson.stem]["chosen"] if rows else today
    rows = sorted([*rows, row | {"date": today}], key=lambda kept: kept["seed"])
    data[lesson.stem] = {"machine": times.machine(), "code": code_hash(lesson), "chosen": chosen, "rows": rows}
    _store(data)


def load():
    """Return what is kept: {lesson: {"machine", "code", "chosen", "rows"}}."""
    path = pairs.NOTEBOOKS / DATA
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def forget(name):
    """Drop a lesson's rows: it has changed."""
    data = load()
    data.pop(name, None)
    _store(data)


def _store(data):
    (pairs.NOTEBOOKS / DATA).write_text(json.dumps(data, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def page(data):
    """Return the page: a row for each lesson."""
    lines = ["# Do the claims hold for other seeds?", "",
             "Each lesson, run from top to bottom with seeds other than its own. The thresholds of its claims were "
             "chosen with other seeds in view, at the latest on the day that the table names; a lesson whose claim "
             "failed is mended and tried on seeds that nobody has seen. Written by `gan-course seeds`; do not edit.",
             "", "| notebook | thresholds chosen by | seeds | tried | every claim held | claims a run | what failed |",
             "|---|---|---|---:|---:|---:|---|"]
    old = outdated(data)
    for name, entry in sorted(data.items()):
        rows = entry["rows"]
        failed = sorted({line.replace("|", "\\|") for row in rows for line in row["failed"]})
        lines.append(f"| [{name}]({name}.ipynb) | {entry.get('chosen', '')} | {rows[0]['seed']} to {rows[-1]['seed']} "
                     f"| {len(rows)} | {sum(not row['failed'] for row in rows)} "
                     f"| {max(row['claims'] for row in rows)} | {'<br>'.join(failed)} |")
    for words, names in (("Counted with an older state of the lesson's code", old), ("Not tried yet", untried(data))):
        if names:
            lines += ["", f"{words}: {', '.join(f'[{name}]({name}.ipynb)' for name in names)}."]
    return "\n".join(lines) + "\n"


def untried(data):
    """Return the names of the lessons that have no row."""
    return [path.stem for path in pairs.lesson_paths() if path.stem not in data]


def outdated(data):
    """Return the names of the lessons whose code has changed since its rows were counted."""
    return [path.stem for path in pairs.lesson_paths()
            if path.stem in data and data[path.stem].get("code") != code_hash(path)]


def write_page():
    """Render the page from the kept rows; return its path."""
    path = pairs.NOTEBOOKS / PAGE
    path.write_text(page(load()), encoding="utf-8")
    return path
