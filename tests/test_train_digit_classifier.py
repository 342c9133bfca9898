"""The script that made the digit classifier: its pictures and its learning rate; the result is tested elsewhere."""

from pathlib import Path

import numpy as np
import pytest

from gan_course import datasets


@pytest.fixture(scope="module")
def script():
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(Path(__file__).parents[1] / "data"))
        import train_digit_classifier
    return train_digit_classifier


@pytest.fixture(scope="module")
def images():
    return datasets.digits().x_train[:64]


@pytest.mark.parametrize("name", ["moved", "not_digits"])
def test_pictures_keep_shape_and_range_and_follow_the_seed(script, images, name):
    first, again, other = (getattr(script, name)(images, np.random.default_rng(seed)) for seed in (1, 1, 2))
    assert first.shape == images.shape and first.dtype == np.float32
    assert first.min() >= -1 and first.max() <= 1
    np.testing.assert_array_equal(first, again)
    assert (first != other).any()


def test_moved_digits_stay_near_their_place(script, images):
    moved = script.moved(images, np.random.default_rng(0))
    rows, columns = np.mgrid[:28, :28]
    for before, after in zip(images[..., 0] + 1, moved[..., 0] + 1, strict=True):
        shift = [(after * axis).sum() / after.sum() - (before * axis).sum() / before.sum() for axis in (rows, columns)]
        assert np.abs(shift).max() < 4      # 2 pixels by the shift, the rest by turning and scaling


def test_learning_rate_rises_to_its_peak_and_ends_at_zero(script):
    rates = np.array([script.learning_rate(step, 1000) for step in range(1, 1001)])
    assert rates.argmax() + 1 == 100 and rates.max() == pytest.approx(script.PEAK_RATE)
    assert (np.diff(rates[99:]) < 0).all() and rates[-1] == pytest.approx(0, abs=1e-12)
