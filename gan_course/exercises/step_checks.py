"""Two small players with one batch, and what a step of theirs is asked: who moved, where to, what was left."""

import keras
import numpy as np
import tensorflow as tf

from gan_course.exercises.wording import an


class Bench:
    """Two players with drawn sizes and weights, an optimiser each, and a batch; the same for the same seed.

    rates: of G's and D's gradient descent. The numbers have no symmetry, and D doubts what it sees.
    """

    def __init__(self, seed, rates=(0.3, 0.2)):
        chance = np.random.default_rng(seed)
        self.latent_dim, self.dim, width = (int(number) for number in chance.integers(2, 6, size=3))
        self.batch = int(chance.integers(5, 12))
        self.modes = _Mode(), _Mode()
        self.generator = _player(self.latent_dim, self.dim, width, self.modes[0])
        self.discriminator = _player(self.dim, 1, width + 1, self.modes[1])
        for weight in [*self.generator.trainable_weights, *self.discriminator.trainable_weights]:
            weight.assign(chance.normal(scale=0.7, size=weight.shape))
        self.discriminator.layers[-1].bias.assign([-1.1])
        self._weights = [list(model.trainable_variables) for model in (self.generator, self.discriminator)]
        self.optimizers = [keras.optimizers.SGD(rate) for rate in rates]
        self.real, self.noise = (tf.constant(chance.normal(loc=0.4, size=(self.batch, size)), tf.float32)
                                 for size in (self.dim, self.latent_dim))

    def weights(self):
        """The trainable weights of G and of D, flat."""
        return [np.concatenate([np.ravel(weight) for weight in weights]) for weights in self._weights]

    def left_behind(self):
        """Return a complaint where a player is left frozen, or was not called in training mode."""
        for name, model in (("generator", self.generator), ("discriminator", self.discriminator)):
            if not (model.trainable and all(layer.trainable for layer in model.layers)):
                return f"the {name} is left frozen (trainable is False): the next step would not move it."
        for name, mode in zip("GD", self.modes, strict=True):
            if not all(mode.called):
                return f"{name} was called without training=True: batch normalisation and dropout then do not train."
        return None


@keras.saving.register_keras_serializable("gan_course")
class _Mode(keras.layers.Layer):
    """Passes everything on, and notes what it was, and whether the call was in training mode."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.called, self.seen = [], []

    def call(self, x, training=False):
        """Pass x on."""
        self.called.append(bool(training))
        tf.py_function(lambda values: self.seen.append(values.numpy()), [x], [])      # within a graph, too
        return x


def _player(inputs, outputs, width, mode):
    layers = keras.layers
    first = keras.Input((inputs,))
    hidden = layers.Activation("tanh")(layers.Dense(width)(mode(first)))
    player = keras.Model(first, layers.Dense(outputs)(hidden))
    mode.called.clear()                                     # building it was a call too
    mode.seen.clear()
    return player


def one_number(value, name):
    """Return (float, None), or (None, a complaint) unless `value` is one finite number."""
    try:
        array = np.asarray(value, dtype=float)
    except (TypeError, ValueError, NotImplementedError):
        return None, f"{name} is {an(value)}; a number is wanted."
    if array.shape != ():
        return None, f"{name} has shape {array.shape}; one number for the batch is wanted."
    if not np.isfinite(array):
        return None, f"{name} is {array}, which is no number that training can use."
    return float(array), None


def both_losses(result):
    """Return ([d_loss, g_loss], None), or (None, a complaint) unless `result` is a dictionary of the two."""
    if not isinstance(result, dict) or set(result) != {"d_loss", "g_loss"}:
        return None, f"return both losses in a dictionary, {{\"d_loss\": …, \"g_loss\": …}}; this is {an(result)}."
    losses = []
    for name in ("d_loss", "g_loss"):
        loss, complaint = one_number(result[name], name)
        if complaint:
            return None, complaint
        losses.append(loss)
    return losses, None


def compiled_complaint(call):
    """Call a function that compiles a learner's; return a complaint where that cannot be compiled, else None."""
    try:
        call()
    except (TypeError, ValueError, AttributeError, NotImplementedError, tf.errors.OperatorNotAllowedInGraphError):
        return ("under tf.function, as it is used later, it raises an error: use TensorFlow's functions only, no "
                "NumPy, no .numpy(), and no Python loop over a tensor.")
    return None


def near(found, wanted):
    """Tell whether weights moved to the same place, within the rounding of single precision."""
    return bool(np.allclose(found, wanted, rtol=1e-4, atol=2e-6))
