"""The players fit their world and each other, and are the same for everybody."""

import pytest

from gan_course.capstone.players import LATENT_DIM, players
from gan_course.capstone.worlds import NAMES, world


@pytest.mark.parametrize("name", NAMES)
def test_shapes_fit(name):
    drawn = world(name, 1)
    generator, discriminator = players(drawn)
    assert generator.input_shape == (None, LATENT_DIM[name])
    assert generator.output_shape == discriminator.input_shape == (None, *drawn.sample_shape)
    assert discriminator.output_shape == (None, 1)


def test_a_generator_is_no_table_of_the_training_rows():
    """It has fewer weights than the training rows of the curve and the clouds have numbers."""
    for name in ("curve", "clouds"):
        drawn = world(name, 1)
        assert players(drawn)[0].count_params() < drawn.n_train * drawn.dim


def test_another_name_is_refused():
    with pytest.raises(ValueError, match=r"world\.name"):
        players("rings")
