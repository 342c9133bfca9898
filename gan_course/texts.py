"""Lines of a real poem, letter by letter, and what can be counted on lines whose truth nobody knows."""

from typing import NamedTuple

import numpy as np

from gan_course import arguments
from gan_course.data_files import checked_path

DATA_FILE = "milton_lines.txt"
SYMBOLS = "\n abcdefghijklmnopqrstuvwxyz"     # the end of the line comes first: its number is 0
LENGTH = 41                                  # 40 characters and the end
TEST_EVERY = 10


class Lines(NamedTuple):
    """Lines as texts: `train` to learn from, `test` never seen."""

    train: list
    test: list


def milton(data_dir=None) -> Lines:
    """Lines of at most 40 characters of *Paradise Lost* (John Milton, 1667), small letters and spaces; from `data/`.

    Every tenth line is for testing. Raises DataFileError when the file is missing or damaged.
    """
    lines = checked_path(DATA_FILE, data_dir).read_text(encoding="ascii").splitlines()
    test = lines[::TEST_EVERY]
    return Lines([line for place, line in enumerate(lines) if place % TEST_EVERY], test)


def encode(lines) -> np.ndarray:
    """Return texts as whole numbers, int32 (n, 41): `SYMBOLS[number]`, and 0 from the end on."""
    lines = _texts("lines", lines)
    tokens = np.zeros((len(lines), LENGTH), np.int32)
    for row, line in zip(tokens, lines, strict=True):
        strange = sorted(set(line) - set(SYMBOLS[1:]))
        if strange or len(line) >= LENGTH:
            found = f", {strange} among them" if strange else ""
            raise ValueError(f"The line {line!r} has {len(line)} characters{found}; give at most {LENGTH - 1} small "
                             "letters and spaces.")
        row[:len(line)] = [SYMBOLS.index(character) for character in line]
    return tokens


def decode(tokens) -> list:
    """Return whole numbers (n, 41) as texts, each up to its end."""
    tokens = arguments.integers("tokens", tokens, ("n", LENGTH), low=0, high=len(SYMBOLS) - 1)
    return ["".join(SYMBOLS[number] for number in row).partition("\n")[0] for row in tokens]


def known_words(lines, reference) -> float:
    """Share of the words in `lines` that occur in the lines of `reference`: 0 where there is no word."""
    known = {word for line in _texts("reference", reference) for word in line.split()}
    words = [word for line in _texts("lines", lines) for word in line.split()]
    return float(np.mean([word in known for word in words])) if words else 0.0


def distinct_pieces(lines, n: int = 4) -> float:
    """Share of different pieces among all pieces of `n` characters: 1 where none comes twice, near 0 where all do."""
    n = arguments.whole("n", n)
    pieces = [line[i:i + n] for line in _texts("lines", lines) for i in range(len(line) - n + 1)]
    return len(set(pieces)) / len(pieces) if pieces else 0.0


def _texts(name, value):
    lines = arguments.sequence(name, value)
    if not lines:
        arguments.refuse(name, value, "at least one text")
    return [arguments.text(name, line) for line in lines]
