"""Lesson 11's checkers of the simple answers: named wrong answers, unusual right ones; SMOTE by imbalanced-learn."""

import numpy as np
import pytest
import tensorflow as tf
from imblearn.over_sampling import SMOTE
from scipy.spatial.distance import cdist
from sklearn.neighbors import NearestNeighbors
from verdicts import right_answer, wrong_answer

from gan_course import imbalance
from gan_course.exercises import ex11_answers as ex11

# --- moved_posterior

def test_the_reference_is_the_packages():
    rng = np.random.default_rng(0)
    posterior, prior = rng.dirichlet(np.ones(4), size=9), rng.dirichlet(np.ones(4))
    np.testing.assert_allclose(ex11.moved_posterior.reference(posterior, prior),
                               imbalance.without_prior(posterior, prior), rtol=1e-12)


def rows(odds):
    return odds / odds.sum(axis=1, keepdims=True)


def in_place(posterior, prior):
    posterior /= prior
    return rows(posterior)


@pytest.mark.parametrize("answer, words", [
    (lambda posterior, prior: rows(posterior * prior), "*divide* by the prior"),
    (lambda posterior, prior: posterior / prior, "no longer sum to 1"),
    (lambda posterior, prior: posterior / prior / (posterior / prior).sum(), "scales all rows together"),
    (lambda posterior, prior: posterior / prior / (posterior / prior).sum(axis=0), "not each column"),
    (lambda posterior, prior: posterior, "nothing has changed"),
    (lambda posterior, prior: posterior - prior, "Bayes's rule has a ratio"),
    (lambda posterior, prior: rows(posterior / np.sqrt(prior)), "not by its root"),
    (lambda posterior, prior: (posterior / prior).argmax(axis=1), "shape"),
    (lambda posterior, prior: np.eye(len(prior))[(posterior / prior).argmax(axis=1)], "the probabilities are wanted"),
    (lambda posterior, prior: rows(posterior / prior.max()), "nothing has changed"),
    (lambda posterior, prior: rows(posterior / prior[::-1]), "scaled to a sum of 1"),
    (lambda posterior, prior: np.full(posterior.shape, np.nan), "NaN"),
    (in_place, "`posterior`"),
    (lambda posterior: posterior, "it should take"),
])
def test_wrong_posteriors(answer, words):
    wrong_answer(ex11.moved_posterior, answer, words)


@pytest.mark.parametrize("answer", [
    lambda posterior, prior: rows(posterior * (1 / prior)).tolist(),
    lambda posterior, prior: tf.constant(rows(np.exp(np.log(posterior + 1e-300) - np.log(prior)))),
    lambda posterior, prior: np.stack([row / prior / np.sum(row / prior) for row in posterior]),
    lambda posterior, prior: (posterior.T / prior[:, None] / (posterior / prior).sum(axis=1)).T,
])
def test_unusual_right_posteriors(answer):
    right_answer(ex11.moved_posterior, answer)


# --- smote

def neighbours_of(points, k):
    return np.linalg.norm(points[:, None] - points, axis=2).argsort(axis=1)[:, 1:k + 1]


def made(start=None, end=None, share=None, near=neighbours_of):
    """SMOTE with one choice made otherwise."""
    def smote(points, n, k, rng):
        neighbours = near(points, k)
        first = rng.integers(len(points), size=n) if start is None else start(points, n, rng)
        second = neighbours[first, rng.integers(neighbours.shape[1], size=n)] if end is None else end(neighbours, first)
        part = rng.random((n, 1)) if share is None else share(points, n, rng)
        return points[first] + part * (points[second] - points[first])
    return smote


@pytest.mark.parametrize("answer, words", [
    (made(share=lambda points, n, rng: rng.random((n, points.shape[1]))), "not one for each number"),
    (made(near=lambda points, k: np.argsort(cdist(points, points))[:, :k]), "copies of old ones"),
    (made(near=lambda points, k: neighbours_of(points, k + 2)), "nearest neighbours of the start"),
    (made(near=lambda points, k: np.argsort(-cdist(points, points))[:, :k]), "nearest neighbours of the start"),
    (made(share=lambda points, n, rng: np.full((n, 1), 0.5)), "should be uniform"),
    (made(share=lambda points, n, rng: 0.5 * rng.random((n, 1))), "should be uniform"),
    (made(share=lambda points, n, rng: rng.beta(4, 4, (n, 1))), "should be uniform"),
    (made(share=lambda points, n, rng: 2 * rng.random((n, 1))), "*between* two points"),
    (made(share=lambda points, n, rng: np.zeros((n, 1))), "copies of old ones"),
    (made(end=lambda neighbours, first: neighbours[first, 0]), "some neighbours are never used"),
    (made(start=lambda points, n, rng: rng.integers(2, size=n)), "never take part"),
    (made(start=lambda points, n, rng: np.minimum(rng.integers(2 * len(points), size=n), len(points) - 1)),
     "equally often"),
    (lambda points, n, k, rng: made()(points, n, k, np.random.default_rng()), "same rng should give the same"),
    (lambda points, n, k, rng: made()(points, n, k, np.random.default_rng(0)), "another rng"),
    (lambda points, n, k, rng: made()(points, n + 1, k, rng), "shape"),
    (lambda points, n, k, rng: np.full((n, points.shape[1]), np.nan), "NaN"),
    (lambda points, n, k, rng: "points", "numbers are wanted"),
    (lambda points, n, k, rng: points[rng.integers(len(points), size=n)], "copies of old ones"),
    (lambda points, n, k, rng: points.mean(axis=0) + rng.normal(size=(n, 3)), "*between* two points"),
])
def test_wrong_smote(answer, words):
    wrong_answer(ex11.smote, answer, words)


def by_imbalanced_learn(points, n, k, rng):
    others = 1e6 + np.arange(3.0 * (n + len(points))).reshape(-1, 3)
    both = np.concatenate([points, others]), np.repeat([1, 0], [len(points), len(others)])
    return SMOTE(k_neighbors=k, random_state=int(rng.integers(2**31))).fit_resample(*both)[0][-n:]


def one_by_one(points, n, k, rng):
    found = NearestNeighbors(n_neighbors=k + 1).fit(points).kneighbors(points, return_distance=False)[:, 1:]
    result = []
    for _ in range(n):
        i = rng.choice(len(points))
        result.append(points[i] + rng.uniform() * (points[rng.choice(found[i])] - points[i]))
    return result


@pytest.mark.parametrize("answer", [
    by_imbalanced_learn, one_by_one,
    lambda points, n, k, rng: tf.constant(made()(points, n, k, rng)),
    lambda points, n, k, rng: imbalance.smote(points, n, rng, k),
    made(share=lambda points, n, rng: 1 - rng.random((n, 1))),
])
def test_unusual_right_smote(answer):
    right_answer(ex11.smote, answer)
