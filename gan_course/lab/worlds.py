"""The two worlds of the laboratory, points and digits: data, networks, what is drawn of a GAN, and what is counted."""

import functools
import math

import numpy as np
import tensorflow as tf

from gan_course import digit_classifier, networks
from gan_course.datasets import digits
from gan_course.lab import distributions
from gan_course.lab.counts import counts, digit_counts

N_FAKES = 512            # counted in each frame, from noise that never changes
N_ARROWS = 96            # of those, with an arrow; a multiple of every pack and group
SURFACE = 33             # points along each side of the discriminator's surface
MESH = 17                # lines each way of the generator's manifold
DIGIT_GRID = 64
DRAWINGS = 12            # graphs of pictures that are kept, each with its GAN
FEW = 16                 # one in so many of a batch is a point of the surface, where D compares the whole batch


class Points:
    """Points in the plane, dense networks."""

    steps_per_execution = 20

    def __init__(self, settings):
        self.settings = settings
        self.distribution = distributions.build(settings.data, settings.drawn)
        self.x = self.distribution.x
        side = np.linspace(*self.distribution.limits, SURFACE, dtype=np.float32)
        self._square = tf.constant(np.stack(np.meshgrid(side, side), axis=-1).reshape(-1, 2))
        rng = np.random.default_rng(1)
        self._noise = tf.constant(rng.standard_normal((N_FAKES, settings.latent_dim)).astype(np.float32))
        self._mesh = tf.constant(mesh(settings.latent_dim))
        self._drawing = drawings(self._drawn)

    def networks(self):
        """Build both players anew; their weights come from the seed."""
        s = self.settings
        return (networks.mlp_generator(s.latent_dim, 2, s.generator_widths, s.activation, s.noise),
                networks.mlp_discriminator(2, s.discriminator_widths, s.activation))

    def frame(self, gan):
        """Return "fakes" (512, 2), "surface" (33, 33) uint8, "mesh" (m, 2), "arrows" (96, 2), and counts.

        The arrow of a fake is minus the gradient of G's loss by its place, times the batch: where G is told to go.
        surface: sigmoid of D's logit, 0 … 255.
        """
        fakes, surface, sheet, arrows = (part.numpy() for part in self._drawing(gan)(self.settings.batch_size))
        surface = np.nan_to_num(surface).reshape(SURFACE, SURFACE)  # a D that diverged has no opinion
        return {"fakes": fakes, "surface": (surface * 255).astype(np.uint8),
                "mesh": sheet, "arrows": arrows, "counts": counts(fakes, self.distribution)}

    def _drawn(self, gan, batch_size):
        noise = self._noise
        fakes = gan.sampler(noise, training=False)
        sheet = gan.sampler(self._mesh, training=False)
        surface = tf.sigmoid(_logits_among(gan, self._square, fakes, batch_size))
        some = fakes[:N_ARROWS]
        with tf.GradientTape() as tape:
            tape.watch(some)
            real = _logits(gan, tf.constant(self.x[:N_ARROWS])) if gan.objective.generator_uses_real else None
            loss = N_ARROWS * gan.objective.generator_loss(real, _logits(gan, some))
        return fakes, surface, sheet, -tape.gradient(loss, some)


class Digits:
    """Handwritten digits, the small DCGAN."""

    steps_per_execution = 2

    def __init__(self, settings):
        self.settings = settings
        self.x = digits().x_train
        self._noise = tf.constant(np.random.default_rng(1).standard_normal(
            (DIGIT_GRID, settings.latent_dim)).astype(np.float32))
        self._judge = digit_classifier.load()
        self._drawing = drawings(self._drawn)

    def networks(self):
        """Build both players anew; their weights come from the seed."""
        s = self.settings
        return (networks.dcgan_generator(s.latent_dim, s.generator_widths),
                networks.dcgan_discriminator(s.discriminator_widths))

    def frame(self, gan):
        """Return what is drawn: "images" (64, 28, 28) uint8 from noise that never changes, and counts."""
        images = self._drawing(gan)().numpy()
        shown = np.nan_to_num((images[..., 0] + 1) * 127.5).clip(0, 255)
        probabilities = self._judge.probabilities(shown[..., None].astype(np.float32) / 127.5 - 1)
        return {"images": shown.astype(np.uint8), "counts": digit_counts(probabilities)}

    def _drawn(self, gan):
        return gan.sampler(self._noise, training=False)


def world(settings):
    """Return the world of these settings."""
    return Digits(settings) if settings.digits else Points(settings)


def drawings(drawn):
    """Return a function gan -> the graph that draws it; traced once for each GAN, as a GAN is compiled only once."""
    # one tf.function for all GANs would keep every graph, and so every GAN, for good
    return functools.lru_cache(DRAWINGS)(lambda gan: tf.function(functools.partial(drawn, gan)))


def mesh(latent_dim):
    """Noise on a regular net, float32: (201, 1) along a line, (17², 2) on a sheet, else nothing, (0, latent_dim)."""
    if latent_dim == 1:
        return np.linspace(-2.5, 2.5, 201, dtype=np.float32)[:, None]
    if latent_dim == 2:
        side = np.linspace(-2.2, 2.2, MESH, dtype=np.float32)
        return np.stack(np.meshgrid(side, side), axis=-1).reshape(-1, 2)
    return np.zeros((0, latent_dim), np.float32)


def _logits(gan, points):
    """D's logits (n, 1) of points that are judged together: where D compares a group, or all, they are the company.

    A group is filled up with the last point.
    """
    n = points.shape[0]
    group = math.lcm(*(remedy.judged_together or 1 for remedy in gan.remedies))
    points = tf.concat([points, tf.repeat(points[-1:], -n % group, axis=0)], axis=0)
    return gan.discriminator(_shown(gan, points), training=False)[:n]


def _logits_among(gan, points, fakes, batch_size):
    """D's logits (n, 1) of single points. A D that compares a whole batch meets few of them at a time, among fakes."""
    if all(remedy.judged_together is not None for remedy in gan.remedies):
        return _logits(gan, points)
    size = gan.check_batch(batch_size)
    few = max(1, size // FEW)
    n, parts = points.shape[0], -(-points.shape[0] // few)
    company = tf.gather(_shown(gan, fakes), np.arange(size - few) % N_FAKES)
    points = _shown(gan, tf.concat([points, tf.repeat(points[-1:], parts * few - n, axis=0)], axis=0))

    def judged(part):
        return gan.discriminator(tf.concat([part, company], axis=0), training=False)[:few]

    return tf.reshape(tf.map_fn(judged, tf.reshape(points, [parts, few, -1])), [-1, 1])[:n]


def _shown(gan, points):
    """What D takes of single points, of the same number."""
    for remedy in gan.remedies:
        points = remedy.single(points)
    return points
