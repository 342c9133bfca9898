"""The players: plain Keras models. Generators end in data space, discriminators in one logit (no sigmoid)."""

import keras

from gan_course.layers import BatchNormalization, LeakyReLU, UniformNoise

layers = keras.layers


def _positive(**sizes):
    """Raise ValueError for a size that is not a whole number above zero."""
    for name, value in sizes.items():
        for size in value if isinstance(value, (tuple, list)) else (value,):
            if isinstance(size, bool) or not isinstance(size, int) or size < 1:
                raise ValueError(f"{name} is {value!r}; it takes whole numbers above 0, such as 2 or 128.")


def mlp_generator(latent_dim=2, data_dim=2, widths=(128, 128), activation="relu", noise="gaussian"):
    """Return a fully connected generator, noise (batch, latent_dim) -> points (batch, data_dim).

    noise: "gaussian", or "uniform": a first layer then makes the standard normal noise uniform on (-1, 1).
    """
    _positive(latent_dim=latent_dim, data_dim=data_dim, widths=widths)
    if noise not in ("gaussian", "uniform"):
        raise ValueError(f"noise is {noise!r}; choose 'gaussian' or 'uniform'.")
    hidden = [UniformNoise()] if noise == "uniform" else []
    hidden += [layers.Dense(width, activation=activation) for width in widths]
    return keras.Sequential([keras.Input((latent_dim,)), *hidden, layers.Dense(data_dim)], name="generator")


def mlp_discriminator(data_dim=2, widths=(128, 128), activation="relu"):
    """Return a fully connected discriminator, points (batch, data_dim) -> logits (batch, 1)."""
    _positive(data_dim=data_dim, widths=widths)
    hidden = [layers.Dense(width, activation=activation) for width in widths]
    return keras.Sequential([keras.Input((data_dim,)), *hidden, layers.Dense(1)], name="discriminator")


def _upsample(latent, channels):
    """Noise to a 28x28 image: 7x7, doubled twice (Radford et al. 2016, with two steps instead of four)."""
    if len(channels) != 2:
        raise ValueError(f"channels is {channels!r}; the generator takes two numbers, at 7x7 and at 14x14.")
    first, second = channels
    x = layers.Dense(7 * 7 * first, use_bias=False)(latent)  # the normalisation has its own bias
    x = layers.Reshape((7, 7, first))(x)
    x = layers.ReLU()(BatchNormalization()(x))
    x = layers.Conv2DTranspose(second, 4, strides=2, padding="same", use_bias=False)(x)  # (batch, 14, 14, second)
    x = layers.ReLU()(BatchNormalization()(x))
    return layers.Conv2DTranspose(1, 4, strides=2, padding="same", activation="tanh")(x)  # (batch, 28, 28, 1)


def _downsample(images, channels):
    """An image to a vector: two convolutions of stride 2, no normalisation."""
    x = images
    for width in channels:
        x = LeakyReLU(negative_slope=0.2)(layers.Conv2D(width, 4, strides=2, padding="same")(x))
    return layers.Flatten()(x)


def dcgan_generator(latent_dim=32, channels=(32, 16)):
    """Return a small DCGAN generator, noise (batch, latent_dim) -> digits (batch, 28, 28, 1) in [-1, 1].

    channels: feature maps at 7x7 and at 14x14.
    """
    _positive(latent_dim=latent_dim, channels=channels)
    latent = keras.Input((latent_dim,), name="latent")
    return keras.Model(latent, _upsample(latent, channels), name="generator")


def dcgan_discriminator(channels=(16, 32)):
    """Return a small DCGAN discriminator, digits (batch, 28, 28, 1) -> logits (batch, 1).

    channels: feature maps at 14x14 and at 7x7.
    """
    _positive(channels=channels)
    images = keras.Input((28, 28, 1), name="images")
    return keras.Model(images, layers.Dense(1)(_downsample(images, channels)), name="discriminator")


def conditional_dcgan_generator(latent_dim=32, n_classes=10, channels=(32, 16)):
    """Return a generator of [noise (batch, latent_dim), labels (batch,)] -> digits (batch, 28, 28, 1).

    The label enters as a one-hot vector beside the noise (Mirza & Osindero 2014).
    """
    _positive(latent_dim=latent_dim, n_classes=n_classes, channels=channels)
    latent = keras.Input((latent_dim,), name="latent")
    labels = keras.Input((), dtype="int32", name="labels")
    one_hot = layers.CategoryEncoding(num_tokens=n_classes, output_mode="one_hot")(layers.Reshape((1,))(labels))
    x = layers.Concatenate()([latent, one_hot])
    return keras.Model([latent, labels], _upsample(x, channels), name="generator")


def conditional_dcgan_discriminator(n_classes=10, channels=(16, 32)):
    """Return a discriminator of [digits (batch, 28, 28, 1), labels (batch,)] -> logits (batch, 1).

    The label enters by projection: logit = w·h + v_label·h, h the features (Miyato & Koyama 2018, eq. 3).
    """
    _positive(n_classes=n_classes, channels=channels)
    images = keras.Input((28, 28, 1), name="images")
    labels = keras.Input((), dtype="int32", name="labels")
    features = _downsample(images, channels)
    projection = layers.Embedding(n_classes, features.shape[-1], embeddings_initializer="zeros")(labels)
    logits = layers.Add()([layers.Dense(1)(features), layers.Dot(axes=-1)([features, projection])])
    return keras.Model([images, labels], logits, name="discriminator")
