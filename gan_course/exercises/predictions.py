"""Guesses, recorded before anything is seen, set beside what happened."""

from gan_course.arguments import instance
from gan_course.console import say
from gan_course.exercises.wording import holds_ellipsis, value_text


def beside(guesses, happened):
    """Print a table: each question's key, the learner's guess and what happened.

    guesses: {key: guess}, `...` for a question that was not answered. happened: {key: what was measured}.
    Raises ValueError when a key of one is missing in the other.
    """
    guesses, happened = instance("guesses", guesses, dict), instance("happened", happened, dict)
    if set(guesses) != set(happened):
        raise ValueError(f"The guesses are about {', '.join(map(str, guesses))}; what happened is given for "
                         f"{', '.join(map(str, happened))}: give both the same keys.")
    rows = [("", "your guess", "what happened")]
    rows += [(str(key), _text(guess), _text(happened[key])) for key, guess in guesses.items()]
    widths = [max(len(row[column]) for row in rows) for column in range(2)]
    for key, guess, outcome in rows:
        say(f"{key:{widths[0]}}  {guess:{widths[1]}}  {outcome}")


def _text(value):
    if value is None or holds_ellipsis(value):
        return "no guess"
    return value if isinstance(value, str) else value_text(value)
