"""Verdicts: the same text everywhere, set off in the learner's notebook."""

import sys
from html.parser import HTMLParser
from types import SimpleNamespace

import pytest

from gan_course.exercises import learner, verdicts
from gan_course.exercises.exercise import Exercise


class Text(HTMLParser):
    """The text of some HTML, as it is read aloud: without what is hidden from screen readers."""

    def __init__(self, page):
        super().__init__()
        self.said, self.hidden = "", False
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        self.hidden = dict(attributes).get("aria-hidden") == "true"
        self.said += "\n" if tag == "br" else ""

    def handle_endtag(self, _tag):
        self.hidden = False

    def handle_data(self, data):
        self.said += "" if self.hidden else data


@pytest.fixture
def notebook(monkeypatch, tmp_path):
    """A kernel in the learner's folder; what is displayed."""
    shown = []
    shell = SimpleNamespace(kernel=object(), user_ns={}, events=SimpleNamespace(register=lambda *_: None))
    monkeypatch.setitem(sys.modules, "IPython", SimpleNamespace(get_ipython=lambda: shell))
    monkeypatch.setitem(sys.modules, "IPython.display", SimpleNamespace(display=lambda data, raw: shown.append(data)))
    monkeypatch.setenv(learner.VARIABLE, str(learner.make(tmp_path)))
    return shown


@pytest.mark.parametrize("sentence", [
    "Right. You minimised −log D(x).", "Right.", "Wrong: the mean of `a < b` & <b>c</b> is `None`.",
    "Not tried yet: replace the `...` in jsd, run that cell, then this one.", ""])
def test_the_block_says_what_the_text_says(sentence):
    page = verdicts.block(sentence, "Kept in `answers/x.py`.")
    assert Text(page).said == f"{sentence}\nKept in answers/x.py.".replace("`", "")
    assert page.startswith('<div role="status"') and page.count("<div") == page.count("</div>") == 1


def test_each_kind_has_its_colour_and_its_sign():
    signs = {kind: verdicts.block(f"{kind} x") for kind in ("Right.", "Wrong:", "Not tried yet:")}
    for kind, sign in zip(signs, "✔✘○", strict=True):
        assert f"{sign} </span>{kind}</strong>" in signs[kind]
    assert len({page.split("rgb(")[1].split(")")[0] for page in signs.values()}) == 3
    assert all(" color:" not in page for page in signs.values())       # the ink stays the page's own


def test_in_the_learner_s_notebook_it_is_set_off_and_elsewhere_printed(notebook, monkeypatch, capsys):
    verdicts.show("Right. So it is.", "Kept.")
    assert notebook == [{"text/plain": "Right. So it is.\nKept.", "text/html": verdicts.block("Right. So it is.",
                                                                                             "Kept.")}]
    assert capsys.readouterr().out == ""
    monkeypatch.setenv(learner.VARIABLE, "")                            # as in the stored edition
    verdicts.show("Right. So it is.", "Kept.")
    assert capsys.readouterr().out == "Right. So it is.\nKept.\n" and len(notebook) == 1


def test_a_check_shows_one_block(notebook, monkeypatch):
    task = Exercise("three", 3, [lambda answer: None if answer == 3 else "it is not three"], ["a", "b", "c"])
    task.check(4)
    task.check(3)
    task.check(...)
    assert [data["text/plain"].partition(" ")[0] for data in notebook] == ["Wrong:", "Right.", "Not"]
