"""What is saved comes back, and training goes on from it as if it had not stopped."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from tiny_gans import DIGITS, FIT, LABELS, X, digits, points, same

from gan_course import objectives
from gan_course.gan import GAN


@pytest.mark.parametrize("make", [points, digits])
def test_save_load_and_train_on(tmp_path, make):
    data = (X,) if make is points else (DIGITS, LABELS)
    gan = make()
    gan.fit(*data, **FIT)
    gan.save(tmp_path / "gan.keras")
    loaded = keras.models.load_model(tmp_path / "gan.keras")
    assert np.array_equal(loaded.generate(12, seed=1), gan.generate(12, seed=1))
    for one, other in [(loaded.generator_optimizer, gan.generator_optimizer),
                       (loaded.discriminator_optimizer, gan.discriminator_optimizer)]:
        assert len(one.variables) > 2
        for a, b in zip(one.variables, other.variables, strict=True):
            assert np.array_equal(a, b), a.path
    gan.fit(*data, **FIT)
    loaded.fit(*data, **FIT)
    assert same(loaded, gan)


def test_compile_settings_are_saved(tmp_path):
    gan = points(n_critic=2, steps_per_execution=3)
    gan.save(tmp_path / "gan.keras")
    loaded = keras.models.load_model(tmp_path / "gan.keras")
    assert (loaded.n_critic, loaded.steps_per_execution, loaded.jit_compile) == (2, 3, False)
    assert loaded.objective is gan.objective
    GAN(gan.generator, gan.discriminator).save(tmp_path / "raw.keras")
    assert not keras.models.load_model(tmp_path / "raw.keras").compiled


class Softer(objectives.Hinge):
    """A game of one's own under a name that the package has, too."""

    def _generator(self, real, fake):
        return -0.5 * tf.reduce_mean(fake)


def test_an_objective_of_ones_own_is_not_exchanged_for_one_of_its_name(tmp_path):
    gan = points()
    gan.compile(Softer())
    gan.save(tmp_path / "gan.keras")
    assert not keras.models.load_model(tmp_path / "gan.keras").compiled
    gan.compile("hinge", remedies=[])
    gan.save(tmp_path / "gan.keras")
    assert keras.models.load_model(tmp_path / "gan.keras").objective is objectives.HINGE


def test_the_objective_that_a_remedy_changed_is_saved_as_it_was_given(tmp_path):
    gan = points(remedies=["label_smoothing"])
    assert gan.given_objective is objectives.NON_SATURATING is not gan.objective
    gan.save(tmp_path / "gan.keras")
    loaded = keras.models.load_model(tmp_path / "gan.keras")
    assert loaded.given_objective is objectives.NON_SATURATING and loaded.remedies[0].name == "label_smoothing"


def test_a_gan_with_a_frozen_player_comes_back_uncompiled(tmp_path):
    gan = points(run_eagerly=True)
    gan.discriminator.trainable = False
    gan.save(tmp_path / "gan.keras")
    loaded = keras.models.load_model(tmp_path / "gan.keras")
    assert not loaded.compiled and np.array_equal(loaded.generate(5, seed=1), gan.generate(5, seed=1))
    with pytest.raises(ValueError, match=r"as after loading\. Set trainable = True for each of gan\.discriminator"):
        loaded.compile()
    for layer in loaded.discriminator.layers:
        layer.trainable = True
    loaded.compile(run_eagerly=True)
    loaded.fit(X, **FIT)


@pytest.mark.parametrize("name", ["old.h5", "old.hdf5"])
def test_the_old_format_is_refused_before_a_file_is_touched(tmp_path, name):
    (tmp_path / name).write_text("a file of somebody's")
    for path in (tmp_path / name, str(tmp_path / name)):
        with pytest.raises(ValueError, match=r"give a path that ends in \.keras"):
            points().save(path)
    assert (tmp_path / name).read_text() == "a file of somebody's"
