"""From noise to data in many small steps: flow matching, and diffusion, with their samplers.

Time t goes from 0 (noise) to 1 (data) in both. `network` takes points with their time beside them, (batch, dim + 1).
"""

import numpy as np
import tensorflow as tf

from gan_course import arguments
from gan_course.arguments.tensors import alike, tensor


def line(real, z, t):
    """Return the point at time t on the straight line from noise z to data, and the velocity along it.

    real, z: (batch, dim). t: (batch, 1) in [0, 1]. Liu et al. 2023 (rectified flow); Lipman et al. 2023, eq. 22 and 23,
    with a smallest spread of 0.
    """
    real, z, t = _rows(real, z, t)
    return (1 - t) * z + t * real, real - z


def _rows(real, z, t):
    """Data, noise and times as tensors that belong together row by row."""
    real, z, t = tensor("real", real), tensor("z", z), tensor("t", t)
    alike(real=real, z=z)
    if real.shape.rank != 2 or not t.shape.is_compatible_with([real.shape[0], 1]):
        raise ValueError(f"real has shape {real.shape} and t {t.shape}; give (batch, dim), and a time for each row, "
                         "(batch, 1).")
    return real, z, t


def flow_loss(network, real, z, t):
    """Return the mean squared error of a predicted velocity: flow matching (Lipman et al. 2023, eq. 9)."""
    arguments.function("network", network, "from points with their time to velocities")
    point, velocity = line(real, z, t)
    return tf.reduce_mean(tf.reduce_sum((network(tf.concat([point, t], axis=1)) - velocity) ** 2, axis=1))


def _points(z):
    """Noise as a tensor (n, dim)."""
    z = tensor("z", z, least_rank=2)
    if z.shape.rank != 2:
        raise ValueError(f"z has shape {z.shape}; give (n, dim).")
    return z


def euler(network, z, steps):
    """Return z (n, dim) carried from time 0 to 1 by Euler's method: `steps` evaluations of the network.

    network: from points with their time, (n, dim + 1), to velocities (n, dim).
    """
    arguments.function("network", network, "from points with their time to velocities")
    point, steps = _points(z), arguments.whole("steps", steps)
    for k in range(steps):
        time = tf.fill([tf.shape(point)[0], 1], tf.cast(k / steps, point.dtype))
        point += network(tf.concat([point, time], axis=1)) / steps
    return point


def amounts(t):
    """Return how much of the data and how much of the noise is in a diffused point at time t: sin and cos of πt/2.

    The squares sum to 1, so that data of variance 1 keep it on the way (Nichol & Dhariwal 2021 without their offset).
    """
    angle = tensor("t", t, least_rank=0) * (np.pi / 2)
    return tf.sin(angle), tf.cos(angle)


def diffusion_loss(network, real, z, t):
    """Return the mean squared error of the predicted noise in a diffused point (Ho, Jain & Abbeel 2020, eq. 14)."""
    arguments.function("network", network, "from points with their time to noise")
    real, z, t = _rows(real, z, t)
    of_data, of_noise = amounts(t)
    point = of_data * real + of_noise * z
    return tf.reduce_mean(tf.reduce_sum((network(tf.concat([point, t], axis=1)) - z) ** 2, axis=1))


def denoise(network, z, steps, start=0.02, reach=3.0):
    """Return z (n, dim) carried from noise to data, removing the predicted noise in `steps` evaluations (DDIM).

    Each step guesses the data, clipped to [-reach, reach], and goes to the point of the next time that has the same
    noise (Song, Meng & Ermon 2021, eq. 12 without new noise). start: the first time; at 0 no data could be guessed.
    """
    arguments.function("network", network, "from points with their time to noise")
    point, steps = _points(z), arguments.whole("steps", steps)
    start = arguments.number("start", start, above=0, below=1)
    reach = arguments.number("reach", reach, above=0)
    for k in range(steps):
        time = start + (1 - start) * k / steps
        (of_data, of_noise), (next_data, next_noise) = (amounts(tf.cast(t, point.dtype))
                                                        for t in (time, start + (1 - start) * (k + 1) / steps))
        beside = tf.fill([tf.shape(point)[0], 1], tf.cast(time, point.dtype))
        noise = network(tf.concat([point, beside], axis=1))
        data = tf.clip_by_value((point - of_noise * noise) / of_data, -reach, reach)
        point = next_data * data + next_noise * (point - of_data * data) / of_noise
    return point
