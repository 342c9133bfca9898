"""The message protocol of page and laboratory, in a real kernel without a browser, on two releases of ipykernel.

Releases 7.0 to 7.3 are left out: while they send a reply they can overlook a request that comes in, which then waits
for ever, whatever code runs in the kernel (github.com/ipython/ipykernel/issues/1554). 7.4, the lock's, is mended.
"""

import json
import os
import queue
import signal
import subprocess
import sys
import time

import jupyter_client
import pytest

from gan_course.notebooks.pairs import ROOT
from gan_course.notebooks.running import kernel_environment

RELEASES = ["6.31.0", "current"]
START = ("import faulthandler, signal, sys\n"
         "if hasattr(faulthandler, 'register'):        # not on Windows\n"
         "    faulthandler.register(signal.SIGUSR1, sys.__stderr__)\n"
         "from gan_course import lab\n"
         "page = lab.Lab('generator_widths=8 discriminator_widths=8', engine='tensorflow')\n"
         "print(page.comm.comm_id)")
WAIT = 300


def older_release(version):
    """The folder of an older ipykernel, installed beside the environment's own and kept for the next time."""
    folder = ROOT / ".venv" / "ipykernels" / version
    if not (folder / "ipykernel").is_dir():
        installed = subprocess.run(
            [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", str(folder),
             f"ipykernel=={version}"], capture_output=True, text=True)
        if installed.returncode:
            pytest.skip(f"ipykernel {version} could not be fetched: {installed.stderr[-300:]}")
    return folder


class Kernel:
    """A kernel with one laboratory in it, spoken to as the page does."""

    def __init__(self, environment):
        self.manager = jupyter_client.KernelManager(kernel_name="python3")
        self.manager.start_kernel(env=environment)
        self.client = self.manager.client()
        self.client.start_channels()
        self.client.wait_for_ready(timeout=WAIT)
        self.heard = []                 # (seconds, content, buffers) of the laboratory's messages
        self.comm_id = self.run(START).strip()

    def run(self, code):
        """Run a cell; return what it printed. Raises AssertionError where it failed."""
        message, printed, done = self.client.execute(code), "", False
        deadline = time.monotonic() + WAIT
        while not done:
            found = self._next(deadline)
            content = found["content"]
            if found["parent_header"].get("msg_id") != message:
                continue
            assert found["msg_type"] != "error", content
            printed += content["text"] if found["msg_type"] == "stream" else ""
            done = found["msg_type"] == "status" and content["execution_state"] == "idle"
        return printed

    def send(self, do, buffers=(), **content):
        """Say something to the laboratory."""
        data = {"comm_id": self.comm_id, "data": {"method": "custom", "content": {"do": do, **content}}}
        message = self.client.session.msg("comm_msg", data)
        self.client.session.send(self.client.shell_channel.socket, message, buffers=list(buffers))

    def until(self, wanted):
        """Read messages until one of the laboratory's fits, answering pictures as the page does; return it."""
        deadline = time.monotonic() + WAIT
        while True:
            content, buffers = self._lab_message(self._next(deadline))
            if content is not None and wanted(content):
                return content, buffers

    def state(self, **wanted):
        """Read until a state message has these entries."""
        return self.until(lambda said: said["say"] == "state" and all(said[k] == v for k, v in wanted.items()))[0]

    def frame(self, step):
        """Read until a picture of the real engine shows at least that step."""
        return self.until(lambda said: said["say"] == "frame" and said["runs"][0]["step"] >= step)

    def _next(self, deadline):
        try:
            found = self.client.get_iopub_msg(timeout=max(0.0, deadline - time.monotonic()))
        except queue.Empty:
            last = [said["say"] for _, said, _ in self.heard[-5:]]
            if hasattr(signal, "SIGUSR1"):       # where do its threads stand? They say so on standard error
                os.kill(self.manager.provisioner.pid, signal.SIGUSR1)
                time.sleep(1)
            raise AssertionError(f"nothing more was said; last: {last}") from None
        self._lab_message(found, note=True)
        return found

    def _lab_message(self, found, note=False):
        content = found["content"]
        if found["msg_type"] != "comm_msg" or content["comm_id"] != getattr(self, "comm_id", None) \
                or content["data"].get("method") != "custom":
            return None, None
        said = content["data"]["content"]
        if note:
            self.heard.append((time.monotonic(), said, found["buffers"]))
            if said["say"] == "frame":
                self.send("ack", number=said["number"])
        return said, found["buffers"]

    def close(self):
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)


@pytest.fixture(scope="module", params=RELEASES)
def kernel(request):
    environment = kernel_environment()
    if request.param != "current":
        environment["PYTHONPATH"] = os.pathsep.join([str(older_release(request.param)), environment["PYTHONPATH"]])
    started = Kernel(environment)
    version = started.run("import ipykernel; print(ipykernel.__version__)").strip()
    assert request.param in (version, "current")
    started.send("hello")
    started.state(ready=True)
    yield started
    started.close()


def test_play_and_pause(kernel):
    kernel.send("play")
    kernel.state(playing=True)
    content, buffers = kernel.frame(30)
    run = content["runs"][0]
    assert len(buffers) == len(run["arrays"]) and len(buffers[0]) == 512 * 2 * 4
    kernel.send("pause")
    step = kernel.state(playing=False)["step"]
    time.sleep(0.5)
    kernel.send("hello")
    assert kernel.state(playing=False)["step"] == step


def test_a_cell_runs_while_it_trains(kernel):
    kernel.send("play")
    kernel.state(playing=True)
    assert kernel.run("print(6 * 7)") == "42\n"
    kernel.send("pause")
    kernel.state(playing=False)


def test_it_trains_on_while_a_cell_blocks_the_kernel(kernel):
    kernel.send("play")
    before = kernel.frame(0)[0]["runs"][0]["step"]
    kernel.run("import time; time.sleep(2.5)")  # no answer to a picture gets through meanwhile
    kernel.send("pause")
    assert kernel.state(playing=False)["step"] > before + 50


def test_knobs_and_remedies(kernel):
    kernel.send("set", name="generator_rate", value="0.002")
    assert kernel.state()["settings"]["generator_rate"] == 0.002
    kernel.send("switch", remedy="r1", on=True, number="0.2")
    assert kernel.state()["settings"]["remedies"] == {"r1": 0.2}
    kernel.send("switch", remedy="packing", on=True, number=3)  # 128 is no multiple of 3
    said, _ = kernel.until(lambda said: said["say"] == "error")
    assert "m=3" in said["text"]
    kernel.send("reset")
    state = kernel.state(step=0)
    assert state["settings"]["remedies"] == {"r1": 0.2} and state["settings"]["generator_rate"] == 0.002


def test_what_nobody_knows_is_answered(kernel):
    for do, content in {"fly": {}, "speed": {"value": "warp"}, "step": {"legs": 4}, "preset": {"name": "x"}}.items():
        kernel.send(do, **content)
        kernel.until(lambda said: said["say"] == "error")


def test_a_session_goes_out_and_comes_back(kernel):
    kernel.send("step")
    kernel.send("export", what="session")
    _, buffers = kernel.until(lambda said: said["say"] == "export")
    step = kernel.heard[-1][1].get("step") or 1
    kernel.send("reset")
    kernel.state(step=0)
    kernel.send("load", buffers=[bytes(buffers[0])])
    assert kernel.state(note="Loaded; Play goes on from here.")["step"] >= step


def test_two_runs_differ_only_where_told(kernel):
    kernel.send("compare", difference="discriminator_rate=0.01")
    kernel.until(lambda said: said["say"] == "frame" and len(said["runs"]) == 2)
    code = ("import json\na, b = page.runner.bench.engines\n"
            "same = all((x == y).all() for x, y in zip(a.gan.get_weights(), b.gan.get_weights(), strict=True))\n"
            "da, db = a.settings.to_dict(), b.settings.to_dict()\n"
            "print(json.dumps([bool(same), [name for name in da if da[name] != db[name]]]))")
    assert json.loads(kernel.run(code)) == [True, ["discriminator_rate"]]
    kernel.send("compare", difference=None)
    kernel.until(lambda said: said["say"] == "frame" and len(said["runs"]) == 1)


def test_gone_pauses_and_close_ends_the_thread(kernel):
    kernel.send("play")
    kernel.state(playing=True)
    kernel.send("gone")
    kernel.state(playing=False)
    names = "import threading; print([t.name for t in threading.enumerate()].count('gan-course-lab'))"
    assert kernel.run("page.close()\n" + names) == "0\n"


def test_a_cell_that_is_run_again_ends_what_it_made_before(kernel):
    cell = "lab.Lab('generator_widths=8 discriminator_widths=8', engine='tensorflow').runner.post('play')"
    assert kernel.run(cell) == "" == kernel.run(cell) == kernel.run(cell)
    kernel.run("""
import gc, threading, time
until = time.monotonic() + 30
def labs():
    gc.collect()
    return sum(type(thing).__name__ == 'Lab' for thing in gc.get_objects())
def threads():
    return [thread.name for thread in threading.enumerate()].count('gan-course-lab')
while (labs(), threads()) != (2, 1) and time.monotonic() < until:     # a busy machine ends a thread later
    time.sleep(0.2)
""")
    assert kernel.run("print(threads())") == "1\n"
    assert kernel.run("print(labs())") == "2\n", "the last one, and the page above, closed and held by its name alone"
