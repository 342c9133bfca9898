"""One run: the course trains an attempt on a world under one seed, and hands out only what G drew at the end."""

from typing import NamedTuple

import keras
import numpy as np
import tensorflow as tf

from gan_course import arguments
from gan_course.capstone.attempt import Attempt
from gan_course.capstone.budget import Clock
from gan_course.capstone.honesty import over_budget
from gan_course.capstone.players import players
from gan_course.capstone.worlds import training_rows
from gan_course.errors import DivergedError
from gan_course.gan import GAN
from gan_course.optimizers import Adam
from gan_course.seeding import seed_everything

PARTS = 4           # the clock is read after each
N_SAMPLES = 2000


class Run(NamedTuple):
    """What a run gave: samples before its last quarter and at the end, from one noise; NaN where it broke off.

    trouble: why it broke off, or None. gap: mean logit of D on the training rows less that on held-out ones; NaN where
    D judges several at once. seconds: of the processor.
    """

    seed: int
    before: np.ndarray
    samples: np.ndarray
    gap: float
    steps: int
    seconds: float
    trouble: str | None


def train(world, attempt, seed, seconds=None):
    """Train `attempt` on `world` with fresh networks under `seed`; return a `Run`.

    seconds: the budget of processor seconds, the capstone's where None. A run that diverges or goes over the budget
    comes back with its trouble; ValueError is for an attempt that is none.
    """
    arguments.instance("attempt", attempt, Attempt)
    if type(attempt) is not Attempt:
        arguments.refuse("attempt", attempt, "an Attempt itself, not something derived from it")
    seed, clock = arguments.seed("seed", seed), Clock() if seconds is None else Clock(seconds)
    seed_everything(seed)
    data = training_rows(world)
    made = (_Game if attempt.step is None else _OwnLoop)(world, attempt, data)
    noise = np.random.default_rng([seed, 1]).standard_normal((N_SAMPLES, made.latent_dim)).astype("float32")
    before = samples = np.full((N_SAMPLES, *world.sample_shape), np.nan, "float32")
    done, trouble = 0, None
    for part in range(PARTS):
        steps = attempt.steps * (part + 1) // PARTS - done
        before = samples
        try:
            made.go_on(steps)
        except DivergedError as error:
            trouble, samples = f"diverged: {error}", np.full_like(before, np.nan)
            break
        done += steps
        samples = made.drawn(noise)
        if not np.isfinite(samples).all():
            trouble = f"the samples are not finite after {done} steps"
            break
        if clock.over:
            trouble = f"over the budget: {clock.used:.0f} of {clock.seconds:g} processor seconds after {done} steps"
            break
        trouble = over_budget(made.g_optimizer, done)
        if trouble:
            break
    if trouble:
        samples = np.full_like(before, np.nan)
    return Run(seed, before, samples, made.gap(data, world), done, clock.used, trouble)


def _adam(rate, attempt, updates):
    if attempt.decay:
        rate = keras.optimizers.schedules.CosineDecay(rate, updates, alpha=0.02)
    return Adam(rate, beta_1=attempt.beta_1)


class _Players:
    def __init__(self, world, attempt, data):
        self.attempt, self.data = attempt, data
        self.generator, self.discriminator = players(world)
        self.g_optimizer = _adam(attempt.g_rate, attempt, attempt.steps)
        self.d_optimizer = _adam(attempt.d_rate, attempt, attempt.steps * attempt.n_critic)
        self.latent_dim = self.generator.input_shape[1]

    def gap(self, data, world):
        """Mean logit of D on training rows less that on held-out ones."""
        n = min(len(data), 500)
        try:
            logits = [np.asarray(self.discriminator(rows, training=False)) for rows in
                      (data[:n], world.sample(n, seed=2))]
        except (ValueError, tf.errors.InvalidArgumentError):
            return float("nan")
        return float(logits[0].mean() - logits[1].mean()) if len(logits[0]) == n else float("nan")


class _Game(_Players):
    """The package's GAN, with the attempt's objective and remedies."""

    def __init__(self, world, attempt, data):
        super().__init__(world, attempt, data)
        self.gan = GAN(self.generator, self.discriminator)
        self.gan.compile(attempt.objective, self.g_optimizer, self.d_optimizer, remedies=attempt.built_remedies(),
                         n_critic=attempt.n_critic, jit_compile=False)   # compiling would take longer than running
        self.discriminator = self.gan.discriminator

    def go_on(self, steps):
        self.gan.fit(self.data, batch_size=self.attempt.batch_size, steps_per_epoch=steps, verbose=0)

    def drawn(self, noise):
        return np.asarray(self.gan.sampler(noise, training=False))


class _OwnLoop(_Players):
    """The learner's step in a loop of the course's, compiled."""

    def __init__(self, world, attempt, data):
        super().__init__(world, attempt, data)
        self.g_optimizer.build(self.generator.trainable_variables)
        self.d_optimizer.build(self.discriminator.trainable_variables)
        rows, step, real = attempt.batch_size, attempt.step, tf.constant(data)

        @tf.function
        def loop(steps):
            for _ in tf.range(steps):
                batch = tf.gather(real, tf.random.uniform((rows,), maxval=len(data), dtype=tf.int32))
                step(self.generator, self.discriminator, self.g_optimizer, self.d_optimizer, batch,
                     tf.random.normal((rows, self.latent_dim)))
        self._loop = loop

    def go_on(self, steps):
        self._loop(tf.constant(steps))

    def drawn(self, noise):
        return np.asarray(self.generator(noise, training=False))
