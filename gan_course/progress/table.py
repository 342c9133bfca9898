"""The table of a class: a row for each learner, a column for each notebook; and where the class is stuck."""

import csv
import io

STUCK = 3           # attempts without a right one, from which a learner counts as stuck
MOST_STUCK = 8      # exercises that are named
HEADS = ["learner", "notebook", "exercise", "tried", "right"]   # of the table for a spreadsheet


def counts(exercises, course):
    """Return {lesson: (right, tried and not right, all)} of one learner. course: {lesson: [exercise]}."""
    found = {}
    for lesson, names in course.items():
        rows = [exercises.get(f"ex{lesson}", {}).get(name, {}) for name in names]
        right = sum("right" in row for row in rows)
        tried = sum(row.get("tried", 0) > 0 and "right" not in row for row in rows)
        found[lesson] = right, tried, len(names)
    return found


def text(learners, course):
    """Return the table: right answers for each notebook, `+2` where two more were tried and are not right yet."""
    width = max(len("learner"), *map(len, learners))
    lines = [f"{'learner':{width}}  " + " ".join(f"{lesson:>6}" for lesson in course) + "   right",
             f"{'of':{width}}  " + " ".join(f"{len(names):>6}" for names in course.values())
             + f"  {sum(map(len, course.values())):>6}"]
    for name, exercises in learners.items():
        found = counts(exercises, course)
        cells = [f"{right}{f'+{tried}' if tried else ''}" if right or tried else "." for right, tried, _ in
                 found.values()]
        lines.append(f"{name:{width}}  " + " ".join(f"{cell:>6}" for cell in cells)
                     + f"  {sum(right for right, _, _ in found.values()):>6}")
    return "\n".join([*lines, "", *stuck_lines(learners, course)])


def stuck(learners, course):
    """Return [(lesson, exercise, who is stuck, who has it right)], the most stuck first; nobody stuck, left out."""
    rows = []
    for lesson, names in course.items():
        for name in names:
            cells = [exercises.get(f"ex{lesson}", {}).get(name, {}) for exercises in learners.values()]
            there = sum("right" not in cell and cell.get("tried", 0) >= STUCK for cell in cells)
            if there:
                rows.append((lesson, name, there, sum("right" in cell for cell in cells)))
    return sorted(rows, key=lambda row: -row[2])


def stuck_lines(learners, course):
    """Return the sentences about where the class is stuck."""
    rows = stuck(learners, course)
    if not rows:
        return [f"Nobody has tried an exercise {STUCK} times or more without a right answer."]
    lines = [f"Tried {STUCK} times or more without a right answer:"]
    lines += [f"  {lesson} {name}: {there} of {len(learners)} learners; {right} have it right"
              for lesson, name, there, right in rows[:MOST_STUCK]]
    return lines + ([f"  … and {len(rows) - MOST_STUCK} more exercises"] if len(rows) > MOST_STUCK else [])


def as_csv(learners, course):
    """Return a table for a spreadsheet, a row for each learner and exercise: tried, and when it was first right."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(HEADS)
    for learner, exercises in learners.items():
        for lesson, names in course.items():
            for name in names:
                row = exercises.get(f"ex{lesson}", {}).get(name, {})
                cells = [learner, lesson, name, row.get("tried", 0), row.get("right", "")]
                writer.writerow([_harmless(cell) if isinstance(cell, str) else cell for cell in cells])
    return stream.getvalue()


def is_ours(path):
    """Tell whether a file is a table as `as_csv` writes it, to which nobody has added a column or a line."""
    try:
        heads, *rows = csv.reader(io.StringIO(path.read_bytes().decode("utf-8")))
        return heads == HEADS and all(len(row) == len(HEADS) and row[3].isdecimal() for row in rows)
    except (OSError, ValueError, csv.Error):
        return False


def _harmless(text):
    """Return a text that no spreadsheet takes for a formula: what a learner calls themselves is theirs to choose."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
