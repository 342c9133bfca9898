"""The checkers of lesson 04's two networks: other right ones are taken, wrong ones hear what is missing."""

import keras
import pytest
from verdicts import right_answer, wrong_answer

from gan_course import networks
from gan_course.exercises import ex04

layers = keras.layers


def generator(latent_dim, n_classes, entry="one_hot", norm=layers.BatchNormalization, act=layers.ReLU, end="tanh",
              maps=16, kernel=4, frozen=False, second=None):
    """A generator like the reference, with one thing changed."""
    noise, labels = keras.Input((latent_dim,)), keras.Input((), dtype="int32")
    column = layers.Reshape((1,))(labels)
    x = layers.Concatenate()([noise, {
        "one_hot": lambda: layers.CategoryEncoding(n_classes, output_mode="one_hot")(column),
        "number": lambda: layers.Rescaling(1.0)(column), "scaled": lambda: layers.Rescaling(0.1)(column),
        "embedding": lambda: layers.Embedding(n_classes, 4)(labels), "none": lambda: noise}[entry]()])
    x = layers.Reshape((7, 7, 32))(layers.Dense(7 * 7 * 32)(x))
    x = act()(norm()(x))
    x = layers.Conv2DTranspose(maps, kernel, strides=2, padding="same")(x)
    x = (second or act)()(norm()(x))
    x = layers.Conv2DTranspose(1, kernel, strides=2, padding="same", activation=end)(x)
    model = keras.Model([noise, labels], x)
    model.trainable = not frozen
    return model


def by_upsampling(latent_dim, n_classes):
    noise, labels = keras.Input((latent_dim,)), keras.Input((), dtype="int32")
    x = layers.Concatenate()([noise, layers.Embedding(n_classes, 8)(labels)])
    x = layers.Reshape((7, 7, 16))(layers.Dense(7 * 7 * 16, use_bias=False)(x))
    for width in (8, 4):
        x = layers.UpSampling2D()(layers.ReLU()(layers.BatchNormalization()(x)))
        x = layers.Conv2D(width, 3, padding="same")(x)
    return keras.Model([noise, labels], layers.Conv2D(1, 3, padding="same", activation="tanh")(layers.ReLU()(x)))


def sequential_inside(latent_dim, n_classes):
    noise, labels = keras.Input((latent_dim,)), keras.Input((), dtype="int32")
    path = keras.Sequential([
        keras.Input((latent_dim + n_classes,)), layers.Dense(7 * 7 * 32), layers.Reshape((7, 7, 32)),
        layers.BatchNormalization(), layers.ReLU(), layers.Conv2DTranspose(16, 4, strides=2, padding="same"),
        layers.BatchNormalization(), layers.ReLU(),
        layers.Conv2DTranspose(1, 4, strides=2, padding="same"), layers.Activation("tanh")])
    one_hot = keras.ops.one_hot(labels, n_classes)
    return keras.Model([noise, labels], path(keras.ops.concatenate([noise, one_hot], axis=-1)))


def label_as_a_map(latent_dim, n_classes):
    noise, labels = keras.Input((latent_dim,)), keras.Input((), dtype="int32")
    x = layers.Reshape((7, 7, 32))(layers.Dense(7 * 7 * 32)(noise))
    x = layers.LeakyReLU()(layers.BatchNormalization()(x))
    x = layers.Concatenate()([x, layers.Reshape((7, 7, 1))(layers.Dense(49)(layers.Embedding(n_classes, 10)(labels)))])
    x = layers.ReLU()(layers.BatchNormalization()(layers.Conv2DTranspose(16, 4, strides=2, padding="same")(x)))
    return keras.Model([noise, labels], layers.Conv2DTranspose(1, 4, 2, padding="same", activation="tanh")(x))


def normalised_by_class(latent_dim, n_classes):
    """Each class has factors and shifts of its own after batch normalisation (de Vries et al. 2017)."""
    noise, labels = keras.Input((latent_dim,)), keras.Input((), dtype="int32")

    def normalised(x, width):
        factors, shifts = (layers.Reshape((1, 1, width))(layers.Embedding(n_classes, width, start)(labels))
                           for start in ("ones", "zeros"))
        return layers.ReLU()(layers.BatchNormalization(center=False, scale=False)(x) * factors + shifts)

    x = normalised(layers.Reshape((7, 7, 32))(layers.Dense(7 * 7 * 32)(noise)), 32)
    x = normalised(layers.Conv2DTranspose(16, 4, strides=2, padding="same")(x), 16)
    return keras.Model([noise, labels], layers.Conv2DTranspose(1, 4, 2, padding="same", activation="tanh")(x))


@pytest.mark.parametrize("right", [
    label_as_a_map, normalised_by_class, lambda d, n: generator(d, n, act=layers.PReLU),
    lambda latent_dim, n_classes: networks.conditional_dcgan_generator(latent_dim, n_classes), sequential_inside,
    by_upsampling, lambda d, n: generator(d, n, entry="embedding"), lambda d, n: generator(d, n, maps=24, kernel=5),
    lambda d, n: generator(d, n, act=layers.LeakyReLU),
], ids=["map", "by class", "prelu", "course", "sequential", "upsampling", "embedding", "wider", "leaky"])
def test_other_right_generators(right):
    right_answer(ex04.build_generator, right)


def flat(latent_dim, n_classes):
    noise, labels = keras.Input((latent_dim,)), keras.Input((), dtype="int32")
    x = layers.Concatenate()([noise, layers.Embedding(n_classes, 4)(labels)])
    x = layers.BatchNormalization()(layers.Dense(784, activation="relu")(x))
    return keras.Model([noise, labels], layers.Reshape((28, 28, 1))(layers.Dense(784, activation="tanh")(x)))


def one_input(latent_dim, n_classes):
    return keras.Sequential([keras.Input((latent_dim + n_classes,)), layers.Dense(784, activation="tanh"),
                             layers.Reshape((28, 28, 1))])


def swapped(latent_dim, n_classes):
    model = generator(latent_dim, n_classes)
    return keras.Model(model.inputs[::-1], model.outputs[0])


def small(latent_dim, n_classes):
    model = generator(latent_dim, n_classes)
    return keras.Model(model.inputs, layers.AveragePooling2D(2)(model.outputs[0]))


def bent_before_the_dense_layer(latent_dim, n_classes):
    noise, labels = keras.Input((latent_dim,)), keras.Input((), dtype="int32")
    x = layers.Concatenate()([noise, layers.Embedding(n_classes, 4)(labels)])
    x = layers.ReLU()(layers.BatchNormalization()(x))
    x = layers.Reshape((7, 7, 32))(layers.Dense(7 * 7 * 32)(x))
    x = layers.Conv2DTranspose(16, 4, strides=2, padding="same")(x)
    x = layers.ReLU()(layers.BatchNormalization()(x))
    x = layers.Conv2DTranspose(1, 4, strides=2, padding="same", activation="tanh")(x)
    return keras.Model([noise, labels], x)


def layered(model, layer):
    """The model with one more layer at its end."""
    return keras.Model(model.inputs, layer(model.outputs[0]))


def normalised_once(latent_dim, n_classes):
    norms = iter([layers.BatchNormalization(), layers.Rescaling(1.0)])
    return generator(latent_dim, n_classes, norm=lambda: next(norms))


def two_dense_layers(latent_dim, n_classes):
    noise, labels = keras.Input((latent_dim,)), keras.Input((), dtype="int32")
    x = layers.Concatenate()([noise, layers.Embedding(n_classes, 4)(labels)])
    x = layers.ReLU()(layers.BatchNormalization()(layers.Dense(32)(x)))
    x = layers.ReLU()(layers.BatchNormalization()(layers.Dense(7 * 7 * 16)(x)))
    x = layers.Conv2DTranspose(16, 4, strides=2, padding="same")(layers.Reshape((7, 7, 16))(x))
    x = layers.ReLU()(layers.BatchNormalization()(x))
    x = layers.Conv2DTranspose(1, 4, strides=2, padding="same", activation="tanh")(x)
    return keras.Model([noise, labels], x)


def test_a_generator_with_two_dense_layers_is_right():
    right_answer(ex04.build_generator, two_dense_layers)


@pytest.mark.parametrize(("wrong", "sentence"), [
    (bent_before_the_dense_layer, "no activation follows the first"),
    (lambda d, n: generator(d, 10), "use n_classes|place of its own|noise of shape"),
    (lambda d, n: generator(d, 10, entry="embedding"), "use n_classes"),
    (lambda d, n: layered(generator(d, n), layers.Activation("tanh")), "end in tanh"),
    (lambda d, n: layered(generator(d, n, end="sigmoid"), layers.Rescaling(1.0, -0.5)), "paper is -1"),
    (normalised_once, "before each of the two"),
    (lambda d, n: generator(d, n, entry="none"), "the label has no way in"),
    (lambda d, n: generator(d, n, entry="number"), "as one number"),
    (lambda d, n: generator(d, n, entry="scaled"), "as one number"),
    (lambda d, n: generator(d, n, end=None), "the data lie in [-1, 1]"),
    (lambda d, n: generator(d, n, end="sigmoid"), "paper is -1"),
    (lambda d, n: generator(d, n, norm=lambda: layers.Rescaling(1.0)), "no batch normalisation"),
    (lambda d, n: generator(d, n, act=lambda: layers.Rescaling(1.0)), "no activation follows the first"),
    (lambda d, n: generator(d, n, second=lambda: layers.Rescaling(1.0)), "no activation follows the second"),
    (lambda d, n: generator(d, n, frozen=True), "is frozen"),
    (lambda d, n: generator(8, n), "noise of shape"),
    (lambda d, n: generator(d, 10, maps=4, kernel=16), "a kernel is 16 x 16"),
    (flat, "kernels of convolutions"), (one_input, "1 input(s)"), (swapped, "first input"), (small, "14, 14, 1"),
    (lambda d, n: "a network", "a keras.Model is wanted"),
])
def test_wrong_generators(wrong, sentence):
    wrong_answer(ex04.build_generator, wrong, sentence)


def discriminator(n_classes, way="projection", act=lambda: layers.LeakyReLU(negative_slope=0.2), first=None, end=None,
                  padding="same", strides=2, zeros=True, bias=True):
    """A discriminator like the reference, with one thing changed."""
    images, labels = keras.Input((28, 28, 1)), keras.Input((), dtype="int32")
    x = (first or act)()(layers.Conv2D(16, 4, strides=strides, padding=padding)(images))
    h = layers.Flatten()(act()(layers.Conv2D(32, 4, strides=2, padding="same")(x)))
    start = "zeros" if zeros else "uniform"
    v = layers.Embedding(n_classes, h.shape[-1], embeddings_initializer=start)(labels)
    number = layers.Rescaling(1.0)(layers.Reshape((1,))(labels))
    logits = {
        "projection": lambda: layers.Dense(1, use_bias=bias)(h) + layers.Dot(axes=-1)([h, v]),
        "none": lambda: layers.Dense(1)(h),
        "shift": lambda: layers.Dense(1)(h) + layers.Embedding(n_classes, 1)(labels),
        "joined": lambda: layers.Dense(1)(layers.Concatenate()([h, v])),
        "product": lambda: layers.Dot(axes=-1)([h, v]),
        "number": lambda: layers.Dense(1)(h) + number * layers.Dense(1)(h),
        "scaled": lambda: layers.Dense(1)(layers.Concatenate()([h, number])),
    }[way]()
    return keras.Model([images, labels], layers.Activation(end)(logits) if end else logits)


def label_as_channels(n_classes):
    images, labels = keras.Input((28, 28, 1)), keras.Input((), dtype="int32")
    maps = layers.Reshape((28, 28, 1))(layers.Embedding(n_classes, 784)(labels))
    x = layers.Concatenate()([images, maps])
    for width in (16, 32):
        x = layers.LeakyReLU(negative_slope=0.2)(layers.Conv2D(width, 4, strides=2, padding="same")(x))
    return keras.Model([images, labels], layers.Dense(1)(layers.Flatten()(x)))


def weights_of_the_class(n_classes):
    images, labels = keras.Input((28, 28, 1)), keras.Input((), dtype="int32")
    x = images
    for width in (16, 32):
        x = layers.Conv2D(width, 4, strides=2, padding="same", activation="leaky_relu")(x)
    every = layers.Dense(n_classes + 1)(layers.Flatten()(x))      # one column for all, and one for each class
    one_hot = keras.ops.one_hot(labels, n_classes)
    return keras.Model([images, labels], every[:, :1] + keras.ops.sum(every[:, 1:] * one_hot, axis=-1, keepdims=True))


@pytest.mark.parametrize("right", [
    lambda n: networks.conditional_dcgan_discriminator(n), label_as_channels, weights_of_the_class,
    lambda n: discriminator(n, zeros=False), lambda n: discriminator(n, act=layers.ReLU),
    lambda n: discriminator(n, bias=False),
], ids=["course", "channels", "columns", "random vectors", "relu", "no bias"])
def test_other_right_discriminators(right):
    right_answer(ex04.build_discriminator, right)


def frozen(n_classes):
    model = discriminator(n_classes)
    model.layers[1].trainable = False
    return model


@pytest.mark.parametrize(("wrong", "sentence"), [
    (lambda n: discriminator(n, way="none"), "the label has no way in"),
    (lambda n: discriminator(10), "use n_classes"),
    (lambda n: discriminator(10, zeros=False), "use n_classes"),
    (lambda n: discriminator(n, way="shift"), "only shifts the logit"),
    (lambda n: discriminator(n, way="joined"), "only shifts the logit"),
    (lambda n: discriminator(n, way="scaled"), "only shifts the logit"),
    (lambda n: discriminator(n, way="number"), "as one number"),
    (lambda n: discriminator(n, way="product"), "w·h + b is missing"),
    (lambda n: discriminator(n, end="sigmoid"), "no sigmoid"), (lambda n: discriminator(n, end="tanh"), "no sigmoid"),
    (lambda n: discriminator(n, first=lambda: layers.Rescaling(1.0)), "no activation follows the second"),
    (lambda n: discriminator(n, act=lambda: layers.Rescaling(1.0)), "no activation follows"),
    (lambda n: discriminator(n, padding="valid"), "no layer makes maps of 14"),
    (lambda n: discriminator(n, strides=1), "no layer makes maps of 7"),
    (frozen, "frozen"), (lambda n: networks.dcgan_discriminator(), "1 input(s)"),
    (lambda n: networks.conditional_dcgan_discriminator(10)(
        [keras.Input((28, 28, 1)), keras.Input((), dtype="int32")]), "a keras.Model is wanted"),
])
def test_wrong_discriminators(wrong, sentence):
    wrong_answer(ex04.build_discriminator, wrong, sentence)
