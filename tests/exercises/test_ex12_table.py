"""The checkers of lesson 12 on columns and closest records: right answers pass, wrong ones hear their sentence."""

import numpy as np
import tensorflow as tf
from scipy import stats
from scipy.spatial.distance import cdist
from sklearn.neighbors import NearestNeighbors
from verdicts import references, right_answers, solutions, wrong_answers

from gan_course import metrics, tabular
from gan_course.exercises.ex12_table import closest_record, column_gap

ALL = [column_gap, closest_record]
test_reference_is_right = references(ALL)
test_solution_source_defines_the_name_and_is_right = solutions(ALL)


def test_stubs_are_not_tried():
    assert column_gap.verdict(lambda real, fake: ...).startswith("Not tried yet")
    assert closest_record.verdict(lambda fakes, records: ...).startswith("Not tried yet")


def by_search(real, fake):
    at = np.sort(np.r_[real, fake])
    shares = [np.searchsorted(np.sort(rows), at, side="right") / len(rows) for rows in (real, fake)]
    return np.linalg.norm(shares[0] - shares[1], np.inf)


def gap(shares, over=np.max, at=lambda real, fake: np.r_[real, fake]):
    return lambda real, fake: over(shares(real, at(real, fake)) - shares(fake, at(real, fake)))


def at_or_below(rows, places):
    return (rows[:, None] <= places).mean(axis=0)


def largest(difference):
    return np.abs(difference).max()


def sorts(real, fake):
    real.sort()
    return by_search(real, fake)


test_unusual_gaps = right_answers(column_gap, {
    "scipy": lambda real, fake: stats.ks_2samp(real, fake).statistic,
    "the package": lambda real, fake: tabular.column_gaps(real[:, None], fake[:, None])[0],
    "by search": by_search,
    "a loop in a list": lambda real, fake: max(
        abs(sum(r <= x for r in real) / len(real) - sum(f <= x for f in fake) / len(fake)) for x in [*real, *fake]),
    "a tensor": lambda real, fake: tf.constant(by_search(real, fake)),
    "shares below, which have the same steps": gap(lambda rows, places: (rows[:, None] < places).mean(axis=0), largest),
    "shares above": gap(lambda rows, places: (rows[:, None] > places).mean(axis=0), largest),
})

test_wrong_gaps = wrong_answers(column_gap, {
    "counts": (gap(lambda rows, places: (rows[:, None] <= places).sum(axis=0), largest), "compare shares"),
    "real values alone": (gap(at_or_below, largest, lambda real, fake: real), "at a fake value too"),
    "fake values alone": (gap(at_or_below, largest, lambda real, fake: fake), "at a real value too"),
    "mean": (gap(at_or_below, lambda d: np.abs(d).mean()), "not the mean"),
    "one direction": (gap(at_or_below), "both directions"),
    "the other direction": (gap(at_or_below, lambda d: (-d).max()), "both directions"),
    "difference of means": (lambda real, fake: abs(real.mean() - fake.mean()), "unit"),
    "smallest": (gap(at_or_below, lambda d: np.abs(d).min()), "the largest is asked for"),
    "an array": (gap(at_or_below, np.abs), "shape"),
    "NaN": (lambda real, fake: np.nan, "NaN"),
    "text": (lambda real, fake: "alike", "a string"),
    "always the same": (lambda real, fake: 0.3, "largest difference"),
    "sorts its argument": (sorts, "change"),
})


def sorted_distances(fakes, records):
    return np.sort(cdist(fakes, records), axis=1)


def by_neighbours(fakes, records):
    found = NearestNeighbors(n_neighbors=2).fit(records).kneighbors(fakes)[0]
    return [found[:, 0], found[:, 0] / found[:, 1]]


def by_tensors(fakes, records):
    between = tf.norm(tf.constant(fakes)[:, None] - records, axis=2)
    least = -tf.math.top_k(-between, 2).values
    return least[:, 0], least[:, 0] / least[:, 1]


def by_loop(fakes, records):
    pairs = [sorted(float(np.linalg.norm(fake - record)) for record in records)[:2] for fake in fakes]
    return [one for one, _ in pairs], [one / two for one, two in pairs]


def records_with(distance=lambda d: d[:, 0], ratio=lambda d: d[:, 0] / d[:, 1], by=sorted_distances):
    return lambda fakes, records: (distance(by(fakes, records)), ratio(by(fakes, records)))


def centres(fakes, records):
    records -= records.mean(axis=0)
    return by_neighbours(fakes, records)


test_unusual_records = right_answers(closest_record, {
    "scikit-learn": by_neighbours, "the package": metrics.closest_record, "tensors": by_tensors, "a loop": by_loop,
    "an array of two rows": lambda fakes, records: np.stack(by_neighbours(fakes, records)),
})

test_wrong_records = wrong_answers(closest_record, {
    "ratio turned": (records_with(ratio=lambda d: d[:, 1] / np.maximum(d[:, 0], 1e-300)), "ratio"),
    "sets exchanged": (lambda fakes, records: by_neighbours(records, fakes), "changed places"),
    "ratio to the farthest": (records_with(ratio=lambda d: d[:, 0] / d[:, -1]), "farthest"),
    "ratio to the third": (records_with(ratio=lambda d: d[:, 0] / d[:, 2]), "third"),
    "second distance": (records_with(lambda d: d[:, 1]), "second closest"),
    "squares": (records_with(by=lambda f, r: sorted_distances(f, r)**2), "squared distances; take the root"),
    "ratio of squares": (records_with(ratio=lambda d: (d[:, 0] / d[:, 1])**2), "ratio is that of the squared"),
    "steps": (records_with(by=lambda f, r: np.sort(cdist(f, r, "cityblock"), axis=1)), "straight line"),
    "mean": (records_with(lambda d: d.mean(axis=1)), "mean distance"),
    "exchanged": (lambda fakes, records: by_neighbours(fakes, records)[::-1], "distances first"),
    "one array": (lambda fakes, records: by_neighbours(fakes, records)[0], "2 things"),
    "medians": (records_with(lambda d: np.median(d[:, 0]), lambda d: np.median(d[:, 0] / d[:, 1])), "shape"),
    "NaN": (lambda fakes, records: (np.full(len(fakes), np.nan),) * 2, "NaN"),
    "changes its argument": (centres, "distances"),
})
