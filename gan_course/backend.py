"""What other projects may have asked of Keras, and the course needs otherwise: engine, axes of images, precision."""

import contextlib
import os
import sys
import warnings


def keras_on_tensorflow():
    """Have Keras use TensorFlow; say so where the environment asks for another backend.

    The variable KERAS_BACKEND counts more than ~/.keras/keras.json. Raises ImportError where Keras was imported
    already, on another backend, which cannot be changed any more.
    """
    keras = sys.modules.get("keras")
    used = keras.config.backend() if hasattr(keras, "config") else "tensorflow"
    if used != "tensorflow":
        raise ImportError(f"Keras was imported before gan_course, and runs on {used}; the course needs it on "
                          "TensorFlow. Restart Python (or the notebook's kernel) and import gan_course first, or set "
                          "KERAS_BACKEND=tensorflow.")
    asked = os.environ.get("KERAS_BACKEND") or "tensorflow"
    if asked != "tensorflow":
        warnings.warn(f"KERAS_BACKEND is {asked!r}; the course needs Keras on TensorFlow, and uses it in this process.",
                      stacklevel=3)
    os.environ["KERAS_BACKEND"] = "tensorflow"


@contextlib.contextmanager
def channels_last():
    """Have layers made in the block take images (height, width, channels), whatever keras.json says."""
    import keras

    before = keras.config.image_data_format()
    keras.config.set_image_data_format("channels_last")
    try:
        yield
    finally:
        keras.config.set_image_data_format(before)


@contextlib.contextmanager
def single_precision():
    """Have layers made in the block compute in float32, whatever the policy or keras.json says."""
    import keras

    before = keras.config.dtype_policy()
    keras.config.set_dtype_policy("float32")
    try:
        yield
    finally:
        keras.config.set_dtype_policy(before)
