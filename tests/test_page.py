"""The page's server: who may come, how many, and that no message holds it; one real server, a notebook of one line."""

import asyncio
import concurrent.futures
import contextlib
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import types
import urllib.error
import urllib.request

import nbformat
import psutil
import pytest
from nbformat.v4 import new_code_cell, new_notebook
from tornado.httpclient import HTTPClientError, HTTPRequest
from tornado.websocket import WebSocketClosedError, websocket_connect

from gan_course import page
from gan_course.notebooks.running import kernel_environment

NO_PROXY = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def in_a_loop(coroutine):
    """Run it in a thread of its own: the browser tests leave a running loop in this one."""
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, coroutine).result()


def frame(*parts, count=None, offsets=None):
    """A message in the v1 framing, its count or its offsets replaced by wrong ones."""
    own = [8 * (len(parts) + 2)]
    for part in parts:
        own.append(own[-1] + len(part))
    numbers = [len(own) if count is None else count, *(offsets or own)]
    return b"".join(number.to_bytes(8, "little") for number in numbers) + b"".join(parts)


PARTS = b"shell", b"{}", b"{}", b"{}", b"{}"
WRONG = {
    "a loop bound of 2^64": frame(*PARTS, count=2**64 - 1),
    "a loop bound of a million": frame(*PARTS, count=10**6),
    "fewer parts than a message has": frame(b"shell", b"{}"),
    "no part": (0).to_bytes(8, "little"),
    "an offset past the end": frame(*PARTS, offsets=[56, 61, 63, 65, 67, 10**9]),
    "offsets that go back": frame(*PARTS, offsets=[56, 63, 61, 65, 67, 69]),
    "a part in the head": frame(*PARTS, offsets=[8, 61, 63, 65, 67, 69]),
    "cut short": frame(*PARTS)[:30],
    "empty": b"",
    "the old framing": (2).to_bytes(4, "big") + (12).to_bytes(4, "big") + (14).to_bytes(4, "big") + b"{}xxxxxxxx",
    "text": json.dumps({"channel": "shell"}),
}


@pytest.mark.parametrize("what", WRONG)
def test_what_is_no_message_is_told_apart(what):
    assert not page.is_message(WRONG[what])


def test_jupyters_own_messages_are_messages():
    from jupyter_server.services.kernels.connection.base import deserialize_msg_from_ws_v1, serialize_msg_to_ws_v1

    for buffers in [], [b"a picture"], 20 * [b""]:
        message = serialize_msg_to_ws_v1([b"{}", b"{}", b"{}", b"{}", *buffers], "shell")
        assert page.is_message(message) and message == frame(b"shell", b"{}", b"{}", b"{}", b"{}", *buffers)
        assert deserialize_msg_from_ws_v1(message)[0] == "shell"


@pytest.mark.parametrize(("ip", "own"), [("localhost", True), ("127.0.0.1", True), ("::1", True), ("0.0.0.0", False),
                                         ("", False), ("192.168.1.5", False), ("example.org", False)])
def test_the_address_decides_who_can_reach_it(ip, own):
    assert page.is_loopback(ip) is own


@pytest.mark.parametrize(("arguments", "token"), [
    ([], False), (["--ip=127.0.0.1"], False), (["--ip=0.0.0.0"], True), (["--Voila.ip=0.0.0.0"], True),
    (["--ip=0.0.0.0", "--Voila.token=room"], False), (["--token"], True)])
def test_a_token_is_made_where_others_can_come(arguments, token):
    server = page.PageServer()
    server.initialize([str(page.NOTEBOOK), *arguments])
    assert server.auto_token is token and server.notebook_path == str(page.NOTEBOOK)


@pytest.mark.parametrize(("host", "foreign"), [
    ("localhost", False), ("LOCALHOST.", False), ("10.1.2.3", False), ("[::1]", False), ("lab.example", False),
    ("evil.example", True), ("localhost.evil.example", True), ("10.1.2.3.evil.example", True), ("", True)])
def test_a_name_that_is_not_this_servers_is_foreign(host, foreign):
    request = types.SimpleNamespace(host_name=host)
    assert (page.ForeignHost(["localhost", "lab.example"]).match(request) is not None) is foreign


def test_the_number_of_visitors_follows_the_memory(monkeypatch):
    for megabytes, most in [(300, 1), (16_000, 17), (64_000, 71)]:
        monkeypatch.setattr(page.psutil, "virtual_memory", lambda: type("", (), {"available": megabytes * 1e6})())  # noqa: B023
        assert page.Kernels().visitors == most
    kernels = page.Kernels()
    assert (kernels.cull_interval, kernels.cull_idle_timeout) == (60, 300)


# ------------------------------------------------------------ a real server

TOKEN = "of-the-room"


class Served:
    """The running server."""

    def __init__(self, process, port):
        self.process, self.port, self.address = process, port, f"http://127.0.0.1:{port}"

    def get(self, path="/digits", token=TOKEN, **headers):
        """Ask for a path; return (status, text)."""
        if token:
            headers["Authorization"] = f"token {token}"
        request = urllib.request.Request(self.address + path, headers=headers)
        try:
            with NO_PROXY.open(request, timeout=60) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def seconds(self):
        """How long an answer takes."""
        started = time.perf_counter()
        self.get("/voila/static/favicon.png")
        return time.perf_counter() - started

    def connect(self, protocols=(page.PROTOCOL,), token=TOKEN, **headers):
        """Open the visitor's websocket to their kernel."""
        address = f"ws://127.0.0.1:{self.port}/api/kernels/{self.kernel}/channels?session_id=x"
        headers.update({"Authorization": f"token {token}"} if token else {})
        return websocket_connect(HTTPRequest(address, headers=headers), subprotocols=list(protocols) or None)


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    folder = tmp_path_factory.mktemp("page")
    notebook = new_notebook(cells=[new_code_cell("print('here')", id="a")])
    notebook.metadata.kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(notebook, folder / "page.ipynb")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    program = "import sys; from gan_course.page import PageServer; PageServer.launch_instance(sys.argv[1:])"
    command = [sys.executable, "-c", program, str(folder / "page.ipynb"), f"--port={port}", "--no-browser",
               "--visitors=1", f"--Voila.token={TOKEN}", "--Voila.port_retries=0"]
    with open(folder / "log.txt", "w") as log:
        process = subprocess.Popen(command, cwd=folder, env=kernel_environment(), stdout=log, stderr=log)
    server = Served(process, port)
    try:
        deadline = time.monotonic() + 120
        while True:
            try:
                server.get("/voila/static/favicon.png")
                break
            except OSError:
                assert process.poll() is None and time.monotonic() < deadline, (folder / "log.txt").read_text()
                time.sleep(0.1)
        status, text = server.get()
        assert status == 200
        server.kernel = re.search(r'kernelId"?:\s*"([0-9a-f-]{36})', text).group(1)
        yield server
    finally:
        process.terminate()
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.send_signal(getattr(signal, "SIGKILL", signal.SIGTERM))


def test_who_has_no_token_sees_no_page_and_reaches_no_kernel(served):
    status, text = served.get(token=None)
    assert "kernelId" not in text and ("token" in text.lower() or status != 200)
    assert served.get(f"/api/kernels/{served.kernel}", token=None)[0] == 403
    assert served.get(f"/api/kernels/{served.kernel}")[0] == 200
    with pytest.raises(HTTPClientError, match="403"):
        in_a_loop(connected(served, token=None))


def test_points_take_no_kernel_and_lead_to_the_digits(served):
    for _ in range(3):                                      # more visitors than places
        status, text = served.get("/")
        assert status == 200 and "kernelId" not in text
    assert "<title>GAN laboratory</title>" in text and 'id="digits" href="digits"' in text
    assert "<title>GAN laboratory</title>" not in served.get("/", token=None)[1]


def test_where_the_course_has_no_site_the_kernel_s_page_is_the_front_page(monkeypatch, tmp_path):
    monkeypatch.setattr("gan_course.lab.one_file.BUILDER", tmp_path / "build.py")
    assert page.laboratory() is None


def test_a_foreign_name_gets_nothing(served):
    for path in "/", "/digits", "/voila/static/favicon.png", f"/api/kernels/{served.kernel}":
        assert served.get(path, Host="evil.example")[0] == 403


def test_the_page_is_full_and_says_so(served):
    status, text = served.get()
    assert status == 503 and "Every place is taken" in text and 'http-equiv="refresh"' in text


async def connected(served, **options):
    """Connect, and close again."""
    connection = await served.connect(**options)
    connection.close()


@pytest.mark.parametrize("protocols", [(), ("v2.kernel.websocket.jupyter.org",)])
def test_the_old_framing_is_refused(served, protocols):
    with pytest.raises(HTTPClientError, match="400"):
        in_a_loop(connected(served, protocols=protocols))


def test_a_page_of_another_origin_opens_no_websocket(served):
    """A browser sends its cookie along whoever's page asks; who sends the token itself knows it."""
    with pytest.raises(urllib.error.HTTPError) as full:
        NO_PROXY.open(f"{served.address}/digits?token={TOKEN}")
    cookie = "; ".join(value.partition(";")[0] for value in full.value.headers.get_all("Set-Cookie"))
    in_a_loop(connected(served, token=None, Cookie=cookie, Origin=served.address))
    with pytest.raises(HTTPClientError, match="403"):
        in_a_loop(connected(served, token=None, Cookie=cookie, Origin="http://evil.example"))


def test_no_message_holds_the_server(served):
    """Before the fence each of the first two held it for ever, with memory rising by tens of megabytes a second."""
    memory = psutil.Process(served.process.pid).memory_info().rss

    async def send(message):
        connection = await served.connect()
        with contextlib.suppress(WebSocketClosedError):     # while it is still being sent
            await connection.write_message(message, binary=isinstance(message, bytes))
        while await asyncio.wait_for(connection.read_message(), 30) is not None:
            pass                                        # the kernel's own status may come first; None: it was closed
        return connection.close_code

    for what, message in {**WRONG, "too long": bytes(page.MOST_BYTES + 1)}.items():
        assert in_a_loop(send(message)) in (1002, 1006, 1009, None), what
        assert served.seconds() < 5, what
    assert psutil.Process(served.process.pid).memory_info().rss - memory < 100e6


def test_a_message_still_reaches_the_kernel(served):
    async def ask():
        connection = await served.connect()
        header = json.dumps({"msg_id": "1", "msg_type": "kernel_info_request", "username": "", "session": "x",
                             "date": "2026-01-01T00:00:00Z", "version": "5.3"}).encode()
        await connection.write_message(frame(b"shell", header, b"{}", b"{}", b"{}"), binary=True)
        while b"kernel_info_reply" not in (await asyncio.wait_for(connection.read_message(), 30)):
            pass
        connection.close()

    in_a_loop(ask())


if os.name == "posix":

    def test_ctrl_c_ends_the_server_and_its_kernels(served):
        """Last, for it ends the server of all tests."""
        kernels = psutil.Process(served.process.pid).children(recursive=True)
        served.process.send_signal(signal.SIGTERM)
        served.process.wait(60)
        assert kernels and not psutil.wait_procs(kernels, 30)[1]
