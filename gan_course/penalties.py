"""Gradient penalties: what a discriminator pays for being steep.

A *critic* is a function from samples (batch, ...) to logits (batch, 1). Each penalty is one number, the mean over the
batch. Each example's gradient must be its own: a discriminator with batch normalisation has none.
"""

from gan_course import arguments
from gan_course.arguments.tensors import alike, scalar, tensor
from gan_course.later import Later

tf = Later("tensorflow")


def squared_gradient_norms(critic, points):
    """‖∇D(x)‖² at each point: points (batch, ...) -> (batch,)."""
    gradient = _gradient(arguments.function("critic", critic, "from samples (batch, ...) to logits (batch, 1)"),
                         tensor("points", points))
    return tf.reduce_sum(tf.square(gradient), axis=list(range(1, len(gradient.shape))))


def zero_centred(critic, points):
    """E‖∇D‖² / 2 at the points (batch, ...).

    At real data it is R1, at fakes R2, both before gamma (Mescheder, Geiger & Nowozin 2018, eq. 9 and 10).
    """
    return 0.5 * tf.reduce_mean(squared_gradient_norms(critic, points))


def one_centred(critic, points, target=1.0):
    """E(‖∇D‖ − target)² at the points (batch, ...), before lambda (Gulrajani et al. 2017, eq. 3)."""
    return tf.reduce_mean(tf.square(safe_sqrt(squared_gradient_norms(critic, points)) - scalar("target", target)))


def between(real, fake, u):
    """Points x + u (G(z) − x) on the lines from real to fake; u: (batch,), **uniform** on [0, 1]."""
    real, fake, u = tensor("real", real), tensor("fake", fake), tensor("u", u)
    alike(real=real, fake=fake)
    if not real.shape[:1].is_compatible_with(u.shape):
        raise ValueError(f"u has shape {u.shape}; give {tuple(real.shape[:1])}, one number for each of real.")
    return real + tf.reshape(u, [-1, *[1] * (len(real.shape) - 1)]) * (fake - real)


def around(real, u, noise):
    """Points x + u · std(x) · noise / 2 about the data; u: (batch,) and noise, shaped as real, both uniform on [0, 1].

    Kodali et al. 2017 (DRAGAN), as in its authors' code: std is one number, that of the whole batch.
    """
    real, noise = tensor("real", real), tensor("noise", noise)
    alike(real=real, noise=noise)
    _, variance = tf.nn.moments(real, axes=list(range(len(real.shape))))
    return between(real, real + 0.5 * tf.sqrt(variance) * noise, u)


def safe_sqrt(x, least=1e-12):
    """√x whose slope at 0 is finite: below `least` the slope is 0. A plain root there gives NaN weights."""
    return tf.sqrt(tf.maximum(tensor("x", x, least_rank=0), arguments.number("least", least, above=0)))


def _gradient(critic, points):
    with tf.GradientTape(watch_accessed_variables=False) as tape:
        tape.watch(points)
        total = tf.reduce_sum(critic(points))  # a sum: each example's logit depends on its own point alone
    gradient = tape.gradient(total, points)
    if gradient is None:
        raise ValueError("What critic returned does not depend on its points; give a critic of TensorFlow operations.")
    return gradient
