"""The checker of the capstone's step: any honest step is right, and a cheat hears which one it is."""

import keras
import numpy as np
import tensorflow as tf
from verdicts import references, right_answers, solutions, wrong_answers

from gan_course.exercises import ex04
from gan_course.exercises.ex17_step import capstone_step

ALL = [capstone_step]
ROWS = np.random.default_rng(0).normal(size=(90, 2)).astype("float32")
test_reference_is_right = references(ALL)
test_solution_source_defines_the_name_and_is_right = solutions(ALL)


def test_a_stub_is_not_tried():
    def stub(generator, discriminator, g_optimizer, d_optimizer, real, noise):
        return ...

    assert capstone_step.verdict(stub).startswith("Not tried yet")


def step_of(d_loss, g_loss, g_times=1, before=None, real=lambda x: x, descend=(1, 1)):
    def answer(generator, discriminator, g_optimizer, d_optimizer, batch, noise):
        if before:
            before(generator)
        batch = real(batch)
        for player, optimizer, loss, times, sign in ((discriminator, d_optimizer, d_loss, 1, descend[1]),
                                                     (generator, g_optimizer, g_loss, g_times, descend[0])):
            for _ in range(times):
                with tf.GradientTape() as tape:
                    value = sign * loss(discriminator(batch, training=True),
                                        discriminator(generator(noise, training=True), training=True))
                weights = player.trainable_variables
                optimizer.apply_gradients(zip(tape.gradient(value, weights), weights, strict=True))
        return {"d_loss": value, "g_loss": value}
    return answer


def mean(x):
    return tf.reduce_mean(x)


def plain_d(r, f):
    return mean(tf.math.softplus(-r) + tf.math.softplus(f))


def plain_g(r, f):
    return mean(tf.math.softplus(-f))


test_unusual_steps = right_answers(capstone_step, {
    "notebook 04's": ex04.train_step.reference,
    "least squares": step_of(lambda r, f: mean((r - 1)**2 + (f + 1)**2), lambda r, f: mean((f - 1)**2)),
    "hinge": step_of(lambda r, f: mean(tf.nn.relu(1 - r) + tf.nn.relu(1 + f)), lambda r, f: -mean(f)),
    "relativistic": step_of(lambda r, f: mean(tf.math.softplus(f - r)), lambda r, f: mean(tf.math.softplus(r - f))),
    "instance noise": step_of(plain_d, plain_g, real=lambda x: x + 0.1 * tf.random.normal(tf.shape(x))),
    "saturating": step_of(plain_d, lambda r, f: -mean(tf.math.softplus(f))),
    "compiled": tf.function(step_of(plain_d, plain_g)).python_function,
})


def shrink(generator):
    for weight in generator.trainable_variables:
        weight.assign(0.99 * weight)


def numpy_step(generator, discriminator, g_optimizer, d_optimizer, real, noise):
    return {**step_of(plain_d, plain_g)(generator, discriminator, g_optimizer, d_optimizer, real, noise),
            "d_loss": np.mean(real.numpy())}


def with_rows(batch):
    return tf.concat([batch[:4], ROWS[:4]], axis=0)


test_wrong_steps = wrong_answers(capstone_step, {
    "G twice": (step_of(plain_d, plain_g, g_times=2), "moves G 2 times"),
    "past the optimiser": (step_of(plain_d, plain_g, before=shrink), "passes by the optimiser"),
    "rows brought along": (step_of(plain_d, plain_g, real=with_rows), "numbers along"),
    "batch ignored": (step_of(plain_d, plain_g, real=tf.zeros_like), "ignores the real batch"),
    "D ascends": (step_of(plain_d, plain_g, descend=(1, -1)), "come closer"),
    "G ascends": (step_of(plain_d, plain_g, descend=(-1, 1)), "do the opposite"),
    "D stays": (step_of(lambda r, f: 0.0 * mean(r), plain_g), "D"),
    "NumPy": (numpy_step, "no NumPy"),
    "NaN": (step_of(lambda r, f: np.nan * mean(r + f), plain_g), "not finite"),
    "no return": (lambda generator, discriminator, g_optimizer, d_optimizer, real, noise: print(end=""), "return"),
    "five arguments": (lambda generator, discriminator, optimizer, real, noise: {}, "it should take"),
    "an optimiser of its own": (lambda g, d, g_optimizer, d_optimizer, real, noise: step_of(plain_d, plain_g)(
        g, d, keras.optimizers.SGD(0.1), d_optimizer, real, noise), "passes by the optimiser"),
})
