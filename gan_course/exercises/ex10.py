"""Exercises of lesson 10, the laboratory: arrows, settings, an average, a count that lasts, one change that cures."""

import functools

import numpy as np

from gan_course import lab
from gan_course.exercises.checks import as_numbers
from gan_course.exercises.ex10_differences import differing, what_changed
from gan_course.exercises.ex10_pictures import arrows, running_average
from gan_course.exercises.exercise import Exercise
from gan_course.exercises.guard import NotTried
from gan_course.exercises.property_checks import agrees_with_reference, leaves_arguments_alone

__all__ = ["OBJECTIVES", "arrows", "lasting_since", "one_change", "running_average", "what_changed"]

# Which exercises serve which line of "You will be able to".
OBJECTIVES = {1: ["arrows"], 2: ["what_changed"], 3: ["lasting_since"], 4: ["running_average"], 5: ["one_change"]}

# --- lasting_since ------------------------------------------------------------------------------------------------

def _rows(*modes):
    return [{"step": 100 * (i + 1), "modes": count} for i, count in enumerate(modes)]


def _lasting_since(rows, modes):
    since = float("inf")
    for row in rows:
        if row["modes"] < modes:
            since = float("inf")
        elif since == float("inf"):
            since = row["step"]
    return since


_LOGS = {
    "touched and lost": (_rows(2, 8, 3, 8, 8, 8), 8,
                         "step 200 had 8 modes and step 300 had 3: touched is not held"),
    "lost at the last look": (_rows(1, 8, 8, 8, 2), 8, "at the last look they are gone, so nothing lasts: infinity"),
    "never": (_rows(0, 1, 2, 1), 6, "it never holds so many: float('inf') is wanted"),
    "more than wanted": (_rows(5, 6, 7, 8, 8), 6, "at least so many is enough; 7 and 8 hold 6 too"),
    "from the start": (_rows(8, 8, 8), 8, "it holds from the first look on: the step of the first row"),
    "the last look alone": (_rows(1, 2, 1, 8), 8, "reached at the last look, and not lost: its step"),
}


def _each_log(answer):
    for rows, modes, property_ in _LOGS.values():
        wanted = _lasting_since(rows, modes)
        counts = [row["modes"] for row in rows]
        number, complaint = as_numbers(answer([dict(row) for row in rows], modes))
        if complaint or number.size != 1:
            return complaint or f"a step is wanted, one number; for modes {counts} came {number.size} of them."
        number = number.item()
        if np.isnan(number):
            return f"for modes {counts} came NaN (not a number); where nothing lasts, float('inf') is wanted."
        if number != wanted:
            if np.isfinite(wanted) and number == wanted / 100 - 1:
                return f"for modes {counts} came {number:g}, the number of a row; its step, {wanted:g}, is wanted."
            return f"{property_}. For modes {counts}, at least {modes}, came {number:g}; {wanted:g} is wanted."
    return None


def _drawn_log(rng):
    """A log with steps at unequal distances, more than is asked for in each row, and a number of modes to hold."""
    looks, most = int(rng.integers(2, 15)), int(rng.integers(2, 26))
    steps = np.cumsum(rng.integers(1, 400, size=looks))
    counts = np.minimum(rng.integers(0, most + 1, size=looks) + rng.integers(0, 2) * np.arange(looks), most)
    rows = [{"step": int(step), "modes": int(count), "d_loss": float(rng.gamma(2.0)), "g_loss": 0.7}
            for step, count in zip(steps, counts, strict=True)]
    return rows, int(rng.integers(1, most + 1))


lasting_since = Exercise(
    "lasting_since", _lasting_since,
    checks=[_each_log, leaves_arguments_alone(_drawn_log, draws=8),
            agrees_with_reference(_lasting_since, _drawn_log, "it is not the step since which every look had so many",
                                  draws=60, use=lambda answer, *args: np.squeeze(answer(*args)))],
    hints=[
        "Walk through the rows with one variable: since which step has it held?",
        "A look with too few modes sets it back to infinity. A look with enough sets it, but only if it is infinity.",
        "since = float('inf'); for row in rows: if row['modes'] < modes: since = float('inf'), else if since is "
        "infinity: since = row['step'].",
    ],
    praise="A hopping run touches many modes and keeps none; \"since when\" tells it from one that works, \"how many\" "
           "does not.",
)


# --- one_change ---------------------------------------------------------------------------------------------------

STEPS, UNSEEN_SEED, WANTED = 1500, 2024, 6
_TASK = ("data", "drawn", "seed")


@functools.lru_cache
def held(text):
    """Modes that a run of STEPS steps from an unseen seed holds: the median of the looks of its second half."""
    result = lab.run(text, steps=STEPS, seed=UNSEEN_SEED, look_every=75)
    counts = [row["modes"] for row in result.rows if row["step"] > STEPS // 2]
    return 0.0 if result.diverged or not counts else float(np.median(counts))


def _readable(answer):
    if not answer.strip():
        raise NotTried
    try:
        lab.from_text(f"{_hopping()} {answer}")
    except ValueError as error:
        return f"the laboratory cannot read it: {error}"
    return None


def _one_difference(answer):
    names = differing(_hopping(), f"{_hopping()} {answer}")
    if not names:
        return "it changes nothing: the hopping run has this value already."
    task = [name for name in names if name in _TASK]
    if task:
        return f"it changes {task[0]}: that is another task, or other dice, not a cure."
    if len(names) > 1:
        return f"it changes {len(names)} things, {', '.join(names)}; with one you would know which of them did it."
    return None


def _holds(answer):
    found = held(f"{_hopping()} {answer}")
    if found >= WANTED:
        return None
    changed = differing(_hopping(), f"{_hopping()} {answer}")[0]
    after = lab.from_text(f"{_hopping()} {answer}")
    clue = "Who lags behind whom in this run?"
    if changed == "discriminator_rate":
        slower = after.discriminator_rate < lab.from_text(_hopping()).discriminator_rate
        clue = "D got slower, and it was too slow already." if slower else "The right knob; is D quick enough yet?"
    elif changed == "generator_rate":
        clue = "A slower G gives D time, but G has to arrive within 1,500 steps too." \
            if after.generator_rate < 1e-3 else "G is the one that runs ahead already."
    elif changed in after.remedies:
        clue = "A remedy acts on what D learns or G is told; this D learns next to nothing."
    return f"a run of {STEPS:,} steps from a seed that you have not seen holds {found:g} modes of 8. {clue}"


def _hopping():
    return lab.PRESETS["hopping"].settings.to_text()


one_change = Exercise(
    "one_change", "discriminator_rate=0.003",
    checks=[_readable, _one_difference, _holds],
    hints=[
        "Which of the two players is too slow to object when all points sit in one place?",
        "Its rate is in the short text of the run. One part with another number is enough.",
        "discriminator_rate=… with a number a good deal larger than G's rate, 0.001, does it.",
    ],
    praise="One number: a discriminator that keeps up leaves no place where all points could hide.",
)
