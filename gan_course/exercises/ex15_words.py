"""Exercises of lesson 15 on words with and without a gradient: drawing, Gumbel-softmax, straight-through."""

import numpy as np
import tensorflow as tf

from gan_course.exercises.checks import compare
from gan_course.exercises.exercise import Exercise
from gan_course.exercises.property_checks import agrees_with_reference, leaves_arguments_alone
from gan_course.exercises.tensor_checks import passes_gradients
from gan_course.exercises.wording import error_text

# --- draw_words ---------------------------------------------------------------------------------------------------

def _draw_words(logits, uniform):
    gumbel = -tf.math.log(-tf.math.log(uniform))
    return tf.one_hot(tf.argmax(logits + gumbel, axis=-1), logits.shape[-1])


def _draw_logits(rng):
    """Logits of a batch, and uniform numbers that are neither 0 nor 1."""
    shape = int(rng.integers(3, 9)), int(rng.integers(3, 8))
    logits = rng.normal(rng.normal(), rng.uniform(0.5, 2.0), size=shape)
    return logits.astype(np.float32), rng.uniform(1e-3, 1 - 1e-3, size=shape).astype(np.float32)


def _with_noise(noise):
    def wrong(logits, uniform):
        return tf.one_hot(tf.argmax(logits + noise(uniform), axis=-1), logits.shape[-1])
    return wrong


def _traced(reference, draw):
    """The words are drawn inside a tf.function, as the training step is one."""
    def check(answer):
        given = draw(np.random.default_rng(51))
        wanted = reference(*given)
        try:
            found = tf.function(answer)(*[tf.constant(value) for value in given])
        except Exception as error:
            return f"inside a tf.function, as the training step is one, it stops: {error_text(error)}. Stay with " \
                   "TensorFlow's functions."
        return compare(found, np.asarray(wanted), "inside a tf.function, as the training step is one, it must give the "
                       "same: stay with TensorFlow's functions", None, 1e-4, 1e-5)
    return check


draw_words = Exercise(
    "draw_words", _draw_words,
    checks=[agrees_with_reference(_draw_words, _draw_logits, "each row is the one-hot vector of the word whose logit "
                                  "plus Gumbel noise is the largest", {
                "the most probable word every time is no draw: add the noise before the argmax":
                    _with_noise(lambda u: 0 * u),
                "uniform noise is not enough: Gumbel noise is -log(-log(u))": _with_noise(lambda u: u),
                "one logarithm is missing: Gumbel noise is -log(-log(u)); -log(u) is another noise":
                    _with_noise(lambda u: -np.log(u)),
                "the sign of the noise: it is -log(-log(u)), with a minus outside too":
                    _with_noise(lambda u: np.log(-np.log(u))),
                "return one-hot rows, not the numbers of the words":
                    lambda logits, uniform: tf.argmax(logits - np.log(-np.log(uniform)), axis=-1),
                "this is a soft row, not a drawn word: take the argmax and make it one-hot":
                    lambda logits, uniform: tf.nn.softmax(logits - np.log(-np.log(uniform)))}),
            leaves_arguments_alone(_draw_logits), _traced(_draw_words, _draw_logits)],
    hints=[
        "Gumbel noise from a uniform number u is -log(-log(u)), with tf.math.log.",
        "Add it to the logits and look for the largest sum in each row: tf.argmax(…, axis=-1).",
        "tf.one_hot(tf.argmax(logits - tf.math.log(-tf.math.log(uniform)), axis=-1), logits.shape[-1])",
    ],
    praise="Every word comes as often as softmax says, and the chance stands outside in `uniform`.",
    mine="networks",
    doc="Words drawn from softmax(logits), one-hot (n, k), by the Gumbel-max rule. Maddison, Tarlow & Minka 2014.",
)


# --- gumbel_softmax -----------------------------------------------------------------------------------------------

def _gumbel_softmax(logits, uniform, temperature):
    gumbel = -tf.math.log(-tf.math.log(uniform))
    return tf.nn.softmax((logits + gumbel) / temperature)


def _draw_soft(rng):
    return *_draw_logits(rng), float(rng.uniform(0.4, 2.5))


gumbel_softmax = Exercise(
    "gumbel_softmax", _gumbel_softmax,
    checks=[agrees_with_reference(_gumbel_softmax, _draw_soft, "a row is the softmax of (logits + Gumbel noise) / "
                                  "temperature", {
                "divide the noise by the temperature too, or a low temperature no longer draws: the sum is divided":
                    lambda logits, u, t: tf.nn.softmax(logits / t - np.log(-np.log(u))),
                "divide the logits by the temperature too: the sum is divided":
                    lambda logits, u, t: tf.nn.softmax(logits - np.log(-np.log(u)) / t),
                "divide by the temperature: a low one makes the rows nearly one-hot":
                    lambda logits, u, t: tf.nn.softmax((logits - np.log(-np.log(u))) * t),
                "the temperature is not used": lambda logits, u, t: tf.nn.softmax(logits - np.log(-np.log(u))),
                "the noise is not used: without it nothing is drawn": lambda logits, u, t: tf.nn.softmax(logits / t),
                "the sign of the noise: it is -log(-log(u))":
                    lambda logits, u, t: tf.nn.softmax((logits + np.log(-np.log(u))) / t),
                "this is the hard word; the soft row is a softmax, which has a gradient":
                    lambda logits, u, t: _draw_words(logits, u)}, rtol=1e-4, atol=1e-5),
            passes_gradients(_gumbel_softmax, _draw_soft, with_respect_to=("logits",)),
            leaves_arguments_alone(_draw_soft), _traced(_gumbel_softmax, _draw_soft)],
    hints=[
        "The noise is that of draw_words: -log(-log(u)).",
        "Where draw_words takes the argmax of logits + noise, take the softmax of (logits + noise) / temperature.",
        "tf.nn.softmax((logits - tf.math.log(-tf.math.log(uniform))) / temperature)",
    ],
    praise="The same draw, softened: a gradient passes, and as the temperature falls the row becomes the word.",
    mine="networks",
    doc="Soft words (n, k), with a gradient: softmax((logits + Gumbel noise) / temperature). Jang, Gu & Poole 2017.",
)


# --- straight_through ---------------------------------------------------------------------------------------------

def _straight_through(logits, uniform, temperature):
    gumbel = -tf.math.log(-tf.math.log(uniform))
    soft = tf.nn.softmax((logits + gumbel) / temperature)
    hard = tf.one_hot(tf.argmax(soft, axis=-1), logits.shape[-1])
    return hard + soft - tf.stop_gradient(soft)


def _without_noise(logits, uniform, temperature):
    soft = tf.nn.softmax(logits / temperature)
    return tf.one_hot(tf.argmax(soft, axis=-1), logits.shape[-1]) + soft - tf.stop_gradient(soft)


straight_through = Exercise(
    "straight_through", _straight_through,
    checks=[agrees_with_reference(_straight_through, _draw_soft, "going forward it is the drawn word, one-hot, as "
                                  "draw_words gives it", {
                "going forward it must be the hard word, and this is the soft row: D is to see words": _gumbel_softmax,
                "nothing is drawn: the noise is missing, so it is always the most probable word": _without_noise,
                "the soft row is still in the sum going forward: take stop_gradient(soft) off again":
                    lambda logits, u, t: _draw_words(logits, u) + _gumbel_softmax(logits, u, t),
                "the hard word and the soft row cancel to something else: hard + soft - stop_gradient(soft)":
                    lambda logits, u, t: _draw_words(logits, u) - _gumbel_softmax(logits, u, t)}),
            passes_gradients(_straight_through, _draw_soft, with_respect_to=("logits",), property_="going back, the "
                             "gradient is that of gumbel_softmax with the same noise and temperature"),
            leaves_arguments_alone(_draw_soft), _traced(_straight_through, _draw_soft)],
    hints=[
        "You need both: soft as in gumbel_softmax, and hard, the one-hot vector of soft's largest entry.",
        "tf.stop_gradient(soft) has no gradient, so soft - tf.stop_gradient(soft) is 0 with the gradient of soft.",
        "return hard + soft - tf.stop_gradient(soft)",
    ],
    praise="D sees words, G gets the soft row's gradient. It is a biased one: the next cells measure by how much.",
    mine="networks",
    doc="Drawn words (n, k) with the gradient of the soft ones. Jang, Gu & Poole 2017; Bengio et al. 2013.",
)
