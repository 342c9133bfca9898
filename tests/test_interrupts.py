"""Ctrl-C is noted, asked for, and given back."""

import signal
import threading

import pytest

from gan_course.interrupts import noted_ctrl_c


@pytest.fixture(autouse=True)
def usual_handler():
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def test_the_first_is_noted_and_the_second_raises_at_once():
    with noted_ctrl_c() as ctrl_c:
        ctrl_c.check()
        signal.raise_signal(signal.SIGINT)
        assert ctrl_c.pressed
        with pytest.raises(KeyboardInterrupt):
            ctrl_c.check()
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)


def test_the_usual_handler_comes_back_even_after_an_error():
    with pytest.raises(ZeroDivisionError), noted_ctrl_c():
        raise ZeroDivisionError
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_another_handler_and_another_thread_are_left_alone():
    def other(number, frame):
        raise AssertionError

    signal.signal(signal.SIGINT, other)
    with noted_ctrl_c():
        assert signal.getsignal(signal.SIGINT) is other
    signal.signal(signal.SIGINT, signal.default_int_handler)
    seen = []

    def work():
        with noted_ctrl_c():
            seen.append(signal.getsignal(signal.SIGINT))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert seen == [signal.default_int_handler]
