"""Exercises of lesson 00: pixels to [-1, 1], labels for a row of digits, counting what is accepted, one diagnosis."""

import numpy as np

from gan_course.exercises.checks import choice, compare, expects_close
from gan_course.exercises.exercise import Exercise

# --- to_unit_range ----------------------------------------------------------------------------------------------

def _to_unit_range(pixels):
    return pixels.astype("float32") / 127.5 - 1     # 0 -> -1, 127.5 -> 0, 255 -> +1


PIXELS = np.array([[0, 51, 102], [153, 204, 255]], dtype=np.uint8)
DIM = np.array([[51, 102], [102, 204]], dtype=np.uint8)      # neither black nor white in it


def _range(answer):
    result = np.asarray(answer(PIXELS.copy()))
    if result.shape != PIXELS.shape:
        return f"the shape changed from {PIXELS.shape} to {result.shape}; only the values should."
    if result.dtype.kind != "f":
        return f"the result holds {result.dtype}, whole numbers only; start with pixels.astype('float32')."
    low, high = float(result.min()), float(result.max())
    known = {
        (0.0, 1.0): "black goes to 0 and white to 1. The generator ends in tanh, which reaches from -1 to +1: stretch "
                    "and shift.",
        (0.0, 2.0): "the width is right, 2, but it runs from 0 to 2: shift it.",
        (-127.5, 127.5): "the middle is right, 0, but it runs from -127.5 to 127.5: divide as well.",
        (1.0, -1.0): "black and white are swapped.",
    }
    for ends, sentence in known.items():
        if np.allclose((result.flat[0], result.flat[-1]), ends):
            return sentence
    if not np.allclose((low, high), (-1, 1), atol=1e-3):
        return f"pixels 0 to 255 became {low:.4g} to {high:.4g}; -1 to 1 is wanted, both ends reached exactly."
    return None


to_unit_range = Exercise(
    "to_unit_range", _to_unit_range,
    checks=[
        _range,
        expects_close((PIXELS,), _to_unit_range, "both ends are right, but between them it is not a straight line"),
        expects_close((DIM,), _to_unit_range,
                      "the scale depends on the image: a grey pixel must get the same value in every image. "
                      "Use 255, not the image's own lowest and highest pixel"),
    ],
    hints=[
        "Two steps: squeeze a width of 255 to a width of 2, then shift it.",
        "Dividing by 127.5 gives 0 to 2. What is left to do? And uint8 cannot hold -1: change the type first.",
        "pixels.astype('float32') / 127.5 gives 0 to 2; take 1 away.",
    ],
    praise="0 becomes -1, 255 becomes +1, in every image alike: data that a generator ending in tanh can imitate.",
)


# --- labels_of --------------------------------------------------------------------------------------------------

def _labels_of(text):
    return np.array([int(character) for character in text if character in "0123456789"])


def _plain_year(answer):
    result = answer("1905")
    if isinstance(result, str) or np.asarray(result).dtype.kind in "US":
        return "these are characters; labels are whole numbers: int(\"7\") is 7."
    result = np.asarray(result)
    if result.shape == () and result == 1905:
        return "this is one number, 1905; one label for each digit is wanted: 1, 9, 0, 5."
    if result.shape == (4,) and np.array_equal(result, [49, 57, 48, 53]):
        return "these are the characters' codes (\"0\" has 48); int(character) gives the digit itself."
    if result.dtype.kind not in "iu":
        return f"labels are whole numbers; these are {result.dtype}."
    return compare(result, [1.0, 9.0, 0.0, 5.0], "one label for each digit is wanted, from left to right") \
        if result.shape != (4,) else _digits_differ(result)


def _digits_differ(result):
    if np.array_equal(result, [5, 0, 9, 1]):
        return "the order is turned round: \"1905\" should give 1, 9, 0, 5."
    return compare(result, np.array([1, 9, 0, 5]), "\"1905\" should give 1, 9, 0, 5")


def _leading_zeros(answer):
    result = np.asarray(answer("007"))
    if result.shape == (1,):
        return "the zeros in front are lost: \"007\" has three digits. Go character by character, without int(text)."
    return compare(result, np.array([0, 0, 7]), "\"007\" should give 0, 0, 7")


def _skips_the_rest(answer):
    try:
        result = np.asarray(answer("+49 30-12"))
    except ValueError:
        return "\"+49 30-12\" stops it: skip every character that is not a digit."
    return compare(result, np.array([4, 9, 3, 0, 1, 2]), "\"+49 30-12\" should give 4, 9, 3, 0, 1, 2")


labels_of = Exercise(
    "labels_of", _labels_of,
    checks=[_plain_year, _leading_zeros, _skips_the_rest],
    hints=[
        "A string can be gone through character by character: for character in text.",
        "Keep a character only if it is one of \"0123456789\"; int(character) makes it a number.",
        "np.array([int(c) for c in text if ...]), with the condition of hint 2.",
    ],
    praise="Every digit of the text becomes one label, in order, with zeros in front and without the rest.",
)


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


def _counted(answer):
    result = answer(TABLE.copy(), WANTED.copy(), 0.9)
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


accepted_share = Exercise(
    "accepted_share", _accepted_share,
    checks=[
        _counted,
        _uses_threshold,
        expects_close((TABLE[[3, 4]], WANTED[[3, 4]], 0.9), 0.0, "where nothing is accepted the share is 0"),
    ],
    hints=[
        "Two questions for each row: is its most probable digit the wanted one? Is that probability above the "
        "threshold?",
        "probabilities.argmax(axis=1) == wanted answers the first; probabilities.max(axis=1) > threshold the second.",
        "Join the two with & and take np.mean: True counts as 1, False as 0.",
    ],
    praise="Right and sure, counted over every image that was made: the number that this course calls a GAN good by.",
)


# --- fault ------------------------------------------------------------------------------------------------------

def sabotaged(images, labels, seed=0):
    """Images and labels of which one thing was spoiled. Look at the code only after you have answered."""
    return images, np.random.default_rng(seed).permutation(labels)


fault = Exercise(
    "fault", "labels",
    checks=[choice("labels", {
        "pixels": "if the pixels were spoiled, the generated digits would be no digits. Look at the pictures: strokes, "
                  "black paper. Which number, then, fell to that of a blind guess?",
        "learning rate": "with a learning rate that is far too high or low, no digits come out and the losses run "
                         "off. These losses are near those of the good run. What do they not measure?",
        "nothing": "the share of images of the wanted class is that of a blind guess, one in ten. Something told "
                   "both players the wrong thing.",
    })],
    hints=[
        "Compare the two rows of numbers: which are alike, and which one is far off?",
        "One in ten is what you get if the class that you ask for and the class that you get have nothing to do with "
        "each other.",
        "The discriminator compares an image with what it is told about it. What if it is told at random?",
    ],
    praise="Labels dealt out at random: the losses look usual, and counting what you asked for shows it.",
)
