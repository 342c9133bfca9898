"""Exercises of lesson 02 on densities and counts: the best logit for an uneven batch, the Jensen-Shannon divergence."""

import numpy as np

from gan_course.exercises.checks import as_numbers, compare
from gan_course.exercises.exercise import Exercise
from gan_course.exercises.loss_checks import arguments_kept, equals, loss_value, same
from gan_course.metrics import jensen_shannon

LOG_4 = float(np.log(4.0))

# --- optimal_logit ----------------------------------------------------------------------------------------

def _optimal_logit(log_p_real, log_p_fake, real_share):
    log_odds = np.log(real_share) - np.log(1 - real_share)      # 0 for equal batches
    return log_p_real - log_p_fake + log_odds


LOG_P, LOG_Q = np.log([0.5, 0.3, 0.2]), np.log([0.1, 0.3, 0.6])


def _logits(answer, log_p_real, log_p_fake, real_share):
    result, complaint = as_numbers(answer(log_p_real.copy(), log_p_fake.copy(), real_share))
    return (None, complaint) if complaint else (result, None)


def _reads_densities(answer):
    result, complaint = _logits(answer, LOG_P, LOG_Q, 0.5)
    if complaint:
        return complaint
    if result.shape != LOG_P.shape:
        return f"one logit a point is wanted: shape (3,) for three points; yours has shape {result.shape}."
    if np.allclose(result, LOG_Q - LOG_P):
        return "the sign: the logit is high where fakes are denser; it should be high where real data are."
    if np.allclose(result, 1 / (1 + np.exp(LOG_Q - LOG_P))):
        return "this is the probability D*; its logit is wanted, the C with sigmoid(C) = D*."
    if np.allclose(result, np.exp(LOG_P - LOG_Q)):
        return "this is the ratio of the densities; its logarithm is wanted."
    return compare(result, LOG_P - LOG_Q, "with equal batches the logit is the log of the densities' ratio")


def _reads_the_share(answer):
    balanced, more = (_logits(answer, LOG_P, LOG_Q, share)[0] for share in (0.5, 0.8))
    if np.allclose(more, balanced):
        return "real_share changes nothing; with more real data in the batch the logit should rise."
    if np.any(more < balanced):
        return "the direction of the share: with more real data in the batch the logit falls; it should rise."
    return compare(more, balanced + LOG_4, "with a share of 0.8 the odds of 'real' are 4 times those at 0.5")


def _holds_for_others(answer):
    rng = np.random.default_rng(14)
    for shape in ((1,), (4,), (3, 5), (40,)):
        log_p, log_q, share = *rng.normal(-3, 4, (2, *shape)), rng.uniform(0.02, 0.98)
        complaint = compare(_logits(answer, log_p, log_q, share)[0], _optimal_logit(log_p, log_q, share),
                            f"for points of shape {shape} and a share of {share:.2f} the logit is off", rtol=1e-6)
        if complaint:
            return complaint
    return None


def _holds_far_away(answer):
    result, _ = _logits(answer, np.array([-1e4, -1e4]), np.array([-10_003.0, -2e4]), 0.5)
    if not np.all(np.isfinite(result)):
        return ("not stable: far from all data, at log-densities near -10,000, the densities round to 0. "
                "Subtract logarithms; do not divide densities.")
    return compare(result, np.array([3.0, 1e4]), "far from all data the logit is off", rtol=1e-4)


def _keeps_the_densities(answer):
    return arguments_kept(LOG_P, LOG_Q)(lambda log_p, log_q: answer(log_p, log_q, 0.3))


optimal_logit = Exercise(
    "optimal_logit", _optimal_logit,
    checks=[_reads_densities, _reads_the_share, _holds_for_others, _holds_far_away, _keeps_the_densities],
    hints=[
        "With a share r of real data, D* = r p_r / (r p_r + (1 - r) p_g). Divide D* by 1 - D*.",
        "The odds D*/(1 - D*) are (r / (1 - r)) · (p_r / p_g); the logit is their logarithm.",
        "A product becomes a sum: log_p_real - log_p_fake + np.log(real_share) - ... what is left?",
    ],
    praise="A difference of log-densities plus the batch's log-odds, stable even far from all data.",
    mine="losses",
    doc="The best discriminator's logit from two log-densities and the share of real data in a batch. "
        "Goodfellow et al. 2014, proposition 1.",
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
    result, complaint = as_numbers(answer(COUNTS_P.copy(), COUNTS_Q.copy()))
    if complaint:
        return complaint
    if result.shape != ():
        return f"a divergence is one number: sum over the bins. Yours has shape {result.shape}."
    return "it is NaN (not a number) though no bin is empty." if np.isnan(result) else None


def _takes_whole_numbers(answer):
    counts = np.array([4, 2, 9, 1]), np.array([2, 6, 1, 1])
    try:
        value = loss_value(answer, *counts)
    except TypeError as error:       # NumPy's UFuncTypeError: p /= p.sum() on whole numbers
        if "cast" not in str(error):
            raise
        return "counts are whole numbers, and an array of these cannot hold shares: p = p / p.sum(), not p /= p.sum()."
    as_floats = loss_value(answer, *(count.astype(float) for count in counts))
    return None if np.isclose(value, as_floats) else "counts as whole numbers and as floats give different divergences."


def _holds_for_other_histograms(answer):
    rng = np.random.default_rng(15)
    for bins, size in ((2, 30), (7, 400), (50, 90), (23, 5000)):
        p = rng.multinomial(size, rng.dirichlet(np.full(bins, 0.4)))
        q = rng.multinomial(3 * size, rng.dirichlet(np.full(bins, 0.4)))
        for scale in (1, 0.01):      # counts, and densities
            complaint = equals((p * scale, q * scale), float(_jsd(p, q)), f"for {bins} bins, some of them empty in one "
                               "histogram or in both, the value is off")(answer)
            if complaint:
                return complaint
    return None


def _usual_slips(answer):
    p, q = COUNTS_P / COUNTS_P.sum(), COUNTS_Q / COUNTS_Q.sum()
    slips = [
        (np.sqrt(JSD), "this is the Jensen-Shannon *distance*, a square root; the divergence is wanted."),
        (np.sqrt(JSD / np.log(2)), "this is the *distance*, in bits; the divergence in nats is wanted."),
        (JSD / np.log(2), "the unit is bits; nats are wanted: use the natural logarithm."),
        (2 * JSD, "twice too large: JSD is the *mean* of the two KL divergences to the middle."),
        (-JSD, "the sign: a divergence is never below 0."),
        (_jsd(COUNTS_P + 1, COUNTS_Q + 1), "1 is added to each count: the shares are those of the counts as they are, "
                                           "and an empty bin has the share 0."),
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
        _takes_whole_numbers,
        arguments_kept(COUNTS_P, COUNTS_Q),
        same((COUNTS_P, COUNTS_Q), (10 * COUNTS_P, COUNTS_Q),
             "ten times as many real examples change the divergence: scale each histogram to sum to 1."),
        same((COUNTS_P, COUNTS_Q), (COUNTS_Q, COUNTS_P),
             "swapping real and fake changes the divergence; JSD is symmetric."),
        equals((COUNTS_P, COUNTS_P), 0.0, "equal histograms have divergence 0"),
        equals((COUNTS_P, COUNTS_Q), JSD, "the value is off"),
        equals((np.array([1.0, 1.0, 0.0]), np.array([0.0, 0.0, 5.0])), float(np.log(2.0)),
               "empty bins: without a common bin the divergence is log 2, for 0 log 0 counts as 0"),
        _holds_for_other_histograms,
    ],
    hints=[
        "Scale both histograms to sum to 1, then build their middle m = (p + q)/2.",
        "JSD = (KL(p‖m) + KL(q‖m)) / 2 with KL(a‖b) = Σ a log(a/b).",
        "Where a is 0 its term is 0, but NumPy computes 0 · log 0 = nan: keep only the bins with a > 0.",
    ],
    praise="Symmetric, in nats, 0 for equals and log 2 for strangers: what the minimax game measures.",
    mine="measures",
    doc="The Jensen-Shannon divergence of two histograms in nats, from 0 to log 2. Goodfellow et al. 2014, "
        "theorem 1.",
)
