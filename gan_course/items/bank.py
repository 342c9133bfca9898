"""The items: each belongs to an objective of a lesson, and each wrong option is an error that a checker names.

Questions and answers are two files, `instructor/items/questions.toml` and `answers.toml`, so that the first can be
shown to a class.
"""

import tomllib
from typing import NamedTuple

from gan_course.console import ROOT

FOLDER = ROOT / "instructor" / "items"
LETTERS = "ABCD"
UNKNOWN = "?"               # "I do not know yet", which every item offers
SITTINGS = ("pre", "post", "head")


class Item(NamedTuple):
    """One question.

    name, lesson ("02"), objective (its number), sittings (some of `SITTINGS`), stem, options ({letter: text}),
    right (its letter), why (one sentence), errors ({letter of a wrong option: the checker's sentence}).
    """

    name: str
    lesson: str
    objective: int
    sittings: tuple
    stem: str
    options: dict
    right: str
    why: str
    errors: dict


def load(folder=FOLDER):
    """Return the bank, {name: Item}, in the order of the questions.

    Raises ValueError where the two files do not fit together.
    """
    questions = tomllib.loads((folder / "questions.toml").read_text(encoding="utf-8"))
    answers = tomllib.loads((folder / "answers.toml").read_text(encoding="utf-8"))
    if set(questions) != set(answers):
        odd = ", ".join(sorted(set(questions) ^ set(answers)))
        raise ValueError(f"Each item needs a question and an answer; only one of them is there for: {odd}.")
    return {name: _item(name, question, answers[name]) for name, question in questions.items()}


def of_sitting(items, sitting):
    """Return the items of a sitting, {name: Item}, in order."""
    return {name: item for name, item in items.items() if sitting in item.sittings}


def _item(name, question, answer):
    options = {letter: question[letter] for letter in LETTERS if letter in question}
    right, errors = answer["right"], {letter: answer[letter] for letter in LETTERS if letter in answer}
    if right not in options or set(errors) != set(options) - {right}:
        raise ValueError(f"{name}: the answer names {right} as right and the errors of {', '.join(errors) or 'none'}; "
                         f"the options are {', '.join(options)}: give each wrong option its error.")
    unknown = set(question["sittings"]) - set(SITTINGS)
    if unknown:
        raise ValueError(f"{name}: {', '.join(unknown)} is no sitting; choose from: {', '.join(SITTINGS)}.")
    return Item(name, question["lesson"], question["objective"], tuple(question["sittings"]), question["stem"],
                options, right, answer["why"], errors)
