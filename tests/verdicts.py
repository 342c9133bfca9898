"""Tables of answers as tests: each wrong one must hear its words, each unusual right one "Right"."""

import pytest

LEAST_WRONG, LEAST_RIGHT = 8, 4


def wrong_answers(exercise, cases):
    """Return a test of {what is wrong: (answer, words that the verdict must hold)}."""
    assert len(cases) >= LEAST_WRONG, f"{exercise.name}: {len(cases)} wrong answers; {LEAST_WRONG} are wanted"

    @pytest.mark.parametrize("name", cases)
    def test(name):
        answer, words = cases[name]
        verdict = exercise.verdict(answer)
        assert verdict.startswith("Wrong: ")
        assert words in verdict

    return test


def right_answers(exercise, cases):
    """Return a test of {what is unusual: answer}."""
    assert len(cases) >= LEAST_RIGHT, f"{exercise.name}: {len(cases)} right answers; {LEAST_RIGHT} are wanted"

    @pytest.mark.parametrize("name", cases)
    def test(name):
        assert exercise.verdict(cases[name]).startswith("Right.")

    return test
