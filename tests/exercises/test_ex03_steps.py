"""The checkers of the second half of lesson 03: references are right, wrong answers hear what is broken."""

import numpy as np
import pytest

from gan_course.exercises import ex03_steps
from gan_course.from_scratch import sigmoid

ALL = [ex03_steps.alternating_step, ex03_steps.largest_rate, ex03_steps.critical_gamma]


@pytest.mark.parametrize("exercise", ALL, ids=repr)
def test_reference_is_right(exercise):
    assert exercise.verdict(exercise.reference).startswith("Right. ")


@pytest.mark.parametrize("exercise", ALL, ids=repr)
def test_solution_source_defines_the_name_and_is_right(exercise):
    namespace = {"np": np, "sigmoid": sigmoid}          # what the notebook has at that point
    exec(exercise.reference_source(), namespace)
    assert exercise.verdict(namespace[exercise.name]).startswith("Right. ")


@pytest.mark.parametrize("exercise", ALL, ids=repr)
def test_stub_is_not_tried(exercise):
    assert exercise.verdict(lambda *arguments: ...).startswith("Not tried yet")


def _simultaneous(theta, psi, rate):
    belief = sigmoid(psi * theta)
    return theta + rate * psi * belief, psi - rate * theta * belief


def _generator_first(theta, psi, rate):
    theta = theta + rate * psi * sigmoid(psi * theta)
    return theta, psi - rate * theta * sigmoid(psi * theta)


def _one_sign(d_sign, g_sign):
    def answer(theta, psi, rate):
        psi = psi + d_sign * rate * theta * sigmoid(psi * theta)
        return theta + g_sign * rate * psi * sigmoid(psi * theta), psi
    return answer


STEP_WRONG = {
    "simultaneous": (_simultaneous, "simultaneous steps"),
    "generator first": (_generator_first, "G went first"),
    "both signs": (_one_sign(+1, -1), "both signs"),
    "D descends": (_one_sign(+1, +1), "D's sign"),
    "G climbs": (_one_sign(-1, -1), "G's sign"),
    "exchanged": (lambda t, p, r: ex03_steps.alternating_step.reference(t, p, r)[::-1], "wrong order"),
    "one number": (lambda t, p, r: t, "two numbers"),
    "no sigmoid": (lambda t, p, r: (t + r * (p - r * t), p - r * t), "the sigmoid is missing"),
    "half a step": (lambda t, p, r: ex03_steps.alternating_step.reference(t, p, r / 2), "not that of the Dirac-GAN"),
}


@pytest.mark.parametrize("name", STEP_WRONG)
def test_alternating_step_names_the_fault(name):
    answer, words = STEP_WRONG[name]
    verdict = ex03_steps.alternating_step.verdict(answer)
    assert verdict.startswith("Wrong: ") and words in verdict


RATE_WRONG = {
    "ignores the turn": (lambda e: -2 / e.real if e.real < 0 else 0, "imaginary part counts"),
    "half": (lambda e: -e.real / abs(e) ** 2 if e.real < 0 else 0, "too careful"),
    "no case for 0": (lambda e: -2 * e.real / abs(e) ** 2, "no rate converges"),
    "always 0": (lambda e: 0.0, "some rate converges|a rate exists"),
    "complex": (lambda e: -2 / e, "a rate is a real number"),
    "of the modulus": (lambda e: 2 / abs(e), "no rate converges"),
}


@pytest.mark.parametrize("name", RATE_WRONG)
def test_largest_rate_names_the_fault(name):
    answer, words = RATE_WRONG[name]
    verdict = ex03_steps.largest_rate.verdict(answer)
    assert verdict.startswith("Wrong: ") and any(word in verdict for word in words.split("|"))


GAMMA_WRONG = {
    "s": (abs, "still turns|complex"),
    "4 s": (lambda s: 4 * abs(s), "a smaller gamma"),
    "sign of s": (lambda s: 2 * s, "gamma is above 0"),
    "1 for all": (lambda s: 1.0, "complex|smaller gamma"),
}


@pytest.mark.parametrize("name", GAMMA_WRONG)
def test_critical_gamma_names_the_fault(name):
    answer, words = GAMMA_WRONG[name]
    verdict = ex03_steps.critical_gamma.verdict(answer)
    assert verdict.startswith("Wrong: ") and any(word in verdict for word in words.split("|"))
