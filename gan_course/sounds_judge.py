"""A small frozen network that names a sound: the judge of generated sounds. Ten instruments, ten digits, three drums.

Trained once, by `data/train_sounds_judge.py`, on two thirds of the notes and of the digits, and on drums.
"""

import keras
import numpy as np

from gan_course import arguments
from gan_course.backend import channels_last, single_precision
from gan_course.drums import KINDS
from gan_course.frozen_network import N_FEATURES, FrozenNetwork, softmax, with_stored_weights
from gan_course.metrics import frechet_distance, kernel_distance
from gan_course.sounds import DIGITS, LENGTH
from gan_course.spectrograms import Codec

WEIGHTS_FILE = "sounds_judge.npz"
INSTRUMENTS = ("piano", "vibraphone", "marimba", "guitar", "violin", "trumpet", "oboe", "saxophone", "clarinet",
               "flute")
CLASSES = (*INSTRUMENTS, *DIGITS, *KINDS)


@channels_last()
@single_precision()
def network() -> keras.Model:
    """The untrained network: spectrograms (batch, 128, 64, 1) -> features (batch, 64) and logits (batch, 23)."""
    init = "he_normal"
    x = images = keras.Input((128, 64, 1), dtype="float32")
    for filters, size, stride in ((16, 8, 4), (32, 4, 2)):
        x = keras.layers.Conv2D(filters, size, stride, padding="same", activation="relu", kernel_initializer=init)(x)
    x = keras.layers.Dropout(0.3)(keras.layers.Flatten()(x))
    features = keras.layers.Dense(N_FEATURES, activation="relu", kernel_initializer=init)(x)
    return keras.Model(images, [features, keras.layers.Dense(len(CLASSES))(features)], name="sounds_judge")


class SoundsJudge(FrozenNetwork):
    """Frozen network that names sounds. Waves are float (n, samples), at most 4,096 of them; else ValueError.

    Each wave is brought to the same loudness first, so the judge does not hear how loud it is. Shorter ones are filled
    up with silence. model: a Keras model as `network` makes it.
    """

    module, shape, n_logits, chunk = "sounds_judge", (128, 64, 1), len(CLASSES), 240

    def features(self, waves) -> np.ndarray:
        """Activations of the layer before the last, float32 (n, 64)."""
        return self._run(waves)[0]

    def probabilities(self, waves) -> np.ndarray:
        """Probability of each of the 23 `CLASSES`, float32 (n, 23); rows sum to 1."""
        return softmax(self._run(waves)[1])

    def read(self, waves) -> np.ndarray:
        """The number of the most probable class: instruments 0 to 9, digits 10 to 19, drums 20 to 22."""
        return self._run(waves)[1].argmax(axis=1)

    def frechet_distance(self, waves_a, waves_b) -> float:
        """Fréchet distance of two sets of sounds in this judge's feature space (see `metrics`)."""
        return frechet_distance(self.features(waves_a), self.features(waves_b))

    def kernel_distance(self, waves_a, waves_b) -> float:
        """Kernel distance of two sets of sounds in this judge's feature space, unbiased (see `metrics`)."""
        return kernel_distance(self.features(waves_a), self.features(waves_b))

    def _checked(self, waves):
        return heard(waves)


def heard(waves) -> np.ndarray:
    """What the judge sees of waves (n, samples): spectrograms float32 (n, 128, 64, 1), all equally loud."""
    waves = arguments.array("waves", waves, ("n", "samples"), dtype="float32")
    if waves.shape[1] > LENGTH:
        arguments.refuse("waves", f"an array of shape {waves.shape}", f"at most {LENGTH} samples a sound")
    loudest = np.maximum(np.abs(waves).max(axis=1, keepdims=True), 1e-4)
    return Codec().images(np.pad(0.9 * waves / loudest, ((0, 0), (0, LENGTH - waves.shape[1]))))


def load(data_dir=None) -> SoundsJudge:
    """The trained judge, from `data/sounds_judge.npz`. Raises DataFileError if that is damaged."""
    return SoundsJudge(with_stored_weights(network(), WEIGHTS_FILE, data_dir))
