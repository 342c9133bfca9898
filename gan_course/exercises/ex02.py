"""Exercises of lesson 02, the objective function: losses on logits, divergences, and signs."""

import numpy as np
import tensorflow as tf

from gan_course.exercises.checks import compare, expects_close
from gan_course.exercises.engine import Exercise
from gan_course.metrics import jensen_shannon

LOG_4 = float(np.log(4.0))


def _column(*values):
    return np.array(values, dtype=np.float64)[:, None]     # (batch, 1)


REAL, FAKE = _column(2.0, -0.5, 0.25), _column(-1.0, 0.75, 0.1)
ZEROS = np.zeros((3, 1))


def _quietly(answer, *arrays):
    """The answer as a float; a shape other than () comes back as a sentence. NumPy's overflows stay silent."""
    with np.errstate(all="ignore"):
        result = np.asarray(answer(*(array.copy() for array in arrays)), dtype=float)
    if result.shape != ():
        return (f"a loss is one number for the whole batch: take the mean. "
                f"For logits of shape (3, 1) yours has shape {result.shape}.")
    return float(result)


def _scalar(*arrays):
    def check(answer):
        result = _quietly(answer, *arrays)
        return result if isinstance(result, str) else None
    return check


def _same(before, after, property_):
    """The loss at `before` equals the loss at `after`, two tuples of arrays."""
    def check(answer):
        values = _quietly(answer, *before), _quietly(answer, *after)
        return None if np.isclose(*values, rtol=1e-6, atol=1e-9) else property_
    return check


def _falls(before, after, property_):
    """The loss is lower at `after` than at `before`."""
    def check(answer):
        values = _quietly(answer, *before), _quietly(answer, *after)
        return None if values[1] < values[0] else property_
    return check


def _stable(cases):
    """At each extreme case the loss is finite and right: cases are (arrays, expected)."""
    def check(answer):
        for arrays, expected in cases:
            value = _quietly(answer, *arrays)
            logit = ", ".join(f"{array.flat[0]:.0f}" for array in arrays)
            if not np.isfinite(value):
                return (f"the loss is not stable: at logits {logit} it is {value}, but {expected:.0f} is the answer. "
                        "sigmoid has rounded to 0 or 1 before the logarithm; stay with softplus.")
            if not np.isclose(value, expected, rtol=1e-5, atol=1e-4):
                return (f"the loss is cut off: at logits {logit} it is {value:.4g}, but {expected:.0f} is the answer. "
                        "A clipped logarithm has no gradient left; stay with softplus.")
        return None
    return check


# --- discriminator_loss -----------------------------------------------------------------------------------------

def _discriminator_loss(real_logits, fake_logits):
    on_real = tf.reduce_mean(tf.math.softplus(-real_logits))    # mean of -log D(x)
    on_fake = tf.reduce_mean(tf.math.softplus(fake_logits))     # mean of -log(1 - D(G(z)))
    return on_real + on_fake


def _undecided(answer):
    value = _quietly(answer, ZEROS, ZEROS)
    if np.isclose(value, LOG_4 / 2, rtol=1e-4):
        return ("at logits 0 the loss is log 2 = 0.693, the mean of the two parts. V is their sum: "
                "log 4 = 1.386 is wanted.")
    if not np.isclose(value, LOG_4, rtol=1e-4):
        return f"a discriminator that always answers 1/2 has the loss log 4 = 1.386; yours gives {value:.4g}."
    return None


discriminator_loss = Exercise(
    "discriminator_loss", _discriminator_loss,
    checks=[
        _scalar(REAL, FAKE),
        _same((REAL, FAKE), (np.tile(REAL, (3, 1)), np.tile(FAKE, (3, 1))),
              "the same batch three times over changes the loss: take the mean over the batch, not the sum."),
        _falls((REAL, FAKE), (REAL + 1, FAKE),
               "the sign on real data: the loss rises as D grows more certain of them; it should fall. "
               "V rises there, and L_D is -V."),
        _falls((REAL, FAKE), (REAL, FAKE - 1),
               "the sign on fakes: the loss rises as D grows more certain that they are fake; it should fall."),
        _undecided,
        expects_close((REAL, FAKE), _discriminator_loss, "the value is not -V"),
        _stable([((ZEROS - 1e4, ZEROS + 1e4), 2e4), ((ZEROS + 1e4, ZEROS - 1e4), 0.0)]),
    ],
    hints=[
        "L_D = -V: two parts with a minus sign each, one on real logits and one on fake logits.",
        "-log D = -log sigmoid(a) = softplus(-a), and -log(1 - D) = softplus(a).",
        "tf.reduce_mean(tf.math.softplus(-real_logits)) is the first part; add its counterpart for fakes.",
    ],
    praise="Value, signs and stability hold: it falls as D grows certain, is log 4 for a coin, exact at logits ±10,000.",
)


# --- optimal_logit ----------------------------------------------------------------------------------------------

def _optimal_logit(log_p_real, log_p_fake, real_share=0.5):
    prior = np.log(real_share) - np.log(1 - real_share)     # 0 for equal batches
    return log_p_real - log_p_fake + prior


LOG_P, LOG_Q = np.log([0.5, 0.3, 0.2]), np.log([0.1, 0.3, 0.6])


def _reads_densities(answer):
    with np.errstate(all="ignore"):
        result = np.asarray(answer(LOG_P.copy(), LOG_Q.copy(), 0.5), dtype=float)
    if result.shape != (3,):
        return f"one logit for each point is wanted: shape (3,) for three points; yours has shape {result.shape}."
    if np.allclose(result, LOG_Q - LOG_P):
        return "the sign: the logit is high where fakes are denser; it should be high where real data are denser."
    if np.allclose(result, 1 / (1 + np.exp(LOG_Q - LOG_P))):
        return "this is the probability D*; the logit a* with sigmoid(a*) = D* is wanted."
    if np.allclose(result, np.exp(LOG_P - LOG_Q)):
        return "this is the ratio of the densities; its logarithm is wanted."
    return compare(result, LOG_P - LOG_Q, "with equal batches the logit is the log of the densities' ratio")


def _share_direction(answer):
    more = np.asarray(answer(LOG_P.copy(), LOG_Q.copy(), 0.8), dtype=float)
    if np.allclose(more, LOG_P - LOG_Q):
        return "real_share changes nothing; a batch with more real data should make D answer 'real' more readily."
    if np.any(more < LOG_P - LOG_Q):
        return "the sign of the share: with more real data in the batch the logit falls; it should rise."
    return compare(more, LOG_P - LOG_Q + np.log(4.0), "with a share of 0.8 the odds of real are 4 times as high")


def _far_away(answer):
    far = np.array([-1e4, -1e4]), np.array([-1e4 - 3.0, -2e4])
    with np.errstate(all="ignore"):
        result = np.asarray(answer(*far, 0.5), dtype=float)
    if not np.all(np.isfinite(result)):
        return ("far from all data the logit is not stable: with log-densities near -10,000 exp() rounds to 0. "
                "Subtract logarithms; do not divide densities.")
    return compare(result, [3.0, 1e4], "far from all data the logit is off", rtol=1e-4)


optimal_logit = Exercise(
    "optimal_logit", _optimal_logit,
    checks=[_reads_densities, _share_direction, _far_away],
    hints=[
        "With a share r of real data, D* = r p_d / (r p_d + (1 - r) p_g). Divide by 1 - D*.",
        "The odds D*/(1 - D*) are (r / (1 - r)) · (p_d / p_g); the logit is their logarithm.",
        "A product becomes a sum: log_p_real - log_p_fake + np.log(real_share) - ... what is left?",
    ],
    praise="The best logit is a difference of log-densities plus the log-odds of the batch, stable far from all data.",
)


# --- jsd --------------------------------------------------------------------------------------------------------

def _jsd(real_counts, fake_counts):
    p, q = real_counts / np.sum(real_counts), fake_counts / np.sum(fake_counts)
    middle = (p + q) / 2

    def kl(a, b):
        used = a > 0                    # 0 log 0 counts as 0
        return np.sum(a[used] * np.log(a[used] / b[used]))

    return (kl(p, middle) + kl(q, middle)) / 2


COUNTS_P, COUNTS_Q = np.array([1.0, 3.0, 4.0, 2.0]), np.array([4.0, 3.0, 1.0, 2.0])


def _divergence_value(answer):
    value, wanted = _quietly(answer, COUNTS_P, COUNTS_Q), jensen_shannon(COUNTS_P, COUNTS_Q)
    if isinstance(value, str):
        return f"a divergence is one number: {value}"
    known = [
        (np.sqrt(wanted), "this is the Jensen-Shannon *distance*, a square root; the divergence itself is wanted."),
        (np.sqrt(wanted / np.log(2)), "this is the Jensen-Shannon *distance* in bits; the divergence in nats is wanted."),
        (wanted / np.log(2), "the unit is bits; nats are wanted: use the natural logarithm."),
        (2 * wanted, "twice too large: JSD is the *mean* of the two KL divergences to the middle."),
        (-wanted, "the sign: a divergence is never below 0."),
    ]
    for wrong, sentence in known:
        if np.isclose(value, wrong, rtol=1e-4):
            return sentence
    p, q = COUNTS_P / 10, COUNTS_Q / 10
    if np.isclose(value, np.sum((p - q) * np.log(p / q)) / 2, rtol=1e-4):
        return "p and q are compared with each other; each is to be compared with their middle, (p + q)/2."
    return None


jsd = Exercise(
    "jsd", _jsd,
    checks=[
        _divergence_value,
        _same((COUNTS_P, COUNTS_Q), (10 * COUNTS_P, COUNTS_Q),
              "ten times as many samples of the same shape change the divergence: scale each histogram to sum to 1."),
        _same((COUNTS_P, COUNTS_Q), (COUNTS_Q, COUNTS_P),
              "swapping real and fake changes the divergence; JSD is symmetric."),
        expects_close((COUNTS_P, COUNTS_P), 0.0, "equal histograms have divergence 0"),
        expects_close((COUNTS_P, COUNTS_Q), _jsd, "the value is off"),
        expects_close((np.array([1.0, 1.0, 0.0]), np.array([0.0, 0.0, 5.0])), float(np.log(2.0)),
                      "empty bins: histograms without a common bin have divergence log 2, and 0 log 0 counts as 0"),
    ],
    hints=[
        "Scale both histograms to sum to 1, then build their middle m = (p + q)/2.",
        "JSD = (KL(p‖m) + KL(q‖m)) / 2 with KL(a‖b) = Σ a log(a/b).",
        "Where a is 0 its term is 0, but NumPy computes 0 · log 0 = nan: keep only the bins with a > 0.",
    ],
    praise="Symmetric, in nats, 0 for equals and log 2 for strangers: the divergence that the minimax game measures.",
)


# --- generator_loss ---------------------------------------------------------------------------------------------

def _generator_loss(fake_logits):
    return tf.reduce_mean(tf.math.softplus(-fake_logits))     # mean of -log D(G(z))


def _slope(answer, logit, step=1e-3):
    return (_quietly(answer, ZEROS + logit + step) - _quietly(answer, ZEROS + logit - step)) / (2 * step)


def _pulls_where_rejected(answer):
    slope = _slope(answer, -8.0)
    if slope > -0.9:
        return (f"the gradient where D rejects: at logit -8 the slope is {slope:.4f}; -1 is wanted. "
                "log(1 - D) goes flat there: that is the saturating loss.")
    return None


def _rests_where_accepted(answer):
    slope = _slope(answer, 8.0)
    if slope < -0.1:
        return (f"the gradient where D accepts: at logit +8 the slope is {slope:.4f}; nearly 0 is wanted. "
                "There is nothing left to win there.")
    return None


generator_loss = Exercise(
    "generator_loss", _generator_loss,
    checks=[
        _scalar(FAKE),
        _same((FAKE,), (np.tile(FAKE, (3, 1)),),
              "the same batch three times over changes the loss: take the mean over the batch, not the sum."),
        _falls((FAKE,), (FAKE + 1,),
               "the direction: the loss rises as D takes the fakes for real; the generator descends it, so it should "
               "fall."),
        _pulls_where_rejected,
        _rests_where_accepted,
        expects_close((FAKE,), _generator_loss, "the value is not the mean of -log D(G(z))"),
        _stable([((ZEROS - 1e4,), 1e4), ((ZEROS + 1e4,), 0.0)]),
    ],
    hints=[
        "The generator wants log D(G(z)) high; a loss is what it descends.",
        "-log D = -log sigmoid(a). Which softplus is that?",
        "-log sigmoid(a) = softplus(-a); then the mean over the batch.",
    ],
    praise="It pulls with full force where D rejects and rests where D is fooled, and holds at logits ±10,000.",
)


# --- faults: which player has the wrong sign? --------------------------------------------------------------------

def _right_discriminator(real, fake):
    return tf.reduce_mean(tf.math.softplus(-real)) + tf.reduce_mean(tf.math.softplus(fake))


def _right_generator(fake):
    return tf.reduce_mean(tf.math.softplus(-fake))


# Look here only after you have answered: the losses of the three games, one fault each in two of them.
suspects = {
    "A": (_right_discriminator, lambda fake: -_right_generator(fake)),
    "B": (lambda real, fake: -_right_discriminator(real, fake), _right_generator),
    "C": (_right_discriminator, _right_generator),
}

_FAULTS = {"A": "generator", "B": "discriminator", "C": "none"}
_READ_AGAIN = {
    "A": "D's loss in game A goes to 0: D does its work, and the fakes walk away from the data. Who moves the fakes?",
    "B": "in game B the mean D(x) on *real* data goes to 0, and -V rises far above log 4. Whose task was to hold it low?",
    "C": "in game C -V settles near log 4, both means of D near 1/2, and the fakes sit on the data. Is anything wrong?",
}


def _diagnosis(answer):
    if not isinstance(answer, dict) or set(answer) != set(_FAULTS):
        return 'faults should be a dictionary with the keys "A", "B" and "C".'
    choices = sorted(set(_FAULTS.values()))
    for game, fault in _FAULTS.items():
        given = str(answer[game]).strip().lower()
        if given not in choices:
            return f"game {game}: {answer[game]!r} is not one of {', '.join(map(repr, choices))}."
        if given != fault:
            return _READ_AGAIN[game]
    return None


faults = Exercise(
    "faults", _FAULTS,
    checks=[_diagnosis],
    hints=[
        "One game is healthy. In the others one player climbs its loss instead of descending it.",
        "Look at mean D(x) on real data first: a discriminator with the right sign never lets it fall to 0.",
        "-V far above log 4 means that D is worse than a coin: its own sign is wrong. -V near 0 with fakes that "
        "leave: the other one's.",
    ],
    praise="You told the players apart by their numbers: -V above log 4 accuses D, -V near 0 with fleeing fakes accuses G.",
)
