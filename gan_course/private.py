"""The one room for what Keras and TensorFlow do not promise to keep: every name of theirs that is private.

Each function says which name it needs and why there is no public one. After an upgrade of either library
`tests/test_private.py` tells which have moved; no other module may use one (`tests/test_house.py` sees to it).
"""

import contextlib
import random
from unittest import mock


def adam_moments(adam, variable):
    """Return the first and the second moment that a Keras Adam keeps of one variable, as Keras variables."""
    index = adam._get_variable_index(variable)
    return adam._momentums[index], adam._velocities[index]


def apply_where_finite(optimizer, gradients, variables):
    """Have a `LossScaleOptimizer` take its step, or lower its scale; `apply` refuses to outside a replica."""
    optimizer._common_apply(gradients, variables)


def leave_sums_out(optimizer):
    """Have an optimiser take gradients as they are, where Keras would sum them over the replicas."""
    optimizer._all_reduce_sum_gradients = list


def variables_of(optimizer):
    """Return the variables for which a Keras optimiser was built, in its order; an empty list before that."""
    return list(getattr(optimizer, "inner_optimizer", optimizer)._trainable_variables)  # inside a loss scaler


def averages_of(optimizer):
    """Return the moving averages of an optimiser with `use_ema=True`, in the order of `variables_of`."""
    return list(optimizer._model_variables_moving_average)


def all_layers(network):
    """Return a Keras layer or model and all layers inside it, however deep."""
    return list(network._flatten_layers())


def takes_a_list(network):
    """Tell whether a functional model was made as `Model([x], …)`, and so wants its one input in a list."""
    return isinstance(getattr(network, "_inputs_struct", None), list)


def forget_part(model, part):
    """Have a Keras model no longer count `part` (a layer, a model, None) among its own."""
    model._tracker.untrack(part)


def restored_epoch(model):
    """Return the epoch at which `keras.callbacks.BackupAndRestore` says training goes on, or None; it holds once."""
    epoch, model._initial_epoch = model._initial_epoch, None
    return epoch


@contextlib.contextmanager
def seeds_drawn_from(stream):
    """Have Keras draw the seeds of weights and layers from `stream` (a `random.Random`) for the time of the block."""
    import keras

    with mock.patch.object(keras.src.random.seed_generator, "python_random", stream):
        yield


@contextlib.contextmanager
def one_variable_name():
    """Have Keras give every TensorFlow variable that it makes in the block one name; its own names stay.

    TensorFlow keeps a kernel for each name, for the life of the process; making it takes three quarters of the time of
    making a small variable.
    """
    import tensorflow as tf
    from keras.src.backend.tensorflow import core

    def initialize(self, value):
        self._value = value if isinstance(value, tf.Variable) else tf.Variable(
            value, dtype=self._dtype, trainable=self.trainable, name="variable/",  # the stroke: whatever the scope
            aggregation=self._map_aggregation(self.aggregation),
            synchronization=self._map_synchronization(self.synchronization))

    with mock.patch.object(core.Variable, "_initialize", initialize):
        yield


@contextlib.contextmanager
def kept_seeds(seed=None):
    """Put Keras's and TensorFlow's global seeds, and how far they are, back as they were at the end of the block.

    With a seed, the block finds them as after `keras.utils.set_random_seed(seed)`, which would throw away the kernel
    of every TensorFlow operation: 20 ms a call. Here only those go whose own stream of chance could be met again.
    """
    from keras.src.backend.common import global_state
    from tensorflow.python.eager import context

    names = "global_random_seed", "global_seed_generator"
    before = {name: global_state.get_global_attribute(name) for name in names}
    generator = before["global_seed_generator"]
    state = None if generator is None else generator.state.numpy()
    tensorflow = context.context()
    its_seed, rng = tensorflow._seed, getattr(tensorflow, "_rng", None)
    drawn = None if rng is None else rng.getstate()
    if seed is not None:
        if its_seed == seed and drawn != random.Random(seed).getstate():
            forget_kernels()
        for name, value in zip(names, (seed, None), strict=True):
            global_state.set_global_attribute(name, value)
        tensorflow._seed, tensorflow._rng = seed, random.Random(seed)
    try:
        yield
    finally:
        if seed is not None and tensorflow._rng.getstate() != random.Random(seed).getstate():
            forget_kernels()
        for name, value in before.items():
            global_state.set_global_attribute(name, value)
        if generator is not None:
            generator.state.assign(state)
        if rng is not None:
            rng.setstate(drawn)
            tensorflow._rng = rng
        tensorflow._seed = its_seed


def graph_of(method, **options):
    """Return the method as a `tf.function`, without TensorFlow's warning of frequent tracing.

    Each GAN is traced once or twice on purpose; TensorFlow may take ten GANs made in a loop for one traced ten times.
    """
    import tensorflow as tf

    graph = tf.function(method, **options)
    graph._omit_frequent_tracing_warning = True
    return graph


def with_derivative(value, inputs, derivative):
    """Return the tensor `value()`; gradient tapes take `derivative(upstream)`, one tensor for each of `inputs`.

    `tf.custom_gradient` does so too, but TensorFlow's registry then keeps the graph for the life of the process, and
    an operation that it puts behind the value keeps convolution, bias and activation from becoming one operation.
    Where no tape looks on (`tf.gradients`, a saved model), the derivative is TensorFlow's own of `value`.
    """
    from tensorflow.python.eager import record

    with record.stop_recording():
        output = value()
    record.record_operation(value.__name__, [output], inputs, derivative)
    return output


def forget_kernels():
    """Give back the memory of every TensorFlow operation's kernel; those still in use are made again in 0.1 s."""
    from tensorflow.python.eager import context

    context.context().clear_kernel_cache()


def producer_of(tensor):
    """Return the Keras operation that made a symbolic tensor of a functional graph."""
    return tensor._keras_history.operation
