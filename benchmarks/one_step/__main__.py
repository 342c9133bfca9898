"""Generators of 2024 to 2026 on 25 blobs, in one budget of passes; a discriminator on little data; a detector of fakes.

    python3 course.py bench one_step                     run what is missing, all parts
    python3 course.py bench one_step contenders few      these parts; also: detector
    python3 course.py bench one_step --seeds 200 201     these seeds

Stop it when you like: each finished piece is a line or more in results/one_step/*.jsonl, and the same call goes on.
"""

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from _finished import Finished, call_options  # isort: skip

RESULTS = Path(__file__).resolve().parents[1] / "results" / "one_step"
PARTS, SEEDS = ("contenders", "few", "detector"), range(200, 205)


def pieces(part):
    """Return {name of a piece: function of a seed that returns rows}."""
    if part == "contenders":
        import contenders
        import scores
        return {name: lambda seed, make=make: list(map(scores.row, make(seed)))
                for name, make in contenders.CONTENDERS.items()}
    if part == "few":
        import few
        return {name: lambda seed, name=name: few.run(name, seed) for name in few.SETTINGS}
    import detector
    return {"faces": detector.run}


def jobs(part, seeds):
    """Yield ((name, seed), function that returns the rows) for each piece of a part."""
    yield from (((name, seed), lambda name=name, seed=seed, work=work: [
        {"piece": name, "seed": seed, **row} for row in work(seed)]) for seed in seeds
        for name, work in pieces(part).items())


def main():
    """Run the parts that are named, or all."""
    options = call_options(__doc__, PARTS, SEEDS)
    for part in options.parts or PARTS:
        Finished(RESULTS / f"{part}.jsonl", ("piece", "seed")).complete(part, jobs(part, options.seeds))
    from gan_course.notebooks.times import machine
    (RESULTS / "machine.json").write_text(json.dumps(machine(), indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
