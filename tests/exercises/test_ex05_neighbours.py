"""The checkers of precision and recall and of memorisation: right answers pass, wrong ones hear their sentence."""

import numpy as np
import pytest
import tensorflow as tf
from scipy.spatial.distance import cdist
from sklearn.neighbors import NearestNeighbors
from verdicts import right_answer, wrong_answer

from gan_course import metrics
from gan_course.exercises.ex05_neighbours import memorisation, precision_recall


def radius(x, k):
    return np.sort(cdist(x, x), axis=1)[:, k]


def inside(points, centres, k):
    """Which points (rows) lie in the balls of which centres (columns)."""
    return cdist(points, centres) < radius(centres, k)


# Right answers, written in other ways.

def by_partition_and_rim(real, fake, k):
    def share(points, centres):
        reach = np.partition(cdist(centres, centres), k)[:, k]
        return np.mean((cdist(points, centres) <= reach).any(axis=1))
    return [share(fake, real), share(real, fake)]


def by_scikit_learn(real, fake, k):
    def share(points, centres):
        reach = NearestNeighbors(n_neighbors=k + 1).fit(centres).kneighbors(centres)[0][:, k]
        return np.mean([bool((np.linalg.norm(centres - point, axis=1) < reach).any()) for point in points])
    return np.array([share(fake, real), share(real, fake)])


def by_tensors(real, fake, k):
    def share(points, centres):
        own = tf.sort(tf.norm(tf.constant(centres)[:, None] - centres, axis=2), axis=1)[:, k]
        hit = tf.reduce_any(tf.norm(tf.constant(points)[:, None] - centres, axis=2) < own, axis=1)
        return tf.reduce_mean(tf.cast(hit, tf.float64))
    return tf.stack([share(fake, real), share(real, fake)])


def by_squares(real, fake, k):
    def squares(a, b):
        return ((a**2).sum(1)[:, None] + (b**2).sum(1) - 2 * a @ b.T).clip(min=0)

    def share(points, centres):
        own = squares(centres, centres)
        np.fill_diagonal(own, np.inf)
        return (squares(points, centres) < np.sort(own, axis=1)[:, k - 1]).any(axis=1).mean()
    return share(fake, real), share(real, fake)


def by_loop(generated, train, held_out):
    total = 0.0
    for g in generated:
        for h in held_out:
            d_g, d_h = (min(np.linalg.norm(x - t) for t in train) for x in (g, h))
            total += 1.0 if d_g < d_h else 0.5 if d_g == d_h else 0.0
    return total / len(generated) / len(held_out)


def by_signs(generated, train, held_out):
    d_g, d_h = (metrics.nearest(x, train)[0] for x in (generated, held_out))
    return 0.5 + np.sign(d_h - d_g[:, None]).mean() / 2


def by_tensor(generated, train, held_out):
    d_g, d_h = (tf.reduce_min(tf.norm(tf.constant(x)[:, None] - train, axis=2), axis=1) for x in (generated, held_out))
    closer = tf.cast(d_g[:, None] < d_h, tf.float64) + 0.5 * tf.cast(d_g[:, None] == d_h, tf.float64)
    return tf.reduce_mean(closer)


def by_ranks(generated, train, held_out):
    from scipy.stats import mannwhitneyu
    d_g, d_h = (cdist(x, train).min(axis=1) for x in (generated, held_out))
    return mannwhitneyu(d_h, d_g).statistic / (len(d_g) * len(d_h))


@pytest.mark.parametrize("right", [by_partition_and_rim, by_scikit_learn, by_tensors, by_squares])
def test_unusual_precision_and_recall(right):
    right_answer(precision_recall, right)


@pytest.mark.parametrize("right", [by_loop, by_signs, by_tensor, by_ranks])
def test_unusual_memorisation(right):
    right_answer(memorisation, right)


# Named wrong answers: each hears its own sentence.

def both(share):
    return lambda real, fake, k: (share(fake, real, k), share(real, fake, k))


def changes_its_input(real, fake, k):
    result = RIGHT(real, fake, k)
    real -= real.mean(axis=0)
    return result


RIGHT = both(lambda points, centres, k: inside(points, centres, k).any(axis=1).mean())


@pytest.mark.parametrize(("wrong", "sentence"), [
    (lambda real, fake, k: RIGHT(real, fake, k)[::-1], "exchanged"),
    (both(lambda p, c, k: inside(p, c, k).any(axis=0).mean()), "coverage"),
    (lambda real, fake, k: (RIGHT(real, fake, k)[0], inside(fake, real, k).any(axis=0).mean()), "counts the real"),
    (lambda real, fake, k: (RIGHT(real, fake, k)[0],) * 2, "both numbers are the precision"),
    (lambda real, fake, k: (RIGHT(real, fake, k)[1],) * 2, "both numbers are the recall"),
    (both(lambda p, c, k: inside(p, c, k - 1).any(axis=1).mean()), "one neighbour short"),
    (both(lambda p, c, k: inside(p, c, k + 1).any(axis=1).mean()), "one neighbour too far"),
    (both(lambda p, c, k: inside(p, c, k).sum(axis=1).mean() / k), "density"),
    (both(lambda p, c, k: inside(p, c, k).any(axis=1).sum()), "divide by the number"),
    (both(lambda p, c, k: inside(p, c, k).all(axis=1).mean()), "not in all of them"),
    (both(lambda p, c, k: (cdist(p, c) < radius(c, k).mean()).any(axis=1).mean()), "one radius for all"),
    (both(lambda p, c, k: (cdist(p, c).min(axis=1) < radius(c, k)[cdist(p, c).argmin(axis=1)]).mean()),
     "nearest centre only"),
    (lambda real, fake, k: RIGHT(real, fake, 3), "the share of points inside"),
    (lambda real, fake, k: RIGHT(real, fake, k)[0], "2 values are wanted"),
    (lambda real, fake, k: (0.5, 0.5), "the share of points inside"),
    (lambda real, fake, k: ("a", "b"), "numbers|string|text"),
    (lambda real, fake, k: (np.nan, np.nan), "NaN"), (lambda real, fake, k: (None, 0.5), "NaN"),
    (lambda real, fake, k: (inside(fake, real, k).any(axis=1), 0.5), "shape"),
    (changes_its_input, "argument|changes|changed"),
])
def test_wrong_precision_and_recall(wrong, sentence):
    wrong_answer(precision_recall, wrong, sentence)


def by(rule, over=np.min):
    return lambda generated, train, held_out: rule(over(cdist(generated, train), axis=1)[:, None],
                                                   over(cdist(held_out, train), axis=1))


def half(g, h):
    return (g < h).mean() + (g == h).mean() / 2


@pytest.mark.parametrize(("wrong", "sentence"), [
    (by(lambda g, h: (g < h).mean()), "are missing"), (by(lambda g, h: (g <= h).mean()), "one half, not one"),
    (by(lambda g, h: half(h, g)), "turned round"), (by(half, np.mean), "take the minimum"),
    (by(half, np.max), "not to the farthest"), (by(lambda g, h: (g < np.median(h)).mean()), "median"),
    (by(lambda g, h: (g < h.mean()).mean()), "mean distance"), (by(lambda g, h: (g < h).sum()), "pairs in which"),
    (lambda g, t, h: by(half)(g, h, t), "changed places"),
    (by(lambda g, h: (g < h).sum() + (g == h).sum() / 2), "number of pairs"),
    (by(lambda g, h: (g < h).mean(axis=1)), "shape"), (lambda g, t, h: float("nan"), "NaN"),
    (lambda g, t, h: "copied", "numbers|string|text"), (lambda g, t, h: 0.5, "share of pairs"),
    (lambda g, t, h: (by(half)(g, t, h), h.sort(axis=0))[0], "argument|changes|changed"),
])
def test_wrong_memorisation(wrong, sentence):
    wrong_answer(memorisation, wrong, sentence)
