"""Each fault of the clinic shows its own signature and no other's; each wrong word hears where to look."""

import re

import numpy as np
import pytest

from gan_course.exercises import ex09_clinic as room
from gan_course.exercises.ex09_clinic_patients import PATIENTS, SMOOTHING
from gan_course.exercises.ex09_clinic_runs import CURVES, EARLY

clinic, RIGHT = room.clinic, room.clinic.reference
SEED, STEPS = 11, 750               # enough for each signature; the lesson trains longer


def early(chart, name):
    return getattr(chart, name)[chart.looks <= EARLY].mean()


def end(chart, name):
    return getattr(chart, name)[-10:].mean()


def settles(chart, value):
    """Whether D says this of real and of fake, at the end and on the mean."""
    return abs(end(chart, "real_seen") - value) < 0.02 and abs(end(chart, "fake_in_d") - value) < 0.03


# By what each fault is known, read from the chart alone; h is the healthy one's.
SIGNATURES = {
    "flipped_sign": lambda c, h: early(c, "lift") < -0.001 and c.d_loss.max() < 100,
    "frozen_d": lambda c, h: not c.d_moved.any(),
    "huge_rate": lambda c, h: c.d_moved[0] > 100 and c.d_loss.max() > 1e6,
    "leak": lambda c, h: early(c, "d_moved_by_g") > 0.1 * early(c, "d_moved"),
    "mixed_batch": lambda c, h: end(c, "fake_in_g") - end(c, "fake_in_d") > 0.2,
    "no_noise": lambda c, h: c.spread.max() < 1e-5 and c.d_loss.max() < 100,
    "sigmoid_twice": lambda c, h: c.lowest.min() >= 0.5 and c.highest.max() < 0.7311 and c.d_moved.any(),
    "slow_d": lambda c, h: 0 < early(c, "d_moved") < early(h, "d_moved") / 10,
    "smoothed_fakes": lambda c, h: (settles(c, (1 + SMOOTHING) / 2) and c.lowest.min() < 0.5
                                    and not c.d_moved_by_g.any()),
    "stale_averages": lambda c, h: end(c, "quality_in_training") - end(c, "quality") > 0.3,
    "tiny_data": lambda c, h: c.n_real < 64,
    "twice_fakes": lambda c, h: settles(c, 1 / 3),
    "unscaled_data": lambda c, h: np.abs(c.real).max() > 1.5,     # tanh reaches 1
}
FAULT_OF = {"0": "twice_fakes", **RIGHT}


@pytest.fixture(scope="module")
def runs():
    return room.run_clinic(SEED, steps=STEPS)


def test_the_reference_names_each_patients_class():
    for name, fault in FAULT_OF.items():
        assert re.sub(r"(?<!^)([A-Z])", r"_\1", PATIENTS[name].__name__).lower() == fault
    assert set(RIGHT.values()) < set(room.FAULTS) and len(set(RIGHT.values())) == 12
    assert set(room.FAULTS) - set(RIGHT.values()) == {"detached_g", "swapped_labels"}


def shown(chart, runs):
    return [fault for fault, shows in SIGNATURES.items() if shows(chart, runs["healthy"])]


@pytest.mark.parametrize("name", FAULT_OF)
def test_each_patient_shows_its_own_signature_and_no_other(runs, name):
    assert shown(runs[name], runs) == [FAULT_OF[name]]


def test_the_healthy_one_shows_none_and_learns(runs):
    healthy = runs["healthy"]
    assert shown(healthy, runs) == []
    assert end(healthy, "modes") > 7
    assert end(healthy, "quality") > 0.4
    assert settles(healthy, 0.5)
    assert abs(healthy.d_loss[-300:].mean() - 2 * np.log(2)) < 0.05


def test_what_the_losses_and_the_samples_hide(runs):
    """The two sentences on which the lesson ends: fine samples with a fault, fine losses with poor samples."""
    smoothed = runs["8"]
    assert end(smoothed, "modes") > 7
    assert end(smoothed, "quality") > 0.4
    slow = runs["4"]
    assert abs(slow.d_loss[-300:].mean() - 2 * np.log(2)) < 0.1
    assert end(slow, "modes") < 4


def test_no_signature_is_shown_by_all_curves_alike(runs):
    """A guard against a lazy measure: each curve differs from the healthy one's for some patient."""
    for curve in set(CURVES) - {"looks"}:
        differs = [name for name in FAULT_OF
                   if not np.allclose(getattr(runs[name], curve), getattr(runs["healthy"], curve), atol=1e-3)]
        assert differs, curve


# The checker.

def test_the_reference_is_right_and_its_source_defines_it():
    assert clinic.verdict(RIGHT).startswith("Right. Twelve faults")
    namespace = {}
    exec(clinic.reference_source(), namespace)
    assert namespace["clinic"] == RIGHT


@pytest.mark.parametrize("untried", [..., None, {}, dict.fromkeys(RIGHT, ...), dict.fromkeys(RIGHT), {"1": ...}])
def test_an_answer_that_is_open_everywhere_is_not_tried(untried):
    assert clinic.verdict(untried).startswith("Not tried yet")


def test_no_answer_at_all_is_not_tried(capsys):
    clinic.check()
    assert capsys.readouterr().out.startswith("Not tried yet")


@pytest.mark.parametrize("partial", [
    {"1": "mixed_batch", "9": "flipped_sign"},
    {**dict.fromkeys(RIGHT, ...), "1": "mixed_batch", "9": "flipped_sign"},
    {**dict.fromkeys(RIGHT), "1": "mixed_batch", "9": "flipped_sign"}])
def test_a_part_that_is_right_is_praised_and_the_rest_named(partial):
    verdict = clinic.verdict(partial)
    assert verdict == ("So far so good: 2 of 12 patients, all right. Still open: 2, 3, 4, 5, 6, 7, 8, 10, 11, 12.")


def test_a_part_is_told_and_kept_by_nobody(capsys, monkeypatch, tmp_path):
    """`check` is what the lesson calls: a part that is right is no answer yet."""
    monkeypatch.setenv("GAN_COURSE_MY", str(tmp_path))
    clinic.check({"1": "mixed_batch", "2": "no_noise", "3": ...})
    assert capsys.readouterr().out.startswith("So far so good: 2 of 12 patients")
    assert not list(tmp_path.rglob("clinic*")) and not clinic.passes({"3": "leak"})
    clinic.check({"3": "no_noise"})
    assert capsys.readouterr().out.startswith("Wrong: 0 of the 1")


def test_capitals_spaces_and_numbers_as_keys_are_taken():
    assert clinic.verdict({int(name): word.upper().replace("_", " ") for name, word in RIGHT.items()}).startswith(
        "Right.")


@pytest.mark.parametrize(("changed", "sentences"), [
    ({"3": "smoothed_fakes", "8": "leak"}, ["10 of the 12", "Patient 3 is not", "leaves it alone", "columns of movem"]),
    ({"8": "leak"}, ["11 of the 12", "Patient 8 is not 'leak'", "more than 0 under 'D by G'", "At which D"]),
    ({"4": "frozen_d", "6": "slow_d"}, ["Patient 4", "exactly 0 under 'D by D'", "How far does each player move"]),
    ({"6": "slow_d"}, ["Patient 6", "many times less than the healthy", "straight line"]),
    ({"5": "flipped_sign"}, ["Patient 5", "a minus in that column", "mind the axes"]),
    ({"9": "unscaled_data"}, ["Patient 9", "outside the square", "in which direction"]),
    ({"1": "stale_averages"}, ["Patient 1", "those two lines part", "very same fakes"]),
    ({"7": "mixed_batch"}, ["Patient 7", "one D\\(x\\) in D's step and another", "third panel"]),
    ({"2": "detached_g"}, ["Patient 2", "exactly 0 under 'G by G'", "one spot"]),
    ({"12": "slow_d"}, ["Patient 12", "many times less", "In which range"]),
    ({"10": "no_noise"}, ["Patient 10", "a spread of 0", "How many has it ever seen"]),
    ({"11": "swapped_labels"}, ["Patient 11", "higher on fakes", "Read their lengths"]),
])
def test_wrong_words_hear_what_that_fault_would_show_and_where_to_look(changed, sentences):
    verdict = clinic.verdict({**RIGHT, **changed})
    assert verdict.startswith("Wrong: ")
    for sentence in sentences:
        assert re.search(sentence, verdict), verdict


@pytest.mark.parametrize("name", RIGHT)
def test_no_clue_gives_the_word_away(name):
    for word in room.FAULTS:
        if word != RIGHT[name]:
            verdict = clinic.verdict({name: word})
            assert verdict.startswith(f"Wrong: 0 of the 1 that you answered are right. Patient {name} is not {word!r}")
            assert RIGHT[name] not in verdict


def test_the_first_wrong_one_of_a_part_is_named():
    verdict = clinic.verdict({"12": "leak", "2": "no_noise", "10": "leak", "5": ...})
    assert verdict.startswith("Wrong: 1 of the 3 that you answered are right. Patient 10 is not 'leak'")


@pytest.mark.parametrize(("answer", "sentence"), [
    ({"13": "leak"}, "no patient '13'"), ({"healthy": "leak"}, "no patient 'healthy'"),
    ({"1": "flu"}, "patient 1: 'flu' is not in the list"), ({"1": ["leak"]}, "patient 1: .* is not in the list"),
    ("leak", "."), (12, "."), (["leak"] * 12, "."), (lambda: 1, "hand in what it returns")])
def test_other_things_hear_what_is_wanted(answer, sentence):
    verdict = clinic.verdict(answer)
    assert verdict.startswith("Wrong: ") and re.search(sentence, verdict), verdict


def test_hints_lead_and_none_names_a_patient(capsys):
    for number in (1, 2, 3):
        clinic.hint(number)
    text = capsys.readouterr().out
    assert text.count("Hint ") == 3 and not re.search(r"[Pp]atient \d", text)


@pytest.mark.parametrize("answer", [list(RIGHT.values()), "leak", 12, lambda patient: "leak"])
def test_what_is_no_dictionary_is_told_the_form(answer):
    assert clinic.verdict(answer).startswith("Wrong: clinic should be a") and "dict" in clinic.verdict(answer)
