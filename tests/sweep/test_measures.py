"""What a measure may return: numbers, by names that are not the table's own."""

import decimal
import math

import numpy as np
import pytest
import tensorflow as tf

from gan_course.sweep import measures


def test_numbers_of_every_kind_become_floats():
    values = {"i": 3, "f": np.float32(0.5), "b": True, "n": np.bool_(False), "t": tf.constant(2.0), "nan": math.nan,
              "inf": -math.inf}
    found = measures.checked(values)
    assert all(type(value) is float for value in found.values())
    assert repr(found) == repr({"i": 3.0, "f": 0.5, "b": 1.0, "n": 0.0, "t": 2.0, "nan": math.nan, "inf": -math.inf})


@pytest.mark.parametrize("values, told", [
    (3.0, r"What measure returned is 3\.0; give \{name: number\}"), (None, "measure returned is None"),
    ({"m": "many"}, "The measure 'm' is 'many'; give a number"), ({"m": np.zeros(3)}, "The measure 'm' is array"),
    ({"m": 10**400}, "The measure 'm' is beyond 1.8e308, the largest"), ({"m": -10**5000}, "is beyond -1.8e308"),
    ({"m": decimal.Decimal("1e400")}, "is beyond 1.8e308"),
    ({"m": 1j}, "The measure 'm' is 1j"), ({1: 2.0}, "A name that measure returns is 1; give a text"),
    ({"m": 1, "seed": 2}, "measure returns 'seed', which is a column of the table's own")])
def test_anything_else_is_refused(values, told):
    with pytest.raises(ValueError, match=told):
        measures.checked(values)


def steps(gan):
    return {"modes": gan, "step": 3}


def several(gan):
    if gan:
        return {"modes": 1}
    return {"status": gan.step, "modes": 2}


@pytest.mark.parametrize("measure, name", [(lambda gan: {"seed": gan}, "seed"), (steps, "step"), (several, "status"),
                                           (lambda gan: {"m": gan.x["step"], "setting": 1}, "setting")])
def test_a_name_that_is_written_in_the_code_is_refused_before_training(measure, name):
    with pytest.raises(ValueError, match=f"measure returns '{name}'"):
        measures.check_before_training(measure)


@pytest.mark.parametrize("measure", [print, lambda gan: {"m": {"seed": 1}["seed"]}, lambda gan: None, len,
                                     lambda gan: {"modes": gan["step"]}, lambda gan: {**gan}, lambda gan: dict(m=1)])
def test_what_is_no_such_name_is_left_for_its_first_return(measure):
    measures.check_before_training(measure)
