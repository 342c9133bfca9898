"""The game: one training step of two players, with a place for every remedy."""

import keras
import tensorflow as tf

from gan_course import distribution, draws
from gan_course.compiling import TwoPlayers
from gan_course.optimizers import apply
from gan_course.precision import as_float32

_COMPUTED = "Compute it from the logits, by TensorFlow's functions."


class Game(TwoPlayers):
    """Two players and one training step; `gan_course.gan.GAN` adds data, `fit` and samples.

    generator: noise (batch, latent_dim) -> samples. discriminator: samples -> logits (batch, 1), no sigmoid.
    Raises ValueError where the two do not fit together.
    """

    def train_step(self, data):
        """Run one step on fresh noise.

        data: real samples (n_critic * batch, ...), or a tuple of them and labels. Returns {"d_loss", "g_loss"}.
        """
        real, labels = data if isinstance(data, (tuple, list)) else (data, None)
        noise = keras.random.normal((tf.shape(real)[0], self.latent_dim), dtype="float32", seed=self.seed_generator)
        return distribution.step(self, real, noise, labels)

    def step(self, real, noise, labels=None):
        """Run n_critic discriminator updates, then n_generator generator updates, the first on given noise.

        real: (n_critic * batch, ...). noise: (n_critic * batch, latent_dim). Returns {"d_loss", "g_loss"}.
        Raises ValueError for noise of another size, and for numbers that are not floating.
        """
        for name, given in (("real", real), ("noise", noise)):
            if not tf.as_dtype(given.dtype).is_floating:
                raise ValueError(f"{name} holds {tf.as_dtype(given.dtype).name} numbers; give floating point numbers.")
        if None not in (real.shape[0], noise.shape[0]) and real.shape[0] != noise.shape[0]:
            raise ValueError(f"real has {real.shape[0]} rows and the noise has {noise.shape[0]}; give as many of both, "
                             "one noise vector for each real sample.")
        if noise.shape[-1] != self.latent_dim:
            raise ValueError(f"The noise has shape {tuple(noise.shape)}; the generator takes "
                             f"(batch, {self.latent_dim}).")
        stepper = self.taking_over("the step")
        if stepper:
            fake, losses = stepper.step(self, real, noise, labels)
            d_loss, g_loss, last_noise = losses["discriminator"], losses["generator"], noise
        else:
            reals, noises = tf.split(real, self.n_critic), tf.split(noise, self.n_critic)
            labels = [None] * self.n_critic if labels is None else tf.split(labels, self.n_critic)
            for i in range(self.n_critic - 1):
                self.discriminator_step(reals[i], self.generated(noises[i], labels[i], training=True), labels[i],
                                        noises[i])
            # The generator's pass serves both players: the last discriminator update sees these fakes as constants.
            last_noise = noises[-1]
            with tf.GradientTape() as tape:
                fake = self.generated(last_noise, labels[-1], training=True)
            d_loss = self.discriminator_step(reals[-1], tf.stop_gradient(fake), labels[-1], last_noise)
            g_loss = self.generator_step(reals[-1], fake, labels[-1], tape, last_noise)
            for _ in range(self.n_generator - 1):
                last_noise = self.normal(tf.shape(last_noise), last_noise.shape)
                with tf.GradientTape() as tape:
                    fake = self.generated(last_noise, labels[-1], training=True)
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
            scaled = self.discriminator_optimizer.scale_loss(loss)
        self.update("discriminator", tape.gradient(scaled, variables))
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
            scaled = self.generator_optimizer.scale_loss(loss)
        at_fakes = through_discriminator.gradient(scaled, at_fake)
        if at_fakes is None:        # for the tape None would mean 1 everywhere
            raise ValueError(f"The generator's loss does not depend on the fakes, so it cannot learn. {_COMPUTED}")
        gradients = tape.gradient(fake, self.generator.trainable_variables, output_gradients=at_fakes)
        self.update("generator", gradients)
        return loss

    def discriminator_loss(self, real, fake, labels=None, noise=None, weights=None):
        """What the discriminator descends: the objective's loss and the remedies' penalties, a scalar.

        weights: tensors to use instead of the discriminator's own trainable variables.
        """
        real, fake = self.shown(real, fake, noise)

        def critic(samples):
            return self.logits(samples, labels, weights)

        loss = self.objective.discriminator_loss(critic(real), critic(fake))
        return _plus(loss, [remedy.penalty(self, critic, real, fake) for remedy in self.remedies])

    def generator_loss(self, real, fake, labels=None, noise=None):
        """What the generator descends: its loss and the remedies' penalties, a scalar."""
        remedy = self.taking_over("the generator's loss")
        loss = (remedy.generator_loss(self, real, fake, labels, noise) if remedy
                else self.plain_generator_loss(real, fake, labels, noise))
        return _plus(loss, [remedy.generator_penalty(self, fake, noise) for remedy in self.remedies])

    def plain_generator_loss(self, real, fake, labels=None, noise=None, weights=None):
        """The generator's loss in the objective, before any remedy; weights as in `discriminator_loss`."""
        real, fake = self.shown(real, fake, noise)
        real_logits = self.logits(real, labels, weights) if self.objective.generator_uses_real else None
        return self.objective.generator_loss(real_logits, self.logits(fake, labels, weights))

    def shown(self, real, fake, noise=None):
        """What the discriminator sees of real and fake samples, once every remedy has had its turn."""
        for remedy in self.remedies:
            real, fake = remedy.shown(self, real, fake, noise)
        return real, fake

    def update(self, player, gradients):
        """Move one player, "generator" or "discriminator", by its optimiser.

        gradients: of the loss as the optimiser scaled it, `optimizer.scale_loss(loss)`; for most that is the loss.
        """
        network, optimizer = ((self.generator, self.generator_optimizer) if player == "generator"
                              else (self.discriminator, self.discriminator_optimizer))
        variables = network.trainable_variables
        if all(gradient is None for gradient in gradients):
            raise ValueError(f"The {player}'s loss does not depend on its weights, so it cannot learn. {_COMPUTED}")
        for remedy in self.remedies:
            remedy.before_update(self, player, variables)
        apply(optimizer, gradients, variables)
        for remedy in self.remedies:
            remedy.after_update(self, player, variables)

    def normal(self, shape, static_shape=None):
        """Standard normal numbers, drawn inside the step from the GAN's own stream."""
        values = distribution.drawn(draws.normal, shape, self._next_seed())
        return values if static_shape is None else tf.ensure_shape(values, static_shape)

    def uniform(self, shape):
        """Uniform numbers in [0, 1), drawn inside the step from the GAN's own stream."""
        return distribution.drawn(draws.uniform, shape, self._next_seed())

    def _next_seed(self):
        return tf.cast((self.seeds or self.seed_generator).next(), tf.int32)

    def generated(self, noise, labels=None, training=False, network=None):
        """Return the generator's samples in float32, or those of another network that stands in for it."""
        return as_float32((network or self.generator)(noise, training=training))

    def logits(self, samples, labels, weights=None):
        """Return the discriminator's logits in training mode, with its own trainable variables or other tensors."""
        return self._judged(samples, weights)

    def _judged(self, inputs, weights):
        """The discriminator's logits in training mode, with its own weights or others."""
        if weights is None:
            return as_float32(self.discriminator(inputs, training=True))
        return as_float32(self.discriminator.stateless_call(weights, [], inputs, training=True)[0])

    def _steps(self, noise, real, labels=None):
        """Run one step for each row of noise and real (steps, n_critic * batch, ...); return losses (steps,)."""
        steps = real.shape[0] or tf.shape(real)[0]  # XLA wants the number itself
        d_losses = tf.TensorArray("float32", steps, element_shape=())
        g_losses = tf.TensorArray("float32", steps, element_shape=())
        for i in tf.range(steps):
            losses = distribution.step(self, real[i], noise[i], None if labels is None else labels[i])
            d_losses = d_losses.write(i, losses["d_loss"])
            g_losses = g_losses.write(i, losses["g_loss"])
        return d_losses.stack(), g_losses.stack()

    @property
    def run_steps(self):
        """The graph of `_steps`, or the method itself where steps run eagerly."""
        return self.graph(self._steps, self.run_eagerly, jit_compile=self.jit_compile,
                          reduce_retracing=not self.jit_compile)

    def run_chunk(self, arrays, indices, noise):
        """Run the steps of one chunk on the rows indices (steps, n_critic * batch) of each array; return their losses.

        noise: (steps, n_critic * batch, latent_dim). The rows are gathered outside the loop, where that costs least.
        """
        return self.run_steps(tf.constant(noise), *(tf.gather(array, indices) for array in arrays))


def _plus(loss, terms):
    """The loss and those terms that are not None."""
    for term in terms:
        loss = loss if term is None else loss + term
    return loss
