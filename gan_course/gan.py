"""The GAN: a game with data, a `fit` that Keras users know, samples, and saving."""

import keras
import numpy as np
import tensorflow as tf

from gan_course import objectives
from gan_course.batches import Batches, checked_images_or_points, checked_labels
from gan_course.errors import DivergedError, check_whole
from gan_course.game import Game
from gan_course.interrupts import noted_ctrl_c
from gan_course.private import graph_of, restored_epoch
from gan_course.remedies import is_known, serialized


@keras.saving.register_keras_serializable("gan_course")
class GAN(Game):
    """A generative adversarial network (Goodfellow et al. 2014, algorithm 1).

    generator: Keras model, noise (batch, latent_dim) -> samples. discriminator: Keras model, samples -> logits
    (batch, 1), no sigmoid. Raises ValueError where the two do not fit together.

    After `fit`: `history` (per epoch, as in Keras) and `step_history` (per step: "d_loss", "g_loss").
    """

    def __init__(self, generator, discriminator, **kwargs):
        super().__init__(generator, discriminator, **kwargs)
        self.step_history = {"d_loss": np.zeros(0, "float32"), "g_loss": np.zeros(0, "float32")}
        self.interrupted = False
        self._forward = graph_of(self._sampled, reduce_retracing=True)

    def fit(self, x, y=None, batch_size=128, epochs=1, *, steps_per_epoch=None, callbacks=None, verbose="auto",
            initial_epoch=0):
        """Train on real samples; return the Keras `History`.

        x: (n, ...) floating array; images in [-1, 1] where the generator ends in tanh. y: labels (n,), for a
        conditional GAN only. steps_per_epoch: generator updates an epoch, by default one pass over x. Callbacks are
        Keras callbacks; `on_train_batch_end` comes once for each `steps_per_execution` steps.
        Ctrl-C ends the training after the running call; model and histories stay, and `interrupted` is True.
        However the training ends, the callbacks' `on_train_end` runs; but BackupAndRestore keeps its backup unless
        the training finished.
        Raises ValueError for unusable data, DivergedError at the first loss that is not a number.
        """
        for _ in self.training(x, y, batch_size, epochs, steps_per_epoch=steps_per_epoch, callbacks=callbacks,
                               verbose=verbose, initial_epoch=initial_epoch):
            pass
        return self.history

    def training(self, x, y=None, batch_size=128, epochs=1, *, steps_per_epoch=None, callbacks=None, verbose="auto",
                 initial_epoch=0):
        """The same as `fit`, for a loop of your own: yields each call's mean losses, {"d_loss", "g_loss"}.

        `close()` ends the training early, as Ctrl-C would.
        """
        if not self.compiled:
            raise ValueError("fit was called before compile; call gan.compile(…) first.")
        x = checked_images_or_points(x, self.sample_shape, self.generator)
        y = self._checked_labels(y, len(x))
        for name, value in {"batch_size": batch_size, "epochs": epochs}.items():
            check_whole(name, value)
        self.check_batch(batch_size)
        seed = int(keras.ops.convert_to_numpy(self.seed_generator.next())[1])
        batches = Batches(len(x), batch_size * self.n_critic, steps_per_epoch, self._steps_per_execution, seed)
        callbacks = keras.callbacks.CallbackList(
            callbacks, add_history=True, add_progbar=verbose != 0, verbose=1 if verbose == "auto" else verbose,
            epochs=epochs, steps=batches.steps, model=self)
        arrays = [tf.constant(array) for array in (x, y) if array is not None]
        self.stop_training = self.interrupted = False
        callbacks.on_train_begin()
        logs, finished = {}, False
        try:
            # BackupAndRestore tells where it left off through `_initial_epoch`; it holds for this fit only.
            initial_epoch = restored_epoch(self) or initial_epoch
            with noted_ctrl_c() as ctrl_c:
                for epoch in range(initial_epoch, epochs):
                    callbacks.on_epoch_begin(epoch)
                    start = len(self.step_history["d_loss"])
                    for step, indices in batches:
                        callbacks.on_train_batch_begin(step)
                        logs = self._record(self._run(arrays, indices))
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
        finally:
            if not finished:
                callbacks.callbacks = [callback for callback in callbacks.callbacks
                                       if not isinstance(callback, keras.callbacks.BackupAndRestore)]
            callbacks.on_train_end(logs)

    def train_player(self, player, x, batch_size=128):
        """Update one player alone, once, on random rows of x and fresh noise; return its loss, a float.

        player: "generator" or "discriminator". The step history is left alone. Raises ValueError for another player,
        for labels' GANs, and where a remedy takes over the whole step, which nobody can halve.
        """
        if player not in ("generator", "discriminator"):
            raise ValueError(f"player is {player!r}; give 'generator' or 'discriminator'.")
        if len(self.inputs_each[0]) != 1 or self._stepper:
            raise ValueError("One player alone cannot be updated here: "
                             + (f"{self._stepper.name!r} moves both at once." if self._stepper
                                else "this GAN takes labels."))
        x = checked_images_or_points(x, self.sample_shape, self.generator)
        seed = int(keras.ops.convert_to_numpy(self.seed_generator.next())[1])
        rows = np.random.default_rng(seed).permutation(len(x))[:batch_size]
        real, noise = tf.constant(x[rows]), self.noise(batch_size)
        loss = float(self._train_player[player](real, noise))
        if not np.isfinite(loss):
            raise DivergedError(len(self.step_history["d_loss"]), {f"{player[0]}_loss": loss})
        return loss

    def _discriminator_alone(self, real, noise):
        return self.discriminator_step(real, self._generated(noise, training=True), None, noise)

    def _generator_alone(self, real, noise):
        with tf.GradientTape() as tape:
            fake = self._generated(noise, training=True)
        return self.generator_step(real, fake, None, tape, noise)

    def _renew_graphs(self):
        super()._renew_graphs()
        self._train_player = {player: step if self.run_eagerly else graph_of(step)
                              for player, step in (("generator", self._generator_alone),
                                                   ("discriminator", self._discriminator_alone))}
        self._forward = graph_of(self._sampled, reduce_retracing=True)  # a remedy may bring a generator to sample from

    def _sampled(self, noise, labels=None):
        averaged = next((remedy.averaged for remedy in self.remedies if hasattr(remedy, "averaged")), None)
        return self._generated(noise, labels, network=averaged)

    def _checked_labels(self, y, n):
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

    def generate(self, n, *, seed=None, batch_size=1000):
        """Return n samples, float32 (n, ...).

        seed: a whole number for the same noise at each call; None for fresh noise. Batch normalisation uses its
        moving averages.
        """
        return self._generate(self.noise(n, seed), None, batch_size)

    def noise(self, n, seed=None):
        """Return n noise vectors, standard normal, float32 (n, latent_dim)."""
        check_whole("n", n)
        if seed is not None:
            check_whole("seed", seed, least=0)
        return keras.random.normal((n, self.latent_dim), seed=self.seed_generator if seed is None else seed)

    def _generate(self, noise, labels, batch_size):
        check_whole("batch_size", batch_size)
        parts = [self._forward(noise[i:i + batch_size], None if labels is None else labels[i:i + batch_size])
                 for i in range(0, len(noise), batch_size)]
        return np.concatenate([part.numpy() for part in parts])

    def call(self, inputs, training=False):
        """Return the generator's samples for noise (batch, latent_dim)."""
        return self.generator(inputs, training=training)

    def get_config(self):
        """Return what `keras.saving` needs to rebuild the model."""
        return {"generator": keras.saving.serialize_keras_object(self.generator),
                # as it was given: `compile` lets the remedies rebuild it
                "discriminator": keras.saving.serialize_keras_object(self._shelf.discriminator), "name": self.name}

    @classmethod
    def from_config(cls, config):
        """Rebuild the model from `get_config`."""
        networks = {key: keras.saving.deserialize_keras_object(config.pop(key))
                    for key in ("generator", "discriminator")}
        return cls(**networks, **config)

    def save_own_variables(self, store):
        """Store the state of the noise and of the remedies (Keras stores the networks and the optimisers)."""
        store["noise_state"] = self.seed_generator.state.numpy()
        for i, variable in enumerate(self.remedy_variables):
            store[f"remedy_{i}"] = variable.numpy()

    def load_own_variables(self, store):
        """Restore the state of the noise and the remedies, so that training goes on as if it had not stopped."""
        saved = {name for name in store.keys() if name.startswith("remedy_")}
        if self.compiled and saved != {f"remedy_{i}" for i in range(len(self.remedy_variables))}:
            raise ValueError(f"The file holds {len(saved)} numbers and states of remedies; this GAN has "
                             f"{len(self.remedy_variables)}, from {[remedy.name for remedy in self.remedies]}. Compile "
                             "it with the remedies that it was saved with.")
        self.seed_generator.state.assign(store["noise_state"])
        for i, variable in enumerate(self.remedy_variables):
            variable.assign(store[f"remedy_{i}"])

    def get_compile_config(self):
        """Return the settings of `compile`; an objective or remedy of your own must be compiled in again."""
        if not self.compiled or self.objective.name not in objectives.names() or not all(map(is_known, self.remedies)):
            return None
        return {"objective": self.objective.name, "n_critic": self.n_critic,
                "n_generator": self.n_generator, **self._execution,
                "remedies": [serialized(remedy) for remedy in self.remedies],
                "generator_optimizer": keras.saving.serialize_keras_object(self.generator_optimizer),
                "discriminator_optimizer": keras.saving.serialize_keras_object(self.discriminator_optimizer)}

    def compile_from_config(self, config):
        """Compile with the settings of `get_compile_config`."""
        self.compile(**keras.saving.deserialize_keras_object(config))


@keras.saving.register_keras_serializable("gan_course")
class ConditionalGAN(GAN):
    """A GAN that is told the class (Mirza & Osindero 2014).

    generator: [noise (batch, latent_dim), labels (batch,)] -> samples; discriminator: [samples, labels] -> logits
    (batch, 1). n_classes: labels run from 0 to n_classes - 1. A step's fakes take the labels of its real batch.
    """

    inputs_each = ("noise", "labels"), ("samples", "labels")

    def __init__(self, generator, discriminator, n_classes=10, **kwargs):
        super().__init__(generator, discriminator, **kwargs)
        check_whole("n_classes", n_classes)
        self.n_classes = n_classes

    def _generated(self, noise, labels=None, training=False, network=None):
        return (network or self.generator)([noise, labels], training=training)

    def _logits(self, samples, labels, weights=None):
        return self._judged([samples, labels], weights)

    def _checked_labels(self, y, n):
        if y is None:
            raise ValueError("A conditional GAN is trained on labels too; pass them as y, one a sample.")
        return checked_labels(y, n, self.n_classes)

    def generate(self, n, labels=None, *, seed=None, batch_size=1000):
        """Return n samples, float32 (n, ...).

        labels: one class for all, or (n,) classes; None takes the classes in turn, 0, 1, 2, ….
        """
        noise = self.noise(n, seed)
        labels = np.arange(n) % self.n_classes if labels is None else np.asarray(labels)
        labels = np.full(n, labels) if labels.ndim == 0 else labels
        return self._generate(noise, tf.constant(checked_labels(labels, n, self.n_classes)), batch_size)

    def call(self, inputs, training=False):
        """Return the generator's samples for [noise (batch, latent_dim), labels (batch,)]."""
        return self.generator(inputs, training=training)

    def get_config(self):
        """Return what `keras.saving` needs to rebuild the model."""
        return {**super().get_config(), "n_classes": self.n_classes}
