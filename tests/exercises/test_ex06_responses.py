"""The checkers of the best response and of the best judge of packs."""

import numpy as np
import pytest
import tensorflow as tf
from scipy import stats
from verdicts import right_answer, wrong_answer

from gan_course.exercises.ex06_responses import best_response, packed_logit


def test_best_response_is_what_a_search_over_distributions_finds():
    logits = np.array([-1.0, 0.5, 2.0, 1.9, -3.0])
    candidates = np.random.default_rng(0).dirichlet(np.full(5, 0.2), size=20_000)
    assert np.all(candidates @ logits <= best_response.reference(logits) @ logits)


def test_packed_logit_is_the_log_ratio_of_the_joint_densities():
    rng = np.random.default_rng(1)
    p, q = rng.dirichlet(np.ones(3)), rng.dirichlet(np.ones(3))
    joint = np.log(np.outer(p, p) / np.outer(q, q))                       # every pair of three places
    pairs = np.stack(np.meshgrid(np.arange(3), np.arange(3), indexing="ij"), axis=-1).reshape(-1, 2)
    np.testing.assert_allclose(packed_logit.reference(np.log(p)[pairs], np.log(q)[pairs]), joint.ravel())


# Right answers, written in other ways.

def split_ties(logits):
    best = logits == logits.max()
    return best / best.sum()


def last_of_the_best(logits):
    result = [0] * len(logits)
    result[len(logits) - 1 - int(np.argmax(logits[::-1]))] = 1
    return result


@pytest.mark.parametrize("right", [split_ties, last_of_the_best, lambda logits: np.eye(len(logits))[logits.argmax()],
                                   lambda logits: tf.one_hot(tf.argmax(logits), len(logits))])
def test_unusual_responses(right):
    right_answer(best_response, right)


@pytest.mark.parametrize("right", [
    lambda p, q: p.sum(axis=1) - q.sum(axis=1), lambda p, q: [sum(a - b) for a, b in zip(p, q, strict=True)],
    lambda p, q: tf.reduce_sum(tf.constant(p) - q, axis=1), lambda p, q: (p - q) @ np.ones(p.shape[1])])
def test_unusual_packs(right):
    right_answer(packed_logit, right)


# Named wrong answers: each hears its own sentence.

def softmax(logits):
    odds = np.exp(logits - logits.max())
    return odds / odds.sum()


def proportional_to_d(logits):
    d = 1 / (1 + np.exp(-logits))
    return d / d.sum()


def all_that_pass(logits):
    passed = logits > logits.mean()
    return passed / max(passed.sum(), 1)


def sorts_in_place(logits):
    best = np.eye(len(logits))[logits.argmax()]
    logits.sort()
    return best


@pytest.mark.parametrize(("wrong", "sentence"), [
    (softmax, "worse places"), (proportional_to_d, "worse places"), (all_that_pass, "worse places"),
    (np.argmax, "number of the best place"),
    (lambda logits: (np.arange(len(logits)) == logits.argmin()).astype(float), "surest that it is fake"),
    (lambda logits: (logits > -100).astype(float), "no distribution"),
    (lambda logits: np.ones(2) / 2, "the shape is"), (lambda logits: np.full(len(logits), np.nan), "NaN"),
    (lambda logits: np.eye(len(logits))[np.argmax(1 / (1 + np.exp(-logits)))], "can be had"),
    (lambda logits: "the best", "numbers are wanted"), (sorts_in_place, "logits"),
    (lambda logits: 2 * np.eye(len(logits))[logits.argmax()] - 1 / len(logits), "no distribution"),
])
def test_wrong_responses(wrong, sentence):
    wrong_answer(best_response, wrong, sentence)


def in_probabilities(p, q):
    return np.log(np.exp(p).prod(-1) / np.exp(q).prod(-1))


@pytest.mark.parametrize(("wrong", "sentence"), [
    (lambda p, q: (q - p).sum(-1), "the sign"), (lambda p, q: (p - q).mean(-1), "mean over the pack"),
    (lambda p, q: (p - q).prod(-1), "multiplies the logits"), (lambda p, q: (p - q).max(-1), "best sample of the pack"),
    (lambda p, q: p - q, "one number for each sample"), (lambda p, q: p.sum(-1), "are missing"),
    (lambda p, q: 1 / (1 + np.exp(-(p - q).sum(-1))), "its logit is wanted"),
    (lambda p, q: np.log(np.exp(p - q).mean(-1)), "averages the ratios"),
    (lambda p, q: np.log(np.exp(p - q).sum(-1)), "adds the ratios"), (in_probabilities, "stay in logarithms|infinite"),
    (lambda p, q: np.exp((p - q).sum(-1)), "its logarithm"), (lambda p, q: (p - q).sum(), "the shape is"),
    (lambda p, q: np.full(len(p), np.nan), "NaN"), (lambda p, q: (p - q)[:, 0], "first sample"),
])
def test_wrong_packs(wrong, sentence):
    wrong_answer(packed_logit, wrong, sentence)


def test_the_best_judge_of_normal_packs_is_the_one_of_the_joint_normal():
    rng = np.random.default_rng(2)
    x = rng.normal(size=(6, 3))
    wanted = (stats.multivariate_normal(np.ones(3)).logpdf(x) - stats.multivariate_normal(np.zeros(3)).logpdf(x))
    np.testing.assert_allclose(packed_logit.reference(stats.norm(1).logpdf(x), stats.norm(0).logpdf(x)), wanted)
