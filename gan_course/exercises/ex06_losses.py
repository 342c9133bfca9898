"""Exercises of lesson 06 on losses: whether a log looks like an equilibrium, and two divergences for G to descend."""

import numpy as np
import tensorflow as tf

from gan_course.exercises.checks import as_numbers
from gan_course.exercises.drawing import drawn
from gan_course.exercises.exercise import Exercise
from gan_course.exercises.property_checks import agrees_with_reference, leaves_arguments_alone
from gan_course.exercises.tensor_checks import passes_gradients, takes_numpy_and_tensors

# --- at_equilibrium -----------------------------------------------------------------------------------------------

def _at_equilibrium(d_loss, g_loss, tolerance):
    d_close = np.abs(d_loss - 2 * np.log(2)) <= tolerance
    g_close = np.abs(g_loss + np.log(2)) <= tolerance
    return d_close & g_close


def _draw_log(rng):
    """A log of 8 to 30 steps, around the equilibrium of the minimax game."""
    n, tolerance = int(rng.integers(8, 30)), float(rng.uniform(0.02, 0.3))
    d_loss = 2 * np.log(2) + 1.5 * tolerance * rng.normal(size=n)
    off = tolerance * rng.choice([0.0, 0.0, 2.0], size=2)        # the mean of a log may be far off, and its steps near
    return d_loss + off[0], off[1] - np.log(2) + 1.5 * tolerance * rng.normal(size=n), tolerance


LOG_2 = float(np.log(2))


def _with(d_target=2 * LOG_2, g_target=-LOG_2, rule=lambda d, g, tolerance: (abs(d) <= tolerance) & (
        abs(g) <= tolerance)):
    """The verdicts with one slip in them."""
    return lambda d_loss, g_loss, tolerance: rule(d_loss - d_target, g_loss - g_target, tolerance)


_LOG_SLIPS = {
    "G's loss is that of the *minimax* game, E log(1 - D(G(z))): with D = 1/2 it is -log 2, not log 2.":
        _with(g_target=LOG_2),
    "D's loss has a real and a fake part, log 2 each: together 2 log 2.": _with(d_target=LOG_2),
    "at the equilibrium no loss is 0: D = 1/2 everywhere.": _with(d_target=0.0, g_target=0.0),
    "both losses have to be close: `and`, not `or`.":
        _with(rule=lambda d, g, tolerance: (abs(d) <= tolerance) | (abs(g) <= tolerance)),
    "a loss far *below* is off too: take the absolute value.":
        _with(rule=lambda d, g, tolerance: (d <= tolerance) & (g <= tolerance)),
    "you look at D's loss only.": _with(rule=lambda d, g, tolerance: abs(d) <= tolerance),
    "you look at G's loss only.": _with(rule=lambda d, g, tolerance: abs(g) <= tolerance),
    "each step is judged by its own losses; yours takes the mean of D's.":
        _with(rule=lambda d, g, tolerance: (abs(d.mean()) <= tolerance) & (abs(g) <= tolerance)),
    "each step is judged by its own losses; yours takes the mean of G's.":
        _with(rule=lambda d, g, tolerance: (abs(d) <= tolerance) & (abs(g.mean()) <= tolerance)),
    "it is turned round: True is for the steps that look like an equilibrium.":
        _with(rule=lambda d, g, tolerance: ~((abs(d) <= tolerance) & (abs(g) <= tolerance))),
    "each loss by itself has to be within the tolerance, not their sum.":
        _with(rule=lambda d, g, tolerance: abs(d) + abs(g) <= tolerance),
    "each loss has to be close to its *own* value; what they add up to says little.":
        _with(rule=lambda d, g, tolerance: abs(d + g) <= tolerance),
}


def _one_verdict_a_step(answer):
    d_loss, g_loss, tolerance = drawn(_draw_log, 0, 0)
    result, complaint = as_numbers(answer(d_loss, g_loss, tolerance))
    if complaint or result.shape == d_loss.shape:
        return complaint
    if result.shape == ():
        return f"one verdict came for the whole log; one for each of its {len(d_loss)} steps is wanted."
    return f"the shape is {result.shape}; one verdict for each step, {d_loss.shape}, is wanted."


at_equilibrium = Exercise(
    "at_equilibrium", _at_equilibrium,
    checks=[_one_verdict_a_step,
            agrees_with_reference(_at_equilibrium, _draw_log, "True is wanted where both losses lie within the "
                                  "tolerance of the equilibrium's, False elsewhere", _LOG_SLIPS),
            leaves_arguments_alone(_draw_log)],
    hints=[
        "At the equilibrium D = 1/2 everywhere. D's loss is -log D(x) - log(1 - D(G(z))); G's is log(1 - D(G(z))).",
        "So the two values are 2 log 2 and -log 2. How far is each loss from its value, step by step?",
        "(np.abs(d_loss - 2 * np.log(2)) <= tolerance) & (np.abs(g_loss + np.log(2)) <= tolerance)",
    ],
    praise="This is all that a look at the losses can tell: that D is a coin. Not what the samples are.",
)


# --- kl_losses ----------------------------------------------------------------------------------------------------

def _kl_losses(fake_logits):
    reverse = -tf.reduce_mean(fake_logits)             # E log(p_g / p_r)
    forward = -tf.reduce_mean(tf.exp(fake_logits))     # its slope is that of E_r log(p_r / p_g)
    return reverse, forward


def _draw_fakes(rng):
    """Logits of 5 to 40 fakes, mostly below 0."""
    return (rng.normal(-0.5, rng.uniform(0.3, 1.5), size=(int(rng.integers(5, 40)), 1)),)


def _pair(reverse, forward):
    return lambda fake_logits: (reverse(tf.convert_to_tensor(fake_logits)), forward(tf.convert_to_tensor(fake_logits)))


def _mean_minus(value):
    return lambda logits: -tf.reduce_mean(value(logits))


_REVERSE, _FORWARD = _mean_minus(lambda logits: logits), _mean_minus(tf.exp)
_KL_SLIPS = {
    "the two are exchanged: KL(p_g || p_r), the reverse one, comes first.": _pair(_FORWARD, _REVERSE),
    "the sign of both: a fake with a high logit looks real, and G descends its loss.":
        _pair(lambda logits: -_REVERSE(logits), lambda logits: -_FORWARD(logits)),
    "the sign of the first: log(p_g / p_r) is *minus* the logit.": _pair(lambda logits: -_REVERSE(logits), _FORWARD),
    "the sign of the second: G descends it, so a fake with a high logit lowers it.":
        _pair(_REVERSE, lambda logits: -_FORWARD(logits)),
    "take means over the fakes, not sums: a loss must not depend on the size of the batch.":
        _pair(lambda logits: -tf.reduce_sum(logits), lambda logits: -tf.reduce_sum(tf.exp(logits))),
    "the mean of the exponentials is wanted, not the exponential of the mean.":
        _pair(_REVERSE, lambda logits: -tf.exp(tf.reduce_mean(logits))),
    "p_r / p_g is exp(+logit): a place where real data are likelier has a positive logit.":
        _pair(_REVERSE, _mean_minus(lambda logits: tf.exp(-logits))),
    "these use D(x), the probability: the losses here are made of its logit.":
        _pair(_mean_minus(tf.sigmoid), _mean_minus(lambda logits: tf.exp(tf.sigmoid(logits)))),
    "the first is the non-saturating loss, -E log D: it is KL - 2 JSD. Without the sigmoid it is KL.":
        _pair(_mean_minus(tf.math.log_sigmoid), _FORWARD),
}

kl_losses = Exercise(
    "kl_losses", _kl_losses,
    checks=[agrees_with_reference(_kl_losses, _draw_fakes, "the two are not minus the mean logit, and minus the mean "
                                  "of exp(logit)", _KL_SLIPS),
            takes_numpy_and_tensors(_draw_fakes), passes_gradients(_kl_losses, _draw_fakes),
            leaves_arguments_alone(_draw_fakes)],
    hints=[
        "With D at its best, the logit is log(p_r / p_g). KL(p_g || p_r) = E_g log(p_g / p_r): which mean is that?",
        "The first is minus the mean of the logits. The second is in the text: minus the mean of p_r / p_g over fakes.",
        "-tf.reduce_mean(fake_logits) and -tf.reduce_mean(tf.exp(fake_logits)).",
    ],
    praise="Two more losses for the same game: one never asks for all modes, the other asks for nothing else.",
    mine="losses",
    doc="G's losses for KL(p_g || p_r) and for KL(p_r || p_g), from D's logits of the fakes. Goodfellow 2016, NIPS "
        "tutorial, section 3.2; Nowozin et al. 2016, f-GAN.",
)
