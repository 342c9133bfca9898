"""What a page may say: known commands, with arguments of their form, and nothing else."""

import re

import pytest

from gan_course.lab.commands import COMMANDS, read
from gan_course.lab.page_widget import STATIC


def test_the_page_says_only_what_is_known():
    said = set(re.findall(r'send\("(\w+)"', (STATIC / "lab.js").read_text(encoding="utf-8")))
    assert said | {"play", "pause"} == set(COMMANDS)  # the one button says one of the two


@pytest.mark.parametrize(("do", "content", "arguments"), [
    ("play", {}, {}), ("hello", {}, {}), ("hello", {"load": False}, {"load": False}),
    ("step", {"player": None}, {"player": None}), ("step", {"player": "generator"}, {"player": "generator"}),
    ("look", {"index": -1}, {"index": -1}), ("switch", {"remedy": "r1", "on": True}, {"remedy": "r1", "on": True}),
    ("compare", {"difference": None}, {"difference": None}), ("load", {"data": b"PK"}, {"data": b"PK"}),
    ("set", {"name": "seed", "value": [1]}, {"name": "seed", "value": [1]})])
def test_known_commands_bring_checked_arguments(do, content, arguments):
    command, found = read(do, content)
    assert command is COMMANDS[do] and found == arguments


@pytest.mark.parametrize(("do", "content", "message"), [
    ("end", {}, "sent 'end', which this laboratory does not know"), ("set_", {}, "does not know"),
    ("x" * 500, {}, r"sent 'x{80}', which"), ("play", {"self": 1}, "has an argument, which is 'self'"),
    ("step", {"legs": 4}, "which is 'legs'; give one of 'player'"), ("look", {}, "'look' lacks 'index'"),
    ("look", {"index": 1.5}, "index is 1.5; give a whole number"), ("look", {"index": 10**30}, "index is 1000"),
    ("visible", {"on": "yes"}, "on is 'yes'; give True or False"), ("step", {"player": "critic"}, "player is 'critic'"),
    ("speed", {"value": "warp"}, "value is 'warp'; give one of 'slow'"), ("load", {"data": "text"}, "data is 'text'"),
    ("text", {"text": 3}, "text is 3; give a text"), ("ack", {"number": None}, "number is None"),
    ("preset", {"name": "none"}, "name is 'none'; give one of 'healthy'"),
    ("export", {"what": "video"}, "what is 'video'; give one of 'python'")])
def test_other_words_are_refused_in_a_sentence(do, content, message):
    with pytest.raises(ValueError, match=message):
        read(do, content)
