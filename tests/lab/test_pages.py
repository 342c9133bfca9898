"""What the page is told, of any number of runs."""

import json
from types import SimpleNamespace

import numpy as np

from gan_course.lab import distributions
from gan_course.lab.bench import Bench
from gan_course.lab.pages import N_REAL, data_message, state_message
from gan_course.lab.settings import Settings


def runner(*engines, **changes):
    bench = Bench(Settings(seed=3, remedies={"r1": 0.1}))
    bench.engines, bench.difference = list(engines), changes.pop("difference", None)
    return SimpleNamespace(**{"playing": True, "speed": "full", "note": "", "bench": bench, **changes})


def test_the_state_is_all_that_the_controls_show():
    told = state_message(runner())
    assert json.loads(json.dumps(told, allow_nan=False)) == told
    assert told["settings"] == Settings(seed=3, remedies={"r1": 0.1}).to_dict()
    assert told["text"] == "seed=3 r1=0.1"
    assert (told["ready"], told["step"], told["diverged"]) == (False, 0, False)


def test_the_step_is_the_first_runs_and_one_divergence_is_enough():
    well, ill = SimpleNamespace(step=40, diverged=None), SimpleNamespace(step=30, diverged="G's loss …")
    told = state_message(runner(well, ill, difference="r1=0.5", note="hm"))
    assert (told["ready"], told["step"], told["diverged"], told["difference"], told["note"]) == (
        True, 40, True, "r1=0.5", "hm")
    assert state_message(runner(well))["diverged"] is False


def test_data_of_points_and_digits():
    grid = SimpleNamespace(world=SimpleNamespace(distribution=distributions.build("grid")))
    spiral = SimpleNamespace(world=SimpleNamespace(distribution=distributions.build("spiral")))
    digits = SimpleNamespace(world=SimpleNamespace())
    content, buffers = data_message([grid, digits, spiral])
    assert json.loads(json.dumps(content)) == content == {"runs": [
        {"kind": "points", "limits": [-5.5, 5.5], "of": 25, "has_modes": True}, {"kind": "digits"},
        {"kind": "points", "limits": [-1.6, 1.6], "of": 20, "has_modes": False}]}
    for buffer, name in zip(buffers, ("grid", "spiral"), strict=True):
        points = np.frombuffer(buffer, "<f4").reshape(-1, 2)
        assert np.array_equal(points, distributions.build(name).x[:N_REAL]) and len(points) == 1000


def test_no_runs_no_data():
    assert data_message([]) == ({"runs": []}, [])
