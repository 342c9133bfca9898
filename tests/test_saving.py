"""What is saved comes back, and training goes on from it as if it had not stopped."""

import keras
import numpy as np
import pytest
from tiny_gans import DIGITS, FIT, LABELS, X, digits, points, same

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
