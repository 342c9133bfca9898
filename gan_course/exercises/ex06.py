"""Exercises of lesson 06, mode collapse: shares, a best response, a pack, a sealed fault, five logs."""

import numpy as np

from gan_course.exercises.checks import as_numbers, choices, compare
from gan_course.exercises.exercise import Exercise

# --- nearest_shares -----------------------------------------------------------------------------------------------

MEANS = np.array([[0.0, 0.0], [3.0, 0.0], [0.0, 4.0], [9.0, 9.0]])
SAMPLES = np.array([[0.1, 0.0], [-0.5, 0.2], [2.9, 0.3], [0.2, 3.5], [0.0, 4.4], [-1.0, 3.9], [0.3, 0.1], [0.0, -2.0]])


def _nearest_shares(samples, means):
    distances = np.linalg.norm(samples[:, None, :] - means[None, :, :], axis=-1)     # (n, n_modes)
    return np.bincount(distances.argmin(axis=1), minlength=len(means)) / len(samples)


def _shares(answer, samples=SAMPLES, means=MEANS):
    """The answer's numbers and None, or None and a complaint about their form."""
    shares, complaint = as_numbers(answer(samples.copy(), means.copy()))
    if complaint:
        return None, complaint
    if shares.shape == (len(samples),):
        return None, f"one number for each of the {len(samples)} samples came; one for each of the modes is wanted."
    if shares.ndim == 1 and len(shares) < len(means):
        return None, ("a mode that no sample is nearest to has no number: its share is 0, and that 0 is what mode "
                      "collapse looks like.")
    if shares.shape != (len(means),):
        return None, f"the shape is {shares.shape}; for {len(means)} modes ({len(means)},) is wanted."
    return shares, None


def _sum_to_one(answer):
    shares, complaint = _shares(answer)
    if complaint:
        return complaint
    if np.isclose(shares.sum(), len(SAMPLES)):
        return "these are counts: divide by the number of samples, so that the shares sum to 1."
    return None if np.isclose(shares.sum(), 1) else f"the shares sum to {shares.sum():.4g}; they should sum to 1."


def _all_at_one(answer):
    shares, complaint = _shares(answer, MEANS[[1, 1, 1]] + 0.1)
    if complaint:
        return complaint
    if shares[1] != 1:
        return f"three samples beside mode 1 give {np.round(shares, 3).tolist()}; all of it belongs to mode 1."
    return None


def _both_coordinates(answer):
    shares, complaint = _shares(answer)
    if complaint:
        return complaint
    one_axis = np.abs(SAMPLES[:, None, 0] - MEANS[None, :, 0]).argmin(axis=1)
    if np.allclose(shares, np.bincount(one_axis, minlength=len(MEANS)) / len(SAMPLES)):
        return "the distance uses the first coordinate only; nearest is meant in the plane."
    return compare(shares, _nearest_shares(SAMPLES, MEANS), "each sample counts for its nearest mode alone")


def _straight_line(answer):
    means, samples = np.array([[0.0, 0.0], [3.2, 3.6]]), np.array([[4.0, 0.0], [4.1, 0.0], [0.0, 0.1], [0.1, 0.0]])
    shares, complaint = _shares(answer, samples, means)
    if complaint:
        return complaint
    return compare(shares, np.array([0.5, 0.5]), "distance is along the straight line: the root of the sum of squares")


nearest_shares = Exercise(
    "nearest_shares", _nearest_shares,
    checks=[_sum_to_one, _all_at_one, _both_coordinates, _straight_line],
    hints=[
        "First the distance from each sample to each mode: an array (n, n_modes).",
        "samples[:, None, :] - means[None, :, :] has shape (n, n_modes, 2). Its norm along the last axis, then argmin "
        "along the modes.",
        "np.bincount(nearest, minlength=len(means)) counts, and keeps a 0 for a mode without samples. Divide by n.",
    ],
    praise="A 0 for each mode that is gone: this little array is all that one needs to see collapse.",
)


# --- best_response ------------------------------------------------------------------------------------------------

LOGITS = np.array([-1.0, 0.5, 2.0, 1.9, -3.0])


def _best_response(logits):
    probabilities = np.zeros(len(logits))
    probabilities[np.argmax(logits)] = 1.0
    return probabilities


def _is_distribution(answer):
    result, complaint = as_numbers(answer(LOGITS.copy()))
    if complaint:
        return complaint
    if result.shape == () and np.isclose(result, LOGITS.argmax()):
        return "this is the number of the best place; wanted is how often G visits each place, (5,)."
    if result.shape != LOGITS.shape:
        return f"the shape is {result.shape}; a probability for each of the 5 places, (5,), is wanted."
    if np.any(result < -1e-9) or not np.isclose(result.sum(), 1):
        return f"this is no distribution: the entries sum to {result.sum():.4g}, the lowest is {result.min():.4g}."
    return None


def _nothing_better(answer):
    for logits in (LOGITS, LOGITS - 10, np.array([0.3, 0.1])):
        result = np.asarray(answer(logits.copy()), dtype=float)
        if np.isclose(result[logits.argmin()], 1):
            return "all of G sits where D is surest that it is fake: G wants the highest logit, not the lowest."
        if not np.isclose(result @ logits, logits.max()):
            return (f"for logits {logits.tolist()} your G earns {result @ logits:.3f} on average, and "
                    f"{logits.max():.3f} can be had: move what visits worse places to the best one. Nothing in G's "
                    "loss rewards variety.")
    return None


def _ties(answer):
    logits = np.array([1.0, 2.0, 2.0])
    result = np.asarray(answer(logits.copy()), dtype=float)
    if result.shape != (3,) or not np.isclose(result.sum(), 1) or not np.isclose(result @ logits, 2):
        return f"two places share the highest logit; yours gives {np.round(result, 3).tolist()}, which is not the best."
    return None


best_response = Exercise(
    "best_response", _best_response,
    checks=[_is_distribution, _nothing_better, _ties],
    hints=[
        "G's loss is a mean of prices, one for each place: probabilities times prices. Which place is the cheapest?",
        "Say 90 % of G is at the best place. What does the loss do if the other 10 % move there too?",
        "A vector of zeros with a 1 at np.argmax(logits).",
    ],
    praise="One place gets everything: against a D that does not answer, collapse is not an accident but the optimum.",
)


# --- packed_logit -------------------------------------------------------------------------------------------------

LOG_REAL = np.array([[-1.0, -2.0], [-0.5, -3.0], [-2.0, -2.5]])
LOG_FAKE = np.array([[-2.0, -1.0], [-2.5, -4.0], [-1.0, -2.0]])


def _packed_logit(log_p_real, log_p_fake):
    return np.sum(log_p_real - log_p_fake, axis=-1)


_WRONG_PACKS = {
    "the sign: a pack that is likelier among real data should get a positive logit.":
        lambda p, q: (q - p).sum(-1),
    "this is the mean over the pack. Independent samples multiply their probabilities, so logarithms add up.":
        lambda p, q: (p - q).mean(-1),
    "this multiplies the logits. Independent samples multiply their probabilities; what do their logarithms do?":
        lambda p, q: (p - q).prod(-1),
    "this keeps one sample of the pack; the pack is judged as a whole.":
        lambda p, q: (p - q).max(-1),
    "this is the probability D*; its logit is wanted.":
        lambda p, q: 1 / (1 + np.exp(-(p - q).sum(-1))),
    "this averages the ratios of single samples. The ratio of the pack is their product.":
        lambda p, q: np.log(np.exp(p - q).mean(-1)),
}


def _pack_values(answer):
    result, complaint = as_numbers(answer(LOG_REAL.copy(), LOG_FAKE.copy()))
    if complaint:
        return complaint
    if result.shape == (3, 2):
        return "one number for each sample came; one for each pack, (3,), is wanted."
    wanted = _packed_logit(LOG_REAL, LOG_FAKE)
    for sentence, wrong in _WRONG_PACKS.items():
        if result.shape == (3,) and np.allclose(result, wrong(LOG_REAL, LOG_FAKE)):
            return sentence
    return compare(result, wanted, "it is not the log-ratio of the two probabilities of the pack")


def _pack_of_one(answer):
    return compare(answer(LOG_REAL[:, :1].copy(), LOG_FAKE[:, :1].copy()), (LOG_REAL - LOG_FAKE)[:, 0],
                   "a pack of one is a sample: its logit is log p_d - log p_g")


def _far_away(answer):
    result, complaint = as_numbers(answer(np.array([[-2000.0, -1000.0]]), np.array([[-1.0, -2.0]])))
    if complaint or np.all(np.isfinite(result)):
        return complaint
    return "far from the data it is not finite: exp of the log-densities rounds to 0. Stay in logarithms."


packed_logit = Exercise(
    "packed_logit", _packed_logit,
    checks=[_pack_values, _pack_of_one, _far_away],
    hints=[
        "The best logit is log(P / Q): P the probability of this pack among real packs, Q among fake ones.",
        "The m samples of a pack are drawn independently: P is the product of their densities.",
        "The logarithm of a product is a sum: subtract, then sum over the last axis.",
    ],
    praise="A sum: the best judge of packs gives each sample the same slope whoever stands beside it. What we saw "
           "packing do is the work of a network on its way, not of the optimum.",
)


# --- culprit ------------------------------------------------------------------------------------------------------

def sabotage(gan):
    """Change one thing in a compiled GAN; the exercise `culprit` asks which. Returns the GAN."""
    gan.discriminator_optimizer.learning_rate = 0.0
    return gan


_RIGHT = "discriminator_frozen"
_CULPRITS = {
    "generator_frozen": "a generator that stands still makes the same images from the same noise; these changed, and "
                        "its loss fell to a tenth.",
    "noise_constant": "with one and the same noise all fakes are one image, and a D that learns would soon know it: "
                      "its loss would fall towards 0. Here it rises.",
    "data_constant": "D would learn the one real batch by heart: its loss would fall. Here it rises.",
    "labels_flipped": "with flipped labels D works for G's worst enemy, and both losses jump at once. Here they drift, "
                      "as G finds its way step by step.",
    "nothing": "D's loss rises above 1.386, the loss of a coin: for hundreds of steps it does worse than a coin. A D "
               "that learns would at least find the coin.",
}


def _culprit(answer):
    given = str(answer).strip().lower()
    if given == _RIGHT:
        return None
    choices = ", ".join(repr(key) for key in sorted([_RIGHT, *_CULPRITS]))
    return _CULPRITS.get(given, f"{answer!r} is not one of the choices: {choices}.")


culprit = Exercise(
    "culprit", _RIGHT,
    checks=[_culprit],
    hints=[
        "Whose loss gets better and better, and whose gets worse and worse?",
        "D's loss passes 1.386. What would any D that still learns do about that?",
        "Section 3 has the same experiment on the ring.",
    ],
    praise="Its rate is 0. A loss above that of a coin means a player that no longer answers, and against it G goes to "
           "the best response: one image.",
)


# --- diagnoses ----------------------------------------------------------------------------------------------------

_DIAGNOSES = {"A": "hopping", "B": "healthy", "C": "partial", "D": "diverged", "E": "stuck"}
_READ_AGAIN = {
    "A": "log A: one or two modes at a time, and not the same ones: follow the column `home`.",
    "B": "log B: all eight modes at every row, and the distance falls. Its home changes because eight equal modes take "
         "turns in being the largest.",
    "C": "log C: the samples are near real modes, and nearer at each row; but how many modes, and do they change?",
    "D": "log D: look at the distance, in a ring of radius 2.",
    "E": "log E: it had all eight. Follow `reached` down the column, then `home`: does it move?",
}


diagnoses = Exercise(
    "diagnoses", _DIAGNOSES,
    checks=[choices("diagnoses", _DIAGNOSES, _READ_AGAIN, what="log")],
    hints=[
        "First the distance: is the generator near the data at all? Then `reached`: how many modes? Then `home`: does "
        "it move while `reached` is small?",
        "Small and moving: hopping. Small and still, all samples on one mode: stuck. Some modes, the same ones for "
        "good: partial.",
        "Only one log has a distance larger than the ring itself; only one has eight modes to the end.",
    ],
    praise="Distance, number, place: three columns tell five fates apart, and none of them is a loss.",
)
