"""A GAN in NumPy whose discriminator is ahead, for lesson 03: how G catches up, by its loss and its rule."""

import numpy as np

from gan_course.from_scratch import MLP, Adam, ScratchGAN, sigmoid

WIDTHS = (2, 64, 64)
N_LOOK = 500                # fakes in a look


def head_start(data, where, steps, rate, seed):
    """Return a GAN whose D trained alone for some steps while the fakes stood around the point (where, where).

    data: real points (n, 2). rate: of D's Adam. seed: an int, of weights, batches and noise.
    """
    rng = np.random.default_rng(seed)
    gan = ScratchGAN(MLP((*WIDTHS, 2), "relu", rng), MLP((*WIDTHS, 1), "relu", rng), None, Adam(rate))
    gan.generator.weights[-1][:] = where
    for _ in range(steps):
        gan.discriminator_step(data[rng.integers(len(data), size=128)], gan.noise(128, rng))
    return gan


def belief(gan, seed=0):
    """Return the mean of D(G(z))."""
    return float(sigmoid(gan.discriminator.forward(gan.generate(N_LOOK, seed))).mean())


def way_left(gan, data, loss, rule, seed, rounds=300):
    """Train a copy of the GAN on; return which share is left of the way from the fakes' centre to (0, 0).

    loss: G's, such as `non_saturating_loss`. rule: G's optimiser. D's is Adam with rate 0.001. The GAN stays as it is.
    """
    copy = ScratchGAN(MLP((*WIDTHS, 2), "relu"), MLP((*WIDTHS, 1), "relu"), rule, Adam(1e-3), loss)
    for mine, original in ((copy.generator, gan.generator), (copy.discriminator, gan.discriminator)):
        mine.weights = [w.copy() for w in original.weights]
    before, _ = _centre(copy, seed), copy.fit(data, rounds, seed=seed)
    return float(_centre(copy, seed) / before)


def _centre(gan, seed):
    return np.linalg.norm(gan.generate(N_LOOK, seed).mean(axis=0))
