"""The checkers of lesson 13: averaged weights and covered combinations."""

import numpy as np
import tensorflow as tf
from verdicts import references, right_answers, solutions, wrong_answers

from gan_course.exercises import ex13

ALL = [ex13.averaged_weights, ex13.covered_combinations, ex13.truncated_noise, ex13.direction, ex13.hidden_message]

test_reference_is_right = references(ALL)
test_solution_source_defines_the_name_and_is_right = solutions(ALL)


def test_a_stub_is_not_tried():
    stubs = [lambda averages, weights, beta: ..., lambda real, fake: ..., lambda rng, n, latent_dim, limit: ...,
             lambda noise, has_it: ..., lambda there, back, read, faces, wall, truth: ...]
    for exercise, stub in zip(ALL, stubs, strict=True):
        assert exercise.verdict(stub).startswith("Not tried yet")


# --- averaged_weights

def in_place(averages, weights, beta):
    for average, weight in zip(averages, weights, strict=True):
        average *= beta
        average += (1 - beta) * weight
    return averages


def by_the_gap(averages, weights, beta):
    return [average + (1 - beta) * (weight - average) for average, weight in zip(averages, weights, strict=True)]


def grown(averages, weights, beta):
    found = []
    for i in range(len(weights)):
        found.append(beta * averages[i] + (1 - beta) * weights[i])
    return tuple(found)


test_right_averages = right_answers(ex13.averaged_weights, {
    "by the gap": by_the_gap,
    "a tuple": grown,
    "a generator's list": lambda a, w, beta: list(map(lambda x, y: beta * x + (1 - beta) * y, a, w)),
    "tensors": lambda a, w, beta: [x + (1 - beta) * tf.subtract(y, x) for x, y in zip(a, w, strict=True)],
})
test_wrong_averages = wrong_answers(ex13.averaged_weights, {
    "exchanged": (lambda a, w, beta: [(1 - beta) * x + beta * y for x, y in zip(a, w, strict=True)], "exchanged"),
    "mean": (lambda a, w, beta: [(x + y) / 2 for x, y in zip(a, w, strict=True)], "forgets too fast"),
    "whole": (lambda a, w, beta: [beta * x + y for x, y in zip(a, w, strict=True)], "must sum to 1"),
    "never moves": (lambda a, w, beta: [x for x in a], "never moves"),
    "newest": (lambda a, w, beta: list(w), "nothing is averaged"),
    "away": (lambda a, w, beta: [x - (1 - beta) * (y - x) for x, y in zip(a, w, strict=True)], "moves away"),
    "fixed beta": (lambda a, w, beta: [0.9 * x + 0.1 * y for x, y in zip(a, w, strict=True)], "beta parts"),
    "in place": (in_place, "changed in place"),
    "one array": (lambda a, w, beta: beta * a[0] + (1 - beta) * w[0], "shape"),
    "first only": (lambda a, w, beta: [beta * a[0] + (1 - beta) * w[0]], "one new average for each"),
    "means": (lambda a, w, beta: [np.mean(beta * x + (1 - beta) * y) for x, y in zip(a, w, strict=True)], "shape"),
    "NaN": (lambda a, w, beta: [x * np.nan for x in a], "NaN"),
    "text": (lambda a, w, beta: ["x"] * len(a), "numbers"),
})


# --- covered_combinations

def by_unique(real, fake):
    _, which = np.unique(np.concatenate([real, fake]), axis=0, return_inverse=True)
    which = which.ravel()
    return np.isin(which[:len(real)], which[len(real):]).mean()


def by_comparing(real, fake):
    return (real[:, None] == fake).all(axis=2).any(axis=1).mean()


def by_text(real, fake):
    made = {str(list(row)) for row in fake}
    return sum(str(list(row)) in made for row in real) / len(real)


def by_pandas(real, fake):
    import pandas as pd

    made = pd.DataFrame(fake).drop_duplicates()
    return len(pd.DataFrame(real).merge(made)) / len(real)


rows = ex13._covered_combinations

test_right_coverage = right_answers(ex13.covered_combinations, {
    "np.unique": by_unique, "all pairs": by_comparing, "text": by_text, "pandas": by_pandas})
test_wrong_coverage = wrong_answers(ex13.covered_combinations, {
    "turned round": (lambda real, fake: rows(fake, real), "*real* faces"),
    "kinds": (lambda real, fake: len({*map(tuple, real)} & {*map(tuple, fake)}) / len({*map(tuple, real)}),
              "frequent combination"),
    "by column": (lambda real, fake: np.mean([np.isin(r, f) for r, f in zip(real.T, fake.T, strict=True)]),
                  "attribute by attribute"),
    "all columns": (lambda real, fake: np.mean(np.all([np.isin(r, f) for r, f in zip(real.T, fake.T, strict=True)],
                                                      axis=0)), "somewhere"),
    "sums": (lambda real, fake: np.isin(real.sum(1), fake.sum(1)).mean(), "same sum"),
    "sets": (lambda real, fake: np.mean([set(r) in [set(f) for f in fake.tolist()] for r in real.tolist()]),
             "order of the columns"),
    "row by row": (lambda real, fake: np.mean([(r == f).all() for r, f in zip(real, fake, strict=False)]),
                   "number i"),
    "count": (lambda real, fake: len(real) * rows(real, fake), "share, not the number"),
    "missing": (lambda real, fake: 1 - rows(real, fake), "*missing*"),
    "percent": (lambda real, fake: 100 * rows(real, fake), "share is that"),
    "array": (lambda real, fake: (real[:, None] == fake).all(axis=2).any(axis=1), "shape"),
    "text": (lambda real, fake: "half", "numbers"),
    "NaN": (lambda real, fake: np.nan, "NaN"),
})
