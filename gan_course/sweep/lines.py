"""The lines of a sweep's file: which are whole, what they hold, and what is wrong with those that are damaged.

The first line says whose the file is. A line with settings and seeds says in which order a sweep's table has them.
Each other line is one member: its label, its seed, what made it, and its rows. Files of the course's first release
have no such first line.
"""

import json

from gan_course.sweep import labels

HEADER = {"gan_course": "sweep", "format": 2}
FIRST_LINE = json.dumps(HEADER).encode() + b"\n"


def read(content, path):
    """Return a file's members, the order of its last table, where its whole lines end, and what the last one lacks."""
    *whole, rest = content.split(b"\n")
    found, order, ours = {}, None, is_ours(content)
    for number, line in enumerate(whole[ours:], 1 + ours):
        told = _json(line)
        wrong = _fault(told, ours)
        if wrong:
            raise ValueError(f"Line {number} of {path} is no member of a sweep: {_shown(line)}; {wrong}. The file is "
                             "left as it is; mend the line or take it out, or give another file.")
        if "setting" in told:
            found[text_of(told), told["seed"]] = told
        else:
            order = told
    last = _json(rest)
    wrong = _fault(last, ours)
    if isinstance(last, dict) and not wrong:        # cut off between the line and its end
        if "setting" in last:
            found[text_of(last), last["seed"]] = last
        else:
            order = last
        return found, order, len(content), [b"\n"]
    begins = rest.strip(b"\0")[:len(b'{"setting')]  # after a power failure a file may end in zeros
    if last is not None or not b'{"setting'.startswith(begins):
        raise ValueError(f"The last line of {path} is not from a sweep: {_shown(rest)}. The file is left as it is; "
                         "take the line out, or give another file.")
    return found, order, len(content) - len(rest), []


def is_ours(content):
    """Tell whether a file with these bytes was begun by `Store`."""
    return _json(content.partition(b"\n")[0]) == HEADER and b"\n" in content


def text_of(member):
    """Return the text of a member's label."""
    return json.dumps(member["setting"], sort_keys=True)


def older_label(text):
    """Return the label whose text this is in a file of the first release, where a tuple had become a list."""
    def read_label(label):
        return tuple(map(read_label, label)) if isinstance(label, list) else label

    return read_label(json.loads(text))


def _fault(told, ours):
    """Say what is wrong with a line that should be a member or the order of a table; "" where nothing is."""
    if not isinstance(told, dict):
        return "it is not one whole object of JSON"
    if set(told) == {"settings", "seeds"}:
        if not isinstance(told["settings"], list) or not all(_is_label(label, ours) for label in told["settings"]):
            return "its settings are no list of labels"
        return "" if isinstance(told["seeds"], list) and all(type(seed) is int for seed in told["seeds"]) else (
            "its seeds are no list of whole numbers")
    missing = [name for name in ("setting", "seed", "made_by", "rows") if name not in told]
    if missing:
        return f"it has no {missing[0]!r}"
    if not _is_label(told["setting"], ours):
        return "its setting is no label"
    if type(told["seed"]) is not int:
        return "its seed is no whole number"
    made_by = told["made_by"]
    if not isinstance(made_by, dict) or (ours and not isinstance(made_by.get("settings", {}), dict)):
        return "its made_by is no description of what made it"
    if not isinstance(told["rows"], list) or not all(_is_row(row) for row in told["rows"]):
        return ("its rows are no list of measurements, each with a step, a status, and numbers by names that are not "
                "'setting' or 'seed'")
    return ""


def _is_row(row):
    return isinstance(row, dict) and type(row.get("step")) is int and row.get("status") in ("ok", "diverged") and not (
        {"setting", "seed"} & set(row)) and all(
        type(value) in (int, float) for name, value in row.items() if name not in ("step", "status"))


def _is_label(label, ours):
    if not ours:                                    # as JSON makes it of texts, numbers and tuples
        return all(_is_label(part, ours) for part in label) if isinstance(label, list) else not isinstance(label, dict)
    try:
        labels.from_text(json.dumps(label))
    except ValueError:
        return False
    return True


def _shown(line):
    return f"{line[:57]!r}…" if len(line) > 60 else f"{line!r}"


def _json(line):
    try:
        return json.loads(line)
    except (ValueError, RecursionError):            # also where it is no UTF-8
        return None


def is_older(content):
    """Tell whether a file with these bytes is of the course's first release."""
    told = _json(content.partition(b"\n")[0])
    return isinstance(told, dict) and "setting" in told and not _fault(told, False)


def whose(content):
    """Say what a file is that is not ours."""
    header = _json(content.partition(b"\n")[0])
    if not content:
        return "is empty, and not of a sweep; if nobody needs it, remove it"
    if is_older(content):
        return ("is from the course's first release, which did not note all that made a member; sweep.load reads it, "
                "and sweep.run cannot go on from it")
    if isinstance(header, dict) and header.get("gan_course") == "sweep" and header != HEADER:
        return f"is from another release of the course (format {header.get('format')!r}); this one writes 2"
    return f"is not from a sweep; it begins with {content[:40]!r}"
