"""An answer as a text that stands alone: its own statement, and before it all that it uses, found in its globals."""

import ast
import builtins
import inspect
import sys
import types

from gan_course.exercises.cells import (
    Texts,
    cell_text,
    checked_expression,
    file_text,
    functions_of,
    statements,
    typed,
)
from gan_course.exercises.written import import_of, import_order, installed, is_constant, is_own, written
from gan_course.later import Later, name_of

_GIVEN = {"display": "from IPython.display import display"}     # what a notebook has and a module lacks


class NotCarried(Exception):
    """The answer uses something that no text can carry; the message says what, and what to do."""


def standing_alone(exercise, answer, known):
    """Return the text of a module that defines `exercise.name` as the learner's `answer`.

    known: `known(value)` gives the Exercise, with its lesson, whose answer a value is, or None.
    Raises NotCarried with a sentence.
    """
    place = _Place.of(answer)
    parts = _Parts(known)
    name, statement = _statement_of(exercise.name, answer, place)
    if is_constant(answer) and not _is_arithmetic(statement, place):
        said = "".join(f"# {line}\n" for line in statement.text.splitlines()) if statement else ""
        statement = _parsed(f"{said}{name} = {written(answer, parts.imports)}")
    if statement is None:
        raise NotCarried("the cell that defines it was not found; define it in a cell of its own")
    parts.add(statement, place, {name})
    if name != exercise.name:
        parts.pieces.append(f"{exercise.name} = {name}")
    return parts.text(f'"""Notebook {exercise.lesson[2:]}: your right answer to {exercise.name}, '
                      'with all that it uses."""')


class _Place:
    """Where names are looked up: a namespace, and the texts that filled it."""

    def __init__(self, space, texts):
        self.space = space
        self.texts = Texts(texts)

    @classmethod
    def of(cls, value):
        """The place of a function or class; for another value, the notebook."""
        functions, main = functions_of(value), vars(sys.modules["__main__"])
        module = sys.modules.get(value.__module__) if functions or inspect.isclass(value) else None
        space = functions[0].__globals__ if functions else vars(module) if module else main
        if space is not main and module is not None and space is vars(module) and file_text(module):
            return cls(space, [file_text(module)])
        return cls(space, [cell_text(value), *typed()])


class _Parts:
    """The parts of the module: import lines, other answers, and pieces of text, each before what uses it."""

    def __init__(self, known):
        self.known = known
        self.imports = []
        self.pieces = []
        self.done = {}              # name: the value that it stands for

    def text(self, docstring):
        """Return the whole text; functions and classes stand apart, short lines together."""
        text = "\n\n".join(filter(None, [docstring, "\n".join(sorted(dict.fromkeys(self.imports), key=import_order))]))
        before = None
        for piece in self.pieces:
            long = any(line.startswith(("def ", "class ", "async def ")) for line in piece.splitlines())
            text += ("\n\n\n" if long or before == "long" else "\n" if before else "\n\n") + piece
            before = "long" if long else "short"
        return text + "\n"

    def add(self, statement, place, names):
        """Add a statement after all that it uses."""
        for name in names:
            self.done[name] = place.space.get(name)
        for used in sorted(statement.uses):
            self.need(used, place)
        self.pieces.append(statement.text)

    def need(self, name, place):
        """Add whatever gives a name its value."""
        if name not in place.space:
            if name in _GIVEN:
                self.imports.append(_GIVEN[name])
            return                                      # a builtin, or a name that is missing in the notebook too
        value = place.space[name]
        if name in self.done:
            if self.done[name] is not value:
                raise NotCarried(f"it uses two different things that are both called `{name}`: rename one")
            return
        if getattr(builtins, name, self) is value:
            return
        self.done[name] = value
        self._carry(name, value, place)

    def _carry(self, name, value, place):
        exercise = self.known(value)
        if exercise is not None:
            self.imports.append(f"from gan_course.exercises import {exercise.lesson}")
            self.pieces.append(f"{name} = {exercise.lesson}.{exercise.name}.yours(quiet=True)")
            return
        statement = place.texts.binding(name, value)
        if statement is not None and isinstance(statement.node, (ast.Import, ast.ImportFrom)):
            self._import(name, statement, place, value)
        elif isinstance(value, Later):
            self._import_whole(name, name_of(value))
        elif isinstance(value, types.ModuleType):
            self._no_own_module(name, value)
            self._import_whole(name, value.__name__)
        elif statement is not None and isinstance(statement.node, ast.Assign) and self._plain(statement, place):
            self.add(statement, place, statement.binds)
        elif callable(value) and installed(getattr(value, "__module__", None)) and import_of(name, value):
            self.imports.append(import_of(name, value))
        elif functions_of(value) or inspect.isclass(value) or _partial(value):
            found = statement or _Place.of(value).texts.binding(getattr(value, "__name__", name), value)
            if found is None:
                raise NotCarried(f"it uses `{name}`, whose definition was not found; define it in a cell of its own")
            self.add(found, place if found is statement else _Place.of(value), {name})
        elif is_constant(value):
            self.pieces.append(f"{name} = {written(value, self.imports)}")
        elif self._starred(name, value, place):
            self.imports.append(f"from {self._starred(name, value, place)} import {name}")
        else:
            raise NotCarried(f"it uses `{name}`, which lives in this notebook only: pass it as an argument")

    def _import_whole(self, name, module):
        self.imports.append(f"import {module}" + (f" as {name}" if module != name else ""))

    @staticmethod
    def _starred(name, value, place):
        """Return the package that `from package import *` took this name from."""
        return next((s.node.module for s in place.texts.statements if "*" in s.binds and installed(s.node.module)
                     and getattr(sys.modules[s.node.module], name, None) is value), None)

    def _plain(self, statement, place):
        """Tell whether a statement only gives another name to what is there: `softplus = tf.math.softplus`."""
        return (not statement.calls and not statement.needs_itself and len(statement.binds) == 1
                and isinstance(statement.node.value, ast.Attribute))

    def _import(self, name, statement, place, value):
        """Add the learner's own import lines of this name: two, where `import a.b` and `import a.c` bind one."""
        module = value if isinstance(value, types.ModuleType) else sys.modules.get(getattr(value, "__module__", ""))
        if isinstance(value, types.ModuleType):
            self._no_own_module(name, value)
        elif module is not None and is_own(module):
            there = _Place.of(value)
            found = there.texts.binding(getattr(value, "__name__", name), value)
            if found is None:
                raise NotCarried(f"it uses `{name}` from your own module {module.__name__}: "
                                 "copy what it needs into the notebook")
            self.add(found, there, {name})
            return
        for found in place.texts.statements:
            node = found.node
            if not isinstance(node, (ast.Import, ast.ImportFrom)) or name not in found.binds:
                continue
            if isinstance(node, ast.ImportFrom) and found is not statement:
                continue
            for alias in node.names:
                if (alias.asname or alias.name.partition(".")[0]) == name:
                    said = alias.name + (f" as {alias.asname}" if alias.asname else "")
                    start = f"from {node.module} " if isinstance(node, ast.ImportFrom) else ""
                    self.imports.append(f"{start}import {said}")

    def _no_own_module(self, name, module):
        if is_own(module):
            raise NotCarried(f"it uses `{name}`, a module of your own: copy what it needs into the notebook")


def _statement_of(name, answer, place):
    """Return (the learner's name of the answer, its statement or None)."""
    newest = checked_expression(name, (typed() or [""])[-1])
    if newest is not None:
        tree, text = newest
        if isinstance(tree, ast.Name):
            if place.space.get(tree.id) is answer:
                return tree.id, place.texts.binding(tree.id, answer)
        elif place.space.get(name) is not answer:
            return name, _parsed(f"{name} = {text}")
    for candidate in (name, getattr(answer, "__name__", name), *place.space):
        if place.space.get(candidate) is answer:
            found = place.texts.binding(candidate, answer)
            if found is not None:
                return candidate, found
    return name, None


def _is_arithmetic(statement, place):
    """Tell whether a statement computes with numbers and packages alone, so that its text may run again."""
    return statement is not None and not statement.needs_itself and isinstance(statement.node, ast.Assign) and all(
        isinstance(place.space.get(name, 0), types.ModuleType) or is_constant(place.space.get(name, 0))
        for name in statement.uses)


def _parsed(text):
    found = statements(text)
    return found[0] if len(found) == 1 else None


def _partial(value):
    return type(value).__name__ in ("partial", "Function", "PolymorphicFunction")
