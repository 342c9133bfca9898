"""The checkers of lesson 01 on games: each wrong answer hears what is wrong with it, unusual right ones pass."""

import numpy as np
import pytest
import tensorflow as tf
from scipy.special import expit, ndtr
from verdicts import right_answer, wrong_answer

from gan_course.exercises import ex01_games


def spreads_over_all(discriminator, candidates):
    return np.resize(candidates, 100)


def in_proportion_to_d(discriminator, candidates):
    p = discriminator(candidates) / discriminator(candidates).sum()
    return np.random.default_rng(0).choice(candidates, 100, p=p)


def gives_the_index(discriminator, candidates):
    return np.full(100, np.argmax(discriminator(candidates)))


def the_least_liked(discriminator, candidates):
    return np.full(100, candidates[np.argmin(discriminator(candidates))])


def the_first_of_each_hill(discriminator, candidates):
    """The first place that is better than its neighbour on the right: a local maximum."""
    values = discriminator(candidates)
    better = np.flatnonzero(np.append(values[:-1] >= values[1:], True))
    return np.full(100, candidates[better[0]])


def a_finer_place(discriminator, candidates):
    return np.full(100, candidates[np.argmax(discriminator(candidates))] + 1e-3)


def sorts_the_candidates(discriminator, candidates):
    candidates.sort()
    return np.full(100, candidates[np.argmax(discriminator(candidates))])


def only_one_number(discriminator, candidates):
    return candidates[np.argmax(discriminator(candidates))]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (spreads_over_all, "Every example that is not the best one costs you"),
        (in_proportion_to_d, "Every example that is not the best one costs you"),
        (gives_the_index, "every number must be one of the candidates; 25 is none of them"),
        (the_least_liked, "mean of D over your 100 numbers is 0.000; with these candidates 0.898 is possible"),
        (only_one_number, "100 numbers are wanted. Called with"),
        (the_first_of_each_hill, "the mean of D over your 100 numbers"),
        (a_finer_place, "every number must be one of the candidates"),
        (sorts_the_candidates, "changed"),
        (lambda discriminator, candidates: ["1.2"] * 100, "numbers are wanted"),
        (lambda discriminator, candidates: np.full(100, 1.25), "every number must be|is possible"),
    ],
)
def test_best_reply_names_the_fault(wrong, words):
    wrong_answer(ex01_games.best_reply, wrong, words)


@pytest.mark.parametrize("answer", [
    lambda d, c: [c[np.argmax(d(c))]] * 100,
    lambda d, c: np.full(100, c[np.argmax(d(c))], dtype="float32"),
    lambda d, c: np.repeat(max(c, key=lambda place: float(d(np.array([place]))[0])), 100),
    lambda d, c: tf.fill(100, c[int(tf.argmax(d(c)))]),
    lambda d, c: np.resize(c[d(c) == d(c).max()], 100),
    lambda d, c: sorted(c, key=lambda place: d(np.array([place]))[0])[-1] * np.ones(100),
], ids=["list", "float32", "one place after the other", "tensor", "all that are best", "sorted"])
def test_best_reply_other_right_answers(answer):
    right_answer(ex01_games.best_reply, answer)


def gains(payoff, d_mix, g_mix):
    return ex01_games.gain_alone.reference(payoff, d_mix, g_mix)


def changes_the_payoff(payoff, d_mix, g_mix):
    result = gains(payoff, d_mix, g_mix)
    payoff -= payoff.mean()
    return result


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (lambda p, d, g: ((p @ g).max(), -(d @ p).min()), "these are the wins of the best replies"),
        (lambda p, d, g: ((p @ g).max() - d @ p @ g, (d @ p).max() - d @ p @ g), "G's best reply makes the payoff"),
        (lambda p, d, g: (p.max() - d @ p @ g, d @ p @ g - p.min()), "not to one of its choices"),
        (lambda p, d, g: tuple(-gain for gain in gains(p, d, g)), "never below 0"),
        (lambda p, d, g: gains(p, d, g)[::-1], "in the wrong order"),
        (lambda p, d, g: ((d @ p).max() - d @ p @ g, d @ p @ g - (p @ g).min()), "to the *other* player's mix"),
        (lambda p, d, g: sum(gains(p, d, g)), "two numbers are wanted"),
        (lambda p, d, g: (p @ g - d @ p @ g, d @ p @ g - d @ p), "two numbers are wanted"),
        (lambda p, d, g: gains(p, np.eye(len(d))[d.argmax()], g), "the gain is the win of the best reply"),
        (lambda p, d, g: gains(p.T, d, g) if p.shape[0] == p.shape[1] else (0.0, 0.0), "the gain is the win"),
        (changes_the_payoff, "changed"),
        (lambda p, d, g: ("0", "0.8"), "numbers are wanted"),
        (lambda p, d, g: (np.nan, 0.0), "NaN"),
    ],
    ids=["best wins", "G wants much", "against pure", "sign", "order", "own mix", "sum", "all replies", "pure mix",
         "transposed", "in place", "text", "NaN"],
)
def test_gain_alone_names_the_fault(wrong, words):
    wrong_answer(ex01_games.gain_alone, wrong, words)


def by_loops(payoff, d_mix, g_mix):
    rows, columns = payoff.shape
    now = sum(d_mix[i] * payoff[i, j] * g_mix[j] for i in range(rows) for j in range(columns))
    best = max(sum(payoff[i, j] * g_mix[j] for j in range(columns)) for i in range(rows))
    least = min(sum(payoff[i, j] * d_mix[i] for i in range(rows)) for j in range(columns))
    return [best - now, now - least]


@pytest.mark.parametrize("answer", [
    by_loops,
    lambda p, d, g: np.array(gains(p, d, g)),
    lambda p, d, g: tf.stack([tf.reduce_max(p @ g) - d @ p @ g, tf.reduce_max(-(d @ p)) + d @ p @ g]),
    lambda p, d, g: (np.max(p @ g - np.einsum("i,ij,j", d, p, g)), np.max(np.einsum("i,ij,j", d, p, g) - p.T @ d)),
], ids=["loops", "array", "tensor", "einsum"])
def test_gain_alone_other_right_answers(answer):
    right_answer(ex01_games.gain_alone, answer)


def hard_step(x, threshold, sharpness):
    return np.where(x > threshold, 1.0, np.where(x < threshold, 0.0, 0.5))


def falls(x, threshold, sharpness):
    return 1 / (1 + np.exp(sharpness * (x - threshold)))


def forgets_the_threshold(x, threshold, sharpness):
    return 1 / (1 + np.exp(-sharpness * x))


def ramp(x, threshold, sharpness):
    return np.clip(0.5 + sharpness * (x - threshold), 0, 1)


def unbounded(x, threshold, sharpness):
    return 0.5 + 0.1 * sharpness * (x - threshold)


def overflows(x, threshold, sharpness):
    odds = np.exp(sharpness * (x - threshold))
    return odds / (1 + odds)


def ignores_sharpness(x, threshold, sharpness):
    return 1 / (1 + np.exp(-(x - threshold)))


def lopsided(x, threshold, sharpness):
    return 1 / (1 + np.exp(-sharpness * np.where(x > threshold, 1, 2) * (x - threshold)))


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (hard_step, "it is flat somewhere"),
        (falls, "it falls with x"),
        (forgets_the_threshold, "at x = threshold it should be 0.5"),
        (ramp, "it is flat somewhere"),
        (unbounded, "at x = ±10,000 it should still be a probability"),
        (overflows, "at x = ±10,000 it should still be a probability; it is 0 and nan"),
        (ignores_sharpness, "a larger sharpness should make the slope"),
        (lopsided, "probabilities that add up to 1"),
        (lambda x, threshold, sharpness: expit(sharpness * (x - threshold) / (x.std() or 1)), "by itself"),
        (lambda x, threshold, sharpness: ["0.5"] * len(x), "numbers are wanted"),
        (lambda x, threshold, sharpness: x * np.nan, "NaN"),
        (lambda x, threshold, sharpness: expit(sharpness * x - threshold), "at x = threshold it should be 0.5"),
    ],
)
def test_soft_verdict_names_the_fault(wrong, words):
    wrong_answer(ex01_games.soft_verdict, wrong, words)


@pytest.mark.parametrize("answer", [
    lambda x, threshold, sharpness: 0.5 + np.arctan(sharpness * (x - threshold)) / np.pi,
    lambda x, threshold, sharpness: (1 + np.tanh(sharpness * (x - threshold) / 2)) / 2,
    lambda x, threshold, sharpness: tf.sigmoid(sharpness * (x - threshold)),
    lambda x, threshold, sharpness: [float(v) for v in expit(sharpness * (x - threshold))],
    lambda x, threshold, sharpness: ndtr(sharpness * (x - threshold)),
], ids=["arctangent", "tanh", "tensor", "list", "normal"])
def test_soft_verdict_other_right_answers(answer):
    right_answer(ex01_games.soft_verdict, answer)
