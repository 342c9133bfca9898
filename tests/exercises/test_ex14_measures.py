"""The checkers of lesson 14 on measuring: cents, and a distance without bias."""

import math

import numpy as np
from verdicts import right_answers, wrong_answers

from gan_course.exercises import ex14_measures
from gan_course.metrics import kernel_distance

# --- cents

right = ex14_measures._cents


def spoiled(frequencies, wanted):
    frequencies /= wanted
    return 1200 * np.log2(frequencies)


test_right_cents = right_answers(ex14_measures.cents, {
    "difference of logarithms": lambda f, w: 1200 * (np.log2(f) - np.log2(w)),
    "natural logarithm": lambda f, w: 1200 * np.log(f / w) / np.log(2),
    "semitones": lambda f, w: 100 * (12 * np.log2(f / 440) - 12 * np.log2(w / 440)),
    "one by one": lambda f, w: [1200 * math.log(a / b, 2) for a, b in zip(f, w, strict=True)],
})
test_wrong_cents = wrong_answers(ex14_measures.cents, {
    "upside down": (lambda f, w: right(w, f), "upside down"),
    "hertz": (lambda f, w: f - w, "in hertz"),
    "ln": (lambda f, w: 1200 * np.log(f / w), "to base 2"),
    "log10": (lambda f, w: 1200 * np.log10(f / w), "not of 10"),
    "semitones": (lambda f, w: 12 * np.log2(f / w), "semitones"),
    "octaves": (lambda f, w: np.log2(f / w), "octaves"),
    "absolute": (lambda f, w: abs(right(f, w)), "keep the sign"),
    "ratio less 1": (lambda f, w: 1200 * (f / w - 1), "near 0"),
    "mean": (lambda f, w: right(f, w).mean(), "one number for each"),
    "folded": (lambda f, w: (right(f, w) + 600) % 1200 - 600, "*ratios*"),
    "in place": (spoiled, "changed in place"),
    "text": (lambda f, w: "flat", "numbers"),
    "NaN": (lambda f, w: right(f, w) * np.nan, "NaN"),
})


# --- unbiased_mmd

def by_loops(x, y, kernel):
    xx, yy, xy = kernel(x, x), kernel(y, y), kernel(x, y)
    within = [np.mean([k[i, j] for i in range(len(k)) for j in range(len(k)) if i != j]) for k in (xx, yy)]
    return sum(within) - 2 * np.mean(xy)


def by_mask(x, y, kernel):
    def within(a):
        return kernel(a, a)[~np.eye(len(a), dtype=bool)].mean()

    return within(x) + within(y) - 2 * kernel(x, y).mean()


def by_triangle(x, y, kernel):
    def within(a):
        return kernel(a, a)[np.triu_indices(len(a), 1)].mean()

    return within(x) + within(y) - kernel(x, y).mean() - kernel(y, x).mean()


def by_one_matrix(x, y, kernel):
    n, k = len(x), kernel(np.concatenate([x, y]), np.concatenate([x, y]))
    np.fill_diagonal(k, 0)
    m = len(y)
    return k[:n, :n].sum() / n / (n - 1) + k[n:, n:].sum() / m / (m - 1) - 2 * k[:n, n:].sum() / n / m


def test_the_package_gives_the_same():
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(7, 3)), rng.normal(size=(9, 3))
    mine = ex14_measures._unbiased_mmd(x, y, lambda a, b: (a @ b.T / 3 + 1) ** 3)
    assert abs(mine - kernel_distance(x, y)) < 1e-9


mmd, off = ex14_measures._unbiased_mmd, ex14_measures._off


def biased(x, y, kernel):
    return kernel(x, x).mean() + kernel(y, y).mean() - 2 * kernel(x, y).mean()


test_right_mmd = right_answers(ex14_measures.unbiased_mmd, {
    "loops": by_loops, "mask": by_mask, "triangle": by_triangle, "one matrix": by_one_matrix})
test_wrong_mmd = wrong_answers(ex14_measures.unbiased_mmd, {
    "biased": (biased, "diagonal"),
    "n squared": (lambda x, y, k: (k(x, x).sum() - np.trace(k(x, x))) / len(x) ** 2
                  + (k(y, y).sum() - np.trace(k(y, y))) / len(y) ** 2 - 2 * k(x, y).mean(), "n (n - 1)"),
    "across once": (lambda x, y, k: off(k(x, x), len(x)) + off(k(y, y), len(y)) - k(x, y).mean(), "count twice"),
    "across added": (lambda x, y, k: off(k(x, x), len(x)) + off(k(y, y), len(y)) + 2 * k(x, y).mean(), "subtracted"),
    "sign": (lambda x, y, k: -mmd(x, y, k), "sign"),
    "matched": (lambda x, y, k: off(k(x, x), len(x)) + off(k(y, y), len(y)) - 2 * np.diagonal(k(x, y)).mean(),
                "every pair"),
    "cut at 0": (lambda x, y, k: max(mmd(x, y, k), 0), "below 0"),
    "root": (lambda x, y, k: np.sqrt(max(mmd(x, y, k), 0)), "root"),
    "y left out": (lambda x, y, k: off(k(x, x), len(x)) - 2 * k(x, y).mean(), "y's pairs"),
    "n for both": (lambda x, y, k: off(k(x, x), len(x)) + (k(y, y).sum() - np.trace(k(y, y)))
                   / (len(x) * (len(x) - 1)) - 2 * k(x, y).mean(), "size of its own"),
    "matrix": (lambda x, y, k: k(x, y), "shape"),
    "text": (lambda x, y, k: "near", "numbers"),
    "NaN": (lambda x, y, k: np.nan, "NaN"),
})
