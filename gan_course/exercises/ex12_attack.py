"""Exercises of lesson 12 on what was given away: the attack, and a private gradient."""

import numpy as np
import tensorflow as tf

from gan_course.exercises.exercise import Exercise
from gan_course.exercises.property_checks import agrees_with_reference, leaves_arguments_alone

# --- attack_curve -------------------------------------------------------------------------------------------------

def _attack_curve(member_scores, other_scores):
    true, false = [0.0], [0.0]
    for threshold in np.unique(np.concatenate([member_scores, other_scores]))[::-1]:
        true.append((member_scores >= threshold).mean())        # members called members
        false.append((other_scores >= threshold).mean())        # others called members
    return np.array(false), np.array(true), np.trapezoid(true, false)


def _curve_with(called=np.greater_equal, start=True, order=-1, area=lambda false, true: np.trapezoid(true, false),
                swap=False, share=np.mean):
    def slip(members, others):
        thresholds = np.unique(np.concatenate([members, others]))[::order]
        true, false = ([0.0] * start + [share(called(scores, threshold)) for threshold in thresholds]
                       for scores in (members, others))
        under = area(false, true)
        return (np.array(true), np.array(false), under) if swap else (np.array(false), np.array(true), under)
    return slip


def _steps(false, true):
    return float(np.sum(np.diff(false) * np.array(true)[1:]))


_CURVE_SLIPS = {
    "the curve should begin at (0, 0): above the highest score nobody is called a member": _curve_with(start=False),
    "a row whose score *is* the threshold is called a member too: use >=": _curve_with(called=np.greater),
    "the shares are exchanged: first that of the others, the false positives": _curve_with(swap=True),
    "a *high* score speaks for membership, so the rows at or above the threshold are called members":
        _curve_with(called=np.less_equal, order=1),
    "these are counts; divide by the number of members, and by that of the others": _curve_with(share=np.sum),
    "go from the highest threshold down to the lowest, so that the curve runs from (0, 0) to (1, 1)":
        _curve_with(order=1),
    "your area counts ties as won: between two points the curve is a straight line, so use trapezoids":
        _curve_with(area=_steps),
    "your area is that above the curve: integrate the true positives over the false ones":
        _curve_with(area=lambda false, true: 1 - np.trapezoid(true, false)),
    "your area is negative: integrate the true positives over the false ones, in rising order":
        _curve_with(area=lambda false, true: -np.trapezoid(true, false)),
}


def _draw_scores(rng):
    """Scores of members and of others, different numbers of them, rounded so that some are equal."""
    n, m = (int(size) for size in rng.integers(4, 20, size=2))
    m += n == m
    members, others = rng.normal(0.7, 1.0, size=n), rng.normal(size=m)
    others[:2] = members[:2]
    return np.round(members, 1), np.round(others, 1)


attack_curve = Exercise(
    "attack_curve", _attack_curve,
    checks=[agrees_with_reference(_attack_curve, _draw_scores, "it is not the curve over all thresholds", _CURVE_SLIPS,
                                  returned=["the false positives", "the true positives", "the area"]),
            leaves_arguments_alone(_draw_scores)],
    hints=[
        "np.unique(np.concatenate([member_scores, other_scores]))[::-1] are the thresholds, from the highest down.",
        "At each threshold two shares: (member_scores >= threshold).mean() and the same for the others. Both lists "
        "begin with 0.",
        "The area under the curve is np.trapezoid(true, false).",
    ],
    praise="The area is the chance that a member scores higher than another patient; 0.5 means that nothing leaks.",
    mine="measures",
    doc="The ROC curve of an attack that calls high scores members, and the area under it. member_scores (n,), "
        "other_scores (m,).",
)


# --- private_gradient ---------------------------------------------------------------------------------------------

def _private_gradient(inputs, errors, clip, noise):
    lengths = tf.norm(inputs, axis=1) * tf.norm(errors, axis=1)      # of each example's own gradient
    factors = tf.minimum(1.0, clip / tf.maximum(lengths, 1e-12))     # (n,)
    total = tf.transpose(inputs * factors[:, None]) @ errors         # the sum of the shortened gradients
    return (total + noise) / len(inputs)


def _by_examples(shorten, finish=lambda total, noise, n: (total + noise) / n):
    """The gradient that comes out when each example's own, a matrix, is shortened so."""
    def slip(inputs, errors, clip, noise):
        own = np.asarray(inputs)[:, :, None] * np.asarray(errors)[:, None]        # (n, a, b)
        factors = shorten(np.sqrt((own**2).sum(axis=(1, 2))), clip)
        return finish((own * factors[:, None, None]).sum(axis=0), np.asarray(noise), len(own))
    return slip


def _shortened(lengths, clip):
    return np.minimum(1, clip / np.maximum(lengths, 1e-12))


def _clipped_sum(inputs, errors, clip, noise):
    total = np.asarray(inputs).T @ np.asarray(errors)
    return (total * min(1, clip / np.linalg.norm(total)) + np.asarray(noise)) / len(inputs)


def _clipped_mean(inputs, errors, clip, noise):
    mean = np.asarray(inputs).T @ np.asarray(errors) / len(inputs)
    return mean * min(1, clip / np.linalg.norm(mean)) + np.asarray(noise) / len(inputs)


def _entries_clipped(inputs, errors, clip, noise):
    own = np.asarray(inputs)[:, :, None] * np.asarray(errors)[:, None]
    return (np.clip(own, -clip, clip).sum(axis=0) + np.asarray(noise)) / len(own)


def _by_inputs(inputs, errors, clip, noise):
    factors = _shortened(np.linalg.norm(inputs, axis=1), clip)
    return (np.asarray(inputs * factors[:, None]).T @ np.asarray(errors) + np.asarray(noise)) / len(inputs)


def _by_errors(inputs, errors, clip, noise):
    factors = _shortened(np.linalg.norm(errors, axis=1), clip)
    return (np.asarray(inputs * factors[:, None]).T @ np.asarray(errors) + np.asarray(noise)) / len(inputs)


_PRIVATE_SLIPS = {
    "nothing is clipped: one patient can move the gradient as far as they like":
        _by_examples(lambda lengths, clip: np.ones_like(lengths)),
    "you clip the sum of all; clip each patient's own gradient *before* the sum": _clipped_sum,
    "you clip the mean of all; clip each patient's own gradient *before* the sum": _clipped_mean,
    "every gradient is stretched or shortened to the length `clip`; only those that are longer are to be shortened":
        _by_examples(lambda lengths, clip: clip / np.maximum(lengths, 1e-12)),
    "each entry is clipped; the *length* of the whole gradient of a patient is to be held": _entries_clipped,
    "the length is that of the inputs alone; the gradient is their product with the errors": _by_inputs,
    "the length is that of the errors alone; the gradient is their product with the inputs": _by_errors,
    "short gradients are lengthened and long ones left: take the smaller of 1 and clip / length":
        _by_examples(lambda lengths, clip: np.maximum(1, clip / np.maximum(lengths, 1e-12))),
    "the noise is missing": _by_examples(_shortened, lambda total, noise, n: total / n),
    "the noise is added to the mean; add it to the sum, then divide": _by_examples(
        _shortened, lambda total, noise, n: total / n + noise),
    "the noise is subtracted; add it": _by_examples(_shortened, lambda total, noise, n: (total - noise) / n),
    "this is the sum: divide by the number of patients": _by_examples(
        _shortened, lambda total, noise, n: total + noise),
    "the length is a root of a sum of squares, and you left out the root":
        _by_examples(lambda lengths, clip: _shortened(lengths**2, clip)),
}


def _draw_layer(rng):
    """A layer's inputs and errors; about half of the examples have a longer gradient than clip, one has none at all."""
    n, a, b = (int(rng.integers(*sizes)) for sizes in ((5, 12), (2, 6), (1, 4)))
    inputs, errors = rng.normal(0.3, 1.0, size=(n, a)), rng.gamma(1.5, 0.8, size=(n, b)) - 0.7
    clip = float(np.median(np.linalg.norm(inputs, axis=1) * np.linalg.norm(errors, axis=1)))
    errors[0] = 0
    inputs, errors, noise = (tf.constant(x, tf.float32) for x in (inputs, errors, clip * rng.normal(size=(a, b))))
    return inputs, errors, clip, noise


private_gradient = Exercise(
    "private_gradient", _private_gradient,
    checks=[agrees_with_reference(_private_gradient, _draw_layer, "it is not the mean of the clipped gradients, with "
                                  "the noise", _PRIVATE_SLIPS, rtol=1e-4, atol=1e-5),
            leaves_arguments_alone(_draw_layer)],
    hints=[
        "A patient's own gradient is the outer product of a row of inputs and a row of errors. The length of an outer "
        "product is the product of the two lengths: no loop is needed.",
        "factors = tf.minimum(1.0, clip / lengths), with a guard where a length is 0. Multiply each row of inputs by "
        "its factor.",
        "tf.transpose(inputs * factors[:, None]) @ errors is the sum of all clipped gradients; add the noise, divide "
        "by n.",
    ],
    praise="No patient moves the sum by more than clip, and the noise is as large as that: nobody can tell who was in.",
    mine="gradients",
    doc="The gradient of a linear layer's weights (a, b), private: each example's own is shortened to the length clip, "
        "noise (a, b) is added to the sum. inputs (n, a), errors (n, b). Abadi et al. 2016, algorithm 1.",
)
