"""A small frozen network that reads the attributes of a face: the judge of generated faces.

Trained once, by `data/train_faces_judge.py`, on the 6,000 bundled training faces alone.
"""

import keras
import numpy as np

from gan_course import arguments
from gan_course.backend import channels_last, single_precision
from gan_course.faces import ATTRIBUTES, VALUES, table
from gan_course.frozen_network import N_FEATURES, FrozenNetwork, softmax, with_stored_weights

WEIGHTS_FILE = "faces_judge.npz"
_N_LOGITS = sum(map(len, VALUES.values()))


@channels_last()
@single_precision()
def network() -> keras.Model:
    """The untrained network: faces (batch, 16, 16, 3) -> features (batch, 64), logits of all values side by side."""
    init = "he_normal"
    images = keras.Input((16, 16, 3), dtype="float32")
    x = images
    for filters in (32, 64):  # 16 -> 8 -> 4
        x = keras.layers.Conv2D(filters, 4, 2, padding="same", activation="relu", kernel_initializer=init)(x)
    x = keras.layers.Dense(128, activation="relu", kernel_initializer=init)(keras.layers.Flatten()(x))
    features = keras.layers.Dense(N_FEATURES, activation="relu", kernel_initializer=init)(x)
    return keras.Model(images, [features, keras.layers.Dense(_N_LOGITS)(features)], name="faces_judge")


class FacesJudge(FrozenNetwork):
    """Frozen network that reads eight attributes. Faces are float (n, 16, 16, 3) in [-1, 1]; else ValueError.

    model: a Keras model as `network` makes it.
    """

    module, shape, n_logits = "faces_judge", (16, 16, 3), _N_LOGITS

    def read(self, images):
        """The most probable value of each attribute: a table (n rows) of integers with one column for each."""
        logits = self._run(images)[1]
        return table({name: part.argmax(axis=1) for name, part in _by_attribute(logits).items()})

    def probabilities(self, images, attribute) -> np.ndarray:
        """Probability of each value of one attribute, float32 (n, number of values); rows sum to 1."""
        attribute = arguments.choice("attribute", attribute, ATTRIBUTES)
        return softmax(_by_attribute(self._run(images)[1])[attribute])

    def _checked(self, images):
        return arguments.images("images", images, ("n", *self.shape))


def load(data_dir=None) -> FacesJudge:
    """The trained judge, from `data/faces_judge.npz`. Raises DataFileError if that is damaged."""
    return FacesJudge(with_stored_weights(network(), WEIGHTS_FILE, data_dir))


def _by_attribute(logits):
    """Logits of all values side by side -> {attribute: its logits (n, number of values)}."""
    ends = np.cumsum([len(values) for values in VALUES.values()])[:-1]
    return dict(zip(VALUES, np.split(logits, ends, axis=1), strict=True))
