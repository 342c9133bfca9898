"""The stored runs, looked up: notebook 12 draws its tables from here."""

import json
from pathlib import Path

import numpy as np
import pandas as pd

NAMES = {"plain": "GAN", "private 0": "GAN of one layer, no noise", "private 10": "GAN, multiplier 10",
         "private 30": "GAN, multiplier 30", "a normal distribution each": "normal distribution of each diagnosis",
         "a private normal distribution, 10": "normal distribution, multiplier 10",
         "a private normal distribution, 30": "normal distribution, multiplier 30"}   # of stored settings, in tables
RESULTS = Path(__file__).resolve().parents[1] / "results" / "patients"


def spread(values, form="{:.2f}"):
    """Return values over seeds as text: mean ± standard deviation, a dash where one seed has none."""
    values = np.asarray(values, float)
    around = form.format(values.std(ddof=1)) if len(values) > 1 else "–"
    return f"{form.format(values.mean())} ± {around}"


class Stored:
    """The rows of one part, "tables" or "scans", as a DataFrame `frame`, and looked up by settings."""

    def __init__(self, part):
        stored = json.loads((RESULTS / f"{part}.json").read_text(encoding="utf-8"))
        self.frame = pd.DataFrame([row for rows in stored.values() for row in rows])

    def rows(self, **settings):
        """Return the rows with these settings, such as n=100, setting="plain", steps=3000."""
        found = self.frame
        for name, value in settings.items():
            found = found[found[name] == value]
        if found.empty:
            raise ValueError(f"no run is stored with {settings}; run python3 course.py bench patients.")
        return found

    def mean(self, column, **settings):
        """Return the mean over the seeds."""
        return float(self.rows(**settings)[column].mean())

    def text(self, column, form="{:.2f}", times=1, **settings):
        """Return mean ± standard deviation as text, of the column times a number."""
        return spread(times * self.rows(**settings)[column], form)

    def table(self, columns, settings):
        """Return a DataFrame: for each dict of settings its values and, for each {title: column}, mean ± spread.

        Settings stand there under the names of `NAMES`; what a row does not have is "".
        """
        lines = []
        for each in settings:
            found = self.rows(**each)
            texts = {title: spread(found[column]) for title, column in columns.items() if found[column].notna().all()}
            named = {name: NAMES.get(value, value) for name, value in each.items()}
            lines.append({**named, "seeds": len(found), **texts})
        return pd.DataFrame(lines, dtype=object).fillna("")     # object: whole numbers stay whole beside gaps
