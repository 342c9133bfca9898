"""VEEGAN: a third network guesses the noise, and D judges pairs."""

from gan_course.arguments import number
from gan_course.later import Later
from gan_course.players import first_shape
from gan_course.precision import as_float32, scaled
from gan_course.remedies.base import Hyperparameter, Remedy
from gan_course.remedies.rebuilding import not_rebuilt, with_channels

tf, keras = Later("tensorflow"), Later("keras")
_CONVOLUTIONS = {2: "Conv1D", 3: "Conv2D", 4: "Conv3D"}  # by the axes of a sample


class VEEGAN(Remedy):
    """D tells (G(z), z) from (x, F(x)); the reconstructor F, and G with it, descend ‖z − F(G(z))‖².

    Srivastava et al. 2017, algorithm 1: a mode that G leaves out would send F noise that is not normal, which D sees.
    The noise joins a sample as further channels (on images each number fills one channel). reconstructor: Keras
    model, samples -> (batch, latent_dim), by default two layers of 128 (tanh) on points, two convolutions on all else.
    D's weights start anew.
    """

    name, order = "veegan", 80
    label = "VEEGAN"
    hyperparameter = Hyperparameter("weight", 1.0, 0.0, 10.0)

    def __init__(self, reconstructor=None, learning_rate=1e-3, weight=1.0):
        self.learning_rate = number("veegan: learning_rate", learning_rate, above=0)
        super().__init__(learning_rate=self.learning_rate, weight=weight)
        if isinstance(reconstructor, dict):  # from get_config
            reconstructor = keras.saving.deserialize_keras_object(reconstructor)
        if reconstructor is not None and not isinstance(reconstructor, keras.Model):
            raise ValueError(f"veegan: reconstructor is {reconstructor!r}; give a Keras model, or None for the usual.")
        self._given = self.reconstructor = reconstructor
        self.weight = self.knob("weight", weight)

    def conflict(self, game):
        """A pair needs the noise that made the fake, and nothing else."""
        if len(game.inputs_each[1]) != 1:
            return "it judges pairs of a sample and its noise; a conditional discriminator judges samples with labels"
        if len(game.sample_shape) not in {1, *_CONVOLUTIONS} and self._given is None:
            return (f"the usual reconstructor takes vectors, sequences, images and volumes, and the samples have shape "
                    f"{game.sample_shape}; give a reconstructor of your own")
        others = {remedy.name for remedy in game.remedies} & {"experience_replay"}
        if others:
            return "an old fake in the store has lost the noise that made it (experience_replay)"
        wanted = (None, *game.sample_shape), (None, game.latent_dim)
        found = None if self._given is None else (self._given.input_shape, self._given.output_shape)
        if found not in (None, wanted):
            return f"the reconstructor takes and returns shapes {found}, and here they must be {wanted}"
        return not_rebuilt(game.discriminator)

    def rebuilt(self, discriminator, game):
        """D takes the noise beside the sample."""
        return with_channels(discriminator, first_shape(discriminator.input_shape)[-1] + game.latent_dim)

    def prepare(self, game):
        """Build F and its optimiser."""
        if self.reconstructor is None:
            self.reconstructor = _reconstructor(game.sample_shape, game.latent_dim)
        from gan_course.optimizers import Adam

        self.optimizer = scaled(Adam(self.learning_rate, beta_1=0.5), self.reconstructor)
        self.optimizer.build(self.reconstructor.trainable_variables)
        self.variables = [*self.reconstructor.weights, *self.optimizer.variables]

    def get_config(self):
        """The arguments, the reconstructor's layers included where it was given."""
        given = {} if self._given is None else {"reconstructor": keras.saving.serialize_keras_object(self._given)}
        return {**super().get_config(), **given}

    def shown(self, game, real, fake, noise):
        """Pairs: (x, F(x)) and (G(z), z)."""
        return joined(real, as_float32(self.reconstructor(real, training=True))), joined(fake, noise)

    def single(self, points):
        """Pairs (x, F(x))."""
        return joined(points, self.reconstructor(points))

    def generator_penalty(self, game, fake, noise):
        """How badly F recovers the noise."""
        return self.weight * self._loss(fake, noise)

    def after_step(self, game, fake, noise):
        """Train F on the step's fakes."""
        from gan_course.optimizers import apply

        variables = self.reconstructor.trainable_variables
        with tf.GradientTape() as tape:
            loss = self.optimizer.scale_loss(self._loss(tf.stop_gradient(fake), noise))
        apply(self.optimizer, tape.gradient(loss, variables), variables)

    def _loss(self, fake, noise):
        error = as_float32(self.reconstructor(fake, training=True)) - noise
        return tf.reduce_mean(tf.reduce_sum(tf.square(error), axis=-1))


def joined(samples, noise):
    """Samples (batch, ..., c) and noise (batch, k) -> (batch, ..., c + k), the noise repeated over the places."""
    spread = tf.reshape(noise, [-1, *[1] * (len(samples.shape) - 2), noise.shape[-1]])
    return tf.concat([samples, spread + tf.zeros_like(samples[..., :1])], axis=-1)


def _reconstructor(sample_shape, latent_dim):
    layers = keras.layers
    inputs = keras.Input(sample_shape)
    x = inputs
    if len(sample_shape) == 1:
        for _ in range(2):
            x = layers.Dense(128, activation="tanh")(x)
    else:
        convolution = getattr(layers, _CONVOLUTIONS[len(sample_shape)])
        for width in (16, 32):
            x = layers.LeakyReLU(negative_slope=0.2)(convolution(width, 4, strides=2, padding="same")(x))
        x = layers.Flatten()(x)
    return keras.Model(inputs, layers.Dense(latent_dim)(x), name="reconstructor")
