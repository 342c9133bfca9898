"""Constants written out give themselves again; packages and own modules are told apart."""

import json
import types

import keras
import numpy as np
import pytest

from gan_course import objectives
from gan_course.exercises import written

CONSTANTS = [3, -2.5, 1e-300, float("inf"), True, None, ..., "a'b\n", b"x", 1 + 2j, (1,), (), [1, [2.5, "x"]], {1, 2},
             {"a": (1, None), 2: [True]}, np.float32(0.1), np.int64(3), np.array([[1.5, 2]], "float32"),
             [np.array([True, False])], np.array(2.0)]


@pytest.mark.parametrize("value", CONSTANTS, ids=repr)
def test_a_constant_gives_itself_again(value):
    assert written.is_constant(value)
    imports = []
    text = written.written(value, imports)
    space = {}
    exec("\n".join([*imports, f"found = {text}"]), space)
    assert type(space["found"]) is type(value) and repr(space["found"]) == repr(value)


def test_nan_and_nested_infinities():
    assert np.isnan(eval(written.written(float("nan"), [])))
    assert eval(written.written([1, float("-inf")], [])) == [1, float("-inf")]


@pytest.mark.parametrize("value", [np.zeros(33), "x" * 500, list(range(40)), [object()], {"a": np.zeros(99)},
                                   np.array([object()]), len, types.SimpleNamespace(), np.random.default_rng(0), np])
def test_what_is_no_constant(value):
    assert not written.is_constant(value)


def test_packages_the_course_and_own_files_are_told_apart(tmp_path):
    assert not any(map(written.is_own, [np, json, keras, objectives, types.ModuleType("empty")]))
    own = types.ModuleType("own")
    own.__file__ = str(tmp_path / "own.py")
    assert written.is_own(own)
    assert written.installed("numpy") and not written.installed("__main__") and not written.installed("no_such")


def test_imports():
    assert written.import_of("dumps", json.dumps) == "from json import dumps"
    assert written.import_of("said", json.dumps) == "from json import dumps as said"
    assert written.import_of("f", lambda: 0) is None
    lines = ["from gan_course import x", "import numpy as np", "from os import path", "import keras", "import os"]
    assert sorted(lines, key=written.import_order) == [
        "import os", "from os import path", "import keras", "import numpy as np", "from gan_course import x"]
