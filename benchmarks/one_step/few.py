"""A discriminator on few points: how far it overfits, and whether the symmetries of the square help."""

import numpy as np
import tensorflow as tf
from contenders import BATCH, GRID, RATE, SPREAD, players
from scores import of

from gan_course import metrics, one_step
from gan_course.exercises.ex16 import overfitting

STEPS, LOOK = 1500, 250
# name: (training points, what D sees)
SETTINGS = {"50": (50, None), "50, symmetries": (50, "symmetries"), "50, any angle": (50, "any angle"),
            "1000": (1000, None), "1000, symmetries": (1000, "symmetries"),
            "50, symmetries, half": (50, "symmetries, half"), "1000, symmetries, half": (1000, "symmetries, half")}


def symmetries(points, t):
    """Each point (batch, 2) under one of the eight symmetries of the square, chosen by its t (batch, 1) in [0, 1)."""
    choice = tf.cast(8 * t, tf.int32)
    sign = tf.concat([1.0 - 2.0 * tf.cast(choice % 2, tf.float32), 1.0 - 2.0 * tf.cast(choice // 2 % 2, tf.float32)], 1)
    points = points * sign
    return tf.where(choice >= 4, points[:, ::-1], points)


def half_of_the_time(points, t):
    """The same with a chance of a half; else the points as they are."""
    return tf.where(t < 0.5, symmetries(points, 2 * t), points)


def any_angle(points, t):
    """Each point turned about 0 by the angle 2πt: no symmetry of the grid."""
    cos, sin = tf.cos(2 * np.pi * t), tf.sin(2 * np.pi * t)
    return tf.concat([cos * points[:, :1] - sin * points[:, 1:], sin * points[:, :1] + cos * points[:, 1:]], 1)


def moves(change):
    """The two moves of the plain GAN, whose loss does not saturate, D seeing data and fakes changed alike."""
    change = {None: lambda points, t: points, "symmetries": symmetries, "symmetries, half": half_of_the_time,
              "any angle": any_angle}[change]

    def critic(networks, batch):
        fake = tf.stop_gradient(networks["G"](batch.z))
        real, fake = (networks["D"](change(points, batch.t)) for points in (batch.real, fake))
        return tf.reduce_mean(tf.math.softplus(-real)) + tf.reduce_mean(tf.math.softplus(fake))

    def generator(networks, batch):
        return tf.reduce_mean(tf.math.softplus(-networks["D"](change(networks["G"](batch.z), batch.t))))

    return [("D", critic), ("G", generator)]


def run(name, seed):
    """Train on few points; return one row for each look."""
    n, change = SETTINGS[name]
    data, held_out = (GRID.sample(size, np.random.default_rng([seed, k])) for k, size in enumerate((n, 2000), 1))
    networks, rows = players(seed), []
    z = SPREAD * np.random.default_rng([seed, 3]).standard_normal((2500, 2)).astype(np.float32)

    def look(step):
        fake = networks["G"](z).numpy()
        logits = [networks["D"](points).numpy() for points in (data, held_out, fake)]
        rows.append({"n": n, "change": change, "step": step, "overfitting": float(overfitting.reference(*logits)),
                     "memorisation": metrics.memorisation(fake[:1000], data, held_out[:1000]), **of(fake)})

    one_step.Workshop(networks, moves(change), STEPS, RATE, SPREAD).fit(data, BATCH, seed, LOOK, look)
    return rows
