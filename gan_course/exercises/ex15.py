"""Exercises of lesson 15, text: exact measures, drawing words, gradients around the draw, runs below a curve."""

from gan_course.exercises.ex15_measures import dominated, exact_measures
from gan_course.exercises.ex15_policy import policy_loss
from gan_course.exercises.ex15_words import draw_words, gumbel_softmax, straight_through

__all__ = ["OBJECTIVES", "dominated", "draw_words", "exact_measures", "gumbel_softmax", "policy_loss",
           "straight_through"]

OBJECTIVES = {1: ["exact_measures"], 2: ["draw_words"], 3: ["gumbel_softmax", "straight_through"], 4: ["policy_loss"],
              5: ["dominated"]}
