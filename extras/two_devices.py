"""The same training on one device and shared out over two: the losses are the same.

    python extras/two_devices.py [STEPS]     prints a line of JSON for each number of devices, and their difference

A processor can be cut into several *logical* devices, which are slower together than it was alone, and stand for
several GPUs: the code of the two is the same. TensorFlow wants to know the number before it computes anything, so this
is a program of its own. Under `tf.distribute.MirroredStrategy` each device holds a copy of both players and takes its
share of every batch; after each player's backward pass the gradients are averaged over the devices.
"""

import json
import sys
import time

import numpy as np
import tensorflow as tf

DEVICES, BATCH, RATE = 2, 128, 1e-3
tf.config.set_logical_device_configuration(tf.config.list_physical_devices("CPU")[0],
                                           [tf.config.LogicalDeviceConfiguration()] * DEVICES)

from gan_course import datasets, networks, seed_everything  # noqa: E402
from gan_course.distribution import current  # noqa: E402
from gan_course.gan import GAN  # noqa: E402
from gan_course.optimizers import Adam  # noqa: E402


def trained(strategy, steps):
    """Train the course's 2×128 GAN on the ring under a strategy; return (losses (steps, 2), seconds)."""
    with strategy.scope():
        seed_everything(0)
        gan = GAN(networks.mlp_generator(), networks.mlp_discriminator())
        gan.compile("non_saturating", Adam(RATE), Adam(RATE))
    started = time.perf_counter()
    gan.fit(datasets.ring().sample(8192, seed=0), batch_size=BATCH, steps_per_epoch=steps, verbose=0)
    return np.stack([gan.step_history["d_loss"], gan.step_history["g_loss"]], axis=1), time.perf_counter() - started


def main(steps):
    """Train on one device and on two; print what came out."""
    one, one_seconds = trained(current(), steps)
    two, two_seconds = trained(tf.distribute.MirroredStrategy([f"CPU:{i}" for i in range(DEVICES)]), steps)
    for devices, losses, seconds in ((1, one, one_seconds), (DEVICES, two, two_seconds)):
        print(json.dumps({"devices": devices, "rows_each": BATCH // devices, "first": losses[0].round(4).tolist(),
                          "last": losses[-1].round(4).tolist(), "seconds": round(seconds, 1)}))
    print(json.dumps({"steps": steps, "largest_difference": float(np.abs(one - two).max())}))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 60)
