"""The checkers of lesson 08 on the gradient penalty and on D's step with a penalty in it."""

import pytest
import tensorflow as tf
from verdicts import references, right_answer, solutions, wrong_answer

from gan_course.exercises import ex08_penalty

ALL = [ex08_penalty.gradient_penalty, ex08_penalty.penalised_d_step]


test_reference_is_right = references(ALL)
test_solution_source_defines_the_name_and_is_right = solutions(ALL)


@pytest.mark.parametrize(("exercise", "stub"), [
    (ex08_penalty.gradient_penalty, lambda critic, real, fake, u: ...),
    (ex08_penalty.penalised_d_step, lambda discriminator, optimizer, real, fake, loss, penalty: ...),
], ids=["penalty", "step"])
def test_stub_is_not_tried(exercise, stub):
    assert exercise.verdict(stub).startswith("Not tried yet")


# --- the penalty

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


def by_the_package(critic, real, fake, u):
    from gan_course import penalties

    return penalties.one_centred(critic, penalties.between(real, fake, u[:, 0]))


@pytest.mark.parametrize("right", [
    penalty_of(), by_the_package,
    penalty_of(points_of=lambda real, fake, u: (1 - u) * real + u * fake),
    penalty_of(norm_of=lambda gradient: tf.norm(gradient + 1e-12, axis=1)),
    penalty_of(of_norm=lambda norm: tf.reduce_mean(norm**2) - 2 * tf.reduce_mean(norm) + 1),
], ids=["sum_guard", "package", "other_form", "norm", "expanded"])
def test_right_penalties(right):
    right_answer(ex08_penalty.gradient_penalty, right)


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
    (penalty_of(points_of=lambda real, fake, u: real + u * fake), "not measured at x + u"),
    (penalty_of(norm_of=unguarded), "NaN: the root"),
    (detached, "does not reach them"),
    (penalty_of(norm_of=lambda gradient: tf.stop_gradient(unguarded(gradient))), "does not reach them"),
    (penalty_of(norm_of=lambda gradient: tf.reduce_sum(tf.abs(gradient), axis=1)), "exactly"),
], ids=["one_norm", "squared_norm", "summed", "one_sided", "zero_centred", "no_mean", "at_real", "at_fake", "half_way",
        "reversed", "no_difference", "unguarded", "detached", "stopped", "sum_of_lengths"])
def test_wrong_penalties(wrong, sentence):
    wrong_answer(ex08_penalty.gradient_penalty, wrong, sentence)


# --- the step

def step_of(total=lambda loss, penalty: loss + penalty, inside=True, mode=True, times=1, sign=1.0,
            returned=lambda total, loss: total, given=lambda real, fake: (real, fake),
            shown=lambda real, fake: (real, fake)):
    """A step in parts, for answers that differ from the right one in one of them."""
    def answer(discriminator, optimizer, real, fake, loss, penalty):
        outside = None if inside else penalty(discriminator, *given(real, fake))
        with tf.GradientTape() as tape:
            real_x, fake_x = shown(real, fake)
            value = loss(discriminator(real_x, training=mode), discriminator(fake_x, training=mode))
            cost = total(value, penalty(discriminator, *given(real, fake)) if inside else outside)
        weights = discriminator.trainable_variables
        gradients = [sign * gradient for gradient in tape.gradient(cost, weights)]
        for _ in range(times):
            optimizer.apply(gradients, weights)
        return returned(cost, value)
    return answer


def with_two_tapes(discriminator, optimizer, real, fake, loss, penalty):
    with tf.GradientTape() as first, tf.GradientTape() as second:
        value = loss(discriminator(real, training=True), discriminator(fake, training=True))
        price = penalty(discriminator, real, fake)
    weights = discriminator.trainable_weights
    pairs = zip(first.gradient(value, weights), second.gradient(price, weights), strict=True)
    optimizer.apply_gradients([(tf.zeros_like(w) + sum(g for g in pair if g is not None), w)
                               for pair, w in zip(pairs, weights, strict=True)])
    return value + price


def one_batch(discriminator, optimizer, real, fake, loss, penalty):
    with tf.GradientTape() as tape:
        logits = discriminator(tf.concat([real, fake], axis=0), training=True)
        cost = loss(*tf.split(logits, 2)) + penalty(discriminator, real, fake)
    weights = discriminator.trainable_variables
    optimizer.apply(tape.gradient(cost, weights), weights)
    return cost


@pytest.mark.parametrize("right", [
    step_of(), with_two_tapes, one_batch,
    step_of(shown=lambda real, fake: (real, tf.stop_gradient(fake))),
], ids=["parts", "two_tapes", "one_batch", "stopped_fakes"])
def test_right_steps(right):
    right_answer(ex08_penalty.penalised_d_step, right)


@pytest.mark.parametrize(("wrong", "sentence"), [
    (step_of(inside=False), "as if there were no penalty"),
    (step_of(total=lambda loss, penalty: loss), "without the penalty"),
    (step_of(total=lambda loss, penalty: loss - penalty), "taken off"),
    (step_of(total=lambda loss, penalty: loss + 2 * penalty), "added twice"),
    (step_of(total=lambda loss, penalty: penalty), "penalty alone"),
    (step_of(total=lambda loss, penalty: (loss + penalty) / 2), "by D before its step"),
    (step_of(sign=-1.0), "climbs"),
    (step_of(times=2), "elsewhere|2 times"),
    (step_of(times=0), "does not move"),
    (step_of(mode=False), "without training=True"),
    (step_of(shown=lambda real, fake: (fake, real)), "by D before its step"),
    (step_of(given=lambda real, fake: (fake, real)), "by D before its step"),
    (step_of(returned=lambda total, loss: loss), "without the penalty"),
    (step_of(returned=lambda total, loss: (total, loss)), "shape"),
    (step_of(total=lambda loss, penalty: loss + tf.stop_gradient(penalty)), "as if there were no penalty"),
])
def test_wrong_steps(wrong, sentence):
    wrong_answer(ex08_penalty.penalised_d_step, wrong, sentence)
