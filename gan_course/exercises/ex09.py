"""Exercises of lesson 09, head to head: fairness, chance, equal seconds, published tables, and the clinic."""

from gan_course.exercises.ex09_clinic import FAULTS, clinic, clinic_table, run_clinic, show_patients
from gan_course.exercises.ex09_comparison import checkpoint_for_seconds, gain_over_plain, setting_differences
from gan_course.exercises.ex09_statistics import clearly_better, mean_and_standard_error, still_clear

__all__ = ["FAULTS", "OBJECTIVES", "checkpoint_for_seconds", "clearly_better", "clinic", "clinic_table",
           "gain_over_plain", "mean_and_standard_error", "run_clinic", "setting_differences", "show_patients",
           "still_clear"]

OBJECTIVES = {
    1: ["setting_differences"],
    2: ["mean_and_standard_error", "clearly_better", "still_clear"],
    3: ["checkpoint_for_seconds"],
    4: ["gain_over_plain"],
    5: ["clinic"],
}
