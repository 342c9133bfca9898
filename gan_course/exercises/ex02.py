"""Exercises of lesson 02, the objective function: losses on logits, divergences, and signs."""

import numpy as np
import tensorflow as tf

from gan_course.exercises.checks import choices
from gan_course.exercises.ex02_densities import jsd, optimal_logit
from gan_course.exercises.exercise import Exercise
from gan_course.exercises.loss_checks import (
    agrees,
    arguments_kept,
    derivable,
    falls,
    loss_value,
    mean_not_sum,
    scalar,
    slope,
    stable,
)

__all__ = ["OBJECTIVES", "discriminator_loss", "faults", "generator_loss", "jsd", "optimal_logit", "suspects"]

LOG_4 = float(np.log(4.0))
REAL = np.array([[2.0], [-0.5], [0.25]])      # (batch, 1)
FAKE = np.array([[-1.0], [0.75], [0.1]])
ZEROS = np.zeros((3, 1))

# Which exercises serve which line of "You will be able to".
OBJECTIVES = {
    1: ["discriminator_loss"],
    2: ["optimal_logit"],
    3: ["jsd"],
    4: ["discriminator_loss", "generator_loss"],
    5: ["faults"],
}


# --- discriminator_loss -----------------------------------------------------------------------------------

def _discriminator_loss(real_logits, fake_logits):
    on_real = tf.reduce_mean(tf.math.softplus(-real_logits))    # mean of -log D(x)
    on_fake = tf.reduce_mean(tf.math.softplus(fake_logits))     # mean of -log(1 - D(G(z)))
    return on_real + on_fake


def _undecided(answer):
    value = loss_value(answer, ZEROS, ZEROS)
    if np.isclose(value, LOG_4 / 2, rtol=1e-4):
        return ("at logits 0 the loss is log 2 = 0.693, the mean of the two parts. -V is their sum: "
                "log 4 = 1.386 is wanted.")
    if not np.isclose(abs(value), LOG_4, rtol=1e-4):      # -log 4 is a wrong sign: the next checks name it
        return f"where D always answers 1/2 the loss is log 4 = 1.386; yours is {value:.4g}."
    return None


discriminator_loss = Exercise(
    "discriminator_loss", _discriminator_loss,
    checks=[
        scalar(REAL, FAKE),
        mean_not_sum(REAL, FAKE),
        _undecided,
        falls((REAL, FAKE), (REAL + 1, FAKE),
              "the sign on real data: the loss rises as D grows more certain of them; it should fall. "
              "V rises there, and L_D is -V."),
        falls((REAL, FAKE), (REAL, FAKE - 1),
              "the sign on fakes: the loss rises as D grows more certain that they are fake; it should fall."),
        agrees(_discriminator_loss, 2, "the value is not that of -V"),
        stable(((ZEROS - 1e4, ZEROS + 1e4), 2e4), ((ZEROS + 1e4, ZEROS - 1e4), 0.0)),
        derivable(_discriminator_loss, 2, ("real_logits", "fake_logits")),
        arguments_kept(REAL, FAKE),
    ],
    hints=[
        "L_D = -V: two parts with a minus sign each, one on real logits and one on fake logits.",
        "-log D = -log sigmoid(C) = softplus(-C), and -log(1 - D) = softplus(C).",
        "tf.reduce_mean(tf.math.softplus(-real_logits)) is the first part; add its counterpart for fakes.",
    ],
    praise="It falls as D grows certain, is log 4 for a coin, and stays exact at logits of ±10,000.",
    mine="losses",
    doc="The mean of -log D(x) plus the mean of -log(1 - D(G(z))): -V, from logits (batch, 1). Goodfellow et "
        "al. 2014, eq. 1.",
)


# --- generator_loss ---------------------------------------------------------------------------------------

def _generator_loss(fake_logits):
    return tf.reduce_mean(tf.math.softplus(-fake_logits))     # mean of -log D(G(z))


def _pulls_where_rejected(answer):
    found = slope(answer, -8.0)
    if found > -0.9:
        return (f"the gradient where D rejects: at logit -8 the slope is {found:.4f}; nearly -1 is wanted. "
                "log(1 - D) goes flat there: that is the saturating loss.")
    return None


def _rests_where_accepted(answer):
    found = slope(answer, 8.0)
    if found < -0.1:
        return (f"the gradient where D accepts: at logit +8 the slope is {found:.4f}; nearly 0 is wanted. "
                "There is nothing left to win.")
    return None


generator_loss = Exercise(
    "generator_loss", _generator_loss,
    checks=[
        scalar(FAKE),
        mean_not_sum(FAKE),
        falls((FAKE,), (FAKE + 1,),
              "the direction: the loss rises as D takes the fakes for real; the generator descends it, so it "
              "should fall."),
        _pulls_where_rejected,
        _rests_where_accepted,
        agrees(_generator_loss, 1, "the value is not the mean of -log D(G(z))"),
        stable(((ZEROS - 1e4,), 1e4), ((ZEROS + 1e4,), 0.0)),
        derivable(_generator_loss, 1, ("fake_logits",)),
        arguments_kept(FAKE),
    ],
    hints=[
        "The generator wants log D(G(z)) high; a loss is what it descends.",
        "-log D = -log sigmoid(C). Which softplus is that?",
        "-log sigmoid(C) = softplus(-C); then the mean over the batch.",
    ],
    praise="Full force where D rejects, rest where D is fooled, and exact at logits of ±10,000.",
    mine="losses",
    doc="The mean of -log D(G(z)), the non-saturating loss, from logits (batch, 1). Goodfellow et al. 2014, "
        "section 3.",
)


# --- faults: whose sign is wrong? -------------------------------------------------------------------------

# Open this only after you have answered: the losses of games A, B and C.
suspects = {
    "A": (_discriminator_loss, lambda fake_logits: -_generator_loss(fake_logits)),
    "B": (lambda real_logits, fake_logits: -_discriminator_loss(real_logits, fake_logits),
          _generator_loss),
    "C": (_discriminator_loss, _generator_loss),
}

_FAULTS = {"A": "generator", "B": "discriminator", "C": "none"}
_READ_AGAIN = {
    "A": "in game A -V goes to 0: D does its work, but the fakes leave the data. Who moves the fakes?",
    "B": "in game B mean D(x), on *real* data, falls to 0, and -V rises far above log 4. "
         "Whose task was it to keep it low?",
    "C": "in game C -V settles near log 4, both means of D near 1/2, the fakes at 3. Is anything wrong?",
}


faults = Exercise(
    "faults", _FAULTS,
    checks=[choices("faults", _FAULTS, _READ_AGAIN, what="game")],
    hints=[
        "One game is healthy. In each of the others one player climbs its loss instead of descending it.",
        "Look at mean D(x) on real data first: a D with the right sign does not let it fall to 0.",
        "-V far above log 4: D is worse than a coin, so its own sign is wrong. -V near 0 while the fakes "
        "flee: the other player's.",
    ],
    praise="-V far above log 4 accuses the discriminator; -V near 0 with fakes that flee accuses the generator.",
)
