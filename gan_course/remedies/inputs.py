"""Remedies that change what the discriminator is shown."""

from gan_course.arguments import number, whole
from gan_course.later import Later
from gan_course.remedies.base import Hyperparameter, Remedy

tf = Later("tensorflow")


class InstanceNoise(Remedy):
    """Add N(0, σ²) to all that D sees, real and fake; σ falls to 0 in a straight line.

    σ is `sigma` at the first step and 0 from step `anneal_steps` on; None keeps it. In the data's own units.
    Sønderby et al. 2017; Arjovsky & Bottou 2017, section 3.
    """

    name = "instance_noise"
    label = "Instance noise"
    also_called = ("noise",)
    hyperparameter = Hyperparameter("sigma", 0.3, 0.0, 2.0)

    def __init__(self, sigma=0.3, anneal_steps=None):
        self.anneal_steps = None if anneal_steps is None else whole("instance_noise: anneal_steps", anneal_steps)
        super().__init__(sigma=sigma, anneal_steps=self.anneal_steps)
        self.sigma = self.knob("sigma", sigma)

    def current_sigma(self, game):
        """The standard deviation at this step, a scalar tensor."""
        if self.anneal_steps is None:
            return tf.convert_to_tensor(self.sigma)
        done = tf.cast(game.generator_optimizer.iterations, tf.float32) / self.anneal_steps
        return self.sigma * tf.maximum(1.0 - done, 0.0)

    def shown(self, game, real, fake, noise):
        """Both sides with noise of their own."""
        sigma = self.current_sigma(game)
        return (real + sigma * game.normal(tf.shape(real), real.shape),
                fake + sigma * game.normal(tf.shape(fake), fake.shape))


class ExperienceReplay(Remedy):
    """D also learns from old fakes: a share of each batch comes from a store of `capacity`.

    After each of D's steps `share` of the batch, drawn at random, takes places in the store, in turn.
    Shrivastava et al. 2017, section 2.3 (there half a batch). Until the store is full its fakes may repeat. What is
    stored is what G made, before any other remedy changes it.
    """

    name = "experience_replay"
    label = "Experience replay"
    also_called = ("replay",)
    hyperparameter = Hyperparameter("share", 0.5, 0.1, 0.9, live=False)
    needs_whole_batch = "its one store takes the fakes of the whole batch"

    def __init__(self, capacity=2048, share=0.5):
        self.capacity = whole("experience_replay: capacity", capacity)
        self.share = number("experience_replay: share", share, above=0, below=1)
        super().__init__(capacity=self.capacity, share=self.share)

    def conflict(self, game):
        """The store keeps samples alone, and only the plain step asks it."""
        if len(game.inputs_each[1]) != 1:
            return "an old fake in the store has lost the label that it was made for"
        other = next((remedy.name for remedy in game.remedies if "the step" in remedy.takes_over), None)
        if other:
            return f"{other!r} takes over the step, in which both players see the same fakes"
        return None

    def check_batch(self, batch_size):
        """What one step stores must have a place."""
        if int(batch_size * self.share) > self.capacity:
            raise ValueError(f"experience_replay: the store has room for {self.capacity}, and each step brings "
                             f"{int(batch_size * self.share)} fakes; choose a larger capacity.")
        return batch_size

    def prepare(self, game):
        """Make an empty store."""
        self.store = tf.Variable(tf.zeros((self.capacity, *game.sample_shape)), trainable=False)
        self.written = tf.Variable(0, trainable=False, dtype=tf.int32)
        self.variables = [self.store, self.written]

    def remembered(self, game, fake):
        """Replace the last rows of the batch by old fakes, and store as many of the new ones."""
        batch = fake.shape[0] or tf.shape(fake)[0]
        n = int(batch * self.share) if isinstance(batch, int) else tf.cast(
            tf.cast(batch, tf.float32) * self.share, tf.int32)
        fresh = fake[:batch - n]
        # Before anything is stored, "old" fakes are this batch's own.
        filled = tf.minimum(self.written, self.capacity)
        rows = tf.cast(game.uniform((n,)) * tf.cast(tf.maximum(filled, 1), tf.float32), tf.int32)
        old = tf.where(filled > 0, tf.gather(self.store, rows), fake[batch - n:])
        places = (self.written + tf.range(n)) % self.capacity
        self.store.assign(tf.tensor_scatter_nd_update(self.store, places[:, None], fake[:n]))
        self.written.assign_add(n)
        return tf.concat([fresh, old], axis=0)


class DiffAugment(Remedy):
    """Shift (and for images brighten) all that D sees, real and fake alike, in a way that lets gradients through.

    Zhao et al. 2020. Images: a change of brightness up to ±`brightness`, and a shift of up to `shift` of the width
    both ways; what comes in is -1, paper. It is for small data sets: D cannot learn the few real examples by heart.
    """

    name = "diff_augment"
    label = "DiffAugment"
    hyperparameter = Hyperparameter("brightness", 0.25, 0.0, 1.0)
    samples = "images"

    def __init__(self, shift=0.125, brightness=0.25):
        self.shift = number("diff_augment: shift", shift, low=0, below=1, hint="It is a share of the width.")
        super().__init__(shift=self.shift, brightness=brightness)
        self.brightness = self.knob("brightness", brightness)

    def conflict(self, game):
        """Points have no shift that leaves their meaning alone."""
        if len(game.sample_shape) != 3:
            return "it shifts images; a shifted point is another point"
        return None

    def shown(self, game, real, fake, noise):
        """Both sides, each image with a change of its own."""
        return self._changed(game, real), self._changed(game, fake)

    def _changed(self, game, images):
        batch, (height, width) = tf.shape(images)[0], images.shape[1:3]
        most = round(self.shift * width)
        images = images + (game.uniform((batch, 1, 1, 1)) - 0.5) * 2 * self.brightness
        padded = tf.pad(images, [[0, 0], [most, most], [most, most], [0, 0]], constant_values=-1.0)  # -1 is paper
        down, right = (tf.cast(game.uniform((batch, 1)) * (2 * most + 1), tf.int32) for _ in range(2))
        padded = tf.gather(padded, down + tf.range(height), axis=1, batch_dims=1)
        return tf.gather(padded, right + tf.range(width), axis=2, batch_dims=1)
