"""The game: two networks, one objective, two optimisers, and one `train_step`."""

import keras
import tensorflow as tf

from gan_course import objectives
from gan_course.errors import check_whole
from gan_course.optimizers import Adam, apply
from gan_course.players import check_players, first_shape
from gan_course.private import forget_part, graph_of
from gan_course.remedies import together


class Game(keras.Model):
    """Two players and the rules of one step; `gan_course.gan.GAN` adds data, `fit` and samples.

    generator: noise (batch, latent_dim) -> samples. discriminator: samples -> logits (batch, 1), no sigmoid.
    Raises ValueError where the two do not fit together.
    """

    inputs_each = ("noise",), ("samples",)  # of the generator, of the discriminator

    def __init__(self, generator, discriminator, **kwargs):
        super().__init__(**kwargs)
        check_players(generator, discriminator, self.inputs_each, type(self).__name__)
        self.generator = generator
        self._shelf = _Shelf(discriminator)
        self._set_discriminator(discriminator)
        self.seed_generator = keras.random.SeedGenerator()  # its seed comes from seed_everything
        self.built = True

    @property
    def latent_dim(self):
        """Size of the noise vector that the generator takes."""
        return first_shape(self.generator.input_shape)[-1]

    @property
    def sample_shape(self):
        """Shape of one sample, without the batch axis."""
        return tuple(self.generator.output_shape[1:])

    def compile(self, objective="non_saturating", generator_optimizer=None, discriminator_optimizer=None, *,
                remedies=(), n_critic=1, n_generator=1, steps_per_execution="auto", jit_compile="auto",
                run_eagerly=False):
        """Set the game, the remedies and the two optimisers; each player needs an optimiser of its own.

        objective: a name from `objectives.names()` or an `Objective`. remedies: names from `remedies.names()` or
        `Remedy` objects, in any order. Optimisers: Keras ones; the default is
        Adam(2e-4, beta_1=0.5) (Radford et al. 2016). n_critic: discriminator updates for each generator update;
        one step then takes n_critic batches. n_generator: generator updates in a step, each on fresh noise.
        steps_per_execution: steps run in one call of the compiled graph,
        "auto" is 50 for dense networks and 5 for convolutions. jit_compile: XLA; "auto" is True for dense networks,
        False for convolutions, which XLA slows down on a CPU. Raises ValueError for anything else, and for remedies
        that cannot act here or together; the message says why.
        """
        check_whole("n_critic", n_critic)
        check_whole("n_generator", n_generator)
        if steps_per_execution != "auto":
            check_whole("steps_per_execution", steps_per_execution)
        if generator_optimizer is not None and generator_optimizer is discriminator_optimizer:
            raise ValueError("Both players were given the same optimizer object; each needs its own, since an "
                             "optimizer keeps a memory of one network's gradients. Build two.")
        objective = objectives.get(objective)
        remedies = together(remedies)
        super().compile(optimizer=None, run_eagerly=run_eagerly)
        self.objective = objective
        self.n_critic, self.n_generator = n_critic, n_generator
        self.generator_optimizer = keras.optimizers.get(generator_optimizer) or Adam()
        self.discriminator_optimizer = keras.optimizers.get(discriminator_optimizer) or Adam()
        self._take(remedies)
        self.generator_optimizer.build(self.generator.trainable_variables)
        self.discriminator_optimizer.build(self.discriminator.trainable_variables)
        for remedy in self.remedies:
            remedy.prepare(self)
        dense = all(len(w.shape) <= 2 for w in self.weights if "seed" not in w.path)  # a kernel of rank 4 convolves
        self._execution = {"steps_per_execution": steps_per_execution, "jit_compile": jit_compile,
                           "run_eagerly": run_eagerly}
        self._use_xla = dense and not run_eagerly if jit_compile == "auto" else bool(jit_compile)
        self._steps_per_execution = (50 if dense else 5) if steps_per_execution == "auto" else steps_per_execution
        self._renew_graphs()

    def _renew_graphs(self):
        """Forget the traces: training reads the settings of `compile` while it is traced."""
        self._run_steps = self._steps if self.run_eagerly else graph_of(
            self._steps, jit_compile=self._use_xla, reduce_retracing=not self._use_xla)

    def _take(self, remedies):
        """Ask each remedy whether it can act here, and let it rebuild the discriminator and the objective."""
        self._set_discriminator(self._shelf.discriminator)
        self._shelf.remedies = remedies
        try:
            for remedy in remedies:
                remedy.belong_to(self)
                reason = remedy.conflict(self)
                if reason:
                    raise ValueError(f"The remedy {remedy.name!r} cannot be used here: {reason}.")
                self._set_discriminator(remedy.rebuilt(self.discriminator, self))
                self.objective = remedy.objective(self.objective)
        except ValueError:
            self._set_discriminator(self._shelf.discriminator)
            self._shelf.remedies, self.compiled = (), False  # half a compile is none
            raise
        self._generator_loss = next((r for r in remedies if "the generator's loss" in r.takes_over), None)
        self._stepper = next((r for r in remedies if "the step" in r.takes_over), None)

    def _set_discriminator(self, discriminator):
        """Exchange the discriminator; Keras would go on counting the weights of the old one."""
        old = getattr(self, "discriminator", None)
        if old is not discriminator:
            forget_part(self, old)
            self.discriminator = discriminator

    def check_batch(self, batch_size):
        """Return how many samples D judges of a batch of this size; raise ValueError where a remedy cannot cut it."""
        for remedy in reversed(self.remedies):  # what reshapes D's input comes last, so it meets the batch first
            batch_size = remedy.check_batch(batch_size)
        return batch_size

    @property
    def given_discriminator(self):
        """The discriminator as it was given; `discriminator` may be one that a remedy built from it."""
        return self._shelf.discriminator

    @property
    def remedies(self):
        """The remedies of the last `compile`, in the order in which they act."""
        return self._shelf.remedies

    def train_step(self, data):
        """Run one step on fresh noise.

        data: real samples (n_critic * batch, ...), or a tuple of them and labels. Returns {"d_loss", "g_loss"}.
        """
        real, labels = data if isinstance(data, (tuple, list)) else (data, None)
        noise = keras.random.normal((tf.shape(real)[0], self.latent_dim), seed=self.seed_generator)
        return self.step(real, noise, labels)

    def step(self, real, noise, labels=None):
        """Run n_critic discriminator updates, then n_generator generator updates, the first on given noise.

        real: (n_critic * batch, ...). noise: (n_critic * batch, latent_dim). Returns {"d_loss", "g_loss"}.
        Raises ValueError for noise of another size.
        """
        if noise.shape[-1] != self.latent_dim:
            raise ValueError(f"The noise has shape {tuple(noise.shape)}; the generator takes "
                             f"(batch, {self.latent_dim}).")
        if self._stepper:
            fake, losses = self._stepper.step(self, real, noise, labels)
            d_loss, g_loss, last_noise = losses["discriminator"], losses["generator"], noise
        else:
            reals, noises = tf.split(real, self.n_critic), tf.split(noise, self.n_critic)
            labels = [None] * self.n_critic if labels is None else tf.split(labels, self.n_critic)
            for i in range(self.n_critic - 1):
                self.discriminator_step(reals[i], self._generated(noises[i], labels[i], training=True), labels[i],
                                        noises[i])
            # The generator's pass serves both players: the last discriminator update sees these fakes as constants.
            last_noise = noises[-1]
            with tf.GradientTape() as tape:
                fake = self._generated(last_noise, labels[-1], training=True)
            d_loss = self.discriminator_step(reals[-1], tf.stop_gradient(fake), labels[-1], last_noise)
            g_loss = self.generator_step(reals[-1], fake, labels[-1], tape, last_noise)
            for _ in range(self.n_generator - 1):
                last_noise = self.normal(tf.shape(last_noise), last_noise.shape)
                with tf.GradientTape() as tape:
                    fake = self._generated(last_noise, labels[-1], training=True)
                g_loss = self.generator_step(reals[-1], fake, labels[-1], tape, last_noise)
        for remedy in self.remedies:
            remedy.after_step(self, fake, last_noise)
        return {"d_loss": d_loss, "g_loss": g_loss}

    def discriminator_step(self, real, fake, labels=None, noise=None):
        """Update the discriminator alone, on real and fake samples (batch, ...); return its loss, penalties included.

        noise: what the fakes were made from (batch, latent_dim), for remedies that judge both.
        """
        for remedy in self.remedies:
            fake = remedy.remembered(self, fake)
        variables = self.discriminator.trainable_variables
        with tf.GradientTape(watch_accessed_variables=False) as tape:
            tape.watch([variable.value for variable in variables])
            loss = self.discriminator_loss(real, fake, labels, noise)
        self.update("discriminator", tape.gradient(loss, variables))
        return loss

    def generator_step(self, real, fake, labels, tape, noise=None):
        """Update the generator alone; return its loss.

        fake: samples recorded on `tape`. The chain rule runs in two parts: through the discriminator, whose weights
        are not watched and cannot move, to the fakes; and from the fakes to the generator's weights.
        """
        at_fake = tf.stop_gradient(fake)
        with tf.GradientTape(watch_accessed_variables=False) as through_discriminator:
            through_discriminator.watch(at_fake)
            loss = self.generator_loss(real, at_fake, labels, noise)
        gradients = tape.gradient(fake, self.generator.trainable_variables,
                                  output_gradients=through_discriminator.gradient(loss, at_fake))
        self.update("generator", gradients)
        return loss

    def discriminator_loss(self, real, fake, labels=None, noise=None, weights=None):
        """What the discriminator descends: the objective's loss and the remedies' penalties, a scalar.

        weights: tensors to use instead of the discriminator's own trainable variables.
        """
        real, fake = self.shown(real, fake, noise)

        def critic(samples):
            return self._logits(samples, labels, weights)

        loss = self.objective.discriminator_loss(critic(real), critic(fake))
        return _plus(loss, [remedy.penalty(self, critic, real, fake) for remedy in self.remedies])

    def generator_loss(self, real, fake, labels=None, noise=None):
        """What the generator descends: its loss and the remedies' penalties, a scalar."""
        whose = self._generator_loss.generator_loss if self._generator_loss else Game.plain_generator_loss
        loss = whose(self, real, fake, labels, noise)
        return _plus(loss, [remedy.generator_penalty(self, fake, noise) for remedy in self.remedies])

    def plain_generator_loss(self, real, fake, labels=None, noise=None, weights=None):
        """The generator's loss in the objective, before any remedy; weights as in `discriminator_loss`."""
        real, fake = self.shown(real, fake, noise)
        real_logits = self._logits(real, labels, weights) if self.objective.generator_uses_real else None
        return self.objective.generator_loss(real_logits, self._logits(fake, labels, weights))

    def shown(self, real, fake, noise=None):
        """What the discriminator sees of real and fake samples, once every remedy has had its turn."""
        for remedy in self.remedies:
            real, fake = remedy.shown(self, real, fake, noise)
        return real, fake

    def update(self, player, gradients):
        """Move one player, "generator" or "discriminator", by its optimiser."""
        network, optimizer = ((self.generator, self.generator_optimizer) if player == "generator"
                              else (self.discriminator, self.discriminator_optimizer))
        variables = network.trainable_variables
        for remedy in self.remedies:
            remedy.before_update(self, player, variables)
        apply(optimizer, gradients, variables)
        for remedy in self.remedies:
            remedy.after_update(self, player, variables)

    def normal(self, shape, static_shape=None):
        """Standard normal numbers, drawn inside the step from the GAN's own stream."""
        values = tf.random.stateless_normal(shape, seed=self._next_seed())
        return values if static_shape is None else tf.ensure_shape(values, static_shape)

    def uniform(self, shape):
        """Uniform numbers in [0, 1), drawn inside the step from the GAN's own stream."""
        return tf.random.stateless_uniform(shape, seed=self._next_seed())

    def _next_seed(self):
        return tf.cast(self.seed_generator.next(), tf.int32)

    def _generated(self, noise, labels=None, training=False, network=None):
        return (network or self.generator)(noise, training=training)

    def _logits(self, samples, labels, weights=None):
        return self._judged(samples, weights)

    def _judged(self, inputs, weights):
        """The discriminator's logits in training mode, with its own weights or others."""
        if weights is None:
            return self.discriminator(inputs, training=True)
        return self.discriminator.stateless_call(weights, [], inputs, training=True)[0]

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

    @property
    def remedy_variables(self):
        """All knobs and state of the remedies, in a fixed order."""
        return [variable for remedy in self.remedies for variable in (*remedy.knobs.values(), *remedy.variables)]


class _Shelf:
    """What Keras shall not track: the discriminator as it was given, and the remedies."""

    def __init__(self, discriminator):
        self.discriminator, self.remedies = discriminator, ()


def _plus(loss, terms):
    """The loss and those terms that are not None."""
    for term in terms:
        loss = loss if term is None else loss + term
    return loss
