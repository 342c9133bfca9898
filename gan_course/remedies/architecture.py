"""Remedies that rebuild the discriminator, most of them so that it sees more than one sample at a time."""

import keras
import tensorflow as tf

from gan_course.errors import check_whole
from gan_course.layers import MinibatchDiscrimination as DiscriminationLayer
from gan_course.layers import MinibatchStddev as StddevLayer
from gan_course.players import first_shape
from gan_course.private import takes_a_list
from gan_course.remedies.base import Remedy, inputs_of, no_last_layer


class Packing(Remedy):
    """D judges m samples at once, all real or all fake (PacGAN, Lin et al. 2018).

    The m samples are laid side by side on the last axis, so only D's first layer grows. A batch of b samples gives
    b / m logits; `batch_size` must be a multiple of m. As in the paper, D's weights start anew.
    """

    name, order = "packing", 90

    def __init__(self, m=2):
        super().__init__(m=m)
        check_whole("m", m, least=2)
        self.m = int(m)

    def conflict(self, game):
        """A pack has no class."""
        if len(game.inputs_each[1]) != 1:
            return "a pack of samples has no one label for a conditional discriminator"
        return None

    def check_batch(self, batch_size):
        """A batch is cut into whole packs."""
        check_multiple("packing", "m", self.m, batch_size)
        return batch_size // self.m

    def rebuilt(self, discriminator, game):
        """The same layers on m times the channels."""
        return with_channels(discriminator, self.m * first_shape(discriminator.input_shape)[-1])

    def shown(self, game, real, fake, noise):
        """Packs of m: (batch, ..., c) -> (batch / m, ..., m c)."""
        return packed(real, self.m), packed(fake, self.m)


class MinibatchStddev(Remedy):
    """Append the batch's mean standard deviation to D's features (Karras et al. 2018, section 3).

    group: samples that are compared; the batch must be a multiple of it, or smaller.
    """

    name = "minibatch_stddev"

    def __init__(self, group=4):
        super().__init__(group=group)
        check_whole("group", group, least=2)
        self.group = group

    def conflict(self, game):
        """The layer goes before D's last one."""
        return no_last_layer(game.discriminator)

    def check_batch(self, batch_size):
        """A batch is cut into whole groups."""
        if batch_size > self.group:
            check_multiple("minibatch_stddev", "group", self.group, batch_size)
        return batch_size

    def rebuilt(self, discriminator, game):
        """The same layers, with one more before the last."""
        return before_last(discriminator, StddevLayer(self.group))


class MinibatchDiscrimination(Remedy):
    """Append to D's features how close each sample lies to the rest of its batch (Salimans et al. 2016, section 3.2).

    kernels, dimensions: B and C of the paper, about 100 and 5 on images, less on toys.
    """

    name = "minibatch_discrimination"

    def __init__(self, kernels=16, dimensions=4):
        super().__init__(kernels=kernels, dimensions=dimensions)
        check_whole("kernels", kernels)
        check_whole("dimensions", dimensions)
        self.kernels, self.dimensions = kernels, dimensions

    def conflict(self, game):
        """The layer goes before D's last one."""
        return no_last_layer(game.discriminator)

    def rebuilt(self, discriminator, game):
        """The same layers, with one more before the last."""
        return before_last(discriminator, DiscriminationLayer(self.kernels, self.dimensions))


class SpectralNormalization(Remedy):
    """Divide each of D's kernels by its largest singular value (Miyato et al. 2018), with Keras's own wrapper.

    One power iteration a call. Keras writes the divided kernel back, where the paper divides on the fly: a call in
    training mode therefore moves D's kernels, even in the generator's step, but only onto the same sphere. D's
    weights start anew.
    """

    name = "spectral_normalization"

    def rebuilt(self, discriminator, game):
        """The same layers, each kernel watched by a wrapper."""
        def wrapped(layer):
            plain = hasattr(layer, "kernel") and not isinstance(layer, keras.layers.SpectralNormalization)
            return keras.layers.SpectralNormalization(_copy(layer)) if plain else _copy(layer)

        return keras.models.clone_model(discriminator, clone_function=wrapped)


def check_multiple(name, what, size, batch_size):
    """Raise ValueError unless the batch (of samples, or of packs) is a multiple of what is judged together."""
    if batch_size % size:
        raise ValueError(f"The discriminator is given {batch_size} at a time, and {name} judges {what}={size} "
                         f"together; choose batch_size so that this is a multiple, such as "
                         f"{max(1, round(batch_size / size)) * size}.")


def packed(x, m):
    """m samples side by side on the last axis: (batch, ..., c) -> (batch / m, ..., m c)."""
    shape = list(x.shape[1:])
    grouped = tf.reshape(x, [-1, m, *shape])
    rank = len(shape) + 2
    together = tf.transpose(grouped, [0, *range(2, rank - 1), 1, rank - 1])  # (batch / m, ..., m, c)
    return tf.reshape(together, [-1, *shape[:-1], m * shape[-1]])


def with_channels(discriminator, channels):
    """Return a discriminator of the same layers, with new weights, for inputs of that many channels."""
    inputs = keras.Input((*first_shape(discriminator.input_shape)[1:-1], channels))
    if takes_a_list(discriminator):
        inputs = [inputs]
    return keras.models.clone_model(discriminator, input_tensors=inputs, clone_function=_copy)


def before_last(discriminator, layer):
    """Return the discriminator with `layer` before its last one, whose weights start anew."""
    last = discriminator.layers[-1]
    return keras.Model(inputs_of(discriminator), _copy(last)(layer(last.input)), name=discriminator.name)


def _copy(layer):
    """The same layer, not yet built: a wrapper's config tells the shape for which it was built, which may change."""
    def forgetful(config):
        if isinstance(config, dict):
            return {key: forgetful(value) for key, value in config.items() if key != "build_config"}
        return config

    return layer.__class__.from_config(forgetful(layer.get_config()))
