"""The patients of lesson 08: four gradient penalties, each with one fault that raises no error."""

import tensorflow as tf

# What each patient has; the exercise's answer.
FAULTS = {"A": "normal_mixing", "B": "unguarded_root", "C": "norm_of_the_batch", "D": "squared_norm"}

# What a wrong diagnosis hears.
READ_AGAIN = {
    "A": "A: right on lines; it charges a D that is steep only outside, where nothing lies between real and fake. "
         "Which points does it look at?",
    "B": "B: its values are right, and its gradient is not a number where D is flat. Which step has no slope?",
    "C": "C: right for one example, and (10·2 - 1)² = 361 for a hundred: √100 = 10. Over what is the norm taken?",
    "D": "D: 9 = (4 - 1)² for a slope of 2. What was compared with 1?",
}


def _mixed(real, fake, u):
    return real + u * (fake - real)


def _gradient(critic, points):
    with tf.GradientTape() as tape:
        tape.watch(points)
        logits = critic(points)
    return tape.gradient(logits, points)


def _guarded(squared):
    return tf.sqrt(tf.maximum(squared, 1e-12))


def _uniform(real):
    return tf.random.uniform((len(real), 1))


def healthy(critic, real, fake):
    """E(‖∇D(x̂)‖ − 1)² as it should be (Gulrajani et al. 2017, eq. 3). real, fake: (batch, dim)."""
    gradient = _gradient(critic, _mixed(real, fake, _uniform(real)))
    return tf.reduce_mean((_guarded(tf.reduce_sum(gradient**2, axis=1)) - 1)**2)


def _normal_mixing(critic, real, fake):
    gradient = _gradient(critic, _mixed(real, fake, tf.random.normal((len(real), 1))))
    return tf.reduce_mean((_guarded(tf.reduce_sum(gradient**2, axis=1)) - 1)**2)


def _unguarded_root(critic, real, fake):
    gradient = _gradient(critic, _mixed(real, fake, _uniform(real)))
    return tf.reduce_mean((tf.sqrt(tf.reduce_sum(gradient**2, axis=1)) - 1)**2)


def _norm_of_the_batch(critic, real, fake):
    gradient = _gradient(critic, _mixed(real, fake, _uniform(real)))
    return (_guarded(tf.reduce_sum(gradient**2)) - 1)**2


def _squared_norm(critic, real, fake):
    gradient = _gradient(critic, _mixed(real, fake, _uniform(real)))
    return tf.reduce_mean((tf.reduce_sum(gradient**2, axis=1) - 1)**2)


def patients():
    """Return {name: penalty(critic, real, fake)}: the healthy one first, then "A" to "D"."""
    sick = {"A": _normal_mixing, "B": _unguarded_root, "C": _norm_of_the_batch, "D": _squared_norm}
    return {"healthy": healthy, **sick}
