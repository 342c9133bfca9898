"""Models of sequences of symbols: a recurrent generator whose probabilities are exact, and a judge of what it writes.

A sequence is a row of whole numbers; 0 is its end, and after the end all is 0.
"""

import keras
import numpy as np
import tensorflow as tf

from gan_course import arguments
from gan_course.backend import channels_last
from gan_course.layers import LeakyReLU

END = 0
layers = keras.layers


class SequenceModel:
    """p(x) = Π p(word | words before), by a gated recurrent unit of `width` numbers (Cho et al. 2014).

    n_symbols: how many symbols there are, the end included. length: of the longest sequence.
    """

    def __init__(self, n_symbols, length, width=32):
        self.n_symbols, self.length = arguments.whole("n_symbols", n_symbols, 2), arguments.whole("length", length)
        self.cell = layers.GRUCell(arguments.whole("width", width))
        self.head = layers.Dense(self.n_symbols)
        self.cell.build((None, self.n_symbols))
        self.head.build((None, self.cell.units))
        self.variables = self.cell.trainable_variables + self.head.trainable_variables
        self._traced = tf.function(self.log_probability, reduce_retracing=True)

    def _after(self, word, state):
        """Return (logits of the next word, the new state); word: (n, n_symbols), one-hot or nearly."""
        output, state = self.cell(word, [state])
        return self.head(output), state[0] if isinstance(state, (list, tuple)) else state

    def _beginning(self, n):
        return tf.zeros((n, self.n_symbols)), tf.zeros((n, self.cell.units))

    def logits(self, words):
        """Logits of each word, given the true words before it: words (n, length, n_symbols), logits of that shape."""
        word, state = self._beginning(tf.shape(words)[0])
        found = []
        for place in range(self.length):
            logits, state = self._after(word, state)
            found.append(logits)
            word = words[:, place]
        return tf.stack(found, axis=1)

    def log_probability(self, tokens, temperature=1.0):
        """Logarithm of the probability of each sequence, its end included: a tensor (n,), to be derived.

        tokens: (n, length). Each logit is divided by the temperature before the softmax.
        """
        tokens = tf.convert_to_tensor(tokens, tf.int32)
        logits = self.logits(tf.one_hot(tokens, self.n_symbols)) / temperature
        of_words = -tf.nn.sparse_softmax_cross_entropy_with_logits(tokens, logits)
        return tf.reduce_sum(of_words * counted(tokens), axis=1)

    def log_probabilities(self, tokens, temperature=1.0, batch_size=4096):
        """The same as an array, in batches: float64 (n,)."""
        tokens = self.checked("tokens", tokens)
        temperature = tf.constant(arguments.number("temperature", temperature, above=0), tf.float32)
        found = [self._traced(tf.constant(tokens[i:i + batch_size]), temperature)
                 for i in range(0, len(tokens), batch_size)]
        return np.concatenate(found).astype(np.float64)

    def unrolled(self, draw, uniform):
        """Write sequences word by word by `draw`(logits, uniform): words (n, length, n_symbols), a tensor.

        uniform: (n, length, n_symbols), between 0 and 1. What `draw` returns is the next input too, so a gradient runs
        back through all of it where `draw` lets it. After the end every word is the end.
        """
        word, state = self._beginning(tf.shape(uniform)[0])
        ended, end, found = tf.zeros((tf.shape(uniform)[0], 1)), tf.one_hot([END], self.n_symbols), []
        for place in range(self.length):
            logits, state = self._after(word, state)
            word = ended * end + (1 - ended) * draw(logits, uniform[:, place])
            ended += (1 - ended) * word[:, END:END + 1]
            found.append(word)
        return tf.stack(found, axis=1)

    def sample(self, n, seed, temperature=1.0):
        """`n` sequences drawn from the model, int32 (n, length). seed: a whole number."""
        n, seed = arguments.whole("n", n), arguments.seed("seed", seed)
        temperature = tf.constant(arguments.number("temperature", temperature, above=0), tf.float32)
        noise = tf.random.stateless_uniform((n, self.length, self.n_symbols), (seed, 15), 1e-6, 1.0)
        return self._sampled(noise, temperature).numpy()

    def uniform(self, rng, n):
        """Uniform numbers between 0 and 1, never 0, for each word of `n` sequences, from a `tf.random.Generator`."""
        return rng.uniform((n, self.length, self.n_symbols), 1e-6, 1.0)

    def written(self, uniform):
        """Sequences that the model writes, without a gradient: a tensor (n, length). uniform: as for `unrolled`."""
        return tf.argmax(self.unrolled(hard_words, uniform), axis=-1, output_type=tf.int32)

    def checked(self, name, tokens):
        """Return sequences as int32 (n, length) of the model's symbols; else raise ValueError."""
        return arguments.integers(name, tokens, ("n", self.length), low=0, high=self.n_symbols - 1, dtype="int32")

    @tf.function(reduce_retracing=True)
    def _sampled(self, noise, temperature):
        words = self.unrolled(lambda logits, u: hard_words(logits / temperature, u), noise)
        return tf.argmax(words, axis=-1, output_type=tf.int32)


def counted(tokens):
    """Return 1 for each word up to the end, the end included, and 0 after it: float32 (n, length)."""
    is_end = tf.cast(tf.equal(tokens, END), tf.float32)
    return tf.cast(tf.cumsum(is_end, axis=1, exclusive=True) < 0.5, tf.float32)


def hard_words(logits, uniform):
    """Draw one word for each row of logits (n, k), by the Gumbel-max rule: one-hot (n, k), without a gradient."""
    return tf.one_hot(tf.argmax(logits - tf.math.log(-tf.math.log(uniform)), axis=-1), tf.shape(logits)[-1])


@channels_last()
def judge(n_symbols, length, width=64):
    """Return a convolutional discriminator, words (n, length, n_symbols) -> logits (n, 1)."""
    n_symbols, length = arguments.whole("n_symbols", n_symbols, 2), arguments.whole("length", length)
    width = arguments.whole("width", width)
    hidden = [layer for _ in range(2) for layer in (layers.Conv1D(width, 3, padding="same"), LeakyReLU(0.2))]
    return keras.Sequential([keras.Input((length, n_symbols)), *hidden, layers.Flatten(), layers.Dense(1)],
                            name="judge")
