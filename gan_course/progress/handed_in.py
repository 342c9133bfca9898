"""What learners handed in: a folder for each with their `my_course/` in it, or the one file that `--export` wrote."""

import json
from pathlib import Path

from gan_course.exercises import learner
from gan_course.notebooks import pairs, solving

SKIPPED = ("__MACOSX",)


class BadHandIn(ValueError):
    """Nothing that was handed in can be read; the sentence says what was looked for."""


def read(folder):
    """Return ({learner: {"ex02": {"jsd": {"tried": 3, "right": "2026-…"}}}}, [a sentence for what cannot be read]).

    A learner is a subfolder, named after them, with `progress.json` in it or in `my_course/` below it; or a file
    NAME.json. Raises BadHandIn where the folder holds neither.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise BadHandIn(f"{folder} is no folder: give the folder that holds what the learners handed in.")
    found, problems = {}, []
    for path in sorted(folder.iterdir()):
        if path.name.startswith(".") or path.name in SKIPPED:
            continue
        marker = _marker(path)
        if marker is None:
            if path.is_dir() or path.suffix == ".json":
                problems.append(f"{path.name}: there is no {learner.MARKER} in it, nor in {learner.NAME}/ below it.")
            continue
        name = path.stem if path.is_file() else path.name
        try:
            exercises = _exercises(marker)
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            problems.append(f"{path.name}: {marker.name} cannot be read as the course's; ask for it again.")
            continue
        if name in found:
            problems.append(f"{path.name}: {name} is there twice, as a folder and as a file; the first one counts.")
            continue
        found[name] = exercises
    if not found:
        raise BadHandIn(f"{folder} holds nobody's progress. " + (" ".join(problems) or (
            f"Put there a folder for each learner, named after them, with their {learner.NAME}/ in it, or the files "
            "that `course.py progress --export NAME.json` wrote.")))
    return found, problems


def exercises_of_course():
    """Return {"03": [the names of its exercises, in the notebook's order]}."""
    return {lesson.stem[:2]: solving.exercise_names(pairs.read_lesson(lesson)) for lesson in pairs.lesson_paths()}


def _marker(path):
    """Return the file that holds a learner's progress, or None."""
    if path.is_file():
        return path if path.suffix == ".json" else None
    if not path.is_dir():
        return None
    below = [path / learner.MARKER, path / learner.NAME / learner.MARKER]
    below += sorted(path.glob(f"*/{learner.NAME}/{learner.MARKER}"))      # the course's folder, handed in whole
    return next((marker for marker in below if marker.is_file()), None)


def _exercises(marker):
    known = json.loads(marker.read_text(encoding="utf-8"))
    if known["made_by"] != learner.MADE_BY:
        raise ValueError(marker)
    exercises = known["exercises"]
    for rows in exercises.values():
        for row in rows.values():
            if type(row["tried"]) is not int or not isinstance(row.get("right", ""), str):
                raise ValueError(marker)
    return exercises
