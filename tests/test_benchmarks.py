"""What the benchmarks share: the watch over the processor, contenders that take turns, runs that are finished."""

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[1] / "benchmarks"
sys.path.insert(0, str(FOLDER))

import _finished  # noqa: E402
import _load  # noqa: E402
import _turns  # noqa: E402

from gan_course import cli  # noqa: E402

BUSY = "import time\nend = time.time() + 60\nwhile time.time() < end: pass"


def test_the_page_tells_each_benchmark_and_how_to_call_it():
    page = (FOLDER / "README.md").read_text(encoding="utf-8").partition("## What was measured")[0]
    rows = [line for line in page.splitlines() if line.startswith("| `")]
    told = {line.split("`")[1]: line for line in rows}
    assert set(told) == set(cli.benchmarks())
    assert all(f"`python3 course.py bench {name}" in line for name, line in told.items())


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="known on Linux only")
def test_a_program_that_computes_counts_as_others_unless_it_takes_part():
    stranger = subprocess.Popen([sys.executable, "-c", BUSY])
    try:
        alone, together = _load.Watch([]), _load.Watch([stranger.pid])
        used, start = _load._used(stranger.pid), time.perf_counter()
        time.sleep(1.5)
        with_it, without_it = alone.others(), together.others()
        share = (_load._used(stranger.pid) - used) / (time.perf_counter() - start) / _load.os.cpu_count()
    finally:
        stranger.kill()
        stranger.wait()
    assert share > 0 and with_it - without_it == pytest.approx(share, abs=0.1)


def test_a_disturbed_round_is_run_again_and_never_reported(monkeypatch):
    shares, said = iter([0.5, 0.02, 0.5, 0.5]), []
    monkeypatch.setattr(_load.Watch, "others", lambda self: next(shares))
    results = iter("abcd")
    assert _load.undisturbed(lambda: next(results), [], say=said.append) == ("b", 0.02)
    assert len(said) == 1 and "50%" in said[0]
    with pytest.raises(SystemExit, match="No quiet round in 2: nothing is reported"):
        _load.undisturbed(lambda: next(results), [], tries=2, say=said.append)


def test_where_nothing_is_known_the_round_counts(monkeypatch):
    monkeypatch.setattr(_load, "_busy", lambda: None)
    assert _load.undisturbed(lambda: 7, []) == (7, None)


def test_a_contender_answers_with_its_rate_and_its_memory():
    worker = ("import sys, time\nsys.path.insert(0, sys.argv[1])\nfrom _turns import serve\n"
              "def run(steps):\n    time.sleep(0.01 * steps)\n    return steps\nserve(run, 12)")
    held = bytearray(400 * 2**20)  # by the parent, which the worker's memory must not count
    held[::4096] = bytes([1]) * len(held[::4096])
    contender = _turns.Contender("slow", [sys.executable, "-c", worker, str(FOLDER)], FOLDER)
    assert contender.ready.startswith("ready") and contender.ready.split()[2] == "12"
    assert 0 < contender.steps_per_second(0.2) <= 100
    assert contender.started_seconds >= float(contender.ready.split()[1])
    if sys.platform != "win32":
        assert 1 < contender.peak_mb < 200
    contender.close()
    assert contender.process.returncode == 0


def test_finished_runs_are_not_run_again_and_rows_come_whole(tmp_path, capsys):
    def job(key, *values):
        return key, lambda: ran.append(key) or [{"part": key[0], "seed": key[1], "value": value} for value in values]

    ran, file = [], tmp_path / "results" / "two.jsonl"
    jobs = [job(("few", 1), 0.5, 2), job(("even", 1), None)]
    _finished.Finished(file, ("part", "seed")).complete("faces", jobs[:1])
    _finished.Finished(file, ("part", "seed")).complete("faces", jobs)
    assert ran == [("few", 1), ("even", 1)] and capsys.readouterr().out.startswith("faces few 1 0 s of")
    assert file.read_text(encoding="utf-8") == (
        '{"part": "few", "seed": 1, "value": 0.5}\n{"part": "few", "seed": 1, "value": 2}\n'
        '{"part": "even", "seed": 1, "value": null}\n')
    with pytest.raises(TypeError, match="not JSON serializable"):
        _finished.Finished(file, ("part", "seed")).keep({"value": 1}, {"value": {2}})
    assert len(file.read_text(encoding="utf-8").splitlines()) == 3


def test_a_call_names_parts_seeds_and_numbers(monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["faces", "few", "--seeds", "7", "8", "--runs", "3"])
    options = _finished.call_options("Faces.\n\nMore.", ["few", "even"], range(2), runs=1)
    assert (options.parts, options.seeds, options.runs) == (["few"], [7, 8], 3)
    monkeypatch.setattr(sys, "argv", ["faces"])
    options = _finished.call_options("Faces.", ["few", "even"], range(2), runs=1)
    assert (options.parts, options.seeds, options.runs) == ([], [0, 1], 1)
    monkeypatch.setattr(sys, "argv", ["faces", "odd", "even"])
    with pytest.raises(SystemExit):
        _finished.call_options("Faces.", ["few", "even"], range(2))
    assert "unknown parts: odd; choose from few, even" in capsys.readouterr().err


def test_published_results_of_the_first_releases_are_read_under_the_divergences_own_name(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(str(FOLDER / "published_tables"))
    import mixtures

    stored = FOLDER / "results" / "published_tables" / "ring.jsonl"
    old = json.loads(stored.read_text(encoding="utf-8").splitlines()[0])
    kept = old["rows"][-1]["reverse_kl"]
    file = tmp_path / "two.jsonl"
    file.write_text(json.dumps(old) + "\n", encoding="utf-8")
    assert mixtures.load(file)["kl_from_uniform"].iloc[-1] == kept
    new = {**old, "seed": 77, "rows": [{"step": 1, "status": "ok", "modes": 8.0, "kl_from_uniform": 0.25}]}
    file.write_text(json.dumps(old) + "\n" + json.dumps(new) + "\n", encoding="utf-8")
    table = mixtures.load(file)
    assert "reverse_kl" not in table and not table["kl_from_uniform"].isna().all()
    assert table.loc[table["seed"] == 77, "kl_from_uniform"].tolist() == [0.25]
    assert table.loc[table["seed"] != 77, "kl_from_uniform"].iloc[-1] == kept


def test_in_1200_dimensions_the_counts_know_real_data_means_and_what_is_far(monkeypatch):
    monkeypatch.syspath_prepend(str(FOLDER / "published_tables"))
    import high_dimension

    mixture = high_dimension.MIXTURE
    real = high_dimension.counted(mixture.sample(500, seed=3))
    assert (real["modes"], real["reached"], real["modes_papers"], real["high_quality_papers"]) == (10, 10, 0, 0.0)
    assert real["high_quality"] > 0.95 and real["distance"] == pytest.approx(700**0.5, rel=0.02)
    still = high_dimension.counted(mixture.means[:3].repeat(5, axis=0))             # each sample is a mean
    assert still == {"modes": 3, "high_quality": 1.0, "modes_papers": 3, "high_quality_papers": 1.0, "reached": 3,
                     "distance": 0.0}
    far = high_dimension.counted(mixture.means[:1] + 30 * 0.1 / 1200**0.5)          # thirty standard deviations away
    assert (far["modes"], far["high_quality"], far["reached"]) == (0, 0.0, 1)
    assert far["distance"] == pytest.approx(30)
