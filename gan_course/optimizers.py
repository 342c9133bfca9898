"""The optimisers of the players: a fused Adam, checks at the door, memories made later, one rate for both."""

import contextlib
import contextvars

import keras
import numpy as np
import tensorflow as tf

from gan_course.arguments import number, refuse
from gan_course.distribution import averaged, is_mirrored
from gan_course.private import adam_moments, apply_where_finite, leave_sums_out, variables_of


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
    context = tf.distribute.get_replica_context()
    if is_mirrored(context.strategy):
        leave_sums_out(getattr(optimizer, "inner_optimizer", optimizer))
        optimizer.apply(averaged(gradients), variables)
        return
    if isinstance(optimizer, keras.optimizers.LossScaleOptimizer):
        context.merge_call(lambda strategy: apply_where_finite(optimizer, gradients, variables))
    else:
        context.merge_call(lambda strategy: optimizer.apply(gradients, variables))


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


def chosen(name, optimizer):
    """Return the Keras optimiser that was asked for, as an object or by name; the default is Adam(2e-4, beta_1=0.5)."""
    if optimizer is None:
        return Adam()
    if isinstance(optimizer, type):
        refuse(name, optimizer, "a Keras optimizer", f"That is a class; call it: {optimizer.__name__}(…).")
    try:
        return keras.optimizers.get(optimizer)
    except (ValueError, TypeError, AttributeError):
        refuse(name, optimizer, "a Keras optimizer, such as gan_course.optimizers.Adam(2e-4), or its name, 'adam'")


def build(name, optimizer, variables):
    """Build an optimiser for a player's variables; raise ValueError where it was built for other ones."""
    if not variables_of(optimizer):
        optimizer.build(variables)
    elif not knows(optimizer, variables):
        raise ValueError(f"The {name} was built for other variables: it keeps a memory of their gradients. Build a "
                         "new optimizer for each GAN, and for a player that a remedy or `trainable` changed.")


def knows(optimizer, variables):
    """Tell whether an optimiser was built for just these variables, in this order."""
    return [id(variable) for variable in variables_of(optimizer)] == [id(variable) for variable in variables]


class _Rate(float):
    """A learning rate of `BothOptimizers`: a number, with the ways of a Keras variable."""

    def __new__(cls, value, both):
        """Note whose rate this is."""
        made = super().__new__(cls, value)
        made.both = both
        return made

    def assign(self, value):
        """Set both learning rates, in their proportion."""
        self.both.learning_rate = value

    def numpy(self):
        """Return the number as NumPy's."""
        return np.float32(self)


class BothOptimizers:
    """The two optimisers as callbacks see them: `gan.optimizer`, with one `learning_rate` for both.

    `learning_rate` is the generator's. Setting it changes the discriminator's in the same proportion, so two time
    scales keep their ratio. `iterations` are the generator's; `variables` are of both.
    """

    def __init__(self, generator_optimizer, discriminator_optimizer):
        self._generator, self._discriminator = generator_optimizer, discriminator_optimizer
        self._ratio = None if self._scheduled() or not self._rate(generator_optimizer) else (
            self._rate(discriminator_optimizer) / self._rate(generator_optimizer))

    @property
    def learning_rate(self):
        """The generator's learning rate, a float; `learning_rate.assign(rate)` sets both, as setting it does."""
        return _Rate(self._rate(self._generator), self)

    @learning_rate.setter
    def learning_rate(self, rate):
        """Set both; raise ValueError for a number below 0 and where a schedule sets the rate."""
        rate = number("learning_rate", rate, low=0)
        self.refuse_schedules("Setting learning_rate")
        now = self._rate(self._generator)
        ratio = self._rate(self._discriminator) / now if now else self._ratio
        if ratio is None:
            raise ValueError("The generator's learning rate is 0, so there is no ratio to keep; set "
                             "gan.generator_optimizer.learning_rate and gan.discriminator_optimizer.learning_rate.")
        self._ratio = ratio
        self._generator.learning_rate, self._discriminator.learning_rate = rate, rate * ratio

    @property
    def iterations(self):
        """Updates of the generator so far."""
        return self._generator.iterations

    @property
    def variables(self):
        """The variables of both optimisers."""
        return [*self._generator.variables, *self._discriminator.variables]

    @property
    def built(self):
        """Whether both optimisers know their variables: always, after `compile`."""
        return self._generator.built and self._discriminator.built

    def refuse_schedules(self, who):
        """Raise ValueError where a rate follows a schedule of its own, which nobody can set."""
        if self._scheduled():
            raise ValueError(f"{who} changes the learning rate, and an optimizer here follows a LearningRateSchedule "
                             "of its own; give both optimizers a number as learning_rate, or leave the callback out.")

    def _scheduled(self):
        inner = [getattr(optimizer, "inner_optimizer", optimizer)  # inside a loss scaler
                 for optimizer in (self._generator, self._discriminator)]
        return any(isinstance(optimizer.get_config().get("learning_rate"), dict) for optimizer in inner)

    def __setattr__(self, name, value):
        """Refuse what would reach neither optimiser."""
        if name not in ("learning_rate", "_generator", "_discriminator", "_ratio"):
            raise AttributeError(f"gan.optimizer stands for two optimizers; set {name} of gan.generator_optimizer and "
                                 "of gan.discriminator_optimizer, or give compile new ones.")
        super().__setattr__(name, value)

    def __getattr__(self, name):
        raise AttributeError(f"gan.optimizer stands for two optimizers and has no {name!r}; ask "
                             "gan.generator_optimizer or gan.discriminator_optimizer.")

    @staticmethod
    def _rate(optimizer):
        return float(keras.ops.convert_to_numpy(optimizer.learning_rate))
