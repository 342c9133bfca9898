"""A learner's folder, and a lesson of three exercises that belong into my_gan.py."""

import importlib.util
import sys

import pytest
from learner_session import SAMPLE

from gan_course.exercises import answers, learner


@pytest.fixture
def place(tmp_path, monkeypatch):
    place = learner.make(tmp_path / "my_course")
    monkeypatch.setenv(learner.VARIABLE, str(place))
    return place


@pytest.fixture
def lesson(monkeypatch):
    """The sample lesson as the only one."""
    spec = importlib.util.spec_from_file_location("gan_course.exercises.ex98", SAMPLE)
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, spec.name, module)
    spec.loader.exec_module(module)
    found = {key: value for key, value in answers.registered().items() if key[0] == "ex98"}
    monkeypatch.setattr(answers, "registered", lambda: found)
    return module


@pytest.fixture
def keep(place):
    """Put a text among the kept answers."""
    def put(name, text, lesson="ex98"):
        folder = place / "answers" / lesson
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{name}.py").write_text(text)
    return put
