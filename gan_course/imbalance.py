"""Rare classes, and the simple answers to them: other rows, other weights, another threshold. NumPy alone.

Where rows are chosen, a function returns their numbers, so that data of any shape can follow: `x[rows], y[rows]`.
"""

import numpy as np

from gan_course import arguments


def thinned(labels, kept, seed) -> np.ndarray:
    """Row numbers (m,), rising: of each class in `kept`, {class: how many}, that many at random; of others all.

    labels: (n,) whole numbers from 0. seed: int or Generator. Raises ValueError where a class has fewer rows.
    """
    labels, rng = _labels(labels), arguments.rng("seed", seed)
    chosen = np.ones(len(labels), bool)
    for label, wanted in arguments.instance("kept", kept, dict, "Such as {5: 20}.").items():
        rows = np.flatnonzero(labels == arguments.whole("a class in kept", label, least=0))
        wanted = arguments.whole(f"kept[{label}]", wanted, most=max(len(rows), 1))
        if len(rows) == 0:
            raise ValueError(f"No row has class {label}; kept may name only {np.unique(labels).tolist()}.")
        chosen[rows] = False
        chosen[rng.permutation(rows)[:wanted]] = True
    return np.flatnonzero(chosen)


def oversampled(labels, seed) -> np.ndarray:
    """Row numbers: every row once, then random copies until each class has as many rows as the largest."""
    labels, rng = _labels(labels), arguments.rng("seed", seed)
    return np.concatenate([np.arange(len(labels))] + [
        rng.choice(np.flatnonzero(labels == label), size=n) for label, n in lacking(labels).items()])


def undersampled(labels, seed) -> np.ndarray:
    """Row numbers, rising: of each class as many rows as the smallest has, at random."""
    labels = _labels(labels)
    classes, counts = np.unique(labels, return_counts=True)
    return thinned(labels, {int(label): int(counts.min()) for label in classes}, seed)


def lacking(labels) -> dict:
    """{class: how many rows it lacks to be as many as the largest class}, without those that lack none."""
    classes, counts = np.unique(_labels(labels), return_counts=True)
    return {int(label): int(counts.max() - count) for label, count in zip(classes, counts, strict=True)
            if count < counts.max()}


def balanced_weights(labels, n_classes) -> np.ndarray:
    """A weight for each class, float64 (n_classes,): n / (classes seen × rows of it), as scikit-learn's "balanced".

    A class without rows gets 0.
    """
    n_classes = arguments.whole("n_classes", n_classes)
    counts = np.bincount(_labels(labels, high=n_classes - 1), minlength=n_classes)
    return np.where(counts > 0, counts.sum() / np.maximum(counts, 1) / np.count_nonzero(counts), 0.0)


def without_prior(posterior, prior) -> np.ndarray:
    """The posterior (n, n_classes) that the same evidence gives where all classes are equally frequent.

    By Bayes's rule the posterior is likelihood × prior / normaliser; so divide by the `prior` (n_classes,) of the
    training data and normalise. Saerens, Latinne & Decaestecker 2002, eq. 4.
    """
    posterior = arguments.array("posterior", posterior, ("n", "n_classes"), low=0)
    prior = arguments.array("prior", prior, (posterior.shape[1],), above=0, hint="The share of each class.")
    odds = posterior / prior
    total = odds.sum(axis=1, keepdims=True)
    if not total.all():
        raise ValueError("posterior has a row of zeros; give rows that sum to 1.")
    return odds / total


def smote(points, n, seed, k=5) -> np.ndarray:
    """n points (n, dim), each on the line from a random point to one of its k nearest neighbours.

    points: (m, dim), all of the rare class, m at least 2. Chawla et al. 2002. Where m - 1 is below k, all others count.
    """
    points = arguments.array("points", points, ("m", "dim"), rows=2)
    n, k, rng = arguments.whole("n", n), arguments.whole("k", k), arguments.rng("seed", seed)
    gaps = ((points[:, None] - points) ** 2).sum(axis=2)
    np.fill_diagonal(gaps, np.inf)
    neighbours = gaps.argsort(axis=1)[:, :k] if k < len(points) else gaps.argsort(axis=1)[:, :-1]
    start = rng.integers(len(points), size=n)
    end = neighbours[start, rng.integers(neighbours.shape[1], size=n)]
    return points[start] + rng.random((n, 1)) * (points[end] - points[start])


def jittered(points, n, seed, scale=None) -> np.ndarray:
    """n copies (n, dim) of random points, each moved by normal noise of `scale` times each column's std.

    scale: None for Scott's rule, m ** (-1 / (dim + 4)): the points are then those of a kernel density estimate.
    """
    points = arguments.array("points", points, ("m", "dim"), rows=2)
    n, rng = arguments.whole("n", n), arguments.rng("seed", seed)
    scale = (len(points) ** (-1 / (points.shape[1] + 4)) if scale is None
             else arguments.number("scale", scale, above=0))
    noise = rng.standard_normal((n, points.shape[1])) * scale * points.std(axis=0, ddof=1)
    return points[rng.integers(len(points), size=n)] + noise


def gaussian_like(points, n, seed) -> np.ndarray:
    """n points (n, dim) of the normal distribution with the points' mean and their covariance, shrunk.

    The covariance is drawn towards a multiple of the identity by Ledoit & Wolf's rule (2004), as few points ask for.
    """
    from sklearn.covariance import ledoit_wolf  # here, because importing it takes a second

    points = arguments.array("points", points, ("m", "dim"), rows=2)
    n, rng = arguments.whole("n", n), arguments.rng("seed", seed)
    covariance, _ = ledoit_wolf(points)
    values, directions = np.linalg.eigh(covariance)
    spread = directions * np.sqrt(np.maximum(values, 0))
    return points.mean(axis=0) + rng.standard_normal((n, len(values))) @ spread.T


def moved(images, seed, shift=2.0, turn=12.0) -> np.ndarray:
    """Each image turned by up to `turn` degrees and shifted by up to `shift` pixels, at random: classical augmentation.

    images: (n, height, width, 1) in [-1, 1]; what comes in from outside is -1, paper. float32 of the same shape.
    """
    from scipy.ndimage import affine_transform

    images = arguments.images("images", images, ("n", "height", "width", 1))
    rng, shift, turn = arguments.rng("seed", seed), *(arguments.number(name, value, low=0) for name, value in
                                                      (("shift", shift), ("turn", turn)))
    angles = np.deg2rad(rng.uniform(-turn, turn, size=len(images)))
    shifts = rng.uniform(-shift, shift, size=(len(images), 2))
    middle = (np.array(images.shape[1:3]) - 1) / 2
    result = np.empty_like(images)
    for image, angle, by, out in zip(images, angles, shifts, result, strict=True):
        rotation = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
        out[..., 0] = affine_transform(image[..., 0], rotation, middle - rotation @ (middle + by), order=1, cval=-1.0)
    return np.clip(result, -1, 1)


def _labels(labels, high=None):
    return arguments.integers("labels", labels, ("n",), low=0, high=high, hint="One class for each row.")
