"""One call that seeds every source of chance in the course; and a stream of chance that no other thread can touch."""

import contextlib
import random
import threading

import numpy as np

from gan_course import arguments
from gan_course.private import kept_seeds, seeds_drawn_from

_lock = threading.Lock()    # Keras's source of seeds belongs to the whole process


def seed_everything(seed=0):
    """Seed Python's `random`, NumPy and Keras (hence TensorFlow).

    seed: a whole number from 0 to 2**32 - 1, else ValueError. On one machine, with one number of threads, the
    same seed gives the same weights to the last bit; another processor may differ in the last digits.
    """
    seed = arguments.seed("seed", seed)
    import keras  # here, so that `import gan_course` stays quick

    keras.utils.set_random_seed(seed)


@contextlib.contextmanager
def own_rng(rng):
    """Have Keras draw the seeds of weights and layers from `rng` (a `random.Random`) for the time of the block.

    After `seed_everything(seed)` they come from Python's one global stream, from which any thread can draw at any time.
    `random.Random(seed)` gives the same numbers, and leaves the global one alone. One block at a time.
    """
    arguments.instance("rng", rng, random.Random, "Such as random.Random(0).")
    with _lock, seeds_drawn_from(rng):
        yield


@contextlib.contextmanager
def kept_random_state(seed=None):
    """Put every global source of chance (Python, NumPy, Keras, TensorFlow) back as it was at the end of the block.

    With a seed, the block finds them as after `seed_everything(seed)`.
    """
    seed = None if seed is None else arguments.seed("seed", seed)
    python, numpy = random.getstate(), np.random.get_state()  # noqa: NPY002  the global one is meant, here and below
    try:
        with kept_seeds(seed):
            if seed is not None:
                random.seed(seed)
                np.random.seed(seed)  # noqa: NPY002
            yield
    finally:
        random.setstate(python)
        np.random.set_state(numpy)  # noqa: NPY002


@contextlib.contextmanager
def seeded(seed):
    """Let the block find all chance as after `seed_everything(seed)`, and everybody else as it was. One at a time.

    The seeds of weights and layers come from a stream of their own (`own_rng`).
    """
    seed = arguments.seed("seed", seed)
    with own_rng(random.Random(seed)), kept_random_state(seed):
        yield
