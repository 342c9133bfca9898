"""Two players' steps: references against closed forms, slips by name, other right forms accepted."""

import cmath

import numpy as np
import pytest
from verdicts import right_answers, wrong_answers

from gan_course.exercises.ex03_steps import critical_gamma, largest_rate, one_round
from gan_course.from_scratch import sigmoid

# --- one_round ---

def test_rounds_of_the_dirac_gan_keep_their_distance():
    theta, psi = 1.0, -1.0
    for _ in range(500):
        psi, theta = one_round.reference(psi, theta, lambda p, t: -t * sigmoid(p * t),
                                         lambda p, t: -p * sigmoid(p * t), 0.2)
    assert np.hypot(theta, psi) == pytest.approx(1.4126, abs=1e-3)


def _other(d_sign=1, g_sign=-1, together=False):
    def step(d, g, d_slope, g_slope, rate):
        new_d = d + d_sign * rate * d_slope(d, g)
        return new_d, g + g_sign * rate * g_slope(d if together else new_d, g)
    return step


def _g_first(d, g, d_slope, g_slope, rate):
    g = g - rate * g_slope(d, g)
    return d + rate * d_slope(d, g), g


def _in_place(d, g, d_slope, g_slope, rate):
    d += rate * d_slope(d, g)
    return d, g - rate * g_slope(d, g)


def _two_steps_of_d(d, g, d_slope, g_slope, rate):
    for _ in range(2):
        d = d + rate * d_slope(d, g)
    return d, g - rate * g_slope(d, g)


test_wrong_rounds = wrong_answers(one_round, {
    "D descends": (_other(d_sign=-1), "D's sign"),
    "G climbs": (_other(g_sign=1), "G's sign"),
    "both signs": (_other(-1, 1), "both signs"),
    "simultaneous": (_other(together=True), "simultaneous steps"),
    "G first": (_g_first, "G went first"),
    "result exchanged": (lambda *given: one_round.reference(*given)[::-1], "order of the result"),
    "no rate": (lambda d, g, ds, gs, rate: one_round.reference(d, g, ds, gs, 1.0), "the rate is missing"),
    "a rate of its own": (lambda d, g, ds, gs, rate: one_round.reference(d, g, ds, gs, 0.1), "not the round"),
    "G stands still": (lambda d, g, ds, gs, rate: (d + rate * ds(d, g), g), "G does not move"),
    "D stands still": (lambda d, g, ds, gs, rate: (d, g - rate * gs(d, g)), "D does not move"),
    "two steps of D": (_two_steps_of_d, "not the round"),
    "in place": (_in_place, "changed"),
    "only D's": (lambda d, g, ds, gs, rate: d + rate * ds(d, g), "return d_weights, g_weights"),
})
test_unusual_rounds = right_answers(one_round, {
    "a list": lambda *given: list(one_round.reference(*given)),
    "other names, one line": lambda a, b, f, h, r: ((new := a + r * f(a, b)), b - r * h(new, b)),
    "subtracts the negative": lambda d, g, ds, gs, rate: (
        (new := d - rate * -np.asarray(ds(d, g))), g - np.multiply(rate, gs(new, g))),
    "copies first": lambda d, g, ds, gs, rate: one_round.reference(np.copy(d), np.copy(g), ds, gs, rate),
})


# --- largest_rate ---

def _by_polar(e):
    size, angle = cmath.polar(e)
    return 0 if e.real >= 0 else -2 * np.cos(angle) / size


test_wrong_rates = wrong_answers(largest_rate, {
    "ignores the turn": (lambda e: -2 / e.real if e.real < 0 else 0, "imaginary part counts"),
    "half": (lambda e: -e.real / abs(e) ** 2 if e.real < 0 else 0, "too careful"),
    "no case for 0": (lambda e: -2 * e.real / abs(e) ** 2, "no rate converges"),
    "always 0": (lambda e: 0.0, "a rate exists"),
    "complex": (lambda e: -2 / e, "a rate is a real number"),
    "of the modulus": (lambda e: 2 / abs(e), "no rate converges"),
    "not squared": (lambda e: -2 * e.real / abs(e) if e.real < 0 else 0, "too careful"),
    "sign": (lambda e: 2 * e.real / abs(e) ** 2 if e.real < 0 else 0, "a rate exists"),
    "infinite": (lambda e: np.inf, "which is no rate"),
    "not a number": (lambda e: np.nan, "which is no rate"),
    "pair": (lambda e: (0.1, 0.2), "a rate is one number"),
    "text": (lambda e: "0.1", "a rate is one number"),
})
test_unusual_rates = right_answers(largest_rate, {
    "polar": _by_polar,
    "parts": lambda e: max(0.0, -2 * e.real) / (e.real**2 + e.imag**2),
    "a small array": lambda e: np.array([largest_rate.reference(e)]),
    "conjugate": lambda e: max(0.0, (-2 * e / (e * e.conjugate())).real),
    "bisection": lambda e: _by_bisection(e),
})


def _by_bisection(e):
    if e.real >= 0:
        return 0
    low, high = 1e-9, 100.0
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if abs(1 + middle * e) < 1 else (low, middle)
    return low


# --- critical_gamma ---

test_wrong_gammas = wrong_answers(critical_gamma, {
    "turn": (abs, "complex"),
    "4 turn": (lambda turn: 4 * abs(turn), "a smaller gamma"),
    "sign of turn": (lambda turn: 2 * turn, "gamma is above 0"),
    "1 for all": (lambda turn: 1.0, "complex"),
    "of the example": (lambda turn: 1.0 if turn == 0.5 else 0.5, "complex"),
    "square": (lambda turn: 4 * turn**2, "a smaller gamma"),
    "0": (lambda turn: 0.0, "gamma is above 0"),
    "infinite": (lambda turn: np.inf, "finite number"),
    "complex": (lambda turn: 2 * abs(turn) + 0j, "one real number"),
    "text": (lambda turn: "2 turn", "one real number"),
    "an array": (lambda turn: np.array([turn, turn]), "one real number"),
})
test_unusual_gammas = right_answers(critical_gamma, {
    "root of a square": lambda turn: np.sqrt(4 * turn**2),
    "the larger of two": lambda turn: max(2 * turn, -2 * turn),
    "a small array": lambda turn: np.array([2 * abs(turn)]),
    "a whole number where it is one": lambda turn: 2 if turn == 1 else 2 * abs(turn),
})
