"""The judge is judged: on the 2,000 digits that it never saw, and on pictures that are no digit."""

import numpy as np
import pytest

from gan_course import data_files, datasets, digit_classifier
from gan_course.metrics import frechet_distance


@pytest.fixture(scope="module")
def classifier():
    return digit_classifier.load()


@pytest.fixture(scope="module")
def data():
    return datasets.digits()


def test_accuracy_and_confidence_are_those_that_data_readme_states(classifier, data):
    assert classifier.accuracy(data.x_test, data.y_test) == pytest.approx(0.9925, abs=0.001)
    assert classifier.confident_share(data.x_test) == pytest.approx(0.9385, abs=0.003)
    probabilities = classifier.probabilities(data.x_test)
    sure = probabilities.max(axis=1) > 0.9
    assert (probabilities.argmax(axis=1) == data.y_test)[sure].mean() >= 0.998


def test_every_digit_is_recognised(classifier, data):
    found = classifier.predict(data.x_test)
    assert all((found[data.y_test == digit] == digit).mean() >= 0.97 for digit in range(10))


def test_pictures_that_are_no_digit_are_doubted(classifier, data):
    rng = np.random.default_rng(0)
    digits = data.x_test[:500]
    pixels = rng.permuted(digits.reshape(500, -1), axis=1).reshape(digits.shape)
    noise = rng.uniform(-1, 1, digits.shape)
    two = np.maximum(digits, data.x_test[rng.integers(500, 2000, 500)])
    halves = np.concatenate([digits[:, :, 14:], digits[:, :, :14]], axis=2)  # left and right exchanged
    for strange in (pixels, noise, np.full_like(digits, -1), two, halves):
        assert classifier.confident_share(strange) < 0.1


def test_soft_and_noisy_digits_are_still_recognised(classifier, data):
    noisy = data.x_test + 0.2 * np.random.default_rng(0).standard_normal(data.x_test.shape)
    assert classifier.accuracy(noisy.clip(-1, 1), data.y_test) >= 0.98
    assert classifier.accuracy(np.float32(0.9) * data.x_test, data.y_test) >= 0.98


def test_shapes_types_and_probabilities(classifier, data):
    images = data.x_test[:7]
    assert classifier.features(images).shape == (7, digit_classifier.N_FEATURES)
    assert classifier.probabilities(images).dtype == np.float32
    np.testing.assert_allclose(classifier.probabilities(images).sum(axis=1), 1, atol=1e-6)
    assert classifier.predict(images).dtype == np.int32


def test_a_verdict_does_not_depend_on_the_rest_of_the_batch(classifier, data):
    together = classifier.probabilities(data.x_test[:1201])  # over two chunks
    for i in (0, 499, 500, 1200):
        np.testing.assert_allclose(classifier.probabilities(data.x_test[[i]])[0], together[i], atol=1e-5)
    reversed_order = classifier.features(data.x_test[:1201][::-1])[::-1]
    np.testing.assert_allclose(reversed_order, classifier.features(data.x_test[:1201]), atol=1e-3)


def test_frechet_distance_has_a_floor_that_falls_with_n(classifier, data):
    order = np.random.default_rng(0).permutation(8000)
    features = classifier.features(data.x_train[order])
    floor = {n: frechet_distance(features[:n], features[n : 2 * n]) for n in (250, 1000, 4000)}
    assert floor[250] > 2 * floor[1000] > 4 * floor[4000] > 0
    assert floor[1000] < 6  # data/README.md: 2.6 on average, at most 3.1 in five splits


def test_frechet_distance_tells_digits_from_noise_and_from_one_digit(classifier, data):
    real, other = data.x_train[:1000], data.x_train[1000:2000]
    floor = classifier.frechet_distance(real, other)
    only_ones = data.x_train[data.y_train == 1]
    noise = np.random.default_rng(0).uniform(-1, 1, real.shape)
    assert classifier.frechet_distance(real, only_ones) > 20 * floor  # one mode of ten
    assert classifier.frechet_distance(real, noise) > 50 * floor


@pytest.mark.parametrize(
    ("images", "words"),
    [
        (np.zeros((28, 28, 1)), r"shape \(28, 28, 1\); give \(n, 28, 28, 1\)"),
        (np.zeros((3, 28, 28)), r"shape \(3, 28, 28\)"),
        (np.zeros((3, 32, 32, 1)), r"shape \(3, 32, 32, 1\)"),
        (np.zeros((0, 28, 28, 1)), r"shape \(0, 28, 28, 1\)"),
        (np.zeros((3, 28, 28, 1), np.uint8), "holds uint8 numbers"),
        (np.full((3, 28, 28, 1), 255.0), r"images is 255; give numbers from -1 to 1. Pixels of 0"),
        (np.full((3, 28, 28, 1), np.nan), "holds 2352 values that are NaN"),
    ],
)
def test_bad_images_are_named(classifier, images, words):
    with pytest.raises(ValueError, match=words):
        classifier.probabilities(images)


def test_images_in_zero_to_one_are_warned_about(classifier, data):
    with pytest.warns(UserWarning, match=r"scaled to \[0, 1\]"):
        classifier.predict((data.x_test[:3] + 1) / 2)


def test_other_bad_arguments_are_named(classifier, data):
    with pytest.raises(ValueError, match=r"labels has shape \(2,\); give \(3,\)"):
        classifier.accuracy(data.x_test[:3], [1, 2])
    with pytest.raises(ValueError, match=r"threshold is 1\.5"):
        classifier.confident_share(data.x_test[:3], threshold=1.5)


def test_damaged_weights_are_refused(tmp_path):
    (tmp_path / "digit_classifier.npz").write_bytes(b"PK")
    with pytest.raises(data_files.DataFileError, match=r"damaged or changed: .*digit_classifier\.npz"):
        digit_classifier.load(data_dir=tmp_path)
