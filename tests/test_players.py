"""Players that do not fit together are told apart, each by its own sentence; those that do are let through."""

import keras
import pytest

from gan_course import networks
from gan_course.players import check_players, first_shape

PLAIN = ("noise",), ("samples",)
LABELLED = ("noise", "labels"), ("samples", "labels")


def dense(n_in, n_out, activation=None):
    return keras.Sequential([keras.Input((n_in,)), keras.layers.Dense(n_out, activation=activation)])


@pytest.mark.parametrize("players, inputs_each", [
    ((dense(2, 3), dense(3, 1)), PLAIN),
    ((dense(2, 2), dense(2, 1, "tanh")), PLAIN),
    ((networks.dcgan_generator(), networks.dcgan_discriminator()), PLAIN),
    ((networks.conditional_dcgan_generator(), networks.conditional_dcgan_discriminator()), LABELLED),
])
def test_players_that_fit(players, inputs_each):
    assert check_players(*players, inputs_each, "GAN") is None


@pytest.mark.parametrize("generator, discriminator, message", [
    (dense(2, 3), dense(2, 1), r"samples of shape \(3,\); the discriminator takes \(2,\)"),
    (dense(2, 2), dense(2, 2), "one logit a sample"),
    (dense(2, 2), dense(2, 1, "sigmoid"), "ends in a sigmoid"),
    (keras.Sequential([keras.layers.Dense(2)]), dense(2, 1), "generator is .* begin it with keras.Input"),
    (dense(2, 2), "a critic", "discriminator is 'a critic'; it must be a Keras model"),
    (keras.Sequential([keras.Input((4, 4, 1)), keras.layers.Flatten(), keras.layers.Dense(2)]), dense(2, 1),
     r"must take vectors, \(batch, latent_dim\)"),
    (networks.conditional_dcgan_generator(), networks.conditional_dcgan_discriminator(),
     r"generator has 2 input\(s\); a Game gives it 1: \[noise\]"),
])
def test_players_that_do_not_fit(generator, discriminator, message):
    with pytest.raises(ValueError, match=message):
        check_players(generator, discriminator, PLAIN, "Game")


def test_first_shape():
    assert first_shape((None, 2)) == (None, 2) == first_shape([(None, 2), (None,)])
