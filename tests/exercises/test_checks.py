"""Each ready-made check: what it lets pass, what it says otherwise."""

import numpy as np
import pytest

from gan_course.exercises import checks
from gan_course.exercises.guard import NotTried


def square(x):
    return x ** 2


def test_expects_close_with_a_value_a_function_and_a_tuple():
    x = np.array([1.0, 2.0])
    assert checks.expects_close((x,), np.array([1.0, 4.0]), "Squares")(square) is None
    assert checks.expects_close((x,), square, "Squares")(square) is None
    assert checks.expects_close((3.0,), (9.0, 3.0), "Both")(lambda v: (v * v, v)) is None
    assert checks.expects_close((3.0,), (9.0, 3.0), "Both")(lambda v: [v * v, v + 1]) == (
        "Both. Called with (3) it is 4; 3 is wanted.")
    assert checks.expects_close((3.0,), (9.0, 3.0), "Both")(square) == (
        "Both. 2 values are wanted; this is a number.")
    assert checks.expects_close((3.0,), (9.0, 3.0), "Both")(lambda v: (1, 2, 3)) == (
        "Both. 2 values are wanted; this is 3 of them.")
    assert checks.expects_close((x,), square, "Squares")(lambda v: v ** 2 + [0, 1]) == (
        "Squares. Called with ([1, 2]) it is 5 at [1]; 4 is wanted there.")


def test_tolerances():
    near = checks.value_close(1.0, "One", rtol=0, atol=1e-3)
    assert near(1.0009) is None
    assert near(1.0011) == "One. It is 1.001; 1 is wanted."
    assert checks.compare(1e4 + 0.09, 1e4, "Large") is None     # without others, 1e-5 of the value, and 1e-6
    assert checks.compare(1e4 + 0.11, 1e4, "Large").startswith("Large.")
    assert checks.compare(0.9e-6, 0.0, "Small") is None and checks.compare(1.1e-6, 0.0, "Small").startswith("Small.")
    assert checks.compare([1.0, 2.0], np.ones(3), "Three ones") == "Three ones. It has shape (2,); (3,) is wanted."


def test_nan_is_named_unless_it_is_wanted():
    assert checks.value_close(1.0, "One")(np.nan) == "it is NaN (not a number)."
    assert checks.value_close(1.0, "One")(np.inf) == "One. It is infinite."
    assert checks.value_close(np.inf, "One")(np.inf) is None
    assert checks.value_close(np.nan, "Undefined")(np.nan) is None


def test_an_answer_that_works_in_place_spoils_nothing():
    x = np.array([1.0, 2.0])

    def in_place(v):
        v *= v
        return v

    check = checks.expects_close((x,), square, "Squares")
    assert check(in_place) is None
    assert check(in_place) is None
    np.testing.assert_array_equal(x, [1.0, 2.0])


@pytest.mark.parametrize("result", [
    (1, 2.0), [1, 2], np.array([1, 2]), [np.float32(1), np.array(2.0)], np.array([True, 2], dtype=object)])
def test_a_tuple_a_list_and_an_array_do_for_each_other(result):
    for expected in ((1.0, 2.0), [1.0, 2.0], np.array([1.0, 2.0])):
        assert checks.compare(result, expected, "Two") is None


def test_tensors_do_for_a_tuple():
    tf = pytest.importorskip("tensorflow")
    for result in (tf.stack([1.0, 2.0]), (tf.constant(1.0), tf.constant(2.0)), tf.Variable([1.0, 2.0])):
        assert checks.compare(result, (1.0, 2.0), "Two") is None
    assert checks.compare(tf.stack([1.0, 3.0]), (1.0, 2.0), "Two") == "Two. It is 3; 2 is wanted."
    assert checks.compare([tf.ones((2, 2)), tf.ones(3)], [np.ones((2, 2)), np.ones(3)], "Two") is None


def test_dictionaries_and_words():
    assert checks.compare({"a": [1.0], "b": "x"}, {"b": "x", "a": np.ones(1)}, "Both") is None
    assert checks.compare({"a": 2}, {"a": 1}, "Both") == "Both. It is 2; 1 is wanted."
    assert checks.compare({"b": 2}, {"a": 1}, "Both") == (
        "Both. A dictionary with the keys 'a' is wanted; this is one with 'b'.")
    assert checks.compare([2], {"a": 1}, "Both") == "Both. A dictionary with the keys 'a' is wanted; this is a list."
    assert checks.compare("y", "x", "The word") == "The word. It is 'y'; 'x' is wanted."
    assert checks.compare(1.0, "x", "The word") == "The word. It is 1; 'x' is wanted."
    assert checks.compare(None, None, "") is None


@pytest.mark.parametrize("result, sentence", [
    ("1.0", "numbers are wanted; this is a string."),
    (["1.0"], "numbers are wanted; this is a list with text in it."),
    (np.array("1.0"), "numbers are wanted; this is an array of shape () with text in it."),
    (1j, "real numbers are wanted; this is complex: 1j."),
    (1 + 0j, None), (True, None), (np.float16(1), None),
    ({}, "numbers are wanted; this is a dict."), ([[1.0], [1.0, 2.0]], "numbers are wanted; this is a list."),
])
def test_what_is_no_number_gets_its_own_sentence(result, sentence):
    assert checks.compare(result, 1.0, "One") == sentence


def test_complex_numbers_where_they_are_wanted():
    assert checks.compare([1j, 2], np.array([1j, 2 + 0j]), "Eigenvalues") is None
    assert checks.compare([1j, 2], np.array([-1j, 2 + 0j]), "Eigenvalues").startswith("Eigenvalues. It is 0+1j at [0]")


def test_same_shape():
    x = np.zeros((4, 1))
    assert checks.same_shape((x,), (4, 1))(square) is None
    assert checks.same_shape((x,), (), "One number for the batch")(square) == (
        "One number for the batch. Called with ([[0], [0], [0], [0]]) it gave shape (4, 1); () is wanted.")
    assert checks.same_shape((np.zeros((40, 1)),), ())(square) == (
        "called with (an array of shape (40, 1)) it gave shape (40, 1); () is wanted.")


def test_finite():
    assert checks.finite((1e3,), "It stays finite")(square) is None
    assert checks.finite((1e300,), "It stays finite")(lambda v: v * 1e300) == (
        "It stays finite. Called with (1e+300) it gave inf.")
    assert checks.finite((1.0,), "It stays finite")(lambda v: "x") == "numbers are wanted; this is a string."


def test_raises():
    check = checks.raises((-1,), ValueError, "A negative rate is refused")

    def refuses(v):
        raise ValueError("negative")

    def stub(v):
        raise NotImplementedError

    def slips(v):
        raise KeyError("v")

    assert check(refuses) is None
    assert check(square) == "A negative rate is refused. Called with (-1) it should raise ValueError."
    for unfinished in (stub, lambda v: ...):
        with pytest.raises(NotTried):
            check(unfinished)
    with pytest.raises(KeyError):       # the engine tells it as the learner's exception
        check(slips)


def test_choice_without_a_word_for_each():
    check = checks.choice("b", {"a": "That is the sum."})
    assert check("B ") is None
    assert check("a") == "That is the sum."
    assert check("c") == "'c' is not one of the choices: 'a', 'b'."


def test_numbers_of_a_stub_are_not_tried():
    with pytest.raises(NotTried):
        checks.as_numbers((1.0, ...))


@pytest.mark.parametrize("answer, sentence", [
    ({"A": "leak", "B": "none"}, None),
    ({"A": " Leak ", "B": "NONE"}, None),
    ({"A": "leak"}, 'faults should be a dictionary with the keys "A" and "B".'),
    (["leak", "none"], 'faults should be a dictionary with the keys "A" and "B".'),
    ({"A": "leek", "B": "none"}, "log A: 'leek' is not one of 'leak', 'none'."),
    ({"A": "none", "B": "none"}, "look at A"),
    ({"A": "leak", "B": "leak"}, "look at B"),
])
def test_choices(answer, sentence):
    check = checks.choices("faults", {"A": "leak", "B": "none"}, {"A": "look at A", "B": "look at B"}, what="log")
    assert check(answer) == sentence


def test_truth_values_are_named_as_such():
    wanted = np.array([True, False, False])
    assert checks.compare([1, 0, 1], wanted, "Both") == "Both. It is True at [2]; False is wanted there."
    assert checks.compare(np.array([0.5, 0.0, 0.0]), wanted, "Both") == "Both. It is 0.5 at [0]; True is wanted there."
    assert checks.compare(False, True, "Is it") == "Is it. It is False; True is wanted."
    assert checks.compare(np.array([True]), [True], "Both") is None
