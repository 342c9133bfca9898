"""Each private name of Keras and TensorFlow that the package leans on: still there, and still what it was."""

import contextlib
import inspect
import random

import keras
import numpy as np
import pytest
import tensorflow as tf

from gan_course import private


@contextlib.contextmanager
def told_when_moved(library, name):
    """Turn whatever a vanished name raises into a sentence."""
    try:
        yield
    except (AttributeError, ImportError, AssertionError) as error:
        pytest.fail(f"{library} has moved {name}, or changed what it means: mend gan_course/private.py. ({error})")


def network():
    return keras.Sequential([keras.Input((2,)), keras.layers.Dense(3), keras.Sequential([keras.layers.Dense(1)])])


def test_moments_of_adam():
    adam, weights = keras.optimizers.Adam(0.1, beta_1=0.5, beta_2=0.75), [keras.Variable([0.0]), keras.Variable([0.0])]
    with told_when_moved("Keras", "_get_variable_index, _momentums or _velocities of Adam"):
        adam.build(weights)
        adam.apply([tf.constant([1.0]), tf.constant([2.0])], weights)
        for weight, gradient in zip(weights, (1.0, 2.0), strict=True):
            m, v = private.adam_moments(adam, weight)
            assert (float(m[0]), float(v[0])) == (0.5 * gradient, 0.25 * gradient**2)


def test_apply_where_finite():
    weight = keras.Variable(1.0)
    optimizer = keras.optimizers.LossScaleOptimizer(keras.optimizers.SGD(1.0), initial_scale=4.0)
    optimizer.build([weight])
    private.apply_where_finite(optimizer, [tf.constant(float("inf"))], [weight])
    assert (weight, optimizer.dynamic_scale) == (1.0, 2.0)
    private.apply_where_finite(optimizer, [tf.constant(1.0)], [weight])
    assert (weight, optimizer.dynamic_scale) == (0.5, 2.0)


def test_leave_sums_out():
    with told_when_moved("Keras", "_all_reduce_sum_gradients of an optimiser"):
        assert callable(keras.optimizers.SGD()._all_reduce_sum_gradients)
    sgd, weight = keras.optimizers.SGD(1.0), keras.Variable(1.0)
    private.leave_sums_out(sgd)
    sgd.apply([tf.constant(0.5)], [weight])
    assert weight == 0.5


def test_variables_and_averages_of_an_optimizer():
    sgd, weight = keras.optimizers.SGD(1.0, use_ema=True, ema_momentum=0.5), keras.Variable([0.0])
    with told_when_moved("Keras", "_trainable_variables or _model_variables_moving_average of an optimiser"):
        assert private.variables_of(sgd) == []
        sgd.build([weight])
        assert private.variables_of(sgd) == [weight]
        for _ in range(2):
            sgd.apply([tf.constant([1.0])], [weight])
        assert float(private.averages_of(sgd)[0][0]) == -1.5, "half of -1 and half of -2"


def test_all_layers():
    with told_when_moved("Keras", "Layer._flatten_layers"):
        kinds = [type(layer).__name__ for layer in private.all_layers(network())]
        assert kinds.count("Dense") == 2 and kinds.count("Sequential") == 2


def test_takes_a_list():
    inputs = keras.Input((2,))
    with told_when_moved("Keras", "Functional._inputs_struct"):
        assert private.takes_a_list(keras.Model([inputs], inputs)) and not private.takes_a_list(
            keras.Model(inputs, inputs))


def test_forget_part():
    class Two(keras.Model):
        def __init__(self):
            super().__init__()
            self.part = network()

    model = Two()
    with told_when_moved("Keras", "Layer._tracker"):
        assert len(model.weights) == 4
        private.forget_part(model, model.part)
        assert model.weights == []


def test_restored_epoch():
    model = network()
    with told_when_moved("Keras", "Trainer._initial_epoch"):
        assert private.restored_epoch(model) is None
        assert "self.model._initial_epoch = " in inspect.getsource(keras.callbacks.BackupAndRestore)
        model._initial_epoch = 3
        assert (private.restored_epoch(model), private.restored_epoch(model)) == (3, None)


def test_seeds_drawn_from():
    def seeds():
        return [keras.random.SeedGenerator().state.numpy().tolist() for _ in range(2)]

    with told_when_moved("Keras", "the python_random of its seed generator"):
        found = []
        for _ in range(2):
            with private.seeds_drawn_from(random.Random(3)):
                found.append(seeds())
        assert found[0] == found[1] != seeds()


def test_graph_of(caplog):
    with told_when_moved("TensorFlow", "tf.function's _omit_frequent_tracing_warning"):
        assert hasattr(tf.function(lambda: 0), "_omit_frequent_tracing_warning")
        for value in range(8):
            assert int(private.graph_of(lambda x: x + 1, reduce_retracing=True)(np.int32(value))) == value + 1
        assert caplog.text == ""


@pytest.mark.parametrize("graph", [False, True])
def test_with_derivative(graph):
    def cube(x):
        return private.with_derivative(lambda: x**3, [x], lambda upstream: [upstream * 10 * square(x)])

    def square(x):
        return private.with_derivative(lambda: x**2, [x], lambda upstream: [upstream * 100 * x])

    def derivatives(x):
        with tf.GradientTape() as outer:
            outer.watch(x)
            with tf.GradientTape() as inner:
                inner.watch(x)
                y = cube(x)
            first = inner.gradient(y, x)
        return y, first, outer.gradient(first, x)

    with told_when_moved("TensorFlow", "record_operation or stop_recording of tensorflow.python.eager.record"):
        run = tf.function(derivatives) if graph else derivatives
        assert [float(value) for value in run(tf.constant(2.0))] == [8, 40, 2000]


def test_forget_kernels():
    with told_when_moved("TensorFlow", "context().clear_kernel_cache in tensorflow.python.eager"):
        one = tf.Variable(1.0)
        private.forget_kernels()
        assert float(one + 1.0) == 2.0


def test_one_variable_name():
    with told_when_moved("Keras", "Variable._initialize, or how it makes TensorFlow's variable"):
        with private.one_variable_name():
            one, other = keras.Variable([1.0], name="one"), network().weights[0]
        assert one.value.name == other.value.name == "variable:0" and one.name == "one" and other.name == "kernel"
        assert keras.Variable([1.0], name="two").value.name == "two:0"


def test_kept_seeds():
    with told_when_moved("TensorFlow or Keras", "where a global seed is kept"):
        keras.utils.set_random_seed(3)
        expected = tf.random.normal((2,)).numpy()
        found = []
        for disturbed in (False, True):
            keras.utils.set_random_seed(4)
            keras.random.normal((2,))           # its generator exists now
            if disturbed:
                with private.kept_seeds(3):
                    np.testing.assert_array_equal(tf.random.normal((2,)), expected)
                with private.kept_seeds():
                    keras.utils.set_random_seed(3)
            found.append((tf.random.normal((2,)).numpy(), keras.random.normal((2,)).numpy()))
        np.testing.assert_array_equal(*found)


def test_producer_of():
    model = network()
    with told_when_moved("Keras", "KerasTensor._keras_history"):
        assert private.producer_of(model.outputs[0]) is model.layers[-1]
