"""The checkers of lesson 16: who is beaten, and how far a discriminator overfits; references and stubs of all six."""

import numpy as np
from verdicts import references, right_answers, solutions, wrong_answers

from gan_course.exercises import ex16

ALL = [getattr(ex16, name) for name in ("flow_pair", "euler", "drift", "undominated", "overfitting", "caught")]

test_reference_is_right = references(ALL)
test_shown_solution_is_right = solutions(ALL)


def test_unfinished_answers_are_not_tried():
    stubs = [lambda real, z, t: ..., lambda velocity, z, steps: ..., lambda fake, real, tau: ...,
             lambda cost, score: ..., lambda train_logits, held_out_logits, fake_logits: ...,
             lambda real_scores, fake_scores, false_alarms: ...]
    for exercise, stub in zip(ALL, stubs, strict=True):
        assert exercise.verdict(stub).startswith("Not tried yet")


# --- undominated

def by_loops(cost, score):
    found = []
    for c, s in zip(cost, score, strict=True):
        beaten = any(d <= c and t >= s and (d, t) != (c, s) for d, t in zip(cost, score, strict=True))
        found.append(not beaten)
    return found


def by_sorting(cost, score):
    order = np.lexsort((-score, cost))
    kept, best = np.zeros(len(cost), bool), -np.inf
    for i in order:
        same = any(kept[j] and cost[j] == cost[i] and score[j] == score[i] for j in range(len(cost)))
        if score[i] > best or same:
            kept[i], best = True, max(best, score[i])
    return kept


def by_best_below(cost, score):
    return np.array([s >= score[cost <= c].max() and c <= cost[score >= s].min()
                     for c, s in zip(cost, score, strict=True)])


def by_pandas(cost, score):
    import pandas as pd

    table = pd.DataFrame({"cost": cost, "score": score})
    return [table[(table.cost <= c) & (table.score >= s)].drop_duplicates().shape[0] == 1
            for c, s in zip(cost, score, strict=True)]


def beats(rule):
    return lambda cost, score: np.array([not any(rule(cost[i], score[i], cost[j], score[j]) for i in range(len(cost)))
                                         for j in range(len(cost))])


reference = ex16._undominated
test_right_tables = right_answers(ex16.undominated, {
    "loops, a list": by_loops, "sorted": by_sorting, "best below": by_best_below, "pandas": by_pandas})
test_wrong_tables = wrong_answers(ex16.undominated, {
    "in both": (beats(lambda c, s, d, t: c < d and s > t), "better in *both*"),
    "itself": (lambda cost, score: [sum((cost <= c) & (score >= s)) == 1 for c, s in zip(cost, score, strict=True)],
               "equal in both"),
    "dear is good": (beats(lambda c, s, d, t: c >= d and s >= t and (c > d or s > t)), "cheaper one"),
    "low score is good": (beats(lambda c, s, d, t: c <= d and s <= t and (c < d or s < t)), "higher score"),
    "turned round": (lambda cost, score: ~reference(cost, score), "*not* beaten"),
    "best only": (lambda cost, score: score == score.max(), "best score"),
    "cheapest only": (lambda cost, score: cost == cost.min(), "cheapest"),
    "ratio": (lambda cost, score: score / cost == max(score / cost), "two"),
    "all": (lambda cost, score: np.ones(len(cost), bool), "no other is at least as cheap"),
    "indices": (lambda cost, score: np.flatnonzero(reference(cost, score)), "shape"),
    "one value": (lambda cost, score: True, "shape"),
    "text": (lambda cost, score: ["yes"] * len(cost), "numbers"),
    "NaN": (lambda cost, score: np.full(len(cost), np.nan), "NaN"),
})


# --- overfitting

def by_shares(train, held_out, fake):
    a, b, c = (sum(np.ravel(x)) / np.size(x) for x in (train, held_out, fake))
    return (a - b) / (a - c)


def by_interpolation(train, held_out, fake):
    return np.interp(-np.mean(held_out), sorted([-np.mean(train), -np.mean(fake)]), [0, 1])


def in_tensors(train, held_out, fake):
    import tensorflow as tf

    a, b, c = (tf.reduce_mean(x) for x in (train, held_out, fake))
    return (a - b) / (a - c)


def as_a_sum(train, held_out, fake):
    train = np.asarray(train)
    return [float((train.mean() - held_out.mean()) / (train.mean() - fake.mean()))][0]


def turned(train, held_out, fake):
    return (np.mean(held_out) - np.mean(train)) / (np.mean(fake) - np.mean(train))


right = ex16._overfitting
test_right_gaps = right_answers(ex16.overfitting, {
    "sums": by_shares, "tensors": in_tensors, "a float": as_a_sum, "both signs turned": turned})
test_wrong_gaps = wrong_answers(ex16.overfitting, {
    "from the other end": (lambda a, b, c: 1 - right(a, b, c), "wrong way round"),
    "gap alone": (lambda a, b, c: a.mean() - b.mean(), "scale"),
    "from held-out": (lambda a, b, c: (a.mean() - b.mean()) / (b.mean() - c.mean()), "*training* data"),
    "sign": (lambda a, b, c: -right(a, b, c), "the sign"),
    "medians": (lambda a, b, c: (np.median(a) - np.median(b)) / (np.median(a) - np.median(c)), "medians"),
    "probabilities": (ex16._sigmoid_first, "logits themselves"),
    "sums": (lambda a, b, c: (a.sum() - b.sum()) / (a.sum() - c.sum()), "not sums"),
    "upside down": (lambda a, b, c: 1 / right(a, b, c), "upside down"),
    "percent": (lambda a, b, c: 100 * right(a, b, c), "gap between training and held-out"),
    "clipped": (lambda a, b, c: np.clip(right(a, b, c), 0.4, 0.5), "gap between training and held-out"),
    "an array": (lambda a, b, c: (a - b.mean()) / (a.mean() - c.mean()), "shape"),
    "text": (lambda a, b, c: "half", "numbers"),
    "NaN": (lambda a, b, c: np.nan, "NaN"),
})
