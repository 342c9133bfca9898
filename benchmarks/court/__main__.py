"""Answers to rare classes in court: digits, a medical table, and the search for a corner where the GAN wins.

    python3 course.py bench court                    run what is missing, all parts
    python3 course.py bench court digits tables      these parts; also: search corner
    python3 course.py bench court --seeds 0 1 2      these seeds

Stop it when you like: each finished piece is a line in results/court/*.jsonl, and the same call goes on from there.
"""

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from _finished import Finished, call_options  # isort: skip

RESULTS = Path(__file__).resolve().parents[1] / "results" / "court"
SEEDS = range(10)                # those that are reported
SEARCH_SEEDS = range(100, 102)   # those on which the corner is searched


def jobs(part, seeds):
    """Yield (key, function that yields rows) for each piece of a part; a key is what a finished piece is known by."""
    if part == "digits":
        import digits
    else:
        import tables
    if part == "digits":
        yield from (((kept, seed), lambda kept=kept, seed=seed: digits.ladder(kept, seed))
                    for kept in (20, 80) for seed in seeds)
    elif part == "tables":
        yield from (((seed,), lambda seed=seed: tables.ladder(seed)) for seed in seeds)
    elif part == "search":
        yield from (((*cell, seed), lambda cell=cell, seed=seed: tables.ring(*cell, seed))
                    for seed in SEARCH_SEEDS for cell in tables.CELLS)
    else:
        yield from (((*cell, seed), lambda cell=cell, seed=seed: tables.ring(*cell, seed))
                    for seed in seeds for cell in tables.corner_cells(RESULTS / "search.jsonl"))


KEYS = {"digits": ("kept", "seed"), "tables": ("seed",),
        "search": ("kept", "thickness", "idle", "seed"), "corner": ("kept", "thickness", "idle", "seed")}


def main():
    """Run the parts that are named, or all."""
    options = call_options(__doc__, KEYS, SEEDS)
    for part in options.parts or KEYS:
        Finished(RESULTS / f"{part}.jsonl", KEYS[part]).complete(part, jobs(part, options.seeds))
    from gan_course.notebooks.times import machine
    (RESULTS / "machine.json").write_text(json.dumps(machine(), indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
