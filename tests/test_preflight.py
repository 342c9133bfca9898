"""The check to mail: what is missing is named with what to do, on one page; the mailed file runs alone."""

import http.server
import io
import os
import socket
import subprocess
import sys
import threading
import zipfile

import pytest
from test_course_py import GOOD, ROOT, closed_port, load


@pytest.fixture
def course():
    """course.py and its modules, fresh."""
    return load(ROOT)


@pytest.fixture
def preflight(course):
    """The module that checks."""
    return course.preflight


def test_the_page_is_one_page_in_plain_letters(preflight):
    lines = [(preflight.MISSING, "disk", "word " * 60), *[(preflight.OK, "x", "fine")] * 12]
    text = preflight.page(lines)
    assert len(text.splitlines()) < 45 and max(map(len, text.splitlines())) <= 78
    assert "1 thing is missing. Mend what is marked" in text
    assert preflight.page(lines[1:]).endswith("Nothing is missing: the course can be set up here.\n")


@pytest.mark.parametrize(("call", "state", "words"), [
    (lambda p: p.python(GOOD, None), "ok", "3.12.1 at /usr/bin/python3.12"),
    (lambda p: p.python(GOOD, "This is Python 2."), "MISSING", "This is Python 2."),
    (lambda p: p.processor(GOOD, False), "MISSING", "no AVX, which TensorFlow needs: take a machine made after"),
    (lambda p: p.processor(GOOD, None), "note", "could not be found out"),
    (lambda p: p.processor(GOOD, True), "ok", "x86_64, "),
    (lambda p: p.memory(2.0), "MISSING", "2.0 GB; the course needs 3 GB"),
    (lambda p: p.memory(4.0), "note", "run one notebook at a time"),
    (lambda p: p.memory(8.0), "ok", "8.0 GB"),
    (lambda p: p.memory(None), "note", "could not be found out"),
    (lambda p: p.libc("glibc 2.17"), "MISSING", "the packages need glibc 2.28: use a Linux from 2019"),
    (lambda p: p.libc("glibc 2.28"), "ok", "glibc 2.28"),
    (lambda p: p.disk(1000, "/x", False), "MISSING", "1.0 GB are free in /x, 3.2 GB are needed: make room"),
    (lambda p: p.disk(1000, "/x", True), "ok", "0.0 GB are needed"),
    (lambda p: p.disk(9000, "/x", False), "ok", "9.0 GB are free"),
    (lambda p: p.network(True, None), "ok", "no network is needed"),
    (lambda p: p.network(False, "/stick"), "ok", "from the wheelhouse in /stick"),
])
def test_each_line_says_what_is_so_and_what_to_do(preflight, call, state, words):
    line = call(preflight)
    assert line[0] == state and words in line[2]


def test_a_folder_that_may_not_be_written_is_named(preflight, tmp_path, monkeypatch):
    assert preflight.rights(str(tmp_path))[0] == "ok" and list(tmp_path.iterdir()) == []
    state, _, text = preflight.rights(str(tmp_path / "gone"))
    assert state == "MISSING" and str(tmp_path / "gone") in text and "folder of your own" in text


def test_a_taken_port_is_a_note_and_a_free_one_is_free(preflight):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        number = taken.getsockname()[1]
        assert preflight.port(number)[0] == "note"
    assert preflight.port(number) == ("ok", "port", f"{number} is free")
    assert preflight.loopback()[0] == "ok"


def wheel():
    """The bytes of a package that holds nothing."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as file:
        file.writestr("absl_py-1.dist-info/METADATA", "Metadata-Version: 2.1\nName: absl-py\nVersion: 1\n")
        file.writestr("absl_py-1.dist-info/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any\n")
        file.writestr("absl_py-1.dist-info/RECORD", "")
    return made.getvalue()


@pytest.fixture
def index():
    """A package index on this machine: its address, and what was asked of it."""
    asked = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            page = self.path.endswith("/")
            self.send_response(404 if "gone" in self.path and not page else 200)
            self.send_header("Content-Type", "text/html" if page else "application/octet-stream")
            self.end_headers()
            self.wfile.write(b'<!DOCTYPE html><a href="absl_py-1-py3-none-any.whl">x</a>' if page else wheel())

        def log_message(self, *arguments):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}", asked
        server.shutdown()


@pytest.fixture
def pip_told(monkeypatch):
    """Tell pip its index, and nothing else."""
    for name in [name for name in os.environ if name.startswith("PIP_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    return lambda address: monkeypatch.setenv("PIP_INDEX_URL", address)


def test_pip_asks_its_index_and_the_files_behind_it(preflight, index, pip_told):
    address, asked = index
    pip_told(address + "/simple/")
    state, _, text = preflight.network(False, None)
    assert state == "ok" and "460 MB" in text
    assert asked == ["/simple/absl-py/", "/simple/absl-py/absl_py-1-py3-none-any.whl"]
    pip_told(address + "/gone/")
    assert preflight.network(False, None)[0] == "MISSING", "an index whose files cannot be had is no help"


def test_no_network_and_a_refused_certificate_are_told_apart(preflight, monkeypatch, pip_told):
    pip_told(closed_port())
    state, _, text = preflight.network(False, None)
    assert state == "MISSING" and "does not answer" in text and "HTTPS_PROXY" in text and "the stick" in text
    monkeypatch.setattr(preflight, "fetched", lambda: "SSLError(1, '[SSL: CERTIFICATE_VERIFY_FAILED]')")
    state, _, text = preflight.network(False, None)
    assert state == "MISSING" and "PIP_CERT" in text and "Install Certificates.command" in text


def test_without_pip_the_index_is_not_asked(preflight, monkeypatch):
    monkeypatch.setattr(preflight.importlib.util, "find_spec", lambda name: None)
    assert preflight.network(False, None)[0] == "note"


def test_this_machine_says_its_memory_and_its_avx(course):
    import psutil

    facts = course.describe()
    assert 0 < course.machine.memory_gb(facts) <= psutil.virtual_memory().total / 2 ** 30 + 0.01
    assert course.machine.avx(facts) is True, "TensorFlow runs here"
    assert course.machine.avx({"machine": "arm64", "system": "Darwin"}) is True


def test_check_ends_with_one_where_something_is_missing(course, monkeypatch, capsys):
    found = [("ok", "a", "fine")]
    monkeypatch.setattr(course.preflight, "lines", lambda *arguments: found)
    assert course.main(["check"]) == 0
    found.append(("MISSING", "disk", "full"))
    assert course.main(["check"]) == 1
    assert "MISSING  disk      full" in capsys.readouterr().out
    assert course.main(["check", "--fast"]) == 2
    assert "There is no option --fast; choose from: --to. Nothing was done." in capsys.readouterr().err


def test_check_makes_no_environment(course, monkeypatch):
    monkeypatch.setattr(course.ENVIRONMENT, "make", lambda *arguments: pytest.fail("nothing may be made"))
    monkeypatch.setattr(course.preflight, "network", lambda *arguments: ("ok", "packages", "yes"))
    assert course.main(["check"]) in (0, 1)


def test_the_mailed_file_runs_alone(course, tmp_path, capsys):
    path = tmp_path / "check it.pyz"
    assert course.main(["check", "--to", str(path)]) == 0 and str(path) in capsys.readouterr().out
    assert path.stat().st_size < 60_000
    with zipfile.ZipFile(path) as archive:
        assert {"__main__.py", "course.py", "course_setup/preflight.py"} <= set(archive.namelist())
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    ran = subprocess.run([sys.executable, "-I", str(path)], cwd=elsewhere, capture_output=True, text=True,
                         env={"PIP_INDEX_URL": closed_port(), "PIP_CONFIG_FILE": os.devnull, "PATH": "/usr/bin:/bin"})
    assert ran.returncode == 1, ran.stderr
    assert "MISSING  packages  pip's index does not answer" in ran.stdout
    assert f"in {elsewhere}" in " ".join(ran.stdout.split())
    assert list(elsewhere.iterdir()) == []
    described = subprocess.run([sys.executable, "-I", str(path), "--describe"], capture_output=True, text=True)
    assert '"version"' in described.stdout


def test_what_the_mailed_check_cannot_do_it_says(course, tmp_path):
    course.main(["check", "--to", str(tmp_path / "check.pyz")])
    for arguments in (["clean"], ["setup"], ["lab"], ["check", "--to", "again.pyz"]):
        ran = subprocess.run([sys.executable, "-I", str(tmp_path / "check.pyz"), *arguments], cwd=tmp_path,
                             capture_output=True, text=True)
        assert ran.returncode == 1 and "Traceback" not in ran.stderr
        assert "holds the check alone" in ran.stderr or "This is the mailed check itself: send " in ran.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["check.pyz"]


def test_a_file_to_mail_replaces_nothing_but_an_older_one_of_ours(course, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "notes.txt").write_text("mine")
    (tmp_path / "notes.pyz").write_text("mine")
    with zipfile.ZipFile(tmp_path / "tool.pyz", "w") as archive:
        archive.writestr("__main__.py", "import course")
    (tmp_path / "link.pyz").symlink_to(tmp_path / "gone.pyz")
    kept = {name: (tmp_path / name).read_bytes() for name in ("notes.txt", "notes.pyz", "tool.pyz")}
    for name, sentence in {"notes.txt": "notes.txt does not end in .pyz: give a name that does, such as check.pyz.",
                           "notes.pyz": "notes.pyz is there already, and course.py did not make it: give another",
                           "tool.pyz": "course.py did not make it", "link.pyz": "course.py did not make it",
                           "no/where.pyz": f"There is no folder {tmp_path / 'no'}: make it, or give a file"}.items():
        assert course.main(["check", "--to", name]) == 1
        said = capsys.readouterr().err
        assert sentence in said and "environment" not in said and len(said.strip().splitlines()) == 1
    assert kept == {name: (tmp_path / name).read_bytes() for name in kept} and not (tmp_path / "gone.pyz").exists()
    assert course.main(["check", "--to", "check.pyz"]) == 0 and course.main(["check", "--to=check.pyz"]) == 0
    assert zipfile.is_zipfile(tmp_path / "check.pyz")


def test_a_place_that_may_not_be_written_is_named(course, tmp_path, monkeypatch, capsys):
    def refuse(path, mode):
        raise PermissionError(13, "Permission denied", path)

    monkeypatch.setattr(course.mailed, "open", refuse, raising=False)
    assert course.main(["check", "--to", str(tmp_path / "check.pyz")]) == 1
    assert "check.pyz cannot be written (Permission denied): give a file in a folder of your own" in (
        capsys.readouterr().err)


def test_a_windows_path_that_is_too_long_is_told(preflight, course):
    def too_long():
        raise course.Trouble("The folder's path is 20 characters too long: move it.")

    state, _, text = preflight.path_length(too_long)
    assert state == "MISSING" and "20 characters too long" in text
    assert preflight.path_length(lambda: None)[0] == "ok"
