"""The course's GAN in PyTorch: players, objectives, three remedies and the training step, in one file.

From the same initial weights and batches its losses and gradients are those of `gan_course`, for ten steps and to 1e-5
(`tests/extras/test_twin.py`). The course never needs this file; whoever reads papers' code may read it beside
`gan_course/plain_step.py`. What differs silently is listed in `notebooks/OTHER_LIBRARIES.md`.

    python extras/twin.py            train on the ring of 8 modes and count them: about 20 s on one core

Only PyTorch and NumPy are needed. Samples are (batch, features) or, for images, (batch, channels, height, width).
"""

import copy
from typing import NamedTuple

import numpy as np
import torch
from torch import nn
from torch.nn.functional import leaky_relu, relu, softplus

# ------------------------------------------------------------------ the players: G ends in a sample, D in one logit


def mlp_generator(latent_dim=2, data_dim=2, widths=(128, 128)):
    """Return a fully connected generator, noise (batch, latent_dim) -> points (batch, data_dim)."""
    return as_keras_begins(nn.Sequential(*_dense(latent_dim, widths), nn.Linear((latent_dim, *widths)[-1], data_dim)))


def mlp_discriminator(data_dim=2, widths=(128, 128), pack=1):
    """Return a fully connected discriminator, packs of points (batch, pack * data_dim) -> logits (batch, 1)."""
    first = pack * data_dim
    return as_keras_begins(nn.Sequential(*_dense(first, widths), nn.Linear((first, *widths)[-1], 1)))


def _dense(first, widths):
    """Pairs of a linear layer and a ReLU; PyTorch wants to be told what comes in, Keras finds out."""
    return [layer for fan_in, fan_out in zip((first, *widths), widths, strict=False)
            for layer in (nn.Linear(fan_in, fan_out), nn.ReLU())]


class DCGANGenerator(nn.Module):
    """The course's small DCGAN generator: noise (batch, latent_dim) -> digits (batch, 1, 28, 28) in [-1, 1]."""

    def __init__(self, latent_dim=32, channels=(32, 16)):
        super().__init__()
        first, second = channels
        # Keras's defaults: 0.99 of the old average stays, where PyTorch says that 0.01 of the new one comes in.
        normalised = {"momentum": 0.01, "eps": 1e-3}
        self.first = first
        self.dense = nn.Linear(latent_dim, 7 * 7 * first, bias=False)
        self.norm1 = nn.BatchNorm2d(first, **normalised)
        self.up1 = nn.ConvTranspose2d(first, second, 4, stride=2, padding=1, bias=False)   # padding="same" in Keras
        self.norm2 = nn.BatchNorm2d(second, **normalised)
        self.up2 = nn.ConvTranspose2d(second, 1, 4, stride=2, padding=1)
        as_keras_begins(self)

    def forward(self, noise):
        """Return digits."""
        x = self.dense(noise).reshape(-1, 7, 7, self.first)        # rows, columns, channels: the order in Keras
        x = relu(self.norm1(x.permute(0, 3, 1, 2)))                # (batch, channels, 7, 7): the order here
        x = relu(self.norm2(self.up1(x)))                          # (batch, second, 14, 14)
        return torch.tanh(self.up2(x))                             # (batch, 1, 28, 28)


class DCGANDiscriminator(nn.Module):
    """The course's small DCGAN discriminator: digits (batch, pack, 28, 28) -> logits (batch, 1)."""

    def __init__(self, channels=(16, 32), pack=1):
        super().__init__()
        self.down1 = nn.Conv2d(pack, channels[0], 4, stride=2, padding=1)
        self.down2 = nn.Conv2d(*channels, 4, stride=2, padding=1)
        self.dense = nn.Linear(7 * 7 * channels[1], 1)
        as_keras_begins(self)

    def forward(self, images):
        """Return logits."""
        x = leaky_relu(self.down2(leaky_relu(self.down1(images), 0.2)), 0.2)
        return self.dense(x.permute(0, 2, 3, 1).flatten(1))        # flattened in Keras's order


def as_keras_begins(network):
    """Draw a network's weights as Keras does: Glorot's uniform numbers, and biases of zero."""
    for layer in network.modules():
        if isinstance(layer, (nn.Linear, nn.Conv2d, nn.ConvTranspose2d)):
            nn.init.xavier_uniform_(layer.weight)
            if layer.bias is not None:
                nn.init.zeros_(layer.bias)
    return network


# ------------------------------------------------------------------ the objectives: what each player descends


class Objective(NamedTuple):
    """A pair of losses, functions of logits (batch, 1); both players descend their own."""

    discriminator_loss: object
    generator_loss: object         # only the relativistic one looks at real


def cross_entropy(real, fake):
    """-V(D, G): what `BCEWithLogitsLoss` gives for ones on real and zeros on fake, added."""
    return softplus(-real).mean() + softplus(fake).mean()


OBJECTIVES = {
    "minimax": Objective(cross_entropy, lambda real, fake: -softplus(fake).mean()),
    "non_saturating": Objective(cross_entropy, lambda real, fake: softplus(-fake).mean()),
    "least_squares": Objective(lambda real, fake: 0.5 * ((real - 1).square().mean() + fake.square().mean()),
                               lambda real, fake: 0.5 * (fake - 1).square().mean()),
    "hinge": Objective(lambda real, fake: relu(1 - real).mean() + relu(1 + fake).mean(),
                       lambda real, fake: -fake.mean()),
    "wasserstein": Objective(lambda real, fake: fake.mean() - real.mean(), lambda real, fake: -fake.mean()),
    "relativistic": Objective(lambda real, fake: softplus(fake - real).mean(),
                              lambda real, fake: softplus(real - fake).mean()),
}


# ------------------------------------------------------------------ three remedies: a penalty, an input, an average


class Remedy:
    """A change to the training step; each method here changes nothing."""

    def shown(self, samples):
        """Return what the discriminator is shown of real or fake samples."""
        return samples

    def penalty(self, discriminator, real):
        """Return what the discriminator pays beside its loss."""
        return 0.0

    def after_step(self, generator):
        """Act once the generator has moved."""


class R1(Remedy):
    """(gamma / 2) E‖∇D‖² at real data (Mescheder, Geiger & Nowozin 2018, eq. 9)."""

    def __init__(self, gamma=1.0):
        self.gamma = gamma

    def penalty(self, discriminator, real):
        """The penalty, through which a second derivative goes: `create_graph` keeps what that needs."""
        real = real.detach().requires_grad_(True)
        gradient, = torch.autograd.grad(discriminator(real).sum(), real, create_graph=True)
        return 0.5 * self.gamma * gradient.square().flatten(1).sum(1).mean()


class Packing(Remedy):
    """D judges m samples at once, side by side on the channels (PacGAN, Lin et al. 2018); build D with `pack=m`."""

    def __init__(self, m=2):
        self.m = m

    def shown(self, samples):
        """Packs of m: (batch, channels, ...) -> (batch / m, m * channels, ...)."""
        return samples.reshape(-1, self.m * samples.shape[1], *samples.shape[2:])


class WeightAveraging(Remedy):
    """Samples come from an average of G's weights: w̄ ← β w̄ + (1 − β) w, β at most (1 + t) / (10 + t)."""

    def __init__(self, generator, beta=0.999):
        self.beta, self.steps = beta, 0
        self.sampler = copy.deepcopy(generator).requires_grad_(False)

    @torch.no_grad()
    def after_step(self, generator):
        """Move the average towards G; batch normalisation's own averages are copied."""
        self.steps += 1
        beta = min(self.beta, (1 + self.steps) / (10 + self.steps))
        for mean, weight in zip(self.sampler.parameters(), generator.parameters(), strict=True):
            mean.lerp_(weight, 1 - beta)
        for mean, value in zip(self.sampler.buffers(), generator.buffers(), strict=True):
            mean.copy_(value)


# ------------------------------------------------------------------ the training step


class Adam(torch.optim.Adam):
    """PyTorch's Adam with Keras's epsilon, outside the corrected root: eps / √(1 − β₂ᵗ) does the same."""

    def __init__(self, parameters, lr=2e-4, betas=(0.5, 0.999), eps=1e-7):
        super().__init__(parameters, lr, betas)
        self.keras_eps, self.steps = eps, 0

    def step(self, closure=None):
        """Move once."""
        self.steps += 1
        for group in self.param_groups:
            group["eps"] = self.keras_eps / (1 - group["betas"][1] ** self.steps) ** 0.5
        return super().step(closure)


def train_step(generator, discriminator, objective, generator_optimizer, discriminator_optimizer, real, noise,
               remedies=()):
    """Move the discriminator once, then the generator once; return both losses, penalties included.

    Goodfellow et al. 2014, algorithm 1. After it each player's `.grad` holds the gradient that it was moved by.
    """
    def judged(samples):
        for remedy in remedies:
            samples = remedy.shown(samples)
        return discriminator(samples), samples

    fake = generator(noise)

    discriminator_optimizer.zero_grad()      # else backward() adds to what is there
    real_logits, real_shown = judged(real)
    fake_logits, _ = judged(fake.detach())   # detach: no gradient reaches G
    d_loss = objective.discriminator_loss(real_logits, fake_logits)
    for remedy in remedies:
        d_loss = d_loss + remedy.penalty(discriminator, real_shown)
    d_loss.backward()
    discriminator_optimizer.step()

    generator_optimizer.zero_grad()
    real_logits = judged(real)[0].detach()   # only a relativistic generator looks at it
    g_loss = objective.generator_loss(real_logits, judged(fake)[0])  # D has just moved
    g_loss.backward(inputs=list(generator.parameters()))             # and stands still
    generator_optimizer.step()
    for remedy in remedies:
        remedy.after_step(generator)
    return d_loss.item(), g_loss.item()


# ------------------------------------------------------------------ weights and gradients, there and back


def load_keras(network, arrays):
    """Take over the weights of the course's network, as its `get_weights()` lists them."""
    with torch.no_grad():
        for tensor, array in zip(_places(network), arrays, strict=True):
            tensor.copy_(_there(torch.as_tensor(np.asarray(array))))


def as_keras(network, what="weight"):
    """Return a network's weights, or with "gradient" those of its trained ones, in the order and shapes of Keras."""
    tensors = [tensor for tensor in _places(network) if what == "weight" or tensor.requires_grad]
    return [_back(tensor if what == "weight" else tensor.grad).detach().numpy().copy() for tensor in tensors]


def _places(network):
    """Yield each tensor of a network in Keras's order."""
    for layer in network.modules():
        if isinstance(layer, (nn.Linear, nn.Conv2d, nn.ConvTranspose2d)):
            yield from (tensor for tensor in (layer.weight, layer.bias) if tensor is not None)
        elif isinstance(layer, nn.BatchNorm2d):
            yield from (layer.weight, layer.bias, layer.running_mean, layer.running_var)


def _there(array):
    """(in, out) -> (out, in); (rows, columns, in, out) -> (out, in, rows, columns), transposed convolutions too."""
    return array if array.dim() == 1 else array.T if array.dim() == 2 else array.permute(3, 2, 0, 1)


def _back(tensor):
    return tensor if tensor.dim() == 1 else tensor.T if tensor.dim() == 2 else tensor.permute(2, 3, 1, 0)


# ------------------------------------------------------------------ the whole, from data to a count of modes


def ring(n, rng, modes=8, std=0.01):
    """Return n points (n, 2) of the course's ring, and the modes' centres (modes, 2)."""
    angles = 2 * np.pi * np.arange(modes) / modes
    centres = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    points = centres[rng.integers(modes, size=n)] + std * rng.normal(size=(n, 2))
    return points.astype("float32"), centres


def modes_captured(samples, centres, std=0.01):
    """Return how many centres have a sample within three standard deviations, and the share of such samples."""
    distance = np.linalg.norm(samples[:, None] - centres, axis=-1)
    near = distance.min(axis=1) < 3 * std
    return len(set(distance.argmin(axis=1)[near])), near.mean()


def train(steps=4000, batch=128, seed=0, gamma=0.1):
    """Train the course's 2×128 GAN on the ring, relativistic with R1 and an averaged generator; return the counts."""
    torch.manual_seed(seed)
    points, centres = ring(8192, np.random.default_rng(seed))
    generator, discriminator = mlp_generator(), mlp_discriminator()
    averaged = WeightAveraging(generator)
    optimizers = Adam(generator.parameters(), 1e-3), Adam(discriminator.parameters(), 1e-3)
    for step in range(steps):
        real, noise = torch.from_numpy(points)[torch.randint(8192, (batch,))], torch.randn(batch, 2)
        losses = train_step(generator, discriminator, OBJECTIVES["relativistic"], *optimizers, real, noise,
                            [R1(gamma), averaged])
        if (step + 1) % 1000 == 0:
            modes, share = modes_captured(averaged.sampler(torch.randn(2500, 2)).numpy(), centres)
            print(f"step {step + 1}: losses {losses[0]:.3f} and {losses[1]:.3f}; {modes} of 8 modes, "
                  f"{share:.0%} of the samples on one", flush=True)
    return modes, share


if __name__ == "__main__":
    torch.set_num_threads(1)           # matrices of 128 × 128: a second thread gains nothing
    train()
