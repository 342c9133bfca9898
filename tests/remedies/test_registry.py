"""Remedies by name, by object and as plain data; what is said of a name that is none."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from gan_course import remedies
from gan_course.remedies import R1, InstanceNoise, Remedy

PACKAGE = Path(remedies.__file__).parents[1]


@pytest.mark.parametrize("name", remedies.names())
def test_a_name_gives_a_new_remedy_that_survives_being_written_down(name):
    remedy = remedies.get(name)
    assert remedy.name == name and remedies.get(name) is not remedy and remedies.get(remedy) is remedy
    back = remedies.get(json.loads(json.dumps(remedies.serialized(remedy))))
    assert type(back) is type(remedy) and back.get_config() == remedy.get_config() and repr(back) == repr(remedy)
    assert eval(repr(remedy), vars(remedies)).get_config() == remedy.get_config()
    assert remedies.is_known(remedy)


def test_a_turned_knob_is_written_down():
    noise = InstanceNoise(0.3, anneal_steps=100)
    noise.turn(sigma=0.125)
    back = remedies.get(remedies.serialized(noise))
    assert float(back.sigma) == 0.125 and back.anneal_steps == 100


def test_each_is_exported_and_tells_its_paper():
    kinds = {type(remedies.get(name)).__name__ for name in remedies.names()}
    functions = {"class_of", "get", "is_known", "names", "serialized", "together"}
    assert kinds | functions | {"Hyperparameter", "Remedy"} == set(remedies.__all__)
    for name in remedies.names():
        text = type(remedies.get(name)).__doc__
        assert any(str(year) in text for year in range(2014, 2026)), name


@pytest.mark.parametrize(("name", "message"), [
    ("pacgan", "Did you mean 'packing'"), ("EMA", "Did you mean 'weight_averaging'"),
    ("spectral normalisation", "Did you mean 'spectral_normalization'"), ("unroled", "Did you mean 'unrolled'"),
    ("gp", "Did you mean 'wgan_gp'"), ("zzz", "remedy is 'zzz'; give one of 'packing'"),
    ("relativistic", r"'relativistic' is an objective, not a remedy: compile\(objective='relativistic'\)"),
    (7, "remedy is 7; give a Remedy object"), ({"name": "unheard"}, "remedy is .unheard.; give one of"),
    (R1, "give a Remedy object"),
])
def test_other_names(name, message):
    with pytest.raises(ValueError, match=message):
        remedies.get(name)


def test_one_of_your_own_is_taken_but_not_known():
    class Mine(R1):
        """As R1, but mine."""

    mine = Mine(2.0)
    assert remedies.get(mine) is mine and not remedies.is_known(mine) and not remedies.is_known(Remedy())


@pytest.mark.parametrize(("given", "message"), [
    ("r1", r"remedies is 'r1'; give a list"), (R1(), "give a list"), (None, r"give a list.*or \[\] for none"),
    ({"name": "r1"}, "give a list"), (["r1", R1(2.0)], "'r1' was given twice"),
    (["unrolled", "feature_matching"], "both replace the generator's loss. Keep one"),
    (["consensus", "unrolled"], "one replaces the step and the other a part of it"),
    (["feature_matching", "consensus"], "one replaces the step and the other a part of it"),
])
def test_lists_that_are_refused(given, message):
    with pytest.raises(ValueError, match=message):
        remedies.together(given)


def test_they_act_in_an_order_of_their_own():
    every = [name for name in remedies.names() if name not in ("unrolled", "consensus")]
    found = [remedy.name for remedy in remedies.together(reversed(every))]
    assert found == [remedy.name for remedy in remedies.together(every)]
    for first, second in [("instance_noise", "packing"), ("veegan", "packing"), ("minibatch_stddev", "packing"),
                          ("optimistic", "weight_clipping"), ("optimistic", "weight_averaging")]:
        assert found.index(first) < found.index(second)


NEW = '''"""A remedy that is written down in this one file."""

from gan_course.remedies.base import Hyperparameter, Remedy


class Fresh(Remedy):
    """Does nothing (nobody 2026)."""

    name, label, also_called = "fresh", "Fresh air", ("air",)
    hyperparameter = Hyperparameter("flow", 0.5, 0.0, 3.0)

    def __init__(self, flow=1.0):
        super().__init__(flow=flow)
'''
FOUND = """
import sys
from gan_course import remedies
from gan_course.lab import controls, settings
from gan_course.lab.script import to_python
assert "fresh" in remedies.names() and remedies.Fresh is remedies.class_of("fresh")
print(controls.schema()["remedies"]["fresh"])
s = settings.from_text("fresh")
print(s.to_text(), settings.from_text("fresh=2.5").remedies)
print("tensorflow" in sys.modules)
print(to_python(s, [("turn", "fresh", 2.0)]))
try:
    remedies.get("air")
except ValueError as error:
    print(error)
"""


def test_a_remedy_is_written_down_in_one_place(tmp_path):
    shutil.copytree(PACKAGE, tmp_path / "gan_course", ignore=shutil.ignore_patterns("__pycache__", "*.ipynb"))
    (tmp_path / "gan_course" / "remedies" / "fresh.py").write_text(NEW, encoding="utf-8")
    ran = subprocess.run([sys.executable, "-c", FOUND], cwd=tmp_path, capture_output=True, encoding="utf-8",
                         check=True, env={**os.environ, "PYTHONPATH": str(tmp_path), "TF_CPP_MIN_LOG_LEVEL": "3"})
    control, texts, tensorflow, *program, hint = ran.stdout.strip().splitlines()
    assert control == str({"label": "Fresh air", "number": "flow", "value": 0.5, "low": 0.0, "high": 3.0,
                           "whole": False, "where": "both", "live": True})
    assert texts == "fresh=0.5 {'fresh': 2.5}" and tensorflow == "False"
    assert "from gan_course.remedies import Fresh" in program
    assert any("remedies=[Fresh(flow=0.5)]" in line for line in program) and ".turn(flow=2.0)" in "".join(program)
    assert "Did you mean 'fresh'" in hint


@pytest.mark.parametrize(("data", "message"), [
    ({"name": "r1", "gamma": 2.0}, "remedy is .*'config': {its settings}}, as remedies.serialized makes it"),
    ({"name": "r1", "config": None}, "'config': {its settings}}"), ({"name": ["r1"]}, "'config': {its settings}}"),
    ({"config": {}}, "'config': {its settings}}"), ({"name": "r1", "config": [2.0]}, "'config': {its settings}}"),
    ({"name": "r1", "config": {"gama": 2}}, "a setting of 'r1' is 'gama'; give 'gamma'"),
    ({"name": "feature_matching", "config": {"gamma": 2}}, "none: it has no settings"),
    ({"name": "r11"}, "Did you mean 'r1'"),
])
def test_plain_data_that_says_something_else_is_refused(data, message):
    with pytest.raises(ValueError, match=message):
        remedies.get(data)


def test_a_remedy_without_settings_takes_none():
    with pytest.raises(ValueError, match="FeatureMatching takes no settings; it was given gamma"):
        remedies.FeatureMatching(gamma=2.0)


def test_a_number_that_float32_cannot_hold():
    with pytest.raises(ValueError, match=r"r1: gamma is 1e\+39; give a number that float32 holds"):
        R1(1e39)
