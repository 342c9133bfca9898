"""The checkers around the faulty listing: its faults, pixels for tanh, weights that moved."""

import numpy as np
import pytest
import tensorflow as tf
from verdicts import right_answer, wrong_answer

from gan_course.exercises import ex04
from gan_course.exercises.ex04_listing import LISTING, error_of, lines, listing_players

RIGHT = ex04.listing_faults.reference


# --- the listing ---

def test_the_listing_has_forty_lines_and_each_fault_stands_where_it_is_said():
    assert len(LISTING.splitlines()) == 40
    for number, text in [(2, "import Dense"), (6, "uint8"), (8, "lr="), (13, "Conv2DTranspose"), (25, "trainable"),
                         (27, "optimizer=optimizer"), (31, "epoch"), (32, "data[:batch_size]"), (36, "* batch_size"),
                         (37, "both"), (38, "fake, zeros")]:
        assert text in lines(number)


def test_lines_of_the_loop_are_no_longer_indented():
    assert lines(36, 37).startswith("labels = ") and "\nreal_loss" in lines(36, 37)


def test_the_players_are_those_of_the_listing():
    generator, discriminator = listing_players()
    assert generator.output_shape == (None, 28, 28, 1) and discriminator.output_shape == (None, 1)
    assert len(discriminator.get_weights()) == 6


def test_an_error_is_told_in_one_line(capsys):
    assert error_of("a = b", c=1) == "NameError: name 'b' is not defined"
    assert error_of("a = c", c=1) == "no error"
    assert len(capsys.readouterr().out.splitlines()) == 2


# --- listing_faults ---

@pytest.mark.parametrize("right", [
    sorted(RIGHT), {22, 6, 31, 8, 25, 28, 32, 36, 37}, np.array(sorted(RIGHT)), dict.fromkeys(RIGHT, "wrong"),
    RIGHT | {34, 26, 40}, RIGHT | {13, 15, 18, 28, 38},
], ids=["list", "other lines", "array", "dict", "with neutral ones", "twice"])
def test_other_right_marks(right):
    right_answer(ex04.listing_faults, right)


@pytest.mark.parametrize(("wrong", "sentence"), [
    (RIGHT - {2}, "8 of the 9"), (RIGHT - {25}, "8 of the 9"), (RIGHT - {37, 38}, "8 of the 9"),
    (RIGHT - {7, 31}, "8 of the 9"), (RIGHT - {27}, "8 of the 9"), (RIGHT | {10}, "one line that you marked is sound"),
    (set(range(1, 41)), "are sound"), ({1}, "0 of the 9"), ({8, 2}, "2 of the 9"), ({41}, "no line 41"),
    ({2.5}, "whole numbers"), ({2.0, 8.0}, "2 of the 9"), ({True}, "whole numbers"), ("2, 6", "a set of line numbers"),
])
def test_wrong_marks(wrong, sentence):
    wrong_answer(ex04.listing_faults, wrong, sentence)


# --- to_tanh_range ---

def by_halves(pixels):
    return np.expand_dims((pixels.astype(np.float32) - 127.5) / 127.5, -1)


def by_interpolation(pixels):
    return np.interp(pixels, [0, 255], [-1, 1]).astype("float32").reshape(*pixels.shape, 1)


def by_tensors(pixels):
    return tf.cast(pixels, tf.float32)[..., tf.newaxis] * (2 / 255) - 1


def by_doubling(pixels):
    unit = np.asarray(pixels, "float32")[:, :, :, np.newaxis] / 255
    return 2 * unit - 1


@pytest.mark.parametrize("right", [by_halves, by_interpolation, by_tensors, by_doubling])
def test_pixels_may_be_scaled_in_another_way(right):
    right_answer(ex04.to_tanh_range, right)


def by_extremes(pixels):
    low, high = pixels.min(), pixels.max()
    return (2 * (pixels[..., None].astype("float32") - low) / (high - low) - 1).astype("float32")


def by_largest(pixels):
    return (2 * pixels[..., None].astype("float32") / max(pixels.max(), 1) - 1).astype("float32")


def by_mean(pixels):
    return (pixels[..., None].astype("float32") - pixels.mean()).astype("float32") / 128


def in_place(pixels):
    result = pixels[..., None].astype("float32") / 127.5 - 1
    pixels[:] = 0
    return result


@pytest.mark.parametrize(("wrong", "sentence"), [
    (lambda pixels: pixels[..., None].astype("float32"), "tanh cannot leave"),
    (lambda pixels: pixels[..., None].astype("float32") / 255, "range is [0, 1]"),
    (lambda pixels: pixels.astype("float32") / 127.5 - 1, "channel axis is missing"),
    (lambda pixels: pixels[..., None] / 127.5 - 1, "dtype is float64"),
    (lambda pixels: 1 - pixels[..., None].astype("float32") / 127.5, "0 becomes -1"),
    (lambda pixels: pixels[..., None].astype("float32") / 128 - 1, "0 becomes -1"),
    (by_extremes, "must not depend on the batch"), (by_largest, "must not depend on the batch"),
    (by_mean, "tanh cannot leave"), (in_place, "are changed"),
    (lambda pixels: pixels[None].astype("float32") / 127.5 - 1, "the shape is"),
    (lambda pixels: "scaled", "the shape is ()"),
])
def test_wrong_pixels(wrong, sentence):
    wrong_answer(ex04.to_tanh_range, wrong, sentence)


# --- weights_moved ---

def by_any(before, after):
    return len([1 for a, b in zip(before, after, strict=True) if (a != b).any()])


def by_bytes(before, after):
    return np.sum([a.tobytes() != b.tobytes() for a, b in zip(before, after, strict=True)])


def by_tensor(before, after):
    return tf.add_n([tf.cast(tf.reduce_any(a != b), tf.int32) for a, b in zip(before, after, strict=True)])


def by_loop(before, after):
    count = 0
    for i in range(len(before)):
        if np.max(np.abs(before[i] - after[i])) > 0:
            count += 1
    return float(count)


@pytest.mark.parametrize("right", [by_any, by_bytes, by_tensor, by_loop])
def test_other_right_counts(right):
    right_answer(ex04.weights_moved, right)


def counted(differs):
    return lambda before, after: sum(differs(a, b) for a, b in zip(before, after, strict=True))


def sorts_them(before, after):
    count = by_any(before, after)
    before.clear()
    return count


def fills_them(before, after):
    count = by_any(before, after)
    before[0][:] = 0
    return count


@pytest.mark.parametrize(("wrong", "sentence"), [
    (counted(lambda a, b: not np.allclose(a, b)), "last bit"),
    (counted(lambda a, b: not np.allclose(a, b, rtol=0, atol=1e-8)), "last bit"),
    (counted(lambda a, b: np.abs(a - b).max() > 1e-30), "last bit"),
    (counted(lambda a, b: a.sum(dtype="float64") != b.sum(dtype="float64")), "keep the sum"),
    (counted(lambda a, b: np.linalg.norm(a) != np.linalg.norm(b)), "last bit"),
    (counted(lambda a, b: np.array_equal(a, b)), "arrays that stayed"),
    (counted(lambda a, b: int((a != b).sum())), "not entries"),
    (counted(lambda a, b: a is not b), "compares objects"),
    (counted(lambda a, b: bool((a != b).all())), "last bit"),
    (lambda before, after: int(by_any(before, after) > 0), "your count is 1"),
    (counted(lambda a, b: (b - a).max() > 0), "below"), (counted(lambda a, b: (b - a).min() < 0), "above"),
    (counted(lambda a, b: np.any(b - a > 0) or (a - b).max() > 1e-9), "below"),
    (fills_them, "are changed"),
    (lambda before, after: "two", "could not"),
])
def test_wrong_counts(wrong, sentence):
    verdict = ex04.weights_moved.verdict(wrong)
    assert verdict.startswith("Wrong: "), verdict
    assert sentence in verdict or sentence == "could not", verdict
