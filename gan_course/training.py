"""The training loop: data in, callbacks told, losses kept, and an end that loses nothing."""

import numbers

import keras
import numpy as np
import tensorflow as tf

from gan_course.arguments import choice, refuse, whole
from gan_course.batches import Batches, checked_images_or_points
from gan_course.distribution import is_mirrored
from gan_course.errors import DivergedError
from gan_course.fit_arguments import checked_callbacks, refuse_habits
from gan_course.game import Game
from gan_course.interrupts import noted_ctrl_c
from gan_course.optimizers import knows
from gan_course.private import restored_epoch
from gan_course.progress_line import Line
from gan_course.ranges import output_range


class TrainedGame(Game):
    """A game with `fit`; `gan_course.gan.GAN` adds samples and saving.

    After `fit`: `history` (per epoch, as in Keras) and `step_history` (per step: "d_loss", "g_loss").
    """

    def __init__(self, generator, discriminator, **kwargs):
        super().__init__(generator, discriminator, **kwargs)
        self.step_history = {"d_loss": np.zeros(0, "float32"), "g_loss": np.zeros(0, "float32")}
        self.interrupted = False

    def fit(self, x, y=None, batch_size=128, epochs=1, *, steps_per_epoch=None, callbacks=None, verbose="auto",
            initial_epoch=0, **habits):
        """Train on real samples; return the Keras `History`.

        x: (n, ...) floating array; images in [-1, 1] where the generator ends in tanh. y: labels (n,), for a
        conditional GAN only. steps_per_epoch: generator updates an epoch, by default one pass over x. Callbacks are
        Keras callbacks; `on_train_batch_end` comes once for each `steps_per_execution` steps.
        Ctrl-C ends the training after the running call; model and histories stay, and `interrupted` is True.
        However the training ends, the callbacks' `on_train_end` runs; but BackupAndRestore keeps its backup unless
        the training finished. Where an optimiser has `use_ema`, its player ends with the averaged weights, as in Keras.
        Callbacks that set a learning rate set the generator's; the discriminator's keeps its ratio to it.
        Raises ValueError for unusable data and for what has no meaning here, such as validation_data; DivergedError at
        the first loss that is not a number.
        """
        for _ in self.training(x, y, batch_size, epochs, steps_per_epoch=steps_per_epoch, callbacks=callbacks,
                               verbose=verbose, initial_epoch=initial_epoch, **habits):
            pass
        return self.history

    def training(self, x, y=None, batch_size=128, epochs=1, *, steps_per_epoch=None, callbacks=None, verbose="auto",
                 initial_epoch=0, **habits):
        """The same as `fit`, for a loop of your own: yields each call's mean losses, {"d_loss", "g_loss"}.

        `close()` ends the training early, as Ctrl-C would.
        """
        refuse_habits("fit", habits, ("x", "y", "batch_size", "epochs", "steps_per_epoch", "callbacks", "verbose",
                                      "initial_epoch"))
        self._check_ready()
        x = checked_images_or_points(x, self.sample_shape, self.generator_range)
        y = self.checked_labels(y, len(x))
        batch_size, epochs = whole("batch_size", batch_size), whole("epochs", epochs)
        initial_epoch = whole("initial_epoch", initial_epoch, least=0)
        if not isinstance(verbose, (numbers.Integral, str)) or verbose not in (0, 1, 2, "auto"):
            refuse("verbose", verbose, "0, 1, 2 or 'auto'")
        verbose = 1 if verbose == "auto" else int(verbose)
        callbacks = checked_callbacks(callbacks, self.optimizer)
        self.check_batch(batch_size)
        batches = Batches(len(x), batch_size * self.n_critic, steps_per_epoch, self.steps_per_execution,
                          self._numpy_seed(), self.latent_dim)
        callbacks = keras.callbacks.CallbackList(
            callbacks, add_history=True, add_progbar=verbose != 0, verbose=verbose, epochs=epochs,
            steps=batches.steps, model=self)
        arrays = [tf.constant(array) for array in (x, y) if array is not None]
        return self._loop(arrays, batches, callbacks, initial_epoch, epochs)

    def _loop(self, arrays, batches, callbacks, initial_epoch, epochs):
        """Yield the mean losses of each call; tell the callbacks; end well however it ends."""
        self.stop_training = self.interrupted = False
        callbacks.on_train_begin()
        logs, finished, failed = {}, False, False
        line = Line("steps", epochs * batches.steps)
        try:
            # BackupAndRestore tells where it left off through `_initial_epoch`; it holds for this fit only.
            initial_epoch = restored_epoch(self) or initial_epoch
            if initial_epoch < epochs:
                line.total -= initial_epoch * batches.steps
                batches.skip(initial_epoch)
            with noted_ctrl_c() as ctrl_c:
                for epoch in range(initial_epoch, epochs):
                    callbacks.on_epoch_begin(epoch)
                    start = len(self.step_history["d_loss"])
                    for step, indices, noise in batches:
                        callbacks.on_train_batch_begin(step)
                        logs = self._record(self.run_chunk(arrays, indices, noise))
                        line.at(line.done + len(indices))
                        callbacks.on_train_batch_end(step + len(indices) - 1, logs)
                        yield logs
                        ctrl_c.check()
                        if self.stop_training:
                            break
                    logs = {name: float(np.mean(values[start:])) for name, values in self.step_history.items()}
                    callbacks.on_epoch_end(epoch, logs)
                    ctrl_c.check()
                    if self.stop_training:
                        break
            finished = True
        except KeyboardInterrupt:
            self.interrupted = True
            print(f"Stopped by hand after {len(self.step_history['d_loss'])} steps. "
                  "The model and its history are kept; fit goes on from here.")
        except Exception:
            failed = True
            raise
        finally:
            line.end()
            if not failed:
                self._finalize_weights()
            if not finished:
                callbacks.callbacks = [callback for callback in callbacks.callbacks
                                       if not isinstance(callback, keras.callbacks.BackupAndRestore)]
            callbacks.on_train_end(logs)

    def train_player(self, player, x, batch_size=128):
        """Update one player alone, once, on random rows of x and fresh noise; return its loss, a float.

        player: "generator" or "discriminator". The step history is left alone. Raises ValueError for another player,
        for labels' GANs, and where a remedy takes over the whole step, which nobody can halve.
        """
        choice("player", player, ("generator", "discriminator"))
        if is_mirrored(self.strategy):
            raise ValueError("One player alone cannot be updated under MirroredStrategy; train on one device.")
        stepper = self.taking_over("the step")
        if len(self.inputs_each[0]) != 1 or stepper:
            raise ValueError("One player alone cannot be updated here: "
                             + (f"{stepper.name!r} moves both at once." if stepper else "this GAN takes labels."))
        self._check_ready()
        x = checked_images_or_points(x, self.sample_shape, self.generator_range)
        batch_size = whole("batch_size", batch_size, most=len(x))
        rows = np.random.default_rng(self._numpy_seed()).permutation(len(x))[:batch_size]
        real, noise = tf.constant(x[rows]), self.noise(batch_size)
        alone = self._generator_alone if player == "generator" else self._discriminator_alone
        loss = float(self.graph(alone, self.run_eagerly)(real, noise))
        if not np.isfinite(loss):
            raise DivergedError(len(self.step_history["d_loss"]), {f"{player[0]}_loss": loss})
        return loss

    def _numpy_seed(self):
        """A seed for NumPy, from the GAN's own stream: its seed and how often it was asked."""
        return [int(number) for number in self.seed_generator.next().numpy().astype("uint64")]

    def _discriminator_alone(self, real, noise):
        return self.discriminator_step(real, self.generated(noise, training=True), None, noise)

    def _generator_alone(self, real, noise):
        with tf.GradientTape() as tape:
            fake = self.generated(noise, training=True)
        return self.generator_step(real, fake, None, tape, noise)

    def train_on_batch(self, x, y=None, sample_weight=None, class_weight=None, return_dict=False):
        """Run one step on the real samples x (n_critic * batch, ...); return [d_loss, g_loss], or a dict of them.

        y: labels, for a conditional GAN only. The losses join `step_history`. Raises ValueError as `fit` does.
        """
        refuse_habits("fit", {"sample_weight": sample_weight, "class_weight": class_weight}, ("x", "y"))
        self._check_ready()
        x = checked_images_or_points(x, self.sample_shape, self.generator_range)
        y = self.checked_labels(y, len(x))
        if len(x) % self.n_critic:
            raise ValueError(f"x holds {len(x)} samples; a step cuts them into n_critic={self.n_critic} batches, so "
                             "give a multiple of that.")
        self.check_batch(len(x) // self.n_critic)
        arrays = [tf.constant(array) for array in (x, y) if array is not None]
        noise = keras.random.normal((1, len(x), self.latent_dim), dtype="float32", seed=self.seed_generator)
        logs = self._record(self.run_chunk(arrays, np.arange(len(x), dtype="int32")[None], noise))
        return logs if return_dict else [logs["d_loss"], logs["g_loss"]]

    @property
    def generator_range(self):
        """The lowest and the highest number that the generator can approach, infinite where nothing bounds it."""
        if self._shelf.range is None:
            self._shelf.range = output_range(self.generator, self._shelf.shapes.generator_inputs)
        return self._shelf.range

    def _check_ready(self):
        """Raise ValueError unless `compile` was called, and nothing of what it saw has changed."""
        if not self.compiled:
            raise ValueError("fit was called before compile; call gan.compile(…) first.")
        for player, network, optimizer in (("generator", self.generator, self.generator_optimizer),
                                           ("discriminator", self.discriminator, self.discriminator_optimizer)):
            if optimizer.built and not knows(optimizer, network.trainable_variables):
                raise ValueError(f"The {player}'s trainable weights are not those of the last compile; compile again, "
                                 "with new optimizers.")
        self.build_optimizers()

    def _finalize_weights(self):
        """Leave the averaged weights in a player whose optimiser keeps an average (`use_ema`), as Keras's fit does."""
        self.generator_optimizer.finalize_variable_values(self.generator.trainable_variables)
        self.discriminator_optimizer.finalize_variable_values(self.discriminator.trainable_variables)

    def checked_labels(self, y, n):
        """Return the labels of n samples as training takes them, here none; raise ValueError for others."""
        if y is not None:
            raise ValueError("Labels were given, and this GAN takes none; use ConditionalGAN, or leave y out.")

    def _record(self, losses):
        """Append a call's losses to the history; return their means; stop at the first that is not finite."""
        # One assignment, so that Ctrl-C cannot leave one history longer than the other.
        self.step_history = {name: np.append(self.step_history[name], values.numpy())
                             for name, values in zip(("d_loss", "g_loss"), losses, strict=True)}
        fresh = {name: values[-len(losses[0]):] for name, values in self.step_history.items()}
        bad = ~(np.isfinite(fresh["d_loss"]) & np.isfinite(fresh["g_loss"]))
        if bad.any():
            step = len(self.step_history["d_loss"]) - len(bad) + int(np.argmax(bad))
            raise DivergedError(step, {name: float(values[np.argmax(bad)]) for name, values in fresh.items()})
        return {name: float(values.mean()) for name, values in fresh.items()}
