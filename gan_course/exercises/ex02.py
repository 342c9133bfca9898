"""Exercises of lesson 02, the objective function: losses on logits, divergences, and signs."""

import numpy as np
import tensorflow as tf

from gan_course.exercises.checks import choices, compare
from gan_course.exercises.exercise import Exercise
from gan_course.exercises.loss_checks import (
    equals,
    falls,
    loss_value,
    mean_not_sum,
    same,
    scalar,
    slope,
    stable,
)
from gan_course.metrics import jensen_shannon

LOG_4 = float(np.log(4.0))
REAL = np.array([[2.0], [-0.5], [0.25]])      # (batch, 1)
FAKE = np.array([[-1.0], [0.75], [0.1]])
ZEROS = np.zeros((3, 1))


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
        equals((REAL, FAKE), float(_discriminator_loss(REAL, FAKE)), "the value is not that of -V"),
        stable(((ZEROS - 1e4, ZEROS + 1e4), 2e4), ((ZEROS + 1e4, ZEROS - 1e4), 0.0)),
    ],
    hints=[
        "L_D = -V: two parts with a minus sign each, one on real logits and one on fake logits.",
        "-log D = -log sigmoid(a) = softplus(-a), and -log(1 - D) = softplus(a).",
        "tf.reduce_mean(tf.math.softplus(-real_logits)) is the first part; add its counterpart for fakes.",
    ],
    praise="It falls as D grows certain, is log 4 for a coin, and stays exact at logits of ±10,000.",
)


# --- optimal_logit ----------------------------------------------------------------------------------------

def _optimal_logit(log_p_real, log_p_fake, real_share):
    log_odds = np.log(real_share) - np.log(1 - real_share)      # 0 for equal batches
    return log_p_real - log_p_fake + log_odds


LOG_P, LOG_Q = np.log([0.5, 0.3, 0.2]), np.log([0.1, 0.3, 0.6])


def _logits(answer, log_p_real, log_p_fake, real_share):
    return np.asarray(answer(log_p_real.copy(), log_p_fake.copy(), real_share), dtype=float)


def _reads_densities(answer):
    result = _logits(answer, LOG_P, LOG_Q, 0.5)
    if result.shape != LOG_P.shape:
        return f"one logit a point is wanted: shape (3,) for three points; yours has shape {result.shape}."
    if np.allclose(result, LOG_Q - LOG_P):
        return "the sign: the logit is high where fakes are denser; it should be high where real data are."
    if np.allclose(result, 1 / (1 + np.exp(LOG_Q - LOG_P))):
        return "this is the probability D*; its logit is wanted, the a with sigmoid(a) = D*."
    if np.allclose(result, np.exp(LOG_P - LOG_Q)):
        return "this is the ratio of the densities; its logarithm is wanted."
    return compare(result, LOG_P - LOG_Q, "with equal batches the logit is the log of the densities' ratio")


def _reads_the_share(answer):
    balanced, more = _logits(answer, LOG_P, LOG_Q, 0.5), _logits(answer, LOG_P, LOG_Q, 0.8)
    if np.allclose(more, balanced):
        return "real_share changes nothing; with more real data in the batch the logit should rise."
    if np.any(more < balanced):
        return "the direction of the share: with more real data in the batch the logit falls; it should rise."
    return compare(more, balanced + LOG_4, "with a share of 0.8 the odds of 'real' are 4 times those at 0.5")


def _holds_far_away(answer):
    result = _logits(answer, np.array([-1e4, -1e4]), np.array([-10_003.0, -2e4]), 0.5)
    if not np.all(np.isfinite(result)):
        return ("not stable: far from all data, at log-densities near -10,000, the densities round to 0. "
                "Subtract logarithms; do not divide densities.")
    return compare(result, np.array([3.0, 1e4]), "far from all data the logit is off", rtol=1e-4)


optimal_logit = Exercise(
    "optimal_logit", _optimal_logit,
    checks=[_reads_densities, _reads_the_share, _holds_far_away],
    hints=[
        "With a share r of real data, D* = r p_d / (r p_d + (1 - r) p_g). Divide D* by 1 - D*.",
        "The odds D*/(1 - D*) are (r / (1 - r)) · (p_d / p_g); the logit is their logarithm.",
        "A product becomes a sum: log_p_real - log_p_fake + np.log(real_share) - ... what is left?",
    ],
    praise="A difference of log-densities plus the batch's log-odds, stable even far from all data.",
)


# --- jsd --------------------------------------------------------------------------------------------------

def _jsd(real_counts, fake_counts):
    p, q = real_counts / np.sum(real_counts), fake_counts / np.sum(fake_counts)
    middle = (p + q) / 2

    def kl(a, b):
        used = a > 0                    # 0 log 0 counts as 0
        return np.sum(a[used] * np.log(a[used] / b[used]))

    return (kl(p, middle) + kl(q, middle)) / 2


COUNTS_P, COUNTS_Q = np.array([1.0, 3.0, 4.0, 2.0]), np.array([5.0, 2.0, 1.0, 4.0])
JSD = jensen_shannon(COUNTS_P, COUNTS_Q)


def _one_divergence(answer):
    shape = np.shape(answer(COUNTS_P.copy(), COUNTS_Q.copy()))
    return f"a divergence is one number: sum over the bins. Yours has shape {shape}." if shape else None


def _usual_slips(answer):
    p, q = COUNTS_P / COUNTS_P.sum(), COUNTS_Q / COUNTS_Q.sum()
    slips = [
        (np.sqrt(JSD), "this is the Jensen-Shannon *distance*, a square root; the divergence is wanted."),
        (np.sqrt(JSD / np.log(2)), "this is the *distance*, in bits; the divergence in nats is wanted."),
        (JSD / np.log(2), "the unit is bits; nats are wanted: use the natural logarithm."),
        (2 * JSD, "twice too large: JSD is the *mean* of the two KL divergences to the middle."),
        (-JSD, "the sign: a divergence is never below 0."),
        (np.sum((p - q) * np.log(p / q)) / 2,
         "p and q are compared with each other; compare each with their middle, (p + q)/2."),
    ]
    value = loss_value(answer, COUNTS_P, COUNTS_Q)
    return next((sentence for slip, sentence in slips if np.isclose(value, slip, rtol=1e-4)), None)


jsd = Exercise(
    "jsd", _jsd,
    checks=[
        _one_divergence,
        _usual_slips,
        same((COUNTS_P, COUNTS_Q), (10 * COUNTS_P, COUNTS_Q),
             "ten times as many real examples change the divergence: scale each histogram to sum to 1."),
        same((COUNTS_P, COUNTS_Q), (COUNTS_Q, COUNTS_P),
             "swapping real and fake changes the divergence; JSD is symmetric."),
        equals((COUNTS_P, COUNTS_P), 0.0, "equal histograms have divergence 0"),
        equals((COUNTS_P, COUNTS_Q), JSD, "the value is off"),
        equals((np.array([1.0, 1.0, 0.0]), np.array([0.0, 0.0, 5.0])), float(np.log(2.0)),
               "empty bins: without a common bin the divergence is log 2, for 0 log 0 counts as 0"),
    ],
    hints=[
        "Scale both histograms to sum to 1, then build their middle m = (p + q)/2.",
        "JSD = (KL(p‖m) + KL(q‖m)) / 2 with KL(a‖b) = Σ a log(a/b).",
        "Where a is 0 its term is 0, but NumPy computes 0 · log 0 = nan: keep only the bins with a > 0.",
    ],
    praise="Symmetric, in nats, 0 for equals and log 2 for strangers: what the minimax game measures.",
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
        equals((FAKE,), float(_generator_loss(FAKE)), "the value is not the mean of -log D(G(z))"),
        stable(((ZEROS - 1e4,), 1e4), ((ZEROS + 1e4,), 0.0)),
    ],
    hints=[
        "The generator wants log D(G(z)) high; a loss is what it descends.",
        "-log D = -log sigmoid(a). Which softplus is that?",
        "-log sigmoid(a) = softplus(-a); then the mean over the batch.",
    ],
    praise="Full force where D rejects, rest where D is fooled, and exact at logits of ±10,000.",
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
