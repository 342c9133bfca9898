"""The GAN: two networks, one objective, one `train_step`, and a `fit` that Keras users know."""

import keras
import numpy as np
import tensorflow as tf

from gan_course import objectives
from gan_course.batches import Batches, checked_images_or_points, checked_labels
from gan_course.errors import DivergedError
from gan_course.optimizers import Adam


@keras.saving.register_keras_serializable("gan_course")
class GAN(keras.Model):
    """A generative adversarial network (Goodfellow et al. 2014, algorithm 1).

    generator: Keras model, noise (batch, latent_dim) -> samples. discriminator: Keras model, samples -> logits
    (batch, 1), no sigmoid. Raises ValueError where the two do not fit together.

    After `fit`: `history` (per epoch, as in Keras) and `step_history` (per step: "d_loss", "g_loss").
    """

    def __init__(self, generator, discriminator, **kwargs):
        super().__init__(**kwargs)
        self._check_fit(generator, discriminator)
        self.generator = generator
        self.discriminator = discriminator
        self.seed_generator = keras.random.SeedGenerator()  # its seed comes from seed_everything
        self.step_history = {"d_loss": np.zeros(0, "float32"), "g_loss": np.zeros(0, "float32")}
        self.interrupted = False
        self._forward = tf.function(self._generated, reduce_retracing=True)
        self.built = True

    def _check_fit(self, generator, discriminator):
        made, wanted = tuple(generator.output_shape[1:]), tuple(_first(discriminator.input_shape)[1:])
        if made != wanted:
            raise ValueError(f"The generator makes samples of shape {made}; the discriminator takes {wanted}. "
                             "Build both for the same data.")
        if discriminator.output_shape[1:] != (1,):
            raise ValueError(f"The discriminator returns shape {discriminator.output_shape}; it must return one "
                             "logit a sample, (batch, 1): end it with Dense(1).")
        if getattr(discriminator.layers[-1], "activation", None) is keras.activations.sigmoid:
            raise ValueError("The discriminator ends in a sigmoid; the objectives take logits. "
                             "Remove the activation of its last layer.")

    @property
    def latent_dim(self):
        """Size of the noise vector that the generator takes."""
        return _first(self.generator.input_shape)[-1]

    @property
    def sample_shape(self):
        """Shape of one sample, without the batch axis."""
        return tuple(self.generator.output_shape[1:])

    def compile(self, objective="non_saturating", generator_optimizer=None, discriminator_optimizer=None, *,
                n_critic=1, steps_per_execution="auto", jit_compile="auto", run_eagerly=False):
        """Set the game and the two optimisers; each player needs an optimiser of its own.

        objective: a name from `objectives.names()` or an `Objective`. Optimisers: Keras ones; the default is
        Adam(2e-4, beta_1=0.5) (Radford et al. 2016). n_critic: discriminator updates for each generator update;
        one step then takes n_critic batches. steps_per_execution: steps run in one call of the compiled graph,
        "auto" is 50 for dense networks and 5 for convolutions. jit_compile: XLA; "auto" is True for dense networks,
        False for convolutions, which XLA slows down on a CPU. Raises ValueError for anything else.
        """
        _whole("n_critic", n_critic)
        if steps_per_execution != "auto":
            _whole("steps_per_execution", steps_per_execution)
        if generator_optimizer is not None and generator_optimizer is discriminator_optimizer:
            raise ValueError("Both players were given the same optimizer object; each needs its own, since an "
                             "optimizer keeps a memory of one network's gradients. Build two.")
        objective = objectives.get(objective)
        super().compile(optimizer=None, run_eagerly=run_eagerly)
        self.objective = objective
        self.n_critic = n_critic
        self.generator_optimizer = keras.optimizers.get(generator_optimizer) or Adam()
        self.discriminator_optimizer = keras.optimizers.get(discriminator_optimizer) or Adam()
        self.generator_optimizer.build(self.generator.trainable_variables)
        self.discriminator_optimizer.build(self.discriminator.trainable_variables)
        dense = all(len(w.shape) <= 2 for w in self.weights if "seed" not in w.path)  # a kernel of rank 4 convolves
        self._use_xla = dense and not run_eagerly if jit_compile == "auto" else bool(jit_compile)
        self._steps_per_execution = (50 if dense else 5) if steps_per_execution == "auto" else steps_per_execution
        # Training reads the settings above while it is traced, so a new compile needs a new trace.
        self._run_steps = self._steps if run_eagerly else tf.function(
            self._steps, jit_compile=self._use_xla, reduce_retracing=not self._use_xla)

    # --- one step -----------------------------------------------------------------------------------------------

    def train_step(self, data):
        """Run one step on fresh noise.

        data: real samples (n_critic * batch, ...), or a tuple of them and labels. Returns {"d_loss", "g_loss"}.
        """
        real, labels = data if isinstance(data, (tuple, list)) else (data, None)
        noise = keras.random.normal((tf.shape(real)[0], self.latent_dim), seed=self.seed_generator)
        return self.step(real, noise, labels)

    def step(self, real, noise, labels=None):
        """Run n_critic discriminator updates, then one generator update, on given noise.

        real: (n_critic * batch, ...). noise: (n_critic * batch, latent_dim). Returns {"d_loss", "g_loss"}.
        """
        reals, noises = tf.split(real, self.n_critic), tf.split(noise, self.n_critic)
        labels = [None] * self.n_critic if labels is None else tf.split(labels, self.n_critic)
        for i in range(self.n_critic - 1):
            self.discriminator_step(reals[i], self._generated(noises[i], labels[i], training=True), labels[i])
        # The generator's pass serves both players: the last discriminator update sees these fakes as constants.
        with tf.GradientTape() as tape:
            fake = self._generated(noises[-1], labels[-1], training=True)
        d_loss = self.discriminator_step(reals[-1], tf.stop_gradient(fake), labels[-1])
        g_loss = self.generator_step(reals[-1], fake, labels[-1], tape)
        return {"d_loss": d_loss, "g_loss": g_loss}

    def discriminator_step(self, real, fake, labels=None):
        """Update the discriminator alone, on real and fake samples (batch, ...); return its loss."""
        variables = self.discriminator.trainable_variables
        with tf.GradientTape(watch_accessed_variables=False) as tape:
            tape.watch([variable.value for variable in variables])
            loss = self.objective.discriminator_loss(self._logits(real, labels), self._logits(fake, labels))
        self.discriminator_optimizer.apply(tape.gradient(loss, variables), variables)
        return loss

    def generator_step(self, real, fake, labels, tape):
        """Update the generator alone; return its loss.

        fake: samples recorded on `tape`. The chain rule runs in two parts: through the discriminator, whose weights
        are not watched and cannot move, to the fakes; and from the fakes to the generator's weights.
        """
        at_fake = tf.stop_gradient(fake)
        with tf.GradientTape(watch_accessed_variables=False) as through_discriminator:
            through_discriminator.watch(at_fake)
            fake_logits = self._logits(at_fake, labels)
            real_logits = self._logits(real, labels) if self.objective.generator_uses_real else None
            loss = self.objective.generator_loss(real_logits, fake_logits)
        variables = self.generator.trainable_variables
        gradients = tape.gradient(fake, variables, output_gradients=through_discriminator.gradient(loss, at_fake))
        self.generator_optimizer.apply(gradients, variables)
        return loss

    def _generated(self, noise, labels=None, training=False):
        return self.generator(noise, training=training)

    def _logits(self, samples, labels):
        return self.discriminator(samples, training=True)

    def _steps(self, noise, real, labels=None):
        """Run one step for each row of noise and real (steps, n_critic * batch, ...); return the losses, (steps,) each."""
        steps = real.shape[0] or tf.shape(real)[0]  # XLA wants the number itself
        d_losses = tf.TensorArray("float32", steps, element_shape=())
        g_losses = tf.TensorArray("float32", steps, element_shape=())
        for i in tf.range(steps):
            losses = self.step(real[i], noise[i], None if labels is None else labels[i])
            d_losses = d_losses.write(i, losses["d_loss"])
            g_losses = g_losses.write(i, losses["g_loss"])
        return d_losses.stack(), g_losses.stack()

    def _run(self, arrays, indices):
        """Run the steps of one chunk: noise and rows are drawn outside the loop, where they cost least."""
        noise = keras.random.normal((*indices.shape, self.latent_dim), seed=self.seed_generator)
        return self._run_steps(noise, *(tf.gather(array, indices) for array in arrays))

    # --- many steps ---------------------------------------------------------------------------------------------

    def fit(self, x, y=None, batch_size=128, epochs=1, *, steps_per_epoch=None, callbacks=None, verbose="auto",
            initial_epoch=0):
        """Train on real samples; return the Keras `History`.

        x: (n, ...) floating array; images in [-1, 1] where the generator ends in tanh. y: labels (n,), for a
        conditional GAN only. steps_per_epoch: generator updates an epoch, by default one pass over x. Callbacks are
        Keras callbacks; `on_train_batch_end` comes once for each `steps_per_execution` steps.
        Ctrl-C ends the training after the running call; model and histories stay, and `interrupted` is True.
        Raises ValueError for unusable data, DivergedError at the first loss that is not a number.
        """
        if not self.compiled:
            raise ValueError("fit was called before compile; call gan.compile(…) first.")
        x = checked_images_or_points(x, self.sample_shape, self.generator)
        y = self._checked_labels(y, len(x))
        for name, value in {"batch_size": batch_size, "epochs": epochs}.items():
            _whole(name, value)
        seed = int(keras.ops.convert_to_numpy(self.seed_generator.next())[1])
        batches = Batches(len(x), batch_size * self.n_critic, steps_per_epoch, self._steps_per_execution, seed)
        callbacks = keras.callbacks.CallbackList(
            callbacks, add_history=True, add_progbar=verbose != 0, verbose=1 if verbose == "auto" else verbose,
            epochs=epochs, steps=batches.steps, model=self)
        arrays = [tf.constant(array) for array in (x, y) if array is not None]
        self.stop_training = self.interrupted = False
        callbacks.on_train_begin()
        logs = {}
        try:
            # BackupAndRestore tells where it left off through `_initial_epoch`, as in Keras's own fit.
            for epoch in range(self._initial_epoch or initial_epoch, epochs):
                callbacks.on_epoch_begin(epoch)
                start = len(self.step_history["d_loss"])
                for step, indices in batches:
                    callbacks.on_train_batch_begin(step)
                    logs = self._record(self._run(arrays, indices))
                    callbacks.on_train_batch_end(step + len(indices) - 1, logs)
                    if self.stop_training:
                        break
                logs = {name: float(np.mean(values[start:])) for name, values in self.step_history.items()}
                callbacks.on_epoch_end(epoch, logs)
                if self.stop_training:
                    break
        except KeyboardInterrupt:
            self.interrupted = True
            print(f"Stopped by hand after {len(self.step_history['d_loss'])} steps. "
                  "The model and its history are kept; fit goes on from here.")
        finally:
            callbacks.on_train_end(logs)
        return self.history

    def _checked_labels(self, y, n):
        if y is not None:
            raise ValueError("Labels were given, and this GAN takes none; use ConditionalGAN, or leave y out.")

    def _record(self, losses):
        """Append a call's losses to the history; return their means; stop at the first that is not finite."""
        for name, values in zip(("d_loss", "g_loss"), losses, strict=True):
            self.step_history[name] = np.append(self.step_history[name], values.numpy())
        fresh = {name: values[-len(losses[0]):] for name, values in self.step_history.items()}
        bad = ~(np.isfinite(fresh["d_loss"]) & np.isfinite(fresh["g_loss"]))
        if bad.any():
            step = len(self.step_history["d_loss"]) - len(bad) + int(np.argmax(bad))
            raise DivergedError(step, {name: float(values[np.argmax(bad)]) for name, values in fresh.items()})
        return {name: float(values.mean()) for name, values in fresh.items()}

    # --- samples, saving ----------------------------------------------------------------------------------------

    def generate(self, n, *, seed=None, batch_size=1000):
        """Return n samples, float32 (n, ...).

        seed: a whole number for the same noise at each call; None for fresh noise. Batch normalisation uses its
        moving averages.
        """
        return self._generate(self.noise(n, seed), None, batch_size)

    def noise(self, n, seed=None):
        """Return n noise vectors, standard normal, float32 (n, latent_dim)."""
        _whole("n", n)
        return keras.random.normal((n, self.latent_dim), seed=self.seed_generator if seed is None else seed)

    def _generate(self, noise, labels, batch_size):
        parts = [self._forward(noise[i:i + batch_size], None if labels is None else labels[i:i + batch_size])
                 for i in range(0, len(noise), batch_size)]
        return np.concatenate([part.numpy() for part in parts])

    def call(self, inputs, training=False):
        """Return the generator's samples for noise (batch, latent_dim)."""
        return self.generator(inputs, training=training)

    def get_config(self):
        """Return what `keras.saving` needs to rebuild the model."""
        return {"generator": keras.saving.serialize_keras_object(self.generator),
                "discriminator": keras.saving.serialize_keras_object(self.discriminator), "name": self.name}

    @classmethod
    def from_config(cls, config):
        """Rebuild the model from `get_config`."""
        networks = {key: keras.saving.deserialize_keras_object(config.pop(key))
                    for key in ("generator", "discriminator")}
        return cls(**networks, **config)

    def get_compile_config(self):
        """Return the settings of `compile`; an objective of your own must be compiled in again after loading."""
        if self.objective.name not in objectives.names():
            return None
        return {"objective": self.objective.name, "n_critic": self.n_critic,
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

    def __init__(self, generator, discriminator, n_classes=10, **kwargs):
        for network, first in ((generator, "noise"), (discriminator, "samples")):
            if len(network.inputs) != 2:
                raise ValueError(f"The {network.name} has {len(network.inputs)} input(s); a conditional one takes two, "
                                 f"[{first}, labels].")
        super().__init__(generator, discriminator, **kwargs)
        _whole("n_classes", n_classes)
        self.n_classes = n_classes

    def _generated(self, noise, labels=None, training=False):
        return self.generator([noise, labels], training=training)

    def _logits(self, samples, labels):
        return self.discriminator([samples, labels], training=True)

    def _checked_labels(self, y, n):
        if y is None:
            raise ValueError("A conditional GAN is trained on labels too; pass them as y, one a sample.")
        return checked_labels(y, n, self.n_classes)

    def generate(self, n, labels=None, *, seed=None, batch_size=1000):
        """Return n samples, float32 (n, ...).

        labels: one class for all, or (n,) classes; None takes the classes in turn, 0, 1, 2, ….
        """
        noise = self.noise(n, seed)
        labels = np.arange(n) % self.n_classes if labels is None else np.broadcast_to(labels, (n,))
        return self._generate(noise, tf.constant(checked_labels(labels, n, self.n_classes)), batch_size)

    def call(self, inputs, training=False):
        """Return the generator's samples for [noise (batch, latent_dim), labels (batch,)]."""
        return self.generator(inputs, training=training)

    def get_config(self):
        """Return what `keras.saving` needs to rebuild the model."""
        return {**super().get_config(), "n_classes": self.n_classes}


def _first(shape):
    """The shape of the first input of a model with one input or several."""
    return shape[0] if isinstance(shape, list) else shape


def _whole(name, value):
    if isinstance(value, bool) or not isinstance(value, (int, np.integer)) or value < 1:
        raise ValueError(f"{name} is {value!r}; it takes a whole number of at least 1.")
