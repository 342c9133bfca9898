"""The checkers of lesson 08: references are right, wrong answers hear which property is broken."""

import re

import numpy as np
import pytest
import tensorflow as tf

from gan_course.exercises import ex08

ALL = [ex08.gradient_penalty, ex08.relativistic_losses, ex08.unrolled_gradient, ex08.optimistic_step,
       ex08.penalty_faults]


@pytest.mark.parametrize("exercise", ALL, ids=repr)
def test_reference_is_right(exercise):
    assert exercise.verdict(exercise.reference).startswith("Right. ")


@pytest.mark.parametrize("exercise", ALL, ids=repr)
def test_solution_source_defines_the_name_and_is_right(exercise):
    namespace = {"np": np, "tf": tf}
    exec(exercise.reference_source(), namespace)
    assert exercise.verdict(namespace[exercise.name]).startswith("Right. ")


@pytest.mark.parametrize(("exercise", "stub"), [
    (ex08.gradient_penalty, lambda critic, real, fake, u: ...),
    (ex08.relativistic_losses, lambda real_logits, fake_logits: ...),
    (ex08.unrolled_gradient, lambda theta, psi, rate, steps: ...),
    (ex08.optimistic_step, lambda w, field_now, field_before, rate: ...),
    (ex08.penalty_faults, {"A": ..., "B": ..., "C": ..., "D": ...}),
], ids=lambda part: repr(part) if part in ALL else "stub")
def test_stub_is_not_tried(exercise, stub):
    assert exercise.verdict(stub).startswith("Not tried yet")


# Other right answers.

def penalty_of(points_of=lambda real, fake, u: real + u * (fake - real),
               norm_of=lambda gradient: tf.sqrt(tf.reduce_sum(gradient**2, axis=1) + 1e-12),
               of_norm=lambda norm: tf.reduce_mean((norm - 1)**2)):
    """A penalty in three parts, for answers that differ from the right one in one of them."""
    def answer(critic, real, fake, u):
        points = points_of(real, fake, u)
        with tf.GradientTape() as tape:
            tape.watch(points)
            logits = critic(points)
        return of_norm(norm_of(tape.gradient(logits, points)))
    return answer


def test_a_root_guarded_by_a_sum_is_right():
    assert ex08.gradient_penalty.verdict(penalty_of()).startswith("Right.")


def test_the_packages_penalty_is_right():
    from gan_course import penalties

    def answer(critic, real, fake, u):
        return penalties.one_centred(critic, penalties.between(real, fake, u[:, 0]))

    assert ex08.gradient_penalty.verdict(answer).startswith("Right.")


def test_the_packages_objective_is_right():
    from gan_course.objectives import RELATIVISTIC

    def answer(real_logits, fake_logits):
        return (RELATIVISTIC.discriminator_loss(real_logits, fake_logits),
                RELATIVISTIC.generator_loss(real_logits, fake_logits))

    assert ex08.relativistic_losses.verdict(answer).startswith("Right.")


def test_a_look_ahead_by_differences_is_right():
    def answer(theta, psi, rate, steps):
        def value(theta):
            ahead = psi
            for _ in range(steps):
                ahead = ahead + rate * theta
            return theta * ahead
        return (value(theta + 1e-3) - value(theta - 1e-3)) / 2e-3

    assert ex08.unrolled_gradient.verdict(answer).startswith("Right.")


# Named wrong answers: each hears its own sentence.

def one_norm(gradient):
    return tf.sqrt(tf.reduce_sum(gradient**2) + 1e-12)


def unguarded(gradient):
    return tf.sqrt(tf.reduce_sum(gradient**2, axis=1))


def squared_norm(gradient):
    return tf.reduce_sum(gradient**2, axis=1)


def detached(critic, real, fake, u):
    return penalty_of()(critic, real, fake, u).numpy()


@pytest.mark.parametrize(("wrong", "sentence"), [
    (penalty_of(norm_of=one_norm), "one norm of the whole batch"),
    (penalty_of(norm_of=squared_norm), "squared norm"),
    (penalty_of(of_norm=lambda norm: tf.reduce_sum((norm - 1)**2)), "batch is summed"),
    (penalty_of(of_norm=lambda norm: tf.reduce_mean(tf.nn.relu(norm - 1)**2)), "two-sided"),
    (penalty_of(of_norm=lambda norm: tf.reduce_mean(norm**2)), "target is 1, not 0"),
    (penalty_of(of_norm=lambda norm: (norm - 1)**2), "one number is wanted"),
    (penalty_of(points_of=lambda real, fake, u: real + 0 * fake), "at the real points only"),
    (penalty_of(points_of=lambda real, fake, u: fake + 0 * real), "at the fakes only"),
    (penalty_of(points_of=lambda real, fake, u: (real + fake) / 2), "half-way"),
    (penalty_of(points_of=lambda real, fake, u: u * real + (1 - u) * fake), "u = 0 is to be the real point"),
    (penalty_of(points_of=lambda real, fake, u: real + u * fake), r"not measured at x \+ u"),
    (penalty_of(norm_of=unguarded), "NaN: the root"),
    (detached, "does not reach them"),
], ids=["one_norm", "squared_norm", "summed", "one_sided", "zero_centred", "no_mean", "at_real", "at_fake", "half_way",
        "reversed", "no_difference", "unguarded", "detached"])
def test_wrong_penalties(wrong, sentence):
    _hears(ex08.gradient_penalty, wrong, sentence)


softplus, mean = tf.math.softplus, tf.reduce_mean


@pytest.mark.parametrize(("wrong", "sentence"), [
    (lambda r, f: (mean(softplus(-r)) + mean(softplus(f)), mean(softplus(-f))), "only differences count"),
    (lambda r, f: (mean(softplus(r - f)), mean(softplus(f - r))), "swapped"),
    (lambda r, f: (softplus(mean(f) - mean(r)), softplus(mean(r) - mean(f))), "before softplus"),
    (lambda r, f: (mean(softplus(f - tf.transpose(r))), mean(softplus(r - f))), "every real logit meets every fake"),
    (lambda r, f: (tf.reduce_sum(softplus(f - r)), tf.reduce_sum(softplus(r - f))), "summed over the batch"),
    (lambda r, f: (mean(softplus(f - r)), -mean(softplus(f - r))), "zero-sum"),
    (lambda r, f: (softplus(f - r), softplus(r - f)), "each loss is one number"),
    (lambda r, f: mean(softplus(f - r)), "two losses are wanted"),
    (lambda r, f: (-mean(tf.math.log(tf.sigmoid(r - f))), -mean(tf.math.log(tf.sigmoid(f - r)))), "not finite"),
], ids=["absolute", "swapped", "mean_first", "crossed", "summed", "zero_sum", "no_mean", "one_loss", "unstable"])
def test_wrong_pairs(wrong, sentence):
    _hears(ex08.relativistic_losses, wrong, sentence)


@pytest.mark.parametrize(("wrong", "sentence"), [
    (lambda theta, psi, rate, steps: psi + steps * rate * theta, "flows back through D's steps"),
    (lambda theta, psi, rate, steps: psi, "D has not moved"),
    (lambda theta, psi, rate, steps: psi - 2 * steps * rate * theta, "D climbs"),
    (lambda theta, psi, rate, steps: psi + 2 * rate * theta * (steps > 0), "one step ahead"),
    (lambda theta, psi, rate, steps: theta * (psi + steps * rate * theta), "usual gradient"),
    (lambda theta, psi, rate, steps: psi + 3 * steps * rate * theta, "not the derivative"),
], ids=["stopped", "no_look_ahead", "d_descends", "one_step", "value", "thrice"])
def test_wrong_look_aheads(wrong, sentence):
    _hears(ex08.unrolled_gradient, wrong, sentence)


@pytest.mark.parametrize(("wrong", "sentence"), [
    (lambda w, now, before, rate: w + rate * now, "ordinary step"),
    (lambda w, now, before, rate: w + rate * now - rate * before, "step is zero"),
    (lambda w, now, before, rate: w + 2 * rate * before - rate * now, "exchanged"),
    (lambda w, now, before, rate: w - 2 * rate * now + rate * before, "the sign"),
    (lambda w, now, before, rate: w + 2 * rate * now + rate * before, "does not change"),
    (lambda w, now, before, rate: w + rate * (now + before) / 2, "twice the field of now"),
], ids=["no_memory", "without_the_two", "exchanged", "descends", "adds", "mean"])
def test_wrong_steps(wrong, sentence):
    _hears(ex08.optimistic_step, wrong, sentence)


@pytest.mark.parametrize(("changed", "sentence"), [
    ({"A": "squared_norm"}, "A: right on lines"), ({"B": "normal_mixing"}, "B: its values"),
    ({"C": "squared_norm"}, "C: right for one"), ({"D": "norm_of_the_batch"}, "D: 9"), ({"A": "ill"}, "is not one of"),
    ({"E": "squared_norm"}, "with the keys"),
])
def test_wrong_diagnoses(changed, sentence):
    _hears(ex08.penalty_faults, {**ex08.penalty_faults.reference, **changed}, sentence)


def _hears(exercise, answer, sentence):
    verdict = exercise.verdict(answer)
    assert verdict.startswith("Wrong: "), verdict
    assert re.search(sentence, verdict), verdict
