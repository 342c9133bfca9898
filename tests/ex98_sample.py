"""The exercises of a lesson that only tests have: a function, one that uses it, a class and two values."""

import numpy as np

from gan_course.exercises import checks
from gan_course.exercises.exercise import Exercise

HINTS = ["One.", "Two.", "Three."]
X = np.array([1.0, -2.0, 4.0])


def _double(x):
    return 2 * x


def _quadruple(x):
    return _double(_double(x))


class _Counter:
    def __init__(self):
        self.count = 0

    def add(self):
        self.count += 1
        return self.count


def _counts(answer):
    counter = answer()
    counter.add()
    return None if counter.add() == 2 else "the second call of add should give 2."


double = Exercise("double", _double, [checks.expects_close((X,), 2 * X, "Twice")], HINTS, mine="losses",
                  doc="Twice x, for any array.")
quadruple = Exercise("quadruple", _quadruple, [checks.expects_close((X,), 4 * X, "Four times")], HINTS, mine="loop")
Counter = Exercise("Counter", _Counter, [_counts], HINTS, mine="networks")
three = Exercise("three", 3.0, [checks.value_close(3.0, "Three")], HINTS)
pairs = Exercise("pairs", {"A": "red", "B": "blue"}, [checks.choices("pairs", {"A": "red", "B": "blue"},
                                                                     {"A": "no", "B": "no"})], HINTS)
