"""The checkers of lesson 15 on words: drawn, soft, straight-through."""

import numpy as np
import tensorflow as tf
from verdicts import right_answers, wrong_answers

from gan_course.exercises import ex15_words

hard, soft, straight = ex15_words._draw_words, ex15_words._gumbel_softmax, ex15_words._straight_through


def gumbel(uniform):
    return -tf.math.log(-tf.math.log(uniform))


# --- draw_words

def by_comparing(logits, uniform):
    total = logits + gumbel(uniform)
    return tf.cast(tf.equal(total, tf.reduce_max(total, axis=-1, keepdims=True)), tf.float32)


def by_probabilities(logits, uniform):
    """The exponential race: the smallest of −log(u) / p wins."""
    times = -tf.math.log(uniform) / tf.nn.softmax(logits)
    return tf.one_hot(tf.argmin(times, axis=-1), np.shape(logits)[1])


def by_sorting(logits, uniform):
    winner = tf.math.top_k(logits + gumbel(uniform), 1).indices[:, 0]
    return tf.gather(tf.eye(logits.shape[-1]), winner)


def by_a_cold_softmax(logits, uniform):
    return tf.round(tf.nn.softmax(1e4 * (logits + gumbel(uniform))))


test_right_draws = right_answers(ex15_words.draw_words, {
    "compared": by_comparing, "race": by_probabilities, "top_k": by_sorting, "cold": by_a_cold_softmax})


def plain(noise):
    return lambda logits, u: tf.one_hot(tf.argmax(logits + noise(u), -1), logits.shape[-1])


def own_numbers(logits, uniform):
    return hard(logits, tf.random.uniform(tf.shape(logits), 1e-6, 1.0))


def with_numpy(logits, uniform):
    return np.eye(logits.shape[-1])[np.argmax(np.asarray(logits) - np.log(-np.log(np.asarray(uniform))), axis=-1)]


def spoiled(logits, uniform):
    result = hard(logits, uniform)
    if isinstance(uniform, np.ndarray):
        uniform[:] = 0.5
    return result


test_wrong_draws = wrong_answers(ex15_words.draw_words, {
    "no noise": (plain(lambda u: 0.0 * u), "no draw"),
    "uniform noise": (plain(lambda u: u), "uniform noise is not enough"),
    "one logarithm": (plain(lambda u: -tf.math.log(u)), "one logarithm"),
    "sign": (plain(lambda u: tf.math.log(-tf.math.log(u))), "the sign"),
    "numbers": (lambda a, u: tf.argmax(a + gumbel(u), -1), "one-hot rows"),
    "soft": (lambda a, u: soft(a, u, 1.0), "soft row"),
    "by columns": (lambda a, u: tf.one_hot(tf.argmax(a + gumbel(u), 0), a.shape[-1]), "wanted"),
    "smallest": (lambda a, u: tf.one_hot(tf.argmin(a + gumbel(u), -1), a.shape[-1]), "the largest"),
    "of probabilities": (lambda a, u: hard(tf.nn.softmax(a), u), "the largest"),
    "own numbers": (own_numbers, "the largest"),
    "numpy": (with_numpy, "TensorFlow"),
    "in place": (spoiled, "changed in place"),
    "NaN": (lambda a, u: a * np.nan, "NaN"),
    "text": (lambda a, u: "dog", "numbers"),
})


# --- gumbel_softmax

def by_hand(logits, uniform, temperature):
    weights = tf.exp((logits + gumbel(uniform)) / temperature)
    return weights / tf.reduce_sum(weights, axis=-1, keepdims=True)


def by_the_race(logits, uniform, temperature):
    return tf.nn.softmax((tf.nn.log_softmax(logits) - tf.math.log(-tf.math.log(uniform))) / temperature)


def by_log_softmax(logits, uniform, temperature):
    return tf.exp(tf.nn.log_softmax((logits + gumbel(uniform)) / temperature, axis=1))


def by_activation(logits, uniform, temperature):
    total = tf.add(tf.convert_to_tensor(logits), gumbel(uniform))
    return tf.keras.activations.softmax(tf.math.divide(total, temperature))


test_right_soft_words = right_answers(ex15_words.gumbel_softmax, {
    "by hand": by_hand, "from probabilities": by_the_race, "log softmax": by_log_softmax, "keras": by_activation})
test_wrong_soft_words = wrong_answers(ex15_words.gumbel_softmax, {
    "logits alone divided": (lambda a, u, t: tf.nn.softmax(a / t + gumbel(u)), "divide the noise"),
    "noise alone divided": (lambda a, u, t: tf.nn.softmax(a + gumbel(u) / t), "divide the logits"),
    "multiplied": (lambda a, u, t: tf.nn.softmax((a + gumbel(u)) * t), "divide by the temperature"),
    "no temperature": (lambda a, u, t: tf.nn.softmax(a + gumbel(u)), "not used"),
    "no noise": (lambda a, u, t: tf.nn.softmax(a / t), "noise is not used"),
    "sign": (lambda a, u, t: tf.nn.softmax((a - gumbel(u)) / t), "sign of the noise"),
    "hard": (lambda a, u, t: hard(a, u), "hard word"),
    "no softmax": (lambda a, u, t: (a + gumbel(u)) / t, "softmax of"),
    "columns": (lambda a, u, t: tf.nn.softmax((a + gumbel(u)) / t, axis=0), "softmax of"),
    "cut": (lambda a, u, t: tf.stop_gradient(soft(a, u, t)), "cannot derive"),
    "logarithms": (lambda a, u, t: tf.nn.log_softmax((a + gumbel(u)) / t), "softmax of"),
    "NaN": (lambda a, u, t: a * np.nan, "NaN"),
    "text": (lambda a, u, t: "dog", "numbers"),
})


# --- straight_through

def other_order(logits, uniform, temperature):
    row = soft(logits, uniform, temperature)
    return tf.stop_gradient(hard(logits, uniform) - row) + row


def custom(logits, uniform, temperature):
    @tf.custom_gradient
    def through(row):
        return tf.one_hot(tf.argmax(row, -1), row.shape[-1]), lambda upstream: upstream

    return through(soft(logits, uniform, temperature))


def compared(logits, uniform, temperature):
    row = soft(logits, uniform, temperature)
    top = tf.reduce_max(row, axis=-1, keepdims=True)
    return tf.stop_gradient(tf.cast(row >= top, tf.float32)) + row - tf.stop_gradient(row)


def multiplied(logits, uniform, temperature):
    row = soft(logits, uniform, temperature)
    return hard(logits, uniform) + 1.0 * (row - tf.stop_gradient(1.0 * row))


test_right_straight = right_answers(ex15_words.straight_through, {
    "other order": other_order, "custom gradient": custom, "compared": compared, "multiplied": multiplied})


def of_the_logits(logits, uniform, temperature):
    return hard(logits, uniform) + logits - tf.stop_gradient(logits)


def of_the_plain_softmax(logits, uniform, temperature):
    row = tf.nn.softmax(logits / temperature)
    return hard(logits, uniform) + row - tf.stop_gradient(row)


def at_one(logits, uniform, temperature):
    return straight(logits, uniform, 1.0)


test_wrong_straight = wrong_answers(ex15_words.straight_through, {
    "soft": (soft, "must be the hard word"),
    "hard": (lambda a, u, t: hard(a, u), "cannot derive"),
    "not taken off": (lambda a, u, t: hard(a, u) + soft(a, u, t), "still in the sum"),
    "cancelled": (lambda a, u, t: hard(a, u) - soft(a, u, t), "cancel to something else"),
    "no noise": (ex15_words._without_noise, "nothing is drawn"),
    "of the logits": (of_the_logits, "going back"),
    "of the plain softmax": (of_the_plain_softmax, "going back"),
    "temperature 1": (at_one, "going back"),
    "stopped the other": (lambda a, u, t: hard(a, u) - soft(a, u, t) + tf.stop_gradient(soft(a, u, t)), "going back"),
    "all stopped": (lambda a, u, t: tf.stop_gradient(straight(a, u, t)), "cannot derive"),
    "NaN": (lambda a, u, t: a * np.nan, "NaN"),
    "text": (lambda a, u, t: "dog", "numbers"),
})


def test_every_word_is_drawn_as_often_as_softmax_says():
    logits = np.array([1.0, 0.0, -1.0, 0.5], np.float32)
    uniform = np.random.default_rng(0).uniform(1e-6, 1, size=(40_000, 4)).astype(np.float32)
    shares = hard(np.tile(logits, (len(uniform), 1)), uniform).numpy().mean(axis=0)
    np.testing.assert_allclose(shares, tf.nn.softmax(logits), atol=0.01)
