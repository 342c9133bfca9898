"""Images like a photograph without learning: tiles cut from it, and noise with its colours and its spectrum."""

import numpy as np

from gan_course import arguments


def tiles(photo, n, shape=None, side=16, overlap=0, candidates=1, own_row=False, seed=0):
    """Lay squares cut from a photograph side by side: (height, width, c) -> float32 (n, *shape, c).

    photo: in [-1, 1]. shape: (height, width) of the new images, None for the photograph's. side: of a tile, in pixels.
    overlap: pixels in which neighbours overlap and pass linearly into each other; 0 leaves hard seams. candidates: how
    many places of the photograph are tried for a tile; the one that fits best where it overlaps is laid. own_row: cut
    each tile at the height at which it is laid, so that the sky stays above (in images of another height: at the same
    share of it). seed: of the places. After image quilting (Efros & Freeman 2001), with a blend instead of their cut.
    """
    photo, n, shape = _checked(photo, n, shape)
    side = arguments.whole("side", side, most=min(photo.shape[:2]))
    overlap = arguments.whole("overlap", overlap, least=0, most=side // 2)
    candidates, rng = arguments.whole("candidates", candidates), arguments.rng("seed", seed)
    own_row, step = arguments.flag("own_row", own_row), side - overlap
    room = photo.shape[0] - side, photo.shape[1] - side
    rows, columns = (max(1, -(-(length - overlap) // step)) for length in shape)
    made = np.zeros((n, rows * step + overlap, columns * step + overlap, photo.shape[2]), "float32")
    ramp = np.arange(1, overlap + 1, dtype="float32")[:, None] / (overlap + 1)
    for image in made:
        for row, column in np.ndindex(rows, columns):
            there = image[row * step:row * step + side, column * step:column * step + side]
            if own_row:
                down = np.full(candidates, round(room[0] * row / max(rows - 1, 1)))
            else:
                down = rng.integers(room[0] + 1, size=candidates)
            right = rng.integers(room[1] + 1, size=candidates)
            cut = np.stack([photo[y:y + side, x:x + side] for y, x in zip(down, right, strict=True)])
            old = np.zeros((side, side, 1), bool)       # pixels on which neighbours lie already
            old[:overlap if row else 0] = True
            old[:, :overlap if column else 0] = True
            tile = cut[((cut - there) ** 2 * old).sum(axis=(1, 2, 3)).argmin()]
            weight = np.ones((side, side), "float32")   # of the new tile
            if row and overlap:
                weight[:overlap] *= ramp
            if column and overlap:
                weight[:, :overlap] *= ramp.T
            there += weight[..., None] * (tile - there)
    return made[:, :shape[0], :shape[1]]


def gaussian_texture(photo, n, shape=None, seed=0):
    """Noise with a photograph's mean, colours and spectrum: (height, width, c) -> float32 (n, *shape, c).

    photo: in [-1, 1]. shape: as for `tiles`. The photograph less its mean, around and around, is convolved with white
    noise, one for all channels: a Gaussian field with the same second moments, and nothing else of it (Galerne,
    Gousseau & Morel 2011, section 2). Clipped to [-1, 1], as pixels must be.
    """
    photo, n, shape = _checked(photo, n, shape)
    mean, canvas = photo.mean(axis=(0, 1)), np.maximum(shape, photo.shape[:2])
    spectrum = np.fft.rfft2(photo - mean, canvas, axes=(0, 1))      # where the canvas is larger, with zeros around
    noise = arguments.rng("seed", seed).standard_normal((n, *canvas, 1)) / np.sqrt(photo[..., 0].size)
    fields = np.fft.irfft2(spectrum * np.fft.rfft2(noise, axes=(1, 2)), canvas, axes=(1, 2))
    return np.clip(mean + fields[:, :shape[0], :shape[1]], -1, 1).astype("float32")


def _checked(photo, n, shape):
    photo = arguments.images("photo", photo, ("height", "width", "channels"))
    shape = photo.shape[:2] if shape is None else arguments.wholes("shape", shape, length=2)
    return photo, arguments.whole("n", n), shape
