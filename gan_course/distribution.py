"""Several devices: under `tf.distribute.MirroredStrategy` each replica takes its share of a step's rows.

Losses and gradients are averaged over the replicas, and random numbers drawn for the whole batch, so that a step gives
the numbers of one device up to rounding. What compares the rows of a batch cannot be shared out and is refused.
"""

import threading
from collections import Counter

import keras
import tensorflow as tf

from gan_course.private import all_layers

_SERVED = "build and compile the GAN under MirroredStrategy, OneDeviceStrategy, or no strategy"


def current():
    """Return the strategy of the scope that one is in."""
    return tf.distribute.get_strategy()


def check_strategy(game, jit_compile="auto"):
    """Raise ValueError unless the game was built under a strategy that is served, and is used under the same."""
    if keras.distribution.distribution() is not None:
        raise ValueError("keras.distribution.set_distribution was called; with TensorFlow Keras does not serve it. "
                         f"Take it back with set_distribution(None); for several devices, {_SERVED}.")
    strategy, now = game.strategy, tf.distribute.get_strategy()
    if now is not strategy:
        raise ValueError(f"The GAN was built under {_name(strategy)} and is compiled under {_name(now)}; build its "
                         "networks, the GAN and the optimisers, and compile, inside one scope.")
    served = tf.distribute.MirroredStrategy, tf.distribute.OneDeviceStrategy
    if tf.distribute.has_strategy() and not isinstance(strategy, served):
        raise ValueError(f"The strategy is {type(strategy).__name__}; {_SERVED}.")
    if is_mirrored(strategy):
        if jit_compile is True:
            raise ValueError("jit_compile is True; XLA cannot compile a step under MirroredStrategy. Leave it out.")
        for variable in (*game.generator.variables, *game.given_discriminator.variables):
            if not isinstance(variable.value, tf.distribute.DistributedValues):
                raise ValueError(f"The variable {variable.path!r} was made outside the strategy's scope; build the "
                                 "networks, the GAN and the optimisers inside one scope.")


def is_mirrored(strategy):
    """Tell whether steps run on replicas; there may be only one."""
    return isinstance(strategy, tf.distribute.MirroredStrategy)


def _name(strategy):
    return "no strategy" if "Default" in type(strategy).__name__ else type(strategy).__name__


def check_optimizers(*optimizers):
    """Raise ValueError where an optimiser was made outside the scope of its replicas."""
    for optimizer in optimizers:
        count = optimizer.variables[0]          # of its steps; where it gathers gradients, `iterations` is made of it
        here = isinstance(count.value, tf.distribute.DistributedValues)
        if not here and is_mirrored(tf.distribute.get_strategy()):
            raise ValueError("An optimiser was made outside the strategy's scope; build the networks, the GAN and the "
                             "optimisers inside one scope.")


def check_rows_alone(game):
    """Raise ValueError where a remedy or a layer compares the rows of a batch, which several replicas share."""
    if game.strategy.num_replicas_in_sync == 1:
        return
    for remedy in game.remedies:
        if remedy.needs_whole_batch:
            raise ValueError(f"The remedy {remedy.name!r} cannot be used on several replicas: "
                             f"{remedy.needs_whole_batch}. Leave it out, or train on one device.")
    for layer in (*all_layers(game.generator), *all_layers(game.discriminator)):
        kind = type(layer).__name__
        if kind == "BatchNormalization" and not layer.synchronized:
            raise ValueError(f"The layer {layer.name!r} normalises over a batch, of which each replica has a part; "
                             "build it with synchronized=True, or use layer normalisation.")
        if kind in ("MinibatchStddev", "MinibatchDiscrimination", "SpectralNormalization") or hasattr(
                layer, "seed_generator"):
            raise ValueError(f"The layer {layer.name!r} ({kind}) draws numbers, keeps state or compares rows, and each "
                             "replica would do so on its own; leave it out, or train on one device.")


def share(game, batch_size):
    """Return the rows that each replica takes of a batch; raise ValueError where the batch cannot be shared evenly."""
    replicas = game.strategy.num_replicas_in_sync
    if batch_size % replicas:
        raise ValueError(f"batch_size is {batch_size}; the {replicas} replicas share it evenly, so give a multiple of "
                         f"{replicas}, such as {max(1, round(batch_size / replicas)) * replicas}.")
    return batch_size // replicas


def step(game, real, noise, labels):
    """Run `game.step`, on all replicas where there are some; arguments and losses are those of the whole batch."""
    strategy = game.strategy
    if not is_mirrored(strategy):
        return game.step(real, noise, labels)
    game.seeds = _Seeds(tf.convert_to_tensor(game.seed_generator.state))
    try:
        losses = strategy.run(_on_replica, args=(game, real, noise, labels))
    finally:
        seeds, game.seeds = game.seeds, None
    game.seed_generator.state.assign(seeds.after())
    return {name: strategy.experimental_local_results(loss)[0] for name, loss in losses.items()}


def _on_replica(game, real, noise, labels):
    parts = (None if part is None else _own_rows(part, game.n_critic) for part in (real, noise, labels))
    context = tf.distribute.get_replica_context()
    return {name: context.all_reduce(tf.distribute.ReduceOp.MEAN, loss) for name, loss in game.step(*parts).items()}


def _own_rows(batch, n_critic):
    """This replica's rows of each of the n_critic batches that stand one behind the other."""
    context = tf.distribute.get_replica_context()
    shape, replicas = batch.shape, context.num_replicas_in_sync
    cut = tf.reshape(batch, [n_critic, replicas, -1, *shape[1:]])
    own = tf.gather(cut, context.replica_id_in_sync_group, axis=1)
    return tf.ensure_shape(tf.reshape(own, [-1, *shape[1:]]), [shape[0] and shape[0] // replicas, *shape[1:]])


def drawn(draw, shape, seed):
    """Draw random numbers of that shape; of the whole batch's on several replicas, this one's rows."""
    context = tf.distribute.get_replica_context()
    if context is None or context.num_replicas_in_sync == 1:
        return draw(shape, seed)
    shape = tf.concat([[context.num_replicas_in_sync], tf.convert_to_tensor(shape, tf.int32)], axis=0)
    return draw(shape, seed)[context.replica_id_in_sync_group]


def averaged(gradients):
    """Return the gradients averaged over the replicas; None stays None."""
    dense = [tf.convert_to_tensor(gradient) for gradient in gradients if gradient is not None]
    means = iter(tf.distribute.get_replica_context().all_reduce(tf.distribute.ReduceOp.MEAN, dense))
    return [None if gradient is None else next(means) for gradient in gradients]


class _Seeds:
    """The seeds of one step, the same for every replica; each replica is traced in a thread of its own."""

    def __init__(self, state):
        self._state, self._taken = state, Counter()

    def next(self):
        taken = self._taken[threading.get_ident()]
        self._taken[threading.get_ident()] += 1
        return self._state + tf.cast([0, taken], self._state.dtype)

    def after(self):
        """The state of the seed generator after the step."""
        return self._state + tf.cast([0, max(self._taken.values(), default=0)], self._state.dtype)
