"""The same networks and step in eager PyTorch, channels last, as its DCGAN tutorial writes the step."""

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


def main(size):
    """Serve the eager loop."""
    torch.manual_seed(0)
    generator, discriminator, data, latent_dim = build(size)
    g_optimizer = torch.optim.Adam(generator.parameters(), RATE, betas=(0.5, 0.999))
    d_optimizer = torch.optim.Adam(discriminator.parameters(), RATE, betas=(0.5, 0.999))
    ones, zeros = torch.ones(BATCH, 1), torch.zeros(BATCH, 1)
    loss = functional.binary_cross_entropy_with_logits

    def run(steps):
        for _ in range(steps):
            real = data[torch.randint(0, len(data), (BATCH,))]
            fake = generator(torch.randn(BATCH, latent_dim))
            d_optimizer.zero_grad(set_to_none=True)
            (loss(discriminator(real), ones) + loss(discriminator(fake.detach()), zeros)).backward()
            d_optimizer.step()
            g_optimizer.zero_grad(set_to_none=True)
            loss(discriminator(fake), ones).backward()
            g_optimizer.step()
        return steps

    serve(run)


if __name__ == "__main__":
    main(sys.argv[2])
