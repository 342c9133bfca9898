"""The same networks and step in PyTorch, channels last: eager with fused Adam, or compiled whole.

`torch`: as its DCGAN tutorial writes the step. `torch_compiled`: both players' updates in one function under
`torch.compile(fullgraph=True)`, with Adam written out so that the compiler fuses it too; batch normalisation then keeps
no running averages, which spares PyTorch a little work.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from _turns import serve  # isort: skip

try:
    import torch
    from torch import nn
    from torch.nn import functional
except ImportError:
    print("PyTorch is not installed; see requirements.txt beside this file")
    sys.exit()

BATCH, RATE, LAST = int(sys.argv[3]), 2e-4, torch.channels_last


class Image(nn.Module):
    """A vector as a 7x7 image."""

    def __init__(self, channels):
        super().__init__()
        self.channels = channels

    def forward(self, x):
        """x: (batch, channels * 49)."""
        return x.view(-1, self.channels, 7, 7).contiguous(memory_format=LAST)


def build(size):
    """Return generator, discriminator, data, latent_dim."""
    if size == "game":
        def mlp(outputs):
            return nn.Sequential(
                nn.Linear(2, 128), nn.ReLU(), nn.Linear(128, 128), nn.ReLU(), nn.Linear(128, outputs))
        return mlp(2), mlp(1), torch.randn(8192, 2), 2
    data = (torch.rand(8192, 1, 28, 28) * 2 - 1).contiguous(memory_format=LAST)
    leaky = nn.LeakyReLU(0.2)
    if size == "listing":
        generator = nn.Sequential(
            nn.Linear(100, 7 * 7 * 256), Image(256), nn.ConvTranspose2d(256, 128, 3, 2, 1, 1), leaky,
            nn.ConvTranspose2d(128, 64, 3, 2, 1, 1), leaky, nn.Conv2d(64, 1, 3, 1, 1), nn.Tanh())
        discriminator = nn.Sequential(
            nn.Conv2d(1, 64, 3, 2, 1), leaky, nn.Conv2d(64, 128, 3, 2, 1), leaky,
            nn.Flatten(), nn.Linear(7 * 7 * 128, 1))
        latent_dim = 100
    else:
        generator = nn.Sequential(
            nn.Linear(32, 7 * 7 * 32, bias=False), Image(32), nn.BatchNorm2d(32), nn.ReLU(),
            nn.ConvTranspose2d(32, 16, 4, 2, 1, bias=False), nn.BatchNorm2d(16), nn.ReLU(),
            nn.ConvTranspose2d(16, 1, 4, 2, 1), nn.Tanh())
        discriminator = nn.Sequential(
            nn.Conv2d(1, 16, 4, 2, 1), leaky, nn.Conv2d(16, 32, 4, 2, 1), leaky,
            nn.Flatten(), nn.Linear(7 * 7 * 32, 1))
        latent_dim = 32
    return generator.to(memory_format=LAST), discriminator.to(memory_format=LAST), data, latent_dim


def eager(generator, discriminator):
    """Return the tutorial's step, a function of real images and noise that gives both losses."""
    g_optimizer = torch.optim.Adam(generator.parameters(), RATE, betas=(0.5, 0.999), fused=True)
    d_optimizer = torch.optim.Adam(discriminator.parameters(), RATE, betas=(0.5, 0.999), fused=True)
    ones, zeros = torch.ones(BATCH, 1), torch.zeros(BATCH, 1)
    loss = functional.binary_cross_entropy_with_logits

    def step(real, noise):
        fake = generator(noise)
        d_optimizer.zero_grad(set_to_none=True)
        d_loss = loss(discriminator(real), ones) + loss(discriminator(fake.detach()), zeros)
        d_loss.backward()
        d_optimizer.step()
        g_optimizer.zero_grad(set_to_none=True)
        g_loss = loss(discriminator(fake), ones)
        g_loss.backward()
        g_optimizer.step()
        return d_loss.detach(), g_loss.detach()

    return step


def compiled(generator, discriminator):
    """Return the same step compiled in one piece: a function of the state, real images and noise."""
    for module in generator.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.track_running_stats, module.running_mean, module.running_var = False, None, None
            module.num_batches_tracked = None

    def adam(weights, gradients, m, v, rate):
        for name, weight in weights.items():
            gradient = gradients[name]
            m[name].mul_(0.5).add_(gradient, alpha=0.5)
            v[name].mul_(0.999).addcmul_(gradient, gradient, value=0.001)
            weight.sub_(rate * m[name] / (v[name].sqrt() + 1e-7))

    def update(g, gm, gv, d, dm, dv, t, real, noise):
        t.add_(1)
        rate = RATE * torch.sqrt(1 - 0.999**t) / (1 - 0.5**t)
        fake, through_generator = torch.func.vjp(lambda g: torch.func.functional_call(generator, g, noise), g)

        def d_loss(d):
            return (functional.softplus(-torch.func.functional_call(discriminator, d, real)).mean()
                    + functional.softplus(torch.func.functional_call(discriminator, d, fake)).mean())

        d_gradients, d_value = torch.func.grad_and_value(d_loss)(d)
        adam(d, d_gradients, dm, dv, rate)
        by_fake, g_value = torch.func.grad_and_value(
            lambda fake: functional.softplus(-torch.func.functional_call(discriminator, d, fake)).mean())(fake)
        adam(g, through_generator(by_fake)[0], gm, gv, rate)
        return d_value, g_value

    def fresh(network):
        weights = {name: weight.detach().clone() for name, weight in network.named_parameters()}
        return weights, *({name: torch.zeros_like(weight) for name, weight in weights.items()} for _ in range(2))

    state = *fresh(generator), *fresh(discriminator), torch.zeros(())
    whole = torch.compile(update, fullgraph=True)

    def step(real, noise):
        with torch.no_grad():
            return whole(*state, real, noise)

    return step


def main(name, size):
    """Serve one of the two."""
    torch.manual_seed(0)
    generator, discriminator, data, latent_dim = build(size)
    count = sum(weight.numel() for network in (generator, discriminator) for weight in network.parameters())
    step = {"torch": eager, "torch_compiled": compiled}[name](generator, discriminator)

    def run(steps):
        for _ in range(steps):
            losses = step(data[torch.randint(0, len(data), (BATCH,))], torch.randn(BATCH, latent_dim))
        run.losses = [float(loss) for loss in losses]
        return steps

    serve(run, count)


if __name__ == "__main__":
    main(*sys.argv[1:3])
