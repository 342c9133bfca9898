"""Marked lines are counted, and none is given away."""

import itertools

import numpy as np
import pytest

from gan_course.exercises.marking import Marking

LISTING = """
noise = sample(n)
fake = generator(noise)
loss = -loss_of(fake)
discriminator.trainable = False
apply(loss, discriminator)
"""
HINTS = ["One.", "Two.", "Three."]


def listing(**options):
    return Marking("faulty_lines", **({"listing": LISTING, "faults": {"sign": {3}, "frozen": {4, 5}}, "hints": HINTS,
                                       "praise": "Both."} | options))


@pytest.mark.parametrize("answer", [
    {3, 4}, {3, 5}, {3, 4, 5}, [4, 3], (3, 4), {3: "the sign", 4: "frozen"}, np.array([3, 4]), frozenset({3, 5}),
    [3, 3, 4], range(3, 5)])
def test_right_in_any_clothing(answer):
    assert listing().verdict(answer) == "Right. Both."


@pytest.mark.parametrize("answer, verdict", [
    ({3}, "you found 1 of the 2 faults, and no line that you marked is sound. Go on."),
    ({4, 5}, "you found 1 of the 2 faults, and no line that you marked is sound. Go on."),
    ({1}, "you found 0 of the 2 faults, and one line that you marked is sound."),
    ({1, 2, 3}, "you found 1 of the 2 faults, and 2 lines that you marked are sound."),
    ({1, 2, 3, 4, 5}, "you found 2 of the 2 faults, and 2 lines that you marked are sound."),
    (3, "you found 1 of the 2 faults, and no line that you marked is sound. Go on."),
    ({3, 6}, "there is no line 6; the listing has lines 1 to 5."), ({0}, "there is no line 0"),
    ({3.5}, "line numbers are whole numbers; 3.5 is none."), (["3"], "line numbers are whole numbers; '3' is none."),
    ([True, 3], "line numbers are whole numbers; True is none."), ("3, 4", "a set of line numbers is wanted"),
    (2.5, "this is a number"), ({3: "sign", "4": "frozen"}, "'4' is none"), ([3, None], "None is none")])
def test_wrong_answers(answer, verdict):
    found = listing().verdict(answer)
    assert found.startswith("Wrong: ") and verdict in found


@pytest.mark.parametrize("answer", [..., None, set(), {}, [], {3, ...}, {3: ...}])
def test_untried(answer):
    assert listing().verdict(answer).startswith("Not tried yet")


def test_no_verdict_gives_a_line_away():
    for size in range(1, 5):
        for marked in itertools.combinations(range(1, 6), size):
            verdict = listing().verdict(set(marked))
            found, sound = listing().found(marked)
            assert verdict.startswith("Right.") == (found == 2 and sound == 0)
            assert "line 3" not in verdict and "line 4" not in verdict and "line 5" not in verdict


def test_lines_that_may_be_marked_or_not():
    marking = listing(either={5}, faults={"sign": {3}})
    assert marking.verdict({3}) == marking.verdict({3, 5}) == "Right. Both."
    assert marking.verdict({5}) == "Wrong: you found no fault yet, and no line that you marked is sound. Go on."
    assert "you found the fault, and one line that you marked is sound" in marking.verdict({1, 3})


def test_the_listing_and_the_solved_edition(capsys):
    listing().show()
    assert capsys.readouterr().out.splitlines()[2:4] == ["3  loss = -loss_of(fake)",
                                                         "4  discriminator.trainable = False"]
    assert listing().reference_source() == "faulty_lines = {3, 4}"
    assert listing().verdict(listing().reference) == "Right. Both."


@pytest.mark.parametrize("options", [
    {"faults": {"a": {9}}}, {"faults": {"a": {0}}}, {"faults": {}}, {"faults": {"a": set()}},
    {"faults": {"a": {1}, "b": {1}}}, {"either": {3}}])
def test_an_author_is_told(options):
    with pytest.raises(ValueError, match="lines of its own, from 1 to 5"):
        listing(**options)
