"""A small workshop for generative models: networks, moves, and one loop that trains whatever they are.

A *move* is a pair (name of the network that moves, loss). A loss is a function of (networks, batch) that returns one
number; the named network takes a step of Adam down its slope, and the others stand still. A GAN has two moves, a flow
has one.
"""

from typing import NamedTuple

import keras
import numpy as np
import tensorflow as tf

from gan_course import arguments, passes, penalties
from gan_course.optimizers import Adam

layers = keras.layers


class Batch(NamedTuple):
    """What a loss is given: data and noise (batch, dim), times (batch, 1) in [0, 1], the share of training done."""

    real: tf.Tensor
    z: tf.Tensor
    t: tf.Tensor
    progress: tf.Tensor


def network(inputs, outputs, width=64):
    """Return a dense network of three hidden layers, (batch, inputs) -> (batch, outputs)."""
    inputs, outputs = arguments.whole("inputs", inputs), arguments.whole("outputs", outputs)
    width = arguments.whole("width", width)
    hidden = [layers.Dense(width, "silu", kernel_initializer="he_normal") for _ in range(3)]
    return keras.Sequential([keras.Input((inputs,)), *hidden, layers.Dense(outputs)])


class Workshop:
    """Networks and moves, with an Adam for each network that moves.

    networks: {name: Keras model}. moves: [(name, loss)], made in this order at each step. steps: of the whole training.
    rate: of Adam (β₁ = 0.9 where one network moves, 0.5 in a game), falling to 0 along half a cosine. spread: std of
    the noise. latent_dim: its size, None for that of the data. jit_compile: XLA, which slows convolutions down.
    """

    def __init__(self, networks, moves, steps, rate=2e-3, spread=1.0, latent_dim=None, jit_compile=True):
        arguments.instance("networks", networks, dict, "Such as {'G': one_step.network(2, 2)}.")
        self.networks = {name: arguments.instance("networks", net, keras.Model) for name, net in networks.items()}
        self.moves, self.steps = list(arguments.sequence("moves", moves)), arguments.whole("steps", steps)
        self.spread = arguments.number("spread", spread, above=0)
        self.latent_dim = None if latent_dim is None else arguments.whole("latent_dim", latent_dim)
        self.jit_compile, rate = arguments.flag("jit_compile", jit_compile), arguments.number("rate", rate, above=0)
        for name, loss in self.moves:
            arguments.choice("moves", name, self.networks)
            arguments.function("moves", loss, "of (networks, batch)")
        players = {name for name, _ in self.moves}
        self.optimizers = {}
        for name in sorted(players):
            falling = keras.optimizers.schedules.CosineDecay(rate, self.steps)
            self.optimizers[name] = Adam(falling, beta_1=0.9 if len(players) == 1 else 0.5)
            self.optimizers[name].build(self.networks[name].trainable_variables)

    def step(self, batch):
        """Make each move once; return their losses, (moves,)."""
        losses = []
        for name, loss_of in self.moves:
            weights = self.networks[name].trainable_variables
            with tf.GradientTape(watch_accessed_variables=False) as tape:
                tape.watch([weight.value for weight in weights])    # and the other networks stand still
                loss = loss_of(self.networks, batch)
            self.optimizers[name].apply(tape.gradient(loss, weights), weights)
            losses.append(loss)
        return tf.stack(losses)

    def passes(self, dim=2, batch_size=128):
        """Return what one step costs, in forward passes of the network that moves last."""
        def one(real, z, t):
            return self.step(Batch(real, z, t, tf.constant(0.0)))

        shapes = (batch_size, dim), (batch_size, self.latent_dim or dim), (batch_size, 1)
        return passes.passes(one, self.networks[self.moves[-1][0]], *shapes, batch_size=batch_size)

    def fit(self, data, batch_size=128, seed=0, chunk=500, look=None):
        """Train on data (n, …) for all steps; return the losses (steps, moves).

        seed: of the rows, the noise and the times. look: called with the number of steps done, every `chunk` steps.
        """
        data, chunk = arguments.array("data", data, ("n", "dim", ...), dtype="float32"), arguments.whole("chunk", chunk)
        rng, batch_size = arguments.rng("seed", seed), arguments.whole("batch_size", batch_size)
        latent_dim, rows = self.latent_dim or data.shape[1], tf.constant(data)

        @tf.function(jit_compile=self.jit_compile)
        def run(real, z, t, progress):
            losses = tf.TensorArray(tf.float32, real.shape[0])
            for i in tf.range(real.shape[0]):
                losses = losses.write(i, self.step(Batch(real[i], z[i], t[i], progress[i])))
            return losses.stack()

        found = []
        for start in range(0, self.steps, chunk):
            n = min(chunk, self.steps - start)
            drawn = rng.integers(len(data), size=(n, batch_size))
            z = self.spread * rng.standard_normal((n, batch_size, latent_dim), dtype=np.float32)
            t = rng.random((n, batch_size, 1), dtype=np.float32)
            progress = (np.arange(start, start + n) / self.steps).astype(np.float32)
            found.append(run(tf.gather(rows, drawn), z, t, progress).numpy())
            if look is not None:
                look(start + n)
        return np.concatenate(found)


# --- losses: R3GAN's two, and what two papers add to the generator's

def critic_loss(gamma):
    """R3GAN's loss of D: relativistic pairs, and R1 and R2 of strength gamma (Huang et al. 2024)."""
    gamma = arguments.number("gamma", gamma, low=0)

    def loss(networks, batch):
        critic, fake = networks["D"], tf.stop_gradient(networks["G"](batch.z))
        pairs = tf.reduce_mean(tf.math.softplus(critic(fake) - critic(batch.real)))
        steep = penalties.zero_centred(critic, batch.real) + penalties.zero_centred(critic, fake)
        return pairs + gamma * steep
    return loss


def pairs_loss(critic, real, fake):
    """R3GAN's loss of G: the logit of a fake should exceed that of the real example beside it."""
    return tf.reduce_mean(tf.math.softplus(critic(real) - critic(fake)))


def generator_loss(networks, batch):
    """R3GAN's loss of G, as a move."""
    return pairs_loss(networks["D"], batch.real, networks["G"](batch.z))


def plain_moves(change=lambda points, t: points):
    """Return the two moves of a GAN whose losses do not saturate; D sees data and fakes through change(points, t)."""
    arguments.function("change", change, "of (points, t)")
    softplus, mean = tf.math.softplus, tf.reduce_mean

    def d_loss(networks, batch):
        fake = tf.stop_gradient(networks["G"](batch.z))
        real_logits, fake_logits = (networks["D"](change(points, batch.t)) for points in (batch.real, fake))
        return mean(softplus(-real_logits)) + mean(softplus(fake_logits))

    def g_loss(networks, batch):
        return mean(softplus(-networks["D"](change(networks["G"](batch.z), batch.t))))
    return [("D", d_loss), ("G", g_loss)]


def falling(progress, first, last):
    """A weight that falls from `first` to `last` along half a cosine while progress goes from 0 to 1."""
    return last + (first - last) * 0.5 * (1 + tf.cos(np.pi * progress))


def adversarial_flow_loss(first=0.2, last=0.005):
    """Adversarial flow: R3GAN's loss of G, plus the squared distance of each sample to its own noise, fading.

    Lin et al. 2025; the two weights are those of the authors' code for one step. Their penalties are approximations of
    R1 and R2, and they hold the mean logit near 0; both are left out here.
    """
    first, last = arguments.number("first", first, low=0), arguments.number("last", last, low=0)

    def loss(networks, batch):
        fake = networks["G"](batch.z)
        distance = tf.reduce_mean((fake - batch.z) ** 2)
        return pairs_loss(networks["D"], batch.real, fake) + falling(batch.progress, first, last) * distance
    return loss


def taught_loss(first=1.0, last=0.05, adversarial=True):
    """Distillation of a flow: G's one step should arrive where the flow arrives from the same noise in many.

    The batch's `z` holds the noise and `t` is not used; `real` holds data, noise and the flow's end of it side by side.
    adversarial: with R3GAN's loss beside it, and a weight of the distance that falls from `first` to `last`, in the
    manner of Sauer et al. 2023 and Yin et al. 2024; without, the distance alone.
    """
    first, last = arguments.number("first", first, low=0), arguments.number("last", last, low=0)
    adversarial = arguments.flag("adversarial", adversarial)

    def loss(networks, batch):
        real, z, there = tf.split(batch.real, 3, axis=1)
        fake = networks["G"](z)
        distance = tf.reduce_mean((fake - there) ** 2)
        if not adversarial:
            return distance
        return pairs_loss(networks["D"], real, fake) + falling(batch.progress, first, last) * distance
    return loss


def beside_teacher(loss):
    """The critic's loss on such a batch: the data are its first third."""
    arguments.function("loss", loss, "of (networks, batch)")

    def cut(networks, batch):
        real, z, _ = tf.split(batch.real, 3, axis=1)
        return loss(networks, batch._replace(real=real, z=z))
    return cut


def student_of(flow):
    """Return a generator z -> z + flow(z, time 0): one Euler step of a flow, with weights of its own to train."""
    dim = arguments.instance("flow", flow, keras.Model).output_shape[-1]
    copy = keras.models.clone_model(flow)
    copy.set_weights(flow.get_weights())
    z = keras.Input((dim,))
    return keras.Model(z, z + copy(keras.ops.pad(z, [[0, 0], [0, 1]])), name="student")
