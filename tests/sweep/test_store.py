"""What is finished survives: whole lines, torn lines, changed settings."""

import json

import pytest

from gan_course.sweep.store import Store

ROWS = [{"step": 10, "status": "ok", "modes": 3.0}]


def filled(path):
    store = Store(path, 10, 10)
    store.add("a", {"rate": 1e-3}, 0, ROWS)
    store.add("a", {"rate": 1e-3}, 1, ROWS)
    return store


def test_members_come_back_from_the_file_in_the_order_that_is_asked_for(tmp_path):
    filled(tmp_path / "x.jsonl")
    again = Store(tmp_path / "x.jsonl", 10, 10)
    assert again.holds("a", {"rate": 1e-3}, 0) and not again.holds("a", {"rate": 1e-3}, 2)
    assert again.rows([("a", 1), ("b", 0), ("a", 0)]) == [
        {"setting": "a", "seed": 1, **ROWS[0]}, {"setting": "a", "seed": 0, **ROWS[0]}]


def test_a_torn_last_line_is_left_out_and_cut_off(tmp_path):
    path = tmp_path / "x.jsonl"
    filled(path)
    whole = path.read_bytes()
    path.write_bytes(whole + b'{"setting": "a", "se')
    store = Store(path, 10, 10)
    assert len(store.members) == 2
    store.add("b", {}, 0, ROWS)
    assert path.read_bytes().startswith(whole)
    assert [json.loads(line)["setting"] for line in path.read_text().splitlines()] == ["a", "a", "b"]


@pytest.mark.parametrize("keywords, steps", [({"rate": 1e-2}, 10), ({"rate": 1e-3}, 20), ({}, 10)])
def test_a_label_that_means_something_else_now_is_refused(tmp_path, keywords, steps):
    filled(tmp_path / "x.jsonl")
    with pytest.raises(ValueError, match="another label, or another file"):
        Store(tmp_path / "x.jsonl", steps, 10).holds("a", keywords, 0)


def test_a_setting_that_json_does_not_know_is_told_by_its_name(tmp_path):
    store = Store(tmp_path / "x.jsonl", 10, 10)
    store.add("a", {"measure": filled, "thing": object()}, 0, ROWS)
    assert Store(tmp_path / "x.jsonl", 10, 10).holds("a", {"measure": filled, "thing": object()}, 0)


def test_other_files_are_refused(tmp_path):
    with pytest.raises(ValueError, match=r"ends in \.jsonl"):
        Store(tmp_path / "x.csv")
    (tmp_path / "x.jsonl").write_text("hello\n")
    with pytest.raises(ValueError, match=r"Line 1 of .* is no member of a sweep"):
        Store(tmp_path / "x.jsonl")


def test_without_a_file_nothing_is_written(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    filled(None)
    assert list(tmp_path.iterdir()) == []
