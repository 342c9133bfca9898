"""The report: a class whose answers are drawn from a known truth, matched learners, and what is not claimed."""

import re

import numpy as np
import pytest

from gan_course.items import bank, report

ITEMS = bank.load()
PRE = bank.of_sitting(ITEMS, "pre")


def answers_of(learners, knows, seed, first=0):
    """Draw a class: each learner knows an item with the probability `knows`, and else takes a wrong option."""
    rng = np.random.default_rng(seed)
    return {f"learner {first + i}": {name: item.right if rng.random() < knows else str(rng.choice(list(item.errors)))
                                     for name, item in PRE.items()} for i in range(learners)}


def test_a_simulated_class_comes_out_as_it_was_made():
    before = answers_of(2000, 0.3, 110)
    rng = np.random.default_rng(111)
    after = {learner: {name: letter if letter == PRE[name].right or rng.random() > 0.6 else PRE[name].right
                       for name, letter in row.items()} for learner, row in before.items()}
    text = report.text({"pre": before, "post": after}, ITEMS)
    assert "pre: 2000 learners, 12 items; mean 30 % right" in text
    assert "2000 learners in both tests, 12 common items" in text
    gain = float(re.search(r"missing, (\d\.\d\d) was won", text)[1])
    assert gain == pytest.approx(0.6, abs=0.02)
    assert len(re.findall(r"gain 0\.\d\d", text)) == 12
    assert "2000 learners are enough to judge the items by these numbers" in text


def test_only_those_in_both_tests_count():
    before, after = answers_of(5, 0.0, 112), answers_of(5, 1.0, 113, first=3)
    text = report.of_gain(before, after, ITEMS)
    assert "2 learners in both tests" in text and "6 learners in only one of them, left out" in text
    assert "0 % before, 100 % after; of what was missing, 1.00 was won" in text
    assert "nobody's name is in both tests" in report.of_gain(answers_of(2, 0, 1), answers_of(2, 0, 1, first=9), ITEMS)


def test_who_had_everything_right_has_no_gain():
    full, half = answers_of(2, 1.0, 114), answers_of(2, 0.5, 115, first=2)
    text = report.of_gain({**full, **half}, {**full, **answers_of(2, 1.0, 116, first=2)}, ITEMS)
    assert "one by one: mean 1.00, standard error 0.00, over 2 learners (who had everything right" in text


def test_question_marks_and_nothing_count_as_wrong_and_are_shown():
    rows = {"ada": {"one_place": "?"}, "bo": {"one_place": ""}, "cy": {"one_place": "A"}}
    text = report.of_sitting("pre", rows, ITEMS)
    assert re.search(r"one_place +33 % +none +\*A 1  B 0  C 0  \? 1  none 1", text)


def test_the_report_says_how_far_luck_reaches():
    assert "scatters around 0 by 0.21 in a class" in report.of_sitting("pre", answers_of(24, 0.5, 121), ITEMS)
    assert "scatters" not in report.of_sitting("pre", answers_of(1, 0.5, 122), ITEMS)


def test_no_validity_is_claimed_before_fifty():
    assert "No validity is claimed: 49 learners" in report.text({"pre": answers_of(49, 0.5, 117)}, ITEMS)
    text = report.text({"pre": answers_of(50, 0.5, 118)}, ITEMS)
    assert "No validity" not in text and "the numbers alone do not show" in text


def test_a_weak_item_and_a_rare_option_are_named_from_fifty_on():
    answers = answers_of(60, 0.5, 119)
    answers = {learner: {**row, "who_climbs": "A" if row["who_climbs"] == "B" else row["who_climbs"]}
               for learner, row in answers.items()}
    text = report.of_sitting("pre", answers, ITEMS)
    assert "who_climbs: fewer than 5 % chose B" in text
    assert "below 0.2: those who know more are hardly more often right" in text       # luck sorts nobody
    few = dict(list(answers.items())[:49])
    assert "fewer than" not in report.of_sitting("pre", few, ITEMS)
