"""Adam as one operation a variable, the update of a network that leaves nothing behind, and memories made later."""

import contextlib
import contextvars

import keras
import tensorflow as tf

from gan_course.private import adam_moments


@keras.saving.register_keras_serializable("gan_course")
class Adam(keras.optimizers.Adam):
    """`keras.optimizers.Adam` with TensorFlow's fused update kernel.

    The same arguments, slots and numbers (Kingma & Ba 2015, algorithm 1, with epsilon outside the corrected root, as
    in Keras); fewer operations, which matters where a step is short. `amsgrad` is not supported.
    The gradient of a table's rows is summed over repeated rows first, as if it were dense.
    """

    def __init__(self, learning_rate=2e-4, beta_1=0.5, beta_2=0.999, epsilon=1e-7, **kwargs):
        if kwargs.get("amsgrad"):
            raise ValueError("amsgrad=True is not supported here; use keras.optimizers.Adam(amsgrad=True).")
        super().__init__(learning_rate=learning_rate, beta_1=beta_1, beta_2=beta_2, epsilon=epsilon, **kwargs)

    def update_step(self, gradient, variable, learning_rate):
        """Update one variable; Keras calls this once a variable and step."""
        m, v = adam_moments(self, variable)
        step = tf.cast(self.iterations + 1, variable.dtype)
        # One fixed place for each hyperparameter: TensorFlow folds equal sub-expressions, so this costs nothing.
        tf.raw_ops.ResourceApplyAdam(
            var=variable.handle, m=m.value.handle, v=v.value.handle,
            beta1_power=tf.pow(tf.cast(self.beta_1, variable.dtype), step),
            beta2_power=tf.pow(tf.cast(self.beta_2, variable.dtype), step),
            lr=tf.cast(learning_rate, variable.dtype), beta1=tf.cast(self.beta_1, variable.dtype),
            beta2=tf.cast(self.beta_2, variable.dtype), epsilon=tf.cast(self.epsilon, variable.dtype),
            grad=tf.convert_to_tensor(gradient))


def apply(optimizer, gradients, variables):
    """Call `optimizer.apply(gradients, variables)` so that the graph it is traced in can be forgotten.

    Keras sums gradients over replicas, even where there is one. TensorFlow would register a gradient of that sum,
    and its registry keep the graph for the life of the process. A merge call stands outside the replicas: no sum.
    """
    tf.distribute.get_replica_context().merge_call(lambda strategy: optimizer.apply(gradients, variables))


_later = contextvars.ContextVar("memories_later", default=False)


@contextlib.contextmanager
def memories_later():
    """Have `compile` leave out the optimisers' memories that begin at zero, for the time of the block.

    For a GAN that shall move into another one and needs none; `build_optimizers` makes them where it stays.
    """
    token = _later.set(True)
    try:
        yield
    finally:
        _later.reset(token)


def may_wait(optimizer):
    """Tell whether an optimiser's memory begins at zero and need not be made yet."""
    return _later.get() and not optimizer.use_ema and type(optimizer) in (
        Adam, keras.optimizers.Adam, keras.optimizers.RMSprop, keras.optimizers.SGD)
