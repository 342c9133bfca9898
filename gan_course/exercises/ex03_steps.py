"""Exercises of lesson 03, second half: steps of two players, the largest learning rate and the strength of R1."""

import numpy as np

from gan_course.exercises.checks import compare
from gan_course.exercises.exercise import Exercise
from gan_course.from_scratch import sigmoid

# --- alternating_step -------------------------------------------------------------------------------------

def _alternating_step(theta, psi, rate):
    psi = psi - rate * theta * sigmoid(psi * theta)       # D climbs V
    theta = theta + rate * psi * sigmoid(psi * theta)     # G descends V, and sees the new psi
    return theta, psi


def _step_value(answer):
    theta, psi, rate = 1.5, -0.7, 0.2
    result = answer(theta, psi, rate)
    if not isinstance(result, (tuple, list)) or len(result) != 2:
        return "two numbers are wanted: return theta, psi."
    result = np.asarray(result, dtype=float)
    right = np.array(_alternating_step(theta, psi, rate))
    s = sigmoid(psi * theta)
    g_first = theta + rate * psi * s
    wrong = [
        ((theta + rate * psi * s, psi - rate * theta * s),
         "these are simultaneous steps: G should already see the new psi."),
        ((g_first, psi - rate * g_first * sigmoid(psi * g_first)),
         "the order: here G went first. Algorithm 1 lets D go first."),
        (right[::-1], "the two numbers come in the wrong order: return theta, psi."),
        ((theta + rate * (psi - rate * theta), psi - rate * theta),
         "the sigmoid is missing: both gradients carry D's belief in the fake, sigmoid(psi * theta)."),
        (_alternating_step(theta, psi, -rate),
         "both signs: D should climb V and G descend it; yours do the reverse."),
    ]
    for values, sentence in wrong:
        if np.allclose(result, values, rtol=1e-7, atol=1e-9):
            return sentence
    if (result[1] - psi) * (right[1] - psi) < 0:
        return "D's sign: with the fake right of 0, psi should fall, so that D gives it a lower logit."
    if (result[0] - theta) * (right[0] - theta) < 0:
        return "G's sign: with psi below 0, D's logit rises to the left, so theta should fall."
    return compare(result, right, "the step is not that of the Dirac-GAN")


def _step_orbit(answer):
    theta, psi = 1.0, -1.0
    for _ in range(500):
        theta, psi = answer(theta, psi, 0.2)
    distance = float(np.hypot(theta, psi))
    if abs(distance - 1.4126) < 1e-3:
        return None
    return f"500 steps from (1, -1) end at distance {distance:.3g} from (0, 0); the orbit keeps it at 1.41."


alternating_step = Exercise(
    "alternating_step", _alternating_step, checks=[_step_value, _step_orbit],
    hints=[
        "Write D's line first, then G's line. What has changed by the time that G looks?",
        "D: psi goes by -rate * theta * sigmoid(psi * theta). Keep the old theta and overwrite psi.",
        "G: theta goes by +rate * psi * sigmoid(psi * theta), with the psi that you have just overwritten.",
    ],
    praise="The orbit keeps its size for 500 steps, where simultaneous steps more than double it.",
)


# --- largest_rate -----------------------------------------------------------------------------------------

def _largest_rate(eigenvalue):
    if eigenvalue.real >= 0:
        return 0.0                                        # no rate pulls it in
    return -2 * eigenvalue.real / abs(eigenvalue) ** 2


_EIGENVALUES = (-1 + 0j, -0.15 + 0.477j, -0.1225 - 0.485j, -2 + 1j)


def _rate_is_real(answer):
    rate = answer(_EIGENVALUES[1])
    if np.iscomplexobj(rate):
        return f"a rate is a real number; for λ = {_EIGENVALUES[1]:.4g} yours is {rate:.4g}."
    return None


def _rate_limit(answer):
    for value in (0.5j, 0.2 + 1j):
        rate = float(answer(value))
        if rate != 0:
            return (f"no rate converges when the real part is 0 or more: |1 + h λ| is at least 1. "
                    f"For λ = {value:.4g} yours gives {rate:.4g}; 0 is wanted.")
    for value in _EIGENVALUES:
        rate = float(answer(value))
        if not rate > 0:
            return f"for λ = {value:.4g} a rate exists, as the real part is negative; yours is {rate:.4g}."
        modulus = abs(1 + rate * value)
        if modulus > 1 + 1e-6:
            return (f"too large: for λ = {value:.4g} yours gives h = {rate:.4g}, where |1 + h λ| is "
                    f"{modulus:.4g}. The imaginary part counts too.")
        if modulus < 1 - 1e-6:
            return (f"too careful: for λ = {value:.4g} yours gives h = {rate:.4g}, where |1 + h λ| is "
                    f"{modulus:.4g}. The limit is where it is exactly 1.")
    return None


largest_rate = Exercise(
    "largest_rate", _largest_rate, checks=[_rate_is_real, _rate_limit],
    hints=[
        "Write λ = r + i s. Then |1 + h λ|² = (1 + h r)² + (h s)². Set it to 1.",
        "Multiply out: 2 h r + h² (r² + s²) = 0. Divide by h.",
        "h = -2 r / (r² + s²) where r is negative; otherwise no rate works, so return 0.",
    ],
    praise="The more an eigenvalue turns (imaginary) against how much it pulls (real), the smaller the rate.",
)


# --- critical_gamma ---------------------------------------------------------------------------------------

def _critical_gamma(s):
    return 2 * abs(s)


def _turns(gamma, s):
    return bool(np.any(np.abs(np.linalg.eigvals(np.array([[0.0, s], [-s, -gamma]])).imag) > 1e-4))


def _gamma_property(answer):
    for s in (0.5, 1.0, 0.2, -0.7):
        gamma = float(answer(s))
        if not gamma > 0:
            return f"R1 is a penalty: gamma is above 0. For s = {s} yours gives {gamma:.4g}."
        if _turns(gamma * 1.001, s):
            return f"for s = {s} and gamma = {gamma:.4g} the eigenvalues are complex: the orbit still turns."
        if not _turns(gamma * 0.999, s):
            return (f"for s = {s} and gamma = {gamma:.4g} the eigenvalues have been real for a while: "
                    "a smaller gamma is enough, and pulls harder.")
    return None


critical_gamma = Exercise(
    "critical_gamma", _critical_gamma, checks=[_gamma_property],
    hints=[
        "The eigenvalues of [[0, s], [-s, -γ]] solve λ² + γ λ + s² = 0.",
        "They are -γ/2 ± sqrt(γ²/4 - s²). When does the square root turn real?",
        "At γ²/4 = s². Mind that s may be negative.",
    ],
    praise="At this gamma the eigenvalues meet: no turning left, and no slower one of the two.",
)
