"""A label comes back from the file as it was: the value and the type."""

import math
from datetime import date

import numpy as np
import pytest

from gan_course.sweep import labels

KEPT = [None, True, False, 0, -3, 10**30, 0.1, 1.0, -0.0, math.inf, -math.inf, 2 - 0.5j, "", "ä\n\"'", b"\x00\xff", (),
        ("r1", 0.1), (1, (True, None), b"x"), np.float32(0.1), np.float64(0.1), np.float16(1), np.int64(7),
        np.uint8(255),
        np.bool_(True), np.str_("text"), np.str_(""), np.bytes_(b"ab"), np.complex64(1 + 2j),
        np.datetime64("2026-01-02"), np.timedelta64(3, "s"), np.longdouble(1) / 3, (np.float32(0.1), "x")]


@pytest.mark.parametrize("label", KEPT, ids=repr)
def test_a_label_comes_back(label):
    again = labels.from_text(labels.to_text(label))
    assert again == label and type(again) is type(label) and repr(again) == repr(label)


def test_nan_comes_back():
    assert math.isnan(labels.from_text(labels.to_text(math.nan)))


def test_different_labels_have_different_texts():
    texts = [labels.to_text(label) for label in KEPT]
    assert len(set(texts)) == len(KEPT)


@pytest.mark.parametrize("label", [object(), frozenset({1}), date(2026, 1, 2), ("a", object()), int, print, ...])
def test_what_would_not_come_back_is_refused(label):
    with pytest.raises(ValueError, match="which a file cannot give back as it was; give text, a number, True"):
        labels.to_text(label)


@pytest.mark.parametrize("text", ["[1]", '{"other": 1}', "{}", '{"tuple": [[1]]}'])
def test_other_text_is_no_label(text):
    with pytest.raises(ValueError):
        labels.from_text(text)
