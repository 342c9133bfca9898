"""A learner who is played: writes the functions of lessons in their own words, runs the notebooks, asks for `mine`."""

import ast
import re
import subprocess
import sys
import time
from dataclasses import dataclass, field

from gan_course.exercises import learner
from gan_course.notebooks import audit, pairs, running, solving

_YOURS = re.compile(r"\b(ex\d\d)\.(\w+)\.yours\(\)")


class _OtherWords(ast.NodeTransformer):
    """Gives every local name of a function another one; arguments, which a check may name, stay."""

    def __init__(self, statement):
        arguments = {node.arg for node in ast.walk(statement) if isinstance(node, ast.arg)}
        kept = {name for node in ast.walk(statement) if isinstance(node, (ast.Global, ast.Nonlocal))
                for name in node.names}
        inside = [node for function in ast.walk(statement) if isinstance(function, (ast.FunctionDef, ast.Lambda))
                  for node in ast.walk(function)]
        self.names = {node.id for node in inside if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
        self.names |= {node.name for node in inside if isinstance(node, ast.FunctionDef)} - {statement.name}
        if isinstance(statement, ast.ClassDef):     # its methods are called by their names
            self.names -= {node.name for node in statement.body if isinstance(node, ast.FunctionDef)}
        self.names -= arguments | kept

    def visit_Name(self, node):
        """A name that is used."""
        return ast.Name(f"my_{node.id}", node.ctx) if node.id in self.names else node

    def visit_FunctionDef(self, node):
        """A function inside of a function."""
        self.generic_visit(node)
        node.name = f"my_{node.name}" if node.name in self.names else node.name
        return node


def in_other_words(source):
    """Return a definition with other local names, other layout and comments of the learner's own."""
    statement = ast.parse(source).body[0]
    comment = f"# My {statement.name}, in my own words."
    text = ast.unparse(_OtherWords(statement).visit(statement))
    head, _, body = text.partition(":\n")
    while True:
        try:
            ast.parse(head + ":\n    pass")
            break
        except SyntaxError:       # the colon of a default value, or the head of a decorator's function
            more, _, body = body.partition(":\n")
            head += ":\n" + more
    indent = re.match(r"\s*", body)[0]
    return f"{comment}\n{head}:\n{indent}# I thought about this line for a while.\n{body}"


@dataclass
class Played:
    """What one lesson gave: what was written, each check that was not right, and whose answers were used."""

    stem: str
    written: list
    not_right: list
    used: list = field(default_factory=list)         # (lesson, name, the printed line)
    changed: list = field(default_factory=list)      # marked outputs that differ from the stored ones
    seconds: float = 0.0

    @property
    def lent(self):
        """The lines that say that the course's own answer stood in for one that the learner had written."""
        return [line for _, _, line in self.used if not line.startswith("With your ")]


def play(stem, place, known):
    """Run a lesson in the learner's folder with its functions and classes written; return a Played.

    known: the exercises that are written so far, {(lesson, name)}; this lesson's are added.
    """
    started, lesson = time.perf_counter(), f"ex{stem[:2]}"
    notebook = pairs.read_lesson(pairs.LESSONS / f"{stem}.py")
    exercises, written = solving.exercises_of(stem), []
    for cell in notebook.cells:
        for name in solving.exercise_names_of(cell):
            source = exercises[name].reference_source()
            if source.lstrip("@").startswith(("def ", "class ")) or "\ndef " in source:
                cell.source = in_other_words(source)
                written.append(name)
    known.update((lesson, name) for name in written)
    result = running.run(notebook, stem, place, my=None).notebook
    found = Played(stem, written, [])
    for number, cell in enumerate(result.cells, start=1):
        mine = [name for name in solving.checked_exercises(cell) if name in written]
        if mine and solving.complaint(cell):
            found.not_right.append(f"cell {number}, {solving.complaint(cell)}")
        printed = "".join(output.get("text", "") for output in cell.get("outputs", [])).splitlines()
        for used_lesson, name in _YOURS.findall(cell.source) if cell.cell_type == "code" else []:
            if (used_lesson, name) in known:
                line = next((line for line in printed if f" `{name}`" in line and line.startswith("With ")), "nothing")
                found.used.append((used_lesson, name, line))
    stored = pairs.read_notebook(pairs.notebook_path(pairs.LESSONS / f"{stem}.py"))
    for number, cell in audit.checked_cells(result):
        if number <= len(stored.cells) and _said(cell) != _said(stored.cells[number - 1]):
            found.changed.append(f"cell {number}: {_said(cell)!r} instead of {_said(stored.cells[number - 1])!r}")
    found.seconds = time.perf_counter() - started
    return found


def mine(place):
    """Call `gan-course mine` for this folder; return (exit code, what it printed, with its errors if it failed)."""
    ran = subprocess.run([sys.executable, "-m", "gan_course.cli", "mine", str(place)], capture_output=True,
                         encoding="utf-8", cwd=pairs.ROOT, env=running.kernel_environment(place))
    return ran.returncode, ran.stdout + (ran.stderr if ran.returncode else "")     # TensorFlow's C++ may write there


def folder(path):
    """Make a learner's folder."""
    return learner.make(path / learner.NAME)


def _said(cell):
    return "".join(audit.texts(cell)).strip() if cell.cell_type == "code" else ""
