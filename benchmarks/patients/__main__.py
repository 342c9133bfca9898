"""Patients over seeds: what GANs of a table give away, and the lesions that translations remove and invent.

    python3 course.py bench patients                 run what is missing, both parts
    python3 course.py bench patients tables          the breast cancer table: training size, steps, defences
    python3 course.py bench patients scans           phantoms: share of lesions, with pairs and without
    python3 course.py bench patients scans --seeds 200 201      only these seeds

Stop it when you like: each run is written to results/patients/ when it is done, and the same call goes on from there.
"""

import argparse
import json
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
sys.path.insert(0, str(Path(__file__).resolve().parent))

RESULTS = Path(__file__).resolve().parents[1] / "results" / "patients"
SEEDS = range(200, 205)
SIZES = (50, 100, 200, 400)
DEFENCES = {                                    # at 100 patients, beside "plain"
    "noise 0.5 on what D sees": {"noise": 0.5},
    "noise 1 on what D sees": {"noise": 1.0},
    "a smaller D": {"width": 16},
}
PRIVATE = (0, 10, 30)                      # std of the noise, in units of the clip
PRIVATE_SIZES, PRIVATE_STEPS = (100, 400), (1000,)
SHARES = (0.0, 0.25, 0.5, 0.75, 1.0)


def tables(seeds):
    """Yield (name of a run, function that makes its rows), the cheapest first."""
    import table_runs

    for seed in seeds:
        for n in SIZES:
            yield f"n {n}, no GAN, seed {seed}", lambda n=n, seed=seed: [
                {"n": n, "seed": seed, **row} for row in table_runs.without_a_gan(n, seed)]
            yield f"n {n}, plain, seed {seed}", lambda n=n, seed=seed: [
                {"n": n, "seed": seed, "setting": "plain", **row} for row in table_runs.measured(n, seed)]
        for n in PRIVATE_SIZES:
            for multiplier in PRIVATE:
                yield f"n {n}, private {multiplier}, seed {seed}", lambda n=n, multiplier=multiplier, seed=seed: [
                    {"n": n, "seed": seed, "setting": f"private {multiplier}", "multiplier": multiplier, **row}
                    for row in table_runs.measured(n, seed, PRIVATE_STEPS, multiplier=multiplier)]
        for name, options in DEFENCES.items():
            yield f"n 100, {name}, seed {seed}", lambda name=name, options=options, seed=seed: [
                {"n": 100, "seed": seed, "setting": name, **row}
                for row in table_runs.measured(100, seed, (300, 1000, 3000), **options)]


def scans(seeds):
    """Yield (name of a run, function that makes its one row)."""
    import scan_runs

    first = sorted(SHARES, key=lambda share: share not in (0.0, 0.5, 1.0))
    for seed in seeds:
        for share in first:
            for kind in scan_runs.KINDS:
                yield f"{kind}, share {share:g}, seed {seed}", lambda kind=kind, share=share, seed=seed: [
                    {"kind": kind, "share": share, "seed": seed, **scan_runs.measured(kind, share, seed)}]


def run(part, seeds):
    """Run what is missing of a part; write after each run."""
    file = RESULTS / f"{part}.json"
    for name, make in {"tables": tables, "scans": scans}[part](seeds):
        if name in _stored(file):
            continue
        started = time.process_time()
        rows = [{key: round(value, 4) if isinstance(value, float) else value for key, value in row.items()}
                for row in make()]
        stored = {**_stored(file), name: rows}      # read again: another process may have written meanwhile
        lines = [f" {json.dumps(key)}: {json.dumps(rows)}" for key, rows in sorted(stored.items())]
        file.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
        print(f"{name}: {time.process_time() - started:.0f} s of processor time", flush=True)


def _stored(file):
    return json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", choices=["tables", "scans", []], help="tables, scans; both if left out")
    parser.add_argument("--seeds", nargs="*", type=int, default=list(SEEDS))
    asked = parser.parse_args()
    for each in asked.parts or ("tables", "scans"):
        run(each, asked.seeds)
