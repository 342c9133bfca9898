"""Drawn arguments are the same at each call, and made anew."""

import numpy as np
import pytest

from gan_course.exercises import drawing
from gan_course.exercises.guard import guard


def draw(rng):
    return rng.normal(size=int(rng.integers(2, 9))), 3, [1.0]


def test_each_draw_is_the_same_at_each_call_and_another_object():
    one, again, other = drawing.drawn(draw, 0, 1), drawing.drawn(draw, 0, 1), drawing.drawn(draw, 0, 2)
    np.testing.assert_array_equal(one[0], again[0])
    assert one[0] is not again[0] and one[2] is not again[2]
    assert one[0].shape != other[0].shape or not np.allclose(one[0], other[0])
    assert len({drawing.drawn(draw, 0, i)[0].size for i in range(20)}) > 3


def test_names_and_text():
    def answer(values, rate):
        return values * rate

    assert drawing.names(guard(answer), (1, 2, 3)) == ["values", "rate", "argument 3"]
    assert drawing.names(np.add, (1,)) == ["x1"] or drawing.names(np.add, (1,)) == ["argument 1"]
    assert drawing.text(lambda rng: (2.0, np.zeros(9)), 0, 0) == "(2, an array of shape (9,))"
    assert drawing.call(answer, 2, 3) == 6


def test_arrays_of_floats_become_tensors():
    tf = pytest.importorskip("tensorflow")
    floats, whole, number = drawing.tensors((np.ones(2), np.arange(2), 1.5))
    assert tf.is_tensor(floats) and floats.dtype == tf.float32
    assert isinstance(whole, np.ndarray) and number == 1.5
    assert drawing.float32(np.ones(2)).dtype == np.float32 and drawing.float32(1.5) == 1.5
