"""Points in the plane moved at random, as augmentation for a discriminator: each row has a chance t of its own.

Every function takes points (batch, 2) and t (batch, 1), uniform in [0, 1), and returns points (batch, 2). Whether an
augmentation changes what a generator learns: Karras et al. 2020, section 2.2 and appendix C.
"""

import numpy as np
import tensorflow as tf


def square(points, t):
    """Each point under one of the eight symmetries of the square: mirrored, or with its two axes exchanged."""
    which = tf.cast(8 * t, tf.int32)
    signs = tf.concat([1 - 2 * (which % 2), 1 - 2 * (which // 2 % 2)], axis=1)
    points = points * tf.cast(signs, points.dtype)
    return tf.where(which >= 4, points[:, ::-1], points)


def square_half_of_the_time(points, t):
    """The same with a chance of a half; else the points as they are."""
    return tf.where(t < 0.5, square(points, 2 * t), points)


def any_angle(points, t):
    """Each point turned about 0 by the angle 2πt."""
    cos, sin = tf.cos(2 * np.pi * t), tf.sin(2 * np.pi * t)
    return tf.concat([cos * points[:, :1] - sin * points[:, 1:], sin * points[:, :1] + cos * points[:, 1:]], 1)
