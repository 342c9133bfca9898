"""Member-steps per second of a 32-member sweep beside PyTorch: all members in one vectorised program, or one by one.

    python3 course.py bench sweep_speed --peers-python PATH [--store]     PATH: a Python that has PyTorch

Each member is the 2-D game (2 layers of 128, z 2, batch 128, Adam). Ours is `sweep.run` as a learner calls it, building
the members and measuring them included; so it is run at two lengths, the 1,000 steps a member of notebook 09 and the
3,000 of the published tables. Its compiled steps are kept from call to call. PyTorch's members are built once and
never measured. All take turns. A round in which other programs took more than a tenth of the processor is run again,
and where no round is quiet nothing is reported.
"""

import argparse
import json
import statistics
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from _load import undisturbed  # isort: skip
from _turns import Contender  # isort: skip
from gan_course.notebooks.times import machine  # isort: skip

HERE = Path(__file__).resolve().parent
RESULTS = HERE.parent / "results" / "sweep_speed.json"
STEPS = {"sweep_1000": 1000, "sweep_3000": 3000}
WANTED = {"torch_vectorised": 2.0, "torch_loop": 4.0}


def main():
    """Read the arguments, measure, print, store."""
    parser = argparse.ArgumentParser(prog="course.py bench sweep_speed")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=12.0, help="length of one of PyTorch's turns")
    parser.add_argument("--peers-python", default=sys.executable)
    parser.add_argument("--store", action="store_true", help="write benchmarks/results/sweep_speed.json")
    options = parser.parse_args()
    commands = {**{name: [sys.executable, str(HERE / "ours.py"), str(steps)] for name, steps in STEPS.items()},
                **{name: [options.peers_python, str(HERE / "torch_peer.py"), name] for name in WANTED}}
    contenders = [Contender(name, command, HERE.parents[1]) for name, command in commands.items()]
    for contender in contenders:
        if not contender.ready.startswith("ready"):
            print(f"{contender.name}: left out ({contender.ready or 'its process ended'})")
    contenders = [contender for contender in contenders if contender.ready.startswith("ready")]
    rates = {contender.name: [] for contender in contenders}
    others = []
    for _ in range(options.rounds):
        found, share = undisturbed(lambda: [contender.steps_per_second(options.seconds) for contender in contenders],
                                   [contender.process.pid for contender in contenders])
        others.append(share)
        for contender, rate in zip(contenders, found, strict=True):
            rates[contender.name].append(rate)
    for contender in contenders:
        contender.close()
    rows = []
    for name, values in rates.items():
        row = {"contender": name, "member_steps_per_second": [round(value) for value in values]}
        print(f"{name:18s} {statistics.median(values):8.0f} member-steps/s", end="")
        if name in WANTED:
            row |= {"wanted": WANTED[name], **{ours: _ratio(rates[ours], values) for ours in STEPS}}
            print(*(f"   {ours} ÷ it {row[ours]:5.2f}" for ours in STEPS), f"wanted {WANTED[name]:.1f}", end="")
        print()
        rows.append(row)
    if options.store:
        RESULTS.write_text(json.dumps({"machine": machine(), "members": 32, "rounds": options.rounds,
                                       "taken_by_others": [share and round(share, 3) for share in others],
                                       "seconds": options.seconds, "rows": rows}, indent=1) + "\n", encoding="utf-8")


def _ratio(ours, theirs):
    return round(statistics.median(a / b for a, b in zip(ours, theirs, strict=True)), 3)


if __name__ == "__main__":
    main()
