"""A discriminator on few points: how far it overfits, and whether the symmetries of the square help."""

import numpy as np
from contenders import BATCH, GRID, RATE, SPREAD, players
from scores import of

from gan_course import metrics, one_step, symmetries
from gan_course.exercises.ex16 import overfitting

STEPS, LOOK = 1500, 250
CHANGES = {None: lambda points, t: points, "symmetries": symmetries.square,
           "symmetries, half": symmetries.square_half_of_the_time, "any angle": symmetries.any_angle}
# name: (training points, what D sees)
SETTINGS = {"50": (50, None), "50, symmetries": (50, "symmetries"), "50, any angle": (50, "any angle"),
            "1000": (1000, None), "1000, symmetries": (1000, "symmetries"),
            "50, symmetries, half": (50, "symmetries, half"), "1000, symmetries, half": (1000, "symmetries, half")}


def run(name, seed):
    """Train on few points; return one row for each look."""
    n, change = SETTINGS[name]
    data, held_out = (GRID.sample(size, np.random.default_rng([seed, k])) for k, size in enumerate((n, 2000), 1))
    networks, rows = players(seed), []
    z = SPREAD * np.random.default_rng([seed, 3]).standard_normal((2500, 2)).astype(np.float32)

    def look(step):
        fake = networks["G"](z).numpy()
        logits = [networks["D"](points).numpy() for points in (data, held_out, fake)]
        rows.append({"n": n, "change": change, "step": step, "overfitting": float(overfitting.reference(*logits)),
                     "memorisation": metrics.memorisation(fake[:1000], data, held_out[:1000]), **of(fake)})

    shop = one_step.Workshop(networks, one_step.plain_moves(CHANGES[change]), STEPS, RATE, SPREAD)
    shop.fit(data, BATCH, seed, LOOK, look)
    return rows
