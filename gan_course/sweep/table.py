"""The table of a sweep: its rows, stored ones, and the means over seeds."""

from collections.abc import Mapping

import numpy as np

from gan_course import arguments
from gan_course.sweep import labels
from gan_course.sweep.measures import OWN_COLUMNS
from gan_course.sweep.store import load_members


def as_table(rows):
    """Return rows as a DataFrame whose labels are what they were: pandas would make NaN of None, 0.1 of float32."""
    import pandas as pd  # here: a lesson that sweeps nothing need not wait for it

    table = pd.DataFrame(rows, columns=None if rows else list(OWN_COLUMNS))
    return _with_labels(table, "setting", [row["setting"] for row in rows])


def load(file):
    """Return the table that a sweep left in `file`, as `run` returned it. Raises ValueError where there is none."""
    rows = [{"setting": label, "seed": seed, **row} for label, seed, rows in load_members(file) for row in rows]
    if not rows:
        raise ValueError(f"{file} holds no finished member; it is written by sweep.run(…, file=…).")
    return as_table(rows)


def mean_and_error(table, columns, by="setting", diverged=0.0):
    """Mean and standard error of the last measurement of each member; a DataFrame with a row for each setting.

    diverged: what a member that diverged counts with: 0, since it delivered nothing, is right for modes and shares;
    where 0 is the best value, as for a distance, give the worst one, {column: number}. Columns: NAME, NAME_error for
    each name, seeds, diverged. The order of the settings is kept. A measure that is NaN makes its mean NaN.
    columns: names of measures, or one name. Raises ValueError for what is no such table or column.
    """
    import pandas as pd

    columns = _checked(arguments.instance("table", table, pd.DataFrame), columns, by)
    worst = {column: arguments.number("diverged" if not isinstance(diverged, Mapping) else f"diverged[{column!r}]",
                                      diverged.get(column, 0.0) if isinstance(diverged, Mapping) else diverged,
                                      finite=False, nan=True) for column in columns}
    missing = [column for column in columns if column not in table]
    table = table.reindex(columns=[*table.columns, *missing])  # where all diverged, nothing was measured
    groups = {}                                     # pandas would sort labels, or take None for missing
    for number, label in enumerate(table[by].tolist()):
        groups.setdefault(labels.key(label), (label, []))[1].append(number)
    rows = []
    for label, numbers in groups.values():
        group = table.iloc[numbers]
        group = group[group["step"] == group.groupby("seed")["step"].transform("max")]
        row = {by: label, "seeds": len(group), "diverged": int((group["status"] == "diverged").sum())}
        for column in columns:
            values = np.where(group["status"] == "diverged", worst[column], group[column].astype(float))
            row[column] = values.mean()
            row[f"{column}_error"] = values.std(ddof=1) / np.sqrt(len(values)) if len(values) > 1 else float("nan")
        rows.append(row)
    return _with_labels(pd.DataFrame(rows), by, [row[by] for row in rows])


def _checked(table, columns, by):
    """The names of the columns as a list. Raises ValueError where the table lacks one that is needed."""
    columns = [columns] if isinstance(columns, str) or not hasattr(columns, "__iter__") else list(columns)
    needed = [by, "seed", "step", "status", *(columns if (table.get("status") == "ok").any() else [])]
    for column in needed:
        if column not in table:
            raise ValueError(f"The table has no column {column!r}; it has {', '.join(map(str, table.columns))}.")
    for column in columns:
        if column in OWN_COLUMNS or (column in table and table[column].map(lambda value: isinstance(value, str)).any()):
            raise ValueError(f"columns holds {column!r}, which holds no measurements; give the names of measures.")
    return columns


def _with_labels(table, column, given_labels):
    """The table with these labels as they are, where pandas made something else of them."""
    import pandas as pd

    if [(type(label), label) for label in table[column].tolist()] != [(type(label), label) for label in given_labels]:
        given = np.empty(len(given_labels), object)
        given[:] = given_labels
        table[column] = pd.Series(given, index=table.index, dtype=object)
    return table
