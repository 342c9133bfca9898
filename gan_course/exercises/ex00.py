"""Exercises of lesson 00: pixels to [-1, 1], labels for a row of digits, counting what is accepted, one diagnosis."""

import numpy as np

from gan_course.exercises.checks import as_numbers, choice, compare, expects_close
from gan_course.exercises.ex00_counting import accepted_share
from gan_course.exercises.exercise import Exercise
from gan_course.exercises.property_checks import agrees_with_reference, leaves_arguments_alone
from gan_course.exercises.wording import an

__all__ = ["OBJECTIVES", "accepted_share", "fault", "labels_of", "sabotaged", "to_unit_range"]

# Which exercises serve which line of "You will be able to".
OBJECTIVES = {1: ["to_unit_range"], 2: ["labels_of"], 3: ["accepted_share"], 4: ["fault"]}

# --- to_unit_range ----------------------------------------------------------------------------------------------

def _to_unit_range(pixels):
    return pixels.astype("float32") / 127.5 - 1     # 0 -> -1, 127.5 -> 0, 255 -> +1


PIXELS = np.array([[0, 51, 102], [153, 204, 255]], dtype=np.uint8)
DIM = np.array([[51, 102], [102, 204]], dtype=np.uint8)      # neither black nor white in it


def _some_pixels(rng):
    """Pixels of any shape and any brightness, black and white seldom among them."""
    low = rng.integers(0, 200)
    return (rng.integers(low, low + 56, rng.integers(1, 6, rng.integers(1, 5))).astype(np.uint8),)


def _range(answer):
    result = answer(PIXELS.copy())
    _, complaint = as_numbers(result)
    if complaint:
        return complaint
    result = np.asarray(result)
    if np.isnan(np.asarray(result, dtype=float)).any():
        return "there is NaN (not a number) in the result."
    if result.shape != PIXELS.shape:
        return f"the shape changed from {PIXELS.shape} to {result.shape}; only the values should."
    if result.dtype.kind != "f":
        return f"the result holds {result.dtype}{', whole numbers only' * (result.dtype.kind in 'iub')}; start with " \
               "pixels.astype('float32')."
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
        agrees_with_reference(_to_unit_range, _some_pixels, "the same straight line is wanted for images of any shape"),
        leaves_arguments_alone(_some_pixels),
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
    return np.array([int(character) for character in text if character in "0123456789"], dtype=int)


def _plain_year(answer):
    raw = answer("1905")
    if isinstance(raw, (str, bytes)) or np.asarray(raw).dtype.kind in "US":
        return "these are characters; labels are whole numbers: int(\"7\") is 7."
    result = np.asarray(raw)
    if result.shape == () and result == 1905:
        return "this is one number, 1905; one label for each digit is wanted: 1, 9, 0, 5."
    if result.shape == (4,) and np.array_equal(result, [49, 57, 48, 53]):
        return "these are the characters' codes (\"0\" has 48); int(character) gives the digit itself."
    if result.dtype.kind not in "iu":
        if result.dtype == object:
            return f"labels are whole numbers, in a list or an array; this is {an(raw)}."
        return f"labels are whole numbers; these are {result.dtype}."
    return compare(result, np.array([1.0, 9.0, 0.0, 5.0]), "one label for each digit is wanted, from left to right") \
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


def _some_text(rng):
    """Digits, letters and signs in any order; now and then no digit at all, or nothing."""
    characters = np.array(list("00112233445566778899" + "abcxyzABCXYZ +-/().,:;_#" * int(rng.integers(0, 3))))
    return ("".join(rng.choice(characters, rng.integers(0, 24))),)


def _other_texts(answer):
    rng = np.random.default_rng(16)
    for text in [_some_text(rng)[0] for _ in range(24)] + ["", "no digit", "0", "x9"]:
        try:
            result = np.asarray(answer(text))
        except ValueError:
            return f"{text!r} stops it: skip every character that is not a digit."
        wanted = _labels_of(text)
        if wanted.size == 0 and result.shape != (0,):
            return f"{text!r} holds no digit: no label is wanted, an empty list or array."
        complaint = compare(result, wanted.astype(float), f"for {text!r} the labels are not the digits in their order")
        if complaint:
            return complaint
    return None


labels_of = Exercise(
    "labels_of", _labels_of,
    checks=[_plain_year, _leading_zeros, _skips_the_rest, _other_texts],
    hints=[
        "A string can be gone through character by character: for character in text.",
        "Keep a character only if it is one of \"0123456789\"; int(character) makes it a number.",
        "np.array([int(c) for c in text if ...]), with the condition of hint 2.",
    ],
    praise="Every digit of the text becomes one label, in order, with zeros in front and without the rest.",
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
        "Compare the two columns of numbers: which rows are alike, and which one is far off?",
        "One in ten is what you get if the class that you ask for and the class that you get have nothing to do with "
        "each other.",
        "The discriminator compares an image with what it is told about it. What if it is told at random?",
    ],
    praise="Labels dealt out at random: the losses look usual, and counting what you asked for shows it.",
)
