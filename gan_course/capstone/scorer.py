"""The scorer: it trains what was handed in, counts on fresh draws, and refuses what is not honest."""

import hashlib
from types import MappingProxyType
from typing import NamedTuple

import numpy as np

from gan_course import arguments
from gan_course.capstone.audit import bench
from gan_course.capstone.honesty import complaint
from gan_course.capstone.training import N_SAMPLES, train
from gan_course.capstone.worlds import training_rows, world
from gan_course.metrics import frechet_distance, memorisation

N_SEEDS = 5
SIBLING = 10_000         # added to a seed, it draws another world of the same kind
N_NEAR = 500            # samples whose nearest neighbours are looked up
PART_OF_A_MODE = 0.2    # a mode counts from this part of its fair share of good samples on
# The mean over the seeds: at least this many modes and this quality, at most this much memorisation and swing.
LIMITS = MappingProxyType({
    "curve": MappingProxyType({"modes": 11, "quality": 0.6, "memorisation": 0.65, "swing": 0.3}),
    "clouds": MappingProxyType({"modes": 8, "quality": 0.6, "memorisation": 0.65, "swing": 0.3}),
    "glyphs": MappingProxyType({"modes": 5, "quality": 0.5, "memorisation": 0.65, "swing": 0.3}),
})


class Counts(NamedTuple):
    """What samples are worth: modes found, share of good ones, Fréchet ÷ that of real data, memorisation, swing.

    swing: how far a sample of one noise moved in the last quarter of the training, in spreads of the data.
    """

    modes: int
    quality: float
    frechet: float
    memorisation: float
    swing: float


class Row(NamedTuple):
    """One run: its seed, its `Counts`, why it broke off or None, and D's gap between training and held-out rows."""

    seed: int
    counts: Counts
    trouble: str | None
    gap: float


class Score(NamedTuple):
    """`rows`: a `Row` of each run. `refused`: why nothing was run, or None. `missing`: what a cure still lacks.

    samples: of the first run, to look at; None where nothing was run.
    """

    world: str
    world_seed: int
    attempt: str
    rows: list
    refused: str | None
    cured: bool
    missing: list
    samples: np.ndarray | None

    def values(self, name):
        """Return one of the counts of each run, float (n,); a run that broke off has 0 modes and 0 quality."""
        return np.array([getattr(row.counts, name) for row in self.rows], dtype=float)

    def mean(self, name):
        """Return the mean over the runs of one of the counts; NaN where nothing was run."""
        return float(self.values(name).mean()) if self.rows else float("nan")


FAILED = Counts(0, 0.0, float("inf"), float("nan"), float("nan"))


def seeds_for(world_seed, n=N_SEEDS, salt=""):
    """Return the seeds of the runs: they follow from the world's seed, and the instructor's `salt` changes them."""
    arguments.text("salt", salt)
    digest = hashlib.sha256(f"{arguments.seed('world_seed', world_seed)}/{salt}".encode()).digest()
    return [int.from_bytes(digest[i:i + 3], "big") for i in range(0, 3 * arguments.whole("n", n, most=10), 3)]


def counted(drawn, samples, before=None, seed=3):
    """Return the `Counts` of samples (n, ...) of a world, on held-out draws that `seed` makes.

    before: samples of the same noise before the last quarter of the training; without them the swing is NaN.
    Samples of another shape are a ValueError; samples that are not finite count as failed.
    """
    samples = np.asarray(samples)
    if samples.ndim < 2 or samples.shape[1:] != tuple(drawn.sample_shape):
        arguments.refuse("samples", samples, f"an array (n, {', '.join(map(str, drawn.sample_shape))})")
    if not np.isfinite(samples).all() or not len(samples):
        return FAILED
    real, floor = (drawn.sample(N_SAMPLES, seed=np.random.default_rng([seed, number])) for number in (1, 2))
    mode, good = drawn.found(samples)
    share = np.bincount(mode[good], minlength=drawn.n_modes) / len(samples)
    train_rows = training_rows(drawn)
    spread = np.sqrt(_flat(train_rows).var(axis=0).sum())
    swing = float("nan") if before is None else \
        float(np.linalg.norm(_flat(samples) - _flat(before), axis=1).mean() / spread)
    distances = [frechet_distance(drawn.features(rows), drawn.features(real)) for rows in (samples, floor)]
    return Counts(int((share >= PART_OF_A_MODE * drawn.weights).sum()), float(good.mean()),
                  float(distances[0] / distances[1]),
                  memorisation(_flat(samples[:N_NEAR]), _flat(train_rows), _flat(real[:N_NEAR])), swing)


def missing(name, rows):
    """Return a sentence for each limit of a world that the mean over the runs does not keep."""
    limits, found = LIMITS[name], []
    found += [f"a run broke off: {row.trouble}" for row in rows if row.trouble]
    for measure, limit in limits.items():
        mean = np.mean([getattr(row.counts, measure) for row in rows])
        least = measure in ("modes", "quality")
        if not (mean >= limit if least else mean <= limit):
            found.append(f"{measure}: {mean:.3g} on the mean, {'at least' if least else 'at most'} {limit:g} wanted")
    return found


def one_run(drawn, attempt, seed):
    """Train once; return the `Row` and the samples."""
    run = train(drawn, attempt, seed)
    counts = FAILED if run.trouble else counted(drawn, run.samples, run.before)
    return Row(seed, counts, run.trouble, run.gap), run.samples


def score(name, world_seed, attempt, n_seeds=N_SEEDS, salt=""):
    """Train the attempt on the world under `n_seeds` seeds and return its `Score`; five are wanted for a cure.

    A step of one's own is looked at first: what `honesty.complaint` finds is the score's `refused`.
    """
    drawn = world(name, world_seed)
    refused = complaint(attempt.step, bench) if attempt.step is not None else None
    seeds = [] if refused else seeds_for(world_seed, n_seeds, salt)
    runs = [one_run(drawn, attempt, seed) for seed in seeds]
    rows = [row for row, _ in runs]
    lacks = [refused] if refused else missing(name, rows)
    samples = runs[0][1] if runs else None
    return Score(name, world_seed, str(attempt), rows, refused, not lacks and len(rows) >= N_SEEDS, lacks, samples)


def sibling_seed(world_seed):
    """Return the seed of another world of the same kind, on which a cure should work as well."""
    return SIBLING + arguments.seed("world_seed", world_seed)


def _flat(rows):
    return np.asarray(rows, dtype=np.float64).reshape(len(rows), -1)
