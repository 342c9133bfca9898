"""The controls are what the settings, the objectives and the remedies say."""

import dataclasses
import inspect
import json

import pytest

from gan_course import objectives, remedies
from gan_course.lab.controls import CONTROLS, OBJECTIVES, REMEDIES, RemedyControl, schema
from gan_course.lab.settings import Settings, checked_remedy


def test_every_setting_has_a_control_and_every_control_acts_somehow():
    assert {*CONTROLS, "remedies", "drawn"} == {field.name for field in dataclasses.fields(Settings)}
    assert {control.acts for control in CONTROLS.values()} == {"live", "recompile", "reset"}
    assert set(OBJECTIVES) == set(objectives.names()) and CONTROLS["objective"].choices == OBJECTIVES


def test_a_remedy_is_offered_as_its_class_says():
    assert set(REMEDIES) == set(remedies.names())
    assert RemedyControl.of(remedies.R1) == ("R1 penalty", "gamma", 0.1, 0.0, 10.0, False, "both", True)
    assert REMEDIES["diff_augment"].where == "digits" and REMEDIES["packing"].live is False
    assert REMEDIES["optimistic"].number is None


def test_the_page_is_sent_plain_data():
    assert json.loads(json.dumps(schema(), allow_nan=False))["remedies"]["r1"]["number"] == "gamma"


@pytest.mark.parametrize("name", REMEDIES)
def test_a_remedys_number_is_an_argument_of_it_and_live_where_it_is_a_knob(name):
    knob, plain = REMEDIES[name], remedies.get(name)
    arguments = list(inspect.signature(type(plain)).parameters)
    if knob.number is None:
        assert knob.value is None and plain.knobs == {}
        return
    assert knob.number in arguments
    assert knob.live == (knob.number in plain.knobs)
    for number in (knob.low, knob.value, knob.high):
        built = remedies.get({"name": name, "config": {knob.number: checked_remedy(name, number)}})
        assert built.settings[knob.number] == number
        if knob.live:
            plain.turn(**{knob.number: number})  # the whole range can be turned to
