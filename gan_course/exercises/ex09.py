"""Exercises of lesson 09, head to head: a standard error, equal seconds, a difference that is one, the clinic."""

import numpy as np

from gan_course.exercises.checks import compare
from gan_course.exercises.ex09_clinic import FAULTS, clinic, clinic_table, run_clinic, show_patients
from gan_course.exercises.exercise import Exercise

__all__ = ["FAULTS", "checkpoint_for_seconds", "clearly_better", "clinic", "clinic_table", "mean_and_standard_error",
           "run_clinic", "show_patients"]

# --- mean_and_standard_error ----------------------------------------------------------------------------------------


def _mean_and_standard_error(values):
    values = np.asarray(values, dtype=float)
    return values.mean(), values.std(ddof=1) / np.sqrt(len(values))


FIVE = np.array([12.0, 14.0, 11.0, 13.0, 15.0])


def _pair(answer, values):
    result = answer(values.copy())
    if not isinstance(result, (tuple, list)) or len(result) != 2:
        return None, "two numbers are wanted: return the mean and its standard error."
    return np.array([float(part) for part in result]), None


def _error_of_five(answer):
    result, complaint = _pair(answer, FIVE)
    if complaint:
        return complaint
    mean, error = result
    if not np.isclose(mean, FIVE.mean()):
        return compare(mean, FIVE.mean(), "the first number is not the mean")
    for wrong, sentence in [
        (FIVE.std(ddof=1), "this is the standard deviation, how far seeds lie apart. The mean of n seeds is surer than "
                           "one seed: divide by the root of n."),
        (FIVE.std(ddof=0) / np.sqrt(5), "the spread is taken about the mean of the same five numbers, so it comes out "
                                        "too small: divide by n - 1, with std(ddof=1)."),
        (FIVE.std(ddof=0), "this is the standard deviation with n in it: use ddof=1, then divide by the root of n."),
        (FIVE.var(ddof=1) / 5, "this is the squared standard error: take the root."),
        (FIVE.std(ddof=1) / 5, "divide by the root of n, not by n."),
    ]:
        if np.isclose(error, wrong):
            return sentence
    return compare(error, _mean_and_standard_error(FIVE)[1], "the second number is not the standard error")


def _error_shrinks(answer):
    many = np.tile(FIVE, 100)
    result, complaint = _pair(answer, many)
    return complaint or compare(result[1], _mean_and_standard_error(many)[1], "with 500 numbers the error is wrong")


mean_and_standard_error = Exercise(
    "mean_and_standard_error", _mean_and_standard_error, checks=[_error_of_five, _error_shrinks],
    hints=[
        "The standard deviation says how far one seed lies from the next. How sure is the mean of n of them?",
        "values.std(ddof=1) divides by n - 1. The mean of n independent numbers varies root-n times less.",
        "return values.mean(), values.std(ddof=1) / np.sqrt(len(values))",
    ],
    praise="A mean with its error: without the second number the first compares nothing.",
    mine="measures",
    doc="The mean of n seeds, and its standard error: their standard deviation over the root of n.",
)


# --- checkpoint_for_seconds -----------------------------------------------------------------------------------------

def _checkpoint_for_seconds(steps, share_of_plain, plain_steps):
    reached = [step for step in steps if step <= plain_steps * share_of_plain]
    return max(reached) if reached else 0


STEPS = [250, 500, 750, 1000]


def _slower_gets_fewer(answer):
    result = answer(list(STEPS), 0.55, 1000)
    if result == 550:
        return "550 steps fit into the time, and nobody measured there: return a checkpoint, the last one reached."
    if result == 750:
        return "a remedy at 0.55 of plain's speed does 550 steps in the time of 1,000; checkpoint 750 comes too late."
    if result == 1000:
        return "this gives every remedy all its steps; in equal time a slower one does fewer."
    if result == 250:
        return "this is too early: 550 steps fit into the time, and 500 is a checkpoint."
    return None if result == 500 else f"for speed 0.55 and 1,000 plain steps it is {result!r}; 500 is wanted."


def _edges(answer):
    if answer(list(STEPS), 1.0, 1000) != 1000:
        return "plain itself, at speed 1, must get its last checkpoint."
    if answer(list(STEPS), 1.3, 1000) != 1000:
        return "a quicker remedy ends at the last checkpoint there is."
    if answer(list(STEPS), 0.25, 1000) != 250:
        return "a checkpoint that is reached exactly counts as reached."
    if answer(list(STEPS), 0.1, 1000) != 0:
        return "at a tenth of the speed no checkpoint is reached: return 0."
    return None


checkpoint_for_seconds = Exercise(
    "checkpoint_for_seconds", _checkpoint_for_seconds, checks=[_slower_gets_fewer, _edges],
    hints=[
        "How many steps does the remedy do while plain does plain_steps?",
        "plain_steps * share_of_plain of them. Which checkpoints lie at or before that?",
        "max of [step for step in steps if step <= plain_steps * share_of_plain], and 0 if that list is empty.",
    ],
    praise="Equal seconds are read off the same runs: no second training is needed.",
)


# --- clearly_better -------------------------------------------------------------------------------------------------

def _clearly_better(remedy, plain):
    remedy, plain = np.asarray(remedy, dtype=float), np.asarray(plain, dtype=float)
    gap = remedy.mean() - plain.mean()
    error = np.sqrt(remedy.var(ddof=1) / len(remedy) + plain.var(ddof=1) / len(plain))
    return bool(gap > 2 * error)


def _verdicts(answer):
    cases = [
        ([25, 25, 24, 25, 25], [12, 14, 11, 13, 12], True,
         "25 against 12 with little spread is clearly better; yours says no."),
        ([12, 14, 11, 13, 12], [25, 25, 24, 25, 25], False,
         "12 against 25 is worse, not better: mind the direction."),
        ([10, 20, 5, 25, 15], [9, 19, 4, 24, 14], False,
         "a gap of 1 inside a spread of 8 is nothing yet: compare the gap with its own error."),
        ([12.5, 12.6, 12.4, 12.5, 12.6], [12.0, 12.1, 11.9, 12.0, 12.1], True,
         "a small gap is clear when the spread is smaller still: a fixed threshold in modes cannot see that."),
        ([8, 8, 8, 8, 8], [8, 8, 8, 8, 8], False, "equal is not better."),
        ([14, 16, 15, 13, 17], [12, 14, 13, 11, 15], False,
         "both sides vary: the error of a gap is the root of the two squared errors added, here 1.0, and the gap of 2 "
         "is not more than twice that."),
        ([8, 8, 8, 8, 8], [7, 8, 7, 8, 7], True,
         "8 without spread against 7.4 with an error of 0.245 is more than two errors apart."),
    ]
    for remedy, plain, wanted, sentence in cases:
        result = answer(list(remedy), list(plain))
        if not isinstance(result, (bool, np.bool_)):
            return f"True or False is wanted, not {result!r}."
        if bool(result) != wanted:
            return sentence
    return None


clearly_better = Exercise(
    "clearly_better", _clearly_better, checks=[_verdicts],
    hints=[
        "Three numbers: the gap of the two means, and the standard error of each mean.",
        "The error of a difference: np.sqrt(error_a**2 + error_b**2), for independent runs.",
        "return gap > 2 * error, with var(ddof=1) / len in each squared error.",
    ],
    praise="The gap against its own error, both sides counted: a rule of thumb, and better than two bare means.",
    mine="measures",
    doc="Whether the mean of one set of seeds is more than two standard errors of the gap above the other's.",
)
