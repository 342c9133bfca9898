"""Values, calls and errors in few words, and the same words at each run."""

import functools
import inspect

import numpy as np
import pytest

from gan_course.exercises import wording


@pytest.mark.parametrize(("value", "text"), [
    (0.123456, "0.1235"), (3, "3"), (True, "True"), (None, "None"), ("a", "'a'"), (np.float32(0.5), "0.5"),
    (np.array([1.0, 0.25]), "[1, 0.25]"), (np.array([[1], [2]]), "[[1], [2]]"), (np.array(2.0), "2"),
    (np.zeros((8, 2)), "an array of shape (8, 2)"), ((1.0,), "(1,)"), ([1, (2, 3)], "[1, (2, 3)]"),
    (len, "a function"), (functools.partial(len), "a function"), (dict, "the class dict"),
    (np.array(["a"]), "an array of shape (1,)"), ("x" * 99, "'" + "x" * 46 + "…"),
])
def test_value(value, text):
    assert wording.value_text(value) == text


def test_no_address_is_shown():
    assert wording.value_text(object()) == "<object object>"
    assert wording.error_text(ValueError("bad <object at 0x7f12ab>")) == "ValueError: bad <object>"


def test_call():
    assert wording.call_text((1.0, "a"), {"rate": 0.5}) == "(1, 'a', rate=0.5)"


@pytest.mark.parametrize(("error", "text"), [
    (ValueError("one\ntwo"), "ValueError: one"),
    (KeyError("a"), "KeyError: 'a'"),
    (AssertionError(), "AssertionError"),
    (RuntimeError("{{function_node __Add}} shapes differ [Op:Add] name: "), "RuntimeError: shapes differ"),
    (ValueError("long " * 99), "ValueError: " + ("long " * 99)[:159] + "…"),
])
def test_error(error, text):
    assert wording.error_text(error) == text


def test_parameters():
    def function(real, fake: float = 1.0, *rest, rate=2):
        return real

    assert wording.parameter_text(inspect.signature(function)) == "4 arguments (real, fake=1, *rest, rate=2)"


@pytest.mark.parametrize(("value", "text"), [
    (1, "a number"), (np.float32(1), "a number"), (True, "the truth value True"), ("a", "a string"),
    ([1], "a list"), (dict, "a class"), (len, "a function"), (np.zeros(3), "an array of shape (3,)"),
    (OSError(), "an OSError"), (1 + 0j, "a complex number"), (np.complex64(1), "a complex number"),
])
def test_kind(value, text):
    assert wording.an(value) == text


@pytest.mark.parametrize(("pair", "texts"), [
    ((0.5, 0.25), ("0.5", "0.25")), ((0.693147, 0.693137), ("0.69315", "0.69314")), ((1.0, 1.0), ("1", "1")),
    ((np.nan, np.nan), ("nan", "nan"))])
def test_two_numbers_are_told_apart(pair, texts):
    assert wording.apart(*pair) == texts


def test_a_symbolic_tensor_is_told_by_its_shape():
    tf = pytest.importorskip("tensorflow")
    seen = []

    @tf.function
    def look(x):
        seen.append(wording.value_text(x))
        return x

    look(tf.zeros(3))
    assert seen == ["a tensor of shape (3,)"]
    assert wording.value_text(tf.constant([1.0, 2.0])) == "[1, 2]"


def test_a_list_that_holds_itself_and_an_error_without_words():
    circle = [1, {}]
    circle[1]["again"] = circle
    assert not wording.holds_ellipsis(circle)
    circle.append(...)
    assert wording.holds_ellipsis(circle)

    class Mute(Exception):
        def __str__(self):
            raise ValueError("no words")

    assert wording.error_text(Mute()) == "Mute"


def test_arguments_by_name_alone_are_told():
    assert wording.parameter_text(inspect.signature(lambda a, *, b: 0)) == "2 arguments (a, b, by name alone)"


def test_an_ellipsis_is_found_anywhere():
    assert wording.holds_ellipsis([1, (2, {"a": ...})])
    assert not wording.holds_ellipsis([1, "...", np.zeros(3)])
