"""Run by test_twin.py in the Python that has PyTorch: trains the twin from given weights on given batches.

    python twin_runs.py INPUT.npz OUTPUT.npz

INPUT holds, for each case NAME, NAME/generator/0…, NAME/discriminator/0… (weights as Keras lists them), NAME/real and
NAME/noise (steps, batch, …). The case's name says the rest: NETWORK objective optimizer remedies, in this order.
"""

import sys
from pathlib import Path

import numpy as np
import torch

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "extras"))

import twin

MAKE = {
    "points": lambda pack: (twin.mlp_generator(widths=(16, 16)), twin.mlp_discriminator(widths=(16, 16), pack=pack)),
    "digits": lambda pack: (twin.DCGANGenerator(8, (8, 4)), twin.DCGANDiscriminator((4, 8), pack)),
}
OPTIMIZERS = {"sgd": lambda weights: torch.optim.SGD(weights, 0.02), "adam": lambda weights: twin.Adam(weights, 1e-3)}


def run(name, given):
    """Train one case; return {key: array} of its losses, gradients, weights and averaged weights."""
    network, objective, optimizer, *names = name.split()
    generator, discriminator = MAKE[network](2 if "packing" in names else 1)
    twin.load_keras(generator, given["generator"])
    twin.load_keras(discriminator, given["discriminator"])
    remedies = [{"packing": lambda: twin.Packing(2), "r1": lambda: twin.R1(0.3),
                 "weight_averaging": lambda: twin.WeightAveraging(generator)}[remedy]() for remedy in names]
    optimizers = [OPTIMIZERS[optimizer](player.parameters()) for player in (generator, discriminator)]
    found = {}
    for step, (real, noise) in enumerate(zip(given["real"], given["noise"], strict=True)):
        real = torch.from_numpy(real)
        real = real.permute(0, 3, 1, 2) if real.dim() == 4 else real
        losses = twin.train_step(generator, discriminator, twin.OBJECTIVES[objective], *optimizers, real,
                                 torch.from_numpy(noise), remedies)
        found[f"losses/{step}"] = np.array(losses)
        for player, trained in (("generator", generator), ("discriminator", discriminator)):
            for i, gradient in enumerate(twin.as_keras(trained, "gradient")):
                found[f"{player} gradient/{step}/{i}"] = gradient
    sampler = next((remedy.sampler for remedy in remedies if isinstance(remedy, twin.WeightAveraging)), generator)
    for part, trained in (("generator", generator), ("discriminator", discriminator), ("sampler", sampler)):
        found |= {f"{part} weight/{i}": weight for i, weight in enumerate(twin.as_keras(trained))}
    return found


def main(source, target):
    torch.set_num_threads(1)
    arrays, cases = dict(np.load(source)), {}
    for key, array in arrays.items():
        name, part, *place = key.split("/")
        case = cases.setdefault(name, {"generator": {}, "discriminator": {}})
        if place:
            case[part][int(place[0])] = array
        else:
            case[part] = array
    found = {}
    for name, given in cases.items():
        for player in ("generator", "discriminator"):
            given[player] = [given[player][i] for i in range(len(given[player]))]
        found |= {f"{name}/{key}": array for key, array in run(name, given).items()}
    np.savez(target, **found)


if __name__ == "__main__":
    main(*sys.argv[1:])
