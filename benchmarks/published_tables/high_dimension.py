"""Ten modes of 700 dimensions in a space of 1,200, the sizes of VEEGAN's "1200D Synthetic": networks and counts."""

import functools

import keras
import numpy as np

from gan_course import datasets, metrics, remedies, sweep
from gan_course.gan import GAN
from gan_course.optimizers import Adam

MIXTURE = datasets.embedded()
REACHED = 0.02          # of the samples are nearest to a mode
PAPERS_RADIUS = 10.0    # standard deviations, as the paper counts in 1,200 dimensions
N_SAMPLES = 2500
TRAINING_POINTS = 10_000
LATENT_DIM = 64
layers = keras.layers


@functools.cache
def points():
    """The training points, float32 (10,000, 1,200)."""
    return MIXTURE.sample(TRAINING_POINTS, seed=0)


def network(inputs, outputs, name):
    """Two layers of 128 ReLU units."""
    hidden = [layers.Dense(128, "relu", kernel_initializer="he_normal") for _ in range(2)]
    return keras.Sequential([keras.Input((inputs,)), *hidden, layers.Dense(outputs)], name=name)


def build(objective, remedies_, n_critic, rate, beta_1, batch_size):
    """One member, compiled; `settings.HIGH_COMMON` holds the usual values."""
    gan = GAN(network(LATENT_DIM, MIXTURE.dim, "generator"), network(MIXTURE.dim, 1, "discriminator"))
    gan.compile(objective, Adam(rate, beta_1), Adam(rate, beta_1), n_critic=n_critic,
                remedies=[remedies.get(remedy) for remedy in remedies_], steps_per_execution=100)
    return sweep.Trial(gan, points(), batch_size)


def counted(samples):
    """Return the counts of samples (n, 1200).

    modes, high_quality: with the radius that holds 98.89 % of a mode of 700 dimensions. modes_papers,
    high_quality_papers: with the paper's ten standard deviations. reached: modes that two in a hundred samples are
    nearest to, however far. distance: the median distance to the nearest mean, in standard deviations (real: √700).
    """
    gaps = np.stack([np.linalg.norm(samples - mean, axis=1) for mean in MIXTURE.means], axis=1)     # (n, n_modes)
    nearest, stds = gaps.argmin(axis=1), gaps.min(axis=1) / MIXTURE.std[0]
    shares = np.bincount(nearest, minlength=MIXTURE.n_modes) / len(samples)
    near = stds <= PAPERS_RADIUS
    return {"modes": metrics.modes_captured(samples, MIXTURE),
            "high_quality": metrics.high_quality_share(samples, MIXTURE),
            "modes_papers": len(np.unique(nearest[near])), "high_quality_papers": float(near.mean()),
            "reached": int((shares >= REACHED).sum()), "distance": float(np.median(stds))}


def measure(gan):
    """The counts of 2,500 samples."""
    return counted(gan.generate(N_SAMPLES, seed=1, batch_size=N_SAMPLES))
