"""The checker of what_changed: wrong answers hear which property is broken, unusual right ones pass."""

import numpy as np
import pytest
from verdicts import right_answer, wrong_answer

from gan_course import lab
from gan_course.exercises import ex10
from gan_course.exercises.ex10_differences import what_changed


def test_the_lesson_has_it_and_its_reference_is_right():
    assert ex10.what_changed is what_changed
    assert what_changed.verdict(what_changed.reference).startswith("Right. ")
    assert what_changed.verdict(lambda text_a, text_b: ...).startswith("Not tried yet")


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


def zero_is_off(text_a, text_b):
    a, b = _dicts(text_a), _dicts(text_b)
    return sorted(name for name in a.keys() | b.keys() if a.get(name, 0) != b.get(name, 0))


def as_dictionary(text_a, text_b):
    return {name: None for name in what_changed.reference(text_a, text_b)}


def unsorted(text_a, text_b):
    return what_changed.reference(text_a, text_b)[::-1]


@pytest.mark.parametrize("wrong, says", [
    (as_texts, "the name alone is wanted"), (parts_names, "has its usual value"),
    (without_remedies, "switched on is a difference"), (remedies_as_one, "say which remedies differ"),
    (only_what_came, "look on both sides"), (none_is_off, "on with None is not the same as off"),
    (as_dictionary, "a sorted list"), (unsorted, "not sorted"), (lambda a, b: set(as_dictionary(a, b)), "a set came"),
    (lambda a, b: ", ".join(as_dictionary(a, b)), "this is a string"),
    (lambda a, b: [(name, 1) for name in as_dictionary(a, b)], "a name is a text"),
    (zero_is_off, "whose number is 0"),
    (lambda a, b: what_changed.reference(a, b)[:5], "is wanted"), (lambda a, b: np.nan, "this is a number"),
    ], ids=lambda case: getattr(case, "__name__", None))
def test_wrong_differences_are_named(wrong, says):
    wrong_answer(what_changed, wrong, says)


def by_loops(text_a, text_b):
    a, b = _dicts(text_a), _dicts(text_b)
    missing = object()
    return sorted({name for name in [*a, *b] if a.get(name, missing) != b.get(name, missing)})


def by_items(text_a, text_b):
    return sorted({name for name, _ in {(k, str(v)) for k, v in _dicts(text_a).items()}
                   ^ {(k, str(v)) for k, v in _dicts(text_b).items()}})


@pytest.mark.parametrize("unusual", [
    by_loops, by_items, lambda a, b: tuple(by_loops(a, b)), lambda a, b: np.array(by_loops(a, b)),
    lambda a, b: by_loops(b, a)])
def test_other_ways_to_the_same_names_are_right(unusual):
    right_answer(what_changed, unusual)
