"""The thread with a queue: order, rest, and an end."""

import threading
import time

import pytest

from gan_course.lab import worker
from gan_course.lab.worker import Worker


class Scribe(Worker):
    def __init__(self):
        super().__init__()
        self.written, self.left, self.ended, self.free = [], 0, False, True

    def obey(self, do, content):
        self.written.append((do, content, threading.current_thread().name))

    def work(self):
        if self.left:
            self.left -= 1
            self.written.append("work")
        return self.left > 0

    def may_rest(self):
        return self.free

    def end(self):
        self.ended = True


def until(condition, seconds=120):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


@pytest.fixture
def scribe():
    made = Scribe()
    yield made
    made.close()


def test_commands_are_obeyed_in_their_order_in_one_thread(scribe):
    for number in range(50):
        scribe.post("write", number=number)
    until(lambda: len(scribe.written) == 50)
    assert [content["number"] for _, content, _ in scribe.written] == list(range(50))
    assert {name for _, _, name in scribe.written} == {"gan-course-lab"}


def test_commands_that_never_end_do_not_starve_the_work(scribe):
    scribe.obey = lambda do, content: scribe.post("again")      # the queue is never empty
    scribe.left = 3
    scribe.post("again")
    until(lambda: scribe.left == 0)
    scribe.obey = lambda do, content: None


def test_it_works_between_commands_and_a_command_need_not_wait_for_all_of_it(scribe):
    scribe.left = 10**9
    scribe.post("write")
    scribe.post("write")
    until(lambda: sum(entry != "work" for entry in scribe.written) == 2)
    scribe.left = 0
    assert scribe.written[0] != "work"


def test_it_rests_when_it_may_and_comes_back(scribe, monkeypatch):
    monkeypatch.setattr(worker, "IDLE_SECONDS", 0.05)
    scribe.free = False
    scribe.post("write")
    time.sleep(0.5)
    assert scribe._thread.is_alive()
    scribe.free = True
    until(lambda: scribe._thread is None)
    assert not scribe.ended              # a rest is no end
    scribe.post("write")
    until(lambda: len(scribe.written) == 2)


def test_close_lets_what_was_asked_be_done_and_ends_the_thread(scribe):
    scribe.post("write")
    thread = scribe._thread
    scribe.close()
    assert scribe.ended and len(scribe.written) == 1 and not thread.is_alive()
    scribe.close()                       # once more does no harm


def test_a_worker_must_say_how_it_obeys():
    with pytest.raises(NotImplementedError):
        Worker().obey("write", {})


def test_a_content_may_have_any_names_and_no_message_is_the_end(scribe):
    scribe.put("end", {"self": 1, "do": 2})
    scribe.post("end", self=1, do=2)
    until(lambda: len(scribe.written) == 2)
    assert not scribe.ended and scribe._thread.is_alive()


def test_leave_does_not_wait_and_too_many_commands_are_dropped(scribe, monkeypatch):
    monkeypatch.setattr(worker, "MOST_WAITING", 3)
    gate = threading.Event()
    monkeypatch.setattr(scribe, "obey", lambda do, content: gate.wait(10) and scribe.written.append(do))
    for number in range(10):
        scribe.post(number)
    scribe.leave()
    assert not scribe.ended
    gate.set()
    until(lambda: scribe.ended)
    assert 3 <= len(scribe.written) <= 4
