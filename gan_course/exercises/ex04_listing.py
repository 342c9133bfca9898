"""Exercises of lesson 04 around a faulty listing: its nine faults, pixels for tanh, weights that moved."""

import textwrap

import keras
import numpy as np

from gan_course.console import say
from gan_course.exercises.checks import compare
from gan_course.exercises.exercise import Exercise
from gan_course.exercises.marking import Marking

LISTING = """\
import numpy as np
from keras.layers import Dense, LeakyReLU, Reshape
from keras.models import Sequential
from keras.optimizers import Adam

data = np.load("digits.npy")        # uint8, (8000, 28, 28, 1), from 0 to 255
latent_dim, batch_size, epochs = 32, 64, 100
optimizer = Adam(lr=0.0002, beta_1=0.5)

generator = Sequential()
generator.add(Dense(7 * 7 * 8))
generator.add(Reshape((7, 7, 8)))
generator.add(Conv2DTranspose(8, 3, strides=2, padding="same"))
generator.add(LeakyReLU(0.2))
generator.add(Conv2DTranspose(1, 3, strides=2, padding="same", activation="tanh"))

discriminator = Sequential()
discriminator.add(Conv2D(8, 3, strides=2, padding="same"))
discriminator.add(LeakyReLU(0.2))
discriminator.add(Conv2D(16, 3, strides=2, padding="same"))
discriminator.add(LeakyReLU(0.2))
discriminator.add(Flatten())
discriminator.add(Dense(1, activation="sigmoid"))

discriminator.trainable = False
gan = Sequential([generator, discriminator])
discriminator.compile(loss="binary_crossentropy", optimizer=optimizer)
gan.compile(loss="binary_crossentropy", optimizer=optimizer)

ones, zeros = np.ones((batch_size, 1)), np.zeros((batch_size, 1))
for epoch in range(epochs):
    real = data[:batch_size]
    noise = np.random.normal(size=(batch_size, latent_dim))
    fake = generator.predict(noise, verbose=0)
    both = np.concatenate([real, fake])
    labels = [ones] * batch_size + [zeros] * batch_size
    real_loss = discriminator.train_on_batch(both, labels)
    fake_loss = discriminator.train_on_batch(fake, zeros)
    gan_loss = gan.train_on_batch(noise, ones)
    print(epoch, real_loss, fake_loss, gan_loss)
"""

# --- listing_faults -----------------------------------------------------------------------------------------------

listing_faults = Marking(
    "listing_faults", LISTING,
    faults={
        "three layers were never imported": {2, 13, 15, 18, 20, 22},
        "an argument that Keras renamed": {8},
        "bytes against a tanh": {6},
        "a list of many targets instead of one long target": {36},
        "the discriminator is frozen before it is compiled": {25},
        "the same batch at every turn": {32},
        "two fakes for each real image": {37, 38},
        "one optimiser for two players": {27, 28},
        "a single step is called an epoch": {7, 31},
    },
    either={26, 34, 40},     # the frozen copy's other half, a slow call, and what is printed of it
    hints=[
        "Four of the nine raise an error: a name, an argument, a structure, an optimiser. Read lines 1 to 8 slowly.",
        "Five raise none. Ask of each turn of the loop: which images come in, how many of each kind, who may move?",
        "One fault each stands in lines 2, 6, 8, 25, 32 and 36; one in 27 and 28, one in 37 and 38, one in 7 and 31.",
    ],
    praise="All nine, and no line accused that is sound: five of them would have run without a word.",
)


def lines(*numbers):
    """Return these lines of the listing, counted from 1, as one text, no longer indented."""
    return textwrap.dedent("\n".join(listing_faults.listing[number - 1] for number in numbers))


def error_of(text, **names):
    """Run a text with these names alone; print and return the first line of its error, or "no error"."""
    message = "no error"
    try:
        exec(text, names)
    except Exception as error:
        message = f"{type(error).__name__}: {str(error).strip().splitlines()[0]}"
    say(textwrap.shorten(message, 88, placeholder=" …"))
    return message


def listing_players():
    """Build the listing's two networks, with the missing layers imported; return (generator, discriminator)."""
    names = {**vars(keras.layers), "Sequential": keras.Sequential}
    exec(lines(*range(10, 24)), names)
    names["generator"].build((None, 32))
    names["discriminator"].build((None, 28, 28, 1))
    return names["generator"], names["discriminator"]


# --- to_tanh_range ------------------------------------------------------------------------------------------------

def _to_tanh_range(pixels):
    return pixels[..., None].astype("float32") / 127.5 - 1.0     # (n, 28, 28, 1)


def _pixels(low, high, n, seed):
    return np.random.default_rng(seed).integers(low, high + 1, size=(n, 28, 28)).astype(np.uint8)


_BATCHES = [_pixels(0, 255, 3, 1), _pixels(40, 90, 5, 2), _pixels(200, 255, 1, 3), np.full((2, 28, 28), 7, np.uint8)]


def _image_shape(answer):
    result = np.asarray(answer(_BATCHES[0].copy()))
    if result.shape == (3, 28, 28):
        return "the channel axis is missing: convolutions take (n, 28, 28, 1), yours has shape (3, 28, 28)."
    if result.shape != (3, 28, 28, 1):
        return f"the shape is {result.shape}; for pixels (3, 28, 28) it should be (3, 28, 28, 1)."
    if result.dtype != np.float32:
        return f"the dtype is {result.dtype}; the networks compute in float32."
    return None


def _range(answer):
    result = np.asarray(answer(_BATCHES[0].copy()))
    low, high = float(result.min()), float(result.max())
    if np.isclose(low, 0) and np.isclose(high, 1):
        return ("the range is [0, 1], and tanh reaches down to -1: D would win by looking for a number below 0. "
                "Paper is -1, ink is +1.")
    if high > 1.001 or low < -1.001:
        return (f"the range is [{low:.4g}, {high:.4g}]; tanh cannot leave [-1, 1], so D would win by looking for one "
                "pixel outside.")
    return compare(result, _to_tanh_range(_BATCHES[0]), "0 becomes -1, 255 becomes 1, and all between lies on a line",
                   atol=2e-6)


def _same_for_every_batch(answer):
    for pixels in _BATCHES[1:]:
        given = pixels.copy()
        complaint = compare(answer(given), _to_tanh_range(pixels),
                            "the scale must not depend on the batch: a grey value keeps its number in every batch, "
                            "also where no pixel is 0 or 255", atol=2e-6)
        if complaint or not np.array_equal(given, pixels):
            return complaint or "the pixels that were given are changed: work on a copy."
    return None


to_tanh_range = Exercise(
    "to_tanh_range", _to_tanh_range,
    checks=[_image_shape, _range, _same_for_every_batch],
    hints=[
        "Three things change: the shape, the dtype and the range. Change the dtype first: uint8 wraps round.",
        "pixels[..., None] adds the channel axis; .astype(\"float32\") makes numbers that may be negative.",
        "A line through (0, -1) and (255, 1): divide by 127.5, then subtract something.",
    ],
    praise="Shape, dtype and range are those of the generator's output: D must look at the strokes, not at the scale.",
    mine="networks",
    doc="Pixels (n, 28, 28) from 0 to 255 as images (n, 28, 28, 1) from -1 to 1, in float32.",
)


# --- weights_moved ------------------------------------------------------------------------------------------------

def _weights_moved(before, after):
    return sum(not np.array_equal(old, new) for old, new in zip(before, after, strict=True))


def _arrays():
    chance = np.random.default_rng(5)
    shapes = [(3, 2), (2,), (4, 1, 2), (5,), (1,)]
    return [chance.normal(size=shape).astype("float32") for shape in shapes] + [np.zeros(3, "float32")]


def _count(answer, before, after):
    kept = [[array.copy() for array in arrays] for arrays in (before, after)]
    count = float(np.asarray(answer(before, after), dtype=float))
    changed = any(not np.array_equal(a, b) for arrays, copies in zip((before, after), kept, strict=True)
                  for a, b in zip(arrays, copies, strict=True))
    return np.inf if changed else count


def _nothing_moved(answer):
    count = _count(answer, _arrays(), _arrays())
    if np.isinf(count):
        return "the arrays that were given are changed by the count: only look at them."
    if count == len(_arrays()):
        return "nothing moved and your count is 6: it counts the arrays that stayed, or compares objects, not numbers."
    return None if count == 0 else f"nothing moved, and your count is {count:g}; 0 is wanted."


def _tiny_move(answer):
    for number, entry, towards in ((0, (1, 0), 2), (5, (2,), 2), (0, (1, 0), -2), (5, (2,), -2)):
        after = _arrays()       # beside 0 the next number is 1e-45: below any tolerance
        after[number][entry] = np.nextafter(after[number][entry], np.float32(towards))
        if _count(answer, _arrays(), after) != 1:
            return (f"a move in the last bit: one entry went from {_arrays()[number][entry]:.3g} to the next number "
                    f"{'above' if towards > 0 else 'below'}, and your count misses it. Compare entry by entry, and "
                    "exactly: a tolerance hides small steps, and so does one number for a whole array.")
    return None


def _balanced_move(answer):
    after = _arrays()
    after[1] = after[1][::-1].copy()
    after[2] = -after[2]
    if _count(answer, _arrays(), after) != 2:
        return ("moves that keep the sum, or the size: in one array two entries swapped their values, in another all "
                "signs turned, and your count is not 2. Compare entry by entry.")
    return None


def _some_moved(answer):
    for moved, step in (((0, 3), 1), ((1, 2, 4), -1), (range(6), 1), ((0, 1, 5), -1)):
        after = [array + step * (number in moved) for number, array in enumerate(_arrays())]
        count = _count(answer, _arrays(), after)
        if count > 6:
            return f"{len(moved)} of six arrays moved and your count is {count:g}: count arrays, not entries."
        if count != len(moved):
            return (f"{len(moved)} of six arrays moved {'up' if step > 0 else 'down'}, and your count is {count:g}; "
                    f"{len(moved)} is wanted.")
    return None


weights_moved = Exercise(
    "weights_moved", _weights_moved,
    checks=[_nothing_moved, _tiny_move, _some_moved, _balanced_move],
    hints=[
        "Go through both lists in step: zip(before, after).",
        "np.array_equal(old, new) is True only when every entry is the same to the last bit.",
        "A sum over True and False counts the True ones: sum(not np.array_equal(old, new) for old, new in ...).",
    ],
    praise="It sees a move in a single last bit: three lines that would have caught the frozen discriminator.",
)
