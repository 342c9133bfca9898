"""Widgets end and are garbage; what a page sends is taken where it may be, and never raises in the kernel."""

import gc
import random
import threading
import time
import weakref

import pytest
from ipywidgets.widgets import widget as widget_module

from gan_course import pool
from gan_course.lab import Lab
from gan_course.lab.dirac import DiracPortrait
from gan_course.lab.page_widget import PageWidget

JUNK = [None, True, -1, 10**30, float("nan"), float("inf"), "", "end", "x" * 200_000, [], [[]], {}, {"self": 1},
        b"bytes", [1.0, 2.0], [[1, 2, 3]], [["a", "b"]], [[1e300, 1e300]], {"a": {"b": [1] * 1000}}, "__class__",
        "stop", "post"]
KEYS = ["do", "self", "content", "name", "value", "remedy", "on", "number", "index", "points", "text", "what", "data",
        "difference", "player", "load", "runner", "__init__"]
DO = ["end", "stop", "close", "obey", "begin", "set", "switch", "draw", "text", "look", "load", "export", "compare",
      "visible", "ack", "step", "speed", "hello", "", "set_", None, 3, ["play"], {"do": "play"}]
METHODS = ["update", "custom", "request_state", "echo_update", "end", None, 3]


def wait_for(condition, seconds=60):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


@pytest.fixture(scope="module")
def lab():
    """A lab whose engines are there."""
    made = Lab("generator_widths=8 discriminator_widths=8", engine="tensorflow")
    made.runner.post("hello")
    wait_for(lambda: made.runner.bench.engines)
    yield made
    made.close()


def test_no_message_of_a_page_stops_the_worker_or_raises_in_the_kernel(lab):
    chance, before = random.Random(0), lab.runner.bench.settings
    for _ in range(1000):
        content = {chance.choice(KEYS): chance.choice(JUNK) for _ in range(chance.randrange(4))}
        if chance.random() < 0.8:
            content["do"] = chance.choice(DO)
        content = chance.choice(JUNK) if chance.random() < 0.1 else content
        lab._handle_custom_msg(content, chance.choice([[], [memoryview(b"no session")], [memoryview(b"")]]))
        data = {"method": chance.choice(METHODS), "state": chance.choice([content, {"compact": "x"}, None, 3]),
                "content": content}
        lab._handle_msg({"content": {"data": chance.choice([data, data, {}, None])}, "buffers": []})
        if lab.runner._commands.qsize() > 100:
            wait_for(lab.runner._commands.empty)
    wait_for(lab.runner._commands.empty)
    lab.runner.post("text", text=before.to_text())
    lab.runner.post("step")
    wait_for(lambda: lab.runner.bench.settings == before and lab.runner.bench.step == 1)
    assert lab.runner._thread.is_alive() and lab.schema["remedies"] and lab.compact is False


def test_a_flood_is_cut_off(lab, monkeypatch):
    monkeypatch.setattr(lab.runner, "obey", lambda do, content: time.sleep(0.001))
    for _ in range(20_000):
        lab._heard(lab, {"do": "ping"}, [])
    assert lab.runner._commands.qsize() <= 1000
    monkeypatch.undo()
    wait_for(lab.runner._commands.empty)


def test_no_state_that_a_page_sends_harms_a_portrait():
    portrait, chance = DiracPortrait(), random.Random(0)
    good = {"game": "r1", "rule": "alternating", "rate": 0.3, "starts": [[1.0, 1.0]]}
    names = [*good, "picture", "choices", "_esm", "_css", "layout", "comm", "nonsense"]
    for _ in range(300):
        state = {chance.choice(names): chance.choice(JUNK) for _ in range(2)}
        portrait._handle_msg({"content": {"data": {"method": "update", "state": state}}, "buffers": []})
    portrait.set_state({**good, "picture": {}, "_esm": "alert(1)", "nonsense": 1})
    assert {name: getattr(portrait, name) for name in good} == good
    assert portrait.picture["orbits"] and "alert" not in portrait._esm
    portrait.close()


def test_what_a_portrait_refuses_the_page_is_told(monkeypatch):
    portrait, told = DiracPortrait(), []
    monkeypatch.setattr(portrait, "send_state", lambda key=None: told.append(key))
    portrait.set_state({"rate": 5.0})
    assert portrait.rate == 0.2 and "rate" in told
    portrait.close()


def test_a_closed_widget_is_garbage_with_its_threads_and_its_gans():
    before, widgets = threading.enumerate(), len(widget_module._instances)
    gone = [reference for finished in ("closed", "closed", "forgotten") for reference in played(finished)]
    portrait = DiracPortrait()
    gone.append(weakref.ref(portrait))
    portrait.close()
    del portrait
    pool.clear()
    wait_for(lambda: gc.collect() >= 0 and not any(reference() for reference in gone))
    assert not [thread for thread in threading.enumerate() if thread not in before]
    assert len(widget_module._instances) == widgets


def played(finished):
    """Play with a lab and close it, or only its widget; return weak references to all that it was."""
    made = Lab("generator_widths=8 discriminator_widths=8", engine="tensorflow")
    made.runner.post("play")
    wait_for(lambda: made.runner.post("ping") or made.runner.bench.step > 0, seconds=120)
    if finished == "closed":
        made.close()
        made.close()                     # once more does no harm
    else:
        PageWidget.close(made)           # without a word to the runner, which ends when the lab is gone
    return [weakref.ref(thing) for thing in (made, made.runner, made.runner.bench)]


def test_a_lab_that_trains_in_its_page_is_told_there_and_is_garbage_too(monkeypatch):
    sent = []
    monkeypatch.setattr(PageWidget, "send", lambda self, content, buffers=None: sent.append(content))
    made = Lab("data=grid")
    made.runner.post("step", player="generator")
    made.runner.post("play")
    assert sent == [{"do": "step", "player": "generator"}, {"do": "play"}]
    runner, gone = made.runner, weakref.ref(made)
    made.close()
    del made
    wait_for(lambda: gc.collect() >= 0 and gone() is None)
    runner.post("pause")                 # nobody hears, and nothing happens
    assert len(sent) == 2
