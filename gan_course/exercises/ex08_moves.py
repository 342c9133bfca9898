"""Exercises of lesson 08 on moves: the gradient of a generator that looks ahead, and one optimistic step."""

import numpy as np

from gan_course.exercises.checks import as_numbers, compare
from gan_course.exercises.exercise import Exercise

# --- unrolled_gradient --------------------------------------------------------------------------------------------

def _unrolled_gradient(theta, psi, rate, steps):
    # psi after the steps is psi + steps * rate * theta, so G descends theta * psi + steps * rate * theta²
    return psi + 2 * steps * rate * theta


def _no_look_ahead(answer):
    return compare(answer(0.7, -0.3, 0.1, 0), -0.3, "with 0 steps it is the usual gradient of θψ in θ, which is ψ")


def _looks_ahead(answer):
    chance = np.random.default_rng(85)
    cases = [(1.3, 0.4, 0.1, 1), (-0.8, 0.3, 0.23, 5),
             *((*chance.normal(size=2), chance.uniform(0.01, 0.4), steps) for steps in (2, 10, 3))]
    for theta, psi, rate, steps in cases:
        found, complaint = as_numbers(answer(theta, psi, rate, steps))
        if complaint is None and found.shape == () and np.isclose(found, psi + 2 * steps * rate * theta, atol=1e-5):
            continue
        where = f"θ = {theta:.3g}, ψ = {psi:.3g}, rate {rate:.3g}, {steps} steps"
        clue = None if complaint or found.shape != () else _usual(found, psi, rate, steps, theta)
        if clue:
            return f"{clue}. At {where} it is {float(found):.4g}."
        return complaint or compare(found, psi + 2 * steps * rate * theta, "this is not the derivative of θ·ψ_K(θ)",
                                    where)
    return None


def _usual(found, psi, rate, steps, theta):
    ahead = steps * rate * theta
    usual = {"this is the usual gradient, ψ: D has not moved": psi,
             "you use D's future ψ as if it were a constant; it depends on θ, and the gradient flows back through D's "
             "steps": psi + ahead,
             "in D's steps the sign is wrong: D climbs θψ": psi - ahead,
             "in D's steps the sign is wrong, as D climbs θψ": psi - 2 * ahead,
             "D takes `steps` steps, and you look one step ahead": psi + 2 * rate * theta}
    return next((text for text, value in usual.items() if np.isclose(found, value, atol=1e-6)), None)


unrolled_gradient = Exercise(
    "unrolled_gradient", _unrolled_gradient,
    checks=[_no_look_ahead, _looks_ahead],
    hints=[
        "D's gradient of θψ in ψ is θ, and it stays θ while D steps: write ψ after `steps` steps.",
        "ψ_K = ψ + steps·rate·θ. Put it into θ·ψ_K: what is the result as a function of θ alone?",
        "θψ + steps·rate·θ². Its derivative in θ has two terms.",
    ],
    praise="The look ahead adds 2K·rate·θ: a spring that pulls G home, which the plain game lacks.",
)


# --- optimistic_step ----------------------------------------------------------------------------------------------

def _optimistic_step(w, field_now, field_before, rate):
    return w + 2 * rate * field_now - rate * field_before


def _case(seed):
    chance = np.random.default_rng(seed)
    size = int(chance.integers(2, 6))
    return *(chance.normal(size=size) for _ in range(3)), chance.uniform(0.02, 0.9)


def _stepped(answer, w, now, before, rate):
    """Return (the new place, None), or (None, a complaint); the caller's arrays may not be spoiled."""
    given = w.copy(), now.copy(), before.copy()
    result = answer(*given, rate)
    found, complaint = as_numbers(result)
    if complaint is None and found.shape != w.shape:
        complaint = f"a step from a place of shape {w.shape} leads to one of that shape; yours has {found.shape}."
    if complaint is None and np.isnan(found).any():
        complaint = "the new place is NaN (not a number)."
    if complaint is None and not (np.array_equal(given[1], now) and np.array_equal(given[2], before)):
        complaint = "a field is changed in place: it is needed again as the field of before."
    if complaint is None and not np.array_equal(given[0], w) and result is not given[0]:
        complaint = "w is changed in place, and it is not what you return: leave it as it is, or move it and return it."
    return found, complaint


def _steady_field(answer):
    for seed in (86, 87):
        w, field, _, rate = _case(seed)
        found, complaint = _stepped(answer, w, field, field, rate)
        if complaint:
            return complaint
        if np.allclose(found, w):
            return ("in a field that does not change the step is zero: the new field counts twice, the old one is "
                    "taken off once, so one is left.")
        if np.allclose(found, w - rate * field):
            return "the sign: the field points where the players want to go; add it."
        step = (found - w) / field
        if np.allclose(step, step[0]) and not np.isclose(step[0], rate) and np.isclose(abs(step[0]), 0.1):
            return f"the rate is {rate:.3g} here, and your step does not depend on it: use `rate`."
        complaint = compare(found, w + rate * field,
                            "in a field that does not change, it is an ordinary step, w + rate·v")
        if complaint:
            return complaint
    return None


def _weights_of_the_two(answer):
    for seed in (88, 89, 90):
        w, now, before, rate = _case(seed)
        found, complaint = _stepped(answer, w, now, before, rate)
        if complaint:
            return complaint
        if np.allclose(found, w + rate * (2 * before - now)):
            return "the two fields are exchanged: the field of *now* counts twice."
        if np.allclose(found, w + rate * now):
            return "the field of before is not used: this is the ordinary step."
        complaint = compare(found, w + rate * (2 * now - before), "the step is rate times twice the field of now, less "
                            "the field of before")
        if complaint:
            return complaint
    return None


optimistic_step = Exercise(
    "optimistic_step", _optimistic_step,
    checks=[_steady_field, _weights_of_the_two],
    hints=[
        "Guess the field of the next moment: if it changes from before to now, suppose that the change goes on.",
        "The guess is field_now + (field_now - field_before). Step along it.",
        "w + 2 * rate * field_now - rate * field_before.",
    ],
    praise="An ordinary step in a steady field, and home where the ordinary step flies off.",
    mine="remedies",
    doc="A step along twice the field of now less the field of before. Daskalakis et al. 2018, algorithm 1.",
)
