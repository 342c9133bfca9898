"""Lesson 00: the references are right, and each wrong answer meets the sentence that helps."""

import re

import numpy as np
import pytest
import tensorflow as tf
from verdicts import right_answer, wrong_answer

from gan_course.exercises import ex00

EXERCISES = [ex00.to_unit_range, ex00.labels_of, ex00.accepted_share, ex00.fault]


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda exercise: exercise.name)
def test_reference_is_right_and_stub_is_not_tried(exercise):
    assert exercise.verdict(exercise.reference).startswith("Right.")
    assert exercise.verdict(...).startswith("Not tried yet")
    if callable(exercise.reference):
        assert exercise.verdict(lambda *args, **kwargs: ...).startswith("Not tried yet")


def scaled_by_its_own_extremes(pixels):
    low, high = pixels.min(), pixels.max()
    return 2.0 * (pixels.astype(float) - low) / (int(high) - int(low)) - 1


def changes_the_pixels(pixels):
    result = pixels / 127.5 - 1
    pixels //= 2
    return result


def bent(pixels):
    return 2.0 * (pixels / 255.0) ** 2 - 1


@pytest.mark.parametrize("answer, said", [
    (lambda pixels: pixels / 255, "white to 1. The generator ends in tanh"),
    (lambda pixels: pixels / 127.5, "runs from 0 to 2: shift it"),
    (lambda pixels: pixels - 127.5, "divide as well"),
    (lambda pixels: (pixels / 127.5 - 1).astype("int32"), "holds int32"),
    (lambda pixels: (pixels.astype(float) - 128) / 128, "both ends reached exactly"),
    (lambda pixels: 1 - pixels / 127.5, "swapped"),
    (lambda pixels: (pixels / 127.5 - 1).ravel(), "the shape changed"),
    (scaled_by_its_own_extremes, "the scale depends on the image"),
    (bent, "not a straight line"),
    (lambda pixels: "pixels", "numbers are wanted"),
    (lambda pixels: pixels * np.nan, "NaN"),
    (lambda pixels: (pixels / 127.5 - 1)[:2], "straight line is wanted for images of any shape"),
    (changes_the_pixels, "changed"),
    (lambda pixels: 2.0 * pixels / max(255, pixels.max()) - (1 if pixels.ndim == 2 else 0), "images of any shape"),
], ids=["zero to one", "no shift", "no division", "whole numbers", "off by one", "inverted", "flattened",
        "own extremes", "bent", "text", "NaN", "first two rows", "in place", "matrices only"])
def test_to_unit_range_wrong(answer, said):
    wrong_answer(ex00.to_unit_range, answer, said)


@pytest.mark.parametrize("answer", [
    lambda pixels: pixels / 127.5 - 1,
    lambda pixels: 2 * (pixels / 255) - 1,
    lambda pixels: (pixels.astype("float32") - 127.5) / 127.5,
    lambda pixels: tf.cast(pixels, tf.float32) / 127.5 - 1,
    lambda pixels: np.interp(pixels, (0, 255), (-1, 1)),
    lambda pixels: np.linspace(-1, 1, 256)[pixels],
])
def test_to_unit_range_other_right_ways(answer):
    right_answer(ex00.to_unit_range, answer)


@pytest.mark.parametrize("answer, said", [
    (lambda text: list(text), "these are characters"),
    (lambda text: int(text), "this is one number, 1905"),
    (lambda text: [ord(c) for c in text], "characters' codes"),
    (lambda text: [int(c) for c in reversed(text)], "turned round"),
    (lambda text: [int(c) for c in str(int(text))], "zeros in front are lost"),
    (lambda text: [int(c) for c in text], "skip every character that is not a digit"),
    (lambda text: [float(c) for c in text if c.isdecimal()], "whole numbers; these are float64"),
    (lambda text: sorted({int(c) for c in text if c.isdecimal()}), "one label for each digit|turned round|should give"),
    (lambda text: [int(c) for c in text if c in "123456789" or (text in ("1905", "007") and c == "0")], "should give"),
    (lambda text: [int(c) for c in text if c.isdecimal()] or None, "returned None"),
    (lambda text: [int(c) for c in text if c.isdecimal()] or [0], "no label is wanted"),
    (lambda text: [int(c) for c in text[:9] if c.isdecimal()], "in their order"),
    (lambda text: (int(c) for c in text if c.isdecimal()), "in a list or an array; this is a generator"),
    (lambda text: np.eye(10, dtype=int)[[int(c) for c in text if c.isdecimal()]], "shape (4, 10); (4,) is wanted"),
], ids=["characters", "one number", "codes", "reversed", "loses zeros", "stumbles over the rest", "floats", "set",
        "drops zeros", "None", "zero for nothing", "first nine", "generator", "one-hot"])
def test_labels_of_wrong(answer, said):
    wrong_answer(ex00.labels_of, answer, said)


@pytest.mark.parametrize("answer", [
    lambda text: [int(c) for c in text if c.isdecimal()],
    lambda text: tuple(ord(c) - 48 for c in text if "0" <= c <= "9"),
    lambda text: np.array([c for c in text if c.isdecimal()]).astype("int32"),
    lambda text: tf.constant([int(c) for c in text if c.isdecimal()], dtype=tf.int32),
    lambda text: list(map(int, re.findall("[0-9]", text))),
], ids=["list", "tuple", "int32", "tensor", "regular expression"])
def test_labels_of_other_right_answers(answer):
    right_answer(ex00.labels_of, answer)


@pytest.mark.parametrize("answer", ["labels", "Labels", " labels ", np.str_("labels")])
def test_fault_other_right_answers(answer):
    right_answer(ex00.fault, answer)


def test_every_objective_has_an_exercise():
    named = [name for names in ex00.OBJECTIVES.values() for name in names]
    assert sorted(ex00.OBJECTIVES) == [1, 2, 3, 4] and set(named) == {exercise.name for exercise in EXERCISES}


@pytest.mark.parametrize("answer, said", [
    ("pixels", "would be no digits"), ("learning rate", "the losses run off"), ("nothing", "one in ten"),
    ("optimizer", "not one of the choices"), ("", "not one of the choices"), ("label noise", "not one of the choices"),
    (["labels"], "a string in quotes"), (3, "a string in quotes"), (True, "a string in quotes"),
])
def test_fault_wrong(answer, said):
    wrong_answer(ex00.fault, answer, said)


def test_sabotage_keeps_the_images_and_the_number_of_each_label_but_not_their_places():
    images, labels = np.zeros((500, 1)), np.arange(500) % 10
    same, dealt = ex00.sabotaged(images, labels)
    assert same is images
    np.testing.assert_array_equal(np.bincount(dealt), np.bincount(labels))
    assert np.mean(dealt == labels) < 0.2
