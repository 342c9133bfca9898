"""The exercise of lesson 00 on counting: the share of all images that a judge accepts."""

import numpy as np

from gan_course.exercises.checks import as_numbers, compare, expects_close
from gan_course.exercises.exercise import Exercise
from gan_course.exercises.property_checks import agrees_with_reference, leaves_arguments_alone

# --- accepted_share ---------------------------------------------------------------------------------------------

def _accepted_share(probabilities, wanted, threshold=0.9):
    right = probabilities.argmax(axis=1) == wanted
    sure = probabilities.max(axis=1) > threshold
    return np.mean(right & sure)


def _rows(*best):
    """Probabilities (n, 10) with the given (digit, probability) on top."""
    table = np.array([[(1 - p) / 9] * 10 for _, p in best])
    for row, (digit, p) in zip(table, best, strict=True):
        row[digit] = p
    return table


# Sure and right twice; unsure and right; sure and wrong; unsure and wrong.
TABLE = _rows((7, 0.99), (3, 0.95), (1, 0.60), (4, 0.97), (0, 0.50))
WANTED = np.array([7, 3, 1, 9, 8])
AT_HALF = np.zeros((2, 10))
AT_HALF[:, [0, 8]], AT_HALF[0, 3], AT_HALF[1, 4] = 0.25, 0.5, 0.5


def _some_verdicts(rng):
    """Probabilities of many shapes, digits wanted that are often the likeliest ones, and a threshold among them."""
    n = int(rng.integers(1, 60))
    probabilities = rng.dirichlet(np.full(10, rng.choice([0.05, 0.3])), n)
    wanted = np.where(rng.random(n) < 0.7, probabilities.argmax(axis=1), rng.integers(0, 10, n))
    return probabilities, wanted, float(rng.choice([0.0, 0.3, 0.6, 0.8, 0.95]))


def _counted(answer):
    result = answer(TABLE.copy(), WANTED.copy(), 0.9)
    _, complaint = as_numbers(result)
    if complaint:
        return complaint
    if np.shape(result) != ():
        return f"one number for all images is wanted; this has shape {np.shape(result)}."
    known = [
        (2, "this is how many are accepted; their share is wanted: divide by the number of images."),
        (40, "this is in percent; a share runs from 0 to 1."),
        (0.6, "five images: three are right and three are sure, but only two are both. Combine the conditions with &."),
        (2 / 3, "you divide by the sure (or by the right) images only; a share of *all* images is wanted: nothing that "
                "was generated may drop out of the count."),
        (0.8, "you accept what is right *or* sure; both are wanted: &, not |."),
        (0.2, "you count the images that are neither right nor sure."),
    ]
    for value, sentence in known:
        if np.isclose(float(result), value):
            return sentence
    return compare(result, 0.4, "of five images, two are right and sure")


def _uses_threshold(answer):
    strict, lax = float(answer(TABLE.copy(), WANTED.copy(), 0.97)), float(answer(TABLE.copy(), WANTED.copy(), 0.5))
    if strict == lax:
        return "the threshold changes nothing; compare the largest probability of each row with it, not with 0.9."
    return compare(strict, 0.2, "at threshold 0.97 one image of five is accepted") \
        or compare(lax, 0.6, "at threshold 0.5 three images of five are accepted")


def _has_a_default(answer):
    given, by_default = answer(TABLE.copy(), WANTED.copy(), 0.9), answer(TABLE.copy(), WANTED.copy())
    return None if np.isclose(given, by_default) else "without a threshold it should be 0.9: keep threshold=0.9."


accepted_share = Exercise(
    "accepted_share", _accepted_share,
    checks=[
        _counted,
        _uses_threshold,
        expects_close((TABLE[[3, 4]], WANTED[[3, 4]], 0.9), 0.0, "where nothing is accepted the share is 0"),
        expects_close((AT_HALF, np.array([3, 4]), 0.5), 0.0, "what equals the threshold is not *above* it"),
        agrees_with_reference(_accepted_share, _some_verdicts, "the share of all images that are right and sure"),
        leaves_arguments_alone(_some_verdicts),
        _has_a_default,
    ],
    hints=[
        "Two questions for each row: is its most probable digit the wanted one? Is that probability above the "
        "threshold?",
        "probabilities.argmax(axis=1) == wanted answers the first; probabilities.max(axis=1) > threshold the second.",
        "Join the two with & and take np.mean: True counts as 1, False as 0.",
    ],
    praise="Right and sure, counted over every image that was made: the number that this course calls a GAN good by.",
)
