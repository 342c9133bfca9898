"""The sweep as it is called: the table, resuming, failures, Ctrl-C, chance, bad input."""

import _thread
import random
import sys
import threading
import time
from functools import partial

import keras
import numpy as np
import pytest
import tensorflow as tf

from gan_course import sweep
from gan_course.seeding import seed_everything
from gan_course.sweep import runs

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
    assert {tuple(row) for row in backwards.to_numpy()} == {tuple(row) for row in table.to_numpy()}


def test_a_sweep_goes_on_from_its_file_and_load_reads_it(game, tmp_path):
    file, calls = tmp_path / "kept" / "s.jsonl", []

    def counted(**keywords):
        calls.append(keywords)
        return game["build"](**keywords)

    first = swept(game, build=counted, seeds=[0], file=file)
    both = swept(game, build=counted, seeds=[0, 1], file=file)
    assert len(calls) == 4, "two members, then two more"
    assert both[both["seed"] == 0].reset_index(drop=True).equals(first)
    assert sweep.load(file).equals(both), "whoever finished first"


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
    pressed = threading.Event()

    def measure(gan):
        if float(gan.generator_optimizer.learning_rate) > 5e-3 and not pressed.is_set():
            pressed.set()
            _thread.interrupt_main()
            time.sleep(2)       # the main thread hears it while this member is still at work
        return game["measure"](gan)

    table = swept(game, seeds=[0], measure=measure, workers=1, file=tmp_path / "s.jsonl")
    assert list(table["setting"]) == ["slow"]
    assert "Stopped by hand with 1 of 2 members unfinished" in capsys.readouterr().out
    whole = swept(game, seeds=[0], measure=measure, workers=1, file=tmp_path / "s.jsonl")
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
    ({"seeds": [0, 0]}, "each seed once"), ({"seeds": [-1]}, "a seed is -1"), ({"seeds": "one"}, "a seed is 'one'"),
    ({"seeds": [2**32]}, "a seed is 4294967296"), ({"settings": {"a": 3}}, r"settings\['a'\] is 3"),
    ({"settings": {"a": {1: 2}}}, r"settings\['a'\] is"), ({"build": None}, "build is None"),
    ({"measure": 3}, "measure is 3"), ({"measure": lambda gan: {"step": 3, "m": 1}}, "measure returns 'step'"),
    ({"settings": {10**5000: {}}}, "A label in settings, of the type int, cannot be written out.* give a short text"),
    ({"settings": {(1, 10**5000): {}}}, "A label in settings, of the type tuple, cannot"),
    ({"settings": {float("nan"): {}, np.float64("nan") + 0: {}, float("NaN"): {}}}, "has the label nan twice"),
    ({"file": ".jsonl"}, "file is '.jsonl', an ending without a name"), ({"file": "a\0b.jsonl"}, r"file is 'a\\x00b"),
    ({"file": "x.csv"}, r"\.jsonl"), ({"file": 3}, r"\.jsonl"),
    ({"file": "x.jsonl", "settings": {"a": {"x": object()}}}, "The setting 'a': x is <object"),
    ({"file": "x.jsonl", "settings": {frozenset(): {}}}, "The label frozenset"),
    ({"file": "x.jsonl", "measure": partial(print, file=sys.stdout)}, "no text can say what it is")])
def test_bad_input_is_refused_before_anything_is_trained(game, options, message, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def build(**keywords):
        raise AssertionError("nothing should be built")

    with pytest.raises(ValueError, match=message):
        swept({**game, "build": build}, **options)
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def quick(monkeypatch):
    """A stand-in for training: rows that tell the setting and the seed; the list of those that were trained."""
    trained = []

    def train(build, keywords, seed, steps, every, measure, stop):
        trained.append((keywords, seed))
        return [{"step": step, "status": "ok", "m": seed + step / 3} for step in (steps - 1, steps)]

    monkeypatch.setattr(runs, "train", train)
    return trained


@pytest.mark.parametrize("labels", [
    list(np.float32([0.1, 1.0])), [1, 2.5, "1", None, True + 1, b"1", ("r1", 0.1), np.int8(7), (None, (1.0, "x"))],
    [True, False], [None], [(1e-3, 1e-4), (1e-3, 1e-3)]], ids=repr)
def test_labels_of_every_kind_survive_an_interruption(quick, game, tmp_path, labels):
    def table(seeds, **options):
        return swept(game, {label: {"rate": i} for i, label in enumerate(labels)}, seeds, **options)

    file = tmp_path / "s.jsonl"
    table([1], file=file)
    count = len(quick)
    resumed = table([0, 1], file=file)
    assert len(quick) == 2 * count, "only what was missing"
    for other in (table([0, 1]), table([0, 1], file=file), sweep.load(file)):
        assert other.equals(resumed) and list(other.dtypes) == list(resumed.dtypes)
        assert [type(label) for label in other["setting"].tolist()] == [
            type(label) for label in labels for _ in range(4)]


X = np.arange(6.0)


def reading(f):
    """A build that reads the data above."""
    return X * f(1)


@pytest.mark.parametrize("change", ["data", "measure", "steps", "build", "setting"])
def test_what_would_be_another_member_is_never_taken_for_the_stored_one(quick, game, tmp_path, monkeypatch, change):
    file = tmp_path / "s.jsonl"
    call = {"build": reading, "settings": {"a": {"f": lambda x: x}}, "file": file}
    swept(game, **call)
    kept = file.read_bytes()
    if change == "data":
        monkeypatch.setitem(globals(), "X", X * 100)
    call |= {"measure": {"measure": lambda gan: {"m": 2}}, "steps": {"steps": 11}, "build": {"build": lambda f: None},
             "setting": {"settings": {"a": {"f": lambda x: 100 * x}}}}.get(change, {})
    with pytest.raises(ValueError, match=r"holds 'a' with seed 0, and there .* (not what it was|is 11 now)"):
        swept(game, **call)
    assert file.read_bytes() == kept and len(quick) == 2


def test_a_measure_cannot_take_a_column_of_the_tables_own_and_nothing_is_lost(game, tmp_path):
    names = iter(["modes", "seed"])
    with pytest.raises(RuntimeError, match="seed 1 failed: ValueError: measure returns 'seed'"):
        swept(game, {"a": {}}, measure=lambda gan: dict.fromkeys([next(names)], 1.0), workers=1)
    name = "mean"

    def measure(gan):
        return {name if gan.generate(1, seed=0)[0, 0] else "": 1.0}

    swept(game, {"a": {}}, [0], measure=measure, file=tmp_path / "s.jsonl")
    assert list(sweep.load(tmp_path / "s.jsonl")["mean"]) == [1.0]


def test_no_member_can_change_the_settings_of_another(quick, game, monkeypatch):
    settings = {"a": {"widths": [4, {"deep": [1]}]}}
    swept(game, settings, build=lambda widths: None)
    for keywords, _ in quick:
        keywords["widths"][1]["deep"].append(2)
    assert settings == {"a": {"widths": [4, {"deep": [1]}]}}
    assert quick[0][0] == {"widths": [4, {"deep": [1, 2]}]} == quick[1][0], "each has its own"


def test_no_member_can_change_the_arrays_of_another_nor_the_callers(quick, game):
    data = np.ones(3)
    swept(game, {"a": {"x": data, "more": [data]}, "b": {"x": data, "more": []}}, build=lambda x, more: None)
    for keywords, _ in quick:
        keywords["x"] *= 2
    assert list(data) == [1, 1, 1] and [list(keywords["x"]) for keywords, _ in quick] == [[2, 2, 2]] * 4
    assert all(keywords["more"][0] is keywords["x"] for keywords, _ in quick if keywords["more"])


def test_members_train_on_what_the_caller_gave(game):
    data = game["build"]().x.copy()

    def doubled(x):
        x *= 2
        trial = game["build"]()
        return sweep.Trial(trial.gan, x, 8)

    kept = data.copy()
    table = swept(game, {"p": {"x": data}, "q": {"x": data}}, [0], build=doubled, workers=1)
    assert np.array_equal(data, kept) and table["mean"][0] == table["mean"][1]


def test_a_setting_with_a_number_too_long_to_write_is_kept_apart(quick, game, tmp_path):
    for x in (10**5000, 10**5000, -10**5000):
        if x < 0:
            with pytest.raises(ValueError, match=r"the setting 'x' (is not what it was|was .* and is)"):
                swept(game, {"a": {"x": x}}, [0], build=lambda x: None, file=tmp_path / "s.jsonl")
        else:
            swept(game, {"a": {"x": x}}, [0], build=lambda x: None, file=tmp_path / "s.jsonl")
    assert len(quick) == 1


def written_and_read():
    NOTES["used"] = True
    return NOTES["scale"]


def taken():
    return TAKEN.setdefault("scale", 1.0)


def own():
    own.calls += 1
    return own.scale


NOTES, TAKEN = {"scale": 1.0}, {}


@pytest.mark.parametrize("build, change", [
    (written_and_read, lambda: NOTES.update(scale=100.0)), (taken, lambda: TAKEN.update(scale=100.0)),
    (own, lambda: setattr(own, "scale", 100.0))], ids=["dict", "setdefault", "attribute"])
def test_what_a_build_reads_of_what_it_also_writes_to_is_looked_at(quick, game, tmp_path, monkeypatch, build, change):
    for name, value in {"NOTES": {"scale": 1.0}, "TAKEN": {}}.items():
        monkeypatch.setitem(globals(), name, value)
    own.scale, own.calls = 1.0, 0
    call = {"settings": {"a": {}}, "build": build, "file": tmp_path / "s.jsonl"}
    swept(game, **call)
    build()
    swept(game, **call)
    assert len(quick) == 2, "what it only writes makes no other member"
    change()
    with pytest.raises(ValueError, match="build is not what it was"):
        swept(game, **call)


def test_a_nan_is_one_label_after_loading_too(quick, game, tmp_path):
    table = swept(game, {float("nan"): {}, ("r", float("nan")): {}}, build=lambda: None, file=tmp_path / "s.jsonl")
    for found in (table, sweep.load(tmp_path / "s.jsonl")):
        means = sweep.mean_and_error(found, ["m"])
        assert list(means["seeds"]) == [2, 2] and len(means) == 2


def draws():
    """The next numbers of every global stream of chance."""
    return [random.random(), np.random.random(), keras.random.normal((2,)).numpy().tolist(),  # noqa: NPY002
            tf.random.normal((2,)).numpy().tolist(), keras.layers.Dense(1).kernel_initializer((2, 2)).numpy().tolist()]


@pytest.mark.parametrize("fails", [False, True])
def test_the_callers_chance_is_left_alone(game, fails):
    def build(**keywords):
        tf.random.normal((2,))          # a build may draw from any stream
        np.random.random(), random.random(), keras.random.normal((2,))  # noqa: NPY002
        if fails:
            raise ValueError("on purpose")
        return game["build"](**keywords)

    def run():
        try:
            swept(game, {"a": {}}, build=build, seeds=[7], workers=1)
        except RuntimeError:
            assert fails

    for first in (False, True):         # before the streams were used, and after
        found = []
        for between in (lambda: None, run):
            seed_everything(7)
            head = draws() if first else []
            between()
            found.append(head + draws())
        assert found[0] == found[1]
