"""The order of a fit's rows, and what becomes of data on the way in."""

import warnings

import numpy as np
import pytest

from gan_course.batches import Batches, checked_images_or_points, checked_labels


def rows(batches):
    return np.concatenate([indices.reshape(-1) for _, indices, _ in batches])


@pytest.mark.parametrize("chunk", [1, 2, 3, 50])
def test_a_pass_visits_every_sample_once(chunk):
    batches = Batches(24, 4, None, chunk, 0, 2)
    first, second = rows(batches), rows(batches)
    assert batches.steps == 6
    assert sorted(first) == sorted(second) == list(range(24)) and not np.array_equal(first, second)


def test_a_remainder_is_dropped_and_no_sample_comes_twice():
    got = rows(Batches(10, 4, None, 5, 0, 2))
    assert len(got) == 8 == len(set(got))


def test_steps_per_epoch_goes_on_through_the_passes():
    batches = Batches(8, 4, 3, 2, 0, 2)
    both = np.concatenate([rows(batches), rows(batches)])  # 6 steps are 3 passes
    assert [sorted(part) for part in np.split(both, 3)] == [list(range(8))] * 3
    assert [step for step, *_ in Batches(8, 4, 6, 2, 0, 2)] == [0, 2, 4]


def test_the_seed_decides_the_order():
    one, same, other = (rows(Batches(64, 8, None, 4, seed, 2)) for seed in (0, 0, 1))
    assert np.array_equal(one, same) and not np.array_equal(one, other)


def test_rows_and_noise_of_a_step_do_not_depend_on_the_chunk():
    def drawn(chunk, epochs=2, skipped=0):
        batches = Batches(20, 4, 7, chunk, [0, 1], latent_dim=3)
        batches.skip(skipped)
        parts = [part for _ in range(epochs) for part in batches]
        return (np.concatenate([chunks[i] for chunks in parts]) for i in (1, 2))

    rows_, noise = drawn(1)
    assert noise.shape == (14, 4, 3) and noise.dtype == np.float32
    assert abs(noise.mean()) < 0.4 and abs(noise.std() - 1) < 0.3
    for chunk in (2, 5, 50):
        for same, one in zip((rows_, noise), drawn(chunk), strict=True):
            assert np.array_equal(same, one)
    for later, one in zip((rows_[7:], noise[7:]), drawn(3, epochs=1, skipped=1), strict=True):
        assert np.array_equal(later, one)


@pytest.mark.parametrize("steps, chunk, size", [(62, 50, 31), (100, 50, 50), (7, 5, 5), (3, 50, 3)])
def test_chunks_are_even_where_they_can_be(steps, chunk, size):
    assert Batches(8, 2, steps, chunk, 0, 2).chunk == size


def test_too_large_a_batch():
    with pytest.raises(ValueError, match=r"takes 9 samples .* only 8; choose a smaller batch_size"):
        Batches(8, 9, None, 1, 0, 2)
    with pytest.raises(ValueError, match="steps_per_epoch is 0"):
        Batches(8, 2, 0, 1, 0, 2)


ANY = (-np.inf, np.inf)


def test_data_become_float32_and_are_otherwise_untouched():
    x = np.array([[1.5, -2.0]])
    got = checked_images_or_points(x, (2,), ANY)
    assert got.dtype == np.float32 and np.array_equal(got, x)
    assert np.array_equal(checked_images_or_points([[1.0, 2.0]], (2,), ANY), [[1, 2]])
    with pytest.raises(ValueError, match="holds 1 value that is too large for float32"):
        checked_images_or_points(np.array([[1e300, 0]]), (2,), ANY)
    with pytest.raises(ValueError, match="parts of different shapes"):
        checked_images_or_points([[1.0], [1.0, 2.0]], (2,), ANY)


@pytest.mark.parametrize("low, high, reach, message", [
    (0, 255, (-1, 1), r"x runs from 0 to 255 and the generator reaches only \[-1, 1\] \(it ends in tanh"),
    (-1, 1, (0, 1), r"x runs from -1 to 1 and the generator reaches only \[0, 1\] \(it ends in a sigmoid"),
    (-1, 1, (0, np.inf), "reaches only numbers of at least 0"), (-1, 1, (-np.inf, 0.5), "reaches only numbers of at m"),
    (-1.01, 1, (-1, 1), "runs from -1.01"),
])
def test_data_out_of_the_generators_reach(low, high, reach, message):
    with pytest.raises(ValueError, match=message):
        checked_images_or_points(np.linspace(low, high, 8).reshape(4, 2), (2,), reach)


@pytest.mark.parametrize("low, high, reach", [(-1, 1, (-1, 1)), (0, 1, (0, 1)), (0, 9, (0, np.inf)), (-9, 9, ANY)])
def test_data_within_the_generators_reach(low, high, reach):
    with warnings.catch_warnings(action="error"):
        assert len(checked_images_or_points(np.linspace(low, high, 8).reshape(4, 2), (2,), reach)) == 4


def test_images_from_0_to_1_are_warned_of():
    with pytest.warns(UserWarning, match="was x scaled to") as told:
        checked_images_or_points(np.full((1, 28, 28, 1), 0.5), (28, 28, 1), (-1, 1))
    assert told[0].filename == __file__


def test_labels_become_int32():
    got = checked_labels([0, 2, 1], 3, 3)
    assert got.dtype == np.int32 and list(got) == [0, 2, 1]
    assert list(checked_labels(2, 3, 3, one_for_all=True)) == [2, 2, 2]
    for labels in (np.zeros((3, 1), int), 1):
        with pytest.raises(ValueError, match=r"give \(3,\)|shape \(\)"):
            checked_labels(labels, 3, 3)


def test_one_sample_a_step_and_all_samples_a_step():
    assert sorted(rows(Batches(5, 1, None, 5, 3, 2))) == list(range(5))
    assert sorted(rows(Batches(5, 5, None, 1, 3, 2))) == list(range(5))
    with pytest.raises(ValueError, match=r"takes 6 samples .* there are only 5"):
        Batches(5, 6, None, 1, 3, 2)


@pytest.mark.parametrize(("x", "words"), [
    (iter([np.zeros((2, 2))]), "x is a list_iterator; fit takes one array"),
    (np.zeros((4, 2), "uint8"), "x holds uint8 numbers"), (np.zeros((4, 2), "int64"), "x holds int64 numbers"),
    (np.zeros((4, 3), "float32"), "Reshape the data"), (np.zeros((4, 2, 1), "float32"), "Reshape the data")])
def test_what_fit_cannot_take_hears_why(x, words):
    with pytest.raises(ValueError, match=words):
        checked_images_or_points(x, (2,), (-np.inf, np.inf))


def test_no_samples_of_the_right_shape_are_not_told_to_be_reshaped():
    with pytest.raises(ValueError) as error:
        checked_images_or_points(np.zeros((0, 2), "float32"), (2,), (-np.inf, np.inf))
    assert "Reshape" not in str(error.value)
