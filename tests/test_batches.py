"""The order of a fit's rows, and what becomes of data on the way in."""

import numpy as np
import pytest

from gan_course import networks
from gan_course.batches import Batches, checked_images_or_points, checked_labels


def rows(batches):
    return np.concatenate([indices.reshape(-1) for _, indices in batches])


@pytest.mark.parametrize("chunk", [1, 2, 3, 50])
def test_a_pass_visits_every_sample_once(chunk):
    batches = Batches(24, 4, None, chunk, seed=0)
    first, second = rows(batches), rows(batches)
    assert batches.steps == 6
    assert sorted(first) == sorted(second) == list(range(24)) and not np.array_equal(first, second)


def test_a_remainder_is_dropped_and_no_sample_comes_twice():
    got = rows(Batches(10, 4, None, 5, seed=0))
    assert len(got) == 8 == len(set(got))


def test_steps_per_epoch_goes_on_through_the_passes():
    batches = Batches(8, 4, 3, 2, seed=0)
    both = np.concatenate([rows(batches), rows(batches)])  # 6 steps are 3 passes
    assert [sorted(part) for part in np.split(both, 3)] == [list(range(8))] * 3
    assert [step for step, _ in Batches(8, 4, 6, 2, seed=0)] == [0, 2, 4]


def test_the_seed_decides_the_order():
    one, same, other = (rows(Batches(64, 8, None, 4, seed)) for seed in (0, 0, 1))
    assert np.array_equal(one, same) and not np.array_equal(one, other)


@pytest.mark.parametrize("steps, chunk, size", [(62, 50, 31), (100, 50, 50), (7, 5, 5), (3, 50, 3)])
def test_chunks_are_even_where_they_can_be(steps, chunk, size):
    assert Batches(8, 2, steps, chunk, seed=0).chunk == size


def test_too_large_a_batch():
    with pytest.raises(ValueError, match=r"takes 9 samples .* only 8; choose a smaller batch_size"):
        Batches(8, 9, None, 1, 0)
    with pytest.raises(ValueError, match="steps_per_epoch is 0"):
        Batches(8, 2, 0, 1, 0)


def test_data_become_float32_and_are_otherwise_untouched():
    generator = networks.mlp_generator(widths=())
    x = np.array([[1.5, -2.0]])
    got = checked_images_or_points(x, (2,), generator)
    assert got.dtype == np.float32 and np.array_equal(got, x)
    assert np.array_equal(checked_images_or_points([[1.0, 2.0]], (2,), generator), [[1, 2]])
    with pytest.raises(ValueError, match="hold 1 values that are NaN or infinite"):
        checked_images_or_points(np.array([[1e300, 0]]), (2,), generator)
    with pytest.raises(ValueError, match="samples of different shapes"):
        checked_images_or_points([[1.0], [1.0, 2.0]], (2,), generator)


def test_images_from_0_to_1_are_warned_of():
    generator = networks.dcgan_generator(2, channels=(2, 2))
    with pytest.warns(UserWarning, match="scaled to"):
        checked_images_or_points(np.full((1, 28, 28, 1), 0.5), (28, 28, 1), generator)


def test_labels_become_int32():
    got = checked_labels([0, 2, 1], 3, 3)
    assert got.dtype == np.int32 and list(got) == [0, 2, 1]
    with pytest.raises(ValueError, match=r"shape \(3, 1\); needed are 3"):
        checked_labels(np.zeros((3, 1), int), 3, 3)
