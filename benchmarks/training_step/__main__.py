"""Steps per second of `GAN.fit` beside other ways to train the same networks, as ratios within one run.

    python3 course.py bench training_step                       all contenders that can be imported
    python3 course.py bench training_step --peers-python PATH   PATH: a Python that has PyTorch and JAX

Each contender is a process of its own and all of them take turns, round after round, so that a machine that slows
down slows all alike. Printed: the median over the rounds, the spread, and the median of the ratios round by round.
"""

import argparse
import json
import os
import platform
import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from _turns import Contender  # isort: skip

HERE = Path(__file__).resolve().parent
RESULTS = HERE.parent / "results" / "training_step.json"
WANTED = {  # (size, peer): the ratio that the course promises
    ("listing", "torch"): 1.2, ("listing", "plain_fit"): 1.2, ("listing", "classic_listing"): 1.7,
    ("light", "torch"): 1.2, ("light", "plain_fit"): 1.2, ("light", "classic_listing"): 6.0,
    ("game", "torch"): 2.3, ("game", "jax"): 0.95,
    ("listing", "bare"): 0.95, ("light", "bare"): 0.95, ("game", "bare"): 0.95,
}
CONTENDERS = {
    "listing": ("fit", "bare", "plain_fit", "classic_listing", "torch"),
    "light": ("fit", "bare", "plain_fit", "classic_listing", "torch"),
    "game": ("fit", "bare", "plain_fit", "torch", "jax"),
}
SCRIPTS = {"torch": "torch_peer.py", "jax": "jax_peer.py"}


def measure(size, names, batch, rounds, seconds, peers_python):
    """Return {name: [steps per second, one a round]} and {name: seconds to the first step}."""
    contenders = []
    for name in names:
        python = peers_python if name in SCRIPTS else sys.executable
        script = HERE / SCRIPTS.get(name, "keras_contenders.py")
        contender = Contender(name, [python, str(script), name, size, str(batch)], HERE.parents[1])
        if contender.ready.startswith("ready"):
            contenders.append(contender)
        else:
            print(f"  {name}: left out ({contender.ready or 'its process ended'})")
    rates = {contender.name: [] for contender in contenders}
    for contender in contenders:  # one round that does not count
        contender.steps_per_second(seconds / 2)
    for _ in range(rounds):
        for contender in contenders:
            rates[contender.name].append(contender.steps_per_second(seconds))
    first = {contender.name: float(contender.ready.split()[1]) for contender in contenders}
    for contender in contenders:
        contender.close()
    return rates, first


def report(size, rates, first):
    """Print one size's table; return its rows."""
    print(f"\n{size}: {'contender':18s}{'steps/s':>9s}{'min – max':>18s}{'fit ÷ it':>10s}{'wanted':>8s}"
          f"{'first step s':>14s}")
    rows = []
    for name, values in rates.items():
        ratio = statistics.median(ours / theirs for ours, theirs in zip(rates["fit"], values, strict=True))
        wanted = WANTED.get((size, name))
        verdict = "" if wanted is None else f"{wanted:.2f} {'✓' if ratio >= wanted else '✗'}"
        print(f"{size}: {name:18s}{statistics.median(values):9.2f}{min(values):9.2f} –{max(values):7.2f}"
              f"{ratio:10.2f}{verdict:>8s}{first[name]:14.1f}")
        rows.append({"size": size, "contender": name, "steps_per_second": [round(v, 3) for v in values],
                     "ratio": round(ratio, 3), "wanted": wanted, "first_step_seconds": first[name]})
    return rows


def main():
    """Read the arguments, measure, print, store."""
    parser = argparse.ArgumentParser(prog="course.py bench training_step")
    parser.add_argument("--sizes", nargs="+", choices=CONTENDERS, default=list(CONTENDERS))
    parser.add_argument("--batch", type=int, default=128)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seconds", type=float, default=3.0, help="length of one turn")
    parser.add_argument("--peers-python", default=sys.executable)
    parser.add_argument("--store", action="store_true", help="write benchmarks/results/training_step.json")
    options = parser.parse_args()
    rows = []
    for size in options.sizes:
        rates, first = measure(size, CONTENDERS[size], options.batch, options.rounds, options.seconds,
                               options.peers_python)
        rows += report(size, rates, first)
    if options.store:
        from importlib.metadata import version

        machine = {"system": platform.system(), "machine": platform.machine(), "python": platform.python_version(),
                   "cores": os.cpu_count(), "batch": options.batch, "date": time.strftime("%Y-%m-%d"),
                   "keras": version("keras"), "numpy": version("numpy")}
        RESULTS.write_text(json.dumps({"machine": machine, "rows": rows}, indent=1) + "\n", encoding="utf-8")
    met = [row["ratio"] >= row["wanted"] for row in rows if row["wanted"] is not None]
    print(f"\n{sum(met)} of {len(met)} wanted ratios reached")


if __name__ == "__main__":
    main()
