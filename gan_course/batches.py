"""What goes into a training step: checked arrays, and the order in which a fit visits them."""

import warnings

import keras
import numpy as np

from gan_course.errors import check_whole


class Batches:
    """The rows and the noise of each step: shuffled passes over n samples, in chunks of a few steps.

    Iterating gives, for one epoch, (first step of the chunk, indices (steps in the chunk, batch_size) int32, standard
    normal noise (steps in the chunk, batch_size, latent_dim) float32). A pass that has fewer than batch_size samples
    left is dropped, as in Keras with drop_remainder; the next one begins. Rows and noise come from two streams of
    `seed`, an int or several, drawn step after step: what a step gets does not depend on the chunk.
    """

    def __init__(self, n, batch_size, steps_per_epoch, chunk, seed, latent_dim):
        if batch_size > n:
            raise ValueError(f"A step takes {batch_size} samples (batch_size times n_critic) and there are only {n}; "
                             "choose a smaller batch_size.")
        if steps_per_epoch is not None:
            check_whole("steps_per_epoch", steps_per_epoch)
        self.n, self.batch_size = n, batch_size
        self.steps = int(steps_per_epoch or n // batch_size)
        self.chunk = _even_chunk(self.steps, chunk)
        self.latent_dim = latent_dim
        self._order, self._noise = map(np.random.default_rng, np.random.SeedSequence(seed).spawn(2))
        self._left = np.zeros(0, "int32")

    def __iter__(self):
        for first in range(0, self.steps, self.chunk):
            steps = min(self.chunk, self.steps - first)
            indices = np.stack([self._next() for _ in range(steps)])
            yield first, indices, self._noise.standard_normal((*indices.shape, self.latent_dim), dtype="float32")

    def skip(self, epochs):
        """Pass over what the first epochs would have got, so that a training resumed there goes on as if uncut."""
        for _ in range(epochs):
            for _ in self:
                pass

    def _next(self):
        if len(self._left) < self.batch_size:
            self._left = self._order.permutation(self.n).astype("int32")
        batch, self._left = self._left[:self.batch_size], self._left[self.batch_size:]
        return batch


def _even_chunk(steps, chunk):
    """The largest divisor of steps in (chunk/2, chunk], else chunk: an even cut spares XLA a second compilation."""
    chunk = min(steps, chunk)
    return next((size for size in range(chunk, chunk // 2, -1) if steps % size == 0), chunk)


def checked_images_or_points(x, sample_shape, generator):
    """Return x as float32 (n, *sample_shape); raise ValueError where the generator could not imitate it."""
    if not hasattr(x, "__array__") and not isinstance(x, (list, tuple)):
        raise ValueError(f"The data are a {type(x).__name__}; fit takes one array, which it shuffles and cuts itself. "
                         "Pass the array, without batches: np.stack(list(…)) makes one of single samples.")
    try:
        x = np.asarray(x)
    except ValueError:
        raise ValueError("The data are a list of samples of different shapes; training takes one array. "
                         "Cut or pad the samples to one shape.") from None
    if not np.issubdtype(x.dtype, np.floating):
        raise ValueError(f"The data are {x.dtype}; training takes floating point numbers. "
                         "For images of 0 … 255: x.astype('float32') / 127.5 - 1.")
    if x.shape[1:] != sample_shape or x.ndim == 0:
        raise ValueError(f"The data have shape {x.shape}; the networks take (n, {', '.join(map(str, sample_shape))}). "
                         "Reshape the data (images need a channel axis), or build networks for them.")
    if not len(x):
        raise ValueError(f"The data are empty, shape {x.shape}; pass at least batch_size samples.")
    with np.errstate(over="ignore"):
        x = x.astype("float32", copy=False)  # what float32 cannot hold becomes infinite, and is refused below
    if not np.isfinite(x).all():
        raise ValueError(f"The data hold {np.count_nonzero(~np.isfinite(x))} values that are NaN or infinite; "
                         "remove or repair them.")
    if getattr(generator.layers[-1], "activation", None) is keras.activations.tanh:
        low, high = x.min(), x.max()
        if low < -1 or high > 1:
            raise ValueError(f"The data run from {low:g} to {high:g} and the generator ends in tanh, which reaches "
                             "only (-1, 1). Scale the data to [-1, 1].")
        if low >= 0:
            warnings.warn("No value of the data is below 0, and the generator ends in tanh: were they scaled to "
                          "[0, 1]? Scale them to [-1, 1] with 2 * x - 1.", stacklevel=3)
    return x


def checked_labels(y, n, n_classes):
    """Return y as int32 (n,), each from 0 to n_classes - 1; raise ValueError otherwise."""
    y = np.asarray(y)
    if y.shape != (n,) or not np.issubdtype(y.dtype, np.integer):
        raise ValueError(f"The labels are {y.dtype} of shape {y.shape}; needed are {n} whole numbers, "
                         f"shape ({n},).")
    if n and (y.min() < 0 or y.max() >= n_classes):
        raise ValueError(f"The labels run from {y.min()} to {y.max()}; allowed are 0 to {n_classes - 1}.")
    return y.astype("int32", copy=False)
