"""A module that stands in until it is used."""

import subprocess
import sys

import pytest

from gan_course.later import Later, name_of

PROBE = """
import sys
from gan_course.later import Later
colorsys = Later("colorsys")
before = "colorsys" in sys.modules
print(before, colorsys.rgb_to_hsv(1, 1, 1)[2] == 1, "colorsys" in sys.modules)
"""


def test_a_module_is_imported_at_its_first_use():
    ran = subprocess.run([sys.executable, "-c", PROBE], capture_output=True, encoding="utf-8", check=True)
    assert ran.stdout.split() == ["False", "True", "True"]


def test_its_name_is_told_without_an_import():
    assert name_of(Later("no_such_module.part")) == "no_such_module.part"


def test_what_is_not_there_is_said_when_it_is_used():
    with pytest.raises(ModuleNotFoundError, match="no_such_module"):
        _ = Later("no_such_module").name
    with pytest.raises(AttributeError):
        _ = Later("math").no_such_name
