"""Consoles that lack letters, and proxies that would catch this machine's own addresses."""

import io
import os
import subprocess
import sys
import urllib.request

import pytest

from gan_course import console

ROOT = console.ROOT
ENCODINGS = ["ascii", "cp932", "cp1252", "latin-1", "cp437", "utf-8"]


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_saying_raises_at_no_letter(monkeypatch, encoding):
    bytes_ = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(bytes_, encoding=encoding))
    console.say("γ = 1 – Voilà, 3×3")
    shown = bytes_.getvalue().decode(encoding)
    assert shown == "γ = 1 – Voilà, 3×3\n".encode(encoding, "replace").decode(encoding)


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_forgiving_stream_raises_at_no_letter(monkeypatch, encoding):
    stream = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
    monkeypatch.setattr(sys, "stdout", stream)
    console.forgive()
    print("γ – à", flush=True)
    assert len(stream.buffer.getvalue().decode(encoding)) == 6


@pytest.mark.parametrize("variables", [{"PYTHONIOENCODING": "ascii"}, {"PYTHONIOENCODING": "cp932:strict"},
                                       {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}])
@pytest.mark.parametrize("arguments", [["help"], ["läb"], ["bench", "γ"]])
def test_the_command_line_speaks_to_every_console(variables, arguments):
    kept = {key: value for key, value in os.environ.items() if key not in ("PYTHONIOENCODING", "PYTHONUTF8")}
    ended = subprocess.run([sys.executable, "-m", "gan_course.cli", *arguments], capture_output=True, cwd=ROOT,
                           env={**kept, **variables})
    assert b"Traceback" not in ended.stderr and ended.returncode == (0 if arguments == ["help"] else 2)


def test_a_process_of_ours_raises_at_no_letter(monkeypatch):
    monkeypatch.setenv("PYTHONIOENCODING", "ascii")
    ended = subprocess.run([sys.executable, "-c", "print('γ')"], capture_output=True, env=console.child_variables())
    assert (ended.stdout.strip(), ended.stderr) == (b"?", b"")


@pytest.mark.parametrize("name", ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy", "HTTPS_PROXY"])
def test_no_proxy_is_asked_for_this_machine(monkeypatch, name):
    for key in [key for key in os.environ if key.lower().endswith("_proxy")]:
        monkeypatch.delenv(key)
    monkeypatch.setenv(name, "http://proxy.example:3128")
    monkeypatch.setenv("NO_PROXY", "intranet.example, 10.0.0.1")
    variables = console.child_variables()
    assert variables[name] == "http://proxy.example:3128"
    for key in ["NO_PROXY"] if os.name == "nt" else ["NO_PROXY", "no_proxy"]:
        assert variables[key] == "intranet.example,10.0.0.1,localhost,127.0.0.1,::1"
        monkeypatch.setenv(key, variables[key])
    for host in "127.0.0.1:8888", "localhost:8888", "intranet.example":
        assert urllib.request.proxy_bypass_environment(host)
    assert not urllib.request.proxy_bypass_environment("example.org")


def test_without_a_proxy_nothing_is_said_of_one():
    variables = {"PATH": "x", "NO_PROXY": "y", "HTTP_PROXY": ""}
    console.spare_loopback(variables)
    assert variables == {"PATH": "x", "NO_PROXY": "y", "HTTP_PROXY": ""}
