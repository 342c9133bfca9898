"""Small squares of images, as sets of points: how like those of a photograph they are, and how new."""

import numpy as np

from gan_course import arguments
from gan_course.metrics.distances import wasserstein_1d
from gan_course.metrics.inputs import point_sets
from gan_course.metrics.neighbours import nearest

GREY = 127.5    # grey levels, of 0 … 255, in one unit of a pixel in [-1, 1]


def cut_patches(images, side: int = 7, step: int = 1) -> np.ndarray:
    """Cut every square of side × side pixels, `step` apart: images (n, h, w, c) or (h, w, c) -> (patches, side² c)."""
    images, side = _images("images", images), arguments.whole("side", side)
    step = arguments.whole("step", step)
    if side > min(images.shape[1:3]):
        arguments.refuse("side", side, f"{min(images.shape[1:3])} or less, the shorter side of the images")
    found = np.lib.stride_tricks.sliding_window_view(images, (side, side), axis=(1, 2))[:, ::step, ::step]
    return found.reshape(-1, side * side * images.shape[3])


def halved(images) -> np.ndarray:
    """Halve both sides by the mean of 2 × 2 pixels: images (n, h, w, c) or (h, w, c) -> (n, h // 2, w // 2, c)."""
    images = _images("images", images)
    n, height, width, channels = images.shape
    if min(height, width) < 2:
        raise ValueError(f"images have sides of {height} and {width} pixels; give 2 or more, to be halved.")
    images = images[:, :height // 2 * 2, :width // 2 * 2]
    return images.reshape(n, height // 2, 2, width // 2, 2, channels).mean(axis=(2, 4))


def diversity(samples, photograph) -> float:
    """How much samples differ from each other: a pixel's std over the samples, averaged, over the photograph's std.

    samples: (n, h, w, c), two or more; photograph: (height, width, c). Grey values, the mean of the channels, are
    compared, and the samples may have another shape than the photograph. 0: all are the same. As Shaham, Dekel &
    Michaeli 2019, section 3, count it for SinGAN (there over 100 samples).
    """
    samples = arguments.images("samples", samples, ("n", "height", "width", "channels"), rows=2)
    photograph = arguments.images("photograph", photograph, ("height", "width", samples.shape[3])).mean(axis=-1)
    if np.ptp(photograph) < 1e-5:  # rounding leaves up to a millionth; a grey level is 8 thousandths
        raise ValueError("photograph has one value everywhere, so its std is 0; give one with a picture on it.")
    return float(samples.mean(axis=-1).std(axis=0).mean() / photograph.std())


def sliced_wasserstein(a, b, directions: int = 64, seed=0) -> float:
    """Distance of two sets of points: the mean, over random directions, of the Wasserstein-1 distance of their shadows.

    a: (n, f), b: (m, f). directions: how many unit vectors, drawn with `seed`; the same for every pair of sets with the
    same seed. Rabin et al. 2011; on patches of images as Karras et al. 2018, section 5, use it.
    """
    a, b = point_sets(a=a, b=b)
    directions = arguments.whole("directions", directions)
    ways = arguments.rng("seed", seed).standard_normal((a.shape[1], directions))
    ways /= np.linalg.norm(ways, axis=0)
    return float(np.mean([wasserstein_1d(*shadows) for shadows in zip((a @ ways).T, (b @ ways).T, strict=True)]))


def patch_distance(samples, photograph, side: int = 7, n: int = 4000, seed=0) -> float:
    """`sliced_wasserstein` of the patches of samples and of a photograph, in grey levels (of 0 … 255).

    samples: (n, h, w, c), photograph: (height, width, c). n: patches of each that are compared, at most,
    drawn with `seed`. If every patch were brighter by g grey levels, the distance would be about 0.8 g.
    """
    n, rng = arguments.whole("n", n), arguments.rng("seed", seed)
    ours, theirs = (_some(points, n, rng) for points in _cut_both(samples, photograph, side))
    return GREY * sliced_wasserstein(ours, theirs, seed=seed)


def nearest_patch(samples, photograph, side: int = 7, n: int = 500, seed=0) -> float:
    """How far the patches of samples are from the nearest patch of a photograph: the median, in grey levels.

    samples: (n, h, w, c), photograph: (height, width, c). n: patches of the samples, at most, drawn with `seed`. A
    distance is the root of the mean squared difference of the pixels' values. 0: half of the patches are copies.
    """
    n, rng = arguments.whole("n", n), arguments.rng("seed", seed)
    ours, theirs = _cut_both(samples, photograph, side)
    ours = _some(ours, n, rng)
    return float(np.median(nearest(ours, theirs)[0])) * GREY / ours.shape[1] ** 0.5


def _images(name, images):
    """Return images as (n, h, w, c); one image without the first axis is taken too."""
    found = arguments.images(name, images, ("n", "height", "width", "channels"), ("height", "width", "channels"))
    return found[None] if found.ndim == 3 else found


def _cut_both(samples, photograph, side):
    samples, photograph = _images("samples", samples), _images("photograph", photograph)
    if samples.shape[3] != photograph.shape[3]:
        raise ValueError(f"samples have {samples.shape[3]} channels and photograph {photograph.shape[3]}; "
                         "give as many.")
    return cut_patches(samples, side), cut_patches(photograph, side)


def _some(points, n, rng):
    """Return n of the points, drawn without repetition, or all where there are fewer."""
    return points if len(points) <= n else points[rng.choice(len(points), n, replace=False)]
