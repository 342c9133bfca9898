"""Exercises of lesson 17 before the cure: what the counts say is wrong, and how the runs are shared out."""

import numpy as np

from gan_course.exercises.exercise import Exercise
from gan_course.exercises.property_checks import agrees_with_reference, leaves_arguments_alone

# --- diagnosis ----------------------------------------------------------------------------------------------------

def _diagnosis(modes_share, swing, memorisation):
    if not np.isfinite([modes_share, swing, memorisation]).all():
        return ["broke off"]
    signs = {"collapses": modes_share < 0.8, "memorises": memorisation > 0.65, "swings": swing > 0.3}
    return sorted(name for name, there in signs.items() if there)


def _named(modes=lambda m: m < 0.8, copies=lambda m: m > 0.65, swings=lambda s: s > 0.3, broken=True, most=None):
    def slip(modes_share, swing, memorisation):
        if broken and not np.isfinite([modes_share, swing, memorisation]).all():
            return ["broke off"]
        signs = {"collapses": modes(modes_share), "memorises": copies(memorisation), "swings": swings(swing)}
        return sorted(name for name, there in signs.items() if there)[:most]
    return slip


_DIAGNOSIS_SLIPS = {
    "one GAN can have several faults: return all names that apply, not only the first": _named(most=1),
    "NaN is in no order with any number: test for it first, with np.isfinite": _named(broken=False),
    "a collapse is a *small* share of modes: below 0.8": _named(modes=lambda m: m > 0.8),
    "copies are a *large* memorisation: above 0.65. Below ½ the samples only lie farther away":
        _named(copies=lambda m: m < 0.65),
    "½ is what fresh real data have; the limit of the task is 0.65": _named(copies=lambda m: m > 0.5),
    "a sample that hardly moves any more does not swing: above 0.3 is meant": _named(swings=lambda s: s < 0.3),
    "exactly at a limit is still within it: < and >, not <= and >=":
        _named(lambda m: m <= 0.8, lambda m: m >= 0.65, lambda s: s >= 0.3),
}


def _draw_counts(rng):
    """Counts of which each may lie on either side of its limit, at the limit, or be NaN."""
    values = [rng.choice([0.1, 0.5, 0.79, 0.8, 0.81, 1.0]), rng.choice([0.02, 0.29, 0.3, 0.31, 1.5]),
              rng.choice([0.2, 0.55, 0.65, 0.66, 0.97])]
    if rng.random() < 0.2:
        values[int(rng.integers(3))] = np.nan
    return tuple(float(value) for value in values)


diagnosis = Exercise(
    "diagnosis", _diagnosis,
    checks=[agrees_with_reference(_diagnosis, _draw_counts, "the list should name every fault that the counts show, "
                                                            "sorted", _DIAGNOSIS_SLIPS, draws=80)],
    hints=[
        "First the run that broke off: np.isfinite of all three numbers. Then three questions, each by itself.",
        "Begin with an empty list and append the name of each fault that is there, in alphabetical order.",
        "sorted(name for name, there in {\"collapses\": modes_share < 0.8, …}.items() if there)",
    ],
    praise="No loss was asked: the losses of these three GANs do not tell.", mine="measures",
    doc="The names of what the counts say is wrong with a GAN, sorted: collapses, memorises, swings, broke off.",
)


# --- seeds_for_choice ---------------------------------------------------------------------------------------------

def _seeds_for_choice(runs, candidates, proof):
    left = runs - 2 * proof                     # the choice and the first GAN, each on every fresh seed
    return max(left // candidates, 0)


_PLAN_SLIPS = {
    "keep the runs of the proof back first: seeds that chose a candidate flatter it": lambda r, c, p: r // c,
    "the first GAN is run on the fresh seeds as well, so the proof takes twice as many runs":
        lambda r, c, p: max((r - p) // c, 0),
    "only the chosen candidate goes into the proof, not every one": lambda r, c, p: max((r - c * p) // c, 0),
    "where the proof takes all the runs, 0 seeds are left, not a negative number": lambda r, c, p: (r - 2 * p) // c,
    "a run cannot be shared: a whole number is wanted": lambda r, c, p: max((r - 2 * p) / c, 0),
    "do not round up: there are no more runs than that": lambda r, c, p: max(-((2 * p - r) // c), 0),
    "do not round: down to a whole number": lambda r, c, p: max(round((r - 2 * p) / c), 0),
    "this is how many runs are left for the choice; share them among the candidates": lambda r, c, p: max(r - 2 * p, 0),
    "there is one seed too many": lambda r, c, p: max((r - 2 * p) // c, 0) + 1,
}


def _draw_plan(rng):
    return int(rng.integers(5, 80)), int(rng.integers(2, 9)), int(rng.integers(2, 11))


seeds_for_choice = Exercise(
    "seeds_for_choice", _seeds_for_choice,
    checks=[agrees_with_reference(_seeds_for_choice, _draw_plan, "the number of seeds for each candidate is another",
                                  _PLAN_SLIPS, draws=60), leaves_arguments_alone(_draw_plan)],
    hints=[
        "How many runs does the proof take? The chosen candidate and the first GAN, each on `proof` seeds.",
        "What is left is shared among the candidates, in whole seeds: // rounds down.",
        "max((runs - 2 * proof) // candidates, 0)",
    ],
    praise="The seeds that chose are spent. The proof has its own.", mine="measures",
    doc="How many seeds each candidate gets of a budget of runs, if winner and first GAN keep `proof` fresh ones each.",
)
