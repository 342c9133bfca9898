"""Remedies against mode collapse, over seeds, under one budget: ring, grid and stacked digits.

    python3 course.py bench published_tables                    run what is missing, all parts
    python3 course.py bench published_tables ring grid          the one-budget tables
    python3 course.py bench published_tables grid_long stacked  three times the steps; digits
    python3 course.py bench published_tables ring_demo          the public demo as published (full budget)
    python3 course.py bench published_tables ring_hopping grid_hopping   the unrolled GAN's own setting
    python3 course.py bench published_tables ring_controls grid_controls stacked_controls    rows that they lacked
    python3 course.py bench published_tables high_dimension     ten modes in 1,200 dimensions, after VEEGAN
    python3 course.py bench published_tables table              the stored one-budget results as a Markdown table
    python3 course.py bench published_tables rates              steps per second of each remedy, relative to plain

It takes hours. Stop it when you like: finished members lie in results/published_tables/*.jsonl, and the same call
goes on from there. Stored ones without "controls" or "high" in their names are from the first release, which nothing
goes on from: move a file away to run it anew. Members are trained two at a time; counts do not depend on what else
the machine does, rates do.
"""

import argparse
import json
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
sys.path.insert(0, str(Path(__file__).resolve().parent))

import high_dimension
import mixtures
import settings
import stacked

from gan_course import sweep
from gan_course.notebooks.times import machine

RESULTS = Path(__file__).resolve().parents[1] / "results" / "published_tables"
CHECKPOINTS = 20


def one_budget(mixture):
    """Every remedy on one mixture, judged on the way."""
    steps = settings.STEPS[mixture]
    members = {label: {"mixture": mixture, "decay_steps": steps, **settings.COMMON, **settings.ONE_BUDGET[label][0]}
               for label in sorted(settings.ONE_BUDGET, key=settings.SLOW.__contains__)}
    return sweep.run(mixtures.build, members, settings.SEEDS, steps=steps, every=steps // CHECKPOINTS,
                     measure=mixtures.measure(mixture), file=RESULTS / f"{mixture}.jsonl")


def controls(mixture):
    """The rows that the one-budget table lacked."""
    steps = settings.STEPS[mixture]
    members = {label: {"mixture": mixture, "decay_steps": steps, **settings.COMMON, **changed}
               for label, (changed, *_) in settings.CONTROLS.items()}
    return sweep.run(mixtures.build, members, settings.SEEDS, steps=steps, every=steps // CHECKPOINTS,
                     measure=mixtures.measure(mixture), file=RESULTS / f"{mixture}_controls.jsonl")


def long(mixture):
    """The best remedies, and plain, for longer."""
    members = {label: {"mixture": mixture, "decay_steps": settings.LONG_STEPS, **settings.COMMON, **changed}
               for label, changed in settings.LONG.items()}
    return sweep.run(mixtures.build, members, settings.SEEDS, steps=settings.LONG_STEPS,
                     every=settings.LONG_STEPS // 10, measure=mixtures.measure(mixture),
                     file=RESULTS / f"{mixture}_long.jsonl")


def demo(mixture):
    """The public demo, as published."""
    return sweep.run(mixtures.build, {"demo": {"mixture": mixture, **settings.DEMO}}, settings.SEEDS,
                     steps=settings.DEMO_STEPS, every=settings.DEMO_STEPS // 10, measure=mixtures.measure(mixture),
                     file=RESULTS / f"{mixture}_demo.jsonl")


def hopping(mixture):
    """The setting in which the unrolled GAN was proposed: its plain GAN hops."""
    members = {label: {**settings.HOPPING_COMMON, "mixture": mixture, **changed}
               for label, (changed, _) in settings.HOPPING.items()}
    return sweep.run(mixtures.build, members, settings.SEEDS, steps=settings.HOPPING_STEPS,
                     every=settings.HOPPING_STEPS // 20, measure=mixtures.measure(mixture),
                     file=RESULTS / f"{mixture.replace('hopping', 'ring')}_hopping.jsonl")


def stacked_digits(name="stacked", chosen=settings.STACKED):
    """Plain against PacGAN and relativistic pairing with penalties, or the control that they lacked."""
    members = {label: {"decay_steps": settings.STACKED_STEPS, **changed} for label, (changed, _) in chosen.items()}
    return sweep.run(stacked.build, members, settings.STACKED_SEEDS, steps=settings.STACKED_STEPS,
                     measure=stacked.measure, file=RESULTS / f"{name}.jsonl")


def high():
    """A few remedies on ten modes in 1,200 dimensions, one seed after the other."""
    members = {label: {**settings.HIGH_COMMON, **changed} for label, (changed, _) in settings.HIGH.items()}
    for count in range(1, len(settings.SEEDS) + 1):         # stopped half-way, every setting has the same seeds
        result = sweep.run(high_dimension.build, members, settings.SEEDS[:count], steps=settings.HIGH_STEPS,
                           every=settings.HIGH_STEPS // 4, measure=high_dimension.measure,
                           file=RESULTS / "high_dimension.jsonl", progress=count == len(settings.SEEDS))
    return result


def rates(rounds=3, steps=500):
    """Steps per second of each remedy as a share of plain's, all in turn; the median over the rounds."""
    gans, found = {}, {label: [] for label in settings.ONE_BUDGET}
    for label, (changed, *_) in settings.ONE_BUDGET.items():
        gans[label] = mixtures.build("ring", decay_steps=settings.STEPS["ring"], **{**settings.COMMON, **changed})
        _seconds(gans[label], 250)      # compiles
    for _ in range(rounds):
        plain = _seconds(gans["plain"], steps)
        for label, trial in gans.items():
            before, plain = plain, _seconds(gans["plain"], steps)
            found[label].append((before + plain) / 2 / _seconds(trial, steps))
    shares = {label: sorted(values)[len(values) // 2] for label, values in found.items()}
    (RESULTS / "rates.json").write_text(json.dumps({"machine": machine(), "share_of_plain": shares,
                                                    "rounds": found}, indent=1) + "\n", encoding="utf-8")
    return shares


def _seconds(trial, steps):
    started = time.perf_counter()
    trial.gan.fit(trial.x, batch_size=trial.batch_size, steps_per_epoch=steps, verbose=0)
    return time.perf_counter() - started


def table():
    """The one-budget results as the lines of a Markdown table."""
    columns = ["modes", "high_quality"]
    means = {name: sweep.mean_and_error(mixtures.load(RESULTS / f"{name}.jsonl"), columns).set_index("setting")
             for name in settings.STEPS}

    def cells(row):
        return (f"{row['modes']:.1f} ± {row['modes_error']:.1f} | "
                f"{row['high_quality']:.0%} ± {row['high_quality_error']:.0%}")

    lines = ["| setting | ring: modes of 8 | high quality | grid: modes of 25 | high quality | guess |",
             "|---|---:|---:|---:|---:|---|"]
    for label, (_, guess, _) in settings.ONE_BUDGET.items():
        found = [cells(means[name].loc[label]) for name in ("ring", "grid")]
        seen = " (a trial was seen)" if label in settings.SEEN else ""
        lines.append(f"| {label} | {' | '.join(found)} | {guess}{seen} |")
    return "\n".join(lines)


def note_machine(part, seconds):
    """Keep what a part was measured on; the counts of a resumed part come from more than one call."""
    path = RESULTS / "machines.json"
    kept = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    kept.setdefault(part, []).append({**machine(), "keras": __import__("keras").__version__,
                                      "seconds": round(seconds), "date": time.strftime("%Y-%m-%d")})
    path.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")


PARTS = {"ring": lambda: one_budget("ring"), "grid": lambda: one_budget("grid"), "stacked": stacked_digits,
         "grid_long": lambda: long("grid"), "ring_hopping": lambda: hopping("hopping"),
         "grid_hopping": lambda: hopping("grid"), "rates": rates,
         "ring_controls": lambda: controls("ring"), "grid_controls": lambda: controls("grid"),
         "stacked_controls": lambda: stacked_digits("stacked_controls", settings.STACKED_CONTROLS),
         "high_dimension": high, "ring_demo": lambda: demo("ring"), "grid_demo": lambda: demo("grid")}


def main():
    """Run the parts that were asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("parts", nargs="*", default=[], choices=[*PARTS, "table", []], metavar="PART",
                        help=f"{', '.join(PARTS)}; all of them if none is named; or table, alone")
    options = parser.parse_args()
    RESULTS.mkdir(parents=True, exist_ok=True)
    if options.parts == ["table"]:
        print(table())
        return
    for part in options.parts or PARTS:
        started = time.perf_counter()
        print(f"--- {part}", flush=True)
        result = PARTS[part]()
        note_machine(part, time.perf_counter() - started)
        columns = [c for c in ("modes", "reached", "high_quality", "kl", "distance") if c in result]
        print(result if isinstance(result, dict) else sweep.mean_and_error(result, columns).to_string(), flush=True)


if __name__ == "__main__":
    main()
