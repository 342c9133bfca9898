"""Exercise of lesson 17: a training step of one's own that the scorer accepts; any honest one is right."""

import tensorflow as tf

from gan_course.capstone.audit import bench
from gan_course.capstone.honesty import complaint
from gan_course.exercises.exercise import Exercise
from gan_course.exercises.guard import unguarded
from gan_course.exercises.step_checks import compiled_complaint

STEPS = 40


def _capstone_step(generator, discriminator, g_optimizer, d_optimizer, real, noise):
    fake = generator(noise, training=True)                                # outside the tape: a constant for D
    with tf.GradientTape() as tape:
        with tf.GradientTape() as inner:                                  # R1: the slope of D at the real samples
            inner.watch(real)
            real_logits = discriminator(real, training=True)
        slope = tf.reshape(inner.gradient(real_logits, real), (tf.shape(real)[0], -1))
        fake_logits = discriminator(fake, training=True)
        d_loss = tf.reduce_mean(tf.math.softplus(-real_logits) + tf.math.softplus(fake_logits))
        d_loss += 0.3 / 2 * tf.reduce_mean(tf.reduce_sum(slope**2, axis=1))
    weights = discriminator.trainable_variables
    d_optimizer.apply(tape.gradient(d_loss, weights), weights)

    with tf.GradientTape() as tape:
        g_loss = tf.reduce_mean(tf.math.softplus(-discriminator(generator(noise, training=True), training=True)))
    weights = generator.trainable_variables
    g_optimizer.apply(tape.gradient(g_loss, weights), weights)
    return {"d_loss": d_loss, "g_loss": g_loss}


def _runs(answer):
    answer(*bench((0.1, 0.1), False))
    return None


def _honest(answer):
    return complaint(unguarded(answer), bench)


def _descends(answer):
    """Over some steps of D alone, D tells real from fake better; of G alone, D takes more fakes for real."""
    for name, rates in (("D", (0.0, 0.05)), ("G", (0.05, 0.0))):
        before, after = [], []
        made = bench(rates, False)
        generator, discriminator, real, noise = made[0], made[1], made[4], made[5]
        for kept in (before, after):
            fake_logits, real_logits = discriminator(generator(noise)), discriminator(real)
            kept.append(float(tf.reduce_mean(real_logits) - tf.reduce_mean(fake_logits)))
            if kept is before:
                for _ in range(STEPS):
                    answer(*made)
        if name == "D" and after[0] <= before[0]:
            return ("when D alone moves, its logits of real samples should rise above those of fakes; yours come "
                    "closer: is the sign of d_loss right, and the loss descended?")
        if name == "G" and after[0] >= before[0]:
            return ("when G alone moves, D should take its fakes for real more often; yours do the opposite: is the "
                    "sign of g_loss right?")
    return None


def _in_a_graph(answer):
    made = bench((0.1, 0.1), False)
    compiled = tf.function(lambda real, noise: answer(*made[:4], real, noise))
    return compiled_complaint(lambda: compiled(*made[4:]))


capstone_step = Exercise(
    "capstone_step", _capstone_step, checks=[_runs, _honest, _descends, _in_a_graph],
    hints=[
        "Begin with your train_step of notebook 04: fakes, D's loss in a tape, D's optimiser; then G's.",
        "Put in what you believe in: a penalty from 08, noise or soft targets from 07, relativistic pairs. The task "
        "does not say which.",
        "An R1 penalty: an inner tape that watches `real`, the gradient of the logits by it, its squared norm, the "
        "mean of that, times gamma / 2, added to d_loss.",
    ],
    praise="Honest: G moved once, by its optimiser, from this batch alone. Whether it cures is the scorer's to say.",
    mine="training step", called="capstone_step",
    doc="One step of both players for the capstone. real, noise: a batch of each.",
)
