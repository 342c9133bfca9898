"""The one place that checks arguments.

Every error has one wording: "NAME is VALUE; give WHAT IS ALLOWED."
Each function returns the value as the type that the caller computes with, or raises ValueError. A whole number is any
integer, NumPy's too, and never a boolean. A number is real. An array is real, complete and rectangular. `hint` is a
text put after what is allowed: why, or what to do. Nothing here imports TensorFlow.
"""

from gan_course.arguments.arrays import array, images, integers, truths
from gan_course.arguments.numbers import flag, interval, number, rng, seed, whole, wholes
from gan_course.arguments.objects import choice, function, instance, path, sequence, text
from gan_course.arguments.wording import refuse, shown, warn

__all__ = ["array", "choice", "flag", "function", "images", "instance", "integers", "interval", "number", "path",
           "refuse", "rng", "seed", "sequence", "shown", "text", "truths", "warn", "whole",
           "wholes"]
