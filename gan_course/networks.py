"""The players: plain Keras models. Generators end in data space, discriminators in one logit (no sigmoid)."""

import keras

from gan_course import arguments
from gan_course.backend import channels_last
from gan_course.convolutions import Conv2D, Conv2DTranspose
from gan_course.layers import BatchNormalization, DepthToSpace, LeakyReLU, UniformNoise

layers = keras.layers


def mlp_generator(latent_dim=2, data_dim=2, widths=(128, 128), activation="relu", noise="gaussian"):
    """Return a fully connected generator, noise (batch, latent_dim) -> points (batch, data_dim).

    noise: "gaussian", or "uniform": a first layer then makes the standard normal noise uniform on (-1, 1).
    """
    latent_dim, data_dim = arguments.whole("latent_dim", latent_dim), arguments.whole("data_dim", data_dim)
    noise = arguments.choice("noise", noise, ("gaussian", "uniform"), {"normal": "gaussian"})
    hidden = [UniformNoise()] if noise == "uniform" else []
    hidden += _dense(widths, activation)
    return keras.Sequential([keras.Input((latent_dim,)), *hidden, layers.Dense(data_dim)], name="generator")


def mlp_discriminator(data_dim=2, widths=(128, 128), activation="relu"):
    """Return a fully connected discriminator, points (batch, data_dim) -> logits (batch, 1)."""
    data_dim = arguments.whole("data_dim", data_dim)
    hidden = _dense(widths, activation)
    return keras.Sequential([keras.Input((data_dim,)), *hidden, layers.Dense(1)], name="discriminator")


def conditional_mlp_generator(latent_dim=2, data_dim=2, n_classes=8, widths=(128, 128), label="one_hot"):
    """Return a fully connected generator of [noise (batch, latent_dim), labels (batch,)] -> points (batch, data_dim).

    label: how the class stands beside the noise: "one_hot" (Mirza & Osindero 2014), or "embedding", a learned vector of
    as many numbers as there are classes.
    """
    latent_dim, data_dim = arguments.whole("latent_dim", latent_dim), arguments.whole("data_dim", data_dim)
    n_classes = arguments.whole("n_classes", n_classes)
    arguments.choice("label", label, ("one_hot", "embedding"))
    latent, labels = keras.Input((latent_dim,), name="latent"), keras.Input((), dtype="int32", name="labels")
    x = layers.Concatenate()([latent, _vector_of(labels, n_classes, label)])
    for layer in [*_dense(widths, "relu"), layers.Dense(data_dim)]:
        x = layer(x)
    return keras.Model([latent, labels], x, name="generator")


def conditional_mlp_discriminator(data_dim=2, n_classes=8, widths=(128, 128), label="projection"):
    """Return a discriminator of [points (batch, data_dim), labels (batch,)] -> logits (batch, 1).

    label: "projection" adds v_label·h to the logit, h the last hidden layer (Miyato & Koyama 2018); "one_hot" and
    "embedding" put the class beside the point.
    """
    data_dim, n_classes = arguments.whole("data_dim", data_dim), arguments.whole("n_classes", n_classes)
    arguments.choice("label", label, ("projection", "one_hot", "embedding"))
    points, labels = keras.Input((data_dim,), name="points"), keras.Input((), dtype="int32", name="labels")
    x = points if label == "projection" else layers.Concatenate()([points, _vector_of(labels, n_classes, label)])
    for layer in _dense(widths, "relu"):
        x = layer(x)
    logits = _projected(x, labels, n_classes) if label == "projection" else layers.Dense(1)(x)
    return keras.Model([points, labels], logits, name="discriminator")


def _vector_of(labels, n_classes, label):
    """The class as a vector (batch, n_classes): a single 1, or learned."""
    if label == "embedding":
        return layers.Embedding(n_classes, n_classes)(labels)
    return layers.CategoryEncoding(num_tokens=n_classes, output_mode="one_hot")(layers.Reshape((1,))(labels))


def _projected(features, labels, n_classes):
    """The logit w·h + b + v_label·h of features h; v begins at zero, so that at first no class is preferred."""
    vectors = layers.Embedding(n_classes, features.shape[-1], embeddings_initializer="zeros")(labels)
    return layers.Add()([layers.Dense(1)(features), layers.Dot(axes=-1)([features, vectors])])


def _dense(widths, activation):
    """One layer for each width; no width makes a linear network."""
    widths = arguments.wholes("widths", widths) if arguments.sequence("widths", widths) else ()
    try:
        keras.activations.get(activation)
    except (ValueError, TypeError):
        arguments.refuse("activation", activation, "the name of an activation of Keras, such as 'relu', or a function")
    return [layers.Dense(width, activation=activation) for width in widths]


def _upsample(latent, channels):
    """Noise to a 28x28 image: 7x7, doubled twice (Radford et al. 2016, with two steps instead of four)."""
    first, second = arguments.wholes("channels", channels, length=2, hint="Feature maps at 7x7 and at 14x14.")
    x = layers.Dense(7 * 7 * first, use_bias=False)(latent)  # the normalisation has its own bias
    x = layers.Reshape((7, 7, first))(x)
    x = layers.ReLU()(BatchNormalization()(x))
    x = Conv2DTranspose(second, 4, strides=2, padding="same", use_bias=False)(x)  # (batch, 14, 14, second)
    x = layers.ReLU()(BatchNormalization()(x))
    return Conv2DTranspose(1, 4, strides=2, padding="same", activation="tanh")(x)  # (batch, 28, 28, 1)


def _downsample(images, channels):
    """An image to a vector: two convolutions of stride 2, no normalisation."""
    x = images
    for width in channels:
        x = LeakyReLU(negative_slope=0.2)(Conv2D(width, 4, strides=2, padding="same")(x))
    return layers.Flatten()(x)


@channels_last()
def dcgan_generator(latent_dim=32, channels=(32, 16)):
    """Return a small DCGAN generator, noise (batch, latent_dim) -> digits (batch, 28, 28, 1) in [-1, 1].

    channels: feature maps at 7x7 and at 14x14.
    """
    latent_dim = arguments.whole("latent_dim", latent_dim)
    latent = keras.Input((latent_dim,), name="latent")
    return keras.Model(latent, _upsample(latent, channels), name="generator")


@channels_last()
def dcgan_discriminator(channels=(16, 32)):
    """Return a small DCGAN discriminator, digits (batch, 28, 28, 1) -> logits (batch, 1).

    channels: feature maps at 14x14 and at 7x7.
    """
    channels = arguments.wholes("channels", channels)
    images = keras.Input((28, 28, 1), name="images")
    return keras.Model(images, layers.Dense(1)(_downsample(images, channels)), name="discriminator")


@channels_last()
def conditional_dcgan_generator(latent_dim=32, n_classes=10, channels=(32, 16)):
    """Return a generator of [noise (batch, latent_dim), labels (batch,)] -> digits (batch, 28, 28, 1).

    The label enters as a one-hot vector beside the noise (Mirza & Osindero 2014).
    """
    latent_dim = arguments.whole("latent_dim", latent_dim)
    n_classes = arguments.whole("n_classes", n_classes)
    latent = keras.Input((latent_dim,), name="latent")
    labels = keras.Input((), dtype="int32", name="labels")
    x = layers.Concatenate()([latent, _vector_of(labels, n_classes, "one_hot")])
    return keras.Model([latent, labels], _upsample(x, channels), name="generator")


@channels_last()
def conditional_dcgan_discriminator(n_classes=10, channels=(16, 32)):
    """Return a discriminator of [digits (batch, 28, 28, 1), labels (batch,)] -> logits (batch, 1).

    The label enters by projection: logit = w·h + v_label·h, h the features (Miyato & Koyama 2018, eq. 3).
    """
    n_classes = arguments.whole("n_classes", n_classes)
    channels = arguments.wholes("channels", channels)
    images = keras.Input((28, 28, 1), name="images")
    labels = keras.Input((), dtype="int32", name="labels")
    features = _downsample(images, channels)
    logits = _projected(features, labels, n_classes)
    return keras.Model([images, labels], logits, name="discriminator")


@channels_last()
def face_generator(latent_dim=32, channels=(64, 48, 32)):
    """Return a generator of small colour images, noise (batch, latent_dim) -> (batch, 16, 16, 3) in [-1, 1].

    channels: feature maps at 4x4, and twice at 8x8. The last step lays channels out as pixels, which costs a quarter
    of a convolution at 16x16.
    """
    latent_dim = arguments.whole("latent_dim", latent_dim)
    first, second, third = arguments.wholes("channels", channels, length=3, hint="Feature maps at 4x4, 8x8 and 8x8.")
    latent = keras.Input((latent_dim,), name="latent")
    x = layers.Reshape((4, 4, first))(layers.Dense(4 * 4 * first, use_bias=False)(latent))
    x = layers.ReLU()(BatchNormalization()(x))
    x = Conv2DTranspose(second, 4, strides=2, padding="same", use_bias=False)(x)  # (batch, 8, 8, second)
    x = layers.ReLU()(BatchNormalization()(x))
    x = layers.ReLU()(BatchNormalization()(layers.Conv2D(third, 3, padding="same", use_bias=False)(x)))
    x = DepthToSpace(2)(layers.Conv2D(12, 3, padding="same")(x))  # (batch, 16, 16, 3)
    return keras.Model(latent, layers.Activation("tanh")(x), name="generator")


@channels_last()
def face_discriminator(channels=(48, 96)):
    """Return a discriminator of small colour images, (batch, 16, 16, 3) -> logits (batch, 1).

    channels: feature maps at 8x8 and at 4x4.
    """
    channels = arguments.wholes("channels", channels)
    images = keras.Input((16, 16, 3), name="images")
    return keras.Model(images, layers.Dense(1)(_downsample(images, channels)), name="discriminator")
