"""No stored notebook opens a connection but to this machine: every run of them is guarded, and the guard can say no."""

import json
import subprocess
import sys

import network_guard
import pytest

from gan_course.notebooks import pairs

ELSEWHERE = "192.0.2.1"       # kept free for examples: nobody has it (RFC 5737)
TRIED = """
import json, os, socket, subprocess, sys, tempfile, urllib.request

def tried(what):
    try:
        return what() or "done"
    except PermissionError as error:
        return str(error)
    except OSError as error:
        return "unguarded: " + type(error).__name__

def udp(host):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as out:
        out.sendto(b"x", (host, 9))

def here(family, address):
    with socket.socket(family) as server, socket.socket(family) as client:
        server.bind(address)
        server.listen()
        client.connect(server.getsockname())

def swallowed():
    try:
        urllib.request.urlopen("http://ELSEWHERE/", timeout=1)
    except Exception:
        return "swallowed"

folder = tempfile.mkdtemp()
print(json.dumps({
    "tcp": tried(lambda: socket.create_connection(("ELSEWHERE", 80), timeout=1)),
    "udp": tried(lambda: udp("ELSEWHERE")),
    "name": tried(lambda: socket.getaddrinfo("example.org", 80)),
    "swallowed": tried(swallowed),
    "child": subprocess.run([sys.executable, "-c", "import socket; socket.create_connection(('ELSEWHERE', 80), 1)"],
                            capture_output=True, text=True).stderr.strip().splitlines()[-1],
    "own name": tried(lambda: socket.getaddrinfo("localhost", 80) and None),
    "loopback": tried(lambda: here(socket.AF_INET, ("127.0.0.1", 0))),
    **({"file": tried(lambda: here(socket.AF_UNIX, folder + "/s"))} if hasattr(socket, "AF_UNIX") else {}),
}))
""".replace("ELSEWHERE", ELSEWHERE)


@pytest.fixture(scope="module")
def tried(tmp_path_factory):
    """What a guarded Python could do, and what was noted."""
    notes = tmp_path_factory.mktemp("guard") / "refused.txt"
    ran = subprocess.run([sys.executable, "-c", TRIED], capture_output=True, encoding="utf-8",
                         env=network_guard.environment(notes), timeout=300)
    return json.loads(ran.stdout), network_guard.refused(notes)


def test_another_machine_is_refused_and_noted(tried):
    outcomes, noted = tried
    for way in ("tcp", "udp", "name"):
        assert outcomes[way].startswith("No notebook of the course may open a connection to another machine"), way
    assert outcomes["swallowed"] == "swallowed" and "PermissionError" in outcomes["child"]
    assert len(noted) >= 5 and sum(ELSEWHERE in line for line in noted) >= 4 and any("example.org" in n for n in noted)


def test_this_machine_may_be_reached(tried):
    outcomes, _ = tried
    assert {outcomes[name] for name in ("own name", "loopback", "file") if name in outcomes} == {"done"}


def test_every_run_of_a_stored_notebook_is_guarded():
    text = (pairs.ROOT / "tests" / "one_run.py").read_text(encoding="utf-8")
    assert "env=network_guard.environment(notes)" in text and "kernel_environment" not in text
