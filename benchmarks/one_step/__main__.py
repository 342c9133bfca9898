"""Generators of 2024 to 2026 on 25 blobs, in one budget of passes; a discriminator on little data; a detector of fakes.

    python3 course.py bench one_step                     run what is missing, all parts
    python3 course.py bench one_step contenders few      these parts; also: detector
    python3 course.py bench one_step --seeds 200 201     these seeds

Stop it when you like: each finished piece is a line or more in results/one_step/*.jsonl, and the same call goes on.
"""

import argparse
import json
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
sys.path.insert(0, str(Path(__file__).resolve().parent))

RESULTS = Path(__file__).resolve().parents[1] / "results" / "one_step"
SEEDS = range(200, 205)


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


def run(part, seeds):
    """Run the pieces of a part that its file lacks."""
    file = RESULTS / f"{part}.jsonl"
    file.parent.mkdir(parents=True, exist_ok=True)
    rows = [json.loads(line) for line in file.read_text("utf-8").splitlines()] if file.exists() else []
    done = {(row["piece"], row["seed"]) for row in rows}
    for seed in seeds:
        for name, work in pieces(part).items():
            if (name, seed) in done:
                continue
            started = time.process_time()
            lines = [json.dumps({"piece": name, "seed": seed, **row}) + "\n" for row in work(seed)]
            with file.open("a", encoding="utf-8") as out:
                out.writelines(lines)   # whole pieces only
            print(part, name, seed, f"{time.process_time() - started:.0f} s of processor time", flush=True)


def main():
    """Run the parts that are named, or all."""
    parts = ("contenders", "few", "detector")
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("parts", nargs="*", choices=[[], *parts], default=[])
    parser.add_argument("--seeds", type=int, nargs="+", default=list(SEEDS))
    options = parser.parse_args()
    for part in options.parts or parts:
        run(part, options.seeds)
    from gan_course.notebooks.times import machine
    (RESULTS / "machine.json").write_text(json.dumps(machine(), indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
