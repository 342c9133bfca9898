"""Functions and classes by what they are: installed ones by name, others by code and what that reads."""

import functools
import json

import pytest

from gan_course import networks
from gan_course.sweep.identity import described
from gan_course.sweep.programs import installed


@pytest.mark.parametrize("name, known", [("json", True), ("keras.layers", True), ("gan_course.gan", True),
                                         ("builtins", True), ("__main__", False), ("", False), (None, False),
                                         ("nowhere", False)])
def test_what_is_installed_is_known_by_its_module(name, known):
    assert installed(name) is known


def test_what_a_decorator_keeps_for_itself_is_no_part_of_a_function():
    @functools.singledispatch
    def plain(x):
        return x

    before = json.dumps(described(plain, "x"))
    assert json.dumps(described(plain, "x")) == before

    @functools.wraps(plain)
    def counted(x):
        counted.calls += 1
        return plain(x)

    counted.calls = 0
    before = described(counted, "x")
    counted(3)
    assert described(counted, "x") == before


def test_an_installed_function_is_its_name():
    assert described(networks.mlp_generator, "x") == {"function": "gan_course.networks.mlp_generator"}
