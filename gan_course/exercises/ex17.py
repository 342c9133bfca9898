"""Exercises of lesson 17, the capstone: a diagnosis, a plan, a step of one's own, the evidence, and copies."""

from gan_course.exercises.ex17_evidence import copied_share, sign_flip_p
from gan_course.exercises.ex17_plan import diagnosis, seeds_for_choice
from gan_course.exercises.ex17_step import capstone_step

__all__ = ["OBJECTIVES", "capstone_step", "copied_share", "diagnosis", "seeds_for_choice", "sign_flip_p"]

OBJECTIVES = {1: ["diagnosis"], 2: ["seeds_for_choice"], 3: ["capstone_step"], 4: ["sign_flip_p"], 5: ["copied_share"]}
