"""Four GANs with one fault each, for the diagnosis in lesson 03. Spoiler: the faults are marked below."""

import numpy as np

from gan_course.from_scratch import MLP, Adam, ScratchGAN, discriminator_loss, non_saturating_loss


class _PatientA(ScratchGAN):
    """G's loss also moves D."""

    def generator_step(self, z):
        fake = self.generator.forward(z)
        loss = super().generator_step(z)
        leaked, _ = self.discriminator.backward(self.generator_loss(self.discriminator.forward(fake))[1])
        self.discriminator_optimizer.apply(leaked, self.discriminator.weights)       # the fault
        return loss


class _PatientB(ScratchGAN):
    """D learns with its labels swapped."""

    def discriminator_step(self, real, z):
        both = np.concatenate([self.generator.forward(z), real])                     # the fault: the order
        loss, *signals = discriminator_loss(*np.split(self.discriminator.forward(both), 2))
        gradients, _ = self.discriminator.backward(np.concatenate(signals))
        self.discriminator_optimizer.apply(gradients, self.discriminator.weights)
        return float(loss)


def _climbed(fake_logits):
    """G climbs its loss."""
    loss, d_logits = non_saturating_loss(fake_logits)
    return loss, -d_logits                                                           # the fault: the sign


def _cut_off(fake_logits):
    """G's loss does not contain G, as if its fakes had been handed to D as constants."""
    loss, d_logits = non_saturating_loss(fake_logits)
    return loss, np.zeros_like(d_logits)                                             # the fault: nothing goes back


def patients(seed=0):
    """A healthy GAN and four sick ones, all starting from the same weights: {name: ScratchGAN}."""
    kinds = {"healthy": (ScratchGAN, non_saturating_loss), "A": (_PatientA, non_saturating_loss),
             "B": (_PatientB, non_saturating_loss), "C": (ScratchGAN, _climbed), "D": (ScratchGAN, _cut_off)}
    gans = {}
    for name, (kind, loss) in kinds.items():
        generator, discriminator = MLP((2, 32, 32, 2), "relu", seed), MLP((2, 32, 32, 1), "relu", seed + 1)
        gans[name] = kind(generator, discriminator, Adam(1e-3), Adam(1e-3), loss)
    return gans


def probe(gan, data, rounds=10, seed=0):
    """Six numbers, means over some rounds: D's step (D moved, G moved, gap), G's step (D moved, G moved, lift).

    Moved: the length of the change of a player's weights. Gap: by how much D's step raises mean real logit - mean fake
    logit. Lift: by how much G's step raises the mean fake logit. data: real points (n, 2). Trains the GAN.
    """
    rng, rows = np.random.default_rng(seed), []
    for _ in range(rounds):
        real, z = data[rng.integers(len(data), size=128)], gan.noise(128, rng)
        d0, g0, real0, fake0 = _look(gan, real, z)
        gan.discriminator_step(real, z)
        d1, g1, real1, fake1 = _look(gan, real, z)
        gan.generator_step(z)
        d2, g2, _, fake2 = _look(gan, real, z)
        length = np.linalg.norm
        rows.append([length(d1 - d0), length(g1 - g0), (real1 - fake1) - (real0 - fake0),
                     length(d2 - d1), length(g2 - g1), fake2 - fake1])
    return np.mean(rows, axis=0)


def _look(gan, real, z):
    """All of D's weights, all of G's weights, mean real logit, mean fake logit."""
    d, g = (np.concatenate([w.ravel() for w in network.weights]) for network in (gan.discriminator, gan.generator))
    fake_logits = gan.discriminator.forward(gan.generator.forward(z))
    return d, g, gan.discriminator.forward(real).mean(), fake_logits.mean()
