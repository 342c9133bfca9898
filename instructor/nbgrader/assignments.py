"""The lessons as nbgrader's assignments: each stub a solution cell, each check an autograded test worth one point.

    python instructor/nbgrader/assignments.py write [NN …]        source notebooks in build/nbgrader/course/source
    python instructor/nbgrader/assignments.py nbgrader COMMAND …  call nbgrader there: generate_assignment, autograde, …
    python instructor/nbgrader/assignments.py try NN              right, wrong, half and empty submissions, autograded

Called with the course's own Python (.venv). `write` needs no nbgrader; the other two make its environment first
(instructor/environments.py). The page is instructor/nbgrader.md.
"""

import argparse
import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "instructor")]

from gan_course.edition import copies  # noqa: E402
from gan_course.notebooks import pairs, solving  # noqa: E402

FOLDER = ROOT / "build" / "nbgrader" / "course"
BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"
CONFIG = '''"""nbgrader's settings for the course; written by instructor/nbgrader/assignments.py."""

c = get_config()  # noqa: F821

c.CourseDirectory.course_id = "gan"
c.CourseDirectory.root = {root!r}
c.ClearSolutions.code_stub = {{"python": ""}}       # the lesson's stub stands above the solution, and stays
c.ExecutePreprocessor.timeout = 1200               # a cell that trains a GAN takes minutes on a busy machine
c.ExecutePreprocessor.kernel_name = "python3"
'''


# ------------------------------------------------------------ the notebooks


def assignment(lesson):
    """Return a lesson as nbgrader's source notebook: with solutions, which generate_assignment takes out."""
    notebook = copies.fresh(lesson)
    exercises, graded = solving.exercises_of(lesson.stem), set()
    for cell in notebook.cells:
        if cell.cell_type != "code":
            continue
        stubs = solving.exercise_names_of(cell)
        checks = [name for name in solving.checked_exercises(cell) if name not in graded]
        if stubs:
            name, = stubs
            cell.source = "\n".join([cell.source, BEGIN, exercises[name].reference_source(), END])
            mark(cell, f"answer-{name}", solution=True)
        elif checks:
            name, = checks
            graded.add(name)
            cell.source = "\n".join([cell.source, *demand(f"ex{lesson.stem[:2]}.{name}", answer_of(cell, name))])
            mark(cell, f"check-{name}", points=1)
    return notebook


def answer_of(cell, name):
    """Return what a check cell hands in, as text: `ex00.fault.check(fault)` hands in `fault`."""
    return re.search(rf"\.{name}\.check\((.*)\)", cell.source)[1] or None


def demand(exercise, answer):
    """Return the lines that make a test of a check, which itself never raises."""
    return [f"assert {exercise}.passes({answer}), {exercise}.judged({answer})"]


def mark(cell, grade_id, solution=False, points=None):
    """Give a cell nbgrader's metadata, in place: the learner's own, or locked and worth points."""
    told = {"schema_version": 3, "grade_id": grade_id, "cell_type": "code", "task": False,
            "solution": solution, "grade": points is not None, "locked": not solution}
    cell.metadata["nbgrader"] = told if points is None else told | {"points": points}


def source_path(folder, lesson):
    """Return where nbgrader looks for a lesson's source notebook."""
    return folder / "source" / lesson.stem / f"{lesson.stem}.ipynb"


def write(lessons, folder=FOLDER):
    """Write nbgrader's course folder with these lessons."""
    for lesson in lessons:
        path = source_path(folder, lesson)
        path.parent.mkdir(parents=True, exist_ok=True)
        pairs.write_notebook(assignment(lesson), path)
    (folder / "nbgrader_config.py").write_text(CONFIG.format(root=str(folder)), encoding="utf-8")


# ------------------------------------------------------------ submissions to try it with


def submitted(release, stem, choose):
    """Return a release as a learner might hand it in: `choose(number, name)` says "right", "wrong" or "empty"."""
    notebook = pairs.nbformat.from_dict(release)
    exercises, number = solving.exercises_of(stem), 0
    for cell in notebook.cells:
        for name in solving.exercise_names_of(cell):
            kind = choose(number, name)
            if kind == "right":
                cell.source = exercises[name].reference_source()
            elif kind == "wrong":
                cell.source = wrong(cell.source)
            number += 1
    return notebook


def wrong(stub):
    """Return a stub filled in with nonsense: 0 in place of every three dots."""
    return re.sub(r"(?<![\w.])\.\.\.(?![\w.])", "0", stub)


KINDS = {
    "right": lambda number, name: "right",
    "half": lambda number, name: "right" if number % 2 == 0 else "wrong",
    "wrong": lambda number, name: "wrong",
    "empty": lambda number, name: "empty",
}


def try_it(lesson):
    """Release a lesson, hand in four submissions, autograde them; return {who: (points, points to be had)}."""
    write([lesson])
    nbgrader("generate_assignment", lesson.stem, "--force", "--create")
    release = pairs.read_notebook(FOLDER / "release" / lesson.stem / f"{lesson.stem}.ipynb")
    for who, choose in KINDS.items():
        path = FOLDER / "submitted" / who / lesson.stem / f"{lesson.stem}.ipynb"
        path.parent.mkdir(parents=True, exist_ok=True)
        pairs.write_notebook(submitted(release, lesson.stem, choose), path)
    nbgrader("autograde", lesson.stem, "--force", "--create")
    return scores(lesson)


def scores(lesson):
    """Return what nbgrader's own gradebook says of the submissions of a lesson."""
    import environments

    code = ("from nbgrader.api import Gradebook\nimport sys\n"
            "with Gradebook('sqlite:///gradebook.db') as book:\n"
            "    for one in book.assignment_submissions(sys.argv[1]):\n"
            "        print(one.student.id, one.score, one.max_score)\n")
    told = subprocess.run([environments.python("nbgrader"), "-c", code, lesson.stem], cwd=FOLDER, check=True,
                          capture_output=True, text=True).stdout
    return {who: (float(points), float(most)) for who, points, most in map(str.split, told.splitlines())}


def nbgrader(*arguments):
    """Call nbgrader in the course's folder, in its environment; no answers are kept, and none are read."""
    import environments

    python = environments.make("nbgrader")
    variables = os.environ | {"PYTHONPATH": str(ROOT), "GAN_COURSE_MY": "", "JUPYTER_PREFER_ENV_PATH": "1",
                              "PATH": os.pathsep.join([str(python.parent), os.environ["PATH"]])}
    subprocess.run([python, "-m", "nbgrader", *arguments], cwd=FOLDER, env=variables, check=True)


def main(arguments):
    """Do what is asked for."""
    parser = argparse.ArgumentParser(prog="assignments.py", description="The lessons as nbgrader's assignments.")
    parser.add_argument("what", choices=["write", "nbgrader", "try"])
    parser.add_argument("rest", nargs=argparse.REMAINDER)
    options = parser.parse_args(arguments)
    if options.what == "nbgrader":
        nbgrader(*options.rest)
        return 0
    lessons = pairs.lesson_paths(options.rest or ["all"])
    if options.what == "write":
        write(lessons)
        print(f"{len(lessons)} source notebooks in {FOLDER / 'source'}")
        return 0
    for lesson in lessons:
        for who, (points, most) in sorted(try_it(lesson).items()):
            print(f"{lesson.stem}: {who:6} {points:g} of {most:g}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
