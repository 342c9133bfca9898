"""Data to learn from: mixtures with known densities and handwritten digits, float32; a table of patients, phantoms."""

from typing import NamedTuple

import numpy as np

from gan_course import arguments
from gan_course.data_files import DataFileError, checked_path
from gan_course.faces import Faces, faces
from gan_course.phantoms import Phantoms, phantoms

__all__ = ["CRUDE_FAKES", "Digits", "Faces", "GaussianMixture", "Phantoms", "Table", "breast_cancer", "crude_fakes",
           "digits", "faces", "grid", "mixture_1d", "phantoms", "ring"]


_LARGEST = 1e37  # of means and stds: samples are float32


class GaussianMixture:
    """A mixture of round Gaussians whose density is known, so every claim about it can be checked.

    means: (n_modes, dim), within ±1e37, as samples are float32. std: one number for all modes, or (n_modes,), from
    1e-37 to 1e37. weights: (n_modes,), positive; they are scaled to sum to 1; None means equal. Raises ValueError for
    what makes no density.
    """

    def __init__(self, means, std, weights=None):
        self.means = arguments.array("means", means, ("n_modes", "dim"), low=-_LARGEST, high=_LARGEST,
                                     hint="Such as [[-1.0], [1.0]].").copy()
        self.n_modes, self.dim = self.means.shape
        self.std = self._one_per_mode("std", std)
        arguments.array("std", self.std, low=1 / _LARGEST, high=_LARGEST)
        self.weights = self._one_per_mode("weights", 1.0 if weights is None else weights)
        self.weights = self.weights / self.weights.sum()

    def _one_per_mode(self, name, value):
        value = arguments.array(name, value, (), (self.n_modes,), above=0, high=1e300)  # so that a sum is finite
        return np.broadcast_to(value, (self.n_modes,)).copy()

    @property
    def support(self) -> int:
        """How many directions a mode varies in: all `dim`."""
        return self.dim

    def __repr__(self):
        return f"GaussianMixture(n_modes={self.n_modes}, dim={self.dim})"

    def sample(self, n: int, seed) -> np.ndarray:
        """`n` points, float32 (n, dim). seed: an int, or a np.random.Generator to go on drawing from."""
        n, rng = arguments.whole("n", n), arguments.rng("seed", seed)
        mode = rng.choice(self.n_modes, size=n, p=self.weights)  # (n,)
        noise = rng.standard_normal((n, self.dim)) * self.std[mode, None]
        return (self.means[mode] + noise).astype(np.float32)

    def log_pdf(self, x) -> np.ndarray:
        """Natural logarithm of the density at x (n, dim), float64 (n,): finite, or -inf below all floats."""
        x = self.check_points(x)
        with np.errstate(over="ignore", divide="ignore"):
            gap = x[:, None, :] - self.means  # (n, n_modes, dim)
            squared = (gap**2).sum(-1) / self.std**2  # (n, n_modes)
            log_term = np.log(self.weights) - self.dim * np.log(self.std * np.sqrt(2 * np.pi)) - squared / 2
            largest = log_term.max(axis=1, keepdims=True)  # taken out, so that exp cannot underflow everywhere
            largest[np.isneginf(largest)] = 0.0
            return largest[:, 0] + np.log(np.exp(log_term - largest).sum(axis=1))

    def pdf(self, x) -> np.ndarray:
        """Density at x (n, dim), float64 (n,)."""
        return np.exp(self.log_pdf(x))

    def check_points(self, x) -> np.ndarray:
        """x as float64 (n, dim); (n,) is taken as (n, 1) when dim is 1. NaN passes: a GAN that diverged makes it."""
        shapes = [("n", self.dim), ("n",)][:2 if self.dim == 1 else 1]
        return arguments.array("x", x, *shapes, finite=False).reshape(-1, self.dim)


class EmbeddedMixture(GaussianMixture):
    """Round Gaussians that each fill only some of the directions and are flat in the others: they have no density.

    means: (n_modes, dim). directions: True or False, (n_modes, dim): along which axes a mode varies, the same number
    for each. std: one number for all modes, or (n_modes,).
    """

    def __init__(self, means, std, directions):
        super().__init__(means, std)
        self.directions = arguments.truths("directions", directions, self.means.shape, numbers=True,
                                           hint="One for each axis of each mode.").copy()
        counts = self.directions.sum(axis=-1)
        if counts.min() < 1 or counts.min() != counts.max():
            raise ValueError(f"directions holds from {counts.min()} to {counts.max()} True for a mode; give as many "
                             "True for one mode as for another, at least one.")
        self._support = int(counts[0])

    @property
    def support(self) -> int:
        """How many directions a mode varies in."""
        return self._support

    def __repr__(self):
        return f"EmbeddedMixture(n_modes={self.n_modes}, dim={self.dim}, support={self.support})"

    def sample(self, n: int, seed) -> np.ndarray:
        """`n` points, float32 (n, dim). seed: an int, or a np.random.Generator to go on drawing from."""
        n, rng = arguments.whole("n", n), arguments.rng("seed", seed)
        mode = rng.integers(self.n_modes, size=n)
        points = rng.standard_normal((n, self.dim), dtype=np.float32)
        points *= self.directions[mode] * self.std[mode, None].astype(np.float32)
        return points + self.means[mode].astype(np.float32)

    def log_pdf(self, x):
        """Not to be had: a mode that is flat in some directions has no density."""
        raise ValueError(f"{self!r} has no density: each mode is flat in {self.dim - self.support} directions.")


def ring(n_modes: int = 8, radius: float = 1.0, std: float = 0.01) -> GaussianMixture:
    """Equal Gaussians on a circle, at the angles 2πi/n_modes: by default the ring of VEEGAN and PacGAN."""
    angle = 2 * np.pi * np.arange(arguments.whole("n_modes", n_modes)) / n_modes  # no repeated end point
    circle = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    return GaussianMixture(arguments.number("radius", radius, above=0, high=_LARGEST) * circle, std)


def grid(side: int = 5, spacing: float = 2.0, std: float = 0.05) -> GaussianMixture:
    """side² equal Gaussians on a square lattice around 0: by default the grid of VEEGAN and PacGAN."""
    side, spacing = arguments.whole("side", side), arguments.number("spacing", spacing, above=0, high=_LARGEST)
    place = (np.arange(side) - (side - 1) / 2) * spacing
    lattice = np.stack(np.meshgrid(place, place, indexing="ij"), axis=-1)  # (side, side, 2)
    return GaussianMixture(lattice.reshape(-1, 2), std)


def embedded(n_modes: int = 10, dim: int = 1200, support: int = 700, std: float = 0.1,
             layout=0) -> EmbeddedMixture:
    """Gaussians of `support` dimensions in a space of `dim`: by default in the sizes of VEEGAN's "1200D Synthetic".

    The paper (Srivastava et al. 2017, section 5.1) does not say where its modes lie. Here each mean is uniform in
    [-1, 1] along every axis, each mode varies along `support` axes of its own, drawn at random, and `layout` is the
    seed of all that.
    """
    n_modes, dim = arguments.whole("n_modes", n_modes), arguments.whole("dim", dim)
    support, rng = arguments.whole("support", support, most=dim), arguments.rng("layout", layout)
    means = rng.uniform(-1, 1, (n_modes, dim))
    axes = rng.permuted(np.tile(np.arange(dim) < support, (n_modes, 1)), axis=1)
    return EmbeddedMixture(means, arguments.number("std", std, above=0), axes)


def mixture_1d(means, stds, weights=None) -> GaussianMixture:
    """Gaussians on the line: means (n_modes,), stds one number or (n_modes,), weights (n_modes,) or None."""
    means = arguments.array("means", means, ("n_modes",), (), hint="Such as [-1.0, 1.0].")
    return GaussianMixture(means.reshape(-1, 1), stds, weights)


class Digits(NamedTuple):
    """Images float32 (n, 28, 28, 1) in [-1, 1] (ink is +1), labels int32 (n,) from 0 to 9."""

    x_train: np.ndarray
    y_train: np.ndarray
    x_test: np.ndarray
    y_test: np.ndarray


def digits(source: str = "bundled", data_dir=None) -> Digits:
    """MNIST digits. "bundled": 8,000 to train on and 2,000 to test on, from `data/`; no network is needed.

    "keras": all 60,000 and 10,000, fetched once by `keras.datasets`. Raises DataFileError when the file is
    missing, damaged or cannot be fetched. Source: LeCun, Cortes & Burges, The MNIST database of handwritten
    digits.
    """
    arguments.choice("source", source, ("bundled", "keras"), {"mnist": "bundled"},
                     hint='"bundled" holds 10,000 digits, "keras" all 70,000.')
    if source == "bundled":
        with np.load(checked_path("mnist_10k.npz", data_dir)) as file:
            arrays = [file[key] for key in ("train_images", "train_labels", "test_images", "test_labels")]
    else:
        arrays = _fetch_with_keras()
    x_train, y_train, x_test, y_test = arrays
    return Digits(_scale(x_train), y_train.astype(np.int32), _scale(x_test), y_test.astype(np.int32))


class Table(NamedTuple):
    """`rows` float64 (n, columns), the columns' `names`, and `categories`: {column: number of classes}.

    `sizeless`: the columns that say nothing of how large a cell nucleus is, the diagnosis aside.
    """

    rows: np.ndarray
    names: list
    categories: dict
    sizeless: list


def breast_cancer() -> Table:
    """The Wisconsin diagnostic table: 569 patients, 30 measures of cell nuclei, and whether the tumour is malignant.

    The last column, "malignant", is 0 or 1. It comes with scikit-learn; no network is needed. Source: Wolberg,
    Mangasarian, Street & Street 1993, Breast Cancer Wisconsin (Diagnostic), UCI Machine Learning Repository.
    """
    from sklearn.datasets import load_breast_cancer  # here, because importing scikit-learn takes a second

    found = load_breast_cancer()
    names = [str(name) for name in found.feature_names]
    told = ("texture", "smoothness", "symmetry", "fractal dimension")
    sizeless = [i for i, name in enumerate(names) if any(word in name for word in told)]
    malignant = 1.0 - found.target                  # scikit-learn's 0 is malignant
    return Table(np.column_stack([found.data, malignant]), [*names, "malignant"], {30: 2}, sizeless)


CRUDE_FAKES = ("shuffled", "blurred", "blended", "pca")


def crude_fakes(images, kind: str, seed) -> np.ndarray:
    """Poor imitations of digits, as many as there are images: float32 (n, 28, 28, 1) in [-1, 1].

    kind: "shuffled" (each image's pixels in random order), "blurred", "blended" (the mean of two images) or
    "pca" (drawn from the Gaussian over the images' first 50 principal components). seed: int or Generator.
    """
    kind, rng = arguments.choice("kind", kind, CRUDE_FAKES), arguments.rng("seed", seed)
    images = arguments.images("images", images, ("n", 28, 28, 1), rows=2)
    flat = images.reshape(len(images), -1)
    if kind == "shuffled":
        fakes = rng.permuted(flat, axis=1)
    elif kind == "blurred":
        fakes = images
        for axis in (1, 2) * 3:  # three passes of the filter (1, 2, 1) / 4 each way
            fakes = (np.roll(fakes, 1, axis) + 2 * fakes + np.roll(fakes, -1, axis)) / 4
    elif kind == "blended":
        order = rng.permutation(len(flat))
        fakes = (flat[order] + flat[np.roll(order, 1)]) / 2  # rolled, so that no image meets itself
    else:  # "pca"
        mean = flat.mean(axis=0)
        _, sizes, directions = np.linalg.svd(flat - mean, full_matrices=False)
        amounts = rng.standard_normal((len(flat), len(sizes[:50]))) * sizes[:50] / np.sqrt(len(flat) - 1)
        fakes = mean + amounts @ directions[:50]
    return np.clip(fakes, -1, 1).astype(np.float32).reshape(images.shape)


def _fetch_with_keras():
    from keras.datasets import mnist  # here, because importing Keras takes seconds

    try:
        (x_train, y_train), (x_test, y_test) = mnist.load_data()
    except Exception as error:  # Keras wraps each network fault in its own plain Exception
        raise DataFileError(
            f"keras.datasets could not fetch MNIST ({error}). "
            'Without a network use digits(source="bundled"): 8,000 training and 2,000 test digits.'
        ) from error
    return x_train, y_train, x_test, y_test


def _scale(pixels):
    """uint8 (n, 28, 28) in 0..255 -> float32 (n, 28, 28, 1) in [-1, 1]."""
    return (pixels.astype(np.float32) / 127.5 - 1.0)[..., None]
