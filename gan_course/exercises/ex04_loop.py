"""Exercise of lesson 04: the training loop round a step."""

import numpy as np

from gan_course.exercises.exercise import Exercise
from gan_course.exercises.wording import an


def _fit(step, x, epochs, batch_size, latent_dim, rng, labels=None):
    d_losses, g_losses = [], []
    for _ in range(epochs):
        order = rng.permutation(len(x))                              # each sample once an epoch
        for start in range(0, len(x) - batch_size + 1, batch_size):
            rows = order[start:start + batch_size]
            noise = rng.standard_normal((batch_size, latent_dim)).astype("float32")
            losses = step(x[rows], noise, None if labels is None else labels[rows])
            d_losses.append(float(losses["d_loss"]))
            g_losses.append(float(losses["g_loss"]))
    return {"d_loss": np.array(d_losses), "g_loss": np.array(g_losses)}


class _Step:
    """Stands in for a training step: notes what it is given, and returns losses that tell the steps apart."""

    def __init__(self):
        self.calls = []

    def __call__(self, real, noise, labels=None):
        self.calls.append([None if array is None else np.array(array) for array in (real, noise, labels)])
        number = len(self.calls)
        return {"d_loss": np.float32(number), "g_loss": np.float32(-0.5 * number)}

    def column(self, number):
        return [call[number] for call in self.calls]


# n, epochs, batch_size, latent_dim, labelled
_RUNS = [(37, 3, 5, 2, True), (24, 2, 8, 7, False), (23, 4, 3, 3, True)]


def _ran(answer, n, epochs, batch_size, latent_dim, labelled, seed=41):
    """Run the loop on rows that carry their own number; return (the step, the history, whether x was changed)."""
    step, x = _Step(), np.arange(n, dtype="float32")[:, None] * np.ones((1, 2), "float32")
    labels = (np.arange(n) * 7 % 10).astype("int32") if labelled else None
    given = x.copy(), None if labels is None else labels.copy()
    arguments = (step, x, epochs, batch_size, latent_dim, np.random.default_rng(seed))
    history = answer(*arguments, labels) if labelled else answer(*arguments)
    kept = np.array_equal(x, given[0]) and (labels is None or np.array_equal(labels, given[1]))
    return step, history, kept


def _rows(step):
    return [real[:, 0].astype(int) for real in step.column(0)]


def _right_batches(answer):
    for run in _RUNS:
        n, epochs, batch_size, *_ = run
        step, _, kept = _ran(answer, *run)
        if not kept:
            return "x or labels is changed by the loop (shuffled in place, perhaps): draw an order of the rows instead."
        least, most = epochs * (n // batch_size), epochs * -(-n // batch_size)
        if not least <= len(step.calls) <= most:
            return (f"{n} samples, {epochs} epochs and batches of {batch_size} make {least} steps, or {most} with the "
                    f"smaller last batches; the step was called {len(step.calls)} times. An epoch is one pass over "
                    "the data.")
        for real in step.column(0):
            if real.ndim != 2 or not 0 < len(real) <= batch_size:
                return f"a batch has shape {real.shape}; {batch_size} rows of x are wanted."
        if sum(len(real) < batch_size for real in step.column(0)) > epochs:
            return f"most batches hold fewer than {batch_size} rows."
    return None


def _covers_the_data(answer):
    for run in _RUNS:
        n, epochs, batch_size, *_ = run
        rows = _rows(_ran(answer, *run)[0])
        size = len(rows) // epochs
        for epoch in range(epochs):
            seen = np.concatenate(rows[epoch * size:(epoch + 1) * size])
            if len(np.unique(seen)) < len(seen):
                return ("within one epoch a sample comes twice, so others are left out: shuffle once, then cut the "
                        "order into batches that do not overlap.")
            if len(seen) <= n - batch_size:
                return f"an epoch shows {len(seen)} of {n} samples; only a last batch that is not full may be left out."
    return None


def _shuffles(answer):
    run = _RUNS[0]
    rows = _rows(_ran(answer, *run)[0])
    size = len(rows) // run[1]
    first, second = (np.concatenate(rows[start:start + size]) for start in (0, size))
    if np.mean(np.abs(np.diff(first)) == 1) > 0.5:
        return "the samples come in their given order, neighbours beside each other; shuffle them."
    if np.array_equal(first, second):
        return "each epoch has the same order: shuffle anew in each."
    if set(rows[0]) == set(rows[size]):
        return "each epoch has the same batches: shuffle the samples, not the batches."
    again, other = (_rows(_ran(answer, *run, seed=seed)[0]) for seed in (41, 42))
    if not np.array_equal(np.concatenate(again), np.concatenate(rows)):
        return "the same rng gives another order: draw from `rng` alone, so that a run can be repeated."
    if np.array_equal(np.concatenate(other), np.concatenate(rows)):
        return "another rng gives the same order: draw from `rng`."
    n, batch_size = _RUNS[0][0], _RUNS[0][2]
    ever = np.unique(np.concatenate(_rows(_ran(answer, n, 20, batch_size, 2, False)[0])))
    if len(ever) < n:
        return (f"in 20 epochs {n - len(ever)} of {n} samples were never shown: shuffle all rows, and leave out what "
                "comes last in the new order.")
    return None


def _labels_beside(answer):
    for run in _RUNS:
        step, *_ = _ran(answer, *run)
        for rows, labels in zip(_rows(step), step.column(2), strict=True):
            if not run[-1] and labels is not None:
                return "without labels the step gets some all the same; pass None."
            if run[-1] and (labels is None or not np.array_equal(np.ravel(labels), rows * 7 % 10)):
                return "the labels are not those of the batch's samples: cut both with the same rows."
    return None


def _fresh_noise(answer):
    for run in _RUNS:
        latent_dim = run[3]
        step, *_ = _ran(answer, *run)
        for real, noise in zip(step.column(0), step.column(1), strict=True):
            if noise.shape != (len(real), latent_dim):
                return f"the noise has shape {noise.shape}; one row for each sample is wanted, {len(real), latent_dim}."
            if noise.dtype != np.float32:
                return f"the noise holds {noise.dtype} numbers; the networks compute in float32: .astype(\"float32\")."
        every = np.concatenate(step.column(1))
        if len(np.unique(np.round(every, 6), axis=0)) < len(every):
            return "the same noise comes twice: draw fresh noise at each step."
    step, *_ = _ran(answer, 400, 4, 20, 8, False)
    every = np.concatenate(step.column(1))                   # 12,800 numbers
    within = np.mean(np.abs(every) < 1)
    if abs(every.mean()) > 0.05 or abs(every.std() - 1) > 0.05 or abs(within - 0.683) > 0.03:
        return (f"the noise has mean {every.mean():.2f}, standard deviation {every.std():.2f}, and {within:.0%} of it "
                "lies between -1 and 1; standard normal noise has 0, 1 and 68 %: rng.standard_normal.")
    if np.abs(np.corrcoef(every.T) - np.eye(8)).max() > 0.2:
        return "the latent numbers of one sample hang together: draw each of the latent_dim numbers by itself."
    again, other = (np.concatenate(_ran(answer, 400, 4, 20, 8, False, seed=seed)[0].column(1)) for seed in (41, 42))
    if not np.array_equal(every, again):
        return "the same rng gives other noise: draw from `rng` alone, so that a run can be repeated."
    if np.array_equal(every, other):
        return "another rng gives the same noise: draw from `rng`."
    return None


def _keeps_the_losses(answer):
    step, history, _ = _ran(answer, *_RUNS[0])
    if not isinstance(history, dict) or set(history) != {"d_loss", "g_loss"}:
        return f"return the losses of every step, {{\"d_loss\": [...], \"g_loss\": [...]}}; this is {an(history)}."
    count = np.arange(1, len(step.calls) + 1)
    for name, factor in (("d_loss", 1), ("g_loss", -0.5)):
        try:
            losses = np.array([float(loss) for loss in history[name]])
        except (TypeError, ValueError):
            return f"{name} should hold one number for each step."
        if losses.shape != count.shape:
            return f"{name} holds {losses.size} losses after {len(count)} steps; keep one for each step."
        if not np.allclose(losses, factor * count):
            return f"{name} does not hold what the steps returned, in their order."
    return None


fit = Exercise(
    "fit", _fit,
    checks=[_right_batches, _covers_the_data, _shuffles, _labels_beside, _fresh_noise, _keeps_the_losses],
    hints=[
        "Two loops: over epochs, and over batches. Before the inner one, draw an order of all rows.",
        "order = rng.permutation(len(x)); then batches order[start:start + batch_size], start = 0, batch_size, …",
        "rng.standard_normal((batch_size, latent_dim)).astype(\"float32\"); step(x[rows], noise, labels[rows]), or "
        "None for the labels where there are none; float(losses[\"d_loss\"]) into a list.",
    ],
    praise="Every sample once an epoch, in an order that is new each time, with noise that is never the same.",
    mine="loop",
    doc="""Call step(real, noise, labels) on shuffled batches; return {"d_loss", "g_loss"}, one number a step.

    x: (n, ...). labels: (n,) or None. rng: a np.random.Generator, the only source of chance.
    """,
)
