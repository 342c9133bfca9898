"""A run that is saved goes on elsewhere to the last bit; what no run can hold is refused."""

import base64
import json

import numpy as np
import pytest
from test_engine import CASES, SMALL


@pytest.fixture
def resumed(engine, build):
    """Function from a text to a run saved after some steps, and the one that went on from there."""
    schema = json.loads((build.ENGINE / "schema.json").read_text(encoding="utf-8"))
    return lambda text, **more: engine("resumed", {"schema": schema, "text": f"{SMALL} {text}", "steps": 90, "more": 7,
                                                   **more})


@pytest.mark.parametrize("text", [*CASES, "seed=5 generator_optimizer=momentum data=spiral"])
def test_it_goes_on_to_the_last_bit(resumed, text):
    one, other = resumed(text)
    assert one == other and one["step"] == 97 and one["events"] == [["fit", 97]]


@pytest.mark.parametrize("damage", [
    {"settings": "seed=9"}, {"numbers": "AAAA"}, {"numbers": "%"}, {"numbers": None}, {"order": "AAAA"}, {"next": -1},
    {"next": 1.5}, {"step": "many"}, {"done": {"generator": 3}}, {"drawn": {}}, {"events": "fit"},
    {"events": [["fit", "90); import os"]]}, {"events": [["turn", "constructor", 1]]},
    {"events": [["turn", "dragan", "x"]]}, {"events": [["rate", "world", 1]]},
    {"events": [["rate", "generator", "1)"]]}, {"events": [["compile", "x=1"]]}, {"events": [["print", 3]]},
    {"start": "os=1"}])
def test_what_no_run_can_hold_is_refused(resumed, damage):
    assert "refused" in resumed("dragan=0.1", damage=damage)


def test_an_order_that_is_none_is_refused(resumed):
    order = base64.b64encode(np.zeros(10_000, np.uint16)).decode()      # one row again and again
    assert "do not fit" in resumed("", damage={"order": order})["refused"]
