"""The runs of the clinic in lesson 09: each patient is trained, and measured from outside."""

from typing import NamedTuple

import numpy as np

from gan_course.datasets import GaussianMixture, ring
from gan_course.exercises.ex09_clinic_patients import PATIENTS
from gan_course.from_scratch import sigmoid
from gan_course.metrics import high_quality_share, modes_captured

STEPS, BATCH_SIZE, N_DATA = 1200, 64, 4000
N_LOOK = 512                # points of each kind in a look
EARLY = 60                  # steps that count as the beginning; there the looks are closer


class Chart(NamedTuple):
    """What the clinic measures in one run. Curves have one entry for each look, at the steps `looks`.

    d_loss, g_loss: (steps,), as the training loop itself logs them; NaN after a loss that was not a number.
    real_seen, real_fresh: mean D(x) of real points that the loop trains on, and of others.
    fake_in_d, fake_in_g: mean D(x) of the same fakes, as D's step and as G's step computes it.
    lowest, highest: of D(x), over all points of the look.
    modes, quality: modes captured (of 8) and high-quality share of samples drawn as after training.
    quality_in_training: the same share, of the fakes that D sees in training.
    spread: standard deviation of these fakes, the mean of both axes.
    d_moved, d_moved_by_g, g_moved: length of one step over the length of the weights: D in its own step, D in G's
    step, G in its own. lift: by how much G's step raises the mean logit of its fakes.
    real, fake: (n, 2), at the end: real points from the loop's batches, and samples.
    n_real: different real points in the whole run. mixture: the data's.
    """

    d_loss: np.ndarray
    g_loss: np.ndarray
    looks: np.ndarray
    real_seen: np.ndarray
    real_fresh: np.ndarray
    fake_in_d: np.ndarray
    fake_in_g: np.ndarray
    lowest: np.ndarray
    highest: np.ndarray
    modes: np.ndarray
    quality: np.ndarray
    quality_in_training: np.ndarray
    spread: np.ndarray
    d_moved: np.ndarray
    d_moved_by_g: np.ndarray
    g_moved: np.ndarray
    lift: np.ndarray
    real: np.ndarray
    fake: np.ndarray
    n_real: int
    mixture: GaussianMixture


CURVES = Chart._fields[2:-4]      # those with an entry for each look


def run_clinic(seed=0, names=tuple(PATIENTS), steps=STEPS):
    """Train the patients, each from the same weights: {name: Chart}.

    seed: an int, for weights, data and noise. names: keys of `PATIENTS`: "healthy", "0" (the worked example), "1" to
    "12". steps: at least 1. All take about as many processor seconds as there are patients. Raises ValueError for an
    unknown name.
    """
    unknown = [name for name in names if name not in PATIENTS]
    if unknown:
        raise ValueError(f"there is no patient {unknown[0]!r}; choose from {', '.join(PATIENTS)}.")
    return {name: examine(PATIENTS[name](seed), seed, steps) for name in names}


def examine(gan, seed=0, steps=STEPS):
    """Train one GAN of `ex09_clinic_patients` on a ring of eight modes and measure it: a Chart."""
    rng, watcher = np.random.default_rng(seed), np.random.default_rng([seed, 1])   # looking must not change the run
    mixture = ring(radius=0.75 * gan.scale, std=0.08 * gan.scale)
    data, fresh = mixture.sample(N_DATA, rng), mixture.sample(N_LOOK, rng)
    z = gan.noise(N_LOOK, rng)
    losses, seen, rows = np.full((2, steps), np.nan), np.zeros(N_DATA, bool), []
    with np.errstate(over="ignore", invalid="ignore"):
        for step in range(steps):
            chosen = gan.choose(N_DATA, BATCH_SIZE, rng)
            seen[chosen] = True
            batch = data[chosen], gan.noise(BATCH_SIZE, rng), gan.noise(BATCH_SIZE, rng)
            watch = is_look(step)
            losses[:, step], moves = (_watched_step if watch else _step)(gan, *batch)
            if not np.isfinite(losses[:, step]).all():
                break
            if watch:
                real = data[gan.choose(N_DATA, N_LOOK, watcher)]
                rows.append({"looks": step + 1, **moves, **_opinions(gan, real, fresh, z), **_counts(gan, z, mixture)})
        fake, real = _samples(gan, z), data[gan.choose(N_DATA, N_LOOK, watcher)]
    curves = {name: np.array([row[name] for row in rows]) for name in CURVES}
    return Chart(*losses, **curves, real=real, fake=fake, n_real=int(seen.sum()), mixture=mixture)


def is_look(step):
    """Whether the run is measured at this step, counted from 0: each 30th, and more often at the beginning."""
    return step % 30 == 29 or (step < EARLY and step % 6 == 0)


def _step(gan, real, z_d, z_g):
    return (gan.discriminator_step(real, z_d), gan.generator_step(z_g)), None


def _watched_step(gan, real, z_d, z_g):
    def weights(network):
        return np.concatenate([np.ravel(w) for w in network.weights], dtype=np.float64)

    def logit():
        return float(gan.discriminator.forward(gan.generator.forward(z_g)).mean())

    d_start, g_start = weights(gan.discriminator), weights(gan.generator)
    d_loss = gan.discriminator_step(real, z_d)
    d_middle, before = weights(gan.discriminator), logit()
    g_loss = gan.generator_step(z_g)
    d_end, after = weights(gan.discriminator), logit()
    d_length, g_length = np.linalg.norm(d_start), np.linalg.norm(g_start)
    moves = {"d_moved": np.linalg.norm(d_middle - d_start) / d_length,
             "d_moved_by_g": np.linalg.norm(d_end - d_middle) / d_length,
             "g_moved": np.linalg.norm(weights(gan.generator) - g_start) / g_length, "lift": after - before}
    return (d_loss, g_loss), moves


def _opinions(gan, real, fresh, z):
    """D(x) of each kind of point, in batches as large as in training: with batch norm the company counts."""
    fake = _fakes(gan, z)
    fresh_says, _ = in_batches(gan.judge, fresh, fake)
    real_says, fake_says = in_batches(gan.judge, real, fake)
    alone, = in_batches(lambda part: (gan.discriminator.forward(part),), fake)
    says = {"real_seen": real_says, "real_fresh": fresh_says, "fake_in_d": fake_says, "fake_in_g": alone}
    says = {name: sigmoid(logits) for name, logits in says.items()}
    everything = np.concatenate(list(says.values()))
    return {"lowest": everything.min(), "highest": everything.max(),
            **{name: float(values.mean()) for name, values in says.items()}}


def _counts(gan, z, mixture):
    fake, samples = _fakes(gan, z), _samples(gan, z)
    return {"modes": modes_captured(samples, mixture), "quality": high_quality_share(samples, mixture),
            "quality_in_training": high_quality_share(fake, mixture), "spread": float(fake.std(axis=0).mean())}


def _fakes(gan, z):
    return in_batches(lambda part: (gan.generator.forward(part),), z)[0]


def _samples(gan, z):
    return in_batches(lambda part: (gan.samples(part),), z)[0]


def in_batches(function, *arrays):
    """The function's outputs, each put together again from parts of BATCH_SIZE rows.

    Parts of this size are also too small for NumPy to start threads, whose waiting would cost more than they save.
    """
    parts = zip(*(np.split(array, len(array) // BATCH_SIZE) for array in arrays), strict=True)
    return [np.concatenate(outputs) for outputs in zip(*(function(*part) for part in parts), strict=True)]
