"""The checkers of lesson 10: references are right, wrong answers hear which property is broken."""

import numpy as np
import pytest

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


@pytest.mark.parametrize("exercise", ALL, ids=repr)
def test_reference_is_right(exercise):
    assert exercise.verdict(exercise.reference).startswith("Right. ")


@pytest.mark.parametrize("exercise", ALL, ids=repr)
def test_solution_source_defines_the_name_and_is_right(exercise):
    namespace = {"np": np, "lab": lab}
    exec(exercise.reference_source(), namespace)
    assert exercise.verdict(namespace[exercise.name]).startswith("Right. ")


@pytest.mark.parametrize("exercise", ALL, ids=repr)
def test_stub_is_not_tried(exercise):
    assert exercise.verdict(STUBS[exercise.name]).startswith("Not tried yet")


# what_changed

def _dicts(text):
    settings = lab.from_text(text).to_dict()
    return settings | settings.pop("remedies")


def as_texts(text_a, text_b):
    return sorted(set(text_a.split()) ^ set(text_b.split()))


def parts_names(text_a, text_b):
    return sorted({part.partition("=")[0] for part in set(text_a.split()) ^ set(text_b.split())})


def without_remedies(text_a, text_b):
    a, b = (lab.from_text(text).to_dict() for text in (text_a, text_b))
    return sorted(name for name in lab.controls.CONTROLS if a[name] != b[name])


def remedies_as_one(text_a, text_b):
    a, b = (lab.from_text(text).to_dict() for text in (text_a, text_b))
    return sorted(name for name in a if a[name] != b[name])


def only_what_came(text_a, text_b):
    a, b = _dicts(text_a), _dicts(text_b)
    return sorted(name for name in b if name not in a or a[name] != b[name])


def none_is_off(text_a, text_b):
    a, b = _dicts(text_a), _dicts(text_b)
    return sorted(name for name in a.keys() | b.keys() if a.get(name) != b.get(name))


def as_dictionary(text_a, text_b):
    return {name: None for name in ex10.what_changed.reference(text_a, text_b)}


def unsorted(text_a, text_b):
    return ex10.what_changed.reference(text_a, text_b)[::-1]


@pytest.mark.parametrize("wrong, says", [
    (as_texts, "the name alone is wanted"), (parts_names, "has its usual value"),
    (without_remedies, "switched on is a difference"), (remedies_as_one, "say which remedies differ"),
    (only_what_came, "look on both sides"), (none_is_off, "on with None is not the same as off"),
    (as_dictionary, "a sorted list"), (unsorted, "not sorted")], ids=lambda case: getattr(case, "__name__", None))
def test_wrong_differences_are_named(wrong, says):
    verdict = ex10.what_changed.verdict(wrong)
    assert verdict.startswith("Wrong") and says in verdict


def test_a_set_in_order_is_accepted_as_a_list_only_when_sorted():
    def by_loops(text_a, text_b):
        a, b = _dicts(text_a), _dicts(text_b)
        missing = object()
        return sorted({name for name in [*a, *b] if a.get(name, missing) != b.get(name, missing)})

    assert ex10.what_changed.verdict(by_loops).startswith("Right. ")


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


def takes_rows_away(rows, modes):
    since = float("inf")
    while rows and rows[-1]["modes"] >= modes:
        since = rows.pop()["step"]
    return since


@pytest.mark.parametrize("wrong, says", [
    (takes_rows_away, "leave them as they are"),
    (first_touch, "touched is not held"), (number_of_the_row, "the number of a row"),
    (exactly_so_many, "at least so many is enough"), (last_failure, "touched is not held"),
    (last_step_where_never, "infinity"), (lambda rows, modes: "never", "one number")])
def test_wrong_steps_are_named(wrong, says):
    verdict = ex10.lasting_since.verdict(wrong)
    assert verdict.startswith("Wrong") and says in verdict


def test_walking_backwards_is_right():
    def backwards(rows, modes):
        since = float("inf")
        for row in reversed(rows):
            if row["modes"] < modes:
                break
            since = row["step"]
        return since

    assert ex10.lasting_since.verdict(backwards).startswith("Right. ")


# one_change

@pytest.mark.parametrize("wrong, says", [
    ("learning_rate=0.003", "cannot read it"), ("discriminator_rate=fast", "cannot read it"),
    ("discriminator_rate=0.003 r1=0.1", "2 things, discriminator_rate, r1"), ("discriminator_rate=3e-5", "nothing"),
    ("data=line", "another task"), ("seed=4", "other dice"), ("discriminator_rate=0.0001", "quick enough"),
    ("discriminator_rate=1e-6", "too slow already"), ("generator_rate=0.01", "runs ahead already"),
    ("generator_rate=0.00001", "has to arrive"), ("r1=0.1", "next to nothing"), ("batch_size=64", "lags behind")])
def test_wrong_changes_are_named(wrong, says):
    verdict = ex10.one_change.verdict(wrong)
    assert verdict.startswith("Wrong") and says in verdict


def test_another_change_that_holds_enough_is_right():
    assert ex10.one_change.verdict("n_critic=3").startswith("Right. ")


def test_an_empty_text_is_not_tried():
    assert ex10.one_change.verdict("  ").startswith("Not tried yet")


def test_a_real_run_tells_the_cure_from_the_disease():
    hopping = lab.PRESETS["hopping"].settings.to_text()
    assert held(hopping) <= 3 < ex10.WANTED <= held(f"{hopping} {ex10.one_change.reference}")
