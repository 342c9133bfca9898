"""The stored runs of the capstone, as tables: loaded, and paired with the GANs that the worlds begin with."""

import json
from pathlib import Path

import pandas as pd

RESULT = Path(__file__).resolve().parents[1] / "results" / "capstone.jsonl"
KEY = ["world", "world_seed", "seed"]


def load():
    """Return every stored run, a row each; a run that broke off has 0 modes and 0 quality.

    Where two processes ran the same one at the same time, the first is kept.
    """
    runs = pd.DataFrame([json.loads(line) for line in RESULT.read_text(encoding="utf-8").splitlines()])
    return runs.drop_duplicates(["part", "setting", *KEY], ignore_index=True)


def paired(runs):
    """Return the runs of first GAN and reference solution beside each other, a row for each seed that both have."""
    first, reference = (runs[runs["part"] == part] for part in ("starts", "references"))
    both = first.merge(reference, on=KEY, suffixes=(", first", ", reference"))
    return both.sort_values(["world_seed", "seed"], kind="stable")


def gain_p(pairs, world, measure, p_value):
    """Return the p-value of what the reference gains in a measure, over the means of the capstone seeds."""
    rows = pairs[pairs["world"] == world].groupby("world_seed").mean(numeric_only=True)
    return p_value((rows[f"{measure}, reference"] - rows[f"{measure}, first"]).to_numpy())


def swept(runs):
    """Return, for each world and remedy, modes, quality, memorisation and swing: means over the runs, and how many."""
    rows = runs[runs["part"] == "sweep"]
    table = rows.groupby(["world", "setting"], sort=False)[["modes", "quality", "memorisation", "swing"]].mean()
    table["runs"] = rows.groupby(["world", "setting"], sort=False).size()
    return table


def tables():
    """Return the lines of the two tables on the instructor's page, as Markdown: references, and the sweep."""
    runs = load()
    lines = ["| world | seed | modes | quality | memorisation | swing |", "|---|---:|---|---|---|---|"]
    averaged = paired(runs).groupby(["world", "world_seed"]).mean(numeric_only=True)
    for (world, seed), row in averaged.iterrows():
        cells = [f"{row[f'{name}, first']:.2g} → {row[f'{name}, reference']:.2g}"
                 for name in ("modes", "quality", "memorisation", "swing")]
        lines.append(f"| {world} | {seed} | {' | '.join(cells)} |")
    lines += ["", "| world | remedy | modes | quality | memorisation | swing | runs |",
              "|---|---|---:|---:|---:|---:|---:|"]
    for (world, remedy), row in swept(runs).iterrows():
        lines.append(f"| {world} | {remedy} | {row['modes']:.1f} | {row['quality']:.2f} | {row['memorisation']:.2f} | "
                     f"{row['swing']:.2f} | {row['runs']:.0f} |")
    return lines


if __name__ == "__main__":
    print("\n".join(tables()))
