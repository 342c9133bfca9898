"""The index of the site's search: the words of every section, as a script that a page opened from disk may load."""

import json


def entry(page, place, title, section, text):
    """Return one section as an entry: where it is, what stands above it, its words."""
    return {"p": page, "a": place, "t": title, "s": section, "w": " ".join(text.split())}


def script(entries):
    """Return the index as JavaScript: `fetch` is not allowed in a page that was opened from disk, a script is."""
    return "window.SEARCH_INDEX = " + json.dumps(entries, ensure_ascii=False, separators=(",", ":")) + ";\n"
