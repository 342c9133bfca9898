"""Lesson 09's checkers on fairness: named wrong answers and unusual right ones."""

import numpy as np
import pytest
import tensorflow as tf
from verdicts import right_answer, wrong_answer

from gan_course.exercises import ex09_comparison as ex09

# --- setting_differences

REFERENCE = ex09.setting_differences.reference


@pytest.mark.parametrize("answer, words", [
    (lambda a, b: sorted(k for k in set(a) & set(b) if a[k] != b[k]), "only one of the two has"),
    (lambda a, b: sorted(k for k in {*a, *b} if a.get(k) != b.get(k)), "value is None"),
    (lambda a, b: sorted(k for k in a if k not in b or a[k] != b[k]), "only the baseline has"),
    (lambda a, b: sorted(k for k in b if k not in a or a[k] != b[k]), "only the setting has"),
    (lambda a, b: sorted(k for k in {*a, *b} if k in a and k in b and a[k] == b[k]), "the same in both"),
    (lambda a, b: REFERENCE(a, b)[::-1], "sorted"),
    (lambda a, b: len(REFERENCE(a, b)), "values are wanted"),
    (lambda a, b: sorted(k for k in {*a, *b} if k not in a or k not in b or str(a[k]) != str(b[k])),
     "names should be those"),
    (lambda a, b: (REFERENCE(a, b), a.update(b))[0], "`a`"),
])
def test_wrong_differences(answer, words):
    wrong_answer(ex09.setting_differences, answer, words)


@pytest.mark.parametrize("answer", [
    lambda a, b: tuple(REFERENCE(a, b)),
    lambda a, b: np.array(REFERENCE(a, b)),
    lambda a, b: sorted(k for k in {**a, **b} if a.get(k, REFERENCE) != b.get(k, REFERENCE)),
    lambda a, b: sorted({k for x, y in ((a, b), (b, a)) for k in x if k not in y or x[k] != y[k]}),
])
def test_unusual_right_differences(answer):
    right_answer(ex09.setting_differences, answer)


# --- checkpoint_for_seconds

@pytest.mark.parametrize("answer, words", [
    (lambda steps, share, plain: plain * share, "a checkpoint, the last one reached"),
    (lambda steps, share, plain: min([s for s in steps if s >= plain * share], default=steps[-1]), "comes too late"),
    (lambda steps, share, plain: max(steps), "all its steps"),
    (lambda steps, share, plain: max([s for s in steps if s < plain * share], default=0), "reached exactly"),
    (lambda steps, share, plain: max(s for s in steps if s <= plain * share), "ValueError"),
    (lambda steps, share, plain: max([s for s in steps if s <= plain * share], default=steps[0]), "return 0"),
    (lambda steps, share, plain: max([s for s in steps if s <= plain / share], default=0), "do not divide"),
    (lambda steps, share, plain: min([0, *steps], key=lambda s: abs(s - plain * share)), "nearest"),
    (lambda steps, share, plain: steps[0], "it should be the last checkpoint"),
    (lambda steps, share, plain: max([s for s in steps if s <= round(plain * share)], default=0), "do not round"),
    (lambda steps, share, plain: max([s for s in steps if s <= np.ceil(plain * share)], default=0), "do not round"),
    (lambda steps, share, plain: float("nan"), "NaN"),
])
def test_wrong_checkpoints(answer, words):
    wrong_answer(ex09.checkpoint_for_seconds, answer, words)


@pytest.mark.parametrize("answer", [
    lambda steps, share, plain: np.max(np.where(np.array(steps) <= share * plain, steps, 0)),
    lambda steps, share, plain: ([0] + [s for s in steps if s / share <= plain * (1 + 1e-12)])[-1],
    lambda steps, share, plain: float(max([0, *filter(lambda s: s <= share * plain, steps)])),
    lambda steps, share, plain: [0, *steps][int(np.searchsorted(steps, plain * share, side="right"))],
])
def test_unusual_right_checkpoints(answer):
    right_answer(ex09.checkpoint_for_seconds, answer)


# --- gain_over_plain

def plain_of(rows):
    return {paper: modes for paper, method, modes in rows if method == "plain"}


@pytest.mark.parametrize("answer, words", [
    (lambda rows: {(p, m): x - np.mean(list(plain_of(rows).values())) for p, m, x in rows
                   if m != "plain" and p in plain_of(rows)}, "not over their mean"),
    (lambda rows: {(p, m): plain_of(rows)[p] - x for p, m, x in rows if m != "plain" and p in plain_of(rows)},
     "the sign"),
    (lambda rows: {(p, m): x - plain_of(rows)[p] for p, m, x in rows if p in plain_of(rows)}, "plain itself"),
    (lambda rows: {(p, m): x / plain_of(rows)[p] for p, m, x in rows if m != "plain" and p in plain_of(rows)}, "ratio"),
    (lambda rows: {(p, m): x for p, m, x in rows if m != "plain" and p in plain_of(rows)}, "the modes themselves"),
    (lambda rows: {(p, m): x - plain_of(rows)[p] for p, m, x in rows if m != "plain"}, "KeyError"),
    (lambda rows: {m: x - plain_of(rows)[p] for p, m, x in rows if m != "plain" and p in plain_of(rows)}, "Wrong"),
    (lambda rows: [x - plain_of(rows)[p] for p, m, x in rows if m != "plain" and p in plain_of(rows)], "Wrong"),
    (lambda rows: (ex09.gain_over_plain.reference(rows), rows.sort())[0], "`rows`"),
])
def test_wrong_gains(answer, words):
    wrong_answer(ex09.gain_over_plain, answer, words)


def by_pandas(rows):
    import pandas as pd

    table = pd.DataFrame(rows, columns=["paper", "method", "modes"])
    plain = table[table["method"] == "plain"].set_index("paper")["modes"]
    rest = table[(table["method"] != "plain") & table["paper"].isin(plain.index)]
    return {(row.paper, row.method): row.modes - plain[row.paper] for row in rest.itertuples()}


@pytest.mark.parametrize("answer", [
    by_pandas,
    lambda rows: {(p, m): tf.constant(x - plain_of(rows)[p]) for p, m, x in rows
                  if m != "plain" and p in plain_of(rows)},
    lambda rows: {(p, m): x - y for p, m, x in rows for q, n, y in rows if p == q and n == "plain" != m},
    lambda rows: dict(reversed(ex09.gain_over_plain.reference(rows).items())),
])
def test_unusual_right_gains(answer):
    right_answer(ex09.gain_over_plain, answer)
