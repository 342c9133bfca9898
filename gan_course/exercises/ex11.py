"""Exercises of lesson 11, augmentation in court: a class head's losses, two simple answers, and two fair judges."""

from gan_course.exercises.ex11_answers import moved_posterior, smote
from gan_course.exercises.ex11_losses import auxiliary_losses
from gan_course.exercises.ex11_verdicts import paired_t, recall_at_precision

__all__ = ["OBJECTIVES", "auxiliary_losses", "moved_posterior", "paired_t", "recall_at_precision", "smote"]

OBJECTIVES = {1: ["auxiliary_losses"], 2: ["moved_posterior", "smote"], 3: ["paired_t"], 4: ["recall_at_precision"]}
