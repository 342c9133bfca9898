"""The sweep as it is called: the table, resuming, failures, Ctrl-C, bad input, means."""

import _thread
import threading
import time

import numpy as np
import pandas as pd
import pytest

from gan_course import sweep

SETTINGS = {"slow": {"rate": 1e-4}, "fast": {"rate": 1e-2}}


def swept(game, settings=SETTINGS, seeds=(0, 1), **options):
    options = {"steps": 10, "progress": False, **game, **options}
    return sweep.run(options.pop("build"), settings, seeds, **options)


def test_the_table_has_a_row_for_each_measurement_whoever_trains_it(game, capsys):
    table = swept(game, every=5, progress=True)
    assert list(table.columns) == ["setting", "seed", "step", "status", "mean", "spread"]
    assert list(zip(table["setting"], table["seed"], table["step"], strict=True)) == [
        (setting, seed, step) for setting in SETTINGS for seed in (0, 1) for step in (5, 10)]
    assert set(capsys.readouterr().out.splitlines()) == {"slow: 2 seeds done", "fast: 2 seeds done"}
    assert swept(game, every=5, workers=1).equals(table)
    backwards = swept(game, dict(reversed(SETTINGS.items())), seeds=(1, 0), every=5)
    key = ["setting", "seed", "step"]
    pd.testing.assert_frame_equal(backwards.sort_values(key, ignore_index=True),
                                  table.sort_values(key, ignore_index=True))


def test_a_sweep_goes_on_from_its_file_and_load_reads_it(game, tmp_path):
    file, calls = tmp_path / "kept" / "s.jsonl", []

    def counted(**keywords):
        calls.append(keywords)
        return game["build"](**keywords)

    first = swept(game, build=counted, seeds=[0], file=file)
    both = swept(game, build=counted, seeds=[0, 1], file=file)
    assert len(calls) == 4, "two members, then two more"
    assert both[both["seed"] == 0].reset_index(drop=True).equals(first)
    assert len(sweep.load(file)) == 4
    with pytest.raises(ValueError, match="holds no finished member"):
        sweep.load(tmp_path / "none.jsonl")


def test_a_member_that_fails_is_named_and_the_finished_ones_are_kept(game, tmp_path):
    def measure(gan):
        if float(gan.generator_optimizer.learning_rate) > 5e-3:
            raise KeyError("modes")
        return game["measure"](gan)

    with pytest.raises(RuntimeError, match=r"setting 'fast' and seed 0 failed: KeyError: 'modes'"):
        swept(game, seeds=[0], measure=measure, workers=1, file=tmp_path / "s.jsonl")
    assert set(sweep.load(tmp_path / "s.jsonl")["setting"]) == {"slow"}


def test_a_build_that_fails_is_named_too(game):
    def build(**keywords):
        raise ValueError("rate is 'fast'; give a number")

    with pytest.raises(RuntimeError, match="setting 'slow' and seed 1 failed: ValueError: rate is 'fast'; give"):
        swept({**game, "build": build}, seeds=[1], workers=1)


def test_divergence_is_a_row_among_the_others(game):
    table = swept(game, {"mad": {"rate": 1e30}, "slow": {}}, seeds=[0])
    assert list(table["status"]) == ["diverged", "ok"] and np.isnan(table["mean"][0])


def test_ctrl_c_gives_the_finished_members(game, tmp_path, capsys):
    def measure(gan):
        if float(gan.generator_optimizer.learning_rate) > 5e-3:
            _thread.interrupt_main()
            time.sleep(2)       # the main thread hears it while this member is still at work
        return game["measure"](gan)

    table = swept(game, seeds=[0], measure=measure, workers=1, file=tmp_path / "s.jsonl")
    assert list(table["setting"]) == ["slow"]
    assert "Stopped by hand with 1 of 2 members unfinished" in capsys.readouterr().out
    whole = swept(game, seeds=[0], workers=1, file=tmp_path / "s.jsonl")
    assert whole.equals(swept(game, seeds=[0])) and len(whole) == 2


def test_ctrl_c_before_the_first_member_gives_an_empty_table(game):
    def build(**keywords):
        _thread.interrupt_main()
        time.sleep(2)
        return game["build"](**keywords)

    table = swept({**game, "build": build}, seeds=[0], workers=1)
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("sweep")]
    assert len(table) == 0 and list(table.columns) == ["setting", "seed", "step", "status"]


@pytest.mark.parametrize("options, message", [
    ({"steps": 0}, "steps is 0"), ({"every": 0}, "every is 0"), ({"workers": 0}, "workers is 0"),
    ({"settings": {}}, "settings is {}"), ({"settings": ["plain"]}, "settings is"), ({"seeds": []}, "seeds is empty"),
    ({"seeds": [0, 0]}, "each seed once"), ({"seeds": [-1]}, "a seed is -1"), ({"file": "x.csv"}, r"\.jsonl")])
def test_bad_input_is_refused_before_anything_is_trained(game, options, message):
    def build(**keywords):
        raise AssertionError("nothing should be built")

    with pytest.raises(ValueError, match=message):
        swept({**game, "build": build}, **options)


def test_mean_and_error_against_pandas_by_hand():
    table = pd.DataFrame({"setting": ["a"] * 6 + ["b"] * 2, "seed": [0, 0, 1, 1, 2, 2, 0, 1],
                          "step": [5, 10, 5, 10, 5, 10, 10, 3], "status": ["ok"] * 7 + ["diverged"],
                          "modes": [1, 4, 1, 6, 1, 8, 5, np.nan]})
    means = sweep.mean_and_error(table, ["modes"]).set_index("setting")
    assert means.loc["a", "modes"] == 6 and np.isclose(means.loc["a", "modes_error"], pd.Series([4, 6, 8]).sem())
    assert means.loc["b", "modes"] == 2.5 and list(means["diverged"]) == [0, 1] and list(means["seeds"]) == [3, 2]
    worst = sweep.mean_and_error(table, ["modes"], diverged={"modes": 25.0}).set_index("setting")
    assert worst.loc["b", "modes"] == 15
    assert np.isnan(sweep.mean_and_error(table.assign(modes=np.nan), ["modes"]).loc[0, "modes"])
    lost = sweep.mean_and_error(table[table["status"] == "diverged"].drop(columns="modes"), ["modes"])
    assert list(lost["modes"]) == [0] and np.isnan(lost["modes_error"][0])
    with pytest.raises(ValueError, match="no column 'kl'"):
        sweep.mean_and_error(table, ["kl"])
