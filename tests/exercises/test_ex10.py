"""The checkers of lesson 10: references are right, wrong answers hear which property is broken."""

import numpy as np
import pytest
from verdicts import references, right_answer, solutions, wrong_answer

from gan_course import lab
from gan_course.exercises import ex10

held = ex10.held
ALL = [ex10.what_changed, ex10.lasting_since, ex10.one_change]
STUBS = {"what_changed": lambda text_a, text_b: ..., "lasting_since": lambda rows, modes: ..., "one_change": ...}


@pytest.fixture(autouse=True)
def known_runs(monkeypatch):
    """Runs of the laboratory take seconds each; one test makes real ones, the others take these."""
    known = {"discriminator_rate=0.003": 8.0, "n_critic=3": 6.0, "discriminator_rate=0.0001": 3.0, "r1=0.1": 0.0}
    hopping = lab.PRESETS["hopping"].settings.to_text()
    monkeypatch.setattr(ex10, "held", lambda text: known.get(text.removeprefix(hopping).strip(), 0.0))


test_reference_is_right = references(ALL)
test_solution_source_defines_the_name_and_is_right = solutions(ALL, lab=lab)


@pytest.mark.parametrize("exercise", ALL, ids=repr)
def test_stub_is_not_tried(exercise):
    assert exercise.verdict(STUBS[exercise.name]).startswith("Not tried yet")


# lasting_since

def first_touch(rows, modes):
    return next((row["step"] for row in rows if row["modes"] >= modes), float("inf"))


def number_of_the_row(rows, modes):
    since = ex10.lasting_since.reference(rows, modes)
    return since if since == float("inf") else [row["step"] for row in rows].index(since)


def exactly_so_many(rows, modes):
    return ex10.lasting_since.reference([{**row, "modes": modes * (row["modes"] == modes)} for row in rows], modes)


def last_failure(rows, modes):
    return max((row["step"] for row in rows if row["modes"] < modes), default=float("inf"))


def last_step_where_never(rows, modes):
    return min(ex10.lasting_since.reference(rows, modes), rows[-1]["step"])


def every_hundred(rows, modes):
    """Counts rows, and takes for granted that there is one every 100 steps."""
    held = int(np.sum(np.cumprod([row["modes"] >= modes for row in reversed(rows)])))
    return 100 * (len(rows) - held + 1) if held else float("inf")


def at_most_eight(rows, modes):
    return ex10.lasting_since.reference(rows, min(modes, 8))


def takes_rows_away(rows, modes):
    since = float("inf")
    while rows and rows[-1]["modes"] >= modes:
        since = rows.pop()["step"]
    return since


@pytest.mark.parametrize("wrong, says", [
    (takes_rows_away, "work on a copy"),
    (first_touch, "touched is not held"), (number_of_the_row, "the number of a row"),
    (exactly_so_many, "at least so many is enough"), (last_failure, "touched is not held"),
    (last_step_where_never, "infinity"), (lambda rows, modes: "never", "this is a string"),
    (lambda rows, modes: str(ex10.lasting_since.reference(rows, modes)), "this is a string"),
    (lambda rows, modes: [row["step"] for row in rows if row["modes"] >= modes] or [0, 0], "one number"),
    (lambda rows, modes: min(ex10.lasting_since.reference(rows, modes), 1e9) % 1e9 or np.nan, "came NaN"),
    (every_hundred, "it is not the step since which"), (at_most_eight, "it is not the step since which")])
def test_wrong_steps_are_named(wrong, says):
    wrong_answer(ex10.lasting_since, wrong, says)


def backwards(rows, modes):
    since = float("inf")
    for row in reversed(rows):
        if row["modes"] < modes:
            break
        since = row["step"]
    return since


def after_the_last_failure(rows, modes):
    failures = [i for i, row in enumerate(rows) if row["modes"] < modes]
    lasting = rows[failures[-1] + 1:] if failures else rows
    return lasting[0]["step"] if lasting else np.inf


def by_numpy(rows, modes):
    enough = np.array([row["modes"] for row in rows]) >= modes
    lasting = np.flip(np.cumprod(np.flip(enough)))
    return np.min(np.where(lasting, [row["step"] for row in rows], np.inf))


@pytest.mark.parametrize("unusual", [
    backwards, after_the_last_failure, by_numpy, lambda rows, modes: np.array([backwards(rows, modes)])])
def test_other_ways_to_the_same_step_are_right(unusual):
    right_answer(ex10.lasting_since, unusual)


# one_change

@pytest.mark.parametrize("wrong, says", [
    ("learning_rate=0.003", "cannot read it"), ("discriminator_rate=fast", "cannot read it"),
    ("discriminator_rate=0.003 r1=0.1", "2 things, discriminator_rate, r1"), ("discriminator_rate=3e-5", "nothing"),
    ("data=line", "another task"), ("seed=4", "other dice"), ("discriminator_rate=0.0001", "quick enough"),
    ("discriminator_rate=1e-6", "too slow already"), ("generator_rate=0.01", "runs ahead already"),
    ("generator_rate=0.00001", "has to arrive"), ("r1=0.1", "next to nothing"), ("batch_size=64", "lags behind")])
def test_wrong_changes_are_named(wrong, says):
    wrong_answer(ex10.one_change, wrong, says)


@pytest.mark.parametrize("unusual", ["n_critic=3", "discriminator_rate=3e-3", " discriminator_rate=0.003 ",
                                     "discriminator_rate=0.0030"])
def test_another_change_that_holds_enough_is_right(unusual, monkeypatch):
    known = {"n_critic=3": 6.0}
    monkeypatch.setattr(ex10, "held", lambda text: known.get(text.split()[-1], 8.0))
    right_answer(ex10.one_change, unusual)


def test_an_empty_text_is_not_tried():
    assert ex10.one_change.verdict("  ").startswith("Not tried yet")


def test_a_real_run_tells_the_cure_from_the_disease():
    hopping = lab.PRESETS["hopping"].settings.to_text()
    assert held(hopping) <= 3 < ex10.WANTED <= held(f"{hopping} {ex10.one_change.reference}")
