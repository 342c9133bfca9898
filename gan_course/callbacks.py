"""Keras callbacks for `GAN.fit`: samples on the way, an alarm for collapse, a limit in seconds.

`GAN.fit` runs several steps in one call of the compiled graph (`steps_per_execution`), and callbacks hear of it once
for each call. So "every 100 steps" means: after the first call that reaches or passes a multiple of 100. Steps are
counted over the GAN's life, as `step_history` does: a second `fit` goes on counting.
"""

import time
import weakref

import keras
import numpy as np

from gan_course import arguments


class _EverySteps(keras.callbacks.Callback):
    """Calls `look(step)` before training, then once for each multiple of `every` steps reached or passed."""

    def __init__(self, every):
        super().__init__()
        self.every = arguments.whole("every", every)
        self._last, self._whose = None, None

    def on_train_begin(self, logs=None):
        """Look once before the first step; raise ValueError where another GAN was looked at before."""
        if self._whose is not None and self._whose() is not self.model:
            name = type(self).__name__
            raise ValueError(f"This {name} has followed another GAN, and what it keeps is of that one; make a new "
                             f"{name}(…) for each GAN.")
        self._whose = weakref.ref(self.model)
        self._look_unless_seen(steps_done(self.model))

    def on_train_batch_end(self, batch, logs=None):
        """Look where a multiple of `every` was reached or passed since the last look."""
        step = steps_done(self.model)
        if step // self.every > self._last // self.every:
            self._look_unless_seen(step)

    def _look_unless_seen(self, step):
        if step != self._last:
            self._last = step
            self.look(step)


class Snapshots(_EverySteps):
    """Keep samples made from one fixed noise, so that their change is the generator's and not chance's.

    n: samples in each snapshot. every: steps between snapshots; one more is taken before the first step. seed: of
    the fixed noise. labels: for a ConditionalGAN, one class or (n,) classes; None takes the classes in turn.
    Training itself is not disturbed: the weights are those of a run without snapshots.
    Raises ValueError for sizes that are not whole numbers above 0, and for labels where the GAN takes none.
    """

    def __init__(self, n=10, every=100, seed=0, labels=None):
        super().__init__(every)
        self.n, self.seed = arguments.whole("n", n), arguments.seed("seed", seed)
        self.labels = labels if labels is None else arguments.integers("labels", labels, (), (self.n,), low=0)
        self._steps, self._samples = [], []

    @property
    def steps(self):
        """Steps done at each snapshot, int (k,)."""
        return np.array(self._steps, dtype=int)

    @property
    def samples(self):
        """The samples, float32 (k, n, ...): first axis as in `steps`, second axis the same noise throughout."""
        if not self._samples:
            raise ValueError("There are no snapshots yet; pass this callback to fit: fit(…, callbacks=[snapshots]).")
        return np.stack(self._samples)

    def look(self, step):
        """Take a snapshot."""
        options = {"seed": self.seed}
        if self.labels is not None:
            if not hasattr(self.model, "n_classes"):
                raise ValueError("Snapshots was given labels, and this GAN takes none; use ConditionalGAN, or leave "
                                 "labels out.")
            options["labels"] = self.labels
        self._samples.append(self.model.generate(self.n, **options))
        self._steps.append(step)


class CollapseAlarm(_EverySteps):
    """Measure while training, and say so once when the number falls below a floor that it had reached.

    measure: function of the GAN that returns one number, such as
    `lambda gan: modes_captured(gan.generate(2500, seed=1), mixture)`. at_least: the floor. every: steps between
    measurements. Before the floor was reached for the first time there is no alarm: a young generator has not
    collapsed, it has not begun. NaN counts as below. Afterwards: `steps`, `values` (lists) and `fell_at`, the step
    of the alarm or None. Raises ValueError for a measure that cannot be called or gives no number.
    """

    def __init__(self, measure, at_least, every=100):
        super().__init__(every)
        self.measure = arguments.function("measure", measure, "from the GAN to a number")
        self.at_least = arguments.number("at_least", at_least)
        self.steps, self.values = [], []
        self.fell_at = None
        self._reached = False

    def look(self, step):
        """Measure, and sound the alarm if this is the moment."""
        value = arguments.number("what measure returned", self.measure(self.model), finite=False, nan=True)
        self.steps.append(step)
        self.values.append(value)
        self._reached = self._reached or value >= self.at_least
        if self._reached and self.fell_at is None and not value >= self.at_least:
            self.fell_at = step
            print(f"Collapse? At step {step} the measured number is {value:g}. It had been at least "
                  f"{self.at_least:g} before (at best {np.nanmax(self.values):g}).")


class TimeLimit(keras.callbacks.Callback):
    """Stop training after a number of seconds, at the end of the running call.

    Good for play; not for a result that others shall repeat: a faster machine does more steps in the same time, so
    the same seed gives other weights. For that, fix the steps instead (`steps_per_epoch`, `epochs`).
    seconds: above 0, else ValueError. Afterwards `stopped_at` is the step of the stop, or None.
    """

    def __init__(self, seconds):
        super().__init__()
        self.seconds = arguments.number("seconds", seconds, above=0)
        self.stopped_at = None

    def on_train_begin(self, logs=None):
        self.stopped_at = None
        self._end = time.monotonic() + self.seconds

    def on_train_batch_end(self, batch, logs=None):
        """Stop when the time is over."""
        if time.monotonic() >= self._end:
            self.model.stop_training = True
            self.stopped_at = steps_done(self.model)


def steps_done(gan):
    """Return the steps that this GAN was trained for, over all calls of `fit`."""
    if not hasattr(gan, "step_history"):
        raise ValueError(f"This callback counts the steps of a gan_course.gan.GAN; it was given to a "
                         f"{type(gan).__name__}.")
    return len(gan.step_history["d_loss"])
