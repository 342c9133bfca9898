"""What a larger machine would change, on paper: the arithmetic, the memory and the energy of a training step.

    python extras/scaling.py         prints the tables of notebook 16

The roofline model (Williams, Waterman & Patterson 2009): a step takes at least its arithmetic divided by what the
machine computes a second, and at least the bytes that it moves divided by what the memory moves a second. On a GPU a
third limit is often the longest: each of the step's operations must be started, which takes some microseconds. The
networks' numbers are counted from the course's own networks; the machine's are those of its maker, and of no
measurement here.
"""

import math
import time
from pathlib import Path
from typing import NamedTuple

from gan_course import networks

FLOAT = 4                               # bytes of a number in single precision
RAPL = Path("/sys/class/powercap")      # where Linux shows a processor's own energy counters, in microjoules


class Machine(NamedTuple):
    """A device: operations and bytes a second, seconds to start one operation, watts, bytes a second to another."""

    name: str
    flops: float
    bandwidth: float
    launch: float
    watts: float
    link: float


# The H100 SXM's data sheet: 67 TFLOP/s in single precision, 3.35 TB/s, up to 700 W, 900 GB/s over NVLink, half of it
# each way. Five microseconds for one operation are a usual figure for a graph of small operations.
H100 = Machine("H100", 67e12, 3.35e12, 5e-6, 700, 450e9)
GAMES = {"points, 2 × 128": lambda: (networks.mlp_generator(), networks.mlp_discriminator()),
         "digits, light": lambda: (networks.dcgan_generator(), networks.dcgan_discriminator()),
         "digits, 8 × the channels": lambda: (networks.dcgan_generator(32, (256, 128)),
                                              networks.dcgan_discriminator((128, 256)))}


def layers_with_weights(network):
    """Return the layers that multiply: dense ones and convolutions."""
    return [layer for layer in network.layers if hasattr(layer, "kernel")]


def multiply_adds(network):
    """Return the multiplications of one forward pass for one sample; each comes with an addition."""
    total = 0
    for layer in layers_with_weights(network):
        # A dense layer multiplies at one place; a convolution at each place of its maps, on the smaller side.
        maps = layer.input.shape if "Transpose" in type(layer).__name__ else layer.output.shape
        total += math.prod(maps[1:-1]) * math.prod(layer.kernel.shape)
    return total


def activations(network):
    """Return how many numbers the layers of one forward pass hand on, for one sample."""
    return sum(math.prod(layer.output.shape[1:]) for layer in network.layers)


def step_flops(generator, discriminator, batch):
    """Return the operations of one training step.

    D's move: D on real and on fake, forward once and backward twice as much. G's move: D forward, and backward to the
    fakes alone; G forward once, for both moves, and backward.
    """
    passes = 3 * multiply_adds(generator) + 8 * multiply_adds(discriminator)
    return 2 * batch * passes


def step_bytes(generator, discriminator, batch):
    """Return the bytes that one step moves at least, if none stays in a cache.

    Each activation is written once and read by the next layer and by the backward pass, its gradient likewise; each
    weight is read in each pass, and Adam reads four numbers for it and writes three.
    """
    numbers = batch * (5 * activations(generator) + 14 * activations(discriminator))
    weights = generator.count_params() + discriminator.count_params()
    return FLOAT * (numbers + 10 * weights)


def state_bytes(generator, discriminator):
    """Return the bytes of both players' weights, gradients and Adam's two memories."""
    return 4 * FLOAT * (generator.count_params() + discriminator.count_params())


def operations(generator, discriminator):
    """Return a count of the operations that a step starts: each layer's in each of its passes, and each weight's."""
    each = 3                            # a product, a bias, an activation
    return (each * (3 * len(layers_with_weights(generator)) + 8 * len(layers_with_weights(discriminator)))
            + len(generator.trainable_variables) + len(discriminator.trainable_variables))


def limits(generator, discriminator, batch, machine=H100, devices=1):
    """Return {limit: milliseconds} of one step whose batch is shared out over the devices."""
    rows = batch / devices
    found = {"arithmetic": step_flops(generator, discriminator, rows) / machine.flops,
             "memory": step_bytes(generator, discriminator, rows) / machine.bandwidth,
             "starting": operations(generator, discriminator) * machine.launch}
    if devices > 1:                     # a ring of devices sends each gradient nearly twice, in 2 (n − 1) turns
        gradients = state_bytes(generator, discriminator) / 4
        turns = 2 * (devices - 1)
        found["averaging"] = 2 * turns * machine.launch + turns / devices * gradients / machine.link
    return {name: 1e3 * seconds for name, seconds in found.items()}


def step_time(found):
    """Return the least milliseconds that these limits allow: the longest of the first three, and the averaging."""
    return max(found[name] for name in ("arithmetic", "memory", "starting")) + found.get("averaging", 0.0)


def table(batches=(128, 4096, 65536)):
    """Return a row for each game and batch: what limits it on one H100, and what eight would gain."""
    rows = []
    for name, make in GAMES.items():
        players = make()
        for batch in batches:
            one, eight = limits(*players, batch), limits(*players, batch, devices=8)
            rows.append({"game": name, "batch": batch, "GFLOP": step_flops(*players, batch) / 1e9,
                         "FLOP a byte": step_flops(*players, batch) / step_bytes(*players, batch),
                         "limit": max(one, key=one.get), "ms on one": step_time(one),
                         "eight are faster by": step_time(one) / step_time(eight)})
    return rows


def joules():
    """Return what the processor says that it has used, in joules; None where this machine does not tell."""
    try:
        counters = [int((zone / "energy_uj").read_text()) for zone in sorted(RAPL.glob("intel-rapl:?"))]
    except (OSError, ValueError):       # only root may read them, and a virtual machine has none
        return None
    return sum(counters) / 1e6 if counters else None


def cost_of(run):
    """Call `run`; return (seconds of all processor cores that it took, joules of the processor, or None)."""
    before, started = joules(), time.process_time()
    run()
    after, seconds = joules(), time.process_time() - started
    told = before is not None and after is not None and after >= before     # a counter begins anew when it is full
    return seconds, after - before if told else None


if __name__ == "__main__":
    for row in table():
        print("  ".join(f"{value:>10.3g}" if isinstance(value, float) else f"{value!s:>24}" for value in row.values()))
    energy = joules()
    print("This machine does not tell its energy." if energy is None else f"energy counters: {energy:.0f} J")
