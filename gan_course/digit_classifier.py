"""A small frozen classifier of handwritten digits: the judge of generated images.

Trained once, by `data/train_digit_classifier.py`, on the 8,000 bundled training digits alone.
"""

import warnings

import keras
import numpy as np
import tensorflow as tf

from gan_course import arguments
from gan_course.backend import channels_last, single_precision
from gan_course.data_files import checked_path
from gan_course.metrics import frechet_distance

WEIGHTS_FILE = "digit_classifier.npz"
N_FEATURES = 64
_CHUNK = 500  # images at a time: keeps the memory of a large call small


@channels_last()
@single_precision()
def network() -> keras.Model:
    """The untrained network: images (batch, 28, 28, 1) -> features (batch, 64) and logits (batch, 10)."""
    init = "he_normal"
    images = keras.Input((28, 28, 1), dtype="float32")
    x = images
    for filters in (24, 48, 64):
        x = keras.layers.Conv2D(filters, 3, padding="same", activation="relu", kernel_initializer=init)(x)
        x = keras.layers.MaxPooling2D()(x)  # 28 -> 14 -> 7 -> 3
    x = keras.layers.Flatten()(x)
    features = keras.layers.Dense(N_FEATURES, activation="relu", kernel_initializer=init)(x)
    logits = keras.layers.Dense(10)(features)
    return keras.Model(images, [features, logits], name="digit_classifier")


class DigitClassifier:
    """Frozen network with ten classes. Images are float (n, 28, 28, 1) in [-1, 1]; else ValueError.

    model: a Keras model as `network` makes it.
    """

    def __init__(self, model: keras.Model):
        arguments.instance("model", model, keras.Model)
        outputs = [(None, N_FEATURES), (None, 10)]
        if model.input_shape != (None, 28, 28, 1) or model.output_shape != outputs:
            raise ValueError(f"model takes shape {model.input_shape} and returns {model.output_shape}; give one that "
                             f"takes (None, 28, 28, 1) and returns {outputs}, as digit_classifier.network() does.")
        model.trainable = False
        signature = [tf.TensorSpec((None, 28, 28, 1), tf.float32)]
        self._forward = tf.function(lambda images: model(images, training=False), input_signature=signature)

    def features(self, images) -> np.ndarray:
        """Activations of the layer before the last, float32 (n, 64)."""
        return self._run(images)[0]

    def probabilities(self, images) -> np.ndarray:
        """Probability of each digit, float32 (n, 10); rows sum to 1."""
        logits = self._run(images)[1]
        odds = np.exp(logits - logits.max(axis=1, keepdims=True))
        return odds / odds.sum(axis=1, keepdims=True)

    def predict(self, images) -> np.ndarray:
        """Most probable digit, int32 (n,)."""
        return self._run(images)[1].argmax(axis=1).astype(np.int32)

    def confident_share(self, images, threshold: float = 0.9) -> float:
        """Share of images whose most probable digit has a probability above `threshold`."""
        threshold = arguments.number("threshold", threshold, low=0, below=1, hint="It is a probability.")
        return float((self.probabilities(images).max(axis=1) > threshold).mean())

    def accuracy(self, images, labels) -> float:
        """Share of images whose most probable digit equals the label. labels: (n,) integers 0 to 9."""
        predicted = self.predict(images)
        labels = arguments.integers("labels", labels, predicted.shape, low=0, high=9)
        return float((predicted == labels).mean())

    def frechet_distance(self, images_a, images_b) -> float:
        """Fréchet distance of the two sets of images in this classifier's feature space (see `metrics`)."""
        return frechet_distance(self.features(images_a), self.features(images_b))

    def _run(self, images):
        images = _checked(images)
        parts = [self._forward(images[i : i + _CHUNK]) for i in range(0, len(images), _CHUNK)]
        return [np.concatenate([np.asarray(part[k]) for part in parts]) for k in (0, 1)]


def load(data_dir=None) -> DigitClassifier:
    """The trained classifier, from `data/digit_classifier.npz`. Raises DataFileError if that is damaged."""
    model = network()
    with np.load(checked_path(WEIGHTS_FILE, data_dir)) as file:
        model.set_weights([file[f"w{i}"].astype(np.float32) for i in range(len(model.weights))])
    return DigitClassifier(model)


def _checked(images):
    images = arguments.images("images", images, ("n", 28, 28, 1))
    if images.min() >= 0:
        warnings.warn("No pixel is below 0: are these scaled to [0, 1]? Paper is -1, ink +1.", stacklevel=4)
    return images
