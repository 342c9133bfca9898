"""Lesson 00: the references are right, and each wrong answer meets the sentence that helps."""

import numpy as np
import pytest

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
], ids=["zero to one", "no shift", "no division", "whole numbers", "off by one", "inverted", "flattened",
        "own extremes", "bent"])
def test_to_unit_range_wrong(answer, said):
    verdict = ex00.to_unit_range.verdict(answer)
    assert verdict.startswith("Wrong:") and said in verdict


@pytest.mark.parametrize("answer", [
    lambda pixels: pixels / 127.5 - 1,
    lambda pixels: 2 * (pixels / 255) - 1,
    lambda pixels: (pixels.astype("float32") - 127.5) / 127.5,
])
def test_to_unit_range_other_right_ways(answer):
    assert ex00.to_unit_range.verdict(answer).startswith("Right.")


@pytest.mark.parametrize("answer, said", [
    (lambda text: list(text), "these are characters"),
    (lambda text: int(text), "this is one number, 1905"),
    (lambda text: [ord(c) for c in text], "characters' codes"),
    (lambda text: [int(c) for c in reversed(text)], "turned round"),
    (lambda text: [int(c) for c in str(int(text))], "zeros in front are lost"),
    (lambda text: [int(c) for c in text], "skip every character that is not a digit"),
    (lambda text: [float(c) for c in text if c.isdecimal()], "whole numbers; these are float64"),
], ids=["characters", "one number", "codes", "reversed", "loses zeros", "stumbles over the rest", "floats"])
def test_labels_of_wrong(answer, said):
    verdict = ex00.labels_of.verdict(answer)
    assert verdict.startswith("Wrong:") and said in verdict


def test_labels_of_may_be_a_list():
    assert ex00.labels_of.verdict(lambda text: [int(c) for c in text if c.isdecimal()]).startswith("Right.")


def split(p, wanted, threshold):
    return p.argmax(axis=1) == wanted, p.max(axis=1) > threshold


def count(p, wanted, threshold=0.9):
    right, sure = split(p, wanted, threshold)
    return np.sum(right & sure)


def only_right(p, wanted, threshold=0.9):
    return np.mean(p.argmax(axis=1) == wanted)


def only_sure(p, wanted, threshold=0.9):
    return np.mean(p.max(axis=1) > threshold)


def of_the_sure(p, wanted, threshold=0.9):
    right, sure = split(p, wanted, threshold)
    return np.mean(right[sure])


def either(p, wanted, threshold=0.9):
    right, sure = split(p, wanted, threshold)
    return np.mean(right | sure)


def fixed_threshold(p, wanted, threshold=0.9):
    return ex00.accepted_share.reference(p, wanted, 0.9)


def one_verdict_each(p, wanted, threshold=0.9):
    right, sure = split(p, wanted, threshold)
    return right & sure


@pytest.mark.parametrize("answer, said", [
    (count, "this is how many"), (lambda *a: 100 * ex00.accepted_share.reference(*a), "in percent"),
    (only_right, "only two are both"), (only_sure, "only two are both"), (of_the_sure, "a share of *all* images"),
    (either, "&, not |"), (fixed_threshold, "the threshold changes nothing"),
    (one_verdict_each, "one number for all images"),
], ids=["count", "percent", "only right", "only sure", "of the sure", "either", "fixed threshold", "no mean"])
def test_accepted_share_wrong(answer, said):
    verdict = ex00.accepted_share.verdict(answer)
    assert verdict.startswith("Wrong:") and said in verdict


@pytest.mark.parametrize("answer, said", [
    ("pixels", "would be no digits"), ("learning rate", "the losses run off"), ("nothing", "one in ten"),
    ("optimizer", "not one of the choices"),
])
def test_fault_wrong(answer, said):
    verdict = ex00.fault.verdict(answer)
    assert verdict.startswith("Wrong:") and said in verdict


def test_sabotage_keeps_the_images_and_the_number_of_each_label_but_not_their_places():
    images, labels = np.zeros((500, 1)), np.arange(500) % 10
    same, dealt = ex00.sabotaged(images, labels)
    assert same is images
    np.testing.assert_array_equal(np.bincount(dealt), np.bincount(labels))
    assert np.mean(dealt == labels) < 0.2
