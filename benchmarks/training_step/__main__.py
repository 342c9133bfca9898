"""Steps per second of `GAN.fit` beside other ways to train the same networks, as ratios within one run.

    python3 course.py bench training_step                       all contenders that can be imported
    python3 course.py bench training_step --peers-python PATH   PATH: a Python that has PyTorch and JAX

Each contender is a process of its own and all of them take turns, round after round, so that a machine that slows
down slows all alike. Printed: the median over the rounds, the spread, the median of the ratios round by round and their
range, the seconds from a fresh process to the first step done (imports, building and compiling), and the most memory
held. A round in which other programs took more than a tenth of the processor is run again; where no round is quiet
nothing is reported. A contender whose networks have another number of weights than ours is refused.
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

from _load import undisturbed  # isort: skip
from _turns import Contender  # isort: skip

HERE = Path(__file__).resolve().parent
RESULTS = HERE.parent / "results" / "training_step.json"
WANTED = {  # (size, peer): the ratio that the course promises
    ("listing", "torch"): 1.2, ("listing", "plain_fit"): 1.2, ("listing", "classic_listing"): 1.7,
    ("light", "torch"): 1.4, ("light", "torch_compiled"): 1.3, ("light", "jax"): 1.3, ("light", "plain_fit"): 1.2,
    ("light", "classic_listing"): 6.0,
    ("game", "torch"): 2.3, ("game", "torch_compiled"): 1.4, ("game", "jax"): 0.95,
    ("listing", "bare"): 0.95, ("light", "bare"): 0.95, ("game", "bare"): 0.95,
}
CONTENDERS = {
    "listing": ("fit", "bare", "plain_fit", "classic_listing", "torch", "torch_compiled"),
    "light": ("fit", "bare", "plain_fit", "classic_listing", "torch", "torch_compiled", "jax"),
    "game": ("fit", "bare", "plain_fit", "torch", "torch_compiled", "jax"),
}
SCRIPTS = {"torch": "torch_peer.py", "torch_compiled": "torch_peer.py", "jax": "jax_peer.py"}



def measure(size, names, batch, rounds, seconds, peers_python):
    """Return the contenders that ran, each with its `rates`, one a round, and what others took of each round."""
    contenders = []
    for name in names:
        python = peers_python if name in SCRIPTS else sys.executable
        script = HERE / SCRIPTS.get(name, "keras_contenders.py")
        contender = Contender(name, [python, str(script), name, size, str(batch)], HERE.parents[1])
        if not contender.ready.startswith("ready"):
            print(f"  {name}: left out ({contender.ready or 'its process ended'})")
            continue
        contender.first, contender.parameters, contender.rates = *contender.ready.split()[1:], []
        contenders.append(contender)
    strangers = {c.name: c.parameters for c in contenders if c.parameters != contenders[0].parameters}
    if strangers:
        raise SystemExit(f"{size}: {contenders[0].parameters} weights in ours, but {strangers}: not the same networks.")
    for contender in contenders:  # one round that does not count
        contender.steps_per_second(seconds / 2)
    shares = []
    for _ in range(rounds):
        found, share = undisturbed(lambda: [contender.steps_per_second(seconds) for contender in contenders],
                                   [contender.process.pid for contender in contenders])
        shares.append(share and round(share, 3))
        for contender, rate in zip(contenders, found, strict=True):
            contender.rates.append(rate)
    for contender in contenders:
        contender.close()
    return contenders, shares


def report(size, contenders, shares):
    """Print one size's table; return its rows."""
    print(f"\n{size}: {'contender':16s}{'steps/s':>9s}{'min – max':>18s}{'fit ÷ it':>10s}{'min – max':>14s}"
          f"{'wanted':>8s}{'start s':>9s}{'peak MB':>9s}")
    rows = []
    for it in contenders:
        ratios = [ours / theirs for ours, theirs in zip(contenders[0].rates, it.rates, strict=True)]
        ratio, wanted = statistics.median(ratios), WANTED.get((size, it.name))
        verdict = "" if wanted is None else f"{wanted:.2f} {'✓' if ratio >= wanted else '✗'}"
        print(f"{size}: {it.name:16s}{statistics.median(it.rates):9.2f}{min(it.rates):9.2f} –{max(it.rates):7.2f}"
              f"{ratio:10.2f}{min(ratios):7.2f} –{max(ratios):5.2f}{verdict:>8s}{it.started_seconds:9.1f}"
              f"{it.peak_mb:9.0f}")
        rows.append({"size": size, "contender": it.name, "steps_per_second": [round(v, 3) for v in it.rates],
                     "ratio": round(ratio, 3), "ratios": [round(v, 3) for v in ratios], "wanted": wanted,
                     "first_step_seconds": float(it.first), "start_seconds": round(it.started_seconds, 2),
                     "peak_mb": round(it.peak_mb), "taken_by_others": shares})
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
        rows += report(size, *measure(size, CONTENDERS[size], options.batch, options.rounds, options.seconds,
                                      options.peers_python))
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
