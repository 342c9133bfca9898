"""A worker is killed half-way through a sweep on a Dask cluster, and nothing is lost."""

import json
import subprocess
import sys

import pytest

from gan_course.console import ROOT
from gan_course.notebooks import running

STORED = ROOT / "extras" / "cluster.json"


def shown(told):
    """What a log must show: the start, the kill half-way, the end, and that the table is whole."""
    lines = [line["what"] for line in told["log"]]
    killed = next(number for number, line in enumerate(lines) if "is killed" in line)
    assert lines[0] == "a scheduler and 2 workers are running" and killed == 1
    assert lines[killed].startswith(f"{told['members'] // 2} of {told['members']} members")
    assert [line["seconds"] for line in told["log"]] == sorted(line["seconds"] for line in told["log"])
    assert told["kept"] == told["members"] == 8 and told["same_table"] is True
    assert int(lines[killed].rpartition("with ")[2].partition(" more")[0]) >= 1
    assert len(told["killed"]) == 1 and told["killed"][0] in lines[killed]
    finished = {name: int(count) for name, count in
                (line.removesuffix(" members").split(" finished ") for line in lines if " finished " in line)}
    assert sum(finished.values()) == told["members"]


def test_the_stored_log_shows_it():
    told = json.loads(STORED.read_text(encoding="utf-8"))
    shown(told)
    page = STORED.with_name("README.md").read_text(encoding="utf-8")
    assert all(f"{line['seconds']:6.1f} s  {line['what']}" in page for line in told["log"])


@pytest.mark.slow
def test_it_happens_again(tmp_path):
    told = tmp_path / "told.json"
    ran = subprocess.run([sys.executable, str(ROOT / "extras" / "cluster.py"), "--steps", "2000", "--store", str(told)],
                         capture_output=True, encoding="utf-8", env=running.kernel_environment(), timeout=1200)
    assert ran.returncode == 0, ran.stdout + ran.stderr[-2000:]
    shown(json.loads(told.read_text(encoding="utf-8")))
