"""The checkers of lesson 15 on exact measures and on runs below a curve."""

import numpy as np
from verdicts import right_answers, wrong_answers

from gan_course import grammar
from gan_course.exercises import ex15_measures

four, below = ex15_measures._exact_measures, ex15_measures._dominated


def test_the_reference_measures_what_the_package_measures():
    log_p = np.log(np.random.default_rng(2).dirichlet(np.ones(3888))) + np.log(0.7)
    found, known = four(grammar.log_probabilities(), log_p, 50), grammar.measures(log_p, 50)
    np.testing.assert_allclose(found, [known[name] for name in ("validity", "coverage", "kl", "repetition")])


# --- exact_measures

def word_by_word(log_p_real, log_p_model, n):
    validity = coverage = kl = 0.0
    for real, model in zip(log_p_real, log_p_model, strict=True):
        validity += np.exp(model)
        coverage += (1 - (1 - np.exp(model)) ** n) / len(log_p_real)
        kl += np.exp(real) * (real - model)
    return validity, coverage, kl, sum(np.exp(2 * model) for model in log_p_model) / validity ** 2


def with_products(log_p_real, log_p_model, n):
    p, q = np.exp(log_p_real), np.exp(log_p_model)
    return [q.sum(), 1 - ((1 - q) ** n).mean(), p @ log_p_real - p @ log_p_model, q @ q / q.sum() ** 2]


def stable(log_p_real, log_p_model, n):
    q = np.exp(log_p_model)
    return np.array([np.exp(np.logaddexp.reduce(log_p_model)), np.mean(-np.expm1(n * np.log1p(-q))),
                     np.average(log_p_real - log_p_model, weights=np.exp(log_p_real)) * np.exp(log_p_real).sum(),
                     np.linalg.norm(q / q.sum()) ** 2])


def ratio(log_p_real, log_p_model, n):
    p, q = np.exp(log_p_real), np.exp(log_p_model)
    return np.sum(q), (1 - (1 - q) ** n).sum() / q.size, np.sum(p * np.log(p / q)), np.sum(q ** 2) / np.sum(q) ** 2


test_right_measures = right_answers(ex15_measures.exact_measures, {
    "one by one": word_by_word, "products": with_products, "stable": stable, "ratio": ratio})
slip = ex15_measures._but
test_wrong_measures = wrong_answers(ex15_measures.exact_measures, {
    "missed": (slip(coverage=lambda r, m, n: np.mean((1 - np.exp(m)) ** n)), "what is missed"),
    "times n": (slip(coverage=lambda r, m, n: np.mean(n * np.exp(m))), "on average"),
    "number": (slip(coverage=lambda r, m, n: np.sum(1 - (1 - np.exp(m)) ** n)), "mean, not the sum"),
    "other way": (slip(kl=lambda r, m, n: np.sum(np.exp(m) * (m - r))), "the other way round"),
    "kl sign": (slip(kl=lambda r, m, n: np.sum(np.exp(r) * (m - r))), "wrong sign"),
    "plain mean": (slip(kl=lambda r, m, n: np.mean(r - m)), "plain mean"),
    "nonsense": (slip(repetition=lambda r, m, n: np.sum(np.exp(2 * m))), "divide by the validity"),
    "largest": (slip(repetition=lambda r, m, n: np.max(np.exp(m)) / np.sum(np.exp(m))), "*squares*"),
    "of the language": (slip(repetition=lambda r, m, n: np.sum(np.exp(2 * r))), "`repetition`"),
    "validity of logs": (slip(validity=lambda r, m, n: np.sum(m)), "`validity`"),
    "always one": (slip(validity=lambda r, m, n: 1.0), "`validity`"),
    "three": (lambda r, m, n: four(r, m, n)[:3], "4 things"),
    "order": (lambda r, m, n: four(r, m, n)[::-1], "`validity`"),
    "NaN": (lambda r, m, n: (np.nan,) * 4, "NaN"),
    "text": (lambda r, m, n: "good", "4 things"),
})


# --- dominated

def in_loops(dots, curve):
    return [any((point >= dot).all() and (point > dot).any() for point in curve) for dot in dots]


def with_zip(dots, curve):
    return np.array([any(a >= x and b >= y and (a > x or b > y) for a, b in curve) for x, y in dots])


def as_numbers(dots, curve):
    return [float(value) for value in in_loops(dots, curve)]


def by_gaps(dots, curve):
    gaps = curve[:, None] - dots[None]
    return ((gaps.min(axis=2) >= 0) & (gaps.max(axis=2) > 0)).any(axis=0)


test_right_comparisons = right_answers(ex15_measures.dominated, {
    "loops": in_loops, "zip": with_zip, "numbers": as_numbers, "gaps": by_gaps})
test_wrong_comparisons = wrong_answers(ex15_measures.dominated, {
    "columns apart": (ex15_measures._both_alone, "best of each column"),
    "all points": (ex15_measures._all_points, "*some* point"),
    "or": (ex15_measures._or, "one column alone"),
    "strictly": (lambda d, c: (c[None] > d[:, None]).all(2).any(1), "as good in one"),
    "equal": (lambda d, c: (c[None] >= d[:, None]).all(2).any(1), "equals a point"),
    "opposite": (lambda d, c: ~below(d, c), "opposite"),
    "other way": (lambda d, c: np.array([any((p <= x).all() and (p < x).any() for p in c) for x in d]),
                  "better than the curve"),
    "share": (lambda d, c: below(d, c).mean(), "one truth value"),
    "of the curve": (lambda d, c: below(c, d), "wanted"),
    "by the sum": (lambda d, c: (c.sum(1) > d.sum(1)[:, None]).any(1), "*one* point"),
    "NaN": (lambda d, c: np.full(len(d), np.nan), "NaN"),
    "text": (lambda d, c: "some", "numbers"),
})
