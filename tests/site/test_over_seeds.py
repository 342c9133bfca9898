"""What both engines came to over seeds, as `bench web_engine seeds` stored it: not farther apart than by chance."""

import json

import numpy as np
import pytest
from file_modules import module_of

from conftest import ROOT


@pytest.fixture(scope="module")
def bench():
    """`benchmarks/web_engine.py` as a module."""
    return module_of(ROOT / "benchmarks" / "web_engine.py")


def comparisons(bench):
    """{(setting, what was counted): [the page's, the course's]} of all stored runs."""
    stored = json.loads(bench.RESULTS.read_text(encoding="utf-8"))["seeds"]
    assert set(stored) == set(bench.RUNS)
    return {(text, name): [[run[name] for run in engines[engine].values()] for engine in ("page", "course")]
            for text, engines in stored.items() for name in ("modes", "quality")}


def test_modes_and_quality_differ_no_more_than_chance_explains(bench):
    """Family-wise 5 % by Holm, whose first step decides whether any is beyond chance."""
    rng, found = np.random.default_rng(0), comparisons(bench)
    assert all(len(runs) >= 30 for both in found.values() for runs in both)
    smallest = min(bench.chance(*both, rng) for both in found.values())
    assert smallest >= 0.05 / len(found)


def test_a_difference_of_one_and_a_half_modes_would_be_found(bench):
    ring, course = comparisons(bench)[bench.NARROW, "modes"]
    assert bench.chance(np.subtract(ring, 1.5), course, np.random.default_rng(0)) < 0.05 / 8
