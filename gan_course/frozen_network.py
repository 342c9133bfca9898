"""A trained network that learns no more: the features and the logits that a judge of samples goes by."""

import keras
import numpy as np
import tensorflow as tf

from gan_course import arguments
from gan_course.data_files import checked_path
from gan_course.metrics import frechet_distance

N_FEATURES = 64


class FrozenNetwork:
    """A network of images -> [features (n, 64), logits (n, n_logits)], frozen.

    A subclass says which module's `network` makes it, the `shape` of an image, and how many go through at a time; and
    `_checked` brings what is judged into that shape. model: such a Keras model; another is refused with ValueError.
    """

    module, shape, n_logits = "", (), 0
    chunk = 500  # images at a time: keeps the memory of a large call small

    def __init__(self, model: keras.Model):
        arguments.instance("model", model, keras.Model)
        inputs, outputs = (None, *self.shape), [(None, N_FEATURES), (None, self.n_logits)]
        if model.input_shape != inputs or model.output_shape != outputs:
            raise ValueError(f"model takes shape {model.input_shape} and returns {model.output_shape}; give one that "
                             f"takes {inputs} and returns {outputs}, as {self.module}.network() does.")
        model.trainable = False
        signature = [tf.TensorSpec(inputs, tf.float32)]
        self._forward = tf.function(lambda images: model(images, training=False), input_signature=signature)

    def features(self, images) -> np.ndarray:
        """Activations of the layer before the last, float32 (n, 64)."""
        return self._run(images)[0]

    def frechet_distance(self, images_a, images_b) -> float:
        """Fréchet distance of the two sets of images in this network's feature space (see `metrics`)."""
        return frechet_distance(self.features(images_a), self.features(images_b))

    def _run(self, samples):
        images = self._checked(samples)
        parts = [self._forward(images[i : i + self.chunk]) for i in range(0, len(images), self.chunk)]
        return [np.concatenate([np.asarray(part[k]) for part in parts]) for k in (0, 1)]


def softmax(logits) -> np.ndarray:
    """Probabilities of logits (n, k): their exponentials, scaled so that each row sums to 1."""
    odds = np.exp(logits - logits.max(axis=1, keepdims=True))
    return odds / odds.sum(axis=1, keepdims=True)


def with_stored_weights(model, file, data_dir=None) -> keras.Model:
    """The model with the weights of a file of `data/`. Raises DataFileError if that is damaged."""
    with np.load(checked_path(file, data_dir)) as stored:
        model.set_weights([stored[f"w{i}"].astype(np.float32) for i in range(len(model.weights))])
    return model
