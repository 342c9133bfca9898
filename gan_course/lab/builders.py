"""Builds and compiles the laboratory's GANs, and uses compiled ones again: tracing a step takes a second or so."""

import random

import keras

from gan_course import pool, remedies
from gan_course.gan import GAN
from gan_course.lab.controls import CONTROLS, REMEDIES
from gan_course.lab.worlds import world
from gan_course.optimizers import Adam
from gan_course.private import forget_kernels
from gan_course.seeding import own_rng

_PASSED = set()          # structures that `check` has built once; each build costs time and memory


def build(settings, its_world, rng):
    """Return a compiled GAN whose weights come from `rng`, a `random.Random`."""
    _forget_kernels()
    with own_rng(rng):
        gan = GAN(*its_world.networks())
    compile_(gan, settings, its_world, rng)
    return gan


def compile_(gan, settings, its_world, rng):
    """Compile the GAN as the settings say; the networks keep their weights, unless a remedy rebuilds D."""
    s = settings
    with own_rng(rng):
        gan.compile(s.objective, optimizer(s.generator_optimizer, s.generator_rate, s.beta_1),
                    optimizer(s.discriminator_optimizer, s.discriminator_rate, s.beta_1),
                    remedies=[remedy(name, number) for name, number in s.remedies.items()], n_critic=s.n_critic,
                    n_generator=s.n_generator, steps_per_execution=its_world.steps_per_execution,
                    # with XLA steps are quicker, but each switch waits seconds for its compiler, and leaves 10 MB or
                    # more that TensorFlow never gives back
                    jit_compile=False)


def recompiled(gan, settings, its_world, rng):
    """Return a GAN that stands where this one stands, compiled as the settings say; this one must not go on.

    It is what `gan.compile` would make of it. But tracing takes a second or so: a GAN that was compiled like that
    before is taken where there is one, and this one is kept for later.
    """
    _forget_kernels()
    with own_rng(random.Random(0)):   # its weights are written over
        fresh = GAN(*its_world.networks())
    _copy([*fresh.generator.variables, *fresh.discriminator.variables, fresh.seed_generator.state],
          [*gan.generator.variables, *gan.given_discriminator.variables, gan.seed_generator.state])
    fresh.step_history = gan.step_history
    compile_(fresh, settings, its_world, rng)
    retire(gan)
    return settled(fresh)


def settled(fresh):
    """Return a GAN in the state of this one whose step is compiled already, where the pool has one; else this one."""
    return pool.take(fresh, pool.structure(fresh))


def retire(gan):
    """Leave a GAN to the next that is built alike, which then need not compile."""
    pool.keep(gan, pool.structure(gan))


def check(settings):
    """Raise ValueError where the settings are well formed and yet no game can be built of them."""
    key = structure_of(settings)
    if key in _PASSED:
        return
    its_world = world(settings)
    build(settings, its_world, random.Random(0)).check_batch(settings.batch_size)
    needed = settings.batch_size * settings.n_critic
    if needed > len(its_world.x):
        raise ValueError(f"A step takes batch_size={settings.batch_size} times n_critic={settings.n_critic} samples, "
                         f"and there are only {len(its_world.x):,}; lower one of them.")
    _PASSED.add(key)


def structure_of(settings):
    """Return what of the settings a run cannot change without a new graph or new networks; hashable."""
    live = {name: None for name, knob in REMEDIES.items() if knob.live}
    numbers = tuple((name, live.get(name, number)) for name, number in settings.remedies.items())
    return numbers, settings.drawn, *(getattr(settings, name) for name, knob in CONTROLS.items() if knob.acts != "live")


def optimizer(name, rate, beta_1):
    """Build the optimiser of a player, by its name in `settings.OPTIMIZERS`."""
    if name == "adam":
        return Adam(rate, beta_1)
    if name == "rmsprop":
        return keras.optimizers.RMSprop(rate)
    return keras.optimizers.SGD(rate, momentum=0.9 if name == "momentum" else 0.0)


def remedy(name, number):
    """Build a remedy of the laboratory; number as in `Settings.remedies`."""
    argument = REMEDIES[name].number
    return remedies.get({"name": name, "config": {} if argument is None else {argument: number}})


def _forget_kernels():
    """Give back what TensorFlow keeps of every variable there ever was.

    It keeps an operation's kernel for each set of attributes, and a variable's name is one: Keras names each new layer
    anew, so each variable would leave 35 kB for good, 1.5 MB a GAN. What is still used is looked up again in 0.1 s.
    """
    forget_kernels()


def _copy(to, from_):
    for mine, new in zip(to, from_, strict=True):
        mine.assign(new)
