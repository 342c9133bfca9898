"""The pieces of `my_gan.py`: for each exercise that belongs to it the learner's kept answer, else the reference."""

import ast
import importlib
import pkgutil
from dataclasses import dataclass

from gan_course import exercises
from gan_course.exercises import answers
from gan_course.exercises.carrying import standing_alone
from gan_course.exercises.cells import statements
from gan_course.exercises.exercise import SECTIONS


@dataclass
class Piece:
    """One function or class: its exercise, its section, a text that stands alone, and where it is kept."""

    exercise: object
    section: str
    text: str
    where: str | None = None         # "answers/ex03/train_step.2.py"; None for the course's
    called: str = ""                 # its name in the file

    @property
    def key(self):
        """The exercise's lesson and name, ("ex03", "train_step")."""
        return self.exercise.lesson, self.exercise.name


def import_lessons():
    """Import the exercises of every lesson."""
    for module in pkgutil.iter_modules(exercises.__path__):
        if module.name.startswith("ex") and module.name[2:].isdigit():
            importlib.import_module(f"{exercises.__name__}.{module.name}")


def collect(place):
    """Return the pieces in the file's order: by section, then by lesson, an exercise that another uses before it.

    place: the learner's folder. Each has a name of its own: where two lessons give the same, the later one's number
    is added.
    """
    found = {}

    def add(exercise, section):
        key = exercise.lesson, exercise.name
        if key in found:
            return
        _, where = answers.load(exercise, exercise.passes)
        text = (place / where).read_text(encoding="utf-8") if where else standing_alone(
            exercise, exercise.reference, answers.known)
        found[key] = None                                   # two that use each other come to an end
        for needed in uses(text).values():
            if needed in answers.registered():
                add(answers.registered()[needed], answers.registered()[needed].mine or section)
        del found[key]
        found[key] = Piece(exercise, section, text, where)

    belonging = [exercise for key, exercise in sorted(answers.registered().items(), key=lambda item: item[0][0])
                 if exercise.mine]
    for section in SECTIONS:
        for exercise in belonging:
            if exercise.mine == section:
                add(exercise, section)
    pieces = sorted(found.values(), key=lambda piece: SECTIONS.index(piece.section))
    taken = set()
    for piece in pieces:
        piece.called = piece.exercise.called
        if piece.called in taken:
            piece.called += f"_{piece.exercise.lesson[2:]}"
        taken.add(piece.called)
    return pieces


def uses(text):
    """Return the exercises whose answers a text takes over, {its name for it: (lesson, name)}.

    Such a line is `loss = ex02.generator_loss.yours()`.
    """
    return {name: found for statement in statements(text) for name in statement.binds
            if (found := taken_over(statement.node))}


def taken_over(node):
    """Return (lesson, name) for a line such as `loss = ex02.generator_loss.yours()`; None for any other."""
    try:
        call = node.value.func
        lesson = call.value.value.id
        return (lesson, call.value.attr) if call.attr == "yours" and lesson[:2] == "ex" and isinstance(
            node, ast.Assign) else None
    except AttributeError:
        return None
