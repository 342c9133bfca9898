"""The stored runs: read once each, paired by seed, and shown on the instructor's page as they are."""

import sys

import numpy as np
import pytest

from gan_course.notebooks.pairs import ROOT

sys.path.insert(0, str(ROOT / "benchmarks" / "capstone"))
import stored_runs


@pytest.fixture(scope="module")
def runs():
    return stored_runs.load()


def test_no_run_is_counted_twice(runs):
    assert not runs.duplicated(["part", "setting", *stored_runs.KEY]).any()


def test_five_capstone_seeds_for_each_first_gan_and_each_reference(runs):
    pairs = stored_runs.paired(runs)
    assert pairs.groupby("world")["world_seed"].nunique().to_dict() == {"clouds": 5, "curve": 5, "glyphs": 5}
    assert set(pairs["world_seed"]) == {200, 201, 202, 203, 204}


def test_each_reference_keeps_the_limits_on_the_mean_of_the_five(runs):
    from gan_course.capstone.scorer import LIMITS

    means = runs[runs["part"] == "references"].groupby("world").mean(numeric_only=True)
    for world, limits in LIMITS.items():
        row = means.loc[world]
        assert row["modes"] >= limits["modes"] and row["quality"] >= limits["quality"], world
        assert row["memorisation"] <= limits["memorisation"] and row["swing"] <= limits["swing"], world


def test_a_gain_is_that_of_the_means_over_the_seeds(runs):
    pairs = stored_runs.paired(runs)
    gains = []
    stored_runs.gain_p(pairs, "clouds", "modes", gains.append)
    assert len(gains[0]) == 5 and (np.asarray(gains[0]) > 0).all()


def test_the_instructor_s_page_shows_these_tables():
    page = (ROOT / "instructor" / "capstone.md").read_text(encoding="utf-8").splitlines()
    missing = [line for line in stored_runs.tables() if line and line not in page]
    assert missing == [], "python benchmarks/capstone/stored_runs.py prints the tables"
