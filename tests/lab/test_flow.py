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
        pictures.looked()
        sent.append(pictures.sent(step=0))
        clock[0] += 1.1 * flow.FRAME_SECONDS
    assert sent == [1, 2, 3, 4, 5] and len(sent) == flow.IN_FLIGHT
    pictures.answered(2)                 # and with it the first
    assert pictures.flying == 3 and pictures.due()
    pictures.answered(1)                 # an old answer, late
    assert pictures.flying == 3


@pytest.mark.parametrize("call, wanted", [(0.002, 25), (0.02, 25), (0.03, 25), (0.06, 100 / 6)])
def test_pictures_keep_their_rate_whatever_a_call_of_the_graph_takes(clock, call, wanted):
    pictures = Flow()
    pictures.visible = True
    shown = 0
    for _ in range(int(20 / call)):      # 20 seconds
        clock[0] += call
        if pictures.due():
            pictures.looked()
            shown += 1
            pictures.answered(pictures.sent(step=0))
    assert shown / 20 == pytest.approx(wanted, rel=0.02)


def test_pictures_that_were_not_due_are_not_made_up_for(clock):
    pictures = Flow()
    pictures.visible = True
    pictures.looked()
    clock[0] += 10
    in_a_row = 0
    while pictures.due():
        pictures.looked()
        in_a_row += 1
    assert in_a_row <= 2


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
