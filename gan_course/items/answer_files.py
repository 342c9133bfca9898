"""The answers of a class, read from a folder of tables: one row a learner, one column an item.

A file's name says the sitting: `pre.csv`, `post.csv`, `head.csv`, or `pre_monday.csv` and `pre_tuesday.csv`, which are
put together. The first column is `learner`, the others are items. A cell holds a letter, `?` for "I do not know yet",
or nothing.
"""

import csv
from pathlib import Path

from gan_course.items import bank

LEARNER = "learner"


class BadFile(ValueError):
    """A file of answers cannot be used; the sentence says why and what to do."""


def read(folder, items):
    """Return {sitting: {learner: {item: letter, "?" or ""}}} from a folder. items: {name: Item}.

    Raises BadFile with one sentence about the first file that cannot be used.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise BadFile(f"{folder} is no folder: give the folder that holds pre.csv and post.csv.")
    found, came_from = {}, {}
    for path in sorted(folder.glob("*.csv")):
        sitting = _sitting(path)
        for learner, answers in _rows(path, bank.of_sitting(items, sitting)):
            if (sitting, learner) in came_from:
                raise BadFile(f"{path.name}: {learner} is already in {came_from[sitting, learner]}: keep one row for "
                              "each learner and sitting, and give two learners of one name two names.")
            came_from[sitting, learner] = path.name
            found.setdefault(sitting, {})[learner] = answers
    if not found:
        raise BadFile(f"{folder} holds no answers: put pre.csv, post.csv or head.csv there, as "
                      "`course.py items --blank pre` begins them.")
    return found


def blank(items, sitting):
    """Return the first line of a table for a sitting."""
    return ",".join([LEARNER, *bank.of_sitting(items, sitting)])


def _sitting(path):
    name = path.stem.lower().partition("_")[0]
    if name not in bank.SITTINGS:
        raise BadFile(f"{path.name}: the name says no sitting: let it begin with "
                      f"{', '.join(bank.SITTINGS)}, such as pre_monday.csv.")
    return name


def _rows(path, items):
    """Yield (learner, {item: answer}) of a file."""
    lines = _text(path).splitlines()
    if not any(line.strip() for line in lines):
        raise BadFile(f"{path.name} is empty: its first line should be `{LEARNER}` and the names of the items.")
    table = list(csv.reader(lines, delimiter=";" if lines[0].count(";") > lines[0].count(",") else ","))
    heads = [head.strip() for head in table[0]]
    _judge_heads(path, heads, items)
    for number, row in enumerate(table[1:], start=2):
        cells = [cell.strip() for cell in row]
        if not any(cells):
            continue
        if len(cells) != len(heads):
            raise BadFile(f"{path.name}, line {number}: {len(cells)} cells, and the first line has {len(heads)}: give "
                          "each item a cell, an empty one where nothing was answered.")
        if not cells[0]:
            raise BadFile(f"{path.name}, line {number}: the learner has no name: a number or a word will do.")
        yield cells[0], {head: _letter(path, number, items[head], cell)
                         for head, cell in zip(heads[1:], cells[1:], strict=True)}


def _judge_heads(path, heads, items):
    if heads[0].lower() != LEARNER:
        raise BadFile(f"{path.name}: the first column is {heads[0]!r}: it should be `{LEARNER}`.")
    strange = [head for head in heads[1:] if head not in items]
    if strange:
        raise BadFile(f"{path.name}: {strange[0]!r} is no item of this sitting; its items are: {', '.join(items)}.")
    twice = [head for head in heads if heads.count(head) > 1]
    if twice:
        raise BadFile(f"{path.name}: the column {twice[0]} stands there twice: keep one of them.")
    if len(heads) == 1:
        raise BadFile(f"{path.name}: there is no column of answers; the items are: {', '.join(items)}.")


def _letter(path, number, item, cell):
    letter = cell.upper()
    if letter in (*item.options, bank.UNKNOWN, ""):
        return letter
    raise BadFile(f"{path.name}, line {number}: {cell!r} is no answer to {item.name}: choose from "
                  f"{', '.join(item.options)}, {bank.UNKNOWN} for \"I do not know yet\", or leave the cell empty.")


def _text(path):
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadFile(f"{path.name} is no text in UTF-8: save it from your spreadsheet as \"CSV UTF-8\".") from error
