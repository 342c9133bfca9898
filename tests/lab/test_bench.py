"""The bench: engines that come to stand, two runs that differ only where told, and settings that are refused whole."""

import subprocess
import sys

import pytest

from gan_course.lab.bench import Bench
from gan_course.lab.settings import Settings
from gan_course.notebooks.running import kernel_environment

SMALL = Settings(generator_widths=(8,), discriminator_widths=(8,), batch_size=32)


@pytest.fixture(scope="module")
def bench():
    made = Bench(SMALL)
    assert made.wait() and not made.wait()   # they come once
    return made


def test_before_the_engines_all_can_be_asked_and_set():
    made = Bench(SMALL)
    assert made.step == 0 and made.diverged is None and made.records == []
    made.adopt(SMALL.replaced(seed=3))
    made.reset()
    assert made.settings.seed == 3 and made.change(seed=4) == "reset" and made.settings.seed == 4


def test_the_loaded_engines_stand_at_step_0_untrained(bench):
    assert [engine.events for engine in bench.engines] == [[]]
    assert len(bench.records) == 1 and bench.records[0].rows == []


def test_what_was_turned_while_it_loaded_is_what_comes():
    made = Bench(SMALL)
    made.load()
    made.adopt(SMALL.replaced(seed=5))
    assert made.wait() and made.engines[0].settings.seed == 5


def test_what_the_loader_meets_is_raised():
    made = Bench(SMALL.replaced(remedies={"packing": 3}))
    with pytest.raises(ValueError, match="packing judges m=3 together"):
        made.wait()
    assert made.engines == [] and made.loading is None


@pytest.mark.parametrize(("difference", "changes"), [
    ("r2=0.5", {"remedies": {"r1": 0.1, "r2": 0.5}}), ("-r1", {"remedies": {}}),
    ("-r1 seed=4", {"remedies": {}, "seed": 4}), ("r1=0.7", {"remedies": {"r1": 0.7}}),
    ("objective=hinge", {"objective": "hinge"})])
def test_a_difference_is_laid_over_the_first_runs_settings(difference, changes):
    made, first = Bench(SMALL), SMALL.replaced(remedies={"r1": 0.1})
    made.difference = difference
    assert made.wanted(first) == [first, first.replaced(**changes)]


@pytest.mark.parametrize(("difference", "message"), [
    ("batch_size=32", "would be the first again"), ("r9=1", "'r9=1' is unknown"), ("packing=3", "judges m=3 together")])
def test_a_difference_that_cannot_be_leaves_all_as_it_was(bench, difference, message):
    before = bench.settings, bench.difference, bench.engines
    with pytest.raises(ValueError, match=message):
        bench.adopt(bench.settings, difference)
    assert (bench.settings, bench.difference, bench.engines) == before


def test_changes_reach_both_runs_or_neither(bench):
    bench.adopt(SMALL, "discriminator_rate=0.01")
    assert bench.change(generator_rate=2e-3) == "live"
    assert bench.change(remedies={"r1": 0.1}) == "recompile"
    assert [engine.settings.generator_rate for engine in bench.engines] == [2e-3, 2e-3]
    with pytest.raises(ValueError):
        bench.change(remedies={"packing": 3})
    assert [list(engine.settings.remedies) for engine in bench.engines] == [["r1"], ["r1"]]
    for engine in bench.engines:
        engine.advance()
    packed, rows = bench.look()
    assert [part["step"] for part in packed] == [20, 20] and [row[0] for row in rows] == [20, 20]
    assert bench.change(seed=2) == "reset" and bench.step == 0 and [record.rows for record in bench.records] == [[], []]
    bench.adopt(SMALL)
    assert len(bench.engines) == 1


def test_a_saved_engine_takes_the_place_of_all(bench):
    bench.adopt(SMALL, "seed=9")
    other = bench.engines[1]
    bench.replace(other)
    assert bench.engines == [other] and bench.settings.seed == 9 and bench.difference is None


EXIT = """
import atexit, threading
from gan_course.lab.bench import Bench
from gan_course.lab.settings import Settings
from gan_course.notebooks.running import kernel_environment
atexit.register(lambda: print("at the end:", [t.name for t in threading.enumerate()]))
for seed in (1, 2):
    bench = Bench(Settings(seed=seed))
    bench.load()
    bench.clear()
"""


def test_the_interpreters_end_waits_for_what_is_being_loaded():
    found = subprocess.run([sys.executable, "-c", EXIT], capture_output=True, text=True, env=kernel_environment())
    assert (found.returncode, found.stdout) == (0, "at the end: ['MainThread']\n"), found.stderr[-2000:]
