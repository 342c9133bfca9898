"""The auxiliary-classifier GAN: its discriminator is not told the class; it names one (Odena, Olah & Shlens 2017)."""

import keras
import tensorflow as tf

from gan_course import arguments
from gan_course.gan import ConditionalGAN
from gan_course.precision import as_float32


@keras.saving.register_keras_serializable("gan_course")
class TwoHeads(keras.Model):
    """A discriminator with two heads on one trunk: a logit, real or generated, and a logit for each class.

    trunk: Keras model, samples (batch, ...) -> features (batch, n). Called, it returns the first head's logits
    (batch, 1).
    """

    def __init__(self, trunk, n_classes, **kwargs):
        super().__init__(**kwargs)
        self.trunk = arguments.instance("trunk", trunk, keras.Model)
        self.n_classes = arguments.whole("n_classes", n_classes, least=2)
        if not trunk.built or len(trunk.output_shape) != 2:
            raise ValueError(f"trunk returns {trunk.output_shape if trunk.built else 'nothing known yet'}; give a "
                             "network that begins with keras.Input((…)) and ends in features, (batch, n).")
        self.source, self.classes = keras.layers.Dense(1), keras.layers.Dense(self.n_classes)
        self.class_logits(keras.Input(trunk.input_shape[1:]))
        self(keras.Input(trunk.input_shape[1:]))

    def call(self, samples, training=False):
        """Return the logits (batch, 1) of "real"."""
        return self.source(self.trunk(samples, training=training))

    def class_logits(self, samples, training=False):
        """Return a logit for each class, (batch, n_classes)."""
        return self.classes(self.trunk(samples, training=training))

    def get_config(self):
        """Return what `keras.saving` needs to rebuild the network."""
        return {"trunk": keras.saving.serialize_keras_object(self.trunk), "n_classes": self.n_classes,
                "name": self.name}

    @classmethod
    def from_config(cls, config):
        """Rebuild the network from `get_config`."""
        return cls(keras.saving.deserialize_keras_object(config.pop("trunk")), **config)


@keras.saving.register_keras_serializable("gan_course")
class AuxiliaryGAN(ConditionalGAN):
    """A conditional GAN whose discriminator names the class instead of being told it.

    generator: [noise (batch, latent_dim), labels (batch,)] -> samples; discriminator: `TwoHeads`. To the game's losses
    come cross-entropies of the class head: for D on real and generated samples, for G on its own (eq. 3). Remedies that
    judge by other weights than D's own (unrolling) are refused.
    """

    inputs_each = ("noise", "labels"), ("samples",)

    def __init__(self, generator, discriminator, n_classes=10, **kwargs):
        arguments.instance("discriminator", discriminator, TwoHeads)
        if discriminator.n_classes != n_classes:
            raise ValueError(f"The discriminator names {discriminator.n_classes} classes and n_classes is {n_classes}; "
                             "give both the same number.")
        super().__init__(generator, discriminator, n_classes, **kwargs)

    def logits(self, samples, labels, weights=None):
        """Return the discriminator's logits of "real" in training mode; the labels are not shown to it."""
        return self._judged(samples, weights)

    def discriminator_loss(self, real, fake, labels=None, noise=None, weights=None):
        """The game's loss for D, and what naming the classes of real and generated samples costs."""
        if weights is not None:
            raise ValueError("The class head judges by D's own weights; leave out remedies that bring others, such as "
                             "'unrolled'.")
        return (super().discriminator_loss(real, fake, labels, noise)
                + self.class_loss(real, labels) + self.class_loss(fake, labels))

    def generator_loss(self, real, fake, labels=None, noise=None):
        """The game's loss for G, and what naming the class of its samples costs."""
        return super().generator_loss(real, fake, labels, noise) + self.class_loss(fake, labels)

    def class_loss(self, samples, labels):
        """The mean of -log of the probability that the class head gives to each sample's label, a scalar."""
        logits = as_float32(self.discriminator.class_logits(samples, training=True))
        return tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels, logits))
