"""PyTorch's environment: apart from the course's, from a lock with hashes, and made by CI before the tests."""

import hashlib
import re

import pytest
from file_modules import module_of

from gan_course.console import ROOT

LOCK = (ROOT / "requirements-twin.lock").read_text(encoding="utf-8")


@pytest.fixture
def environment():
    """The script as a module."""
    return module_of(ROOT / "extras" / "environment.py", "twin_environment")


def entries():
    """{the line before the hashes: the hashes} of the lock."""
    blocks = [block for block in re.split(r"\n(?=\S)", LOCK) if not block.startswith("#")]
    return {block.split("\\")[0].strip(): re.findall(r"--hash=(\S+)", block) for block in blocks}


def test_each_entry_is_one_version_with_hashes_and_no_address():
    assert "://" not in LOCK and "--index-url" not in LOCK and "--find-links" not in LOCK
    for head, hashes in entries().items():
        assert re.match(r"[a-z0-9-]+==[\w.+]+( ; .+)?$", head), head
        assert hashes and all(re.fullmatch(r"sha256:[0-9a-f]{64}", text) for text in hashes), head


def test_on_linux_the_build_for_the_processor_is_locked_and_nothing_of_cuda():
    torch = [head for head in entries() if head.startswith("torch==")]
    assert sorted(torch) == ["torch==2.13.0 ; sys_platform != 'linux'", "torch==2.13.0+cpu ; sys_platform == 'linux'"]
    assert not re.search(r"^(nvidia|cuda|triton)", LOCK, re.MULTILINE)


def test_keras_there_is_the_release_of_the_course():
    keras = re.search(r"^keras==\S+", (ROOT / "requirements.lock").read_text(encoding="utf-8"), re.MULTILINE)[0]
    assert keras in entries() and keras in (ROOT / "extras" / "requirements.in").read_text(encoding="utf-8")


def test_learners_do_not_get_pytorch():
    for name in ("requirements.lock", "requirements-test.lock"):
        assert not re.search(r"^torch==", (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE)


def test_ci_makes_it_before_the_tests():
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    made, tested = script.index("python3 extras/environment.py || exit 1"), script.index("course.py test\n")
    assert made < tested


def test_a_folder_of_something_else_is_left_alone(environment, tmp_path):
    (tmp_path / "thesis.txt").write_text("years")
    with pytest.raises(SystemExit, match="nothing in it is touched"):
        environment.make(tmp_path)
    assert (tmp_path / "thesis.txt").read_text() == "years"


def test_an_environment_that_fits_the_lock_is_used_again(environment, tmp_path, monkeypatch):
    monkeypatch.setattr(environment, "version", lambda python: "2.13.0")
    monkeypatch.setattr(environment.venv, "EnvBuilder", lambda **options: pytest.fail("made anew"))
    (tmp_path / "made-from").write_text(hashlib.sha256(environment.LOCK.read_bytes()).hexdigest(), encoding="utf-8")
    assert environment.make(tmp_path).is_relative_to(tmp_path)


@pytest.mark.parametrize("locked_starts", [True, False])
def test_where_the_lock_cannot_be_had_pip_takes_another(environment, tmp_path, monkeypatch, capsys, locked_starts):
    """An index without the CPU build: the lock fails, and the build for CUDA is installed with all that it needs."""
    calls, works = [], []

    class Ran:
        returncode = 0 if locked_starts else 1

    def called(command, check=False, **options):
        calls.append(command)
        works.append(locked_starts or "requirements.in" in command[-1])
        return Ran()

    monkeypatch.setattr(environment.subprocess, "run", called)
    monkeypatch.setattr(environment, "version", lambda python: "2.13.0" if works and works[-1] else "")
    folder = tmp_path / "env"
    monkeypatch.setattr(environment.venv, "EnvBuilder",
                        lambda **options: type("Made", (), {"create": lambda self, where: where.mkdir()})())
    environment.make(folder)
    assert len(calls) == (1 if locked_starts else 2)
    assert "--require-hashes" in calls[0] and ("4.8 GB" in capsys.readouterr().out) is not locked_starts
