"""The worker thread, without Jupyter: commands in, messages out, nothing lost and nobody kept waiting."""

import threading
import time

import pytest

from gan_course.lab import flow, worker
from gan_course.lab import runner as module
from gan_course.lab.runner import Runner
from gan_course.lab.settings import Settings

SMALL = Settings(generator_widths=(8,), discriminator_widths=(8,))


class Page:
    """A page that hears everything, and answers pictures while `answers` is True."""

    def __init__(self, settings=SMALL):
        self.heard, self.answers, self._came = [], True, threading.Condition()
        self.runner = Runner(settings, self._hear)

    def _hear(self, say, content, buffers):
        with self._came:
            self.heard.append((time.monotonic(), say, content, buffers))
            self._came.notify_all()
        if say == "frame" and self.answers:
            self.runner.post("ack", number=content["number"])

    def post(self, do, **content):
        self.mark = len(self.heard)
        self.runner.post(do, **content)

    def until(self, say, wanted=lambda content: True, seconds=300):
        """Wait for a message that came after the last post; return its content."""
        deadline, at = time.monotonic() + seconds, self.mark
        with self._came:
            while True:
                for _, said, content, _ in self.heard[at:]:
                    if said == say and wanted(content):
                        return content
                at = len(self.heard)
                assert self._came.wait(deadline - time.monotonic()), f"no {say} came; {self.heard[-3:]}"

    def state(self, **wanted):
        return self.until("state", lambda content: all(content[name] == value for name, value in wanted.items()))

    def picture(self, least=0, **more):
        return self.until("frame", lambda content: content["runs"][0]["step"] >= least
                          and all(content.get(name) == value for name, value in more.items()))

    def wait(self, condition, seconds=60):
        """Wait until a condition holds."""
        deadline = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < deadline, "it never came to hold"
            time.sleep(0.02)

    def count(self, say):
        return sum(said == say for _, said, _, _ in self.heard)


@pytest.fixture(scope="module")
def _page():
    page = Page()
    page.post("hello")
    page.state(ready=True)
    yield page
    page.runner.close()


@pytest.fixture
def page(_page):
    """The module's page, its one run paused at step 0 with the small players."""
    _page.answers = True
    _page.post("pause")
    _page.post("compare", difference=None)
    _page.post("speed", value="full")
    _page.post("text", text=SMALL.to_text())
    _page.post("hello")
    _page.until("curves")  # said after all of the above was done
    assert _page.runner.bench.settings == SMALL and not _page.runner.playing
    return _page


def test_play_may_be_pressed_before_tensorflow_is_there():
    page = Page()
    page.post("hello", load=False)
    page.state(ready=False)
    page.post("play")
    page.state(ready=True, playing=True)
    page.picture(20)
    page.runner.close()


def test_play_pause_step(page):
    page.post("play")
    page.picture(30)
    page.post("pause")
    step = page.state(playing=False)["step"]
    time.sleep(0.3)
    page.post("step")
    assert page.picture(step + 1)["runs"][0]["step"] == step + 1
    page.post("step", player="generator")
    assert page.picture(step + 1)["runs"][0]["step"] == step + 1  # half a step
    assert page.runner.bench.engines[0].events[-1] == ("generator", 1)


def test_only_so_many_pictures_are_on_their_way(page, monkeypatch):
    monkeypatch.setattr(flow, "LOST_SECONDS", 60.0)
    page.answers = False
    page.post("visible", on=True)       # forgets what was on its way, and shows one
    page.picture()
    before = page.count("frame")
    page.post("play")
    page.wait(lambda: page.runner.bench.engines[0].step > 400)
    assert page.count("frame") - before <= flow.IN_FLIGHT


def test_pictures_that_are_never_answered_count_as_lost(page, monkeypatch):
    monkeypatch.setattr(flow, "LOST_SECONDS", 0.2)
    page.answers = False
    page.post("play")
    before = page.count("frame")
    page.wait(lambda: page.count("frame") > before + 2 * flow.IN_FLIGHT)


def test_out_of_sight_no_pictures_are_sent_but_the_timeline_grows(page, monkeypatch):
    monkeypatch.setattr(flow, "UNSEEN_SECONDS", 0.05)
    page.post("visible", on=False)
    page.post("play")
    page.state(playing=True)
    before, pictures = page.count("frame"), len(page.runner.bench.records[0].pictures)
    page.wait(lambda: len(page.runner.bench.records[0].pictures) > pictures + 3)
    assert page.count("frame") == before
    page.post("visible", on=True)
    page.picture(20)


def test_a_deserted_page_pauses(page, monkeypatch):
    monkeypatch.setattr(module, "DESERTED_SECONDS", 0.3)
    page.answers = False
    page.post("play")
    assert "nobody" in page.state(playing=False)["note"]


def test_a_bad_command_changes_nothing_and_training_goes_on(page):
    page.post("play")
    page.picture(10)
    for do, content in (("fly", {}), ("set", {"name": "generator_rate", "value": "fast"}), ("step", {"legs": 4}),
                        ("switch", {"remedy": "packing", "on": True, "number": 3}), ("text", {"text": "rate=1"}),
                        ("draw", {"points": [[0, 0]]}), ("speed", {"value": "warp"}), ("preset", {"name": "none"}),
                        ("compare", {"difference": "seed=0"}), ("load", {"data": b"no"})):
        page.post(do, **content)
        page.until("error")
        assert page.runner.bench.settings == SMALL, do
    page.post("play")
    page.picture(page.runner.bench.engines[0].step + 20)


def test_an_unforeseen_error_is_told_and_the_thread_lives(page, monkeypatch):
    def broken(**options):
        raise RuntimeError("the sky fell")

    monkeypatch.setattr(page.runner.bench.engines[0], "advance", broken)
    page.post("play")
    assert "the sky fell" in page.until("error")["text"]
    monkeypatch.undo()
    page.post("play")
    page.picture(20)


def test_two_runs_keep_in_step_and_differ_only_where_told(page):
    page.post("compare", difference="objective=minimax")
    page.until("frame", lambda content: len(content["runs"]) == 2)
    one, other = (engine.settings.to_dict() for engine in page.runner.bench.engines)
    assert [name for name in one if one[name] != other[name]] == ["objective"]
    page.post("set", name="seed", value=3)
    assert page.state(step=0)["settings"]["seed"] == 3
    assert [engine.settings.seed for engine in page.runner.bench.engines] == [3, 3]
    page.post("play")
    runs = page.picture(100)["runs"]
    assert runs[0]["step"] == runs[1]["step"]


def test_a_difference_can_take_a_remedy_away(page):
    page.post("switch", remedy="r1", on=True)
    page.post("compare", difference="-r1")
    page.until("frame", lambda content: len(content["runs"]) == 2)
    assert [list(engine.settings.remedies) for engine in page.runner.bench.engines] == [["r1"], []]


def test_slow_motion_is_four_phases_a_step(page, monkeypatch):
    monkeypatch.setattr(module, "PHASE_SECONDS", 0.05)
    page.post("speed", value="slow")
    page.post("play")
    page.picture(phase=3)
    page.post("pause")
    page.state(playing=False)
    names = [event[0] for event in page.runner.bench.engines[0].events]
    assert names[:2] == ["discriminator", "generator"]


def test_a_divergence_pauses_explains_and_reset_takes_the_change_back(page):
    text = ("objective=least_squares generator_widths=8 discriminator_widths=8 generator_optimizer=sgd "
            "discriminator_optimizer=sgd generator_rate=0.01 discriminator_rate=10.0")
    page.post("text", text=text)
    page.post("set", name="generator_rate", value=10)
    page.post("play")
    state = page.until("state", lambda content: content["diverged"])
    assert not state["playing"] and "learning rate" in state["note"]
    page.post("play")
    assert page.state()["playing"] is False
    page.post("reset")
    assert page.state(step=0)["settings"]["generator_rate"] == 0.01


def test_two_runs_take_the_change_back_together(page):
    text = ("objective=least_squares generator_widths=8 discriminator_widths=8 generator_optimizer=sgd "
            "discriminator_optimizer=sgd generator_rate=0.01 discriminator_rate=0.01")
    page.post("text", text=text)
    page.post("compare", difference="discriminator_rate=10.0")
    page.post("set", name="generator_rate", value=9)
    page.post("play")
    page.until("state", lambda content: content["diverged"])
    page.post("reset")
    page.state(step=0)
    assert [engine.settings.generator_rate for engine in page.runner.bench.engines] == [0.01, 0.01]
    assert [engine.settings.discriminator_rate for engine in page.runner.bench.engines] == [0.01, 10.0]


def test_looking_back_shows_an_old_picture_until_now(page):
    page.post("play")
    page.picture(200)
    page.post("pause")
    page.post("look", index=0)
    assert page.picture(looking_back=True)["runs"][0]["step"] == 0
    page.post("look", index=-1)
    assert not page.picture(200).get("looking_back")


def test_an_idle_thread_ends_and_comes_back(page, monkeypatch):
    monkeypatch.setattr(worker, "IDLE_SECONDS", 0.2)
    page.post("pause")
    deadline = time.monotonic() + 120
    while page.runner._thread is not None and time.monotonic() < deadline:
        time.sleep(0.05)
    assert page.runner._thread is None
    page.post("step")
    page.picture(1)


def test_close_ends_the_thread():
    page = Page()
    page.post("hello", load=False)
    page.state()
    thread = page.runner._thread
    page.runner.close()
    assert not thread.is_alive()
