"""The learner's right answers: kept as files in `my_course/answers/exNN/`, and loaded from there, newest first.

`NAME.py` is the first, `NAME.2.py` the next one that differs, and so on; nothing is ever overwritten.
A file is loaded by running it, for it is the learner's own code; only files of the learner's folder are.
"""

import contextlib
import io
import linecache
import os
import re
import sys
import types
from pathlib import Path

from gan_course.console import say
from gan_course.exercises import learner
from gan_course.exercises.carrying import NotCarried, standing_alone

_LESSON = re.compile(r"gan_course\.exercises\.(ex\d\d)")
_loading = []           # the exercises whose files are being loaded: two that use each other would have no end


def lesson_of(exercise):
    """Return the lesson to which an exercise belongs, "ex03"; None for one of no lesson."""
    return next((found[1] for name, module in list(sys.modules.items()) if (found := _LESSON.fullmatch(name))
                 and getattr(module, exercise.name, None) is exercise), None)


def files(place, lesson, name):
    """Return the kept files of one exercise, oldest first."""
    found = {}
    for path in (place / learner.ANSWERS / lesson).glob(f"{name}*.py"):
        number = re.fullmatch(rf"{name}(?:\.([1-9]\d*))?\.py", path.name)
        if number and path.is_file() and path.resolve().is_relative_to(place.resolve()):
            found[int(number[1] or 1)] = path
    return [found[number] for number in sorted(found)]


def keep(exercise, answer, passes):
    """Keep a right answer as a file; return one sentence about it, or None where nothing is to be said.

    passes: `passes(answer) -> bool`, tried on what the file gives before it is kept. Raises nothing.
    """
    try:
        place = learner.folder()
        if place is None or exercise.lesson is None or exercise.kept_answer is answer:
            return None
        text = standing_alone(exercise, answer, known)
        newest = files(place, exercise.lesson, exercise.name)[-1:]
        if newest and newest[0].read_text(encoding="utf-8") == text:
            exercise.kept_answer = answer
            return None
        if not passes(_run(text, "<answer>", exercise)):
            return ("It is not kept, because it no longer passes when it stands alone: define it, and what it uses, "
                    "in cells of this notebook.")
        path = _write(place, exercise.lesson, exercise.name, text)
        exercise.kept_answer = answer
        return f"It is kept in {shown(path, place)}."
    except NotCarried as reason:
        return f"It is not kept, because {reason}."
    except (Exception, SystemExit) as error:
        return f"It could not be kept: {type(error).__name__}: {error}."


def load(exercise, passes):
    """Return (the newest kept answer that passes, where it lies), or (None, None); say which were left out.

    passes: `passes(answer) -> bool`. Raises nothing.
    """
    place = learner.folder()
    if place is None or exercise.lesson is None or exercise in _loading:
        return None, None
    _loading.append(exercise)
    try:
        for path in reversed(files(place, exercise.lesson, exercise.name)):
            where = shown(path, place)
            try:
                answer = _run(path.read_text(encoding="utf-8"), str(path), exercise)
                if passes(answer):
                    return answer, where
                say(f"Your {where} no longer passes its check, and is left out.")
            except (Exception, SystemExit) as error:
                say(f"Your {where} could not be used, and is left out: {type(error).__name__}: {error}.")
    finally:
        _loading.remove(exercise)
    return None, None


def known(value):
    """Return the Exercise whose kept answer, or whose reference, a function or class is; else None."""
    if not callable(value):
        return None
    return next((exercise for exercise in registered().values() if exercise.kept_answer is value
                 or (exercise.reference is value and value.__module__.startswith("gan_course.exercises."))), None)


def registered():
    """Return the exercises of the lessons that are imported, {("ex03", "jsd"): Exercise}."""
    return {(found[1], name): value for module, contents in list(sys.modules.items())
            if (found := _LESSON.fullmatch(module)) for name, value in vars(contents).items()
            if type(value).__name__ == "Exercise"}


def shown(path, place):
    """Return a kept file's path as sentences name it: from the learner's folder on."""
    return Path(path).relative_to(place).as_posix()


def _run(text, path, exercise):
    """Run a kept text in a module of its own, in silence; return what it calls by the exercise's name."""
    module = types.ModuleType(f"{learner.NAME}.{learner.ANSWERS}.{exercise.lesson}.{exercise.name}")
    if path.startswith("<"):      # AutoGraph looks for the source; with `__file__` it would look on the disk
        linecache.cache[path] = (len(text), None, text.splitlines(keepends=True), path)
    else:
        module.__file__ = path
    sys.modules[module.__name__] = module
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        exec(compile(text, path, "exec", dont_inherit=True), vars(module))
    return vars(module)[exercise.name]


def _write(place, lesson, name, text):
    """Write a kept file under the next free number, whole or not at all; return its path."""
    with learner.locked(place):
        folder = place / learner.ANSWERS / lesson
        folder.mkdir(parents=True, exist_ok=True)
        older = files(place, lesson, name)
        if older and older[-1].read_text(encoding="utf-8") == text:      # another kernel was first
            return older[-1]
        number = 1 + max([int(re.search(r"\.(\d+)\.py$", path.name)[1]) if path.name.count(".") > 1 else 1
                          for path in older], default=0)
        while os.path.lexists(path := folder / (f"{name}.py" if number == 1 else f"{name}.{number}.py")):
            number += 1
        learner.write_whole(path, text)
        return path
