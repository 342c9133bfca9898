"""The checker of lesson 00 on counting: wrong shares hear what is wrong with them, unusual right ones pass."""

import numpy as np
import pytest
import tensorflow as tf
from verdicts import wrong_answer

from gan_course.exercises import ex00_counting

share = ex00_counting.accepted_share.reference


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
    return ex00_counting.accepted_share.reference(p, wanted, 0.9)


def at_least(p, wanted, threshold=0.9):
    return np.mean((p.argmax(axis=1) == wanted) & (p.max(axis=1) >= threshold))


def wanted_one_alone(p, wanted, threshold=0.9):
    """Not the likeliest digit, but the wanted one's probability: the same above one half only."""
    return np.mean(p[np.arange(len(p)), wanted] > threshold)


def spoils_the_table(p, wanted, threshold=0.9):
    result = ex00_counting.accepted_share.reference(p, wanted, threshold)
    p *= 0
    return result


def one_verdict_each(p, wanted, threshold=0.9):
    right, sure = split(p, wanted, threshold)
    return right & sure


@pytest.mark.parametrize("answer, said", [
    (count, "this is how many"), (lambda *a: 100 * ex00_counting.accepted_share.reference(*a), "in percent"),
    (only_right, "only two are both"), (only_sure, "only two are both"), (of_the_sure, "a share of *all* images"),
    (either, "&, not"), (fixed_threshold, "the threshold changes nothing"),
    (one_verdict_each, "one number for all images"),
    (at_least, "not *above* it"),
    (lambda p, wanted, threshold=0.5: share(p, wanted, threshold), "keep threshold=0.9"),
    (lambda p, wanted, threshold=0.9: "40 %", "numbers are wanted"),
    (wanted_one_alone, "the share of all images that are right and sure"),
    (spoils_the_table, "changed"),
], ids=["count", "percent", "only right", "only sure", "of the sure", "either", "fixed threshold", "no mean",
        "at least", "another default", "text", "wanted one above", "in place"])
def test_accepted_share_wrong(answer, said):
    wrong_answer(ex00_counting.accepted_share, answer, said)


@pytest.mark.parametrize("answer", [
    lambda p, w, threshold=0.9: tf.reduce_mean(tf.cast((p.argmax(axis=1) == w) & (p.max(axis=1) > threshold), float)),
    lambda p, w, threshold=0.9: sum(p[i].argmax() == w[i] and p[i].max() > threshold for i in range(len(w))) / len(w),
    lambda p, w, threshold=0.9: np.count_nonzero((p.argmax(-1) == w) * (p.max(-1) > threshold)) / p.shape[0],
    lambda p, w, threshold=0.9: np.array(ex00_counting.accepted_share.reference(p, w, threshold)),
], ids=["TensorFlow", "loop", "count over n", "array of no axis"])
def test_accepted_share_other_right_answers(answer):
    verdict = ex00_counting.accepted_share.verdict(answer)
    assert verdict.startswith("Right."), verdict
