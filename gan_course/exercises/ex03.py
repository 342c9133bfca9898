"""Exercises of lesson 03, gradient updates: the diagnosis, and the names of the others, which live in ex03_*.py."""

from gan_course.exercises.checks import choices
from gan_course.exercises.ex03_gradients import bce_logit_gradient, dense_backward
from gan_course.exercises.ex03_head_start import belief, head_start, way_left
from gan_course.exercises.ex03_sick_gans import patients, probe
from gan_course.exercises.ex03_steps import critical_gamma, largest_rate, one_round
from gan_course.exercises.ex03_training import adam_update, train_step
from gan_course.exercises.exercise import Exercise

__all__ = ["OBJECTIVES", "adam_update", "bce_logit_gradient", "belief", "critical_gamma", "dense_backward", "diagnosis",
           "head_start", "largest_rate", "one_round", "patients", "probe", "train_step", "way_left"]

OBJECTIVES = {1: ["one_round"], 2: ["bce_logit_gradient", "dense_backward"], 3: ["train_step", "adam_update"],
              4: ["largest_rate", "critical_gamma"], 5: ["diagnosis"]}

_DIAGNOSIS = {"A": "leak", "B": "swapped", "C": "flipped", "D": "detached"}
_CLUES = {
    "A": "patient A: compare the column 'D moved' of G's step with the healthy one.",
    "B": "patient B: compare the gap of D's step with the healthy one, with its sign.",
    "C": "patient C: G does move. Compare the lift of its step with the healthy one, with its sign.",
    "D": "patient D: compare the column 'G moved' of G's step with the healthy one.",
}

diagnosis = Exercise(
    "diagnosis", _DIAGNOSIS, checks=[choices("diagnosis", _DIAGNOSIS, _CLUES, what="patient")],
    hints=[
        "Compare each row with the healthy one, column by column. Exactly one property differs in each.",
        "Zeros first: who must not move in the other's step, and who must not stand still in its own?",
        "Then signs: D's step should part real and fake logits; G's step should lift the fake ones.",
    ],
    praise="Four faults, each read from one number, and not one of them raises an error.",
)
