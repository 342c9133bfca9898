"""The checkers of lesson 02 on densities and counts."""

import numpy as np
import pytest
import tensorflow as tf
from scipy.spatial.distance import jensenshannon
from scipy.special import logit, rel_entr
from verdicts import right_answer, wrong_answer

from gan_course.exercises import ex02_densities
from gan_course.metrics import jensen_shannon


@pytest.mark.parametrize("answer", [
    lambda p, q, r: np.log(r) + p - np.log1p(-r) - q,
    lambda p, q, r: logit(r) + np.subtract(p, q),
    lambda p, q, r: tf.constant(p) - q + np.log(r / (1 - r)),
    lambda p, q, r: (np.array(p) - q - np.log(1 / r - 1)).tolist(),
], ids=["other order", "scipy", "tensor", "list"])
def test_optimal_logit_other_right_answers(answer):
    right_answer(ex02_densities.optimal_logit, answer)


def changes_its_argument(p, q, r):
    p -= q
    return p + np.log(r / (1 - r))


@pytest.mark.parametrize("answer, property_", [
    (lambda p, q, r: q - p, "the sign"),
    (lambda p, q, r: 1 / (1 + np.exp(q - p)), "the probability D*"),
    (lambda p, q, r: np.exp(p - q), "its logarithm is wanted"),
    (lambda p, q, r: p - q, "real_share changes nothing"),
    (lambda p, q, r: p - q - np.log(r / (1 - r)), "the direction of the share"),
    (lambda p, q, r: p - q + np.log(2 * r), "with a share of 0.8"),
    (lambda p, q, r: np.log(np.exp(p) / np.exp(q)) + np.log(r / (1 - r)), "not stable"),
    (lambda p, q, r: np.mean(p - q), "one logit a point"),
    (changes_its_argument, "changes the arrays"),
    (lambda p, q, r: p - q + np.log(r) - np.log(0.2) * (r != 0.5) - np.log(0.5) * (r == 0.5), "the logit is off"),
    (lambda p, q, r: (p - q)[:3] + np.log(r / (1 - r)), "has shape"),
    (lambda p, q, r: "log", "numbers are wanted"),
    (lambda p, q: p - q, "optimal_logit takes 2 arguments (p, q); it should take 3"),
], ids=["sign", "probability", "ratio", "no share", "share upside down", "half the share", "exp", "mean",
        "in place", "one share only", "three points", "text",
        "two arguments"])
def test_optimal_logit_names_what_is_broken(answer, property_):
    wrong_answer(ex02_densities.optimal_logit, answer, property_)


def divergence(p, q, scale=1.0, used=True):
    p, q = p / p.sum(), q / q.sum()
    m = (p + q) / 2
    terms = [a * np.log(a / m) for a in (p, q)]
    return scale * sum(np.sum(term[~np.isnan(term)] if used else term) for term in terms) / 2


@pytest.mark.parametrize("answer", [
    lambda p, q: jensenshannon(p, q)**2,
    jensen_shannon,
    lambda p, q: np.array(divergence(p, q)),
    lambda p, q: tf.constant(divergence(p, q)),
    lambda p, q: sum(rel_entr(a / a.sum(), (p / p.sum() + q / q.sum()) / 2).sum() for a in (p, q)) / 2,
], ids=["scipy's distance squared", "the package's", "array", "tensor", "rel_entr"])
def test_jsd_other_right_answers(answer):
    right_answer(ex02_densities.jsd, answer)


def in_place(p, q):
    p /= p.sum()
    q /= q.sum()
    return divergence(p, q)


def in_place_on_copies_of_floats(p, q):
    if p.dtype == float:
        p /= p.sum()
    return divergence(p, q)


def whole_shares(p, q):
    """Shares kept in the counts' own type."""
    return divergence((p / p.sum()).astype(p.dtype) + (p.dtype != float), q)


def with_small_constant(p, q):
    p, q = p / p.sum() + 1e-3, q / q.sum() + 1e-3
    return divergence(p, q)


def skips_bins_empty_in_one(p, q):
    used = (p > 0) & (q > 0)
    return divergence(p, q) if used.all() or not used.any() else divergence(p * used, q * used)


def unscaled(p, q):
    m = (p + q) / 2
    return (np.sum(p * np.log(p / m)) + np.sum(q * np.log(q / m))) / 2 * 0.1


def one_sided(p, q):
    p, q = p / p.sum(), q / q.sum()
    return np.sum(p * np.log(p / q))


def to_the_middle_only(p, q):
    p, q = p / p.sum(), q / q.sum()
    return np.sum(p * np.log(2 * p / (p + q)))


@pytest.mark.parametrize("answer, property_", [
    (jensenshannon, "*distance*, a square root"),
    (lambda p, q: jensenshannon(p, q, base=2), "*distance*, in bits"),
    (lambda p, q: divergence(p, q, 1 / np.log(2)), "the unit is bits"),
    (lambda p, q: divergence(p, q, 2.0), "twice too large"),
    (lambda p, q: divergence(p, q, -1.0), "never below 0"),
    (lambda p, q: (one_sided(p, q) + one_sided(q, p)) / 2, "compare each with their middle"),
    (unscaled, "scale each histogram"),
    (to_the_middle_only, "symmetric"),
    (lambda p, q: divergence(p, q) + 0.1, "equal histograms have divergence 0"),
    (lambda p, q: divergence(p, q) * 1.1, "the value"),
    (lambda p, q: divergence(p, q, used=False), "empty bins"),
    (lambda p, q: p * np.log(p / q), "sum over the bins"),
    (in_place, "an array of these cannot hold shares"),
    (in_place_on_copies_of_floats, "changes the arrays"),
    (whole_shares, "whole numbers and as floats"),
    (with_small_constant, "the value is off"),
    (skips_bins_empty_in_one, "some of them empty"),
    (lambda p, q: np.nan, "NaN"),
    (lambda p, q: "about 0.3", "numbers are wanted"),
], ids=["distance", "distance in bits", "bits", "sum of two", "sign", "Jeffreys", "counts", "one-sided",
        "offset", "factor", "empty bins", "not summed", "in place", "in place where it can", "whole shares",
        "small constant", "skips bins", "NaN", "text"])
def test_jsd_names_what_is_broken(answer, property_):
    wrong_answer(ex02_densities.jsd, answer, property_)
