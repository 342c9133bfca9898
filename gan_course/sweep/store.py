"""Finished members, in memory and in a file of JSON lines that survives an interruption.

What the file's lines are, `sweep.lines` says. A last line that was cut short, by `kill -9` or a full disk, is left
out; what is whole stays. A file that does not begin with a sweep's first line is never written; `load` also reads those
of the course's first release, which had none.
"""

import contextlib
import json
import os
import stat
import warnings

from gan_course import arguments
from gan_course.sweep import labels
from gan_course.sweep.lines import FIRST_LINE, is_older, is_ours, older_label, read, text_of, whose
from gan_course.sweep.locks import lock


class Store:
    """Finished members, {(label's text, seed): member}; file: a path ending in .jsonl, or None.

    A context manager: inside the block the file is locked and open for writing. Raises ValueError where the file is
    not a sweep's, is in use, or cannot be written; it is then as it was.
    """

    def __init__(self, file):
        self.path = None if file is None else checked_path(file)
        self.members, self._order, self._unsaved, self._stream, self._warned = {}, None, [], None, False

    def __enter__(self):
        if self.path is not None:
            try:
                self.path.parent.mkdir(parents=True, exist_ok=True)
                if not self.path.exists():
                    _create(self.path)
                _check_regular(self.path)
                self._stream = self.path.open("r+b", buffering=0)  # what a buffer holds would be lost on a full disk
            except OSError as error:
                raise ValueError(f"{self.path} cannot be written ({error.strerror}); give another file.") from None
            try:
                lock(self._stream, self.path)
                content = self._stream.read()
                if not is_ours(content):
                    raise ValueError(f"{self.path} {whose(content)}. It is left as it is; give another file.")
                self.members, self._order, self._end, self._unsaved = read(content, self.path)
            except ValueError:
                self._stream.close()
                raise
        return self

    def __exit__(self, *_):
        if self._stream is not None:
            self._save()
            self._stream.close()
            if self._unsaved:
                warnings.warn(f"{len(self._unsaved)} finished members are in the table and not in {self.path}.",
                              stacklevel=3)

    def rows_of(self, label, seed):
        """The rows of a member, or none where it is not finished."""
        member = self.members.get((labels.to_text(label), seed) if self.path else (label, seed), {"rows": []})
        return [{"setting": label, "seed": seed, **row} for row in member["rows"]]

    def holds(self, label, seed, made_by):
        """Tell whether the member is there; raise ValueError if it was made by something else."""
        member = self.members.get((labels.to_text(label), seed)) if self.path else None
        if member is not None and member["made_by"] != made_by:
            raise ValueError(f"{self.path} holds {label!r} with seed {seed}, and there "
                             f"{_difference(member['made_by'], made_by)}. Give the setting another label, or give "
                             "another file.")
        return member is not None

    def begin(self, settings, seeds):
        """Note the order of the table; settings: labels."""
        if self.path is not None:
            order = {"settings": [json.loads(labels.to_text(label)) for label in settings], "seeds": list(seeds)}
            if order != self._order:
                self._unsaved.append(json.dumps(order).encode() + b"\n")
                self._save()

    def add(self, label, seed, made_by, rows):
        """Keep a finished member. Warns where the disk is full."""
        if self.path is None:
            self.members[label, seed] = {"rows": rows}
            return
        text = labels.to_text(label)
        member = {"setting": json.loads(text), "seed": seed, "made_by": made_by, "rows": rows}
        self._unsaved.append(json.dumps(member).encode() + b"\n")
        self.members[text, seed] = member
        self._save()

    def _save(self):
        """Write what is not in the file yet, after what is whole there; what cannot be written waits for the next."""
        try:
            if not os.path.samestat(os.fstat(self._stream.fileno()), self.path.stat()):
                raise OSError(0, "another file has taken its place")
            if self._unsaved:
                self._stream.seek(self._end)
                self._stream.truncate()
                waiting = b"".join(self._unsaved)
                while waiting:
                    waiting = waiting[self._stream.write(waiting):]
                os.fsync(self._stream.fileno())
                self._end, self._unsaved = self._stream.tell(), []
        except OSError as error:
            with contextlib.suppress(OSError):
                self._stream.truncate(self._end)
            if not self._warned:
                self._warned = True
                warnings.warn(f"{self.path} cannot be written ({error.strerror}). The sweep goes on, and keeps the "
                              "finished members in memory; once there is room they are written with the next one.",
                              stacklevel=4)


def load_members(file):
    """Return (label, seed, rows) of each member in a file, in the order of the last sweep's table.

    Raises ValueError for a file of others.
    """
    path = checked_path(file)
    try:
        if not path.exists():
            return []
        _check_regular(path)
        content = path.read_bytes()
    except OSError as error:
        raise ValueError(f"{path} cannot be read: {error.strerror}.") from None
    if not is_ours(content) and not is_older(content):
        raise ValueError(f"{path} {whose(content)}; sweep.load reads what sweep.run(…, file=…) wrote.")
    found, order, *_ = read(content, path)
    as_text = [json.dumps(label, sort_keys=True) for label in (order or {"settings": []})["settings"]]
    ordered = [found.pop((text, seed)) for text in as_text for seed in order["seeds"] if (text, seed) in found]
    read_label = labels.from_text if is_ours(content) else older_label
    return [(read_label(text_of(member)), member["seed"], member["rows"]) for member in (*ordered, *found.values())]


def checked_path(file):
    """Return the file as a Path; raise ValueError unless it is one that ends in .jsonl."""
    path = arguments.path("file", file)
    try:
        os.fsencode(path)
    except UnicodeEncodeError:
        raise ValueError(f"file is {str(path)!r}, which no file can be called; give a path such as 'runs/first.jsonl'."
                         ) from None
    if path.name == ".jsonl":
        raise ValueError(f"file is {str(path)!r}, an ending without a name before it; give a path such as "
                         "'runs/first.jsonl'.")
    if path.suffix != ".jsonl":
        raise ValueError(f"file is {str(path)!r}; give a path that ends in .jsonl.")
    return path


def _check_regular(path):
    if not stat.S_ISREG(path.stat().st_mode):
        raise OSError(0, "it is a folder" if path.is_dir() else "it is no regular file")


def _create(path):
    """Make the file with its first line, whole or not at all."""
    new = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        new.write_bytes(FIRST_LINE)
        try:
            os.link(new, path)
        except FileExistsError:                     # somebody was quicker
            pass
        except OSError:                             # a file system without links
            with contextlib.suppress(FileExistsError), path.open("xb") as stream:
                stream.write(FIRST_LINE)
    finally:
        new.unlink(missing_ok=True)


def _difference(then, now):
    """Say in which parts two descriptions of what made a member differ."""
    def parts(made_by):
        return {**{name: value for name, value in made_by.items() if name != "settings"},
                **{f"the setting {name!r}": value for name, value in made_by.get("settings", {}).items()}}

    then, now, told = parts(then), parts(now), []
    for name in sorted({*then, *now}):
        if then.get(name, "absent") != now.get(name, "absent"):
            values = [json.dumps(made_by[name]) if name in made_by else "absent" for made_by in (then, now)]
            short = all(len(value) <= 40 for value in values)
            told.append(f"{name} was {values[0]} and is {values[1]} now" if short and name not in ("build", "measure")
                        else f"{name} is not what it was"
                        + (" (its code, or what it reads)" if name in ("build", "measure") else ""))
    return "; ".join(told)
