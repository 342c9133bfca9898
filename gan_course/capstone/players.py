"""The players of each world, the same for everybody: an attempt may change the training, not the networks."""

import keras

from gan_course import arguments, networks
from gan_course.layers import LeakyReLU

WIDTHS = (96, 96)
LATENT_DIM = {"curve": 2, "clouds": 16, "glyphs": 16}


def players(world):
    """Return a fresh generator and a fresh discriminator for a world; their weights come from the seed that is set."""
    latent_dim = LATENT_DIM[arguments.choice("world.name", getattr(world, "name", world), tuple(LATENT_DIM))]
    if world.name == "glyphs":
        return _drawer(latent_dim, world.sample_shape), _judge(world.sample_shape)
    return networks.mlp_generator(latent_dim, world.dim, WIDTHS), networks.mlp_discriminator(world.dim, WIDTHS)


def _drawer(latent_dim, shape):
    layers = keras.layers
    hidden = [layers.Dense(width, activation="relu") for width in WIDTHS]
    pixels = shape[0] * shape[1] * shape[2]
    return keras.Sequential([keras.Input((latent_dim,)), *hidden, layers.Dense(pixels, activation="tanh"),
                             layers.Reshape(shape)], name="generator")


def _judge(shape):
    layers = keras.layers
    hidden = [layer for width in WIDTHS for layer in (layers.Dense(width), LeakyReLU(negative_slope=0.2))]
    return keras.Sequential([keras.Input(shape), layers.Flatten(), *hidden, layers.Dense(1)], name="discriminator")
