"""Exercises of lesson 03 on two players' steps: a round, the largest learning rate and the strength of R1."""

import numpy as np

from gan_course.exercises.exercise import Exercise
from gan_course.exercises.property_checks import agrees_with_reference, leaves_arguments_alone
from gan_course.exercises.wording import an

# --- one_round --------------------------------------------------------------------------------------------

def _one_round(d_weights, g_weights, d_slope, g_slope, rate):
    d_weights = d_weights + rate * d_slope(d_weights, g_weights)      # D climbs V
    g_weights = g_weights - rate * g_slope(d_weights, g_weights)      # G descends V, against the new D
    return d_weights, g_weights


def _game(rng):
    """Arguments of `one_round`: players of several numbers each, or of plain numbers.

    The slopes depend on both players, so that no two orders of moves agree.
    """
    d, g = (int(size) for size in rng.choice([0, 1, 2, 3, 4], 2, replace=False)) if rng.random() < 0.7 else (0, 0)
    draw = rng.standard_normal
    mixed, turned = draw((d or 1, g or 1)), draw((g or 1, d or 1))
    a, b = draw(d or 1), draw(g or 1)

    def d_slope(d_weights, g_weights):
        slope = np.tanh(mixed @ np.atleast_1d(g_weights) + a) - 0.3 * np.atleast_1d(d_weights)
        return slope if d else float(slope[0])

    def g_slope(d_weights, g_weights):
        slope = np.tanh(turned @ np.atleast_1d(d_weights) + b) + 0.2 * np.atleast_1d(g_weights)
        return slope if g else float(slope[0])

    start = [draw(n) if n else float(draw()) for n in (d, g)]
    return (*start, d_slope, g_slope, float(rng.uniform(0.1, 0.6)))


def _round(d_sign=1, g_sign=-1, together=False, g_first=False):
    """Return a round with other signs or another order."""
    def step(d, g, d_slope, g_slope, rate):
        if g_first:
            g = g + g_sign * rate * g_slope(d, g)
            return d + d_sign * rate * d_slope(d, g), g
        new_d = d + d_sign * rate * d_slope(d, g)
        return new_d, g + g_sign * rate * g_slope(d if together else new_d, g)
    return step


_D_DOWN = "D's sign: yours steps down V. The slopes are those of V itself, and D climbs V: it adds."
_G_UP = "G's sign: yours steps up V. G descends V: it subtracts."
_ROUND_SLIPS = {
    _D_DOWN: _round(d_sign=-1),
    _G_UP: _round(g_sign=1),
    f"both signs. {_D_DOWN} {_G_UP}": _round(d_sign=-1, g_sign=1),
    "these are simultaneous steps: g_slope should see the new d_weights": _round(together=True),
    "the order: here G went first. Algorithm 1 lets D go first": _round(g_first=True),
    "the order of the result: return d_weights, g_weights": lambda *given: _one_round(*given)[::-1],
    "the rate is missing: a step is the rate times the slope":
        lambda d, g, d_slope, g_slope, rate: _one_round(d, g, d_slope, g_slope, 1.0),
    "G does not move": lambda d, g, d_slope, g_slope, rate: (d + rate * d_slope(d, g), g),
    "D does not move": lambda d, g, d_slope, g_slope, rate: (d, g - rate * g_slope(d, g)),
}

one_round = Exercise(
    "one_round", _one_round,
    checks=[agrees_with_reference(_one_round, _game, "this is not the round of algorithm 1", _ROUND_SLIPS,
                                  returned=("d_weights", "g_weights")),
            leaves_arguments_alone(_game, draws=8)],
    hints=[
        "Two lines, D's first. Which of the two adds, which subtracts?",
        "D: d_weights = d_weights + rate * d_slope(d_weights, g_weights). Overwrite d_weights.",
        "G: the same with a minus and g_slope, which now gets the d_weights that you have just overwritten.",
    ],
    praise="D climbed, then G went down against the new D: algorithm 1 with k = 1.",
)


# --- largest_rate -----------------------------------------------------------------------------------------

def _largest_rate(eigenvalue):
    if eigenvalue.real >= 0:
        return 0.0                                        # no rate pulls it in
    return -2 * eigenvalue.real / abs(eigenvalue) ** 2


_EIGENVALUES = (-1 + 0j, -0.15 + 0.477j, -0.1225 - 0.485j, -2 + 1j, -0.7 - 3.1j)


def _number(value):
    return float(np.squeeze(value))


def _rate_is_real(answer):
    for value in _EIGENVALUES:
        rate = answer(value)
        if isinstance(rate, str) or np.size(rate) != 1:
            return f"a rate is one number; for the eigenvalue {value:.4g} yours is {an(rate)}."
        if np.iscomplexobj(rate):
            return f"a rate is a real number; for the eigenvalue {value:.4g} yours is {complex(np.squeeze(rate)):.4g}."
        if not np.isfinite(_number(rate)):
            return f"for the eigenvalue {value:.4g} yours is {_number(rate)}, which is no rate."
    return None


def _rate_limit(answer):
    for value in (0.5j, 0.2 + 1j, 0.3 + 0j):
        rate = _number(answer(value))
        if rate != 0:
            return ("no rate converges when the real part is 0 or more: the modulus of 1 + rate * eigenvalue is at "
                    f"least 1. For {value:.4g} yours gives {rate:.4g}; 0 is wanted.")
    for value in _EIGENVALUES:
        rate = _number(answer(value))
        if not rate > 0:
            return f"for {value:.4g} a rate exists, as the real part is negative; yours is {rate:.4g}."
        modulus = abs(1 + rate * value)
        found = f"for {value:.4g} yours gives {rate:.4g}, where the modulus of 1 + rate * eigenvalue is {modulus:.4g}."
        if modulus > 1 + 1e-6:
            return f"too large: {found} The imaginary part counts too."
        if modulus < 1 - 1e-6:
            return f"too careful: {found} The limit is where it is exactly 1."
    return None


largest_rate = Exercise(
    "largest_rate", _largest_rate, checks=[_rate_is_real, _rate_limit],
    hints=[
        "Call the eigenvalue r + iω. The squared modulus of 1 + η(r + iω) is (1 + η r)² + (η ω)². Set it to 1.",
        "Multiply out: 2 η r + η² (r² + ω²) = 0. Divide by η.",
        "η = -2 r / (r² + ω²) where r is negative; otherwise no rate works, so return 0.",
    ],
    praise="The more an eigenvalue turns (imaginary) against how much it pulls (real), the smaller the rate.",
)


# --- critical_gamma ---------------------------------------------------------------------------------------

def _critical_gamma(turn):
    return 2 * abs(turn)


def _turns(gamma, turn):
    return bool(np.any(np.abs(np.linalg.eigvals(np.array([[0.0, turn], [-turn, -gamma]])).imag) > 1e-4))


def _gamma_property(answer):
    for turn in (0.5, 1.0, 0.2, -0.7, 3.3):
        gamma = answer(turn)
        if isinstance(gamma, str) or np.size(gamma) != 1 or np.iscomplexobj(gamma):
            return f"gamma is one real number; for turn = {turn} yours is {an(gamma)}."
        gamma = _number(gamma)
        if not np.isfinite(gamma):
            return f"gamma is a finite number; for turn = {turn} yours is {gamma}."
        if not gamma > 0:
            return f"R1 is a penalty: gamma is above 0. For turn = {turn} yours gives {gamma:.4g}."
        if _turns(gamma * 1.001, turn):
            return f"for turn = {turn} and gamma = {gamma:.4g} the eigenvalues are complex: the orbit still turns."
        if not _turns(gamma * 0.999, turn):
            return (f"for turn = {turn} and gamma = {gamma:.4g} the eigenvalues have been real for a while: "
                    "a smaller gamma is enough, and pulls harder.")
    return None


critical_gamma = Exercise(
    "critical_gamma", _critical_gamma, checks=[_gamma_property],
    hints=[
        "The eigenvalues of [[0, turn], [-turn, -γ]] are the roots x of x² + γ x + turn² = 0.",
        "They are -γ/2 ± sqrt(γ²/4 - turn²). When does the square root turn real?",
        "At γ²/4 = turn². Mind that turn may be negative.",
    ],
    praise="At this gamma the eigenvalues meet: no turning left, and no slower one of the two.",
)
