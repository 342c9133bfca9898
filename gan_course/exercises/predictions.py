"""Guesses, recorded before anything is seen, set beside what happened."""

from gan_course.arguments import instance
from gan_course.console import say
from gan_course.exercises.wording import holds_ellipsis, value_text


def beside(guesses, happened, saw=None):
    """Print a table: each question's key, the learner's guess, what they saw, and what happened.

    guesses: {key: guess}, `...` for a question that was not answered. happened: {key: what was measured}. saw: {key:
    what the learner saw}, of questions that were guessed or of others; None leaves that column out.
    Raises ValueError when a key of one is missing in the other.
    """
    guesses, happened = instance("guesses", guesses, dict), instance("happened", happened, dict)
    seen = {} if saw is None else instance("saw", saw, dict)
    asked = {**guesses, **seen}
    if set(asked) != set(happened):
        raise ValueError(f"The guesses are about {', '.join(map(str, asked))}; what happened is given for "
                         f"{', '.join(map(str, happened))}: give both the same keys.")
    rows = [("", "your guess", "what you saw", "what happened")]
    rows += [(str(key), _text(guesses[key], "no guess") if key in guesses else "",
              _text(seen[key], "not noted") if key in seen else "", _text(happened[key])) for key in asked]
    if saw is None:
        rows = [row[:2] + row[3:] for row in rows]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]) - 1)]
    for *texts, outcome in rows:
        say("  ".join([*(f"{text:{width}}" for text, width in zip(texts, widths, strict=True)), outcome]))


def _text(value, nothing="nothing"):
    if value is None or holds_ellipsis(value):
        return nothing
    return value if isinstance(value, str) else value_text(value)
