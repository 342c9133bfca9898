"""What goes into a training step: checked arrays, and the order in which a fit visits them."""

import numpy as np

from gan_course.arguments import array, integers, warn, whole


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
            steps_per_epoch = whole("steps_per_epoch", steps_per_epoch)
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


def checked_images_or_points(x, sample_shape, reach):
    """Return x as float32 (n, *sample_shape); raise ValueError where the generator could not imitate it.

    reach: (lowest, highest) number that the generator can approach, infinite where nothing bounds it.
    """
    if not hasattr(x, "__array__") and not isinstance(x, (list, tuple)):
        raise ValueError(f"x is a {type(x).__name__}; fit takes one array, which it shuffles and cuts itself. "
                         "Pass the array, without batches: np.stack(list(…)) makes one of single samples.")
    found = array("x", x, dtype="float32", rows=0)
    array("x", found, ("n", *sample_shape), dtype=None, finite=False, hint="" if found.shape[1:] == sample_shape else
          "Reshape the data (images need a channel axis), or build networks for them.")
    if np.asarray(x).dtype.kind in "iu":
        raise ValueError(f"x holds {np.asarray(x).dtype} numbers; training takes floating point numbers. "
                         "For images of 0 … 255: x.astype('float32') / 127.5 - 1.")
    low, high, (least, most) = float(found.min()), float(found.max()), reach
    if low < least or high > most:
        where = f"[{least:g}, {most:g}]" if np.isfinite(reach).all() else (
            f"numbers of at least {least:g}" if np.isfinite(least) else f"numbers of at most {most:g}")
        ends = " (it ends in tanh, or the like)" if reach == (-1, 1) else (
            " (it ends in a sigmoid, or the like)" if reach == (0, 1) else "")
        raise ValueError(f"x runs from {low:g} to {high:g} and the generator reaches only {where}{ends}. "
                         f"Scale the data{f' to {where}' if np.isfinite(reach).all() else ''}, or end the generator in "
                         "what reaches them.")
    if low >= 0 and least == -1 and most == 1:
        warn("No value of x is below 0, and the generator reaches from -1 to 1, as tanh does: was x scaled to [0, 1]? "
             "Scale it to [-1, 1] with 2 * x - 1.")
    return found


def checked_labels(y, n, n_classes, name="y", one_for_all=False):
    """Return y as int32 (n,), each from 0 to n_classes - 1; raise ValueError otherwise.

    one_for_all: whether a single class is taken too, for all n.
    """
    shapes = [(n,), ()] if one_for_all else [(n,)]
    return np.broadcast_to(integers(name, y, *shapes, low=0, high=n_classes - 1, dtype="int32",
                                    hint="Each sample needs its class."), n)
