"""Players that make and judge sounds as waves or as spectrograms, told what to play by a label of several parts."""

import keras
import tensorflow as tf

from gan_course import arguments
from gan_course.backend import channels_last
from gan_course.convolutions import Conv2D
from gan_course.layers import BatchNormalization, DepthToSpace, LeakyReLU

layers = keras.layers


@keras.saving.register_keras_serializable("gan_course")
class LabelParts(layers.Layer):
    """Take a label apart, labels (batch,) -> (batch, sum of sizes): for each part a vector with a single 1.

    sizes: how many values each part has, the last part counting fastest; label = part₁ · size₂ + part₂ for two. So a
    network is told, say, instrument and pitch, and can be asked for a pair that it has not met.
    """

    def __init__(self, sizes, **kwargs):
        super().__init__(**kwargs)
        self.sizes = list(arguments.wholes("sizes", sizes))

    def call(self, labels):
        """Return the vectors side by side, float32."""
        labels, parts = tf.cast(labels, tf.int32), []
        for size in reversed(self.sizes):
            parts.insert(0, tf.one_hot(labels % size, size))
            labels //= size
        return tf.concat(parts, axis=1)

    def compute_output_shape(self, input_shape):
        """Return (batch, sum of sizes)."""
        return (input_shape[0], sum(self.sizes))

    def get_config(self):
        """Return the arguments."""
        return {**super().get_config(), "sizes": self.sizes}


@channels_last()
def spectrogram_generator(shape, sizes, latent_dim=16, channels=(64, 32)):
    """Return a generator, [noise (batch, latent_dim), labels (batch,)] -> images (batch, *shape) in (-1, 1).

    shape: (frequencies, frames, channels), both sides divisible by 8. sizes: of the label's parts, see `LabelParts`.
    channels: feature maps at an eighth and at a quarter of the sides. The last step lays channels out as squares of
    4 x 4 pixels, which costs a sixteenth of a convolution at full size.
    """
    shape = arguments.wholes("shape", shape, length=3)
    if shape[0] % 8 or shape[1] % 8:
        arguments.refuse("shape", shape, "(frequencies, frames, channels) with sides that 8 divides")
    first, second = arguments.wholes("channels", channels, length=2)
    x, inputs = _told(sizes, latent_dim)
    x = layers.Dense(shape[0] // 8 * (shape[1] // 8) * first, use_bias=False)(x)
    x = layers.Reshape((shape[0] // 8, shape[1] // 8, first))(x)
    x = layers.ReLU()(BatchNormalization()(x))
    x = layers.Conv2DTranspose(second, 4, strides=2, padding="same", use_bias=False)(x)
    x = layers.ReLU()(BatchNormalization()(x))
    x = DepthToSpace(4)(layers.Conv2D(16 * shape[2], 3, padding="same")(x))
    return keras.Model(inputs, layers.Activation("tanh")(x), name="generator")


@channels_last()
def spectrogram_discriminator(shape, sizes, channels=(24, 48, 64)):
    """Return a discriminator, [images (batch, *shape), labels (batch,)] -> logits (batch, 1).

    channels: feature maps at a quarter, an eighth and a sixteenth of the sides. The label enters by projection (Miyato
    & Koyama 2018).
    """
    shape, channels = arguments.wholes("shape", shape, length=3), arguments.wholes("channels", channels)
    x = images = keras.Input(shape, name="images")
    for i, width in enumerate(channels):
        x = Conv2D(width, 4 if i else 8, strides=2 if i else 4, padding="same")(x)
        x = LeakyReLU(negative_slope=0.2)(x)
    return _judged(images, x, sizes)


@channels_last()
def wave_generator(samples, sizes, latent_dim=16, channels=(64, 32, 16), upsampling="transposed"):
    """Return a generator of waves, [noise (batch, latent_dim), labels (batch,)] -> (batch, samples, 1) in (-1, 1).

    A WaveGAN in small (Donahue et al. 2019): each convolution makes the wave four times as long, by 25 numbers.
    samples: divisible by 64. channels: feature maps at a 64th, a 16th and a quarter of the samples. upsampling:
    "transposed", or "nearest": each value four times, then a plain convolution (Odena et al. 2016).
    """
    samples = arguments.whole("samples", samples)
    if samples % 64:
        arguments.refuse("samples", samples, "a number that 64 divides")
    first, second, third = arguments.wholes("channels", channels, length=3)
    arguments.choice("upsampling", upsampling, ("transposed", "nearest"))
    x, inputs = _told(sizes, latent_dim)
    x = layers.Reshape((samples // 64, first))(layers.Dense(samples // 64 * first)(x))
    for width in (second, third, 1):
        x = layers.ReLU()(x)
        if upsampling == "nearest":
            x = layers.Conv1D(width, 25, padding="same")(layers.UpSampling1D(4)(x))
        else:
            x = layers.Conv1DTranspose(width, 25, strides=4, padding="same")(x)
    return keras.Model(inputs, layers.Activation("tanh")(x), name="generator")


@channels_last()
def wave_discriminator(samples, sizes, channels=(16, 32, 64)):
    """Return a discriminator, [waves (batch, samples, 1), labels (batch,)] -> logits (batch, 1).

    It mirrors the generator: each convolution, of 25 numbers, leaves a quarter of the samples.
    """
    samples, channels = arguments.whole("samples", samples), arguments.wholes("channels", channels)
    x = waves = keras.Input((samples, 1), name="waves")
    for width in channels:
        x = LeakyReLU(negative_slope=0.2)(layers.Conv1D(width, 25, strides=4, padding="same")(x))
    return _judged(waves, x, sizes)


def _told(sizes, latent_dim):
    """Noise and the parts of the label side by side; and both inputs."""
    latent = keras.Input((arguments.whole("latent_dim", latent_dim),), name="latent")
    labels = keras.Input((), dtype="int32", name="labels")
    return layers.Concatenate()([latent, LabelParts(sizes)(labels)]), [latent, labels]


def _judged(samples, features, sizes):
    """The model of samples and labels -> w·h + b + v·h, v the sum of a vector for each part of the label."""
    labels = keras.Input((), dtype="int32", name="labels")
    features = layers.Flatten()(features)
    told = layers.Dense(features.shape[-1], use_bias=False, kernel_initializer="zeros")(LabelParts(sizes)(labels))
    logits = layers.Add()([layers.Dense(1)(features), layers.Dot(axes=-1)([features, told])])
    return keras.Model([samples, labels], logits, name="discriminator")
