"""One member: a setting with a seed, trained and measured on the way."""

from dataclasses import dataclass

import keras
import numpy as np

from gan_course import pool
from gan_course.errors import DivergedError
from gan_course.gan import GAN
from gan_course.optimizers import memories_later
from gan_course.private import one_variable_name
from gan_course.seeding import seeded
from gan_course.sweep.measures import checked


@dataclass
class Trial:
    """What a member trains: a compiled GAN, its data x (n, ...), labels y (n,) or None, and the batch size."""

    gan: GAN
    x: np.ndarray
    batch_size: int = 128
    y: np.ndarray | None = None


def train(build, keywords, seed, steps, every, measure, stop=None):
    """Train one member; return its rows, or None if `stop` (a threading.Event) was set. Arguments as in `sweep.run`."""
    trial, key = _built(build, keywords, seed)
    trial.gan = pool.take(trial.gan, key)
    rows, done, before = [], 0, len(trial.gan.step_history["d_loss"])
    try:
        while done < steps:
            now = min(every - done % every, steps - done)
            trial.gan.fit(trial.x, trial.y, batch_size=trial.batch_size, steps_per_epoch=now, verbose=0,
                          callbacks=[_Stop(stop)] if stop is not None else None)
            if stop is not None and stop.is_set():
                return None
            done += now
            rows.append({"step": done, "status": "ok", **checked(measure(trial.gan))})
    except DivergedError as error:
        rows.append({"step": error.step - before + 1, "status": "diverged"})
    finally:
        pool.keep(trial.gan, key)
    return rows


class _Stop(keras.callbacks.Callback):
    """Ends a fit soon after the sweep was stopped."""

    def __init__(self, stop):
        super().__init__()
        self.stop = stop

    def on_train_batch_end(self, batch, logs=None):
        if self.stop.is_set():
            self.model.stop_training = True


def _built(build, keywords, seed):
    """Build a member; return it with the key of its structure."""
    # It may move into a compiled one: then its optimisers need no memories. What it is made of is not named for long.
    with seeded(seed), one_variable_name(), memories_later():
        trial = build(**keywords)
    if not isinstance(trial, Trial) or not trial.gan.compiled:
        raise ValueError(f"build returned {trial!r}; it must return a sweep.Trial whose GAN is compiled.")
    return trial, pool.structure(trial.gan)
