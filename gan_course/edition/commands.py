"""What `course.py lab` does before it opens JupyterLab, and `course.py update`: in sentences."""

import argparse
import contextlib
import functools
import os
import sys
from pathlib import Path

from gan_course.console import ROOT, say
from gan_course.edition import front_page, given, servers, update
from gan_course.exercises import learner
from gan_course.notebooks import pairs

MOST_LINES = 12         # of what changed, for one notebook


def place():
    """Return the learner's folder: the one that the variable names, else `my_course/` in the course."""
    chosen = os.environ.get(learner.VARIABLE, "").strip()
    return Path(chosen).expanduser().resolve() if chosen else ROOT / learner.NAME


def prepare():
    """Make the learner's folder, give out what is new, write the front page; say what was done; return the folder."""
    folder = place()
    try:
        learner.make(folder)
        with _turn(folder):
            outcomes = update.bring_in(folder, _opened())
        front_page.write(folder)
    except OSError as error:        # a full disk, a folder that may not be written: what is there can still be opened
        say(f"{folder} cannot be written: {error.strerror or error}. It opens as it is.")
        return folder
    for line in lines_of_lab(outcomes):
        say(line)
    return folder


def lines_of_lab(outcomes):
    """Return what `lab` says: what came new or was replaced in one line, what the learner has changed in two."""
    def names(what):
        return [outcome.name for outcome in outcomes if outcome.what == what]

    lines = []
    fresh, replaced = names(update.NEW), names(update.REPLACED)
    if replaced or (fresh and len(fresh) < len(pairs.lesson_paths())):
        lines.append("From the course: " + "; ".join(filter(None, [
            f"new: {', '.join(fresh)}" if fresh else "",
            f"new text, where you had changed nothing: {', '.join(replaced)}" if replaced else ""])) + ".")
    beside = [outcome for outcome in outcomes if outcome.what == update.BESIDE and not outcome.reason]
    if beside:
        changed = ", ".join(outcome.name if len(beside) == 1 else outcome.name[:2] for outcome in beside)
        lines += [f"You have changed {changed}, and the course has a new text: "
                  f"yours stays, the new one lies beside it ({beside[0].beside.name}).",
                  "To have the new text in the cells that you left alone: python3 course.py update"]
    lines += [f"{outcome.reason}: it stays as it is; the course's notebook is {outcome.beside.name}."
              for outcome in outcomes if outcome.what == update.BESIDE and outcome.reason]
    return lines + [f"{outcome.name}: nothing was changed: {outcome.reason}"
                    for outcome in outcomes if outcome.what == update.FAILED]


def main(argv):
    """Run `update`; return its exit code."""
    arguments = _parser().parse_args(argv)
    folder = learner.make(place())
    try:
        chosen = list(_chosen(folder, arguments.notebooks))
    except ValueError as error:
        print(error, file=sys.stderr)
        return 1
    is_open = _opened()
    with _turn(folder):
        outcomes = [update.update(folder, lesson, is_open, path, arguments.look) for lesson, path in chosen]
    for outcome in outcomes:
        say("\n".join(lines_of_update(outcome, arguments.look)))
    if not arguments.notebooks:
        for path, lesson in update.own_copies(folder):
            say(f"{path.name}: your own copy of {lesson.stem}; left alone. To merge it: "
                f"python3 course.py update \"{path.name}\"")
    front_page.write(folder)
    return 1 if any(outcome.what == update.FAILED for outcome in outcomes) else 0


def lines_of_update(outcome, look=False):
    """Return what `update` says of one notebook: a line, and a line for each change."""
    name, report = outcome.name, outcome.report
    if outcome.what == update.SAME:
        return [f"{name}: as the course has it today."]
    if outcome.what == update.NEW:
        return [f"{name}: not here{'; an update lays it here' if look else ', so it was laid here anew'}."]
    if outcome.what == update.BESIDE:
        where = f"the course's notebook is {outcome.beside.name}" if outcome.beside else "the new one would lie beside"
        return [f"{name}: {outcome.reason}: yours stays as it is; {where}."]
    if outcome.what == update.FAILED:
        return [f"{name}: nothing was changed: {outcome.reason}"]
    kinds = [("changed by you and by the course, so both stay, yours first", report.both),
             ("deleted by you, with a new text in the course; it stays deleted", report.missing),
             ("new text", report.taken), ("new cell", report.new), ("dropped by the course", report.gone)]
    counted = [f"{kind}: {len(cells)}" for kind, cells in kinds if cells]
    lines = [f"{name}: {'; '.join(counted) or 'the same text in another order'}. "
             f"Edited or added by you, and kept: {len(report.yours)}."]
    lines += [f"    {kind}: {line}" for kind, cells in kinds for line in cells]
    if len(lines) > MOST_LINES + 1:
        lines[MOST_LINES:] = [f"    … and {len(lines) - MOST_LINES} more"]
    if outcome.what == update.OPEN:
        lines.append("    It is open in JupyterLab, so nothing was changed: save it, choose File, Close and Shut Down "
                     "Notebook, and call update again.")
    if outcome.aside is not None:
        lines.append(f"    As it was before: {outcome.aside.parent.name}/{outcome.aside.name}")
    return lines


def _chosen(folder, selectors):
    """Yield (lesson, path or None) for numbers, lessons' names, and files in the learner's folder."""
    copies = dict(update.own_copies(folder))
    for selector in selectors or ["all"]:
        own = folder / Path(selector).name
        if own in copies:
            yield copies[own], own
        else:
            yield from ((lesson, None) for lesson in pairs.lesson_paths([selector]))


def _opened():
    """Return a function that tells whether a notebook is open; the servers are asked once, when it is first called."""
    paths = functools.cache(servers.open_notebooks)
    return lambda path: path.resolve() in paths()


@contextlib.contextmanager
def _turn(folder):
    """Hold the lock of what was given out: one update after the other."""
    inner = folder / given.FOLDER
    inner.mkdir(exist_ok=True)
    with learner.locked(inner):
        yield


def _parser():
    parser = argparse.ArgumentParser(prog="gan-course update", description=(
        "Bring the course's new text into your notebooks: cells that you left alone take it, yours stay."))
    parser.add_argument("notebooks", nargs="*", metavar="NN", help="03, 03_gradient_updates, a file of yours, or all")
    parser.add_argument("--look", action="store_true", help="only tell what would change")
    return parser
