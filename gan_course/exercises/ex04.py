"""Exercises of lesson 04, a GAN in Keras: pixels, weights that move, a gradient through D, logs."""

import keras
import numpy as np
import tensorflow as tf

from gan_course.exercises.checks import choices, compare
from gan_course.exercises.exercise import Exercise

# --- to_tanh_range ------------------------------------------------------------------------------------------------

PIXELS = np.arange(2 * 28 * 28, dtype=np.int64).reshape(2, 28, 28) % 256
PIXELS = PIXELS.astype(np.uint8)


def _to_tanh_range(pixels):
    return pixels[..., None].astype("float32") / 127.5 - 1.0     # (n, 28, 28, 1)


def _image_shape(answer):
    result = np.asarray(answer(PIXELS.copy()))
    if result.shape == (2, 28, 28):
        return "the channel axis is missing: convolutions take (n, 28, 28, 1), yours has shape (2, 28, 28)."
    if result.shape != (2, 28, 28, 1):
        return f"the shape is {result.shape}; for pixels (2, 28, 28) it should be (2, 28, 28, 1)."
    if result.dtype != np.float32:
        return f"the dtype is {result.dtype}; the networks compute in float32."
    return None


def _range(answer):
    result = np.asarray(answer(PIXELS.copy()))
    low, high = float(result.min()), float(result.max())
    if np.isclose(low, 0) and np.isclose(high, 1):
        return ("the range is [0, 1], and tanh reaches down to -1: D would win by looking for a number below 0. "
                "Paper is -1, ink is +1.")
    if high > 1.001 or low < -1.001:
        return (f"the range is [{low:.4g}, {high:.4g}]; tanh cannot leave [-1, 1], so D would win by looking for one "
                "pixel outside.")
    return compare(result, _to_tanh_range(PIXELS), "0 becomes -1, 255 becomes 1, and all between lies on a line")


to_tanh_range = Exercise(
    "to_tanh_range", _to_tanh_range,
    checks=[_image_shape, _range],
    hints=[
        "Three things change: the shape, the dtype and the range. Change the dtype first: uint8 wraps round.",
        "pixels[..., None] adds the channel axis; .astype(\"float32\") makes numbers that may be negative.",
        "A line through (0, -1) and (255, 1): divide by 127.5, then subtract something.",
    ],
    praise="Shape, dtype and range are those of the generator's output: D must look at the strokes, not at the scale.",
)


# --- weights_moved ------------------------------------------------------------------------------------------------

def _weights_moved(before, after):
    return sum(not np.array_equal(old, new) for old, new in zip(before, after, strict=True))


def _arrays():
    return [np.array([[1.0, 2.0], [3.0, 4.0]], "float32"), np.array([0.5, -0.5], "float32"), np.zeros(3, "float32")]


def _count(answer, before, after):
    return float(np.asarray(answer(before, after), dtype=float))


def _nothing_moved(answer):
    count = _count(answer, _arrays(), _arrays())
    if count == 3:
        return "nothing moved and your count is 3: it counts the arrays that stayed, or compares objects, not numbers."
    return None if count == 0 else f"nothing moved, and your count is {count:g}; 0 is wanted."


def _tiny_move(answer):
    after = _arrays()
    after[0][0, 0] = np.nextafter(after[0][0, 0], np.float32(2))
    if _count(answer, _arrays(), after) != 1:
        return ("a move in the last bit: one entry went from 1 to the next number above, and your count misses it. "
                "A tolerance hides small steps; compare exactly.")
    return None


def _balanced_move(answer):
    after = _arrays()
    after[1] = after[1][::-1].copy()
    if _count(answer, _arrays(), after) != 1:
        return ("a move that keeps the sum: two entries swapped their values, and your count misses it. "
                "Compare entry by entry.")
    return None


def _all_moved(answer):
    count = _count(answer, _arrays(), [array + 1 for array in _arrays()])
    if count == 7 or count > 3:
        return f"all three arrays moved and your count is {count:g}: count arrays, not entries."
    return None if count == 3 else f"all three arrays moved, and your count is {count:g}; 3 is wanted."


weights_moved = Exercise(
    "weights_moved", _weights_moved,
    checks=[_nothing_moved, _tiny_move, _balanced_move, _all_moved],
    hints=[
        "Go through both lists in step: zip(before, after).",
        "np.array_equal(old, new) is True only when every entry is the same to the last bit.",
        "A sum over True and False counts the True ones: sum(not np.array_equal(old, new) for old, new in ...).",
    ],
    praise="It sees a move in a single last bit: three lines that would have caught the frozen discriminator.",
)


# --- generator_gradients ------------------------------------------------------------------------------------------

def _generator_gradients(generator, discriminator, noise):
    with tf.GradientTape() as tape:
        fake_logits = discriminator(generator(noise, training=True), training=True)
        loss = tf.reduce_mean(tf.math.softplus(-fake_logits))       # label "real": -log D(G(z))
    return tape.gradient(loss, generator.trainable_variables)


def _tiny_players():
    layers = keras.layers
    generator = keras.Sequential([keras.Input((2,)), layers.Dense(3, activation="tanh"), layers.Dense(2)])
    discriminator = keras.Sequential([keras.Input((2,)), layers.Dense(4, activation="tanh"), layers.Dense(1)])
    chance = np.random.default_rng(4)
    for model in (generator, discriminator):
        model.set_weights([chance.normal(size=w.shape) for w in model.weights])
    # A head start for D: the saturating loss and the right one then differ by a wide margin.
    discriminator.layers[-1].bias.assign([-3.0])
    return generator, discriminator, tf.constant(chance.normal(size=(6, 2)), tf.float32)


def _other_gradients(generator, discriminator, noise):
    """What the usual wrong answers give."""
    with tf.GradientTape(persistent=True) as tape:
        logits = discriminator(generator(noise))
        on_fake, on_real = tf.math.softplus(logits), tf.math.softplus(-logits)
        losses = {"saturating": -tf.reduce_mean(on_fake), "fake": tf.reduce_mean(on_fake),
                  "climbs": -tf.reduce_mean(on_real), "sum": tf.reduce_sum(on_real)}
    return {name: tape.gradient(loss, generator.trainable_variables) for name, loss in losses.items()}


_SENTENCES = {
    "saturating": "this is the saturating loss, log(1 - D): where D rejects, it hardly pulls. Use -log D(G(z)).",
    "fake": "the label is wrong: with this loss G learns to be recognised as fake. The generator's label is *real*.",
    "climbs": "the sign: a step down this gradient raises -log D(G(z)). Optimisers descend: give them the loss itself.",
    "sum": "the batch is summed: take its mean, or the step grows with the batch size.",
}


def _flat(gradients):
    return np.concatenate([np.asarray(gradient).ravel() for gradient in gradients])


def _right_variables(answer):
    generator, discriminator, noise = _tiny_players()
    result = answer(generator, discriminator, noise)
    wanted = [tuple(v.shape) for v in generator.trainable_variables]
    if not isinstance(result, (list, tuple)):
        return f"a list of {len(wanted)} gradients is wanted, one for each of G's trainable variables."
    if any(gradient is None for gradient in result):
        return ("a gradient is None: the tape does not see how the loss depends on G. Call the generator *inside* the "
                "tape, and do not turn its output into NumPy.")
    found = [tuple(np.shape(gradient)) for gradient in result]
    if found == [tuple(v.shape) for v in discriminator.trainable_variables]:
        return "these are gradients for D's weights: in G's step only G may move. Differentiate by G's variables."
    if found != wanted:
        return f"the shapes are {found}; one gradient for each of G's variables is wanted: {wanted}."
    return None


def _right_values(answer):
    players = _tiny_players()
    result, wanted = _flat(answer(*players)), _flat(_generator_gradients(*players))
    if np.allclose(result, wanted, rtol=1e-4, atol=1e-6):
        return None
    for name, gradients in _other_gradients(*players).items():
        if np.allclose(result, _flat(gradients), rtol=1e-4, atol=1e-6):
            return _SENTENCES[name]
    return compare(result, wanted, "the gradient is not that of the mean of -log D(G(z))", rtol=1e-4)


def _nobody_moves(answer):
    generator, discriminator, noise = _tiny_players()
    before = [w.copy() for model in (generator, discriminator) for w in model.get_weights()]
    answer(generator, discriminator, noise)
    after = [w for model in (generator, discriminator) for w in model.get_weights()]
    return None if _weights_moved(before, after) == 0 else "a weight moved: return the gradients, do not apply them."


generator_gradients = Exercise(
    "generator_gradients", _generator_gradients,
    checks=[_right_variables, _nobody_moves, _right_values],
    hints=[
        "Open a tape, go from noise to fakes to logits to one loss, close it, differentiate.",
        "The generator wants the label \"real\" for its fakes: the loss is the mean of softplus(-fake_logits).",
        "The last line is tape.gradient(loss, ...): whose trainable_variables?",
    ],
    praise="The gradient went through D and stopped at G's weights: nothing was frozen, and only G can move.",
)


# --- diagnoses ----------------------------------------------------------------------------------------------------

_DIAGNOSES = {"A": "d_too_strong", "B": "collapsed", "C": "d_learns_nothing", "D": "healthy"}
_READ_AGAIN = {
    "A": "log A: D's loss is 0.26, a fifth of the equilibrium's, and G's is 5.97. Who is winning, and by how much?",
    "B": "log B: the losses are those of an equilibrium. Look at the last column: how many of eight modes are there?",
    "C": "log C: a loss that is the same in all digits for 1,000 steps. What can D's weights be doing?",
    "D": "log D: losses near 2 log 2 and log 2, moving a little, and all eight modes are there.",
}


diagnoses = Exercise(
    "diagnoses", _DIAGNOSES,
    checks=[choices("diagnoses", _DIAGNOSES, _READ_AGAIN, what="log")],
    hints=[
        "First the size: how far is D's loss from 2 log 2 = 1.386? Then its movement. Then the samples.",
        "A loss near 0 is a strong D; a loss that never moves is a D that never moves.",
        "Two logs have healthy losses. Only one of them has all its modes: a loss cannot tell you that.",
    ],
    praise="Size, then movement, then samples: losses accuse two of the four; only counting tells the others apart.",
)
