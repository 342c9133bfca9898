"""Exercises of lesson 13, faces and translation: averaged weights, combinations, truncation, a direction, a message."""

import numpy as np

from gan_course.exercises.checks import as_numbers, compare, parts
from gan_course.exercises.ex13_latent import direction, truncated_noise
from gan_course.exercises.ex13_message import hidden_message
from gan_course.exercises.exercise import Exercise
from gan_course.exercises.property_checks import agrees_with_reference, leaves_arguments_alone

__all__ = ["OBJECTIVES", "averaged_weights", "covered_combinations", "direction", "hidden_message", "truncated_noise"]

OBJECTIVES = {1: ["averaged_weights"], 2: ["covered_combinations"], 3: ["truncated_noise"], 4: ["direction"],
              5: ["hidden_message"]}

# --- averaged_weights ---------------------------------------------------------------------------------------------

def _averaged_weights(averages, weights, beta):
    return [beta * average + (1 - beta) * weight for average, weight in zip(averages, weights, strict=True)]


def _draw_weights(rng):
    """Two to four arrays of different shapes, and a beta."""
    shapes = [tuple(rng.integers(1, 5, size=rng.integers(1, 4))) for _ in range(rng.integers(2, 5))]
    averages, weights = ([rng.normal(shift, 1.5, size=shape) for shape in shapes] for shift in (0.4, -0.7))
    return averages, weights, float(rng.uniform(0.55, 0.99))


def _each(rule):
    return lambda averages, weights, beta: [rule(a, w, beta) for a, w in zip(averages, weights, strict=True)]


def _one_for_each(answer):
    averages, weights, beta = _draw_weights(np.random.default_rng(13))
    result = answer([a.copy() for a in averages], [w.copy() for w in weights], beta)
    values = parts(result)
    if values is None or len(values) != len(averages):
        return f"return a list with one new average for each of the {len(averages)} weights that were given."
    for value, average in zip(values, averages, strict=True):
        found, complaint = as_numbers(value)
        if complaint:
            return complaint
        if found.shape != average.shape:
            return f"a new average has the shape of the old one, {average.shape}; one of yours has {found.shape}."
    return None


def _takes_tensors(answer):
    """The remedy that uses it hands over tensors, while the step is traced."""
    import tensorflow as tf

    averages, weights, beta = _draw_weights(np.random.default_rng(31))
    given = [[tf.constant(value, tf.float32) for value in values] for values in (averages, weights)]
    found = tf.function(answer)(*given, tf.constant(beta))
    return compare(list(found), _averaged_weights(averages, weights, beta), "inside a tf.function, as the training "
                   "step is one, it must give the same: stay with sums and products", rtol=1e-4, atol=1e-5)


averaged_weights = Exercise(
    "averaged_weights", _averaged_weights,
    checks=[_one_for_each,
            agrees_with_reference(_averaged_weights, _draw_weights, "the new average is beta parts of the old one and "
                                  "1 - beta parts of the weight", {
                "beta and 1 - beta are exchanged: the average must move slowly, so beta belongs to the old average":
                    _each(lambda a, w, beta: (1 - beta) * a + beta * w),
                "the plain mean of the two forgets too fast, and beta is not used":
                    _each(lambda a, w, beta: (a + w) / 2),
                "the weight is added whole: the two shares must sum to 1": _each(lambda a, w, beta: beta * a + w),
                "nothing of the weight comes in: the average never moves": _each(lambda a, w, beta: a),
                "the average is the newest weight, so nothing is averaged": _each(lambda a, w, beta: w),
                "the sign: the average moves away from the weight":
                    _each(lambda a, w, beta: a - (1 - beta) * (w - a))}),
            leaves_arguments_alone(_draw_weights), _takes_tensors],
    hints=[
        "Two lists of arrays, in the same order: take them in pairs with zip.",
        "Of each pair: beta times the old average, and the rest of the new weight.",
        "[beta * average + (1 - beta) * weight for average, weight in zip(averages, weights)]",
    ],
    praise="A slow mean over the last 1/(1 - beta) steps or so; training never sees it.",
    mine="remedies",
    doc="The exponential moving averages of weights, one step on. Yazıcı et al. 2019.",
)


# --- covered_combinations -----------------------------------------------------------------------------------------

def _covered_combinations(real, fake):
    made = {tuple(row) for row in fake}
    return np.mean([tuple(row) in made for row in real])


def _draw_tables(rng):
    """Two tables of integers, some combinations in both, with repeated rows."""
    columns, values = int(rng.integers(2, 5)), int(rng.integers(2, 4))
    real = rng.integers(values, size=(int(rng.integers(8, 30)), columns))
    fake = rng.integers(values, size=(int(rng.integers(4, 20)), columns))
    fake[:, 0] = np.minimum(fake[:, 0], values - 2)      # the last value of the first attribute is lost
    return np.concatenate([real, real[:3], real[:2]]), fake


def _kinds(real, fake):
    both = {tuple(row) for row in real} & {tuple(row) for row in fake}
    return len(both) / len({tuple(row) for row in real})


def _columns(real, fake):
    return np.mean([np.isin(real[:, k], fake[:, k]) for k in range(real.shape[1])])


def _all_columns(real, fake):
    return np.mean(np.all([np.isin(real[:, k], fake[:, k]) for k in range(real.shape[1])], axis=0))


def _sums(real, fake):
    return np.mean(np.isin(real.sum(axis=1), fake.sum(axis=1)))


def _sets(real, fake):
    made = {frozenset(row) for row in fake.tolist()}
    return np.mean([frozenset(row) in made for row in real.tolist()])


def _row_by_row(real, fake):
    n = min(len(real), len(fake))
    return np.mean((real[:n] == fake[:n]).all(axis=1))


covered_combinations = Exercise(
    "covered_combinations", _covered_combinations,
    checks=[agrees_with_reference(_covered_combinations, _draw_tables, "the share is that of the real faces whose "
                                  "combination of attributes occurs among the fakes", {
                "the question is about the *real* faces: you count the fakes whose combination is real, which a "
                "collapsed generator passes": lambda real, fake: _covered_combinations(fake, real),
                "each real *face* counts, so a frequent combination counts more than a rare one; you count each "
                "combination once": _kinds,
                "whole rows must agree; you compare attribute by attribute, and the combination is lost": _columns,
                "that each value occurs somewhere does not make the combination occur: compare whole rows":
                    _all_columns,
                "two different rows can have the same sum: compare the rows": _sums,
                "the order of the columns matters: (0, 1) is another face than (1, 0)": _sets,
                "face number i of one table has nothing to do with number i of the other: look through all rows":
                    _row_by_row,
                "return the share, not the number: divide by the number of real faces":
                    lambda real, fake: _covered_combinations(real, fake) * len(real),
                "this is the share that is *missing*": lambda real, fake: 1 - _covered_combinations(real, fake)}),
            leaves_arguments_alone(_draw_tables)],
    hints=[
        "A row of integers, as a tuple, can be put into a set: {tuple(row) for row in fake}.",
        "For each real row ask whether its tuple is in that set.",
        "np.mean([tuple(row) in made for row in real]), where made is the set of the fakes' tuples.",
    ],
    praise="Every real face asked whether its like is among the fakes, and no lost combination can hide.",
    mine="measures", called="covered_combinations",
    doc="The share of the real rows (n, k) of integers whose combination occurs among the fake rows (m, k).",
)
