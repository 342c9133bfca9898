"""Exercises of lesson 10, the laboratory: what two settings differ in, a count that lasts, one change that cures."""

import functools

import numpy as np

from gan_course import lab
from gan_course.exercises.exercise import Exercise
from gan_course.exercises.guard import NotTried
from gan_course.exercises.wording import an

# --- what_changed -------------------------------------------------------------------------------------------------

PAIRS = {
    "one knob": ("seed=3", "seed=3 data=grid"),
    "order": ("data=grid r1=0.1 seed=3", "seed=3 data=grid r1=0.1"),
    "usual": ("", "data=ring batch_size=128"),
    "spelling": ("generator_rate=0.0001", "generator_rate=1e-4"),
    "remedy on": ("", "r1=0.1"),
    "remedy off": ("data=grid r1=0.1 r2=0.1", "data=grid r2=0.1"),
    "remedy's number": ("r1=0.1", "r1=1"),
    "remedy's usual number": ("r1", "r1=0.1"),
    "no number": ("", "feature_matching"),
    "several": ("data=grid packing=2", "objective=minimax data=grid seed=7"),
}
_PROPERTY = {
    "order": "the order of the parts means nothing",
    "usual": "a knob that is not named has its usual value: read the texts with lab.from_text",
    "spelling": "0.0001 and 1e-4 are one number: compare values, not characters",
    "remedy on": "a remedy that is switched on is a difference; remedies are a dictionary within the settings",
    "remedy off": "a remedy that is switched off is a difference too: look on both sides",
    "remedy's number": "the same remedy with another number is a difference",
    "remedy's usual number": "a remedy without a number has its usual one",
    "no number": "a remedy without a number holds None: on with None is not the same as off",
}


def _what_changed(text_a, text_b):
    sides = []
    for text in (text_a, text_b):
        settings = lab.from_text(text).to_dict()
        remedies = settings.pop("remedies")
        sides.append(settings | remedies)                     # every name at one level
    a, b = sides
    return sorted(name for name in a.keys() | b.keys()
                  if (name in a) != (name in b) or a.get(name) != b.get(name))


def _names(answer, pair):
    """The answer's names and None, or None and a complaint about their form."""
    result = answer(*pair)
    if isinstance(result, dict):
        return None, f"a dictionary came for {pair[0]!r} and {pair[1]!r}; a sorted list of the names is wanted."
    if isinstance(result, str) or not isinstance(result, (list, tuple, set)):
        return None, f"a list of names is wanted; this is {an(result)}."
    return list(result), None


def _each_pair(answer):
    for label, pair in PAIRS.items():
        names, complaint = _names(answer, pair)
        if complaint:
            return complaint
        wanted = _what_changed(*pair)
        if any("=" in str(name) for name in names):
            return f"a part with its value came, {names}; the name alone is wanted, as in {wanted}."
        if "remedies" in names:
            return "'remedies' is no knob: say which remedies differ, by their names."
        if sorted(map(str, names)) != wanted:
            prefix = f"{_PROPERTY[label]}. " if label in _PROPERTY else ""
            return f"{prefix}For {pair[0]!r} and {pair[1]!r} came {sorted(map(str, names))}; {wanted} is wanted."
    return None


def _sorted_list(answer):
    names, complaint = _names(answer, PAIRS["several"])
    return complaint or (None if names == sorted(names) else f"the names are not sorted: {names}.")


def _both_ways(answer):
    for pair in PAIRS.values():
        if sorted(answer(*pair)) != sorted(answer(*pair[::-1])):
            return f"{pair[0]!r} and {pair[1]!r} the other way round give other names; a difference has no direction."
    return None


what_changed = Exercise(
    "what_changed", _what_changed,
    checks=[_each_pair, _sorted_list, _both_ways],
    hints=[
        "lab.from_text(text) fills in the usual values; .to_dict() gives every knob as plain data.",
        "The remedies lie one level deeper, in the entry 'remedies': take it out with pop and join the two "
        "dictionaries with |.",
        "sorted(name for name in a.keys() | b.keys() if (name in a) != (name in b) or a.get(name) != b.get(name))",
    ],
    praise="An experiment is as good as its list of differences; with one name in it, you know the cause.",
)


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
        given = [dict(row) for row in rows]
        result = answer(given, modes)
        if given != rows:
            return "the list of looks was changed: read the rows, and leave them as they are."
        wanted = _lasting_since(rows, modes)
        counts = [row["modes"] for row in rows]
        try:
            number = float(result)
        except (TypeError, ValueError):
            return f"a step is wanted, one number; for modes {counts} came {an(result)}."
        if number != wanted:
            if np.isfinite(wanted) and number == wanted / 100 - 1:
                return f"for modes {counts} came {number:g}, the number of a row; its step, {wanted:g}, is wanted."
            return f"{property_}. For modes {counts}, at least {modes}, came {number:g}; {wanted:g} is wanted."
    return None


lasting_since = Exercise(
    "lasting_since", _lasting_since,
    checks=[_each_log],
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
    names = _what_changed(_hopping(), f"{_hopping()} {answer}")
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
    changed = _what_changed(_hopping(), f"{_hopping()} {answer}")[0]
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
