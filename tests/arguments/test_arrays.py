"""Arrays: numbers in any good container are served; what would lose something on the way is refused."""

import re
from collections import deque

import keras
import numpy as np
import pandas as pd
import pytest
import scipy.sparse
import tensorflow as tf

from gan_course.arguments import array, images, integers, truths

GOOD = np.array([[1.0, 2.0], [3.0, 4.0]])
READ_ONLY = GOOD.copy()
READ_ONLY.flags.writeable = False


@pytest.mark.parametrize("value", [
    GOOD.tolist(), GOOD.astype(int), GOOD.astype("uint8"), GOOD.astype("float16"), GOOD.astype(">f4"), READ_ONLY,
    np.asfortranarray(GOOD), np.repeat(GOOD, 2, axis=1)[:, ::2], np.matrix(GOOD), pd.DataFrame(GOOD),
    np.ma.masked_array(GOOD), tf.constant(GOOD), tf.Variable(GOOD), tf.cast(GOOD, "bfloat16"), list(tf.constant(GOOD)),
    [np.array(row) for row in GOOD], tuple(map(tuple, GOOD))], ids=lambda value: type(value).__name__)
def test_numbers_in_any_container_are_served(value):
    found = array("x", value, ("n", 2))
    assert type(found) is np.ndarray and found.dtype == "float64" and (found == GOOD).all()


@pytest.mark.parametrize(("value", "said"), [
    (GOOD * 1j, "holds complex numbers"), (GOOD > 1, "holds truth values"), (GOOD.astype(str), "holds text"),
    (GOOD.astype(bytes), "holds text"), (GOOD.astype("M8[s]"), "holds dates"),
    (GOOD.astype("m8[s]"), "holds durations"), (GOOD.astype(object), "holds objects that are no plain numbers"),
    ([[1, 2], [3]], "is a list of parts of different"), (np.ma.masked_array(GOOD, GOOD > 3), "is a masked array"),
    (scipy.sparse.csr_array(GOOD), "is a csr_array"), (tf.sparse.eye(2), "is a SparseTensor"),
    (tf.ragged.constant([[1.0], [1.0, 2.0]]), "is a RaggedTensor"),
    (keras.Input((2,)), "is a KerasTensor of shape (None, 2), which cannot be"), (None, "is None"), ("x", "is 'x'"),
    ({"a": 1}, "is {'a': 1}"), (iter([1]), "is <list_it"), (pd.DataFrame({"a": [1], "b": ["x"]}), "holds objects"),
    (pd.DataFrame({"a": [1], "b": [pd.NA]}), "holds objects"),
    (np.zeros(2, [("a", "f4"), ("b", "f4")]), "holds entries"), ([[np.nan, 1]], "holds 1 value that is NaN"),
    ([[np.inf, -np.inf]], "holds 2 values that are NaN or infinite"),
    ([[1e39, 1]], "holds 1 value that is too large for float32; give numbers from -3.40282e+38 to 3.40282e+38"),
    (np.zeros((0, 2)), "has shape (0, 2); give (n, 2), not empty"),
    ([], "has shape (0,); give (n, 2)"), (np.zeros((2, 3)), "has shape (2, 3); give (n, 2)."), (1.0, "has shape ()"),
    (np.zeros((2, 2, 2)), "has shape (2, 2, 2); give (n, 2).")],
    ids=lambda part: part if isinstance(part, str) else type(part).__name__)  # no addresses: two processes share them
def test_what_is_no_array_of_real_numbers_is_refused(value, said):
    with pytest.raises(ValueError, match=re.escape(f"x {said}")):
        array("x", value, ("n", 2), dtype="float32")


def test_shapes():
    assert array("x", 3, (), ("k",)).shape == () and array("x", [3], (), ("k",)).shape == (1,)
    assert array("x", np.ones((2, 5, 6)), ("n", ...)).shape == (2, 5, 6) == array("x", np.ones((2, 5, 6))).shape
    for value, shapes, wanted in [([[1]], [(), ("k",)], "give one number or (k,)."),
                                  ([], [], "give an array, not empty."), (1.0, [("n", ...)], "give (n, …)."),
                                  ([1, 2], [(3,)], "give (3,).")]:
        with pytest.raises(ValueError, match=re.escape(wanted)):
            array("x", value, *shapes)
    with pytest.raises(ValueError, match=re.escape("x has shape (1, 2); give (n, 2) with 2 or more rows.")):
        array("x", [[1, 2]], ("n", 2), rows=2)


def test_bounds_and_nan():
    assert np.isnan(array("x", [np.nan, 0.5], low=0, high=1, finite=False)[0])
    assert np.isnan(array("x", [np.nan], low=0, finite=False)).all()
    for value, bounds, said in [
            ([0, 255], {"low": -1, "high": 1}, "runs from 0 to 255; give numbers from -1 to 1. Why."),
            ([0, 0], {"above": 0}, "is 0; give numbers above 0. Why."),
            ([1.0], {"below": 1}, "is 1; give numbers below 1. Why.")]:
        with pytest.raises(ValueError, match=re.escape(f"x {said}")):
            array("x", value, **bounds, hint="Why.")


def test_whole_numbers_in_arrays():
    for good in ([1, 9], np.array([1, 9], "uint8"), np.array([1, 9], ">i8"), pd.Series([1, 9]), tf.constant([1, 9])):
        found = integers("y", good, ("n",), low=0, high=9, dtype="int32")
        assert found.dtype == "int32" and found.tolist() == [1, 9]
    for bad, said in [([1.0, 2.0], "holds float64 numbers; give whole numbers from 0 to 9"),
                      ([1, 10], "runs from 1 to 10"), ([-1], "is -1; give"), ([[1]], "has shape (1, 1); give (n,)"),
                      ([True], "holds truth values"),
                      ([], "has shape (0,); give (n,), not empty")]:
        with pytest.raises(ValueError, match=re.escape(f"y {said}")):
            integers("y", bad, ("n",), low=0, high=9)
    with pytest.raises(ValueError, match="y is 4294967296; give whole numbers"):
        integers("y", [2**32], dtype="int32")


@pytest.mark.parametrize("value", [
    [np.ma.array([1.0, 99.0], mask=[0, 1])], ([1.0, np.ma.masked],), [[np.ma.array(3.0, mask=True), 1.0]],
    deque([np.ma.array([1.0, 99.0], mask=[0, 1])])], ids=lambda value: type(value).__name__)
def test_masked_parts_of_a_list_are_refused(value):
    with pytest.raises(ValueError, match=r"x is a (list|tuple|deque) with masked parts; give parts without masked"):
        array("x", value)


def test_parts_whose_mask_masks_nothing_are_served():
    assert array("x", [np.ma.array([1.0, 2.0], mask=[0, 0])]).tolist() == [[1.0, 2.0]]


def test_numbers_too_large_for_the_type_are_told_from_missing_ones():
    large = np.full((8, 64), 1e300)
    with pytest.raises(ValueError, match=r"x holds 512 values that are too large for float32; give numbers from -3.4"):
        array("x", large, dtype="float32")
    with pytest.raises(ValueError, match="x holds 1 value that is too large for float16; give numbers from -65504 to"):
        array("x", [7e4, np.nan], dtype="float16", finite=False)
    with pytest.raises(ValueError, match="x holds 1 value that is NaN or infinite"):
        array("x", [1e300, np.nan], dtype="float32")
    with pytest.raises(ValueError, match=r"x is 1e.300; give numbers from -1 to 1"):
        images("x", large)
    assert array("x", [np.inf], dtype="float32", finite=False) == np.inf and array("x", large, dtype=None) is large
    assert images("x", np.ones((1, 2)) * 0.5).dtype == "float32"


def test_truth_values():
    wanted = [[True, False], [False, True]]
    for good in (wanted, np.array(wanted), tf.constant(wanted), pd.DataFrame(wanted)):
        found = truths("x", good, (2, 2))
        assert found.dtype == bool and found.tolist() == wanted
    assert truths("x", [[1, 0], [0.0, 1.0]], numbers=True).tolist() == wanted
    for bad, numbers, said in [
            ([[1, 0]], False, "holds int64 numbers; give truth values. Why"), ([["False"]], True, "holds text; give"),
            ([np.nan, 1], True, "is nan; give truth values, or 0 and 1"), ([2, 0], True, "runs from 0 to 2"),
            ([[True], [True, False]], False, "is a list of parts of different shapes"),
            (np.ma.array([True], mask=True), False, "is a masked array"), (None, True, "is None; give an array"),
            ([True, True, False], False, "has shape (3,); give (2,)")]:
        with pytest.raises(ValueError, match=re.escape(f"x {said}")):
            truths("x", bad, (2,), (1, 2), (1, 1), numbers=numbers, hint="Why.")
