"""A wheelhouse on a stick: the lock's wheels for named machines, and a set-up from it that asks no network."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from packaging.markers import Marker, default_environment
from test_course_py import GOOD, ROOT, Copy, load, make_wheel, offline

LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")


@pytest.fixture
def house():
    """The module that packs and finds wheelhouses."""
    return load(ROOT).wheelhouse


# ------------------------------------------------------------ which entries belong to a machine


@pytest.mark.parametrize("release", ["3.11.0", "3.11.5", "3.12.3", "3.13.99"])
@pytest.mark.parametrize("system", ["linux", "linux-arm", "mac", "windows"])
def test_markers_are_read_as_packaging_reads_them(house, system, release):
    values = house.values_of(system, release)
    markers = {marker for _, marker in house.entries(LOCK) if marker}
    markers |= {"python_version in '3.11 3.12'", "os_name not in 'nt' and (sys_platform == 'darwin' or "
                "python_full_version != '3.12.3')", "platform_python_implementation == 'CPython'",
                "python_version >= '3.9'"}
    assert len(markers) > 8
    for marker in markers:
        assert house.holds(marker, values) == Marker(marker).evaluate({**default_environment(), **values}), marker


def test_every_release_of_a_python_finds_each_of_its_entries_in_a_part(house):
    for system in house.SYSTEMS:
        for python in ("3.11", "3.12", "3.13"):
            parts = house.parts(LOCK, system, python)
            packed = set(re.findall(r"^(\S+==\S+)", "\n".join(text for _, text in parts), re.M))
            for release in [f"{python}.{patch}" for patch in range(20)]:
                values = house.values_of(system, release)
                wanted = {re.match(r"\S+==[^\s;\\]+", block)[0] for block, marker in house.entries(LOCK)
                          if house.holds(marker, values)}
                assert wanted <= packed, (system, release)
            for _, text in parts:
                names = re.findall(r"^([\w.-]+)==", text, re.M)
                assert len(names) == len(set(names)) and ";" not in text and "--hash=sha256:" in text


def test_a_lock_of_one_line_an_entry_is_read_too(house):
    lock = "a==1 ; sys_platform == 'win32' --hash=sha256:00\nb==2 --hash=sha256:11\n"
    assert house.parts(lock, "linux", "3.12") == [("3.12.99", "b==2 --hash=sha256:11\n")]
    assert house.parts(lock, "windows", "3.12") == [("3.12.99", "a==1 --hash=sha256:00\nb==2 --hash=sha256:11\n")]


def test_this_machine_s_system_is_known(house):
    assert house.system_of(GOOD) == "linux"
    for system, machine, name in [("Darwin", "arm64", "mac"), ("Windows", "amd64", "windows"),
                                  ("Linux", "aarch64", "linux-arm"), ("Linux", "riscv64", None)]:
        assert house.system_of(dict(GOOD, system=system, machine=machine)) == name


# ------------------------------------------------------------ does a wheelhouse fit?


def test_what_does_not_fit_is_said_in_one_sentence(house, tmp_path):
    assert "There is no wheelhouse in" in house.problem(str(tmp_path), "digest", GOOD)
    manifest = {"lock": "digest", "machines": [["linux", "3.11"], ["windows", "3.12"]]}
    (tmp_path / house.MANIFEST).write_text(json.dumps(manifest))
    assert "belongs to another version of the course" in house.problem(str(tmp_path), "other", GOOD)
    assert house.problem(str(tmp_path), "digest", GOOD) == (
        f"The wheelhouse in {tmp_path} is for Python 3.11 on linux, Python 3.12 on windows; this is Python 3.12 on "
        "linux.")
    assert house.problem(str(tmp_path), "digest", dict(GOOD, version=[3, 11])) is None
    for broken in ("", "[]", "null", '{"lock": 1}'):
        (tmp_path / house.MANIFEST).write_text(broken)
        assert house.read(str(tmp_path)) is None


# ------------------------------------------------------------ packing and setting up, small


@pytest.fixture(scope="module")
def stick(tmp_path_factory):
    """A small course with packages of its own, packed; (course, folder of the stick)."""
    course = Copy(tmp_path_factory.mktemp("author") / "gan course")
    (course.folder / "my_course").mkdir()
    course.write("my_course/answers.json", "{}")
    folder = tmp_path_factory.mktemp("a stick")
    packed = course.call("pack", str(folder))
    assert packed.returncode == 0, packed.err
    assert "(2 wheels, " in packed.out and not (course.folder / ".venv").exists()
    return course, folder


def laptop(stick, folder):
    """A machine that got a copy of the stick: a `Copy` whose calls find no network."""
    shutil.copytree(stick[1], folder / "stick")
    there = object.__new__(Copy)
    there.folder = folder / "stick" / "gan course"
    there.wheels, there.stamp = stick[0].wheels, there.folder / ".venv" / "ready.json"
    return there


def test_the_stick_holds_wheels_the_course_and_a_page_and_nothing_of_the_author_s(stick):
    _, folder = stick
    assert sorted(path.name for path in folder.iterdir()) == ["READ-ME-FIRST.txt", "gan course", "wheelhouse"]
    assert sorted(path.name for path in (folder / "wheelhouse").iterdir()) == [
        "jupyterlab-1-py3-none-any.whl", "tensorflow-1-py3-none-any.whl", "wheelhouse.json"]
    assert (folder / "gan course" / "course_setup" / "wheelhouse.py").exists()
    assert not (folder / "gan course" / "my_course").exists()
    told = (folder / "READ-ME-FIRST.txt").read_text()
    assert f"Python {sys.version_info[0]}.{sys.version_info[1]} on " in told and "course.py check" in told


def test_from_nothing_to_an_environment_without_a_network(stick, tmp_path):
    there = laptop(stick, tmp_path)
    checked = there.call("check", **offline())
    assert "ok       packages  from the wheelhouse in" in checked.out, checked.err
    made = there.call("lab", "--no-browser", **offline())
    assert made.returncode == 7, made.err
    assert "from the wheelhouse in" in made.out and "without a network" in made.out and "MB to download" not in made.out
    assert there.version_of("tensorflow") == "1"
    assert there.call("lab", **offline()).out.splitlines() == [f"['lab'] {there.folder}"]


@pytest.mark.parametrize("named", ["stick", "stick/wheelhouse"])
def test_the_course_alone_is_set_up_from_a_folder_that_is_named(stick, tmp_path, named):
    there = laptop(stick, tmp_path)
    shutil.move(there.folder, tmp_path / "moved")
    there.folder, there.stamp = tmp_path / "moved", tmp_path / "moved" / ".venv" / "ready.json"
    failed = there.call("setup", **offline())
    assert failed.returncode == 1 and failed.err.strip().startswith("No network: ")
    made = there.call("setup", "--from", named, cwd=tmp_path, **offline())     # from where it is typed
    assert made.returncode == 0, made.err
    assert there.version_of("jupyterlab") == "1"


def test_a_wheel_that_was_changed_is_refused(stick, tmp_path):
    there = laptop(stick, tmp_path)
    make_wheel(tmp_path / "stick" / "wheelhouse", "tensorflow", "1")
    wheel = tmp_path / "stick" / "wheelhouse" / "tensorflow-1-py3-none-any.whl"
    wheel.write_bytes(wheel.read_bytes() + b"x")
    failed = there.call("setup", **offline())
    assert failed.returncode == 1 and not there.stamp.exists()
    assert failed.err.strip().startswith("A downloaded file is not the one that requirements.lock names")


def test_a_wheel_that_is_missing_is_named(stick, tmp_path):
    there = laptop(stick, tmp_path)
    os.remove(tmp_path / "stick" / "wheelhouse" / "jupyterlab-1-py3-none-any.whl")
    failed = there.call("setup", **offline())
    assert failed.returncode == 1
    assert failed.err.strip().startswith("The wheelhouse has no jupyterlab==1 for this Python on this system: pack it")


def test_one_that_does_not_fit_is_left_aside_with_a_sentence_or_refused_when_named(stick, tmp_path):
    there = laptop(stick, tmp_path)
    there.write("requirements.lock", stick[0].lock + make_wheel(stick[0].wheels, "extra"))
    made = there.call("setup")
    assert made.returncode == 0, made.err
    assert "belongs to another version of the course" in made.out and "The network is used instead." in made.out
    there.write("requirements.lock", stick[0].lock)
    refused = there.call("setup", "--from", str(tmp_path / "nothing"))
    assert refused.returncode == 1 and "There is no wheelhouse in" in refused.err
    unknown = there.call("setup", "--form", "x")
    assert unknown.returncode == 2 and "There is no option --form; choose from: --from." in unknown.err


def test_packing_again_drops_what_the_lock_no_longer_names(tmp_path):
    course = Copy(tmp_path / "course")
    folder = tmp_path / "stick"
    assert course.call("pack", str(folder)).returncode == 0
    course.write("requirements.lock", make_wheel(course.wheels, "tensorflow", "2") + course.lock.splitlines()[1] + "\n")
    packed = course.call("pack", str(folder))
    assert packed.returncode == 0, packed.err
    assert sorted(path.name for path in (folder / "wheelhouse").glob("*.whl")) == [
        "jupyterlab-1-py3-none-any.whl", "tensorflow-2-py3-none-any.whl"]
    wrong = course.call("pack", str(folder), "--for", "amiga")
    assert wrong.returncode == 2
    assert "Pack --for linux, linux-arm, mac, windows and --python 3.11, 3.12, 3.13." in wrong.err
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "x").write_text("mine")
    assert "holds other things: choose an empty folder" in course.call("pack", str(tmp_path / "full")).err


def test_several_machines_lie_in_one_house(tmp_path):
    course = Copy(tmp_path / "course")
    packed = course.call("pack", str(tmp_path / "stick"), "--for", "windows", "mac", "--python", "3.11", "3.13")
    assert packed.returncode == 0, packed.err
    manifest = json.loads((tmp_path / "stick" / "wheelhouse" / "wheelhouse.json").read_text())
    assert manifest["machines"] == [["mac", "3.11"], ["mac", "3.13"], ["windows", "3.11"], ["windows", "3.13"]]
    assert manifest["wheels"] == 2


def test_packing_writes_over_nothing_that_it_did_not_make(stick, tmp_path):
    """Beside a wheelhouse that is somebody's, over another folder of the course's name, over a learner's work."""
    course, packed = stick
    (tmp_path / "theirs" / "wheelhouse").mkdir(parents=True)
    (tmp_path / "theirs" / "gan course").mkdir()
    (tmp_path / "theirs" / "gan course" / "thesis.txt").write_text("mine")
    refused = course.call("pack", str(tmp_path / "theirs"))
    assert refused.returncode == 1 and "holds other things: choose an empty folder." in refused.err
    assert (tmp_path / "theirs" / "gan course" / "thesis.txt").read_text() == "mine"
    shutil.copytree(packed, tmp_path / "stick")
    copied = tmp_path / "stick" / "gan course"
    (copied / "my_course").mkdir()
    (copied / "my_course" / "answers.json").write_text("{}")
    refused = course.call("pack", str(tmp_path / "stick"))
    assert refused.returncode == 1 and "was worked in: move its folder my_course away" in refused.err
    assert (copied / "my_course" / "answers.json").exists()
    shutil.rmtree(copied)
    copied.mkdir()
    (copied / "thesis.txt").write_text("mine")
    refused = course.call("pack", str(tmp_path / "stick"))
    assert refused.returncode == 1 and "is no whole copy of the course: move it away" in refused.err
    assert (copied / "thesis.txt").read_text() == "mine"
    (tmp_path / "a file").write_text("mine")
    refused = course.call("pack", str(tmp_path / "a file"))
    assert refused.returncode == 1 and "is no folder: choose a folder that is empty" in refused.err


def test_a_copy_on_a_stick_does_not_pack_over_itself(stick, tmp_path):
    there = laptop(stick, tmp_path)
    refused = there.call("pack", str(tmp_path / "stick"))
    assert refused.returncode == 1 and "is the course that packs, and would be written over" in refused.err
    assert (there.folder / "requirements.lock").exists() and (there.folder / "gan_course").is_dir()


def test_packing_into_the_course_does_not_copy_the_stick_into_itself(tmp_path):
    course = Copy(tmp_path / "course")
    packed = course.call("pack", "sticks/one", cwd=course.folder)
    assert packed.returncode == 0, packed.err
    assert list((course.folder / "sticks").rglob("course.py")) == [course.folder / "sticks/one/course/course.py"]


def test_packing_that_was_stopped_half_way_goes_on(tmp_path):
    course = Copy(tmp_path / "course")
    wheel = next(course.wheels.glob("tensorflow*"))
    kept = wheel.read_bytes()
    wheel.unlink()
    assert course.call("pack", str(tmp_path / "stick")).returncode == 1
    wheel.write_bytes(kept)
    packed = course.call("pack", str(tmp_path / "stick"))
    assert packed.returncode == 0, packed.err
    assert not list((tmp_path / "stick" / "wheelhouse").glob("*.txt"))


@pytest.mark.parametrize("arguments", [["a", "b"], ["--for"], ["--from", "x"], ["-x"], ["a", "--python"], [""]])
def test_pack_refuses_what_it_does_not_know_and_packs_nothing(stick, tmp_path, arguments):
    refused = stick[0].call("pack", *arguments, cwd=tmp_path)
    assert refused.returncode == 2 and refused.err.strip().endswith("Nothing was done."), refused.err
    assert list(tmp_path.iterdir()) == []


def test_a_stick_that_is_full_or_locked_is_not_the_environment(house):
    explain = load(ROOT).troubles.explain_packing
    assert explain("OSError: [Errno 28] No space left on device", 1, "pack.log").startswith("The stick became full: ")
    assert explain("error: [Errno 13] Permission denied: '/x'", 1, "pack.log").startswith("The stick cannot be written")
    assert explain("ConnectTimeoutError", 1, "pack.log").startswith("No network: ")


if shutil.which("git"):

    def test_of_a_checkout_only_what_git_follows_is_copied(tmp_path):
        root = tmp_path / "course"
        (root / "sub").mkdir(parents=True)
        for name in ("a.txt", "sub/b.txt", "untracked.txt"):
            (root / name).write_text(name)
        subprocess.run(["git", "init", "-q", root], check=True)
        subprocess.run(["git", "-C", root, "add", "a.txt", "sub/b.txt"], check=True)
        load(ROOT).stick.copy_course(str(root), str(tmp_path / "to"))
        assert sorted(str(path.relative_to(tmp_path / "to")) for path in Path(tmp_path / "to").rglob("*.txt")) == [
            "a.txt", os.path.join("sub", "b.txt")]
