"""The judge of faces is judged: on the 2,000 faces that it never saw."""

import numpy as np
import pytest

from gan_course import datasets, digit_classifier, faces, faces_judge


@pytest.fixture(scope="module")
def judge():
    return faces_judge.load()


@pytest.fixture(scope="module")
def data():
    return datasets.faces()


def test_it_reads_as_well_as_data_readme_states(judge, data):
    right = (judge.read(data.x_test) == data.y_test).mean()
    assert right.drop("hair").min() >= 0.95 and right["hair"] >= 0.85


def test_rare_values_are_read_too(judge, data):
    read = judge.read(data.x_test)
    for name, value in (("glasses", 1), ("hat", 1), ("skin", 3)):
        has_it = data.y_test[name] == value
        assert (read[name] == value)[has_it].mean() > 0.93 and (read[name] == value)[~has_it].mean() < 0.02


def test_soft_and_noisy_faces_are_still_read(judge, data):
    noisy = data.x_test + 0.1 * np.random.default_rng(0).standard_normal(data.x_test.shape)
    right = (judge.read(noisy.clip(-1, 1)) == data.y_test).mean()
    assert right.drop("hair").min() >= 0.93


def test_probabilities_belong_to_what_is_read(judge, data):
    images = data.x_test[:600]                                      # over two chunks
    read = judge.read(images)
    for name, values in faces.VALUES.items():
        probabilities = judge.probabilities(images, name)
        assert probabilities.shape == (600, len(values))
        np.testing.assert_allclose(probabilities.sum(axis=1), 1, atol=1e-5)
        np.testing.assert_array_equal(probabilities.argmax(axis=1), read[name])


def test_real_faces_are_near_and_noise_is_far(judge, data):
    floor = judge.frechet_distance(data.x_train[:2000], data.x_test)
    noise = np.random.default_rng(0).uniform(-1, 1, (2000, 16, 16, 3))
    assert judge.frechet_distance(noise, data.x_test) > 50 * floor
    assert judge.features(data.x_test[:7]).shape == (7, faces_judge.N_FEATURES)


def test_another_network_is_refused():
    with pytest.raises(ValueError, match=r"as faces_judge\.network"):
        faces_judge.FacesJudge(digit_classifier.network())
