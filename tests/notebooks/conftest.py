"""A small lesson that keeps every rule, as text and run once; tests spoil copies of it."""

import copy
from pathlib import Path

import pytest

from gan_course.exercises import checks
from gan_course.exercises.exercise import Exercise
from gan_course.notebooks import pairs, running

SAMPLE = Path(__file__).with_name("sample.py")


@pytest.fixture
def sample():
    """The sample lesson, not run."""
    return pairs.read_lesson(SAMPLE)


@pytest.fixture(scope="session")
def _run_once(tmp_path_factory):
    return running.run(pairs.read_lesson(SAMPLE), "sample", tmp_path_factory.mktemp("run"))


@pytest.fixture
def sample_run(_run_once):
    """The sample lesson, run and cleaned, with its time and stderr; a copy that a test may spoil."""
    return copy.deepcopy(_run_once)


def double_reference(x):
    return 2 * x


@pytest.fixture
def sample_exercises():
    """The sample's exercises, as its module would hold them."""
    hints = ["Twice.", "Two times.", "2 * x."]
    return {
        "double": Exercise("double", double_reference, [checks.expects_close((3,), 6, "Twice")], hints),
        "three": Exercise("three", 3, [checks.value_close(3, "Three")], hints),
        "word": Exercise("word", "gan", [checks.choice("gan", {})], hints),
    }


@pytest.fixture
def course(tmp_path, monkeypatch):
    """A folder with lessons/ and notebooks/ holding the sample as 99_sample, in place of the real ones."""
    for folder in ("lessons", "notebooks"):
        (tmp_path / folder).mkdir()
    (tmp_path / "lessons" / "99_sample.py").write_text(SAMPLE.read_text(encoding="utf-8"), encoding="utf-8")
    monkeypatch.setattr(pairs, "LESSONS", tmp_path / "lessons")
    monkeypatch.setattr(pairs, "NOTEBOOKS", tmp_path / "notebooks")
    return tmp_path
