"""Tensors: type and shape are judged as they are known, in a traced graph too, and nothing is computed."""

import numpy as np
import pytest
import tensorflow as tf

from gan_course.arguments.tensors import alike, scalar, tensor


@pytest.mark.parametrize(("value", "dtype"), [
    (tf.ones((2, 1)), "float32"), (tf.ones((2, 1), "bfloat16"), "bfloat16"), (tf.Variable([[1.0], [1.0]]), "float32"),
    (np.ones((2, 1)), "float64"), (np.ones((2, 1), ">f4"), "float32"), ([[1.0], [1.0]], "float32"),
    ([[1], [1]], "float32"), (np.ones((2, 1), int), "float32")])
def test_what_is_a_floating_tensor_is_served(value, dtype):
    found = tensor("x", value)
    assert tf.is_tensor(found) and found.dtype.name == dtype and (tf.cast(found, tf.float32).numpy() == 1).all()


@pytest.mark.parametrize(("value", "said"), [
    (tf.ones((2, 1), "int32"), "x holds int32 numbers; give floating"), (tf.zeros((0, 1)), "x has shape .0, 1.; give"),
    (tf.ones((2, 1), "complex64"), "x holds complex64 numbers"), (tf.constant(["a"]), "x holds string numbers"),
    (tf.constant(1.0), r"x has shape \(\); give \(batch, …\)"), (np.ones(2) * 1j, "x holds complex"), ("a", "x is 'a'"),
    (None, "x is None"),
    (tf.ragged.constant([[1.0], []]), "RaggedTensor"), (np.ma.masked_equal([1.0, 2.0], 2), "masked")], ids=str)
def test_the_rest_is_refused(value, said):
    with pytest.raises(ValueError, match=said):
        tensor("x", value)


def test_a_traced_tensor_is_judged_by_what_is_known():
    seen = []

    @tf.function(input_signature=[tf.TensorSpec(None), tf.TensorSpec((None, 2)), tf.TensorSpec((None, 3))])
    def traced(anything, pairs, triples):
        seen.append(tensor("x", anything) is anything)
        with pytest.raises(ValueError, match=r"a has shape .* and b .*; give the same shape"):
            alike(a=pairs, b=triples)
        alike(a=pairs, b=anything)
        return pairs

    traced(tf.zeros(()), tf.zeros((1, 2)), tf.zeros((1, 3)))
    assert seen == [True] and {node.type for node in traced.get_concrete_function().graph.get_operations()} <= {
        "Placeholder", "Identity"}


def test_types_must_agree():
    with pytest.raises(ValueError, match="a holds float32 and b float64; give one type of numbers"):
        alike(a=tf.zeros(1), b=tf.zeros(1, tf.float64))


def test_scalars():
    turned = tf.Variable(0.5)
    assert scalar("gamma", turned, low=0) is turned and scalar("gamma", np.float32(0.5), low=0) == 0.5
    for bad in (tf.constant([0.5]), tf.constant(1), -1, "a"):
        with pytest.raises(ValueError, match=r"gamma is .*; give (a|one floating point) number"):
            scalar("gamma", bad, low=0)
