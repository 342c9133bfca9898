"""Numbers: whatever is one is served, whatever is none is refused."""

import re
from fractions import Fraction

import numpy as np
import pytest
import tensorflow as tf

from gan_course.arguments import flag, interval, number, rng, seed, whole, wholes

NO_NUMBERS = [None, True, np.True_, np.array(True), "2", b"2", 1j, np.complex64(1), [1], np.array([1]), {}, object(),
              np.datetime64("2026-01-01"), np.ma.masked, len]


@pytest.mark.parametrize("value", [3, np.int8(3), np.uint64(3), np.array(3), tf.constant(3)])
def test_whole_numbers_of_every_kind_are_served(value):
    assert whole("n", value) == 3 and type(whole("n", value)) is int
    assert number("x", value) == 3.0 and type(number("x", value)) is float


@pytest.mark.parametrize("value", [*NO_NUMBERS, 0, -1, 3.0, np.float32(3)])
def test_what_is_no_whole_number_is_refused(value):
    with pytest.raises(ValueError, match=r"^n is .*; give a whole number of at least 1\.$"):
        whole("n", value)


def test_bounds_of_whole_numbers():
    assert whole("n", 0, least=0) == 0 and whole("n", 5, most=5) == 5
    with pytest.raises(ValueError, match=r"n is 6; give a whole number from 1 to 5. Fewer bins."):
        whole("n", 6, most=5, hint="Fewer bins.")


def test_whole_numbers_that_nothing_can_have_are_refused():
    assert whole("n", 10**15) == 10**15 and whole("n", 10**20, most=10**30) == 10**20
    for large in (10**15 + 1, 10**400):
        with pytest.raises(ValueError, match=r"n is 10+.*; give a whole number from 1 to 1000000000000000\."):
            whole("n", large)
    with pytest.raises(ValueError, match="n is a whole number of about 5000 digits; give a whole number from"):
        whole("n", 10**5000)
    for kind in (np.int64, np.float64, np.ndarray):
        with pytest.raises(ValueError, match=r"n is <class 'numpy.*; give a whole number"):
            whole("n", kind)
        with pytest.raises(ValueError, match=r"n is <class 'numpy.*; give a number"):
            number("n", kind)


@pytest.mark.parametrize("value", [0.5, np.float16(0.5), np.array(0.5, ">f8"), tf.constant(0.5), Fraction(1, 2)])
def test_real_numbers_of_every_kind_are_served(value):
    assert number("x", value, low=0, below=1) == 0.5


@pytest.mark.parametrize("value", [*NO_NUMBERS, float("nan"), float("inf"), 10**400, -10**400])
def test_what_is_no_real_number_is_refused(value):
    with pytest.raises(ValueError, match=r"^x is .*; give a (finite )?number\.$"):
        number("x", value)


def test_nan_and_infinity_only_where_asked_for():
    assert np.isnan(number("x", float("nan"), low=0, nan=True)) and number("x", np.inf, finite=False) == np.inf
    with pytest.raises(ValueError, match=r"x is inf; give a finite number above 0."):
        number("x", np.inf, above=0)


@pytest.mark.parametrize(("value", "bounds", "allowed"), [
    (-0.1, {"low": 0, "high": 1}, "from 0 to 1"), (1.1, {"low": 0, "high": 1}, "from 0 to 1"),
    (0, {"above": 0}, "above 0"), (1, {"low": 0, "below": 1}, "of at least 0 and below 1"),
    (3, {"high": 2}, "of at most 2")])
def test_bounds_of_real_numbers(value, bounds, allowed):
    with pytest.raises(ValueError, match=re.escape(f"x is {value}; give a number {allowed}.")):
        number("x", value, **bounds)


def test_several_whole_numbers():
    for good in ((64, 32), [64, np.int64(32)], np.array([64, 32])):
        assert wholes("widths", good, length=2) == (64, 32)
    for bad in (64, "64", (), (64, 0), (64, 32.0), (64, True), {64: 1, 32: 1}, (64, 32, 16), None):
        with pytest.raises(ValueError, match=r"widths is .*; give 2 whole numbers of at least 1, such as \(32, 16\)\."):
            wholes("widths", bad, length=2)


def test_seeds():
    assert seed("seed", np.uint32(2**32 - 1)) == 2**32 - 1
    assert rng("seed", np.int64(3)).integers(1000) == np.random.default_rng(3).integers(1000)
    mine = np.random.default_rng(0)
    assert rng("seed", mine) is mine
    for bad in (-1, 2**32, 1.0, None, True, [1, 2], np.random):
        with pytest.raises(ValueError, match=r"seed is .* whole number from 0 to 4294967295"):
            seed("seed", bad)
        with pytest.raises(ValueError, match=r"seed is .* from 0 to 4294967295. A np.random.Generator is taken too"):
            rng("seed", bad)


def test_intervals():
    assert interval("limits", [np.float32(-1), 2]) == (-1.0, 2.0)
    for bad in ((1, 1), (2, 1), (0, np.inf), (0, 1, 2), 3, None, "ab", (0, True), (-1e308, 1e308)):
        with pytest.raises(ValueError, match=r"limits is .*; give \(low, high\)"):
            interval("limits", bad)


def test_flags():
    assert flag("on", np.True_) is True and flag("on", False) is False
    for bad in (0, 1, None, "yes", np.array(True)):
        with pytest.raises(ValueError, match=r"on is .*; give True or False"):
            flag("on", bad)
