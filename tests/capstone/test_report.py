"""The report: verdicts in words, and a file from which somebody else repeats the runs."""

import json

import numpy as np
import pytest

from gan_course.capstone import report
from gan_course.capstone.attempt import Attempt
from gan_course.capstone.scorer import FAILED, Counts, Row, Score, seeds_for, sibling_seed
from gan_course.capstone.worlds import world

GOOD = Counts(12, 0.9, 2.0, 0.5, 0.1)


def scored(n=5, refused=None, missing=(), cured=True, counts=GOOD):
    rows = [] if refused else [Row(seed, counts, None, 0.0) for seed in range(n)]
    return Score("curve", 3, "recipe", rows, refused, cured, list(missing), np.zeros((40, 2)))


@pytest.mark.parametrize(("found", "words"), [
    (scored(), "Cured, over 5 seeds"), (scored(2, cured=False), "a cure takes 5"),
    (scored(5, missing=["modes"], cured=False), "Not cured"),
    (scored(refused="it reads", cured=False), "Refused: it reads")])
def test_verdicts(found, words):
    assert words in report.verdict(found)


def test_the_page_shows_every_seed_the_limits_and_the_step(honest_step):
    entry = {"start": scored(cured=False, counts=FAILED), "attempt": Attempt(step=honest_step), "score": scored(),
             "tries": 4}
    text = report.page(3, {"curve": world("curve", 3)}, {"curve": entry}, {"Why": ..., "More": "  "}, np.max)
    assert text.count("<tr>") == 11 and "modes ≥ 11" in text and f"def {honest_step.__name__}(" in text
    assert text.count("Not written yet.") == 2 and "Attempts scored: 4" in text
    assert "http" not in text.replace("data:image", "")               # it opens without a network


def test_a_report_is_trained_again_with_secret_seeds_and_on_other_data(tmp_path, monkeypatch):
    entry = {"start": scored(), "attempt": Attempt(g_rate=3e-3), "score": scored(), "tries": 1}
    file = tmp_path / "report_3.json"
    file.write_text(json.dumps(report.plain(3, {"curve": entry, "clouds": {**entry, "attempt": None}}, {"Why": "so"})))
    calls = []
    monkeypatch.setattr(report, "score", lambda *args: calls.append(args) or scored(counts=FAILED, cured=False))
    found, said = report.rescore(file, salt="secret")["curve"]
    report.rescore(file, other_world=True)
    assert said == 12 and found.mean("modes") == 0                     # a page that was edited does not stand
    assert calls[0][:2] == ("curve", 3) and calls[0][4] == "secret" and calls[0][2] == Attempt(g_rate=3e-3)
    assert calls[1][1] == sibling_seed(3) and len(calls) == 2
    assert seeds_for(3, salt="secret") != seeds_for(3)


def test_counts_that_are_no_numbers_are_written_as_none():
    entry = {"attempt": Attempt(), "score": scored(counts=FAILED), "tries": 1}
    plain = report.plain(3, {"curve": entry}, {})
    assert json.loads(json.dumps(plain))["worlds"]["curve"]["counts"][0]["frechet"] is None
