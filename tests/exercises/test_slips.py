"""The check beside many cases: what passes, and what each kind of wrong answer hears."""

import numpy as np
import pytest

from gan_course.exercises.guard import NotTried
from gan_course.exercises.slips import matches

CASES = [(np.array([1.0, 2.0]), 3.0), (np.array([[4.0], [5.0], [6.5]]), 0.5)]


def _right(x, rate):
    return x - rate, x.sum()


CHECK = matches(_right, CASES, ["x", "total"],
                [(lambda x, rate: (x + rate, x.sum()), "the sign"),
                 (lambda x, rate: (x - rate, x.sum() / len(x)), "a mean")], "this is not the step")


@pytest.mark.parametrize("answer", [
    _right, lambda x, rate: [x - rate, np.sum(x)], lambda x, rate: ((x - rate).tolist(), float(x.sum()))])
def test_right_answers_pass(answer):
    assert CHECK(answer) is None


@pytest.mark.parametrize(("answer", "words"), [
    (lambda x, rate: (x + rate, x.sum()), "the sign"),
    (lambda x, rate: (x - rate, x.mean()), "a mean"),
    (lambda x, rate: (x - rate, x.sum() + 1), "total: this is not the step. It is 4; 3 is wanted."),
    (lambda x, rate: (x - 3.0, x.sum()), "x: this is not the step"),
    (lambda x, rate: (x[0] - rate, x.sum()), "x has shape (); (2,) is wanted."),
    (lambda x, rate: (x * np.nan, x.sum()), "x is not a finite number"),
    (lambda x, rate: ("x", x.sum()), "x should be made of numbers, but is a string"),
    (lambda x, rate: (x - rate, None), "total should be made of numbers, but is None"),
    (lambda x, rate: x - rate, "x should"),
    (lambda x, rate: (x - rate,), "2 things are wanted: return x, total; yours returns 1 values."),
    (lambda x, rate: 3.0, "2 things are wanted"),
    (lambda x, rate: {"x": x, "total": rate}, "2 things are wanted"),
    (lambda x, rate: (x.__isub__(rate), x.sum() + x.size * rate), "writes into an array"),
])
def test_wrong_answers_hear_why(answer, words):
    assert words.removeprefix("x should") in CHECK(answer)


def test_a_part_left_open_is_not_tried():
    with pytest.raises(NotTried):
        CHECK(lambda x, rate: (x - rate, ...))


def test_a_single_value_has_no_name_in_front():
    check = matches(lambda x, rate: x * rate, CASES, ["y"], (), "not the product")
    assert check(lambda x, rate: x * rate + 1) == "not the product. It is 4 at [0]; 3 is wanted there."
    assert check(lambda x, rate: x * rate) is None
