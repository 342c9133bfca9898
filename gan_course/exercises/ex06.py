"""Exercises of lesson 06, mode collapse: shares, losses, a best response, a pack, two divergences, a fault, logs."""

import numpy as np

from gan_course.exercises.checks import as_numbers, choices
from gan_course.exercises.drawing import drawn
from gan_course.exercises.ex06_losses import at_equilibrium, kl_losses
from gan_course.exercises.ex06_responses import best_response, packed_logit
from gan_course.exercises.exercise import Exercise
from gan_course.exercises.property_checks import agrees_with_reference, leaves_arguments_alone

__all__ = ["OBJECTIVES", "at_equilibrium", "best_response", "culprit", "diagnoses", "kl_losses", "nearest_shares",
           "packed_logit", "sabotage"]

OBJECTIVES = {1: ["nearest_shares", "diagnoses"], 2: ["at_equilibrium"], 3: ["best_response", "culprit"],
              4: ["packed_logit"], 5: ["kl_losses"]}

# --- nearest_shares -----------------------------------------------------------------------------------------------

def _nearest_shares(samples, means):
    distances = np.linalg.norm(samples[:, None, :] - means[None, :, :], axis=-1)     # (n, n_modes)
    return np.bincount(distances.argmin(axis=1), minlength=len(means)) / len(samples)


def _draw_samples(rng):
    """Samples around all modes but two, which stay empty; the last is one of them, or the first."""
    n_modes, n, spread = int(rng.integers(4, 9)), int(rng.integers(12, 50)), float(rng.uniform(0.5, 2.0))
    means = 10 * spread * rng.normal(size=(n_modes, 2))
    used = rng.permutation(n_modes)[2:] if rng.random() < 0.5 else np.arange(1, n_modes - 1)
    return means[rng.choice(used, size=n)] + 2 * spread * rng.normal(size=(n, 2)), means


def _by(rule, norm=2):
    """Shares with one slip: `rule` makes them from the distances (n, n_modes)."""
    return lambda samples, means: rule(np.linalg.norm(samples[:, None] - means, ord=norm, axis=-1))


def _shares(nearest, n_modes):
    return np.bincount(nearest, minlength=n_modes) / len(nearest)


_SHARE_SLIPS = {
    "these are counts: divide by the number of samples, so that the shares sum to 1.":
        _by(lambda d: np.bincount(d.argmin(axis=1), minlength=d.shape[1])),
    "divide by the number of samples, not by that of the modes.":
        _by(lambda d: np.bincount(d.argmin(axis=1), minlength=d.shape[1]) / d.shape[1]),
    "these are the shares of the *farthest* modes: argmin, not argmax.":
        _by(lambda d: _shares(d.argmax(axis=1), d.shape[1])),
    "distance is along the straight line: the root of the sum of squares.":
        _by(lambda d: _shares(d.argmin(axis=1), d.shape[1]), norm=1),
    "distance is along the straight line, not the largest step along one axis.":
        _by(lambda d: _shares(d.argmin(axis=1), d.shape[1]), norm=np.inf),
    "the distance uses the first coordinate only; nearest is meant in the plane.":
        lambda samples, means: _shares(np.abs(samples[:, None, 0] - means[:, 0]).argmin(axis=1), len(means)),
    "this says only *whether* a mode has samples; how many of them is wanted, as a share.":
        _by(lambda d: np.bincount(d.argmin(axis=1), minlength=d.shape[1]) > 0),
}


def _one_number_a_mode(answer):
    samples, means = drawn(_draw_samples, 0, 0)
    shares, complaint = as_numbers(answer(samples, means))
    if complaint:
        return complaint
    if shares.shape == (len(samples),):
        return f"one number for each of the {len(samples)} samples came; one for each of the modes is wanted."
    if shares.ndim == 1 and len(shares) < len(means):
        return "a mode that no sample is nearest to has no number: its share is 0, which is what collapse looks like."
    return None if shares.shape == (len(means),) else f"the shape is {shares.shape}; ({len(means)},) is wanted."


nearest_shares = Exercise(
    "nearest_shares", _nearest_shares,
    checks=[_one_number_a_mode, agrees_with_reference(_nearest_shares, _draw_samples, "each sample counts for its "
                                                      "nearest mode, and for that one alone", _SHARE_SLIPS),
            leaves_arguments_alone(_draw_samples)],
    hints=[
        "First the distance from each sample to each mode: an array (n, n_modes).",
        "samples[:, None, :] - means[None, :, :] has shape (n, n_modes, 2). Its norm along the last axis, then argmin "
        "along the modes.",
        "np.bincount(nearest, minlength=len(means)) counts, and keeps a 0 for a mode without samples. Divide by n.",
    ],
    praise="A 0 for each mode that is gone: this little array is all that one needs to see collapse.",
    mine="measures",
    doc="Share of the samples (n, 2) that is nearest to each of the means (n_modes, 2): the modes reached. Srivastava "
        "et al. 2017, VEEGAN.",
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
