"""The GANs of the clinic in lesson 09: a healthy one, and one class for each fault. Spoiler: they name the faults."""

import numpy as np

from gan_course.from_scratch import MLP, Adam, ScratchGAN, discriminator_loss, sigmoid

LATENT_DIM, WIDTH, RATE = 8, 32, 4e-3
SMOOTHING = 0.4             # the label of the fakes where they are smoothed
SLOWER = 40                 # how many times smaller D's rate is where it is slow
FEW = 10                    # points in the tiny data set

# What may stand at the end of a network, with its derivative, written in the output.
ENDS = {"tanh": (np.tanh, lambda out: 1 - out**2), "sigmoid": (sigmoid, lambda out: out * (1 - out))}


class Ended:
    """A network with one more function at its end; used like the network itself. end: a key of ENDS."""

    def __init__(self, network, end):
        self.network, self.weights = network, network.weights
        self.end, self.derivative = ENDS[end]

    def forward(self, x, **options):
        """As the network's, then the function. (batch, inputs) to (batch, outputs)."""
        self.out = self.end(self.network.forward(x, **options))
        return self.out

    def backward(self, d_out):
        """As the network's: (gradients, d_x)."""
        return self.network.backward(d_out * self.derivative(self.out))


class BatchNormMLP(MLP):
    """An MLP with batch normalisation before each activation (Ioffe and Szegedy 2015), without scale and shift."""

    def forward(self, x, training=True):
        """(batch, inputs) to (batch, outputs).

        training: normalise by the mean and variance of this batch; otherwise by moving averages, which here are never
        updated and so still 0 and 1.
        """
        self.inputs, self.normalised = [], []
        last = len(self.weights) - 2
        for i in range(0, len(self.weights), 2):
            self.inputs.append(x)
            x = x @ self.weights[i] + self.weights[i + 1]
            if i < last:
                if training:
                    std = np.sqrt(x.var(axis=0) + 1e-5)
                    x = (x - x.mean(axis=0)) / std
                    self.normalised.append((x, std))
                x = self.activate(x)
        return x

    def backward(self, d_out):
        """After a forward pass in training: (gradients, d_x). Through mean and variance too, as both hold x."""
        gradients = [None] * len(self.weights)
        for layer in reversed(range(len(self.inputs))):
            x = self.inputs[layer]
            gradients[2 * layer], gradients[2 * layer + 1] = x.T @ d_out, d_out.sum(axis=0)
            d_out = d_out @ self.weights[2 * layer].T
            if layer:
                d_out = d_out * self.derivative(x)
                x, std = self.normalised[layer - 1]
                d_out = (d_out - d_out.mean(axis=0) - x * (d_out * x).mean(axis=0)) / std
        return gradients, d_out


class Healthy(ScratchGAN):
    """No fault. The others override one method or one number each; all start from the same weights.

    seed: an int, for the weights.
    """

    scale = 1.0             # of the data; G ends in tanh, so its points lie in [-1, 1]
    d_rate = g_rate = RATE

    def __init__(self, seed=0):
        super().__init__(self.new_generator(seed), self.new_discriminator(seed + 10_000),
                         Adam(self.g_rate), Adam(self.d_rate))

    def new_generator(self, seed):
        """Noise (batch, LATENT_DIM) to points (batch, 2) in [-1, 1]."""
        return Ended(MLP((LATENT_DIM, WIDTH, WIDTH, 2), "relu", seed), "tanh")

    def new_discriminator(self, seed):
        """Points (batch, 2) to logits (batch, 1)."""
        return MLP((2, WIDTH, WIDTH, 1), "relu", seed)

    def choose(self, n_data, batch_size, rng):
        """Which real points make the next batch: indices (batch_size,)."""
        return rng.integers(n_data, size=batch_size)

    def judge(self, real, fake):
        """(real_logits, fake_logits) as D's own step computes them: both sets in one pass."""
        logits = self.discriminator.forward(np.concatenate([real, fake]))
        return logits[:len(real)], logits[len(real):]

    def samples(self, z):
        """What you get when you draw samples after training."""
        return self.generator.forward(z)


class _OtherDStep(Healthy):
    """D's step with another loss: (loss, d_real_logits, d_fake_logits) of both sets of logits."""

    def d_loss(self, real_logits, fake_logits):
        raise NotImplementedError

    def discriminator_step(self, real, z):
        loss, d_real, d_fake = self.d_loss(*self.judge(real, self.generator.forward(z)))
        gradients, _ = self.discriminator.backward(np.concatenate([d_real, d_fake]))
        self.discriminator_optimizer.apply(gradients, self.discriminator.weights)
        return float(loss)


class TwiceFakes(_OtherDStep):
    """Each fake counts twice in D's loss, as in the listing of lesson 04. At equilibrium D says 1/3."""

    def d_loss(self, real_logits, fake_logits):
        """The fault: the second half of the loss, doubled."""
        loss, d_real, d_fake = discriminator_loss(real_logits, fake_logits)
        return loss + np.logaddexp(0, fake_logits).mean(), d_real, 2 * d_fake


class SmoothedFakes(_OtherDStep):
    """Fakes carry the label SMOOTHING instead of 0. At equilibrium D says (1 + SMOOTHING) / 2."""

    def d_loss(self, real_logits, fake_logits):
        """The fault: softplus(a) - label * a is the cross-entropy of a soft label."""
        loss, d_real, d_fake = discriminator_loss(real_logits, fake_logits)
        return loss - SMOOTHING * fake_logits.mean(), d_real, d_fake - SMOOTHING / len(fake_logits)


class FlippedSign(Healthy):
    """G climbs its loss."""

    def generator_step(self, z):
        """The fault: a minus."""
        fake = self.generator.forward(z)
        loss, d_logits = self.generator_loss(self.discriminator.forward(fake))
        _, d_fake = self.discriminator.backward(-d_logits)
        gradients, _ = self.generator.backward(d_fake)
        self.generator_optimizer.apply(gradients, self.generator.weights)
        return float(loss)


class Leak(Healthy):
    """G's loss also moves D. At equilibrium D says 2/3."""

    def generator_step(self, z):
        """The fault: D's gradients are applied instead of dropped."""
        fake = self.generator.forward(z)
        loss, d_logits = self.generator_loss(self.discriminator.forward(fake))
        leaked, d_fake = self.discriminator.backward(d_logits)
        gradients, _ = self.generator.backward(d_fake)
        self.generator_optimizer.apply(gradients, self.generator.weights)
        self.discriminator_optimizer.apply(leaked, self.discriminator.weights)
        return float(loss)


class FrozenD(Healthy):
    """D never moves."""

    def __init__(self, seed=0):
        super().__init__(seed)
        self.discriminator_optimizer.apply = lambda gradients, weights: None       # the fault


class SlowD(Healthy):
    """D's learning rate is SLOWER times smaller than G's."""

    d_rate = RATE / SLOWER


class HugeRate(Healthy):
    """Both rates are 4e3: the minus of 4e-3 was lost."""

    d_rate = g_rate = 4e3


class UnscaledData(Healthy):
    """The data are four times as wide as what G can reach."""

    scale = 4.0


class TinyData(Healthy):
    """A line from debugging was left in: the data are cut to FEW points."""

    def choose(self, n_data, batch_size, rng):
        """The fault: all but a few points are never chosen."""
        return rng.integers(FEW, size=batch_size)


class NoNoise(Healthy):
    """G gets zeros instead of noise."""

    def noise(self, n, rng):
        """The fault: a variance of 0."""
        return np.zeros((n, self.latent_dim), self.dtype)


class SigmoidTwice(Healthy):
    """D ends in a sigmoid, and the loss takes its output for a logit."""

    def new_discriminator(self, seed):
        """The fault: probabilities (batch, 1) where logits are wanted."""
        return Ended(super().new_discriminator(seed), "sigmoid")


class MixedBatch(Healthy):
    """D has batch norm: in its own step the batch holds real and fake points, in G's step fakes alone."""

    def new_discriminator(self, seed):
        """The fault: what D says of a fake depends on its company."""
        return BatchNormMLP((2, WIDTH, WIDTH, 1), "relu", seed)


class StaleAverages(Healthy):
    """G has batch norm whose moving averages were never updated; samples are drawn with them."""

    def new_generator(self, seed):
        """In training it is normalised by the batch."""
        return Ended(BatchNormMLP((LATENT_DIM, WIDTH, WIDTH, 2), "relu", seed), "tanh")

    def samples(self, z):
        """The fault: another network than the one that was trained."""
        return self.generator.forward(z, training=False)


# The learner's numbers. "0" is the worked example of the lesson.
PATIENTS = {"healthy": Healthy, "0": TwiceFakes,
            "1": MixedBatch, "2": NoNoise, "3": Leak, "4": SlowD, "5": UnscaledData, "6": FrozenD,
            "7": StaleAverages, "8": SmoothedFakes, "9": FlippedSign, "10": TinyData, "11": HugeRate,
            "12": SigmoidTwice}
