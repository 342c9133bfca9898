"""Finished members, in memory and in a file of JSON lines that survives an interruption."""

import json
import os
import re
from pathlib import Path


class Store:
    """Finished members, {(setting, seed): what made them and their rows}; file: a path ending in .jsonl, or None.

    Raises ValueError for another ending, and for a line that no sweep wrote.
    """

    def __init__(self, file, steps=None, every=None):
        self.steps, self.every, self.members = steps, every, {}
        self.path = None if file is None else Path(file)
        if self.path is not None and self.path.suffix != ".jsonl":
            raise ValueError(f"file is {str(file)!r}; give a path that ends in .jsonl.")
        if self.path is not None and self.path.exists():
            self._read()

    def _read(self):
        *whole, _ = self.path.read_text(encoding="utf-8").split("\n")  # the rest was cut short, or is empty
        for number, line in enumerate(whole, 1):
            try:
                member = json.loads(line)
                self.members[member["setting"], member["seed"]] = {**member, "made_by": member["made_by"]}
            except (ValueError, KeyError, TypeError):
                raise ValueError(f"Line {number} of {self.path} is no member of a sweep: {line[:60]!r}; remove the "
                                 "line, or give another file.") from None

    def holds(self, label, keywords, seed):
        """Tell whether the member is there; raise ValueError if it was made by other settings."""
        member = self.members.get((label, seed))
        if member is not None and member["made_by"] != self._made_by(keywords):
            raise ValueError(f"{self.path} holds {label!r} made by {member['made_by']}, and now it would be made by "
                             f"{self._made_by(keywords)}; give the setting another label, or another file.")
        return member is not None

    def add(self, label, keywords, seed, rows):
        """Keep a finished member."""
        member = {"setting": label, "seed": seed, "made_by": self._made_by(keywords), "rows": rows}
        self.members[label, seed] = member
        if self.path is not None:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self.path.open("ab") as stream:
                # Whoever was cut off while writing left a part of a line.
                stream.truncate(self.path.read_bytes().rfind(b"\n") + 1)
                stream.write(json.dumps(member).encode() + b"\n")
                stream.flush()
                os.fsync(stream.fileno())

    def rows(self, members):
        """The rows of these members, in this order."""
        return [{"setting": label, "seed": seed, **row} for label, seed in members
                for row in self.members.get((label, seed), {"rows": []})["rows"]]

    def _made_by(self, keywords):
        return json.loads(json.dumps({**keywords, "steps": self.steps, "every": self.every}, default=_told))


def _told(thing):
    """A setting that JSON does not know, as text that is the same in the next process."""
    return getattr(thing, "__qualname__", None) or re.sub(r" at 0x[0-9a-fA-F]+", "", str(thing))
