"""Answers to rare classes in court: digits, a medical table, and the search for a corner where the GAN wins.

    python3 course.py bench court                    run what is missing, all parts
    python3 course.py bench court digits tables      these parts; also: search corner
    python3 course.py bench court --seeds 0 1 2      these seeds

Stop it when you like: each finished piece is a line in results/court/*.jsonl, and the same call goes on from there.
"""

import argparse
import json
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
sys.path.insert(0, str(Path(__file__).resolve().parent))

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


def run(part, seeds):
    """Run the pieces of a part that its file lacks."""
    file = RESULTS / f"{part}.jsonl"
    file.parent.mkdir(parents=True, exist_ok=True)
    rows = [json.loads(line) for line in file.read_text("utf-8").splitlines()] if file.exists() else []
    done = {tuple(row[name] for name in KEYS[part]) for row in rows}
    for key, work in jobs(part, seeds):
        if key in done:
            continue
        started = time.process_time()
        lines = [json.dumps(row) + "\n" for row in work()]
        with file.open("a", encoding="utf-8") as out:
            out.writelines(lines)  # whole pieces only
        print(part, key, f"{time.process_time() - started:.0f} s of processor time", flush=True)


def machine():
    """What the numbers were measured on."""
    from gan_course.notebooks.times import machine as here
    return here()


def main():
    """Run the parts that are named, or all."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("parts", nargs="*", choices=[[], *KEYS], default=[])
    parser.add_argument("--seeds", type=int, nargs="+", default=list(SEEDS))
    options = parser.parse_args()
    for part in options.parts or KEYS:
        run(part, options.seeds)
    (RESULTS / "machine.json").write_text(json.dumps(machine(), indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
