"""The GANs that the capstone begins with fail in the stored runs, each in its own way, on every capstone seed."""

import sys

import pytest

from gan_course.capstone.starts import START
from gan_course.capstone.worlds import NAMES
from gan_course.notebooks.pairs import ROOT

sys.path.insert(0, str(ROOT / "benchmarks" / "capstone"))
import stored_runs


@pytest.fixture(scope="module")
def firsts():
    runs = stored_runs.load()
    return runs[runs["part"] == "starts"]


def test_each_world_has_one_and_none_is_weakened():
    assert tuple(START) == NAMES
    for attempt in START.values():
        assert attempt.steps == 2000 and 1e-4 <= attempt.g_rate == attempt.d_rate <= 5e-3 and attempt.n_critic == 1


def test_each_fails_in_its_own_way_on_every_seed(firsts):
    assert firsts["world_seed"].nunique() == 5
    mean = firsts.groupby("world")[["modes", "quality", "memorisation", "swing", "gap"]].mean()
    assert (firsts[firsts["world"] == "clouds"]["modes"] < 8).all()
    assert (firsts[firsts["world"] == "glyphs"]["memorisation"] > 0.65).all()
    assert (firsts[firsts["world"] == "curve"]["quality"] < 0.6).all()
    assert mean["swing"].idxmax() == "curve" and mean["memorisation"].idxmax() == "glyphs"
    assert mean["gap"].idxmax() == "glyphs"
