"""Ring and grid: networks, training and counts."""

import keras
import numpy as np

from gan_course import datasets, remedies, sweep
from gan_course.gan import GAN
from gan_course.metrics import high_quality_share, kl_from_uniform, mode_counts
from gan_course.optimizers import Adam

MIXTURES = {"ring": datasets.ring(), "grid": datasets.grid(), "hopping": datasets.ring(radius=2.0, std=0.02)}
REACHED = 0.02      # of the samples are nearest to a mode
N_SAMPLES = 2500
TRAINING_POINTS = 50_000
layers = keras.layers


def demo_network(inputs, outputs, name):
    """Two layers of 128 tanh units, orthogonal with gain 1.4: the public demo of the unrolled GAN and of VEEGAN."""
    def dense(width, activation=None):
        return layers.Dense(width, activation, kernel_initializer=keras.initializers.Orthogonal(gain=1.4))

    return keras.Sequential([keras.Input((inputs,)), dense(128, "tanh"), dense(128, "tanh"), dense(outputs)], name=name)


def hopping_network(inputs, outputs, name):
    """ReLU units, orthogonal with gain 0.8, two layers of 128 for G and one for D: Metz et al. 2017, appendix A."""
    def dense(width, activation=None):
        return layers.Dense(width, activation, kernel_initializer=keras.initializers.Orthogonal(gain=0.8))

    hidden = [dense(128, "relu"), dense(128, "relu")] if name == "generator" else [layers.Rescaling(1 / 4),
                                                                                  dense(128, "relu")]
    return keras.Sequential([keras.Input((inputs,)), *hidden, dense(outputs)], name=name)


def toy_network(inputs, outputs, name):
    """Three layers of ReLU units, as in WGAN-GP's public toys, at 128 units instead of 512."""
    hidden = [layers.Dense(128, "relu", kernel_initializer="he_normal") for _ in range(3)]
    return keras.Sequential([keras.Input((inputs,)), *hidden, layers.Dense(outputs)], name=name)


NETWORKS = {"demo": demo_network, "hopping": hopping_network, "toy": toy_network}


def build(mixture, networks, objective, remedies_, n_critic, generator_rate, discriminator_rate, beta_1, batch_size,
          latent_dim, decay_steps=None):
    """One member, compiled; `settings.COMMON` holds the usual values.

    decay_steps: generator steps in which both rates fall to 2 % along half a cosine; None keeps them.
    """
    network = NETWORKS[networks]
    gan = GAN(network(latent_dim, 2, "generator"), network(2, 1, "discriminator"))

    def adam(rate, steps_each):
        if decay_steps is not None:
            rate = keras.optimizers.schedules.CosineDecay(rate, decay_steps * steps_each, alpha=0.02)
        return Adam(rate, beta_1)

    gan.compile(objective, adam(generator_rate, 1), adam(discriminator_rate, n_critic), n_critic=n_critic,
                remedies=[remedies.get(remedy) for remedy in remedies_], steps_per_execution=250)
    return sweep.Trial(gan, MIXTURES[mixture].sample(TRAINING_POINTS, seed=0), batch_size)


def load(file):
    """The stored results as a table; those of the first releases called `kl_from_uniform` by the other one's name."""
    table = sweep.load(file)
    if "reverse_kl" in table:
        before = table.pop("reverse_kl")
        table["kl_from_uniform"] = table["kl_from_uniform"].fillna(before) if "kl_from_uniform" in table else before
    return table


def measure(mixture):
    """Return the function that judges a GAN by 2,500 samples; `reached` counts modes that many are near, if not on."""
    def counts(gan):
        samples = gan.generate(N_SAMPLES, seed=1, batch_size=N_SAMPLES)
        found = mode_counts(samples, MIXTURES[mixture])
        nearest = ((samples[:, None] - MIXTURES[mixture].means)**2).sum(-1).argmin(1)
        shares = np.bincount(nearest, minlength=len(found)) / len(samples)
        return {"modes": int((found > 0).sum()), "high_quality": high_quality_share(samples, MIXTURES[mixture]),
                "kl_from_uniform": kl_from_uniform(found, pseudo_count=1.0), "reached": int((shares >= REACHED).sum())}

    return counts
