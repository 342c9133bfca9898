"""Exercises of lesson 07 on what D is built of: packs of images, and how steep a network can be."""

import itertools

import numpy as np
import tensorflow as tf

from gan_course.exercises.checks import as_numbers
from gan_course.exercises.exercise import Exercise
from gan_course.exercises.step_checks import compiled_complaint

# --- packed_images ------------------------------------------------------------------------------------------------

def _packed_images(images, m):
    batch, height, width, channels = images.shape
    packs = tf.reshape(images, (batch // m, m, height, width, channels))
    packs = tf.transpose(packs, (0, 2, 3, 1, 4))                          # (batch / m, height, width, m, channels)
    return tf.reshape(packs, (batch // m, height, width, m * channels))


def _numbered(batch=6, height=2, width=3, channels=2):
    """Images whose numbers are all different, in no order."""
    numbers = np.random.default_rng(batch + height).permutation(batch * height * width * channels)
    return tf.constant(numbers.reshape(batch, height, width, channels), tf.float32)


SIZES = (((6, 2, 3, 2), 3), ((8, 3, 2, 1), 2), ((8, 1, 1, 2), 4), ((5, 2, 2, 3), 1))     # images, m


def _pack_shape(answer):
    found, complaint = as_numbers(answer(_numbered(), 3))
    if complaint:
        return complaint
    if found.shape == (2, 2, 3, 6):
        return None
    if found.shape == (6, 2, 3, 6):
        return "there are as many packs as images: each image belongs to one pack, so a batch of b gives b / m packs."
    usual = {(2, 2, 9, 2): "the images stand side by side along the width; the channels should grow, so that a pixel "
                           "meets the same pixel of the other images",
             (2, 6, 3, 2): "the images stand on top of each other; the channels should grow",
             (2, 3, 2, 3, 2): "the m images are an axis of their own; lay them on the channels"}
    sentence = usual.get(found.shape, "six images of shape (2, 3, 2) in packs of three")
    return f"{sentence}: the shape is {found.shape}; (2, 2, 3, 6) is wanted."


def _whole_images(answer):
    for shape, m in SIZES:
        images, channels = _numbered(*shape), shape[-1]
        found, complaint = as_numbers(answer(images, m))
        wanted = _packed_images(images, m).numpy()
        if complaint is None and found.shape != wanted.shape:
            complaint = f"for images of shape {shape} and m = {m} the shape is {found.shape}; {wanted.shape} is wanted."
        complaint = complaint or _torn(found, images.numpy(), m, channels)
        if complaint:
            return complaint
    return None


def _torn(found, given, m, channels):
    for pack in range(len(given) // m):
        for place in range(m):
            part = found[pack, ..., channels * place:channels * (place + 1)]
            if np.array_equal(part, given[m * pack + place]):
                continue
            if any(np.array_equal(part, image) for image in given):
                return "each pack should hold m neighbours of the batch, in order: images 0, 1, 2, then 3, 4, 5."
            if np.array_equal(found[pack, ..., place::m], given[m * pack + place]):
                return ("the channels are shuffled: first all channels of the pack's first image, then all of its "
                        "second.")
            if np.isnan(part).any():
                return "a pack holds NaN (not a number): the images' own numbers are wanted."
            return ("an image is torn apart: its pixels have moved. A reshape alone reads the numbers in the order of "
                    "memory; move the pack's axis beside the channels first, by tf.transpose.")
    return None


def _lets_gradient_through(answer):
    images = _numbered()
    with tf.GradientTape() as tape:
        tape.watch(images)
        packs = tf.convert_to_tensor(answer(images, 2))
        if packs.dtype != images.dtype:
            return f"the packs are {packs.dtype.name}, the images {images.dtype.name}: move the numbers, do not cast."
        total = tf.reduce_sum(packs**2)
    gradient = tape.gradient(total, images)
    if gradient is None or not np.allclose(tf.convert_to_tensor(gradient), 2 * images):
        return "G learns through the packs, and no gradient gets through yours: stay with TensorFlow's functions."
    return None


def _arrays_and_graphs(answer):
    images = _numbered(8, 2, 3, 1)
    wanted = _packed_images(images, 2)
    given = images.numpy()
    found = answer(given, 2)
    if not np.array_equal(given, images):
        return "the given images are changed in place: return packs, and leave the images as they are."
    if not np.array_equal(found, wanted):
        return "for a NumPy array of images the packs are others than for a tensor."
    kept = []
    complaint = compiled_complaint(lambda: kept.append(tf.function(lambda x: answer(x, 2))(images)))
    if complaint or np.array_equal(kept[0], wanted):
        return complaint
    return "compiled by tf.function the packs are others than without."


packed_images = Exercise(
    "packed_images", _packed_images,
    checks=[_pack_shape, _whole_images, _lets_gradient_through, _arrays_and_graphs],
    hints=[
        "First cut the batch into packs: a reshape to (batch // m, m, height, width, channels).",
        "The pack's axis of size m has to stand just before the channels: tf.transpose with (0, 2, 3, 1, 4).",
        "Then a reshape to (batch // m, height, width, m * channels).",
    ],
    praise="Each image whole, in channels of its own, and the gradient flows.",
    mine="remedies",
    doc="Packs of m images on the channels: (batch, h, w, c) to (batch / m, h, w, m c). Lin et al. 2018, "
        "PacGAN.",
)


# --- slope_bound --------------------------------------------------------------------------------------------------

def _slope_bound(kernels):
    return np.prod([np.linalg.norm(kernel, 2) for kernel in kernels])


def _kernels(seed, depth):
    chance = np.random.default_rng(seed)
    widths = [*chance.integers(2, 7, size=depth), 1]
    return [chance.normal(size=shape) for shape in itertools.pairwise(widths)]


def _bound_of(answer, kernels):
    given = [kernel.copy() for kernel in kernels]
    found, complaint = as_numbers(answer(given))
    if complaint is None and found.shape != ():
        complaint = f"one number is wanted, the network's bound; this has shape {found.shape}."
    if complaint is None and np.isnan(found):
        complaint = "the bound is NaN (not a number)."
    if complaint is None and not (len(given) == len(kernels) and all(map(np.array_equal, given, kernels))):
        complaint = "the given kernels are changed: compute the bound, and leave the network as it is."
    return found, complaint


def _of_one_layer(answer):
    kernel = np.array([[3.0, 0.0], [0.0, 0.5]])
    found, complaint = _bound_of(answer, [kernel])
    if complaint or np.isclose(found, 3.0):
        return complaint
    usual = {np.linalg.norm(kernel): "this is the root of the sum of all squares (the Frobenius norm)",
             3.5: "this is a sum over the layer", 0.5: "this is the smallest singular value", 9.0: "this is its square",
             1.5: "this multiplies all singular values of the layer (its determinant)"}
    sentence = next((text for value, text in usual.items() if np.isclose(found, value)), f"yours is {float(found):.4g}")
    return f"{sentence}. A layer diag(3, 0.5) stretches no direction more than threefold: its bound is 3."


def _of_a_quarter_turn(answer):
    found, complaint = _bound_of(answer, [np.array([[0.0, 2.0], [0.0, 0.0]])])
    if complaint or np.isclose(found, 2.0):
        return complaint
    return ("the layer [[0, 2], [0, 0]] doubles a length and has no eigenvalue but 0: singular values are wanted, not "
            f"eigenvalues; yours is {float(found):.4g}.")


def _of_a_network(answer):
    for seed, depth in ((7, 3), (8, 5), (9, 2)):
        kernels = _kernels(seed, depth)
        norms = np.array([np.linalg.norm(kernel, 2) for kernel in kernels])
        found, complaint = _bound_of(answer, kernels)
        if complaint:
            return complaint
        if np.isclose(found, norms.prod(), rtol=1e-4):
            continue
        usual = {norms.sum(): "you add the layers up", norms.max(): "you take the steepest layer alone",
                 norms.mean(): "you take the layers' mean", norms[-1]: "you take the last layer alone"}
        sentence = next((text for value, text in usual.items() if np.isclose(found, value)),
                        f"yours is {float(found):.4g}")
        return f"{sentence}. Each layer stretches what the one before has stretched: here {norms.prod():.4g} is wanted."
    return None


slope_bound = Exercise(
    "slope_bound", _slope_bound,
    checks=[_of_one_layer, _of_a_quarter_turn, _of_a_network],
    hints=[
        "One layer stretches a direction by at most its largest singular value; a ReLU stretches nothing.",
        "The second layer stretches what the first has stretched: how do the factors combine?",
        "np.linalg.norm(kernel, 2) is the largest singular value; np.prod over the list.",
    ],
    praise="A product: with every factor at 1, no network of any depth is steeper than 1.",
    mine="remedies",
    doc="An upper bound of a ReLU network's slope: the product of its kernels' largest singular values. "
        "Miyato et al. 2018.",
)
