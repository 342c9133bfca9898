"""The hub's locks, image, values and page agree with each other, with the course and with what was measured."""

import ast
import json
import os
import re
from pathlib import Path

import environments
import pytest
import start
import yaml
from packaging.requirements import Requirement

from gan_course.notebooks.pairs import ROOT

HUB = ROOT / "instructor" / "hub"
PAGE = (ROOT / "instructor" / "hub.md").read_text(encoding="utf-8")
VALUES = yaml.safe_load((HUB / "values.yaml").read_text(encoding="utf-8"))
TLJH = yaml.safe_load((HUB / "tljh_config.yaml").read_text(encoding="utf-8"))
IMAGE = (HUB / "Dockerfile").read_text(encoding="utf-8")
MEASURED = json.loads((ROOT / "benchmarks" / "results" / "hub.json").read_text(encoding="utf-8"))


def locked(path):
    """{name: version} of a lock; every entry is one version with hashes."""
    found = {}
    for block in re.split(r"\n(?=\S)", path.read_text(encoding="utf-8").strip()):
        if block.startswith("#"):
            continue
        requirement = Requirement(block.split("\\")[0].strip())
        assert re.fullmatch(r"==[^,*]+", str(requirement.specifier)) and "--hash=sha256:" in block, block
        found[requirement.name] = str(requirement.specifier)[2:]
    return found


@pytest.mark.parametrize("kind", environments.KINDS)
def test_a_lock_pins_what_is_asked_for_and_repeats_nothing_of_the_course(kind):
    folder = ROOT / "instructor" / kind
    versions, course = locked(folder / "requirements.lock"), locked(ROOT / "requirements.lock")
    asked = [Requirement(line.partition("#")[0]) for line in
             (folder / "requirements.in").read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    assert asked and all(entry.specifier.contains(versions[entry.name]) for entry in asked)
    assert not set(versions) & set(course)
    assert not re.search(r"://|--index-url|--find-links", (folder / "requirements.lock").read_text(encoding="utf-8"))


def test_the_proxy_is_pinned_and_each_of_its_packages_has_a_digest():
    package, lock = (json.loads((HUB / name).read_text(encoding="utf-8"))
                     for name in ("package.json", "package-lock.json"))
    (name, version), = package["dependencies"].items()
    assert re.fullmatch(r"\d+\.\d+\.\d+", version) and lock["packages"][f"node_modules/{name}"]["version"] == version
    others = {place: entry for place, entry in lock["packages"].items() if place}
    assert all(entry["integrity"].startswith("sha512-") and "resolved" not in entry for entry in others.values())


def test_the_image_copies_what_there_is_and_starts_what_the_values_start():
    for source in re.findall(r"(?m)^COPY (\S+) ", IMAGE):
        assert (ROOT / source).exists(), source
    inside = "/srv/gan-course/"
    for place in re.findall(rf"{inside}([\w./-]+\.py)", IMAGE + json.dumps(VALUES)):
        assert (ROOT / place).exists(), place
    assert json.loads(re.search(r"(?m)^CMD (.+)$", IMAGE)[1]) == VALUES["singleuser"]["cmd"]
    ignored = (HUB / "Dockerfile.dockerignore").read_text(encoding="utf-8").split("\n")
    assert {".venv*", "my_course", "build"} <= set(ignored)


def test_the_settings_for_tljh_lead_to_files_of_the_course():
    text = (HUB / "tljh_gan_course.py").read_text(encoding="utf-8")
    assert ast.parse(text) and "{COURSE}/instructor/hub/open_lab.py" in text
    assert f"{{COURSE}}/{environments.python('hub').relative_to(ROOT).as_posix()}" in text


def gigabytes(text):
    return float(str(text).removesuffix("G"))


def test_limits_leave_room_for_what_was_measured():
    largest = max(row["mb"] for row in MEASURED["learners"]) / 1e3
    assert gigabytes(VALUES["singleuser"]["memory"]["guarantee"]) >= largest
    for limit in (VALUES["singleuser"]["memory"]["limit"], TLJH["limits"]["memory"]):
        assert gigabytes(limit) >= 1.5 * largest


def test_the_measurement_shows_what_it_must():
    assert MEASURED["users"] == len(MEASURED["learners"]) >= 10 and MEASURED["notebook"] == "00_start_here.ipynb"
    assert all(row["errors"] == [] and row["cells"] >= 25 for row in MEASURED["learners"])
    assert all(answer.startswith(("refused", "sent to login")) for answer in MEASURED["doors"].values())
    assert MEASURED["runaway"]["cores_it_took"] <= 1.05 and MEASURED["runaway"]["works_again"]
    assert MEASURED["memory_hog"]["error"].startswith("MemoryError") and MEASURED["memory_hog"]["kernel_lives"]
    assert MEASURED["as_root"] and MEASURED["reach"].pop("my own files") == "done"
    assert all(answer == "PermissionError" or answer.startswith("refused") for answer in MEASURED["reach"].values())
    assert MEASURED["link"]["finished"] and MEASURED["link"]["notebooks"] >= 14


def test_the_page_s_figures_are_the_measured_ones():
    rows = MEASURED["learners"]
    largest = max(row["mb"] for row in rows)
    assert f"{largest:,} MB" in PAGE and f"{MEASURED['mb_hub_and_proxy']} MB" in PAGE
    assert f"{MEASURED['gb_for_thirty']:.0f} GB" in PAGE
    assert MEASURED["gb_for_thirty"] == pytest.approx((30 * largest + MEASURED["mb_hub_and_proxy"]) / 1e3, abs=0.06)
    for step in ("server", "kernel", "notebook"):
        seconds = [row["seconds"][step] for row in rows]
        assert f"{min(seconds):.0f} to {max(seconds):.0f} s" in PAGE, step
    assert f"{MEASURED['others_share_of_the_processor']:.0%}".replace("%", " %") in PAGE
    runaway = MEASURED["runaway"]
    for key in ("cores_it_took", "others_seconds_before", "others_seconds_during"):
        assert f"{runaway[key]:.2f}" in PAGE, key


# ------------------------------------------------------------ the one command


def test_bad_arguments_are_refused(capsys):
    for arguments in (["--users", "0"], ["--users", "100"], ["--cores", "0"], ["--gigabytes", "1"]):
        with pytest.raises(SystemExit):
            start.parsed(arguments)
    assert "at least 2" in capsys.readouterr().err
    assert start.parsed(["--users", "30"]).users == 30


def test_root_is_told_when_learners_could_not_reach_the_python(tmp_path, monkeypatch):
    hidden = tmp_path / "hidden"
    hidden.mkdir(mode=0o700)
    (hidden / "python").touch()
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    with pytest.raises(environments.Trouble, match="nobody but root may enter"):
        start.check_reach(hidden / "python")
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    start.check_reach(hidden / "python")        # their servers run as the same user


def test_without_the_course_s_environment_the_sentence_says_what_to_call(tmp_path, monkeypatch):
    monkeypatch.setattr(environments, "ROOT", tmp_path)
    for name in ("requirements.lock", "instructor/hub/requirements.lock"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    with pytest.raises(environments.Trouble, match=r"course\.py setup"):
        environments.make("hub")


def test_links_share_the_bytes_and_leave_what_is_there(tmp_path):
    old, new = tmp_path / "old", tmp_path / "new"
    (old / "a").mkdir(parents=True)
    (old / "a" / "one.txt").write_text("1", encoding="utf-8")
    (new / "a").mkdir(parents=True)
    (new / "a" / "two.txt").write_text("2", encoding="utf-8")
    environments.link_tree(old, new)
    assert (new / "a" / "one.txt").samefile(old / "a" / "one.txt") and Path(new / "a" / "two.txt").exists()
