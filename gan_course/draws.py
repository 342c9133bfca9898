"""Random numbers inside a training step: the same ones eagerly, in a graph and under XLA.

TensorFlow turns the same random bits into numbers in two ways, one in its own kernels and one under XLA, and the
latter's normal numbers take long on a CPU. Here the bits are turned into numbers by one formula.
"""

import math

import tensorflow as tf


def uniform(shape, seed):
    """Uniform numbers in [0, 1), float32, of that shape. seed: int32 (2,); equal seeds give equal numbers."""
    bits = tf.random.stateless_uniform(shape, seed, minval=None, maxval=None, dtype=tf.int32, alg="philox")
    return tf.cast(tf.bitwise.bitwise_and(bits, 2**24 - 1), tf.float32) * 2.0**-24  # float32 holds 24 bits


def normal(shape, seed):
    """Standard normal numbers, float32, of that shape (Box & Muller 1958). seed: as in `uniform`."""
    shape = tf.convert_to_tensor(shape, tf.int32)
    size = tf.reduce_prod(shape)
    u = uniform((2, (size + 1) // 2), seed)
    radius, angle = tf.sqrt(-2.0 * tf.math.log(1.0 - u[0])), 2.0 * math.pi * u[1]
    both = tf.concat([radius * tf.cos(angle), radius * tf.sin(angle)], axis=0)
    return tf.reshape(both[:size], shape)
