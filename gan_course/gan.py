"""The GAN: a game that is trained, that gives samples, and that can be saved."""

import keras
import numpy as np
import tensorflow as tf

from gan_course.arguments import array, refuse, whole
from gan_course.arguments import seed as checked_seed
from gan_course.batches import checked_labels
from gan_course.players import first_shape
from gan_course.precision import as_float32
from gan_course.saving import Saved
from gan_course.training import TrainedGame


@keras.saving.register_keras_serializable("gan_course")
class GAN(Saved, TrainedGame):
    """A generative adversarial network (Goodfellow et al. 2014, algorithm 1).

    generator: Keras model, noise (batch, latent_dim) -> samples. discriminator: Keras model, samples -> logits
    (batch, 1), no sigmoid. Raises ValueError where the two do not fit together.

    After `fit`: `history` (per epoch, as in Keras) and `step_history` (per step: "d_loss", "g_loss").
    """

    def generate(self, n, *, seed=None, batch_size=1000):
        """Return n samples, float32 (n, ...).

        seed: a whole number for the same noise at each call; None for fresh noise. Batch normalisation uses its
        moving averages.
        """
        return self._generate(self.noise(n, seed), None, batch_size)

    def noise(self, n, seed=None):
        """Return n noise vectors, standard normal, float32 (n, latent_dim)."""
        n = whole("n", n)
        if seed is not None:
            seed = checked_seed("seed", seed)
        return keras.random.normal((n, self.latent_dim), dtype="float32",
                                   seed=self.seed_generator if seed is None else seed)

    def _generate(self, noise, labels, batch_size):
        batch_size = whole("batch_size", batch_size)
        forward = self.graph(self._sampled, reduce_retracing=True)  # a remedy may bring a generator to sample from
        parts = [forward(noise[i:i + batch_size], None if labels is None else labels[i:i + batch_size])
                 for i in range(0, len(noise), batch_size)]
        return np.concatenate([part.numpy() for part in parts])

    @property
    def sampler(self):
        """The network that samples come from: the generator, or what a remedy puts in its place."""
        sampler = self.generator
        for remedy in self.remedies:
            sampler = remedy.sampler(sampler)
        return sampler

    def _sampled(self, noise, labels=None):
        return self.generated(noise, labels, network=self.sampler)

    def call(self, inputs, training=False):
        """Return the generator's samples for noise (batch, latent_dim), and for labels (batch,) where it takes them."""
        return (self.generator if training else self.sampler)(inputs, training=training)

    def predict(self, x, batch_size=None, verbose="auto", steps=None, callbacks=None):
        """Return the samples of noise (n, latent_dim), as Keras's `predict` does.

        A GAN with labels takes [noise, labels]. A tf.data.Dataset or a PyDataset of batches is taken too. Raises
        ValueError for noise of another kind.
        """
        if x is None or hasattr(x, "__array__") or isinstance(x, (list, tuple, dict, str)):
            x = self._checked_inputs(x)
        return super().predict(x, batch_size, verbose, steps, callbacks)

    def _checked_inputs(self, x):
        return array("x", x, ("n", self.latent_dim), dtype="float32", hint="gan.generate(n) draws the noise itself.")

    def compute_output_shape(self, input_shape):
        """Return the shape of the samples for noise of that shape."""
        return (first_shape([input_shape] if isinstance(input_shape, tuple) else input_shape)[0], *self.sample_shape)

    def export(self, filepath, format="tf_saved_model", verbose=None, input_signature=None, **kwargs):
        """Write the generator, alone and ready to be served; arguments as in Keras's `export`."""
        return self.sampler.export(filepath, format, verbose, input_signature, **kwargs)


@keras.saving.register_keras_serializable("gan_course")
class ConditionalGAN(GAN):
    """A GAN that is told the class (Mirza & Osindero 2014).

    generator: [noise (batch, latent_dim), labels (batch,)] -> samples; discriminator: [samples, labels] -> logits
    (batch, 1). n_classes: labels run from 0 to n_classes - 1. A step's fakes take the labels of its real batch.
    """

    inputs_each = ("noise", "labels"), ("samples", "labels")

    def __init__(self, generator, discriminator, n_classes=10, **kwargs):
        super().__init__(generator, discriminator, **kwargs)
        self.n_classes = whole("n_classes", n_classes)
        self._check_classes()

    def _check_classes(self):
        """Raise ValueError where a network cannot take the last class: its table of classes is too short."""
        last = np.full(1, self.n_classes - 1, dtype="int32")
        for player, network, takes, sample in (
                ("generator", self.generator, self.inputs_each[0], (1, self.latent_dim)),
                ("discriminator", self.discriminator, self.inputs_each[1], (1, *self.sample_shape))):
            if "labels" not in takes:
                continue
            try:
                network([np.zeros(sample, "float32"), last], training=False)
            except tf.errors.InvalidArgumentError as error:
                raise ValueError(f"n_classes is {self.n_classes}, and the {player} cannot take the class "
                                 f"{self.n_classes - 1}; give n_classes as large as the table of classes in it, the "
                                 "input_dim of its Embedding.") from error

    def generated(self, noise, labels=None, training=False, network=None):
        """Return the generator's samples of those classes, or those of a network that stands in for it."""
        return as_float32((network or self.generator)([noise, labels], training=training))

    def logits(self, samples, labels, weights=None):
        """Return the discriminator's logits of samples with those classes, in training mode."""
        return self._judged([samples, labels], weights)

    def _checked_inputs(self, x):
        if not isinstance(x, (list, tuple)) or len(x) != 2:
            refuse("x", x, "a list [noise, labels]", "gan.generate(n, labels) draws the noise itself.")
        noise = super()._checked_inputs(x[0])
        return [noise, checked_labels(x[1], len(noise), self.n_classes, "labels")]

    def checked_labels(self, y, n):
        """Return the labels as int32 (n,); raise ValueError where there are none, or one is no class."""
        if y is None:
            raise ValueError("A conditional GAN is trained on labels too; pass them as y, one a sample.")
        return checked_labels(y, n, self.n_classes)

    def generate(self, n, labels=None, *, seed=None, batch_size=1000):
        """Return n samples, float32 (n, ...).

        labels: one class for all, or (n,) classes; None takes the classes in turn, 0, 1, 2, ….
        """
        noise = self.noise(n, seed)
        labels = np.arange(len(noise)) % self.n_classes if labels is None else labels
        labels = checked_labels(labels, len(noise), self.n_classes, "labels", one_for_all=True)
        return self._generate(noise, tf.constant(labels), batch_size)

    def get_config(self):
        """Return what `keras.saving` needs to rebuild the model."""
        return {**super().get_config(), "n_classes": self.n_classes}
