"""The capstone over seeds: the GANs that it begins with, a reference solution for each world, the package's remedies.

    python3 course.py bench capstone [starts] [references] [sweep] [--seeds 200 201 202 203 204] [--runs 1]

Each finished run is a line of results/capstone.jsonl; the same call goes on from there. --runs: training seeds for
each capstone seed. A run takes some ten to thirty seconds of one core. The sweep tries every remedy that acts on the
world's data, alone and with its usual strength, added to the setting that the world begins with.
"""

import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from _finished import Finished, call_options  # isort: skip
from gan_course import remedies
from gan_course.capstone.attempt import Attempt
from gan_course.capstone.scorer import one_run, seeds_for
from gan_course.capstone.starts import START
from gan_course.capstone.worlds import NAMES, world
from gan_course.remedies import R1, DiffAugment

RESULT = Path(__file__).resolve().parents[1] / "results" / "capstone.jsonl"
PARTS, SEEDS = ("starts", "references", "sweep"), (200, 201, 202, 203, 204)
SWEEP_SEEDS = (200,)
# One solution for each world; they were found on the capstone seeds 0 to 2.
REFERENCES = {
    "curve": Attempt(g_rate=3e-3, d_rate=3e-3, batch_size=256),
    "clouds": Attempt(remedies=[R1(gamma=0.3)], g_rate=4e-3, d_rate=4e-3, batch_size=256),
    "glyphs": Attempt(remedies=[R1(gamma=0.5), DiffAugment(shift=0.08, brightness=0.0)], g_rate=4e-3, d_rate=4e-3),
}


def added(name):
    """Return {remedy: the world's first attempt with that remedy}, for those that act on its data."""
    kind = "images" if name == "glyphs" else "points"
    return {remedy: START[name].changed(remedies=[remedy]) for remedy in remedies.names()
            if remedies.class_of(remedy).samples in ("both", kind)}


def jobs(parts, seeds, runs):
    """Yield (part, world, setting, attempt, capstone seed, training seed)."""
    for number in range(runs):
        for part, attempts in (("starts", START), ("references", REFERENCES)):
            if part in parts:
                for seed in seeds:
                    for name in NAMES:
                        yield part, name, part, attempts[name], seed, seeds_for(seed)[number]
    if "sweep" in parts:
        for number in range(3):
            for name in NAMES:
                for remedy, attempt in added(name).items():
                    for seed in SWEEP_SEEDS:
                        yield "sweep", name, remedy, attempt, seed, seeds_for(seed)[number]


def main():
    """Run what is missing."""
    options = call_options(__doc__, PARTS, SEEDS, runs=1)
    finished = Finished(RESULT, ("part", "world", "setting", "world_seed", "seed"))
    for part, name, setting, attempt, world_seed, seed in jobs(options.parts or PARTS, options.seeds, options.runs):
        if (part, name, setting, world_seed, seed) in finished:
            continue
        start = time.process_time()
        try:
            found, _ = one_run(world(name, world_seed), attempt, seed)
            row = {**found.counts._asdict(), "trouble": found.trouble, "gap": found.gap}
        except ValueError as error:      # a remedy that cannot act on these players says so
            if part != "sweep":
                raise
            row = {"modes": 0, "quality": 0.0, "trouble": f"not to be used here: {error}"}
        row = {"part": part, "world": name, "setting": setting, "world_seed": world_seed, "seed": seed, **row,
               "processor_seconds": round(time.process_time() - start, 1)}
        finished.keep(row)
        print(part, name, setting, world_seed, row["modes"], f"{row['quality']:.2f}", row["trouble"] or "",
              f"{row['processor_seconds']} s", flush=True)


if __name__ == "__main__":
    main()
