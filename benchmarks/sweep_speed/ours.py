"""A 32-member sweep, four rates by eight seeds, through `sweep.run`; the argument: steps of each member."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from gan_course import networks, sweep  # isort: skip
from _turns import serve  # isort: skip

from gan_course.datasets import ring
from gan_course.gan import GAN
from gan_course.metrics import modes_captured
from gan_course.optimizers import Adam

RING = ring()
X = RING.sample(8192, seed=0)


def build(rate):
    """One member."""
    gan = GAN(networks.mlp_generator(), networks.mlp_discriminator())
    gan.compile(generator_optimizer=Adam(rate), discriminator_optimizer=Adam(rate), steps_per_execution=250)
    return sweep.Trial(gan, X)


def run(member_steps):
    """One whole sweep; a short one where only the rate is asked for."""
    steps = 250 if member_steps < 32 else int(sys.argv[1])
    sweep.run(build, {str(rate): {"rate": rate} for rate in (1e-4, 3e-4, 1e-3, 3e-3)}, range(8), steps=steps,
              measure=lambda gan: {"modes": modes_captured(gan.generate(1000, seed=1), RING)}, progress=False)
    return 32 * steps


if __name__ == "__main__":
    serve(run)
