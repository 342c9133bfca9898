"""Guesses beside outcomes."""

import pytest

from gan_course.exercises import predictions


def test_each_guess_stands_beside_its_outcome(capsys):
    predictions.beside({"modes": 8, "loss": "rises", "time": ...}, {"modes": 2, "loss": "stays", "time": "30 s"})
    lines = capsys.readouterr().out.splitlines()
    assert [line.split() for line in lines[1:]] == [
        ["modes", "8", "2"], ["loss", "rises", "stays"], ["time", "no", "guess", "30", "s"]]
    assert len({line.index(word) for line, word in zip(lines[1:], ["2", "stays", "30 s"], strict=True)}) == 1


def test_a_question_without_an_outcome_is_refused():
    with pytest.raises(ValueError, match=r"modes.*loss"):
        predictions.beside({"modes": 8}, {"loss": 1})


def test_what_the_learner_saw_has_a_column_of_its_own(capsys):
    predictions.beside({"modes": 8, "loss": ...}, {"modes": 2, "loss": "stays", "strays": "plain"},
                       {"modes": 3, "strays": ...})
    lines = capsys.readouterr().out.splitlines()
    starts = [lines[0].index(title) for title in ("your guess", "what you saw", "what happened")]
    assert [[line[a:b].strip() for a, b in zip([0, *starts], [*starts, None], strict=True)] for line in lines[1:]] == [
        ["modes", "8", "3", "2"], ["loss", "no guess", "", "stays"], ["strays", "", "not noted", "plain"]]


def test_what_was_seen_needs_an_outcome_too():
    with pytest.raises(ValueError, match=r"modes, strays.*given for modes"):
        predictions.beside({"modes": 8}, {"modes": 1}, {"strays": "plain"})
