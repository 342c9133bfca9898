"""A label comes back from the file as it was: the value and the type."""

import math
from datetime import date

import numpy as np
import pandas as pd
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


@pytest.mark.parametrize("text", ["[1]", '{"other": 1}', "{}", '{"tuple": [[1]]}', '{"tuple": 5}',
                                  '{"float": 5}', '{"complex": [1]}', '{"numpy": ["<i8", ""]}', '{"bytes": "zz"}',
                                  '{"numpy": 3}', '{"a": 1, "b": 2}', '{"float": [1]}'])
def test_other_text_is_no_label(text):
    with pytest.raises(ValueError, match="is no label"):
        labels.from_text(text)


@pytest.mark.parametrize("one, other, same", [
    (math.nan, float("nan"), True), (("a", math.nan), ("a", float("nan")), True), (1, 1, True), (1, 1.0, False),
    (1, True, False), (math.nan, np.float64("nan"), False), (np.datetime64("NaT"), np.datetime64("NaT"), True),
    (pd.NA, pd.NA, True), ((1,), (1.0,), False), (frozenset({1}), frozenset({1}), True)])
def test_two_labels_share_their_key_where_they_are_one(one, other, same):
    assert (labels.key(one) == labels.key(other)) is same


def test_labels_that_are_one_or_cannot_be_printed_are_refused():
    labels.check([1, "1", math.nan, None])
    with pytest.raises(ValueError, match="the label nan twice"):
        labels.check([math.nan, float("nan")])
    with pytest.raises(ValueError, match="of the type int, cannot be written out"):
        labels.check([10**5000])
