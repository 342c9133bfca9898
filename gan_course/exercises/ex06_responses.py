"""Exercises of lesson 06 on answers to a player: G's best response to a fixed D, and the best judge of packs."""

import numpy as np

from gan_course.exercises.checks import as_numbers, expects_close
from gan_course.exercises.drawing import drawn
from gan_course.exercises.exercise import Exercise
from gan_course.exercises.property_checks import agrees_with_reference, leaves_arguments_alone
from gan_course.exercises.wording import call_text

# --- best_response ------------------------------------------------------------------------------------------------

def _best_response(logits):
    probabilities = np.zeros(len(logits))
    probabilities[np.argmax(logits)] = 1.0
    return probabilities


def _draw_logits(rng):
    """Logits of 3 to 9 places, around a level that may be far above or far below 0."""
    n, level = int(rng.integers(3, 10)), float(rng.choice([-60.0, -20.0, -1.0, 0.0, 2.0, 30.0, 60.0]))
    return (level + rng.normal(0, rng.uniform(0.2, 3.0), size=n),)


def _response(answer, logits):
    """The distribution and None, or None and a complaint about its form."""
    result, complaint = as_numbers(answer(logits.copy()))
    if complaint:
        return None, complaint
    if result.shape == () and np.isclose(result, logits.argmax()):
        return None, f"this is the number of the best place; wanted is how often G visits each place, ({len(logits)},)."
    if result.shape != logits.shape:
        return None, f"the shape is {result.shape}; a probability for each of the places, {logits.shape}, is wanted."
    if not np.all(np.isfinite(result)):
        return None, "it holds NaN or infinity; each entry is a probability."
    if np.any(result < -1e-9) or not np.isclose(result.sum(), 1):
        return None, f"this is no distribution: it sums to {result.sum():.4g}, its lowest entry is {result.min():.4g}."
    return result, None


def _nothing_better(answer):
    for logits in [drawn(_draw_logits, 0, i)[0] for i in range(24)] + [np.array([1.0, 2.0, 2.0])]:
        result, complaint = _response(answer, logits)
        if complaint:
            return complaint
        if np.isclose(result[logits.argmin()], 1):
            return "all of G sits where D is surest that it is fake: G wants the highest logit, not the lowest."
        if not np.isclose(result @ logits, logits.max(), rtol=1e-6, atol=1e-6):
            return (f"for {call_text((logits,), {})} your G earns {result @ logits:.3f} on average, and "
                    f"{logits.max():.3f} can be had: move what visits worse places to the best one. Nothing in G's "
                    "loss rewards variety.")
    return None


best_response = Exercise(
    "best_response", _best_response,
    checks=[_nothing_better, leaves_arguments_alone(_draw_logits)],
    hints=[
        "G's loss is a mean of prices, one for each place: probabilities times prices. Which place is the cheapest?",
        "Say 90 % of G is at the best place. What does the loss do if the other 10 % move there too?",
        "A vector of zeros with a 1 at np.argmax(logits).",
    ],
    praise="One place gets everything: against a D that does not answer, collapse is not an accident but the optimum.",
)


# --- packed_logit -------------------------------------------------------------------------------------------------

def _packed_logit(log_p_real, log_p_fake):
    return np.sum(log_p_real - log_p_fake, axis=-1)


def _draw_packs(rng):
    """Log-densities of 2 to 7 packs of 1 to 5 samples."""
    shape = int(rng.integers(2, 8)), int(rng.integers(1, 6))
    return rng.normal(-1.5, 1.0, size=shape), rng.normal(-2.0, 1.5, size=shape)


_PACK_SLIPS = {
    "the sign: a pack that is likelier among real data should get a positive logit.": lambda p, q: (q - p).sum(-1),
    "this is the mean over the pack. Independent samples multiply their probabilities, so logarithms add up.":
        lambda p, q: (p - q).mean(-1),
    "this multiplies the logits. Independent samples multiply their probabilities; what do their logarithms do?":
        lambda p, q: (p - q).prod(-1),
    "this keeps the best sample of the pack; the pack is judged as a whole.": lambda p, q: (p - q).max(-1),
    "this keeps the first sample of the pack; the pack is judged as a whole.": lambda p, q: (p - q)[:, 0],
    "this is the probability D*; its logit is wanted.": lambda p, q: 1 / (1 + np.exp(-(p - q).sum(-1))),
    "this is the ratio of the probabilities; its logarithm is wanted.": lambda p, q: np.exp((p - q).sum(-1)),
    "this averages the ratios of single samples. The ratio of the pack is their product.":
        lambda p, q: np.log(np.exp(p - q).mean(-1)),
    "this adds the ratios of single samples. The ratio of the pack is their product.":
        lambda p, q: np.log(np.exp(p - q).sum(-1)),
    "the densities of the fakes are missing: how likely is the pack among fakes?": lambda p, q: p.sum(-1),
}


def _one_number_a_pack(answer):
    log_p_real, log_p_fake = drawn(_draw_packs, 0, 0)
    result, complaint = as_numbers(answer(log_p_real, log_p_fake))
    if complaint or result.shape == (len(log_p_real),):
        return complaint
    if result.shape == log_p_real.shape:
        return f"one number for each sample came; one for each pack, ({len(log_p_real)},), is wanted."
    return f"the shape is {result.shape}; one number for each pack, ({len(log_p_real)},), is wanted."


packed_logit = Exercise(
    "packed_logit", _packed_logit,
    checks=[_one_number_a_pack,
            agrees_with_reference(_packed_logit, _draw_packs, "it is not the log-ratio of the two probabilities of the "
                                  "pack", _PACK_SLIPS),
            expects_close((np.array([[-2000.0, -1000.0]]), np.array([[-1.0, -2.0]])), [-2997.0],
                          "far from the data exp of the log-densities rounds to 0: stay in logarithms"),
            leaves_arguments_alone(_draw_packs)],
    hints=[
        "The best logit is log(P / Q): P the probability of this pack among real packs, Q among fake ones.",
        "The m samples of a pack are drawn independently: P is the product of their densities.",
        "The logarithm of a product is a sum: subtract, then sum over the last axis.",
    ],
    praise="A sum: the best judge of packs gives each sample the same slope whoever stands beside it. What we saw "
           "packing do is the work of a network on its way, not of the optimum.",
)
