"""Exercises of lesson 12 on the table: two columns compared, and closest records."""

import numpy as np

from gan_course.exercises.exercise import Exercise
from gan_course.exercises.property_checks import agrees_with_reference, leaves_arguments_alone

# --- column_gap ---------------------------------------------------------------------------------------------------

def _column_gap(real, fake):
    at = np.concatenate([real, fake])                       # only there can a share change
    below_real = (real[:, None] <= at).mean(axis=0)
    below_fake = (fake[:, None] <= at).mean(axis=0)
    return np.abs(below_real - below_fake).max()


def _gap_with(at=lambda real, fake: np.concatenate([real, fake]), over=np.max, of=np.abs):
    def slip(real, fake):
        points = at(real, fake)
        shares = [(rows[:, None] <= points).mean(axis=0) for rows in (real, fake)]
        return over(of(shares[0] - shares[1]))
    return slip


def _gap_in_counts(real, fake):
    at = np.concatenate([real, fake])
    return np.abs((real[:, None] <= at).sum(axis=0) - (fake[:, None] <= at).sum(axis=0)).max()


_GAP_SLIPS = {
    "these are counts; the two columns have different numbers of rows, so compare shares": _gap_in_counts,
    "you look at the real values alone: a share can change at a fake value too": _gap_with(at=lambda real, fake: real),
    "you look at the fake values alone: a share can change at a real value too": _gap_with(at=lambda real, fake: fake),
    "the largest difference is asked for, not the mean": _gap_with(over=np.mean),
    "a difference counts in both directions: take the absolute value": _gap_with(of=lambda gap: gap),
    "a difference counts in both directions: take the absolute value, not the negative":
        _gap_with(of=lambda gap: -gap),
    "this is the difference of the means, which depends on the unit": lambda real, fake: abs(real.mean() - fake.mean()),
    "the smallest difference is 0 for any two columns; the largest is asked for": _gap_with(over=np.min),
}


def _draw_columns(rng):
    """Two columns of different lengths, on a coarse scale so that values repeat; either may lie above the other."""
    n, m = (int(size) for size in rng.integers(3, 25, size=2))
    m += n == m
    real, fake = rng.gamma(2.0, 3.0, size=n), rng.gamma(rng.choice([1.0, 2.0, 4.0]), 3.0, size=m)
    return np.round(real), np.round(fake)


column_gap = Exercise(
    "column_gap", _column_gap,
    checks=[agrees_with_reference(_column_gap, _draw_columns, "it is not the largest difference of the two shares",
                                  _GAP_SLIPS),
            leaves_arguments_alone(_draw_columns)],
    hints=[
        "A share changes only where a value of either column lies: put both columns together and look there.",
        "(real[:, None] <= at).mean(axis=0) is the share of the real values at or below each entry of `at`.",
        "Take the difference of the two arrays of shares, its absolute value, and the maximum.",
    ],
    praise="Shares have no unit, so an area in thousands and a smoothness in hundredths are judged alike.",
    mine="measures",
    doc="The largest difference of two columns' distribution functions, 0 to 1: the statistic of Kolmogorov and "
        "Smirnov. real (n,), fake (m,).",
)


# --- closest_record -----------------------------------------------------------------------------------------------

def _closest_record(fakes, records):
    between = np.linalg.norm(fakes[:, None] - records, axis=2)       # (n fakes, m records)
    first, second = np.sort(between, axis=1)[:, :2].T
    return first, first / second


def _between(fakes, records, order=2):
    return np.sort(np.linalg.norm(fakes[:, None] - records, ord=order, axis=2), axis=1)


_RECORD_SLIPS = {
    "the ratio is turned round: the closest distance over the second one, from 0 to 1":
        lambda f, r: (_between(f, r)[:, 0], _between(f, r)[:, 1] / _between(f, r)[:, 0]),
    "fakes and records have changed places: there is one distance for each *fake*": lambda f, r: _closest_record(r, f),
    "your ratio is by the farthest record; the second closest is meant":
        lambda f, r: (_between(f, r)[:, 0], _between(f, r)[:, 0] / _between(f, r)[:, -1]),
    "your ratio is by the third closest record; the second is meant":
        lambda f, r: (_between(f, r)[:, 0], _between(f, r)[:, 0] / _between(f, r)[:, 2]),
    "your distance is that of the second closest record":
        lambda f, r: (_between(f, r)[:, 1], _between(f, r)[:, 0] / _between(f, r)[:, 1]),
    "these are squared distances; take the root":
        lambda f, r: (_between(f, r)[:, 0]**2, (_between(f, r)[:, 0] / _between(f, r)[:, 1])**2),
    "the ratio is that of the squared distances; take the root of each first":
        lambda f, r: (_between(f, r)[:, 0], (_between(f, r)[:, 0] / _between(f, r)[:, 1])**2),
    "distance is along the straight line: the root of the sum of squares, not a sum of steps":
        lambda f, r: (_between(f, r, 1)[:, 0], _between(f, r, 1)[:, 0] / _between(f, r, 1)[:, 1]),
    "the mean distance to all records is taken; the closest one is asked for":
        lambda f, r: (_between(f, r).mean(axis=1), _between(f, r)[:, 0] / _between(f, r)[:, 1]),
    "the two arrays are exchanged: distances first, then ratios": lambda f, r: _closest_record(f, r)[::-1],
}


def _draw_records(rng):
    """Fakes and records of different numbers; one fake is a record's copy."""
    n, m, f = (int(rng.integers(*sizes)) for sizes in ((4, 12), (13, 25), (2, 6)))
    fakes, records = rng.normal(0.2, 1.2, size=(n, f)), rng.normal(size=(m, f))
    fakes[1] = records[3]
    return fakes, records


closest_record = Exercise(
    "closest_record", _closest_record,
    checks=[agrees_with_reference(_closest_record, _draw_records, "not the distance of each fake to the closest record",
                                  _RECORD_SLIPS, returned=["distances", "ratios"]),
            leaves_arguments_alone(_draw_records)],
    hints=[
        "First the table of all distances, a row for each fake and a column for each record.",
        "np.linalg.norm(fakes[:, None] - records, axis=2) is that table; sort each row.",
        "Column 0 of the sorted table is the distance asked for; divide it by column 1.",
    ],
    praise="A copy of a record has distance 0 and ratio 0; a fake between two records has a ratio near 1.",
    mine="measures",
    doc="For each fake (n, f) the distance to the closest of the records (m, f), and its ratio to the second closest: "
        "DCR and NNDR.",
)
