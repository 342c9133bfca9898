"""The step that a learner reads is the step that trains."""

import numpy as np
import pytest
import tensorflow as tf
from tiny_gans import X

from gan_course import networks, objectives, seed_everything
from gan_course.gan import GAN
from gan_course.optimizers import Adam
from gan_course.plain_step import plain_step


@pytest.mark.parametrize("name", objectives.names())
def test_plain_step_is_the_step_of_the_package(name):
    seed_everything(3)
    real_one = GAN(networks.mlp_generator(widths=(8,)), networks.mlp_discriminator(widths=(8,)))
    seed_everything(3)
    read_one = networks.mlp_generator(widths=(8,)), networks.mlp_discriminator(widths=(8,))
    real_one.compile(name, Adam(1e-2), Adam(2e-2), run_eagerly=True)
    optimizers, before = (Adam(1e-2), Adam(2e-2)), real_one.get_weights()
    for step in range(4):
        real, noise = tf.constant(X[16 * step:16 * (step + 1)]), tf.constant(np.roll(X[:16], step, axis=0))
        losses = real_one.step(real, noise)
        expected = plain_step(*read_one, objectives.get(name), *optimizers, real, noise)
        for player in ("d_loss", "g_loss"):
            np.testing.assert_allclose(losses[player], expected[player], atol=1e-6)
    after = [*read_one[0].get_weights(), *read_one[1].get_weights()]
    for mine, theirs, was in zip(real_one.get_weights(), after, before, strict=True):
        np.testing.assert_allclose(mine, theirs, atol=1e-6)
        assert mine.ndim == 1 or not np.allclose(mine, was)  # some objectives leave a bias at 0
