"""The clock counts the processor's seconds, not those on the wall."""

import time

import pytest

from gan_course.capstone.budget import Clock


def test_waiting_costs_nothing_and_computing_does():
    clock = Clock(0.05)
    time.sleep(0.15)
    assert not clock.over
    end = time.process_time() + 0.1
    while time.process_time() < end:
        pass
    assert clock.over and clock.used >= 0.1


@pytest.mark.parametrize("seconds", [0, -1, "long", None])
def test_a_budget_is_above_zero(seconds):
    with pytest.raises(ValueError, match="seconds"):
        Clock(seconds)
