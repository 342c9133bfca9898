"""The desk: one training for one attempt, every new attempt counted, and a page to hand in."""

import json

import numpy as np
import pytest

from gan_course.capstone import desk as desks
from gan_course.capstone.attempt import Attempt
from gan_course.capstone.desk import Desk
from gan_course.capstone.scorer import Counts, Row, Score
from gan_course.capstone.starts import START


@pytest.fixture
def trained(monkeypatch):
    """Scores without training; the list of what was scored."""
    calls = []

    def score(name, world_seed, attempt, n_seeds=5):
        calls.append((name, str(attempt), n_seeds))
        better = attempt != START[name]
        rows = [Row(seed, Counts(9 + 2 * better, 0.5 + 0.3 * better, 9.0, 0.5, 0.1), None, 0.0)
                for seed in range(n_seeds)]
        samples = np.zeros((40, 12, 12, 1)) if name == "glyphs" else np.zeros((40, 2 if name == "curve" else 16))
        return Score(name, world_seed, str(attempt), rows, None, better and n_seeds >= 5, [] if better else ["modes"],
                     samples)

    monkeypatch.setattr(desks, "score", score)
    return calls


def test_an_attempt_is_trained_once_and_counted_once(trained, tmp_path):
    desk = Desk(3, tmp_path, n_seeds=2)
    first = desk.score("curve")
    assert desk.start("curve") is first and desk.tries("curve") == 0
    desk.score("curve", Attempt(g_rate=2e-3))
    desk.score("curve", Attempt(g_rate=2e-3))
    assert desk.tries("curve") == 1 and desk.tries("clouds") == 0 and len(trained) == 2
    desk.score("curve", Attempt(g_rate=2e-3), n_seeds=5)
    assert desk.tries("curve") == 2 and trained[-1][2] == 5


def test_tries_of_earlier_sessions_count_and_those_of_another_number_do_not(trained, tmp_path):
    Desk(3, tmp_path).score("curve", Attempt(g_rate=2e-3))
    assert Desk(3, tmp_path).tries("curve") == 1 and Desk(4, tmp_path).tries("curve") == 0


def test_without_a_folder_nothing_is_written_and_the_page_comes_back(trained, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    desk = Desk(3)
    desk.score("curve", Attempt(g_rate=2e-3))
    page = desk.hand_in({"Question": ...}, lambda d: 1.0)
    assert page.startswith("<!DOCTYPE html>") and list(tmp_path.iterdir()) == [] and desk.tries("curve") == 1


def test_the_report_is_one_page_and_a_file_that_repeats_it(trained, tmp_path):
    desk = Desk(3, tmp_path)
    desk.score("curve", Attempt(remedies=["r1"]))
    path = desk.hand_in({"What helped": "a <slope> that is held"}, lambda d: 1 / 32)
    text = path.read_text(encoding="utf-8")
    assert path.name == "report_3.html" and "a &lt;slope&gt; that is held" in text and "p in pairs 0.031" in text
    assert text.count("data:image/png") == 3 and "Cured, over 5 seeds." in text and "none handed in yet" in text
    plain = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    assert list(plain["worlds"]) == ["curve"] and plain["worlds"]["curve"]["settings"]["remedies"][0]["name"] == "r1"


@pytest.mark.parametrize(("call", "words"), [
    (lambda: Desk(-1), "seed"), (lambda: Desk(3, n_seeds=0), "n_seeds"), (lambda: Desk(3).score("ring"), "name"),
    (lambda: Desk(3).start("ring"), "name"), (lambda: Desk(3).hand_in("words", max), "words"),
    (lambda: Desk(3).hand_in({}, 0.5), "p_value"), (lambda: Desk(3).score("curve", n_seeds="two"), "n_seeds")])
def test_bad_input_is_refused(trained, call, words):
    with pytest.raises(ValueError, match=words):
        call()
