"""The pre-flight check: what is missing on this machine, and what to do, on one page; it changes nothing.

Only the standard library is used.
"""

import importlib.util
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import textwrap

from course_setup import troubles
from course_setup.machine import avx, memory_gb
from course_setup.steps import WINDOWS

MEMORY_GB = 2.9         # as notebook 00 asks for
GLIBC = (2, 28)         # of the oldest Linux for which the lock has builds
PORT = 8888             # JupyterLab's own choice
PROBE = "absl-py"       # a small package of the lock
SECONDS = 15            # for each answer of the network
OK, NOTE, MISSING = "ok", "note", "MISSING"


def page(lines):
    """Return the check as one page of plain text; lines: [(state, what, text), …]."""
    missing = sum(state == MISSING for state, _, _ in lines)
    end = ("Nothing is missing: the course can be set up here." if not missing else
           "{} thing{} missing. Mend what is marked, and check again.".format(
               missing, " is" if missing == 1 else "s are"))
    told = ["GANs, run and counted: is this machine ready?", ""]
    for state, what, text in lines:
        told += textwrap.wrap(text, 78, initial_indent=f"{state:8} {what:9} ", subsequent_indent=18 * " ",
                              break_long_words=False, break_on_hyphens=False)
    return "\n".join([*told, "", end]) + "\n"


def lines(facts, refusal, folder, check_path, ready, wheelhouse):
    """Return the check's lines.

    facts, refusal: of this Python.  check_path: raises Trouble where the path is too long.  ready: the environment is
    made.  wheelhouse: where there is one that fits.
    """
    return [
        python(facts, refusal),
        processor(facts, avx(facts)),
        memory(memory_gb(facts)),
        *([libc(os.confstr("CS_GNU_LIBC_VERSION"))] if facts["system"] == "Linux" and not facts["musl"] else []),
        disk(shutil.disk_usage(folder).free / 1e6, folder, ready),
        rights(folder),
        *([path_length(check_path)] if WINDOWS else []),
        network(ready, wheelhouse),
        loopback(),
        port(),
        browser(),
    ]


def python(facts, refusal):
    """Say whether a Python is there that can carry the course."""
    return (MISSING, "Python", refusal) if refusal else (OK, "Python", "{} at {}".format(
        facts["release"], facts["executable"]))


def processor(facts, has_avx):
    """Say whether TensorFlow's instructions are there."""
    if has_avx is False:
        return (MISSING, "processor", "This processor has no AVX, which TensorFlow needs: take a machine made after "
                "2011, or work in a pair; a virtual machine may hide AVX, its settings can show it.")
    if has_avx is None:
        return (NOTE, "processor", "Whether it has AVX, which TensorFlow needs, could not be found out; most have.")
    return (OK, "processor", "{}, {} cores".format(facts["machine"], os.cpu_count()))


def memory(gb):
    """Say whether the memory suffices."""
    if gb is None:
        return (NOTE, "memory", f"How much there is could not be found out; {MEMORY_GB:.0f} GB are needed.")
    if gb < MEMORY_GB:
        return (MISSING, "memory", f"{gb:.1f} GB; the course needs 3 GB: take another machine, or share one.")
    if gb < 2 * MEMORY_GB:
        return (NOTE, "memory", f"{gb:.1f} GB: enough if little else is open; run one notebook at a time.")
    return (OK, "memory", f"{gb:.1f} GB")


def libc(version):
    """Say whether this Linux is new enough for the packages' builds."""
    numbers = tuple(int(number) for number in re.findall(r"\d+", version or "")[:2])
    if numbers and numbers < GLIBC:
        return (MISSING, "system", "This Linux has {}; the packages need glibc {}.{}: use a Linux from 2019 or "
                "later.".format(version, *GLIBC))
    return (OK, "system", version or "Linux")


def disk(free_mb, folder, ready):
    """Say whether the environment fits on the disk."""
    need = 0 if ready else troubles.ROOM_MB
    if free_mb < need:
        return (MISSING, "disk", f"{free_mb / 1e3:.1f} GB are free in {folder}, {need / 1e3:.1f} GB are needed: make "
                "room, or move the course to another disk.")
    return (OK, "disk", f"{free_mb / 1e3:.1f} GB are free, {need / 1e3:.1f} GB are needed")


def rights(folder):
    """Say whether one may write where the course writes."""
    for place in (folder, tempfile.gettempdir()):
        try:
            with tempfile.NamedTemporaryFile(dir=place) as file:
                file.write(b"x")
                file.flush()
        except OSError as error:
            return (MISSING, "writing", f"Nothing can be written in {place} ({error.strerror or error}): use a copy of "
                    "the course in a folder of your own.")
    return (OK, "writing", f"in {folder} and for temporary files")


def path_length(check_path):
    """Say whether Windows would cut off the environment's longest paths."""
    try:
        check_path()
    except troubles.Trouble as trouble:
        return (MISSING, "path", str(trouble))
    return (OK, "path", "short enough for Windows")


def network(ready, wheelhouse):
    """Say whether the packages can be had: they are installed, lie in a wheelhouse, or the index answers."""
    if ready:
        return (OK, "packages", "the environment is made; no network is needed")
    if wheelhouse:
        return (OK, "packages", f"from the wheelhouse in {wheelhouse}; no network is needed")
    said = fetched()
    if said is None:
        return (NOTE, "packages", "this Python has no pip of its own, so its index was not asked; set-up brings one")
    if not said:
        return (OK, "packages", f"pip's index and its files answer; about {troubles.DOWNLOAD_MB} MB will be "
                "downloaded, once")
    if "CERTIFICATE" in said.upper():
        return (MISSING, "packages", f"A certificate was refused ({said}): where a proxy signs with its own, give pip "
                "that certificate (PIP_CERT); on a Mac with Python from python.org run \"Install "
                "Certificates.command\".")
    return (MISSING, "packages", f"pip's index does not answer ({said}): connect to a network; behind a proxy set "
            "HTTPS_PROXY to what your network asks for; or ask for the stick with the wheelhouse.")


def fetched():
    """Have pip fetch a small package of the lock, with all that it was told about index, proxy and certificate.

    With a second try pip says why the first failed. Returns "" where it came, else what pip says; None without pip.
    """
    if importlib.util.find_spec("pip") is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "pip", "download", PROBE, "--no-deps", "--no-cache-dir", "--dest", folder,
                   "--retries", "1", "--timeout", str(SECONDS), "--quiet", "--disable-pip-version-check"]
        try:
            ran = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL,
                                 timeout=8 * SECONDS)
        except (OSError, subprocess.TimeoutExpired) as error:
            return f"pip gave no answer: {error}"
    if ran.returncode == 0:
        return ""
    lines = [line.strip() for line in ran.stderr.decode("utf-8", "replace").splitlines() if line.strip()]
    refused = [line for line in lines if "CERTIFICATE" in line.upper()]
    return [*refused, *lines, "no reason given"][0][:300]


def loopback():
    """Say whether programs on this machine may talk to each other, as the browser does with JupyterLab."""
    try:
        with socket.socket() as server:
            server.bind(("127.0.0.1", 0))
            server.listen(1)
            socket.create_connection(("localhost", server.getsockname()[1]), timeout=5).close()
    except OSError as error:
        return (MISSING, "localhost", f"This machine does not let programs talk to each other on localhost "
                f"({error.strerror or error}): a firewall or the hosts file forbids it; allow 127.0.0.1.")
    return (OK, "localhost", "answers")


def port(number=PORT):
    """Say whether JupyterLab's usual port is free; it takes the next one if not."""
    try:
        with socket.socket() as server:
            server.bind(("127.0.0.1", number))
    except OSError:
        return (NOTE, "port", f"{number} is taken, by another JupyterLab perhaps; the course takes the next one.")
    return (OK, "port", f"{number} is free")


def browser():
    """Say whether a browser was found."""
    import webbrowser
    try:
        return (OK, "browser", "found ({})".format(getattr(webbrowser.get(), "name", None) or "the system's own"))
    except webbrowser.Error:
        return (NOTE, "browser", "None was found: open the address that JupyterLab prints in a browser of your own.")
