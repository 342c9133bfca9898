"""One call seeds Python, NumPy and Keras; a stream of one's own gives the same and touches nothing."""

import random
import threading

import keras
import numpy as np
import pytest
import tensorflow as tf

from gan_course import seed_everything
from gan_course.seeding import own_rng, seeded


def draws():
    return [random.random(), float(np.random.rand()), float(keras.random.normal(())),  # noqa: NPY002
            float(keras.layers.Dense(1)(np.ones((1, 3)))[0, 0])]


def test_same_seed_same_numbers():
    found = []
    for seed in (0, 0, 1):
        seed_everything(seed)
        found.append(draws())
    assert found[0] == found[1]
    assert all(a != b for a, b in zip(found[0], found[2], strict=True))


@pytest.mark.parametrize("seed", [-1, 2**32, 1.0, "0", None, True])
def test_bad_seeds(seed):
    with pytest.raises(ValueError, match="whole number from 0 to 4294967295"):
        seed_everything(seed)


def seeds_and_weights():
    """Two weights, and the seed of a layer's own chance."""
    layers = [keras.layers.Dense(3), keras.layers.Dense(2)]
    x = np.ones((1, 4), "float32")
    for layer in layers:
        x = layer(x)
    return [*(layer.kernel.numpy().tolist() for layer in layers),
            *(owner.state.numpy().tolist() for owner in (keras.random.SeedGenerator(),
                                                         keras.layers.Dropout(0.5).seed_generator))]


def test_a_stream_of_ones_own_gives_what_the_global_seed_gives():
    seed_everything(12)
    expected = seeds_and_weights()
    stream = random.Random(12)
    seed_everything(99)
    before = random.getstate()
    with own_rng(stream):
        assert seeds_and_weights() == expected
    assert random.getstate() == before
    assert stream.getstate() != random.Random(12).getstate(), "the stream moves on"
    with own_rng(stream):
        assert seeds_and_weights() != expected


def test_another_thread_cannot_disturb_it_and_keras_is_as_before_afterwards():
    done = threading.Event()

    def draw():
        while not done.is_set():
            random.random()

    thread = threading.Thread(target=draw)
    thread.start()
    try:
        found = []
        for _ in range(2):
            with own_rng(random.Random(3)):
                found.append(seeds_and_weights())
    finally:
        done.set()
        thread.join()
    assert found[0] == found[1]
    with pytest.raises(RuntimeError, match="on purpose"), own_rng(random.Random(3)):
        raise RuntimeError("on purpose")
    random.seed(5)
    one = keras.random.SeedGenerator().state.numpy()
    random.seed(5)
    assert np.array_equal(keras.random.SeedGenerator().state.numpy(), one), "Keras draws from Python's stream again"
    with own_rng(random.Random(3)):  # the lock was given back
        assert seeds_and_weights() == found[0]


@pytest.mark.parametrize("stream", [3, None, random, "0"])
def test_what_is_no_stream(stream):
    with pytest.raises(ValueError, match=r"give an object of the class Random\. Such as"), own_rng(stream):
        pass


@pytest.mark.parametrize("all_draws", [
    lambda: [random.random(), random.random()],     # apart: in the block Keras's seeds do not move Python's stream on
    lambda: [float(np.random.rand()), float(keras.random.normal(())), float(tf.random.normal(())),  # noqa: NPY002
             *seeds_and_weights()]])
def test_all_chance_is_found_as_after_seeding_and_put_back(all_draws):
    seed_everything(5)
    fives, after = all_draws(), all_draws()
    for _ in range(2):              # also where the same stream was drawn from before
        seed_everything(5)
        assert all_draws() == fives
        with seeded(5):
            assert all_draws() == fives
        with seeded(6):
            sixes = all_draws()
        assert all_draws() == after
    seed_everything(6)
    assert all_draws() == sixes != fives
