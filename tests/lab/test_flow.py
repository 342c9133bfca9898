"""The flow of pictures, with a clock of the test's own."""

import pytest

from gan_course.lab import flow
from gan_course.lab.flow import Flow


@pytest.fixture
def clock(monkeypatch):
    """The time, in seconds, as a list of one number."""
    now = [100.0]
    monkeypatch.setattr(flow.time, "monotonic", lambda: now[0])
    return now


def test_only_so_many_are_on_their_way_until_answers_come(clock):
    pictures = Flow()
    pictures.visible = True
    sent = []
    while pictures.due():
        sent.append(pictures.sent(step=0))
        clock[0] += 1.1 * flow.FRAME_SECONDS
    assert sent == [1, 2, 3, 4, 5] and len(sent) == flow.IN_FLIGHT
    pictures.answered(2)                 # and with it the first
    assert pictures.flying == 3 and pictures.due()
    pictures.answered(1)                 # an old answer, late
    assert pictures.flying == 3


def test_answers_that_do_not_come_count_as_lost(clock):
    pictures = Flow()
    pictures.visible = True
    for _ in range(flow.IN_FLIGHT):
        pictures.sent(step=0)
    clock[0] += 0.9 * flow.LOST_SECONDS
    assert not pictures.due()
    clock[0] += 0.2 * flow.LOST_SECONDS
    assert pictures.due() and pictures.flying == 0


def test_unseen_it_looks_seldom(clock):
    pictures = Flow()
    pictures.looked()
    clock[0] += 2 * flow.FRAME_SECONDS
    assert not pictures.due()
    pictures.visible = True
    assert pictures.due()
    pictures.visible = False
    clock[0] += flow.UNSEEN_SECONDS
    assert pictures.due()


def test_steps_a_second(clock):
    pictures = Flow()
    pictures.restart(step=1000)
    clock[0] += 0.6
    pictures.sent(step=1300)
    assert pictures.rate == pytest.approx(500)
    clock[0] += 0.1
    pictures.sent(step=9999)             # too soon for a new count
    assert pictures.rate == pytest.approx(500)
    clock[0] += 0.6
    pictures.sent(step=0)                # a new run: no negative rate
    assert pictures.rate == 0.0
