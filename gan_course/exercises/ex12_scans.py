"""Exercises of lesson 12 on scans: the cycle loss, and lesions removed and invented."""

import numpy as np
import tensorflow as tf

from gan_course.exercises.exercise import Exercise
from gan_course.exercises.property_checks import agrees_with_reference, leaves_arguments_alone
from gan_course.exercises.tensor_checks import passes_gradients

# --- cycle_loss ---------------------------------------------------------------------------------------------------

def _cycle_loss(images, there, back):
    return tf.reduce_mean(tf.abs(back(there(images)) - images))


_CYCLE_SLIPS = {
    "the absolute difference is asked for, not the square":
        lambda x, there, back: tf.reduce_mean((back(there(x)) - x) ** 2),
    "take the mean over all pixels, not the sum": lambda x, there, back: tf.reduce_sum(tf.abs(back(there(x)) - x)),
    "first `there`, then `back`: the order is exchanged":
        lambda x, there, back: tf.reduce_mean(tf.abs(there(back(x)) - x)),
    "the translation itself is compared with the images; it is the way *back* that must end where it began":
        lambda x, there, back: tf.reduce_mean(tf.abs(there(x) - x)),
    "the images are sent through `back` alone; it takes what `there` has made of them":
        lambda x, there, back: tf.reduce_mean(tf.abs(back(x) - x)),
    "what comes back is compared with the translation; compare it with the images":
        lambda x, there, back: tf.reduce_mean(tf.abs(back(there(x)) - there(x))),
    "a difference counts in both directions: take the absolute value of each pixel's":
        lambda x, there, back: tf.reduce_mean(back(there(x)) - x),
    "a similarity is returned; a loss is small where the images are alike":
        lambda x, there, back: -tf.reduce_mean(tf.abs(back(there(x)) - x)),
    "the root of the mean square is returned; the mean absolute difference is asked for":
        lambda x, there, back: tf.sqrt(tf.reduce_mean((back(there(x)) - x) ** 2)),
    "you loop twice: once there and back is enough":
        lambda x, there, back: tf.reduce_mean(tf.abs(back(there(back(there(x)))) - x)),
}


def _draw_cycle(rng):
    """A batch of images and two maps that are not each other's inverse, and do not commute."""
    n, side, channels = (int(rng.integers(*sizes)) for sizes in ((2, 5), (3, 7), (1, 4)))
    images = tf.constant(rng.uniform(-0.9, 0.8, size=(n, side, side, channels)), tf.float32)
    scale, shift, power = rng.uniform(1.2, 2.0), rng.uniform(-0.5, 0.5), rng.uniform(0.3, 0.8)
    return images, lambda x: tf.tanh(scale * x + shift), lambda x: power * x + 0.1 * x**2 - shift / 3


cycle_loss = Exercise(
    "cycle_loss", _cycle_loss,
    checks=[agrees_with_reference(_cycle_loss, _draw_cycle, "it is not the mean absolute difference after the way "
                                  "there and back", _CYCLE_SLIPS),
            passes_gradients(_cycle_loss, _draw_cycle, with_respect_to=("images",)),
            leaves_arguments_alone(_draw_cycle)],
    hints=[
        "`there` and `back` are networks: call them like functions, `there` first.",
        "back(there(images)) should be images: take the difference of the two.",
        "tf.reduce_mean(tf.abs(back(there(images)) - images)).",
    ],
    praise="Nothing in it asks what the image in the middle shows, only that the way back can be found.",
    mine="losses",
    doc="The cycle loss of one direction: the mean absolute difference of images and back(there(images)). Zhu et al. "
        "2017, eq. 2.",
)


# --- removed_and_invented -----------------------------------------------------------------------------------------

def _removed_and_invented(translated, healthy, lesions, contrast):
    gap = translated - healthy
    removed, invented = [], []
    for change, lesion in zip(gap, lesions, strict=True):
        if lesion.any():
            removed.append(change[lesion].mean() < contrast / 2)
        else:
            squares = [change[i:i + 3, j:j + 3].mean() for i in range(change.shape[0] - 2)
                       for j in range(change.shape[1] - 2)]
            invented.append(max(squares) > contrast / 2)
    return np.mean(removed), np.mean(invented)


def _counted_with(gap=lambda t, h: t - h, gone=lambda change, lesion: change[lesion].mean(), line=0.5, side=3,
                  found=max, turned=False, over=None):
    def slip(translated, healthy, lesions, contrast):
        removed, invented = [], []
        for change, lesion in zip(gap(translated, healthy), lesions, strict=True):
            if lesion.any():
                below = gone(change, lesion) < contrast * line
                removed.append(not below if turned else below)
            else:
                down, across = (range(size - side + 1) for size in change.shape)
                squares = [change[i:i + side, j:j + side].mean() for i in down for j in across]
                invented.append(found(squares) > contrast * line)
        if over:
            return over(removed, invented)
        return np.mean(removed), np.mean(invented)
    return slip


_LESION_SLIPS = {
    "the mean is over the whole scan; a small lesion hardly moves it. Measure within the lesion":
        _counted_with(gone=lambda change, lesion: change.mean()),
    "one pixel in the lesion decides: take the mean over the lesion, not the largest":
        _counted_with(gone=lambda change, lesion: change[lesion].max()),
    "one pixel in the lesion decides: take the mean over the lesion, not the smallest":
        _counted_with(gone=lambda change, lesion: change[lesion].min()),
    "you use the brightness itself; what is *brighter than the healthy scan* is a lesion":
        _counted_with(gap=lambda t, h: t),
    "the sign is turned: translated less healthy": _counted_with(gap=lambda t, h: h - t),
    "darker spots are taken for lesions too: do not take the absolute value":
        _counted_with(gap=lambda t, h: np.abs(t - h)),
    "the line is half of the contrast; yours is the whole contrast": _counted_with(line=1.0),
    "the line is half of the contrast; yours is 0": _counted_with(line=0.0),
    "one bright pixel is no lesion: take the mean over squares of 3 by 3": _counted_with(side=1),
    "a healthy scan has one lesion too many if *any* square is bright: look at the brightest one":
        _counted_with(found=min),
    "you count the lesions that were kept": _counted_with(turned=True),
    "the shares are exchanged: removed first": _counted_with(over=lambda r, i: (np.mean(i), np.mean(r))),
    "the removed are a share of the *sick* scans, the invented one of the *healthy* ones, not of all":
        _counted_with(over=lambda r, i: (np.sum(r) / len(r + i), np.sum(i) / len(r + i))),
    "these are counts; give shares": _counted_with(over=lambda r, i: (np.sum(r), np.sum(i))),
}


def _draw_scans(rng):
    """Scans with every fate, at the edges too: lesions kept and lost, spots invented, or too small, narrow or dark."""
    height, width, contrast = int(rng.integers(10, 14)), int(rng.integers(14, 17)), float(rng.uniform(0.4, 0.9))
    sick = int(rng.integers(4, 8))
    n = sick + int(rng.integers(4, 7)) + 5
    healthy = rng.uniform(-0.6, 0.4, size=(n, height, width))
    lesions, change = np.zeros(healthy.shape, bool), rng.normal(0, 0.04 * contrast, size=healthy.shape)
    kept = rng.permutation(np.r_[0.75, 0.3, rng.choice([0.1, 0.3, 0.4, 0.62, 0.9], size=sick - 2)])
    for i in range(n):
        row, column = (rng.choice([0, rng.integers(1, last), last]) for last in (height - 3, width - 3))
        place = (i, slice(row, row + 3), slice(column, column + 3))
        if i < sick:
            lesions[place] = True
            change[place] += contrast * kept[i] * rng.permutation([2.2] + [0.85] * 8).reshape(3, 3)
        elif i < sick + 2:
            change[i, row, column] += contrast * rng.uniform(1.0, 2.0)          # one pixel
        elif i == sick + 2:
            change[place] -= contrast                                          # dark
        elif i == sick + 3:
            change[place] += contrast * rng.uniform(0.37, 0.45)                 # less than half
        elif i == sick + 4:                                                    # two pixels wide, at an edge
            edge = (i, slice(row, row + 3), slice(-2, None)) if rng.random() < 0.5 else (
                i, slice(-2, None), slice(column, column + 3))
            change[edge] += contrast * rng.uniform(0.58, 0.7)
        elif i < sick + 8:
            change[place] += contrast * rng.uniform(0.57, 0.65)                 # invented
    order = rng.permutation(n)
    return (healthy + change)[order], healthy[order], lesions[order], contrast


removed_and_invented = Exercise(
    "removed_and_invented", _removed_and_invented,
    checks=[agrees_with_reference(_removed_and_invented, _draw_scans, "not the shares of lesions removed and invented",
                                  _LESION_SLIPS, returned=["the share removed", "the share invented"]),
            leaves_arguments_alone(_draw_scans)],
    hints=[
        "translated - healthy is what the translation has added; a lesion is where that is bright. Go through the "
        "scans one by one, and keep two lists.",
        "In a sick scan, change[lesion].mean() is the contrast that is left. In a healthy one look at the mean of "
        "every square change[i:i + 3, j:j + 3].",
        "removed.append(change[lesion].mean() < contrast / 2); invented.append(max(squares) > contrast / 2); return "
        "the means of both lists.",
    ],
    praise="Measured where it matters: the same scans differ little from the truth when all pixels are averaged.",
    mine="measures",
    doc="The share of sick scans whose lesion is gone, and of healthy scans that got one. translated, healthy, lesions "
        "(n, height, width).",
)
