"""Players that do not fit together are told apart, each by its own sentence; those that do are let through."""

import keras
import numpy as np
import pytest

from gan_course import networks
from gan_course.players import check_players, check_trainable, first_shape, is_graph

layers = keras.layers
PLAIN = ("noise",), ("samples",)
LABELLED = ("noise", "labels"), ("samples", "labels")


def dense(n_in, n_out, activation=None):
    return keras.Sequential([keras.Input((n_in,)), keras.layers.Dense(n_out, activation=activation)])


class Own(keras.Model):
    """A network as PyTorch users write it; it knows its shape once it was called."""

    def __init__(self, out, answer=lambda x: x):
        super().__init__()
        self.first, self.last, self.answer = layers.Dense(8, activation="relu"), layers.Dense(out), answer

    def call(self, x, training=False):
        x = keras.ops.concatenate([x[0], keras.ops.one_hot(x[1], 3)], axis=-1) if isinstance(x, list) else x
        return self.answer(self.last(self.first(x)))


def own(out, size=2, labels=False, **options):
    network = Own(out, **options)
    points = np.zeros((4, size), "float32")
    network([points, np.zeros(4, "int32")] if labels else points)
    return network


SHARED = layers.Dense(2)
FITTING = [
    (dense(2, 3), dense(3, 1), PLAIN, (2, (3,))),
    (dense(2, 2), dense(2, 1, "tanh"), PLAIN, (2, (2,))),
    (keras.Model(i := keras.Input((2,)), [layers.Dense(3)(i)]), dense(3, 1), PLAIN, (2, (3,))),
    (own(3), own(1, 3), PLAIN, (2, (3,))),
    (own(3), dense(3, 1), PLAIN, (2, (3,))),
    (own(3, labels=True), own(1, 3, labels=True), LABELLED, (2, (3,))),
    (networks.dcgan_generator(), networks.dcgan_discriminator(), PLAIN, (32, (28, 28, 1))),
    (networks.conditional_dcgan_generator(), networks.conditional_dcgan_discriminator(), LABELLED, (32, (28, 28, 1))),
    (keras.Sequential([keras.Input((2,)), layers.Dense(64), layers.Reshape((1, 16, 4))]),
     keras.Sequential([keras.Input((1, 16, 4)), layers.Flatten(), layers.Dense(1)]), PLAIN, (2, (1, 16, 4))),
]


@pytest.mark.parametrize("generator, discriminator, inputs_each, shapes", FITTING)
def test_players_that_fit(generator, discriminator, inputs_each, shapes):
    found = check_players(generator, discriminator, inputs_each, "GAN")
    assert (found.latent_dim, found.sample) == shapes


def images(data_format=None):
    return (keras.Sequential([keras.Input((2,)), layers.Dense(192), layers.Reshape((3, 8, 8))]),
            keras.Sequential([keras.Input((3, 8, 8)), layers.Flatten(), layers.Dense(1)]))


def with_options(**options):
    return keras.Sequential([keras.Input((2,)), layers.Dense(1, **options)])


@pytest.mark.parametrize("generator, discriminator, message", [
    (dense(2, 3), dense(2, 1), r"samples of shape \(3,\); the discriminator takes \(2,\)"),
    (own(3), own(1), r"samples of shape \(3,\); the discriminator takes \(2,\)"),
    (dense(2, 2), dense(2, 2), "one logit a sample"), (own(2), own(2), "one logit a sample"),
    (dense(2, 2), dense(2, 1, "sigmoid"), "ends in a sigmoid"),
    (dense(2, 2), own(1, answer=keras.ops.sigmoid), "ends in a sigmoid"),
    (keras.Sequential([keras.layers.Dense(2)]), dense(2, 1), "generator is .* begin it with keras.Input"),
    (Own(2), dense(2, 1), r"call it once on a batch: generator\(noise\)"),
    (dense(2, 2), "a critic", "discriminator is 'a critic'; it must be a Keras model"),
    (keras.Sequential([keras.Input((4, 4, 1)), keras.layers.Flatten(), keras.layers.Dense(2)]), dense(2, 1),
     r"must take vectors, \(batch, latent_dim\)"),
    (networks.conditional_dcgan_generator(), networks.conditional_dcgan_discriminator(),
     r"generator has 2 input\(s\); a Game gives it 1: \[noise\]"),
    (own(2, answer=lambda x: {"samples": x}), dense(2, 1), "generator returns a dict; it must return one tensor"),
    (dense(2, 2), own(1, answer=lambda x: (x, x)), "discriminator returns a tuple"),
    (keras.Model(i := keras.Input((2,)), [layers.Dense(2)(i), i]), dense(2, 1), "generator returns a list"),
    (keras.Model(i := keras.Input((2,)), {"x": layers.Dense(2)(i)}), dense(2, 1), "generator returns a dict"),
    (own(2, answer=lambda x: keras.ops.cast(x, "int32")), dense(2, 1), "generator returns int32"),
    (keras.Sequential([keras.Input((2,)), SHARED]), keras.Sequential([keras.Input((2,)), SHARED, layers.Dense(1)]),
     "share weights"),
    ((both := dense(1, 1)), both, "are the same network"),
    (dense(2, 2), with_options(kernel_regularizer="l2"), "discriminator has a regularizer"),
    (dense(2, 2), with_options(activity_regularizer="l2"), "activity_regularizer"),
    (dense(2, 2), with_options(dtype="float16"), "weights are float16"),
    (*images(), "looks like images channels-first"),
    (images()[0], keras.Sequential([keras.Input((3, 8, 8)), layers.Conv2D(1, 3, data_format="channels_first"),
                                    layers.Flatten(), layers.Dense(1)]), "takes images channels-first"),
])
def test_players_that_do_not_fit(generator, discriminator, message):
    with pytest.raises(ValueError, match=message):
        check_players(generator, discriminator, PLAIN, "Game")


def test_a_player_that_cannot_move():
    frozen, half, weightless = (dense(2, 2), keras.Sequential([keras.Input((2,)), layers.Dense(2), layers.Dense(2)]),
                                keras.Sequential([keras.Input((2,)), layers.Flatten()]))
    frozen.trainable = half.layers[0].trainable = False
    with pytest.raises(ValueError, match=r"discriminator has no weight to train: discriminator\.trainable is False"):
        check_trainable("discriminator", frozen)
    with pytest.raises(ValueError, match="generator has no weight to train: no layer of it has weights"):
        check_trainable("generator", weightless)
    check_trainable("generator", half)


def test_first_shape_and_what_has_a_graph():
    assert first_shape((None, 2)) == (None, 2) == first_shape([(None, 2), (None,)])
    assert is_graph(dense(1, 1)) and not is_graph(own(1))
