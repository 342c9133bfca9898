"""One call that seeds every source of chance in the course."""


def seed_everything(seed=0):
    """Seed Python's `random`, NumPy and Keras (hence TensorFlow).

    seed: a whole number from 0 to 2**32 - 1, else ValueError. On one machine, with one number of threads, the
    same seed gives the same weights to the last bit; another processor may differ in the last digits.
    """
    if isinstance(seed, bool) or not isinstance(seed, int) or not 0 <= seed < 2**32:
        raise ValueError(f"seed is {seed!r}; it must be a whole number from 0 to {2**32 - 1}, such as 0.")
    import keras  # here, so that `import gan_course` stays quick

    keras.utils.set_random_seed(seed)
