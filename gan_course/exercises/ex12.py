"""Exercises of lesson 12, patients: a table judged, what it gives away, and lesions in translated scans."""

from gan_course.exercises.ex12_attack import attack_curve, private_gradient
from gan_course.exercises.ex12_scans import cycle_loss, removed_and_invented
from gan_course.exercises.ex12_table import closest_record, column_gap

__all__ = ["OBJECTIVES", "attack_curve", "closest_record", "column_gap", "cycle_loss", "private_gradient",
           "removed_and_invented"]

OBJECTIVES = {1: ["column_gap"], 2: ["closest_record"], 3: ["attack_curve"], 4: ["private_gradient"],
              5: ["cycle_loss", "removed_and_invented"]}
