"""Exercises of lesson 07, remedies in data and architecture: soft targets, impostors, packs, a bound, a diagnosis."""

import numpy as np
import tensorflow as tf

from gan_course.exercises.checks import as_numbers, choices, compare
from gan_course.exercises.ex07_sick_remedies import FAULTS, READ_AGAIN
from gan_course.exercises.exercise import Exercise

# --- best_discriminator -------------------------------------------------------------------------------------------

P_REAL = np.array([0.5, 0.3, 0.2, 0.0, 0.1])
P_FAKE = np.array([0.1, 0.3, 0.0, 0.4, 0.7])


def _best_discriminator(p_real, p_fake, alpha, beta):
    return (alpha * p_real + beta * p_fake) / (p_real + p_fake)


def _hard_targets(answer):
    found, complaint = as_numbers(answer(P_REAL.copy(), P_FAKE.copy(), 1.0, 0.0))
    if complaint:
        return complaint
    wanted = P_REAL / (P_REAL + P_FAKE)
    if found.shape == wanted.shape and np.allclose(found, P_FAKE / (P_REAL + P_FAKE)):
        return "real and fake are exchanged: with targets 1 and 0, D* is p_d / (p_d + p_g)."
    return compare(found, wanted, "with targets 1 and 0 it is notebook 02's D*, p_d / (p_d + p_g)")


def _only_one_kind(answer):
    found = np.asarray(answer(P_REAL.copy(), P_FAKE.copy(), 0.9, 0.2), dtype=float)
    if np.isclose(found[3], 0.0):
        return ("where only fakes live the best answer is their target, 0.2; yours is 0: beta is missing in the "
                "numerator.")
    if np.isclose(found[2], 1.0):
        return "where only real data live the best answer is their target, 0.9; yours is 1."
    complaint = compare(found[3], 0.2, "where only fakes live the best answer is their target, beta")
    return complaint or compare(found[2], 0.9, "where only real data live the best answer is their target, alpha")


def _between(answer):
    for alpha, beta in ((0.9, 0.2), (0.7, 0.0), (0.8, 0.4)):
        wanted = _best_discriminator(P_REAL, P_FAKE, alpha, beta)
        complaint = compare(answer(P_REAL.copy(), P_FAKE.copy(), alpha, beta), wanted,
                            "the best answer is the mean target at this place, weighted by the densities",
                            f"alpha = {alpha:g}, beta = {beta:g}")
        if complaint:
            return complaint
    return None


best_discriminator = Exercise(
    "best_discriminator", _best_discriminator,
    checks=[_hard_targets, _only_one_kind, _between],
    hints=[
        "At one place x a share p_d / (p_d + p_g) of what D sees is real. What is the mean target there?",
        "Cross-entropy with a soft target is lowest at the mean target, as it is with a hard one.",
        "(alpha * p_real + beta * p_fake) / (p_real + p_fake).",
    ],
    praise="The mean target. With beta above 0 the generator's own density stands in the numerator.",
)


# --- impostors ----------------------------------------------------------------------------------------------------

REALS = [np.array([-3.0, -1.0, 1.0, 3.0]), np.array([0.0, 0.0, 6.0]), np.array([2.0, 4.0, 4.5, 9.0, -1.0])]


def _impostors(real):
    return np.array([real.mean() - real.std(), real.mean() + real.std()])


def _are_two(answer):
    found, complaint = as_numbers(answer(REALS[0].copy()))
    if complaint:
        return complaint
    return None if found.shape == (2,) else f"two numbers are wanted, shape (2,); this has shape {found.shape}."


def _same_features(answer):
    for real in REALS:
        found = np.asarray(answer(real.copy()), dtype=float)
        means = np.array([real.mean(), (real**2).mean()])
        yours = np.array([found.mean(), (found**2).mean()])
        if np.allclose(yours, means, atol=1e-6):
            continue
        about = f"For real = {real.tolist()} the means of x and x² are {means[0]:.4g} and {means[1]:.4g}; yours are " \
                f"{yours[0]:.4g} and {yours[1]:.4g}"
        if np.isclose(found[0], found[1]):
            return f"two equal numbers have no spread, so their mean square is too low. {about}."
        if np.allclose(np.sort(found), [-np.sqrt(means[1]), np.sqrt(means[1])]):
            return f"± the root of the mean square is right only for a mean of 0. {about}."
        if np.allclose(np.ptp(found) / 2, real.std(ddof=1)):
            return f"the spread is divided by n - 1; the mean of x² divides by n. {about}."
        if np.allclose(np.ptp(found) / 2, real.var()):
            return f"the distance from the mean is the variance; its root is wanted. {about}."
        return f"{about}."
    return None


impostors = Exercise(
    "impostors", _impostors,
    checks=[_are_two, _same_features],
    hints=[
        "Two numbers with mean m lie at m - s and m + s for some s. Which s?",
        "The mean of their squares is m² + s². It should be the mean of the real squares.",
        "s² is then the variance of real: real.mean() - real.std() and real.mean() + real.std().",
    ],
    praise="Two points that may lie in no mode at all, and the mean features are perfect.",
)


# --- packed_images ------------------------------------------------------------------------------------------------

def _packed_images(images, m):
    batch, height, width, channels = images.shape
    packs = tf.reshape(images, (batch // m, m, height, width, channels))
    packs = tf.transpose(packs, (0, 2, 3, 1, 4))                          # (batch / m, height, width, m, channels)
    return tf.reshape(packs, (batch // m, height, width, m * channels))


def _numbered(batch=6, height=2, width=3, channels=2):
    return tf.reshape(tf.range(float(batch * height * width * channels)), (batch, height, width, channels))


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
    images = _numbered()
    found, given = np.asarray(answer(images, 3)), images.numpy()
    for pack in range(2):
        for place in range(3):
            part = found[pack, ..., 2 * place:2 * place + 2]
            if np.array_equal(part, given[3 * pack + place]):
                continue
            if any(np.array_equal(part, image) for image in given):
                return "each pack should hold m neighbours of the batch, in order: images 0, 1, 2, then 3, 4, 5."
            if np.array_equal(found[pack, ..., place::3], given[3 * pack + place]):
                return ("the channels are shuffled: first all channels of the pack's first image, then all of its "
                        "second.")
            return ("an image is torn apart: its pixels have moved. A reshape alone reads the numbers in the order of "
                    "memory; move the pack's axis beside the channels first, by tf.transpose.")
    return None


def _lets_gradient_through(answer):
    images = _numbered()
    with tf.GradientTape() as tape:
        tape.watch(images)
        total = tf.reduce_sum(tf.convert_to_tensor(answer(images, 2))**2)
    gradient = tape.gradient(total, images)
    if gradient is None or not np.allclose(gradient, 2 * images):
        return "G learns through the packs, and no gradient gets through yours: stay with TensorFlow's functions."
    return None


packed_images = Exercise(
    "packed_images", _packed_images,
    checks=[_pack_shape, _whole_images, _lets_gradient_through],
    hints=[
        "First cut the batch into packs: a reshape to (batch // m, m, height, width, channels).",
        "The pack's axis of size m has to stand just before the channels: tf.transpose with (0, 2, 3, 1, 4).",
        "Then a reshape to (batch // m, height, width, m * channels).",
    ],
    praise="Each image whole, in channels of its own, and the gradient flows.",
)


# --- slope_bound --------------------------------------------------------------------------------------------------

def _slope_bound(kernels):
    return np.prod([np.linalg.norm(kernel, 2) for kernel in kernels])


def _kernels():
    chance = np.random.default_rng(7)
    return [chance.normal(size=shape) for shape in ((2, 5), (5, 4), (4, 1))]


def _bound_of(answer, kernels):
    found, complaint = as_numbers(answer([kernel.copy() for kernel in kernels]))
    if complaint is None and found.shape != ():
        complaint = f"one number is wanted, the network's bound; this has shape {found.shape}."
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
    kernels = _kernels()
    norms = np.array([np.linalg.norm(kernel, 2) for kernel in kernels])
    found, complaint = _bound_of(answer, kernels)
    if complaint or np.isclose(found, norms.prod()):
        return complaint
    usual = {norms.sum(): "you add the layers up", norms.max(): "you take the steepest layer alone",
             norms.mean(): "you take the layers' mean", norms[-1]: "you take the last layer alone"}
    sentence = next((text for value, text in usual.items() if np.isclose(found, value)), f"yours is {float(found):.4g}")
    return f"{sentence}. Each layer stretches what the one before has stretched: here {norms.prod():.4g} is wanted."


slope_bound = Exercise(
    "slope_bound", _slope_bound,
    checks=[_of_one_layer, _of_a_quarter_turn, _of_a_network],
    hints=[
        "One layer stretches a direction by at most its largest singular value; a ReLU stretches nothing.",
        "The second layer stretches what the first has stretched: how do the factors combine?",
        "np.linalg.norm(kernel, 2) is the largest singular value; np.prod over the list.",
    ],
    praise="A product: with every factor at 1, no network of any depth is steeper than 1.",
)


# --- remedy_faults ------------------------------------------------------------------------------------------------

remedy_faults = Exercise(
    "remedy_faults", dict(FAULTS),
    checks=[choices("remedy_faults", FAULTS, READ_AGAIN, what="patient")],
    hints=[
        "Compare each row with the healthy one, column by column: each patient is off in one column.",
        "Ask of the column what its experiment was: a G far off, a perfect G, a G of one point.",
        "0.71 is 1/√2; the numbers 1, -1, 1, -1 have the standard deviation 1; two halves with one mean hold the same.",
    ],
    praise="Four faults that raise no error, found by three generators whose fate is known beforehand.",
)
