"""The lines of a file: whose it is, and labels of the first release; what is damaged test_store.py shows."""

import json

import pytest

from gan_course.sweep import lines

MEMBER = {"setting": "a", "seed": 0, "made_by": {}, "rows": [{"step": 1, "status": "ok", "m": float("nan")}]}


@pytest.mark.parametrize("content, ours", [
    (lines.FIRST_LINE, True), (lines.FIRST_LINE[:-1], False), (b"", False), (b'{"format": 2}\n', False)])
def test_a_file_is_ours_by_its_first_line(content, ours):
    assert lines.is_ours(content) is ours


def test_members_the_order_and_where_whole_lines_end():
    order = {"settings": ["a"], "seeds": [0]}
    whole = lines.FIRST_LINE + b"".join(json.dumps(line).encode() + b"\n" for line in (MEMBER, order))
    members, found, end, lacks = lines.read(whole + b'{"setti', "x")
    assert list(members) == [('"a"', 0)] and found == order and end == len(whole) and lacks == []


def test_a_tuple_of_the_first_release_comes_back():
    assert lines.older_label('["a", [1, 2]]') == ("a", (1, 2)) and lines.older_label('"a"') == "a"
    assert lines.is_older(json.dumps({**MEMBER, "setting": ["a"]}).encode() + b"\n")
    assert not lines.is_older(json.dumps({**MEMBER, "setting": {"a": 1}}).encode() + b"\n")
