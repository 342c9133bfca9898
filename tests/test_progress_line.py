"""The line under a long cell: silent unless asked for, sparing, one place, no time told."""

import threading

import pytest
import tiny_gans
from IPython.core.interactiveshell import InteractiveShell

from gan_course import progress_line, sweep


@pytest.fixture
def clock(monkeypatch):
    """The time, which a test moves."""
    class Clock:
        now = 0.0

    monkeypatch.setattr(progress_line.time, "monotonic", lambda: Clock.now)
    return Clock


@pytest.fixture
def shown():
    """What is shown: (text, whether it goes on)."""
    found = []
    before = progress_line.show_by(lambda *line: found.append(line))
    yield found
    progress_line.show_by(before)


@pytest.fixture
def at_once(monkeypatch):
    """Every step is told of."""
    monkeypatch.setattr(progress_line, "AFTER", 0.0)
    monkeypatch.setattr(progress_line, "EACH", 0.0)


def test_what_is_done_soon_shows_nothing_and_then_twice_a_second(clock, shown):
    line = progress_line.Line("steps", 5000)
    for tenths in range(40):
        clock.now = tenths / 10
        line.at(100 * tenths)
    line.end()
    assert shown == [("2,000 of 5,000 steps", False), ("2,500 of 5,000 steps", True), ("3,000 of 5,000 steps", True),
                     ("3,500 of 5,000 steps", True), ("3,900 of 5,000 steps done", True)]
    shown.clear()
    line = progress_line.Line("steps", 10)
    line.at(10)
    line.end()
    assert shown == []


def test_another_thread_and_nobody_listening_show_nothing(clock, shown):
    line = progress_line.Line("steps", 10)
    clock.now = 9.0
    thread = threading.Thread(target=line.at, args=(5,))
    thread.start()
    thread.join()
    assert shown == []
    before = progress_line.show_by(None)
    line.at(6)
    line.end()
    progress_line.show_by(before)
    assert shown == []


def test_fit_tells_its_steps(at_once, shown):
    tiny_gans.points().fit(tiny_gans.X, steps_per_epoch=3, epochs=2, **tiny_gans.FIT)
    assert [text for text, _ in shown][-2:] == ["6 of 6 steps", "6 of 6 steps done"]


def test_a_sweep_tells_its_runs_and_not_the_steps_in_its_threads(at_once, shown):
    sweep.run(lambda: sweep.Trial(tiny_gans.points(), tiny_gans.X, batch_size=16), {"plain": {}}, [0, 1], steps=2,
              measure=lambda gan: {"one": 1.0}, workers=1)
    assert shown[-1] == ("2 of 2 runs done", True) and all("runs" in text for text, _ in shown)


def test_a_line_has_one_place_in_the_notebook(clock, monkeypatch):
    calls = []
    monkeypatch.setattr("IPython.display.display", lambda data, **more: calls.append(("new", data, more["display_id"])))
    monkeypatch.setattr("IPython.display.update_display",
                        lambda data, **more: calls.append(("same", data, more["display_id"])))
    shell = InteractiveShell()
    progress_line.load_ipython_extension(shell)
    try:
        for _ in range(2):
            line = progress_line.Line("steps", 8)
            for _ in range(2):
                clock.now += 3
                line.at(4)
            line.end()
    finally:
        progress_line.unload_ipython_extension(shell)
    assert [kind for kind, _, _ in calls] == ["new", "same", "same"] * 2
    assert len({place for _, _, place in calls}) == 2
    assert calls[2][1] == {"text/plain": "4 of 8 steps done"}

