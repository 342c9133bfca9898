"""What a training step costs, counted in its own graph: products of matrices, in units of one forward pass.

Nothing is estimated. The step is traced, what its result does not need is left out, and the multiplications of every
matrix product that is left are added up. A gradient of a gradient, as R1 needs it, is counted like everything else.
"""

import keras
import tensorflow as tf

from gan_course import arguments


def multiplications(function, *shapes):
    """Return how many multiplications the matrix products in `function` make, on float32 tensors of these shapes.

    function: of as many tensors as shapes are given; it may assign variables. Raises ValueError where a product's size
    is not known while it is traced.
    """
    arguments.function("function", function, "of tensors")
    specs = [tf.TensorSpec(arguments.wholes("shapes", shape), tf.float32) for shape in shapes]
    graph = tf.function(function).get_concrete_function(*specs).graph
    return sum(_size(op) for op in _needed(graph) if op.type in ("MatMul", "BatchMatMulV2"))


def passes(function, network, *shapes, batch_size=128):
    """Return the cost of `function` in forward passes of a dense network on one batch.

    function, shapes: as for `multiplications`. network: a Keras model of one input (batch, size).
    """
    batch_size = arguments.whole("batch_size", batch_size)
    arguments.instance("network", network, keras.Model)
    one = multiplications(network, (batch_size, network.input_shape[-1]))
    return multiplications(function, *shapes) / one


def _needed(graph):
    """All operations on which an output or an assignment depends, those of functions inside it included."""
    waiting, found = [*(tensor.op for tensor in graph.outputs), *graph.control_outputs], {}
    while waiting:
        op = waiting.pop()
        if op.name in found:
            continue
        found[op.name] = op
        waiting += [*(tensor.op for tensor in op.inputs), *op.control_inputs]
    return list(found.values())


def _size(op):
    """rows x inner x columns of a product."""
    first, other = (tensor.shape for tensor in op.inputs)
    flipped = op.get_attr("transpose_a" if op.type == "MatMul" else "adj_x")
    if not (first.is_fully_defined() and other.is_fully_defined()):
        raise ValueError(f"A matrix product of {first} and {other} has no fixed size; give fixed shapes.")
    result = op.outputs[0].shape
    return result.num_elements() * first[-2 if flipped else -1]
