"""Exercises of lesson 08, remedies in the objective: a distance, pairs, a diagnosis."""

import numpy as np
import tensorflow as tf

from gan_course.exercises.checks import as_numbers, choices, compare
from gan_course.exercises.ex08_controls import controls
from gan_course.exercises.ex08_moves import optimistic_step, unrolled_gradient
from gan_course.exercises.ex08_penalty import gradient_penalty, penalised_d_step
from gan_course.exercises.ex08_sick_penalties import FAULTS, READ_AGAIN
from gan_course.exercises.exercise import Exercise

__all__ = ["OBJECTIVES", "controls", "gradient_penalty", "optimistic_step", "penalised_d_step", "penalty_faults",
           "relativistic_losses", "unrolled_gradient", "wasserstein_on_a_line"]

OBJECTIVES = {1: ["wasserstein_on_a_line"], 2: ["gradient_penalty", "penalised_d_step", "penalty_faults"],
              3: ["relativistic_losses", "unrolled_gradient"], 4: ["optimistic_step"], 5: ["controls"]}

# --- wasserstein_on_a_line ----------------------------------------------------------------------------------------

def _wasserstein_on_a_line(real, fake):
    return np.mean(np.abs(np.sort(real) - np.sort(fake)))


def _clouds(seed, size):
    chance = np.random.default_rng(seed)
    return chance.normal(0.5, 1.0, size=size), chance.gamma(1.5, 2.0, size=size) - 2.2    # they cross


def _distance(answer, real, fake):
    given = real.copy(), fake.copy()
    found, complaint = as_numbers(answer(*given))
    if complaint is None and found.shape != ():
        complaint = f"one number is wanted, the distance; this has shape {found.shape}."
    if complaint is None and np.isnan(found):
        complaint = "the distance is NaN (not a number)."
    if complaint is None and not (np.array_equal(given[0], real) and np.array_equal(given[1], fake)):
        complaint = ("the given samples are changed, as by real.sort(): np.sort(real) returns a sorted copy and leaves "
                     "the samples as they are.")
    return found, complaint


def _same_samples(answer):
    real, _ = _clouds(1, 9)
    shuffled = np.random.default_rng(2).permutation(real)
    found, complaint = _distance(answer, real, shuffled)
    if complaint or np.isclose(found, 0, atol=1e-9):
        return complaint
    return ("the same samples in another order are the same distribution, at distance 0; yours is "
            f"{float(found):.4g}. Which fake does each real sample go to?")


def _shifted(answer):
    real, _ = _clouds(3, 7)
    for shift in (2.5, -0.75):
        found, complaint = _distance(answer, real, real[::-1] + shift)
        if complaint:
            return complaint
        if np.isclose(found, -abs(shift)) or (np.isclose(found, shift) and shift < 0):
            return "a distance is never negative, whichever side the fakes lie on: take absolute values."
        if np.isclose(found, shift**2):
            return "this squares the way; W1 takes the way itself, its absolute value."
        if np.isclose(found, 7 * abs(shift)):
            return "this is the sum over all samples; each carries 1/n of the mass: take the mean."
        if not np.isclose(found, abs(shift)):
            return f"all samples shifted by {shift:g} lie at distance {abs(shift):g}; yours is {float(found):.4g}."
    return None


def _any_samples(answer):
    for seed, size in ((4, 8), (5, 33), (6, 1)):
        real, fake = _clouds(seed, size)
        found, complaint = _distance(answer, real, fake)
        wanted = _wasserstein_on_a_line(real, fake)
        if complaint is None and size > 1 and np.isclose(found, abs(real.mean() - fake.mean())) \
                and not np.isclose(found, wanted):
            complaint = ("this is the distance of the two means; a distribution that is only wider than the other has "
                         "the same mean and is not the same.")
        complaint = complaint or compare(found, wanted, "the cheapest way to carry one sample onto the other costs "
                                         "another amount", f"{size} samples")
        if complaint:
            return complaint
    return None


wasserstein_on_a_line = Exercise(
    "wasserstein_on_a_line", _wasserstein_on_a_line,
    checks=[_same_samples, _shifted, _any_samples],
    hints=[
        "On a line it never pays to cross over: the leftmost real sample goes to the leftmost fake one, and so on.",
        "Sort both. Sample number i of one then belongs to sample number i of the other.",
        "np.mean(np.abs(np.sort(real) - np.sort(fake))).",
    ],
    praise="Sort, compare, average: on a line the Wasserstein distance needs no critic.",
)


# --- relativistic_losses ------------------------------------------------------------------------------------------

def _relativistic_losses(real_logits, fake_logits):
    d_loss = tf.reduce_mean(tf.math.softplus(fake_logits - real_logits))
    g_loss = tf.reduce_mean(tf.math.softplus(real_logits - fake_logits))
    return d_loss, g_loss


def _logits(seed=9, size=5):
    chance = np.random.default_rng(seed)
    return [tf.constant(chance.normal(shift, 2.0, size=(size, 1)), tf.float32) for shift in (1.0, -0.5)]


def _two(result):
    """Return (D's and G's loss as an array (2,), None), or (None, a complaint)."""
    if isinstance(result, (str, dict)) or np.ndim(result) == 0 or len(result) != 2:
        return None, "two losses are wanted, D's and G's: return d_loss, g_loss."
    pair, complaint = as_numbers([np.asarray(part) for part in result])
    if complaint is None and pair.shape != (2,):
        complaint = f"each loss is one number, the mean over the batch; these have shape {pair.shape[1:]}."
    return pair, complaint


def _only_differences_count(answer):
    real, fake = _logits()
    here, complaint = _two(answer(real, fake))
    if complaint:
        return complaint
    there, complaint = _two(answer(real + 7.0, fake + 7.0))
    if complaint or np.allclose(here, there, atol=1e-3):
        return complaint
    return ("only differences count: with 7 added to every logit the losses should stay, and yours go from "
            f"{here[0]:.3f}, {here[1]:.3f} to {there[0]:.3f}, {there[1]:.3f}.")


def _pairs(answer):
    for seed, size in ((9, 5), (10, 8)):
        complaint = _wrong_pairs(answer, *_logits(seed, size), size)
        if complaint:
            return complaint
    return None


def _wrong_pairs(answer, real, fake, size):
    found, complaint = _two(answer(real, fake))
    wanted = np.array([float(x) for x in _relativistic_losses(real, fake)])
    if complaint or np.allclose(found, wanted, rtol=1e-4, atol=1e-5):
        return complaint
    gap = float(tf.reduce_mean(fake) - tf.reduce_mean(real))
    crossed = float(tf.reduce_mean(tf.math.softplus(fake - tf.transpose(real))))
    usual = {"the two losses are swapped, or a sign is: D wants real logits above fake ones, G the reverse":
             wanted[::-1],
             "the mean is taken before softplus; each pair has a loss of its own, and the mean is over the losses":
             np.log1p(np.exp([gap, -gap])),
             "every real logit meets every fake one; a pair is one real and one fake, row by row":
             np.array([crossed, found[1]]),
             "the losses are summed over the batch; take the mean": size * wanted,
             "a zero-sum game was written; G's loss is D's with real and fake exchanged, not -d_loss":
             np.array([wanted[0], -wanted[0]])}
    sentence = next((text for text, value in usual.items() if np.allclose(found, value, atol=1e-4)), None)
    return f"{sentence}." if sentence else compare(found, wanted, "the losses of these pairs are others")


def _gradients(answer):
    """Each loss must reach both logits: G learns through the fake ones, D through both."""
    real, fake = _logits(11, 6)
    found, wanted = [], []
    for losses, kept in ((answer, found), (_relativistic_losses, wanted)):
        for which in range(2):
            with tf.GradientTape() as tape:
                tape.watch([real, fake])
                loss = tf.convert_to_tensor(losses(real, fake)[which])
            kept.append(tape.gradient(loss, [real, fake]))
    for name, mine, right in zip(("d_loss", "g_loss"), found, wanted, strict=True):
        for of, gradient, other in zip(("real", "fake"), mine, right, strict=True):
            if gradient is None or not np.allclose(gradient, other, atol=1e-5):
                return (f"the gradient of {name} by the {of} logits is lost or is another one: stay with TensorFlow's "
                        "functions, without NumPy and stop_gradient.")
    return None


def _stable(answer):
    high, low = tf.constant([[1e4]]), tf.constant([[-1e4]])
    for pair in ((high, low), (low, high)):
        found, complaint = _two(answer(*pair))
        if complaint or not np.all(np.isfinite(found)):
            return complaint or "at logits of ±10,000 a loss is not finite: use softplus, which cannot overflow."
        if not np.allclose(found, _two(_relativistic_losses(*pair))[0], rtol=1e-3):
            return ("at logits of ±10,000 a loss is cut off: a probability that is clipped has no gradient there; use "
                    "softplus.")
    return None


relativistic_losses = Exercise(
    "relativistic_losses", _relativistic_losses,
    checks=[_only_differences_count, _pairs, _gradients, _stable],
    hints=[
        "Everything depends on fake_logits - real_logits, row by row.",
        "-log sigmoid(a) = softplus(-a). D wants \"this real one is more real than that fake\": a = real - fake.",
        "D: the mean of tf.math.softplus(fake_logits - real_logits). G: the same with the two exchanged.",
    ],
    praise="Only differences count, pair by pair, and nothing overflows.",
    mine="remedies",
    doc="Both losses of the relativistic pairing, d_loss and g_loss, from logits (batch, 1). Jolicoeur- "
        "Martineau 2019; Huang et al. 2024.",
)


# --- penalty_faults -----------------------------------------------------------------------------------------------

penalty_faults = Exercise(
    "penalty_faults", dict(FAULTS),
    checks=[choices("penalty_faults", FAULTS, READ_AGAIN, what="patient")],
    hints=[
        "Compare each row with the healthy one, column by column: each patient is off in its own way.",
        "Two columns hold squares: 9 = 3², 361 = 19². What is 3 more than, what is 19 more than?",
        "Normal numbers leave the interval from 0 to 1 two times out of three; the root of 0 has an infinite slope.",
    ],
    praise="Four mistakes that public code really holds, told apart by four numbers and not by a picture.",
)
