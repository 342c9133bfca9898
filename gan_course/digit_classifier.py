"""A small frozen classifier of handwritten digits: the judge of generated images.

Trained once, by `data/train_digit_classifier.py`, on the 8,000 bundled training digits alone.
"""

import keras
import numpy as np

from gan_course import arguments
from gan_course.backend import channels_last, single_precision
from gan_course.frozen_network import N_FEATURES, FrozenNetwork, softmax, with_stored_weights

WEIGHTS_FILE = "digit_classifier.npz"


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


class DigitClassifier(FrozenNetwork):
    """Frozen network with ten classes. Images are float (n, 28, 28, 1) in [-1, 1]; else ValueError.

    model: a Keras model as `network` makes it.
    """

    module, shape, n_logits = "digit_classifier", (28, 28, 1), 10

    def probabilities(self, images) -> np.ndarray:
        """Probability of each digit, float32 (n, 10); rows sum to 1."""
        return softmax(self._run(images)[1])

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

    def _checked(self, images):
        images = arguments.images("images", images, ("n", *self.shape))
        if images.min() >= 0:
            arguments.warn("No pixel is below 0: are these scaled to [0, 1]? Paper is -1, ink +1.")
        return images


def load(data_dir=None) -> DigitClassifier:
    """The trained classifier, from `data/digit_classifier.npz`. Raises DataFileError if that is damaged."""
    return DigitClassifier(with_stored_weights(network(), WEIGHTS_FILE, data_dir))
