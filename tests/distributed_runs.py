"""Run by test_distribution.py in a process of its own, with two logical CPUs: prints one line of JSON a case."""

import json
import sys
import tempfile

import keras
import numpy as np
import tensorflow as tf

tf.config.set_logical_device_configuration(tf.config.list_physical_devices("CPU")[0],
                                           [tf.config.LogicalDeviceConfiguration()] * 2)

from gan_course import networks, objectives, remedies, seed_everything  # noqa: E402
from gan_course.gan import GAN, ConditionalGAN  # noqa: E402
from gan_course.optimizers import Adam  # noqa: E402

X = np.random.default_rng(1).normal(size=(64, 2)).astype("float32")
DIGITS = np.random.default_rng(2).uniform(-1, 1, (32, 28, 28, 1)).astype("float32")
STRATEGY = tf.distribute.MirroredStrategy(["CPU:0", "CPU:1"])


def made(names=(), kind="points", **options):
    """A compiled GAN."""
    seed_everything(0)
    if kind == "points":
        gan = GAN(networks.mlp_generator(widths=(8,)), networks.mlp_discriminator(widths=(8,)))
    elif kind == "labels":
        noise, labels = keras.Input((2,)), keras.Input((), dtype="int32")
        word = keras.layers.Embedding(10, 2)
        gan = ConditionalGAN(
            keras.Model([noise, labels], keras.layers.Dense(2)(keras.layers.Add()([noise, word(labels)]))),
            networks_of_labels())
    else:
        gan = GAN(keras.Sequential([keras.Input((2,)), keras.layers.Dense(784), keras.layers.Reshape((28, 28, 1))]),
                  networks.dcgan_discriminator((4, 4)))
    options = {"jit_compile": False, "run_eagerly": True, **options}
    gan.compile(generator_optimizer=Adam(1e-3), discriminator_optimizer=Adam(1e-3),
                remedies=[remedies.get(name) for name in names], **options)
    return gan


def networks_of_labels():
    """A discriminator of points with labels."""
    points, labels = keras.Input((2,)), keras.Input((), dtype="int32")
    both = keras.layers.Concatenate()([points, keras.layers.Embedding(10, 2)(labels)])
    return keras.Model([points, labels], keras.layers.Dense(1)(both))


def run(gan, kind="points", batch_size=16):
    """Train; return losses and weights as one row."""
    data = {"points": (X,), "labels": (X, (np.arange(64) % 10).astype("int32")), "images": (DIGITS,)}[kind]
    gan.fit(*data, batch_size=batch_size, steps_per_epoch=3, verbose=0)
    return np.concatenate([*gan.step_history.values(), *(np.ravel(w) for w in gan.generator.get_weights()),
                           *(np.ravel(w) for w in gan.discriminator.get_weights()),
                           np.ravel(gan.generate(3, seed=1))])


def cases():
    """(name, remedies, kind, options) of each."""
    for objective in objectives.names():
        yield objective, (), "points", {"objective": objective}
    yield "graph", ("instance_noise",), "points", {"run_eagerly": False, "steps_per_execution": 2}
    yield "n_critic", ("instance_noise",), "points", {"n_critic": 2, "n_generator": 2}
    yield "labels", (), "labels", {}
    for name in remedies.names():
        yield name, (name,), "images" if name == "diff_augment" else "points", {}


def doors():
    """(name, function that returns a number or raises ValueError) of what surrounds the training."""
    def under(strategy, **options):
        with strategy.scope():
            return made(**options)

    def one_replica():
        shared = under(tf.distribute.MirroredStrategy(["CPU:0"]), names=("experience_replay", "r1"))
        return np.abs(run(made(("experience_replay", "r1"))) - run(shared)).max()

    def float16():
        keras.mixed_precision.set_global_policy("mixed_float16")
        return np.abs(run(made()) - run(under(STRATEGY))).max()

    def saved():
        keras.mixed_precision.set_global_policy("float32")
        gan = under(STRATEGY, names=("instance_noise",))
        run(gan)
        with tempfile.TemporaryDirectory() as folder, STRATEGY.scope():
            gan.save(f"{folder}/gan.keras")
            loaded = keras.models.load_model(f"{folder}/gan.keras")
        loaded.step_history = gan.step_history
        return np.abs(run(gan) - run(loaded)).max()

    def normalised():
        with STRATEGY.scope():
            generator = keras.Sequential([keras.Input((2,)), keras.layers.Dense(2), keras.layers.BatchNormalization()])
            GAN(generator, networks.mlp_discriminator()).compile()

    def outside():
        networks_ = networks.mlp_generator(), networks.mlp_discriminator()
        with STRATEGY.scope():
            GAN(*networks_).compile()

    def optimizer_outside():
        adam = Adam()
        with STRATEGY.scope():
            GAN(networks.mlp_generator(), networks.mlp_discriminator()).compile(generator_optimizer=adam)

    yield from {"one replica": one_replica, "float16": float16, "saved": saved,
                "odd batch": lambda: run(under(STRATEGY), batch_size=15),
                "one player": lambda: under(STRATEGY).train_player("generator", X),
                "xla": lambda: under(STRATEGY, jit_compile=True, run_eagerly=False),
                "batch normalisation": normalised, "networks outside": outside,
                "optimiser outside": optimizer_outside}.items()


for name, names, kind, options in cases():
    if len(sys.argv) > 1 and name not in sys.argv[1:]:
        continue
    try:
        with STRATEGY.scope():
            shared = made(names, kind, **options)
        both = run(made(names, kind, **options), kind), run(shared, kind)
        print(json.dumps([name, float(np.abs(both[0] - both[1]).max())]), flush=True)
    except ValueError as error:
        print(json.dumps([name, str(error)]), flush=True)
for name, tried in doors():
    if len(sys.argv) > 1 and name not in sys.argv[1:]:
        continue
    try:
        print(json.dumps([name, float(tried())]), flush=True)
    except ValueError as error:
        print(json.dumps([name, str(error)]), flush=True)
