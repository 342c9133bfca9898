"""The measurement of a hub: what a visitor reads from a kernel, whose memory is whose, what thirty need."""

import json
import runpy
import subprocess
import sys
import types

import psutil
import pytest

from gan_course.notebooks.pairs import ROOT

sys.path.insert(0, str(ROOT / "benchmarks" / "hub"))

import processes
import visitor


class Socket:
    """A kernel's websocket that answers every request with the same messages, after a stranger's."""

    def __init__(self, *answers):
        self.answers, self.waiting = answers, []

    def send(self, text):
        name = json.loads(text)["header"]["msg_id"]
        strange = {"msg_type": "error", "parent_header": {"msg_id": "x"}, "content": {"ename": "E", "evalue": ""}}
        self.waiting = [strange, *({"msg_type": kind, "content": content, "parent_header": {"msg_id": name}}
                                   for kind, content in self.answers)]

    def recv(self):
        return json.dumps(self.waiting.pop(0))


IDLE = ("status", {"execution_state": "idle"})


@pytest.mark.parametrize("answers, wanted", [
    ([("stream", {"text": "a\n"}), ("execute_reply", {"status": "ok"}), IDLE], ("a\n", None)),
    ([IDLE, ("execute_reply", {"status": "ok"})], ("", None)),
    ([("error", {"ename": "MemoryError", "evalue": ""}), ("execute_reply", {"status": "error"}), IDLE],
     ("", "MemoryError: ")),
    ([("execute_reply", {"status": "aborted"}), IDLE], ("", "aborted")),
])
def test_a_visitor_reads_what_a_cell_printed_and_its_error(answers, wanted):
    one = visitor.Visitor("http://127.0.0.1:1", "learner01")
    one.socket = Socket(*answers)
    assert one.run("1") == wanted


def test_memory_is_counted_for_the_learner_whom_a_process_serves():
    wait = [sys.executable, "-c", "import sys; a = bytearray(60 * 10**6); a[::4096] = bytes([1]) * len(a[::4096]); "
                                  "print('ready', flush=True); sys.stdin.read()"]
    code = f"import subprocess, os, sys\nsubprocess.run({wait!r}, env=dict(os.environ, JUPYTERHUB_USER='learner07'))"
    hub = subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        assert hub.stdout.readline() == "ready\n"
        memory = processes.Memory(hub.pid)
        with memory:
            pass
        assert set(memory.peak) == {"learner07"} and memory.peak["learner07"] > 60 > memory.hub > 0
        assert memory.most_at_once == pytest.approx(memory.hub + memory.peak["learner07"])
        assert [process.pid for process in memory.processes_of("learner07")] == [
            child.pid for child in psutil.Process(hub.pid).children()]
    finally:
        hub.stdin.close()
        hub.wait()
        hub.stdout.close()


def test_thirty_need_the_largest_learner_thirty_times_and_the_hub():
    main = types.SimpleNamespace(**runpy.run_path(str(ROOT / "benchmarks" / "hub" / "__main__.py"), run_name="bench"))
    assert main.room({"learners": [{"mb": 900}, {"mb": 1000}], "mb_hub_and_proxy": 200}, 30) == 30.2
