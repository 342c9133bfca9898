"""What is finished survives torn lines, a full disk and a killed process; and files of others stay as they are."""

import errno
import json
import os
import subprocess
import sys
import textwrap
import warnings
from pathlib import Path

import numpy as np
import pytest

import gan_course
from gan_course.sweep import lines, store
from gan_course.sweep.store import Store, load_members

ROWS = [{"step": 10, "status": "ok", "modes": 3.0}]
MADE = {"steps": 10, "settings": {"rate": 1e-3}, "build": {"function": "ab"}}
OLDER = b'{"setting": "a", "seed": 0, "made_by": {"steps": 10}, "rows": [{"step": 10, "status": "ok", "modes": 3.0}]}\n'
# files of the first release begin with a member; later ones with a line that names the format
STORED = sorted(path for path in (Path(gan_course.__file__).parents[1] / "benchmarks/results/published_tables").glob(
    "*.jsonl") if path.open(encoding="utf-8").read(10) == '{"setting"')


def fill(path, members=(("a", 0), ("a", 1)), rows=ROWS):
    with Store(path) as filled:
        for label, seed in members:
            filled.add(label, seed, MADE, rows)
    return path.read_bytes()


def found(path):
    return [(label, seed) for label, seed, _ in load_members(path)]


def test_members_come_back_from_the_file(tmp_path):
    fill(tmp_path / "in" / "x.jsonl")
    with Store(tmp_path / "in" / "x.jsonl") as again:
        assert again.holds("a", 0, MADE) and not again.holds("a", 2, MADE) and not again.holds("b", 0, MADE)
        assert again.rows_of("a", 1) == [{"setting": "a", "seed": 1, **ROWS[0]}] and again.rows_of("b", 0) == []


def test_a_file_s_folders_are_made_as_deep_as_they_are(tmp_path):
    fill(tmp_path / "runs" / "today" / "x.jsonl")
    assert found(tmp_path / "runs" / "today" / "x.jsonl") == [("a", 0), ("a", 1)]


def test_a_file_system_without_links_gets_the_same_file(tmp_path, monkeypatch):
    def no_links(*_):
        raise OSError(errno.EPERM, "Operation not permitted")

    linked = fill(tmp_path / "linked.jsonl")
    monkeypatch.setattr(os, "link", no_links)
    assert fill(tmp_path / "x.jsonl") == linked and linked.startswith(lines.FIRST_LINE)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["linked.jsonl", "x.jsonl"]


def test_labels_come_back_from_the_file_with_their_types(tmp_path):
    labels = [("a", 1), 1.5, float("inf"), b"ab", np.float32(0.1), np.int64(3), True]
    fill(tmp_path / "x.jsonl", [(label, 0) for label in labels])
    read = [label for label, *_ in load_members(tmp_path / "x.jsonl")]
    assert read == labels and list(map(type, read)) == list(map(type, labels))


def test_members_are_loaded_in_the_order_of_the_last_sweep_whoever_finished_first(tmp_path):
    path = tmp_path / "x.jsonl"
    fill(path, [("b", 0), ("old", 3), ("a", 1), ("b", 1), ("a", 0)])
    for settings, seeds in [("ba", [0, 1]), ("ab", [1, 0]), ("ab", [1, 0])]:
        with Store(path) as again:
            again.begin(settings, seeds)
    assert found(path) == [("a", 1), ("a", 0), ("b", 1), ("b", 0), ("old", 3)]
    assert path.read_bytes().count(b"settings\": [\"") == 2, "the order is not noted again where it is as before"


@pytest.mark.parametrize("torn, kept", [(b'{"setting": "a", "se', 2), (b'{"se', 2), (b"\0" * 9, 2), (None, 3)])
def test_a_last_line_that_was_cut_short_is_left_out_and_one_that_only_lacks_its_end_is_kept(tmp_path, torn, kept):
    path = tmp_path / "x.jsonl"
    whole = fill(path)
    last = whole.splitlines()[-1].replace(b'"seed": 1', b'"seed": 7')
    path.write_bytes(whole + (last if torn is None else torn))
    assert len(found(path)) == kept and path.read_bytes() != whole, "loading writes nothing"
    assert fill(path, [("b", 0)]).startswith(whole)
    assert len(found(path)) == kept + 1 and path.read_bytes().endswith(b"}\n") and b"\0" not in path.read_bytes()


@pytest.mark.parametrize("change, told", [
    ({"settings": {"rate": 1e-2}}, "the setting 'rate' was 0.001 and is 0.01 now"),
    ({"settings": {}}, "the setting 'rate' was 0.001 and is absent now"),
    ({"steps": 20}, "steps was 10 and is 20 now"),
    ({"build": {"function": "cd"}}, r"build is not what it was \(its code, or what it reads\)")])
def test_a_label_that_means_something_else_now_is_refused(tmp_path, change, told):
    fill(tmp_path / "x.jsonl")
    with Store(tmp_path / "x.jsonl") as again, pytest.raises(ValueError, match=f"'a' with seed 0, .*{told}"):
        again.holds("a", 0, {**MADE, **change})


@pytest.mark.parametrize("content, told", [
    (b"", "is empty, and not of a sweep"), (b"step,loss\n1,2\n", r"is not from a sweep; it begins with b'step,loss"),
    (bytes(range(256)), "is not from a sweep"), (b'{"loss": 1}\n{"loss": 2}\n', "is not from a sweep"),
    (b"[1]\n", "is not from a sweep"), (b"[" * 100_000, "is not from a sweep"),
    (b'{"gan_course": "sweep", "format": 2}', "is not from a sweep"),
    (b'{"gan_course": "sweep", "format": 9}\n', "from another release of the course .format 9.; this one writes 2"),
    (OLDER, "from the course's first release, .* sweep.load reads it, and sweep.run cannot go on"),
    (lines.FIRST_LINE + b"hello\n", "Line 2 of .* is no member of a sweep: b'hello'"),
    (lines.FIRST_LINE + b"my notes", "The last line of .* is not from a sweep: b'my notes'"),
    (lines.FIRST_LINE + OLDER.replace(b"rows", b"cols"), "Line 2 of .* is no member")])
def test_a_file_of_others_is_refused_and_stays_as_it_is(tmp_path, content, told):
    path = tmp_path / "x.jsonl"
    path.write_bytes(content)
    with pytest.raises(ValueError, match=told), Store(path):
        pass
    assert path.read_bytes() == content and list(tmp_path.iterdir()) == [path]
    if content != OLDER:
        with pytest.raises(ValueError, match=told.partition(".*")[0]):
            load_members(path)


def test_a_folder_and_what_cannot_be_opened_are_refused(tmp_path, monkeypatch):
    (tmp_path / "x.jsonl").mkdir()
    with pytest.raises(ValueError, match=r"cannot be written \(it is a folder\)"), Store(tmp_path / "x.jsonl"):
        pass
    with pytest.raises(ValueError, match="cannot be read: it is a folder"):
        load_members(tmp_path / "x.jsonl")
    kept = fill(tmp_path / "y.jsonl")

    def forbidden(*_, **__):
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "open", forbidden)
    with pytest.raises(ValueError, match=r"cannot be written \(Permission denied\)"), Store(tmp_path / "y.jsonl"):
        pass
    monkeypatch.undo()
    assert (tmp_path / "y.jsonl").read_bytes() == kept


GOOD = {"setting": "a", "seed": 0, "made_by": {"steps": 1}, "rows": [{"step": 1, "status": "ok", "m": 1.0}]}


@pytest.mark.parametrize("damaged, told", [
    ({"settings": ["a"], "seeds": 5}, "its seeds are no list of whole numbers"),
    ({"settings": ["a"], "seeds": [[0]]}, "its seeds are no list"),
    ({"settings": 5, "seeds": [0]}, "its settings are no"),
    ({"settings": [{"tuple": 5}], "seeds": [0]}, "its settings are no list of labels"),
    ({**GOOD, "setting": {}}, "its setting is no label"),
    ({**GOOD, "setting": {"tuple": 5}}, "its setting is no label"),
    ({**GOOD, "setting": {"numpy": ["|O", "00"]}}, "its setting is no label"),
    ({**GOOD, "setting": ["a"]}, "its setting is no label"), ({**GOOD, "seed": "0"}, "its seed is no whole number"),
    ({**GOOD, "made_by": {"settings": 3}}, "its made_by is no description"), ({"loss": 3}, "it has no 'setting'"),
    *[({**GOOD, "rows": rows}, "its rows are no list of measurements") for rows in (
        5, [["step", "status"]], ["step status"], [{"step": 1}], [{"step": "1", "status": "ok"}],
        [{"step": 1, "status": []}], [{"step": 1, "status": "ok", "setting": "b"}],
        [{"step": 1, "status": "ok", "seed": 7}], [{"step": 1, "status": "ok", "m": "many"}])],
    ([1], "it is not one whole object of JSON")], ids=str)
def test_a_damaged_line_is_told_with_what_is_wrong_and_nothing_is_lost(tmp_path, damaged, told):
    path = tmp_path / "x.jsonl"
    whole = fill(path) + json.dumps(damaged).encode() + b"\n"
    for content in (whole, whole + json.dumps(GOOD).encode() + b"\n"):
        path.write_bytes(content)
        for call in (load_members, lambda path: Store(path).__enter__()):
            with pytest.raises(ValueError, match=f"^Line 4 of .* is no member of a sweep: .*; {told}.*The file is left "
                                                 "as it is; mend the line"):
                call(path)
        assert path.read_bytes() == content
    path.write_bytes(whole[:-1])
    with pytest.raises(ValueError, match=r"^The last line of .* is not from a sweep"):
        load_members(path)


def test_an_order_that_only_lacks_its_end_is_kept(tmp_path):
    path = tmp_path / "x.jsonl"
    path.write_bytes(fill(path) + b'{"settings": ["a"], "seeds": [1, 0]}')
    assert found(path) == [("a", 1), ("a", 0)]


@pytest.mark.parametrize("file, told", [
    (".jsonl", "file is '.jsonl', an ending without a name before it; give a path such as 'runs/first.jsonl'"),
    ("in/.jsonl", "an ending without a name"), ("a\0b.jsonl", r"file is 'a\\x00b.jsonl'; give a path"),
    ("\ud800.jsonl", "which no file can be called")])
def test_a_path_that_no_file_can_have_is_refused_in_its_own_words(file, told):
    for call in (Store, load_members):
        with pytest.raises(ValueError, match=told):
            call(file)


@pytest.mark.parametrize("file", ["x.csv", "x", 7, b"x.jsonl", "jsonl"])
def test_a_path_that_does_not_end_in_jsonl_is_refused(file):
    with pytest.raises(ValueError, match=r"file is .*\.jsonl"):
        Store(file)


@pytest.mark.parametrize("path", STORED, ids=lambda path: path.stem)
def test_results_of_the_first_release_are_still_read(path):
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert load_members(path) == [(line["setting"], line["seed"], line["rows"]) for line in lines] != []


class FullDisk:
    """An open file on a disk with room for a few bytes more."""

    def __init__(self, stream, room):
        self.stream, self.room = stream, room

    def __getattr__(self, name):
        return getattr(self.stream, name)

    def write(self, content):
        if not self.room:
            raise OSError(errno.ENOSPC, "No space left on device")
        written = self.stream.write(content[:self.room])
        self.room -= written
        return written


def test_a_full_disk_is_told_and_nothing_is_lost_once_there_is_room(tmp_path):
    path = tmp_path / "x.jsonl"
    whole = fill(path)
    with Store(path) as full:
        full._stream = FullDisk(full._stream, 30)
        with pytest.warns(UserWarning, match="No space left on device.*keeps the finished members in memory"):
            full.add("b", 0, MADE, ROWS)
        assert path.read_bytes() == whole, "no torn line is left"
        assert full.rows_of("b", 0) == [{"setting": "b", "seed": 0, **ROWS[0]}]
        full._stream.room = 10**6
        full.add("b", 1, MADE, ROWS)
    assert found(path) == [("a", 0), ("a", 1), ("b", 0), ("b", 1)]


def test_the_last_member_is_written_at_the_end_if_there_is_room_by_then(tmp_path):
    with pytest.warns(UserWarning, match="No space left on device") as told, Store(tmp_path / "x.jsonl") as full:
        full._stream = FullDisk(full._stream, 0)
        full.add("b", 0, MADE, ROWS)
        full._stream.room = 10**6
    assert found(tmp_path / "x.jsonl") == [("b", 0)] and len(told) == 1


def test_what_is_not_in_the_file_at_the_end_is_told(tmp_path):
    path = tmp_path / "x.jsonl"
    with pytest.warns() as told, Store(path) as full:
        full._stream = FullDisk(full._stream, 0)
        full.add("b", 0, MADE, ROWS)
    assert "No space left" in str(told[0].message)
    assert "1 finished members are in the table and not in" in str(told[1].message) and len(told) == 2
    assert path.read_bytes() == lines.FIRST_LINE


def test_a_full_disk_at_the_start_leaves_nothing(tmp_path, monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(ValueError, match=r"cannot be written \(No space left on device\)"), Store(tmp_path / "x.jsonl"):
        pass
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_was_moved_away_is_told(tmp_path):
    path = tmp_path / "x.jsonl"
    with warnings.catch_warnings(record=True) as told, Store(path) as kept:
        os.replace(path, tmp_path / "moved.jsonl")
        path.write_text("mine")
        kept.add("a", 0, MADE, ROWS)
    assert "another file has taken its place" in str(told[0].message) and path.read_text() == "mine"


def test_another_process_is_told_and_one_that_was_killed_while_writing_leaves_what_is_whole(tmp_path):
    path = tmp_path / "x.jsonl"
    code = textwrap.dedent(f"""
        import sys, time, types
        package = types.ModuleType("gan_course.sweep")    # without TensorFlow, which would take seconds to import
        package.__path__ = [{str(Path(store.__file__).parent)!r}]
        sys.modules["gan_course.sweep"] = package
        from gan_course.sweep.store import Store
        with Store({str(path)!r}) as store:
            store.add("a", 0, {MADE!r}, {ROWS!r})
            store._stream.write(b'{{"setting": "a", "seed": 1, "ma')
            print("half a line", flush=True)
            time.sleep(60)""")
    root = str(Path(gan_course.__file__).parents[1])
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, cwd=root)
    try:
        assert process.stdout.readline().strip() == b"half a line"
        before = path.read_bytes()
        with pytest.raises(ValueError, match="is in use by another sweep"), Store(path):
            pass
        assert path.read_bytes() == before
        assert found(path) == [("a", 0)], "reading needs no lock"
    finally:
        process.kill()
        process.wait()
    fill(path, [("a", 1)])
    assert found(path) == [("a", 0), ("a", 1)] and path.read_bytes().count(b"\n") == 3


def test_without_a_file_nothing_is_written(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with Store(None) as kept:
        kept.add(("any", "label"), 0, None, ROWS)
        assert not kept.holds(("any", "label"), 1, None)
        assert kept.rows_of(("any", "label"), 0) == [{"setting": ("any", "label"), "seed": 0, **ROWS[0]}]
    assert list(tmp_path.iterdir()) == []
