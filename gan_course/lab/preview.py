"""A NumPy GAN that plays while TensorFlow loads, so that the page moves at once.

It is a stand-in: its run is thrown away.
"""

import numpy as np

from gan_course.from_scratch import MLP, SGD, Adam, ScratchGAN, non_saturating_loss, saturating_loss, sigmoid
from gan_course.lab import distributions
from gan_course.lab.counts import counts
from gan_course.lab.record import pack

WIDEST = 64              # narrower than the real players: the processor has TensorFlow to load
N_FAKES, SURFACE = 256, 31


class Preview:
    """The laboratory's engine in small: points, Adam or SGD, the two classic objectives; all else is left out.

    `step`, `advance()` and `frame()` as in `Engine`.
    """

    diverged = None

    def __init__(self, settings):
        self.settings, self.step = settings, 0
        self.distribution = distributions.build(settings.data, settings.drawn)
        rng = self._rng = np.random.default_rng(settings.seed)
        widths = [tuple(min(width, WIDEST) for width in part)
                  for part in (settings.generator_widths, settings.discriminator_widths)]
        activation = settings.activation
        rates = [min(rate, 0.01) for rate in (settings.generator_rate, settings.discriminator_rate)]
        rules = [Adam(rate, settings.beta_1) if name == "adam" else SGD(rate) for rate, name in zip(
            rates, (settings.generator_optimizer, settings.discriminator_optimizer), strict=True)]
        self._gan = ScratchGAN(MLP((settings.latent_dim, *widths[0], 2), activation, settings.seed),
                               MLP((2, *widths[1], 1), activation, settings.seed + 1), *rules,
                               saturating_loss if settings.objective == "minimax" else non_saturating_loss)
        self._noise = self._gan.noise(N_FAKES, rng)
        side = np.linspace(*self.distribution.limits, SURFACE, dtype=np.float32)
        self._square = np.stack(np.meshgrid(side, side), axis=-1).reshape(-1, 2)
        self._losses = float("nan"), float("nan")

    def advance(self, single=False):
        """Train one step; return 1."""
        gan, batch = self._gan, min(self.settings.batch_size, 128)
        x = self.distribution.x
        d_loss = gan.discriminator_step(x[self._rng.integers(len(x), size=batch)], gan.noise(batch, self._rng))
        self._losses = d_loss, gan.generator_step(gan.noise(batch, self._rng))
        self.step += 1
        return 1

    def frame(self):
        """Return what is drawn now, as `Engine.frame`, without the net and the arrows."""
        fakes = self._gan.generator.forward(self._noise)
        belief = sigmoid(self._gan.discriminator.forward(self._square)).reshape(SURFACE, SURFACE)
        return {"fakes": fakes, "surface": (belief * 255).astype(np.uint8), "step": self.step,
                "d_loss": self._losses[0], "g_loss": self._losses[1], "counts": counts(fakes, self.distribution)}


def first_picture(settings):
    """Return the packed frame of an untrained preview, and its distribution (None for digits), for a still picture."""
    if settings.digits:
        noise = np.random.default_rng(0).integers(110, 146, (64, 28, 28)).astype(np.uint8)
        nothing = {"modes": 0, "of": 10, "quality": 0.0, "divergence": 0.0}
        return pack({"images": noise, "step": 0, "d_loss": 0.0, "g_loss": 0.0, "counts": nothing}), None
    preview = Preview(settings)
    return pack(preview.frame()), preview.distribution
