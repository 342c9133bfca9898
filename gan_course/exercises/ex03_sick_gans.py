"""Four GANs with one fault each, for the diagnosis in lesson 03. Spoiler: the faults are marked below."""

import numpy as np

from gan_course.from_scratch import MLP, Adam, ScratchGAN, discriminator_loss


class _PatientA(ScratchGAN):
    """G's loss also moves D."""

    def generator_step(self, z):
        fake = self.generator.forward(z)
        loss, d_logits = self.generator_loss(self.discriminator.forward(fake))
        leaked, d_fake = self.discriminator.backward(d_logits)
        gradients, _ = self.generator.backward(d_fake)
        self.generator_optimizer.apply(gradients, self.generator.weights)
        self.discriminator_optimizer.apply(leaked, self.discriminator.weights)       # the fault
        return float(loss)


class _PatientB(ScratchGAN):
    """D learns with its labels swapped."""

    def discriminator_step(self, real, z):
        fake = self.generator.forward(z)
        logits = self.discriminator.forward(np.concatenate([fake, real]))            # the fault: the order
        loss, d_real, d_fake = discriminator_loss(logits[:len(real)], logits[len(real):])
        gradients, _ = self.discriminator.backward(np.concatenate([d_real, d_fake]))
        self.discriminator_optimizer.apply(gradients, self.discriminator.weights)
        return float(loss)


class _PatientC(ScratchGAN):
    """G climbs its loss."""

    def generator_step(self, z):
        fake = self.generator.forward(z)
        loss, d_logits = self.generator_loss(self.discriminator.forward(fake))
        _, d_fake = self.discriminator.backward(-d_logits)                           # the fault: the sign
        gradients, _ = self.generator.backward(d_fake)
        self.generator_optimizer.apply(gradients, self.generator.weights)
        return float(loss)


class _PatientD(ScratchGAN):
    """G's loss does not contain G: its fakes are handed to D as constants."""

    def generator_step(self, z):
        fake = self.generator.forward(z)
        loss, _ = self.generator_loss(self.discriminator.forward(fake))
        d_fake = np.zeros_like(fake)                                         # the fault: D sends nothing back
        gradients, _ = self.generator.backward(d_fake)
        self.generator_optimizer.apply(gradients, self.generator.weights)
        return float(loss)


def patients(seed=0):
    """A healthy GAN and four sick ones, all starting from the same weights: {name: ScratchGAN}."""
    kinds = {"healthy": ScratchGAN, "A": _PatientA, "B": _PatientB, "C": _PatientC, "D": _PatientD}
    gans = {}
    for name, kind in kinds.items():
        generator, discriminator = MLP((2, 32, 32, 2), "relu", seed), MLP((2, 32, 32, 1), "relu", seed + 1)
        gans[name] = kind(generator, discriminator, Adam(1e-3), Adam(1e-3))
    return gans
