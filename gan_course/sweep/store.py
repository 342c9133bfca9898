"""Finished members, in memory and in a file of JSON lines that survives an interruption.

The first line says whose the file is. A line with settings and seeds says in which order a sweep's table has them.
Each other line is one member: its label, its seed, what made it, and its rows.
A last line that was cut short, by `kill -9` or a full disk, is left out; what is whole stays. A file that does not
begin with that first line is never written; `load` also reads those of the course's first release, which had none.
"""

import contextlib
import json
import os
import stat
import warnings
from pathlib import Path

from gan_course.sweep import labels
from gan_course.sweep.locks import lock

HEADER = {"gan_course": "sweep", "format": 2}
_FIRST_LINE = json.dumps(HEADER).encode() + b"\n"


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
                    raise ValueError(f"{self.path} {_whose(content)}. It is left as it is; give another file.")
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
    if not is_ours(content) and not _is_older(content):
        raise ValueError(f"{path} {_whose(content)}; sweep.load reads what sweep.run(…, file=…) wrote.")
    found, order, *_ = read(content, path)
    as_text = [json.dumps(label, sort_keys=True) for label in (order or {"settings": []})["settings"]]
    ordered = [found.pop((text, seed)) for text in as_text for seed in order["seeds"] if (text, seed) in found]
    read_label = labels.from_text if is_ours(content) else _older_label
    return [(read_label(_text(member)), member["seed"], member["rows"]) for member in (*ordered, *found.values())]


def read(content, path):
    """Return a file's members, the order of its last table, where its whole lines end, and what the last one lacks."""
    *whole, rest = content.split(b"\n")
    found, order = {}, None
    for number, line in enumerate(whole[is_ours(content):], 1 + is_ours(content)):
        told = _json(line)
        if _is_member(told):
            found[_text(told), told["seed"]] = told
        elif isinstance(told, dict) and set(told) == {"settings", "seeds"}:
            order = told
        else:
            raise ValueError(f"Line {number} of {path} is no member of a sweep: {line[:60]!r}. The file is left as it "
                             "is; mend the line or take it out, or give another file.")
    last = _json(rest)
    if _is_member(last):                            # cut off between the line and its end
        found[_text(last), last["seed"]] = last
        return found, order, len(content), [b"\n"]
    begins = rest.strip(b"\0")[:len(b'{"setting')]  # after a power failure a file may end in zeros
    if not b'{"setting'.startswith(begins):
        raise ValueError(f"The last line of {path} is not from a sweep: {rest[:60]!r}. The file is left as it is; take "
                         "the line out, or give another file.")
    return found, order, len(content) - len(rest), []


def is_ours(content):
    """Tell whether a file with these bytes was begun by `Store`."""
    return _json(content.partition(b"\n")[0]) == HEADER and b"\n" in content


def checked_path(file):
    """Return the file as a Path; raise ValueError unless it is one that ends in .jsonl."""
    if not isinstance(file, (str, os.PathLike)) or Path(file).suffix != ".jsonl":
        raise ValueError(f"file is {str(file)!r}; give a path that ends in .jsonl.")
    return Path(file)


def _text(member):
    return json.dumps(member["setting"], sort_keys=True)


def _older_label(text):
    label = json.loads(text)                        # a tuple had become a list
    return tuple(label) if isinstance(label, list) else label


def _is_member(told):
    try:
        return ("setting" in told and isinstance(told["made_by"], dict) and type(told["seed"]) is int
                and all({"step", "status"} <= set(row) for row in told["rows"]))
    except (KeyError, TypeError):
        return False


def _json(line):
    try:
        return json.loads(line)
    except (ValueError, RecursionError):            # also where it is no UTF-8
        return None


def _is_older(content):
    return _is_member(_json(content.partition(b"\n")[0]))


def _whose(content):
    """Say what a file is that is not ours."""
    header = _json(content.partition(b"\n")[0])
    if not content:
        return "is empty, and not of a sweep; if nobody needs it, remove it"
    if _is_older(content):
        return ("is from the course's first release, which did not note all that made a member; sweep.load reads it, "
                "and sweep.run cannot go on from it")
    if isinstance(header, dict) and header.get("gan_course") == "sweep" and header != HEADER:
        return f"is from another release of the course (format {header.get('format')!r}); this one writes 2"
    return f"is not from a sweep; it begins with {content[:40]!r}"


def _check_regular(path):
    if not stat.S_ISREG(path.stat().st_mode):
        raise OSError(0, "it is a folder" if path.is_dir() else "it is no regular file")


def _create(path):
    """Make the file with its first line, whole or not at all."""
    new = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        new.write_bytes(_FIRST_LINE)
        with contextlib.suppress(FileExistsError):  # somebody was quicker
            try:
                os.link(new, path)
            except FileExistsError:
                raise
            except OSError:                         # a file system without links
                with path.open("xb") as stream:
                    stream.write(_FIRST_LINE)
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
