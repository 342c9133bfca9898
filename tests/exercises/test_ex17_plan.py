"""The checkers of lesson 17 on diagnosis and plan: right answers pass, wrong ones hear their sentence."""

import math

import numpy as np
import tensorflow as tf
from verdicts import references, right_answers, solutions, wrong_answers

from gan_course.exercises.ex17_plan import diagnosis, seeds_for_choice

ALL = [diagnosis, seeds_for_choice]
test_reference_is_right = references(ALL)
test_solution_source_defines_the_name_and_is_right = solutions(ALL)


def test_stubs_are_not_tried():
    assert diagnosis.verdict(lambda modes_share, swing, memorisation: ...).startswith("Not tried yet")
    assert seeds_for_choice.verdict(lambda runs, candidates, proof: ...).startswith("Not tried yet")


def by_steps(modes_share, swing, memorisation):
    if math.isnan(modes_share) or math.isnan(swing) or math.isnan(memorisation):
        return ["broke off"]
    found = []
    if modes_share < 0.8:
        found.append("collapses")
    if memorisation > 0.65:
        found += ["memorises"]
    if swing > 0.3:
        found.append("swings")
    return found


def named(modes=lambda m: m < 0.8, copies=lambda m: m > 0.65, swings=lambda s: s > 0.3, broken=True):
    def answer(m, s, c):
        if broken and not np.isfinite(m + s + c):
            return ["broke off"]
        return [name for name, there in (("collapses", modes(m)), ("memorises", copies(c)), ("swings", swings(s)))
                if there]
    return answer


test_unusual_diagnoses = right_answers(diagnosis, {
    "by steps": by_steps,
    "a tuple": lambda m, s, c: tuple(by_steps(m, s, c)),
    "an array": lambda m, s, c: np.array(by_steps(m, s, c)) if by_steps(m, s, c) else [],
    "sorted from a set": lambda m, s, c: sorted(set(by_steps(m, s, c))),
    "negated comparisons": lambda m, s, c: ["broke off"] if m != m or s != s or c != c else
        [name for name, fine in (("collapses", m >= 0.8), ("memorises", c <= 0.65), ("swings", s <= 0.3)) if not fine],
})

test_wrong_diagnoses = wrong_answers(diagnosis, {
    "first only": (lambda m, s, c: by_steps(m, s, c)[:1], "not only the first"),
    "no NaN": (named(broken=False), "np.isfinite"),
    "collapse turned": (named(modes=lambda m: m > 0.8), "*small* share"),
    "copies turned": (named(copies=lambda c: c < 0.65), "*large* memorisation"),
    "copies above half": (named(copies=lambda c: c > 0.5), "½"),
    "swing turned": (named(swings=lambda s: s < 0.3), "hardly moves"),
    "limits counted": (named(lambda m: m <= 0.8, lambda c: c >= 0.65, lambda s: s >= 0.3), "< and >"),
    "not sorted": (lambda m, s, c: by_steps(m, s, c)[::-1], "sorted"),
    "one string": (lambda m, s, c: ", ".join(by_steps(m, s, c)), "list"),
    "arguments exchanged": (lambda m, s, c: by_steps(m, c, s), "list"),
    "a number": (lambda m, s, c: len(by_steps(m, s, c)), "list"),
})

test_unusual_plans = right_answers(seeds_for_choice, {
    "floor": lambda r, c, p: max(0, math.floor((r - 2 * p) / c)),
    "a float": lambda r, c, p: float(max((r - 2 * p) // c, 0)),
    "a tensor": lambda r, c, p: tf.constant(max((r - 2 * p) // c, 0)),
    "by counting": lambda r, c, p: sum(1 for n in range(1, r + 1) if n * c + 2 * p <= r),
    "if": lambda r, c, p: (r - p - p) // c if r > 2 * p else 0,
})

test_wrong_plans = wrong_answers(seeds_for_choice, {
    "nothing kept back": (lambda r, c, p: r // c, "keep the runs of the proof back"),
    "first GAN forgotten": (lambda r, c, p: max((r - p) // c, 0), "first GAN is run on the fresh seeds"),
    "all proved": (lambda r, c, p: max((r - c * p) // c, 0), "only the chosen candidate"),
    "negative": (lambda r, c, p: (r - 2 * p) // c, "not a negative number"),
    "a share": (lambda r, c, p: max((r - 2 * p) / c, 0), "whole number"),
    "rounded up": (lambda r, c, p: max(math.ceil((r - 2 * p) / c), 0), "round up"),
    "rounded": (lambda r, c, p: max(round((r - 2 * p) / c), 0), "do not round"),
    "not shared": (lambda r, c, p: max(r - 2 * p, 0), "share them"),
    "one too many": (lambda r, c, p: max((r - 2 * p) // c, 0) + 1, "one seed too many"),
    "text": (lambda r, c, p: "three", "string"),
    "NaN": (lambda r, c, p: float("nan"), "NaN"),
})
