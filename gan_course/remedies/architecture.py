"""Remedies that rebuild the discriminator, most of them so that it sees more than one sample at a time."""

from gan_course.arguments import whole
from gan_course.later import Later
from gan_course.players import first_shape
from gan_course.private import all_layers
from gan_course.remedies.base import Hyperparameter, Remedy
from gan_course.remedies.rebuilding import before_last, copied, no_last_layer, not_rebuilt, with_channels, with_layers

tf, keras = Later("tensorflow"), Later("keras")


class Packing(Remedy):
    """D judges m samples at once, all real or all fake (PacGAN, Lin et al. 2018).

    The m samples are laid side by side on the last axis, so only D's first layer grows. A batch of b samples gives
    b / m logits; `batch_size` must be a multiple of m. As in the paper, D's weights start anew.
    """

    name, order = "packing", 90
    label = "PacGAN (packing)"
    also_called = ("pacgan", "pac")
    hyperparameter = Hyperparameter("m", 2, 2, 4, whole=True, live=False)

    def __init__(self, m=2):
        self.m = whole("packing: m", m, least=2)
        super().__init__(m=self.m)

    def conflict(self, game):
        """A pack has no class."""
        if len(game.inputs_each[1]) != 1:
            return "a pack of samples has no one label for a conditional discriminator"
        return not_rebuilt(game.discriminator)

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

    def single(self, points):
        """Packs of m copies."""
        return packed(tf.repeat(points, self.m, axis=0), self.m)


class MinibatchStddev(Remedy):
    """Append the batch's mean standard deviation to D's features (Karras et al. 2018, section 3).

    group: samples that are compared; the batch must be a multiple of it, or smaller.
    """

    name = "minibatch_stddev"
    label = "Minibatch stddev"
    also_called = ("minibatch_std",)
    hyperparameter = Hyperparameter("group", 4, 2, 16, whole=True, live=False)
    needs_whole_batch = "it compares the samples of a batch"

    def __init__(self, group=4):
        self.group = self.judged_together = whole("minibatch_stddev: group", group, least=2)
        super().__init__(group=self.group)

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
        from gan_course.layers import MinibatchStddev as Layer

        return before_last(discriminator, Layer(self.group))


class MinibatchDiscrimination(Remedy):
    """Append to D's features how close each sample lies to the rest of its batch (Salimans et al. 2016, section 3.2).

    kernels, dimensions: B and C of the paper, about 100 and 5 on images, less on toys.
    """

    name = "minibatch_discrimination"
    label = "Minibatch discrimination"
    hyperparameter = Hyperparameter("kernels", 8, 2, 32, whole=True, live=False)
    judged_together = None
    needs_whole_batch = "it compares the samples of a batch"

    def __init__(self, kernels=16, dimensions=4):
        self.kernels = whole("minibatch_discrimination: kernels", kernels)
        self.dimensions = whole("minibatch_discrimination: dimensions", dimensions)
        super().__init__(kernels=self.kernels, dimensions=self.dimensions)

    def conflict(self, game):
        """The layer goes before D's last one."""
        return no_last_layer(game.discriminator)

    def rebuilt(self, discriminator, game):
        """The same layers, with one more before the last."""
        from gan_course.layers import MinibatchDiscrimination as Layer

        return before_last(discriminator, Layer(self.kernels, self.dimensions))


class SpectralNormalization(Remedy):
    """Divide each of D's kernels by its largest singular value (Miyato et al. 2018), with Keras's own wrapper.

    One power iteration a call. Keras writes the divided kernel back, where the paper divides on the fly: a call in
    training mode therefore moves D's kernels, even in the generator's step, but only onto the same sphere. D's
    weights start anew. The table of an Embedding, which a conditional D adds its label by, is left as it is: Keras's
    wrapper would turn its rows into whole numbers, as its inputs are.
    """

    name = "spectral_normalization"
    label = "Spectral normalisation"
    also_called = ("spectral_norm", "sn")
    needs_whole_batch = "each call moves the kernels, and each replica would move its own"

    def conflict(self, game):
        """Each kernel must be where Keras's wrapper looks for it."""
        reason = not_rebuilt(game.discriminator)
        if reason:
            return reason
        for layer in all_layers(game.discriminator):
            if not hasattr(layer, "kernel") and not isinstance(layer, (keras.Model, keras.layers.Wrapper)):
                kernels = [weight.name for weight in layer.trainable_weights if "kernel" in weight.name]
                if kernels:
                    return (f"the layer {layer.name!r} ({type(layer).__name__}) keeps its weights as {kernels[0]!r}, "
                            "which Keras's SpectralNormalization cannot divide; use Dense or Conv layers")
        return None

    def rebuilt(self, discriminator, game):
        """The same layers, each kernel watched by a wrapper, also those of a model inside."""
        def wrapped(layer):
            if not _has_kernel(layer):
                return copied(layer)
            # the wrapper writes the kernel back, in its own format
            return keras.layers.SpectralNormalization(copied(layer), dtype=layer.variable_dtype)

        return with_layers(discriminator, wrapped)


def _has_kernel(layer):
    return hasattr(layer, "kernel") and not isinstance(layer, keras.layers.SpectralNormalization)


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
