"""A frozen network: what goes through in chunks is what goes through at once, and nothing of it learns."""

import keras
import numpy as np
import pytest
from scipy import special

from gan_course import digit_classifier
from gan_course.data_files import checked_path
from gan_course.frozen_network import N_FEATURES, FrozenNetwork, softmax, with_stored_weights


class Small(FrozenNetwork):
    module, shape, n_logits, chunk = "small", (2, 2, 1), 3, 4

    def _checked(self, images):
        return np.asarray(images, np.float32)


def network(n_logits=3):
    keras.utils.set_random_seed(0)
    images = keras.Input((2, 2, 1))
    features = keras.layers.Dense(N_FEATURES)(keras.layers.Flatten()(images))
    return keras.Model(images, [features, keras.layers.Dense(n_logits)(features)])


def test_chunks_change_nothing_and_nothing_learns():
    model, images = network(), np.random.default_rng(0).normal(size=(9, 2, 2, 1))
    small = Small(model)
    for mine, whole in zip(small._run(images), model.predict(images, verbose=0), strict=True):
        np.testing.assert_allclose(mine, whole, rtol=1e-5, atol=1e-6)
    assert small.features(images).shape == (9, N_FEATURES) and model.trainable_variables == []
    assert small.frechet_distance(images, images) == pytest.approx(0, abs=1e-3)
    assert small.frechet_distance(images, images + 1) > 0.1


def test_a_network_with_another_number_of_logits_is_refused():
    with pytest.raises(ValueError, match=r"takes \(None, 2, 2, 1\) and returns .*\(None, 3\).*as small\.network\(\)"):
        Small(network(4))


def test_softmax_is_scipys_and_does_not_overflow():
    logits = np.array([[1.0, -2.0, 0.5], [1e4, 0.0, -1e4]])
    np.testing.assert_allclose(softmax(logits), special.softmax(logits, axis=1))


def test_stored_weights_are_those_of_the_file():
    model = with_stored_weights(digit_classifier.network(), digit_classifier.WEIGHTS_FILE)
    with np.load(checked_path(digit_classifier.WEIGHTS_FILE)) as stored:
        assert all((weight == stored[f"w{i}"]).all() for i, weight in enumerate(model.get_weights()))
