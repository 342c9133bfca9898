"""Short real trainings with a learner's own parts: each returns the number that says whether it worked.

With G at half of D's rate a plain GAN holds the ring: the seeds 100 to 105 in NumPy, and 100 to 103 in Keras, ended
with 7 or 8 modes of 8. Of the digits 65 and 71 in 100 were readable with the seeds 100 and 101; by chance it is 10.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from gan_course.datasets import ring
from gan_course.metrics import modes_captured

STEPS, BATCH, LATENT = 1500, 128, 8
G_RATE, D_RATE = 5e-4, 1e-3
EPOCHS, BATCH_DIGITS, LATENT_DIGITS = 4, 64, 32


@dataclass
class Training:
    """A training: its title, the exercises whose answers it needs, what it runs, what it finds and should find."""

    title: str
    needs: tuple
    run: Callable
    sentence: str                # with the number found and the least that is wanted
    least: float


def numpy_ring(train_step, seed=1):
    """Train a GAN in NumPy on a ring of eight modes by the learner's step; return the modes captured.

    train_step: `(generator, discriminator, g_optimizer, d_optimizer, real_batches, noise) -> d_loss, g_loss`.
    """
    from gan_course.from_scratch import MLP, Adam

    mixture, chance = ring(), np.random.default_rng(seed)
    data = mixture.sample(4000, chance).astype("float32")
    generator, discriminator = MLP((LATENT, 64, 64, 2), seed=seed), MLP((2, 64, 64, 1), seed=seed + 1)
    optimizers = Adam(G_RATE), Adam(D_RATE)

    def noise(n):
        return chance.standard_normal((n, LATENT), dtype="float32")

    for _ in range(STEPS):
        train_step(generator, discriminator, *optimizers, [data[chance.integers(len(data), size=BATCH)]], noise)
    return modes_captured(generator.forward(noise(2000)), mixture)


def keras_ring(train_step, seed=1):
    """Train a Keras GAN on the same ring by the learner's step, compiled; return the modes captured.

    train_step: `(generator, discriminator, g_optimizer, d_optimizer, real, noise) -> {"d_loss", "g_loss"}`.
    """
    import tensorflow as tf

    from gan_course.networks import mlp_discriminator, mlp_generator
    from gan_course.optimizers import Adam
    from gan_course.seeding import seed_everything

    seed_everything(seed)
    mixture, chance = ring(), np.random.default_rng(seed)
    data = tf.constant(mixture.sample(4000, chance), tf.float32)
    generator, discriminator = mlp_generator(LATENT, 2), mlp_discriminator(2)
    g_optimizer, d_optimizer = Adam(G_RATE, beta_1=0.5), Adam(D_RATE, beta_1=0.5)
    g_optimizer.build(generator.trainable_variables)
    d_optimizer.build(discriminator.trainable_variables)

    @tf.function
    def step(rows, noise):
        train_step(generator, discriminator, g_optimizer, d_optimizer, tf.gather(data, rows), noise)

    for _ in range(STEPS):
        step(tf.constant(chance.integers(len(data), size=BATCH)),
             tf.constant(chance.standard_normal((BATCH, LATENT)), tf.float32))
    return modes_captured(generator(tf.constant(chance.standard_normal((2000, LATENT)), tf.float32)).numpy(), mixture)


def keras_digits(train_step, fit, build_generator, build_discriminator, seed=1):
    """Train the learner's networks on real digits by their step and loop; return how many of 100 samples are readable.

    A sample counts where the frozen classifier reads the digit that was asked for. The functions are as notebook 04
    asks for them.
    """
    import keras
    import tensorflow as tf

    from gan_course import digit_classifier
    from gan_course.datasets import digits
    from gan_course.optimizers import Adam
    from gan_course.seeding import seed_everything

    seed_everything(seed)
    data, chance = digits(), np.random.default_rng(seed)
    generator, discriminator = build_generator(LATENT_DIGITS, 10), build_discriminator(10)
    steps = EPOCHS * (len(data.x_train) // BATCH_DIGITS)
    g_optimizer, d_optimizer = (Adam(keras.optimizers.schedules.CosineDecay(4e-3, steps, alpha=0.05), beta_1=0.5)
                                for _ in range(2))
    g_optimizer.build(generator.trainable_variables)
    d_optimizer.build(discriminator.trainable_variables)

    @tf.function
    def step(real, noise, labels):
        return train_step(generator, discriminator, g_optimizer, d_optimizer, real, noise, labels)

    fit(step, data.x_train, EPOCHS, BATCH_DIGITS, LATENT_DIGITS, chance, data.y_train)
    asked = np.arange(1000, dtype="int32") % 10
    noise = chance.standard_normal((1000, LATENT_DIGITS)).astype("float32")
    images = generator([noise, asked], training=False).numpy()
    return round(100 * float(np.mean(digit_classifier.load().probabilities(images).argmax(axis=1) == asked)))


_MODES = "{} of 8 modes, at least {} wanted"
TRAININGS = [
    Training(f"a GAN in NumPy, {STEPS:,} of your steps", (("ex03", "train_step"),), numpy_ring, _MODES, 6),
    Training(f"a GAN in Keras, {STEPS:,} of your steps", (("ex04", "train_step"),), keras_ring, _MODES, 6),
    Training(f"digits in Keras, {EPOCHS} epochs of your loop",
             tuple(("ex04", name) for name in ("train_step", "fit", "build_generator", "build_discriminator")),
             keras_digits, "{} of 100 samples show the digit asked for, at least {} wanted", 50),
]
