"""A detector of fake faces: what it catches of its own generator, of another, and of one trained past it."""

import keras
import numpy as np
import tensorflow as tf

from gan_course import faces, faces_judge, networks, one_step, seed_everything
from gan_course.exercises.ex16 import caught
from gan_course.gan import GAN
from gan_course.optimizers import Adam

STEPS, RATE, EVADING_STEPS, N, FALSE_ALARMS = 500, 1e-3, 150, 2000, 0.05
DATA, JUDGE = faces.faces(), faces_judge.load()


def generator(seed):
    """A GAN of faces, trained as in notebook 13, for less than half as long."""
    seed_everything(seed)
    gan = GAN(networks.face_generator(), networks.face_discriminator())
    gan.compile("relativistic", Adam(RATE, beta_1=0.5), Adam(RATE, beta_1=0.5))
    gan.fit(DATA.x_train[:4000], batch_size=64, steps_per_epoch=STEPS, verbose=0)
    return gan


def detector(real, fake, seed):
    """A network whose logit is high for fakes, trained on both kinds."""
    seed_everything(seed)
    network = networks.face_discriminator()
    network.compile(keras.optimizers.Adam(1e-3), keras.losses.BinaryCrossentropy(from_logits=True), jit_compile=False)
    labels = np.concatenate([np.zeros(len(real)), np.ones(len(fake))])
    network.fit(np.concatenate([real, fake]), labels, batch_size=64, epochs=2, verbose=0)
    return network


def critic_loss(players, batch):
    """Relativistic pairs, with the generator in training mode."""
    fake = tf.stop_gradient(players["G"](batch.z, training=True))
    return one_step.pairs_loss(players["D"], fake, batch.real)


def evading_loss(players, batch):
    """Fool D, and the detector as well, which stands still."""
    fake = players["G"](batch.z, training=True)
    fooled = tf.reduce_mean(tf.math.softplus(players["detector"](fake)))
    return one_step.pairs_loss(players["D"], batch.real, fake) + fooled


def evade(gan, guard, seed):
    """Train a GAN on against a detector; returns nothing, the GAN has changed."""
    players = {"G": gan.generator, "D": gan.discriminator, "detector": guard}
    one_step.Workshop(players, [("D", critic_loss), ("G", evading_loss)], EVADING_STEPS, RATE,
                      latent_dim=gan.latent_dim, jit_compile=False).fit(DATA.x_train[:4000], 64, seed, chunk=50)


def run(seed):
    """One row for each kind of fake, against the first detector and against one that knows the evaders."""
    first, second = generator(seed), generator(seed + 5000)
    known = first.generate(4000, seed=1)
    guard = detector(DATA.x_train[:4000], known, seed)
    kinds = {"its own generator": first.generate(N, seed=2), "another seed": second.generate(N, seed=2)}
    blurred = tf.nn.avg_pool2d(kinds["its own generator"], 2, 1, "SAME").numpy()
    evade(first, guard, seed)
    kinds |= {"its own, blurred": blurred, "trained past it": first.generate(N, seed=3)}
    both = np.concatenate([known[:2000], first.generate(2000, seed=4)])
    wiser, rows = detector(DATA.x_train[:4000], both, seed + 1), []
    floor = JUDGE.frechet_distance(DATA.x_train[:N], DATA.x_test)
    scores = [judge.predict(DATA.x_test, verbose=0).ravel() for judge in (guard, wiser)]
    for kind, images in kinds.items():
        shares = [float(caught.reference(real, judge.predict(images, verbose=0).ravel(), FALSE_ALARMS))
                  for judge, real in zip((guard, wiser), scores, strict=True)]
        rows.append({"kind": kind, "caught": shares[0], "caught_by_the_wiser": shares[1],
                     "frechet": JUDGE.frechet_distance(images, DATA.x_test) / floor})
    return rows
