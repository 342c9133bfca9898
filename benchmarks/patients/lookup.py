"""The stored runs, looked up: notebook 12 draws its tables from here."""

import json
from pathlib import Path

import numpy as np
import pandas as pd

RESULTS = Path(__file__).resolve().parents[1] / "results" / "patients"


def spread(values, form="{:.2f}"):
    """Return values over seeds as text: mean ± standard deviation."""
    values = np.asarray(values, float)
    around = form.format(values.std(ddof=1)) if len(values) > 1 else "?"
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
        """Return a DataFrame: for each dict of settings its values and, for each {title: column}, mean ± spread."""
        lines = []
        for each in settings:
            found = self.rows(**each)
            texts = {title: spread(found[column]) for title, column in columns.items() if found[column].notna().all()}
            lines.append({**each, "seeds": len(found), **texts})
        return pd.DataFrame(lines).fillna("")
