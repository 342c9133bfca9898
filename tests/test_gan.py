"""Samples of a GAN, plain and conditional."""

import numpy as np
from tiny_gans import digits, points

from gan_course import networks
from gan_course.gan import GAN


def test_many_gans_bring_no_warning_of_tracing(caplog):
    for _ in range(8):
        GAN(networks.mlp_generator(widths=(2,)), networks.mlp_discriminator(widths=(2,))).generate(1)
    assert caplog.text == ""


def test_generate():
    gan = points()
    assert gan.generate(5).shape == (5, 2) and gan.generate(5).dtype == np.float32
    # not to the last bit: some processors multiply matrices of another size in another order
    np.testing.assert_allclose(gan.generate(5, seed=1), gan.generate(5, seed=1, batch_size=2), atol=1e-6)
    assert not np.array_equal(gan.generate(5), gan.generate(5))
    np.testing.assert_allclose(gan.generate(5, seed=1), gan(gan.noise(5, 1)), atol=1e-6)
    conditional = digits()
    assert not np.array_equal(conditional.generate(3, 1, seed=0), conditional.generate(3, 2, seed=0))
    np.testing.assert_array_equal(conditional.generate(3, seed=0), conditional.generate(3, [0, 1, 2], seed=0))
