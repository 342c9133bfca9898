"""The course's own GAN on stored batches and random numbers: what the page's engine must agree with."""

import random

import numpy as np
import tensorflow as tf

from gan_course.lab.builders import build
from gan_course.lab.worlds import world


def played(settings, n_steps, seed):
    """Train a GAN of these `lab.Settings` on batches and random numbers that are kept.

    Returns (request, found): what the engine is given, and what the course makes of it, as plain lists and arrays.
    """
    rng = np.random.default_rng(seed)
    its_world = world(settings)
    gan = build(settings, its_world, random.Random(seed))
    gan.build_optimizers()
    draws, gradients = [], {}

    def drawn(make):
        def draw(shape, static_shape=None):
            values = make(tuple(int(size) for size in shape)).astype("float32")
            draws.append(values.ravel().tolist())
            return tf.constant(values)
        return draw

    gan.normal, gan.uniform = drawn(rng.standard_normal), drawn(rng.random)
    update = gan.update

    def noted(player, parts):
        gradients[player] = flat(parts, getattr(gan, player).trainable_variables)
        update(player, parts)

    gan.update = noted
    request = {"settings": settings.to_dict(), "weights": weights(gan), "steps": []}
    found = {"losses": []}
    rows = settings.batch_size * settings.n_critic
    for i in range(n_steps):
        draws.clear()
        real = its_world.x[rng.integers(len(its_world.x), size=rows)]
        noise = rng.standard_normal((rows, settings.latent_dim)).astype("float32")
        losses = gan.step(tf.constant(real), tf.constant(noise))
        found["losses"].append([float(losses["d_loss"]), float(losses["g_loss"])])
        if i == 0:
            found["gradients"] = dict(gradients)
        reals, noises = ([part.tolist() for part in np.split(whole, settings.n_critic)] for whole in (real, noise))
        request["steps"].append({"reals": reals, "noises": noises, "draws": list(draws)})
    after = weights(gan)
    found.update({name: after[name] for name in ("generator", "discriminator", "reconstructor") if name in after})
    for remedy in gan.remedies:
        if remedy.name == "weight_averaging":
            found["averaged"] = np.concatenate([np.ravel(w) for w in remedy.averaged.weights])
    frame = its_world.frame(gan)
    found.update({name: np.ravel(frame[name]).astype(float) for name in ("fakes", "mesh", "arrows", "surface")})
    request["pictures"] = {"x": its_world.x.tolist(), "limits": list(its_world.distribution.limits),
                           "noise": np.random.default_rng(1).standard_normal(
                               (512, settings.latent_dim)).astype(np.float32).tolist()}
    return request, found


def flat(gradients, variables):
    """Gradients as one array, zeros where there is none."""
    return np.concatenate([np.zeros(variable.shape).ravel() if part is None else np.ravel(tf.convert_to_tensor(part))
                           for part, variable in zip(gradients, variables, strict=True)])


def weights(gan):
    """Every number that the engine must begin with, in Keras's order."""
    found = {player: np.concatenate([np.ravel(w) for w in getattr(gan, player).trainable_variables]).tolist()
             for player in ("generator", "discriminator")}
    found["vectors"] = [np.ravel(w).tolist() for w in gan.discriminator.non_trainable_variables]
    for remedy in gan.remedies:
        if remedy.name == "veegan":
            found["reconstructor"] = np.concatenate([np.ravel(w) for w in remedy.reconstructor.weights]).tolist()
    return found


def apart(ours, theirs):
    """How far two arrays are apart, relative to the second's length."""
    ours, theirs = np.asarray(ours, float).ravel(), np.asarray(theirs, float).ravel()
    return float(np.linalg.norm(ours - theirs) / max(np.linalg.norm(theirs), 1e-12))


def check(settings):
    """Raise ValueError where no game can be built of these settings."""
    its_world = world(settings)
    build(settings, its_world, random.Random(0)).check_batch(settings.batch_size)
