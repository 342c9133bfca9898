"""What Keras users pass to `fit` and `compile` by habit, and which of it means something to a GAN."""

import difflib
import string

import keras
import numpy as np

from gan_course.arguments import refuse

_LOGS = ("d_loss", "g_loss", "learning_rate")
_MEASURE = ("a GAN's loss on other data does not tell how good its samples are; measure samples, such as "
            "gan_course.metrics.frechet_distance(held_out, gan.generate(len(held_out)))")
_NO_WEIGHTS = "every sample counts alike; draw the data as they shall count, such as x[rng.choice(len(x), n, p=…)]"
_FIT = {  # argument of Keras: (values that change nothing, why it is refused)
    "validation_data": ((None,), _MEASURE), "validation_split": ((None, 0, 0.0), _MEASURE),
    "validation_steps": ((None,), _MEASURE), "validation_batch_size": ((None,), _MEASURE),
    "validation_freq": ((1,), _MEASURE),
    "shuffle": ((True,), "fit always shuffles, so that no two passes are alike; gan.train_on_batch(batch) takes "
                         "batches in your own order"),
    "class_weight": ((None,), _NO_WEIGHTS), "sample_weight": ((None,), _NO_WEIGHTS),
}
_ROLES = "the players' losses come from objective=… and remedies=[…]"
_COMPILE = {
    "optimizer": ((None,), "each player needs its own: generator_optimizer=…, discriminator_optimizer=…"),
    "loss": ((None,), _ROLES), "loss_weights": ((None,), _ROLES),
    "metrics": ((None, []), _MEASURE), "weighted_metrics": ((None, []), _MEASURE),
    "auto_scale_loss": ((True,), "for another loss scaling give each player a "
                                 "keras.optimizers.LossScaleOptimizer(…)"),
}


def refuse_habits(method, given, taken):
    """Raise ValueError for keyword arguments of Keras's `fit` or `compile` that a GAN does not take.

    given: {name: value} beyond the method's own arguments. taken: the names of those, to say which one is meant.
    """
    known = _FIT if method == "fit" else _COMPILE
    for name, value in given.items():
        if name not in known:
            near = difflib.get_close_matches(name, [*taken, *known], n=1)
            raise ValueError(f"{method} takes no {name}.{f' Did you mean {near[0]!r}?' if near else ''} It takes "
                             f"{', '.join(taken)}.")
        harmless, why = known[name]
        value = value.item() if isinstance(value, np.generic) else value
        if not any(value is item or (isinstance(value, (int, float, list)) and type(value) is type(item)
                                     and value == item) for item in harmless):
            refuse(name, value, f"{harmless[0]!r}, or leave it out", f"A GAN's {method} cannot use it: {why}.")


def _check_path(filepath):
    """Raise ValueError where the path of a ModelCheckpoint asks for what no log of a GAN holds."""
    asked = {field for _, field, _, _ in string.Formatter().parse(str(filepath)) if field}
    for field in sorted(asked - {"epoch", "batch", *_LOGS}):
        refuse("filepath of ModelCheckpoint", str(filepath), "a path with {epoch}, {d_loss} or {g_loss} in it, or none",
               f"A GAN's logs hold no {field}.")


def checked_callbacks(callbacks, optimizer):
    """Return the callbacks as a list; raise ValueError for one that could not do here what it is meant to.

    optimizer: of the GAN, for callbacks that set a learning rate.
    """
    if isinstance(callbacks, keras.callbacks.CallbackList):
        callbacks = callbacks.callbacks
    callbacks = keras.tree.flatten(callbacks) if callbacks is not None else []
    written_here = False  # what a callback of the user's own puts into the logs, later ones may ask for
    for callback in callbacks:
        if not isinstance(callback, keras.callbacks.Callback):
            refuse("callbacks", callback, "Keras callbacks, such as [keras.callbacks.CSVLogger('log.csv')]",
                   "That is a class; call it to make one." if isinstance(callback, type) else "")
        name = type(callback).__name__
        if isinstance(callback, keras.callbacks.SwapEMAWeights):
            raise ValueError("SwapEMAWeights cannot be used with two optimizers; leave it out: with use_ema=True fit "
                             "ends with the averaged weights, and the remedy 'weight_averaging' samples from averaged "
                             "weights while training goes on.")
        if isinstance(callback, (keras.callbacks.ReduceLROnPlateau, keras.callbacks.LearningRateScheduler)):
            optimizer.refuse_schedules(name)
        monitored = getattr(callback, "monitor", None)
        idle = isinstance(callback, keras.callbacks.ModelCheckpoint) and not callback.save_best_only
        if isinstance(monitored, str) and not idle and monitored not in _LOGS and not written_here:
            refuse(f"monitor of {name}", monitored, "'d_loss' or 'g_loss'", "A GAN has no other losses. To follow a "
                   "measure of its samples, put before it a callback of your own whose on_epoch_end writes it into "
                   "the logs.")
        if monitored in _LOGS and getattr(callback, "mode", "min") not in ("min", "max") and not idle:
            refuse(f"mode of {name}", callback.mode, "'min' or 'max'", "The two losses pull against each other, so "
                   "neither direction is better by itself.")
        if isinstance(callback, keras.callbacks.ModelCheckpoint) and not written_here:
            _check_path(callback.filepath)
        written_here = written_here or not type(callback).__module__.startswith(("keras.", "gan_course.")) or (
            isinstance(callback, keras.callbacks.LambdaCallback))
    return callbacks
