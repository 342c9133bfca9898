"""Moved points: the eight symmetries are all there, half of the points stay, and a turn keeps its distance."""

import numpy as np
import tensorflow as tf

from gan_course import symmetries

EIGHTHS = tf.constant((np.arange(8) + 0.5)[:, None] / 8, tf.float32)
POINT = tf.constant([[2.0, 1.0]] * 8)


def test_the_eight_symmetries_are_drawn_equally_often():
    moved = {tuple(row) for row in symmetries.square(POINT, EIGHTHS).numpy()}
    assert moved == {(s * a, r * b) for s in (1, -1) for r in (1, -1) for a, b in ((2, 1), (1, 2))}


def test_half_of_the_points_stay_and_the_others_have_all_eight():
    t = tf.concat([EIGHTHS / 2, 0.5 + EIGHTHS / 2], 0)
    moved = symmetries.square_half_of_the_time(tf.concat([POINT, POINT], 0), t).numpy()
    assert np.array_equal(moved[8:], POINT) and len({tuple(row) for row in moved[:8]}) == 8


def test_a_turn_goes_by_the_angle_and_keeps_the_length():
    moved = symmetries.any_angle(POINT, EIGHTHS * 0 + 0.25).numpy()
    np.testing.assert_allclose(moved, [[-1, 2]] * 8, atol=1e-6)
    np.testing.assert_allclose(np.linalg.norm(symmetries.any_angle(POINT, EIGHTHS), axis=1), 5**0.5, rtol=1e-6)
