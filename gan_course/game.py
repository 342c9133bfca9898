"""The game: two networks, one objective, two optimisers, and one `train_step`."""

import keras
import tensorflow as tf

from gan_course import objectives
from gan_course.errors import check_whole
from gan_course.optimizers import Adam


class Game(keras.Model):
    """Two players and the rules of one step; `gan_course.gan.GAN` adds data, `fit` and samples.

    generator: noise (batch, latent_dim) -> samples. discriminator: samples -> logits (batch, 1), no sigmoid.
    Raises ValueError where the two do not fit together.
    """

    inputs_each = ("noise",), ("samples",)  # of the generator, of the discriminator

    def __init__(self, generator, discriminator, **kwargs):
        super().__init__(**kwargs)
        self._check_players(generator, discriminator)
        self.generator = generator
        self.discriminator = discriminator
        self.seed_generator = keras.random.SeedGenerator()  # its seed comes from seed_everything
        self.built = True

    def _check_players(self, generator, discriminator):
        for player, network, takes in zip(
                ("generator", "discriminator"), (generator, discriminator), self.inputs_each, strict=True):
            if not isinstance(network, keras.Model) or not network.built:
                raise ValueError(f"The {player} is {network!r}; it must be a Keras model that knows its input's "
                                 "shape: begin it with keras.Input((…)).")
            if len(network.inputs) != len(takes):
                raise ValueError(f"The {player} has {len(network.inputs)} input(s); a {type(self).__name__} gives "
                                 f"it {len(takes)}: [{', '.join(takes)}].")
        latent = _first(generator.input_shape)
        if len(latent) != 2 or latent[1] is None:
            raise ValueError(f"The generator takes noise of shape {latent}; it must take vectors, "
                             "(batch, latent_dim). Begin with keras.Input((latent_dim,)) and reshape inside.")
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
        check_whole("n_critic", n_critic)
        if steps_per_execution != "auto":
            check_whole("steps_per_execution", steps_per_execution)
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
        self._execution = {"steps_per_execution": steps_per_execution, "jit_compile": jit_compile}
        self._use_xla = dense and not run_eagerly if jit_compile == "auto" else bool(jit_compile)
        self._steps_per_execution = (50 if dense else 5) if steps_per_execution == "auto" else steps_per_execution
        # Training reads the settings above while it is traced, so a new compile needs a new trace.
        self._run_steps = self._steps if run_eagerly else graph_of(
            self._steps, jit_compile=self._use_xla, reduce_retracing=not self._use_xla)

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
        Raises ValueError for noise of another size.
        """
        if noise.shape[-1] != self.latent_dim:
            raise ValueError(f"The noise has shape {tuple(noise.shape)}; the generator takes "
                             f"(batch, {self.latent_dim}).")
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
        """Run one step for each row of noise and real (steps, n_critic * batch, ...); return losses (steps,)."""
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

    def save_own_variables(self, store):
        """Store the state of the noise (Keras stores the networks and the optimisers, and leaves this out)."""
        store["noise_state"] = self.seed_generator.state.numpy()

    def load_own_variables(self, store):
        """Restore the state of the noise, so that training goes on as if it had not stopped."""
        self.seed_generator.state.assign(store["noise_state"])

    def get_compile_config(self):
        """Return the settings of `compile`; an objective of your own must be compiled in again after loading."""
        if not self.compiled or self.objective.name not in objectives.names():
            return None
        return {"objective": self.objective.name, "n_critic": self.n_critic, **self._execution,
                "generator_optimizer": keras.saving.serialize_keras_object(self.generator_optimizer),
                "discriminator_optimizer": keras.saving.serialize_keras_object(self.discriminator_optimizer)}

    def compile_from_config(self, config):
        """Compile with the settings of `get_compile_config`."""
        self.compile(**keras.saving.deserialize_keras_object(config))


def graph_of(method, **options):
    """Return the method as a `tf.function`, without TensorFlow's warning of frequent tracing.

    Each GAN is traced once or twice on purpose; TensorFlow may take ten GANs made in a loop for one traced ten times.
    """
    graph = tf.function(method, **options)
    graph._omit_frequent_tracing_warning = True
    return graph


def _first(shape):
    """The shape of the first input of a model with one input or several."""
    return shape[0] if isinstance(shape, list) else shape
