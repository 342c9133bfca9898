"""The index is a script that a page opened from disk may load."""

import json

from gan_course.press import search


def test_the_script_holds_the_entries():
    entries = [search.entry("a.html", "one", "A", "One", "words\n  of σ </script>")]
    text = search.script(entries)
    name, _, data = text.partition(" = ")
    assert name == "window.SEARCH_INDEX" and data.endswith(";\n")
    assert json.loads(data[:-2]) == [{"p": "a.html", "a": "one", "t": "A", "s": "One", "w": "words of σ </script>"}]
