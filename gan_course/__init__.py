"""A hands-on course on generative adversarial networks: the helper package behind the notebooks.

`import gan_course` is quick: TensorFlow is imported by the modules that use it, not here.
"""

import os

# TensorFlow reads these once, when it is imported. They keep its start-up lines out of the notebooks;
# set them yourself beforehand to see the lines again.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

from gan_course.backend import keras_on_tensorflow  # (the variable above comes first)
from gan_course.quiet import quiet_tensorflow
from gan_course.seeding import seed_everything

keras_on_tensorflow()
quiet_tensorflow()

__version__ = "0.1.0"
__all__ = ["seed_everything"]
