"""One call that seeds every source of chance in the course; and a stream of chance that no other thread can touch."""

import contextlib
import random
import threading

from gan_course.private import seeds_drawn_from

_lock = threading.Lock()    # Keras's source of seeds belongs to the whole process


def seed_everything(seed=0):
    """Seed Python's `random`, NumPy and Keras (hence TensorFlow).

    seed: a whole number from 0 to 2**32 - 1, else ValueError. On one machine, with one number of threads, the
    same seed gives the same weights to the last bit; another processor may differ in the last digits.
    """
    if isinstance(seed, bool) or not isinstance(seed, int) or not 0 <= seed < 2**32:
        raise ValueError(f"seed is {seed!r}; it must be a whole number from 0 to {2**32 - 1}, such as 0.")
    import keras  # here, so that `import gan_course` stays quick

    keras.utils.set_random_seed(seed)


@contextlib.contextmanager
def own_chance(stream):
    """Have Keras draw the seeds of weights and layers from `stream` (a `random.Random`) for the time of the block.

    After `seed_everything(seed)` they come from Python's one global stream, from which any thread can draw at any time.
    `random.Random(seed)` gives the same numbers, and leaves the global one alone. One block at a time.
    """
    if not isinstance(stream, random.Random):
        raise ValueError(f"stream is {stream!r}; give a random.Random, such as random.Random(0).")
    with _lock, seeds_drawn_from(stream):
        yield
