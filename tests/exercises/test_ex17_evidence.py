"""The checkers of lesson 17 on evidence and copies: right answers pass, wrong ones hear their sentence."""

from itertools import combinations

import numpy as np
import tensorflow as tf
from scipy import stats
from scipy.spatial import cKDTree
from scipy.spatial.distance import cdist
from verdicts import references, right_answers, solutions, wrong_answers

from gan_course.exercises.ex17_evidence import copied_share, sign_flip_p

ALL = [sign_flip_p, copied_share]
test_reference_is_right = references(ALL)
test_solution_source_defines_the_name_and_is_right = solutions(ALL)


def test_stubs_are_not_tried():
    assert sign_flip_p.verdict(lambda differences: ...).startswith("Not tried yet")
    assert copied_share.verdict(lambda samples, train, held_out, level: ...).startswith("Not tried yet")


def by_sums(d):
    """A flip of the differences in a subset takes twice their sum away."""
    d = np.asarray(d, dtype=float)
    taken = [sum(d[list(rows)]) for k in range(len(d) + 1) for rows in combinations(range(len(d)), k)]
    return np.mean(np.array(taken) <= 1e-12)


def by_bits(d):
    n, count = len(d), 0
    for number in range(2**n):
        flipped = sum(-x if number >> i & 1 else x for i, x in enumerate(d))
        count += flipped >= sum(d) - 1e-9
    return count / 2**n


def by_scipy(d):
    return stats.permutation_test((np.asarray(d, dtype=float),), np.mean, permutation_type="samples",
                                  alternative="greater", n_resamples=np.inf).pvalue


def flips(compare):
    def answer(d):
        grids = np.meshgrid(*[[1, -1]] * len(d), indexing="ij")
        return np.mean(compare(np.stack(grids, -1).reshape(-1, len(d)) @ d, np.sum(d)))
    return answer


def test_scipy_agrees_with_the_reference():
    rng = np.random.default_rng(0)
    for n in (2, 4, 7):
        d = rng.normal(0.4, 1, n)
        assert np.isclose(by_scipy(d), sign_flip_p.reference(d))


test_unusual_ps = right_answers(sign_flip_p, {
    "by sums of subsets": by_sums, "by bits": by_bits, "a tensor": lambda d: tf.constant(by_bits(d)),
    "sums instead of means": flips(lambda sums, own: sums >= own - 1e-9),
    "an array of one number": lambda d: np.array(by_sums(d)),
})

test_wrong_ps = wrong_answers(sign_flip_p, {
    "strictly more": (flips(lambda sums, own: sums > own + 1e-9), "at least as large is meant"),
    "unflipped left out": (lambda d: (by_bits(d) * 2 ** len(d) - 1) / (2 ** len(d) - 1), "do not leave them out"),
    "both directions": (flips(lambda sums, own: np.abs(sums) >= abs(own) - 1e-9), "one direction"),
    "at most": (flips(lambda sums, own: sums <= own + 1e-9), "at most as large"),
    "a count": (lambda d: by_bits(d) * 2 ** len(d), "divide by"),
    "signs only": (lambda d: by_bits(np.sign(d)), "sizes"),
    "the same mean": (flips(lambda sums, own: np.abs(sums - own) < 1e-9), "very same mean"),
    "one minus p": (lambda d: 1 - by_bits(d), "1 - p"),
    "a t-test": (lambda d: stats.ttest_1samp(d, 0, alternative="greater").pvalue, "share of sign patterns"),
    "text": (lambda d: "small", "string"),
    "NaN": (lambda d: np.nan, "NaN"),
    "never": (lambda d: 0.03125, "share of sign patterns"),
})


def to(rows, train):
    return cdist(rows, train).min(axis=1)


def by_tree(samples, train, held_out, level):
    tree = cKDTree(train)
    return (tree.query(samples)[0] < np.quantile(tree.query(held_out)[0], level)).mean()


def by_loop(samples, train, held_out, level):
    limit = np.quantile([min(np.linalg.norm(row - t) for t in train) for row in held_out], level)
    return sum(min(np.linalg.norm(row - t) for t in train) < limit for row in samples) / len(samples)


def copies(s=to, h=to, level=lambda q: q, over=np.mean, compare=np.less):
    return lambda samples, train, held_out, q: over(compare(s(samples, train), np.quantile(h(held_out, train),
                                                                                           level(q))))


def centres(samples, train, held_out, level):
    train -= train.mean(axis=0)
    return by_tree(samples, train, held_out, level)


test_unusual_shares = right_answers(copied_share, {
    "a tree": by_tree, "a loop": by_loop, "cdist": copies(),
    "a tensor": lambda *args: tf.constant(by_tree(*args)),
    "at most, which is the same here": copies(compare=np.less_equal),
    "squared on both sides": lambda s, t, h, q: np.mean(to(s, t)**2 < np.quantile(to(h, t), q)**2),
})

test_wrong_shares = wrong_answers(copied_share, {
    "limit of the samples": (lambda s, t, h, q: by_tree(s, t, s, q), "not of the samples"),
    "to held-out rows": (lambda s, t, h, q: np.mean(to(s, h) < np.quantile(to(h, t), q)), "near *training* rows"),
    "turned round": (lambda s, t, h, q: np.mean(to(s, t) < np.quantile(to(t, h), q)), "turn it round"),
    "mean distance": (copies(*[lambda a, b: cdist(a, b).mean(axis=1)] * 2), "not the mean of all"),
    "farther": (copies(compare=np.greater_equal), "not farther"),
    "other quantile": (copies(level=lambda q: 1 - q), "not 1 - level"),
    "a count": (copies(over=np.sum), "a share is wanted"),
    "smallest": (copies(level=lambda q: 0), "not the smallest distance"),
    "level as a distance": (lambda s, t, h, q: np.mean(to(s, t) < q), "not a distance"),
    "each sample": (copies(over=np.array), "shape"),
    "NaN": (lambda s, t, h, q: np.nan, "NaN"),
    "changes its argument": (centres, "train"),
})
