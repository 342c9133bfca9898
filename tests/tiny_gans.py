"""Two GANs that train in milliseconds, of points and of digits with labels, and their data."""

import numpy as np

from gan_course import networks, seed_everything
from gan_course.gan import GAN, ConditionalGAN
from gan_course.optimizers import Adam

X = np.random.default_rng(1).normal(size=(64, 2)).astype("float32")
DIGITS = np.random.default_rng(2).uniform(-1, 1, (32, 28, 28, 1)).astype("float32")
LABELS = (np.arange(32) % 10).astype("int32")
FIT = {"batch_size": 16, "verbose": 0}  # 4 steps an epoch


def points(seed=0, rate=1e-3, jit_compile=False, **options):
    seed_everything(seed)
    gan = GAN(networks.mlp_generator(widths=(8,)), networks.mlp_discriminator(widths=(8,)))
    gan.compile("non_saturating", Adam(rate), Adam(rate), jit_compile=jit_compile, **options)
    return gan


def digits(seed=0):
    seed_everything(seed)
    gan = ConditionalGAN(networks.conditional_dcgan_generator(4, channels=(4, 4)),
                         networks.conditional_dcgan_discriminator(channels=(4, 4)))
    gan.compile()
    return gan


def same(one, other):
    pairs = zip(one.get_weights(), other.get_weights(), strict=True)
    return all(np.array_equal(a, b) for a, b in pairs)
