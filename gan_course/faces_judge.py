"""A small frozen network that reads the attributes of a face: the judge of generated faces.

Trained once, by `data/train_faces_judge.py`, on the 6,000 bundled training faces alone.
"""

import keras
import numpy as np
import tensorflow as tf

from gan_course import arguments
from gan_course.backend import channels_last, single_precision
from gan_course.data_files import checked_path
from gan_course.faces import ATTRIBUTES, VALUES, table
from gan_course.metrics import frechet_distance

WEIGHTS_FILE = "faces_judge.npz"
N_FEATURES = 64
_CHUNK = 500  # images at a time: keeps the memory of a large call small
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


class FacesJudge:
    """Frozen network that reads eight attributes. Faces are float (n, 16, 16, 3) in [-1, 1]; else ValueError.

    model: a Keras model as `network` makes it.
    """

    def __init__(self, model: keras.Model):
        arguments.instance("model", model, keras.Model)
        outputs = [(None, N_FEATURES), (None, _N_LOGITS)]
        if model.input_shape != (None, 16, 16, 3) or model.output_shape != outputs:
            raise ValueError(f"model takes shape {model.input_shape} and returns {model.output_shape}; give one that "
                             f"takes (None, 16, 16, 3) and returns {outputs}, as faces_judge.network() does.")
        model.trainable = False
        signature = [tf.TensorSpec((None, 16, 16, 3), tf.float32)]
        self._forward = tf.function(lambda images: model(images, training=False), input_signature=signature)

    def features(self, images) -> np.ndarray:
        """Activations of the layer before the last, float32 (n, 64)."""
        return self._run(images)[0]

    def read(self, images):
        """The most probable value of each attribute: a table (n rows) of integers with one column for each."""
        logits = self._run(images)[1]
        return table({name: part.argmax(axis=1) for name, part in _by_attribute(logits).items()})

    def probabilities(self, images, attribute) -> np.ndarray:
        """Probability of each value of one attribute, float32 (n, number of values); rows sum to 1."""
        attribute = arguments.choice("attribute", attribute, ATTRIBUTES)
        logits = _by_attribute(self._run(images)[1])[attribute]
        odds = np.exp(logits - logits.max(axis=1, keepdims=True))
        return odds / odds.sum(axis=1, keepdims=True)

    def frechet_distance(self, images_a, images_b) -> float:
        """Fréchet distance of two sets of faces in this judge's feature space (see `metrics`)."""
        return frechet_distance(self.features(images_a), self.features(images_b))

    def _run(self, images):
        images = arguments.images("images", images, ("n", 16, 16, 3))
        parts = [self._forward(images[i : i + _CHUNK]) for i in range(0, len(images), _CHUNK)]
        return [np.concatenate([np.asarray(part[k]) for part in parts]) for k in (0, 1)]


def load(data_dir=None) -> FacesJudge:
    """The trained judge, from `data/faces_judge.npz`. Raises DataFileError if that is damaged."""
    model = network()
    with np.load(checked_path(WEIGHTS_FILE, data_dir)) as file:
        model.set_weights([file[f"w{i}"].astype(np.float32) for i in range(len(model.weights))])
    return FacesJudge(model)


def _by_attribute(logits):
    """Logits of all values side by side -> {attribute: its logits (n, number of values)}."""
    ends = np.cumsum([len(values) for values in VALUES.values()])[:-1]
    return dict(zip(VALUES, np.split(logits, ends, axis=1), strict=True))
