"""Scans of heads that never were: ellipses in two modalities, with lesions whose place is known."""

from typing import NamedTuple

import numpy as np

from gan_course import arguments


class Phantoms(NamedTuple):
    """The same n heads in two modalities, float32 (n, size, size, 1) in [-1, 1], and where each lesion is.

    `a`, `b`: a lesion is brighter than what is around it in both. `healthy_b`: b, had there been no lesion.
    `lesions`: bool (n, size, size, 1), True in the lesion; all False in a healthy head.
    """

    a: np.ndarray
    b: np.ndarray
    healthy_b: np.ndarray
    lesions: np.ndarray


CONTRAST = 0.7      # of a lesion to what is around it, in both modalities


def phantoms(n: int, share: float, seed, size: int = 32) -> Phantoms:
    """Draw n heads, a `share` of them with one lesion; the first round(share · n) have it, so shuffle where it matters.

    In a the skull is bright and the fluid in the middle dark; in b the skull is dark and the fluid bright, and the rest
    of the brain is a little darker than in a. A smooth field brightens one side, and each modality has noise of its
    own. share: 0 to 1. seed: an int or a np.random.Generator. size: pixels of a side, at least 16.
    After the experiment of Cohen, Luck & Honari 2018, in small. Raises ValueError for bad arguments.
    """
    n, size = arguments.whole("n", n), arguments.whole("size", size, least=16)
    share, rng = arguments.number("share", share, low=0, high=1), arguments.rng("seed", seed)
    across = np.linspace(-1, 1, size)
    y, x = across[:, None], across[None, :]

    def drawn(low, high):
        return rng.uniform(low, high, size=(n, 1, 1))

    def ellipse(at_x, at_y, half_width, half_height, turn=0.0):
        u = (x - at_x) * np.cos(turn) + (y - at_y) * np.sin(turn)
        v = (y - at_y) * np.cos(turn) - (x - at_x) * np.sin(turn)
        return (u / half_width) ** 2 + (v / half_height) ** 2 < 1

    at_x, at_y, turn = drawn(-0.06, 0.06), drawn(-0.06, 0.06), drawn(-0.25, 0.25)
    wide, high = drawn(0.62, 0.76), drawn(0.76, 0.88)
    head, brain = ellipse(at_x, at_y, wide, high, turn), ellipse(at_x, at_y, wide - 0.12, high - 0.12, turn)
    apart, long = drawn(0.12, 0.2), drawn(0.18, 0.3)
    fluid = (ellipse(at_x - apart, at_y - 0.05, 0.09, long, turn + 0.15)
             | ellipse(at_x + apart, at_y - 0.05, 0.09, long, turn - 0.15))
    angle, far, radius = drawn(0, 2 * np.pi), drawn(0.55, 0.75), drawn(0.14, 0.2)
    lesions = ellipse(at_x + far * (wide - 0.2) * np.cos(angle), at_y + far * (high - 0.2) * np.sin(angle), radius,
                      radius) & brain
    lesions[round(share * n):] = False
    field = drawn(-0.08, 0.08) * x + drawn(-0.08, 0.08) * y

    def scan(skull, tissue, of_fluid, lesion, noise):
        shades = np.where(head, skull, -0.95)
        shades = np.where(brain, tissue, shades)
        shades = np.where(brain & fluid, of_fluid, shades)
        shades = np.where(lesions, np.minimum(shades + lesion, 0.95), shades)
        return np.clip(shades + np.where(head, field, 0.0) + noise, -1, 1).astype(np.float32)[..., None]

    noise_a, noise_b = rng.normal(0, 0.03, size=(2, n, size, size))
    of_a, of_b = (0.95, -0.1, -0.6), (-0.65, -0.3, 0.0)        # shades of skull, brain and fluid
    return Phantoms(scan(*of_a, CONTRAST, noise_a), scan(*of_b, CONTRAST, noise_b), scan(*of_b, 0.0, noise_b),
                    lesions[..., None])
