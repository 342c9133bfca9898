"""Two small players on which a learner's training step is tried: the same for the same seed, of any size."""

import keras
import numpy as np
import tensorflow as tf


@keras.saving.register_keras_serializable("gan_course")
class Mode(keras.layers.Layer):
    """Passes everything on, and notes whether it was called in training mode."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.modes = []

    def build(self, shape):
        """Hold a number that is not trainable, as batch normalisation does."""
        self.add_weight(shape=(1,), trainable=False, name="count")

    def call(self, x, training=False):
        """Return x."""
        self.modes.append(bool(training))
        return x


class Bench:
    """Two small players with random weights, an optimiser each, and one batch; the same for the same seed."""

    def __init__(self, seed, labelled=False, rates=(0.3, 0.2)):
        chance = np.random.default_rng(seed)
        latent_dim, data_dim, width = (int(number) for number in chance.integers(2, 6, size=3))
        self.batch = int(chance.integers(5, 12))
        self.modes = Mode(), Mode()
        self.generator = player(latent_dim, data_dim, width, self.modes[0], labelled, normalised=True)
        self.discriminator = player(data_dim, 1, width + 1, self.modes[1], labelled, normalised=False)
        self.trained = [list(model.trainable_variables) for model in (self.generator, self.discriminator)]
        for weights in self.trained:
            for weight in weights:
                weight.assign(chance.normal(scale=0.8, size=weight.shape))
        self.discriminator.layers[-1].bias.assign([-1.5])    # D doubts: the losses of G then differ widely
        for mode in self.modes:
            mode.modes.clear()                               # Keras calls a layer once where a network is put together
        self.optimizers = [keras.optimizers.SGD(rate) for rate in rates]
        self.arrays = [chance.normal(loc=0.5, size=(self.batch, size)).astype("float32")
                       for size in (data_dim, latent_dim)]
        if labelled:
            self.arrays.append(chance.integers(3, size=self.batch).astype("int32"))

    def run(self, step, compiled=False):
        """Run one step; return what it returned."""
        def one(*arrays):
            return step(self.generator, self.discriminator, *self.optimizers, *arrays)
        return (tf.function(one) if compiled else one)(*map(tf.constant, self.arrays))

    def weights(self):
        """The trainable weights of G and of D, flat."""
        return [np.concatenate([np.ravel(weight) for weight in weights]) for weights in self.trained]


def player(inputs, outputs, width, mode, labelled, normalised):
    """A small network with one hidden layer; labelled: of [inputs, labels]; normalised: by batch normalisation."""
    layers = keras.layers
    first = x = keras.Input((inputs,))
    given = first
    if labelled:
        labels = keras.Input((), dtype="int32")
        given = [first, labels]
        x = layers.Concatenate()([first, layers.Embedding(3, 2)(labels)])
    x = mode(layers.Dense(width)(x))
    x = layers.BatchNormalization()(x) if normalised else x
    return keras.Model(given, layers.Dense(outputs)(layers.Activation("tanh")(x)))
