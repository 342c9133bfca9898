"""A small English that can be counted: 3,888 sentences, each with its probability, and a parser that knows them.

    sentence = nouns [near nouns] verb [nouns]          nouns = determiner [adjective] noun

The adjective stands before the subject alone, and the verb agrees with the subject, not with the noun beside it.
A sentence is a row of ten whole numbers, `SYMBOLS[number]`; after its end all are 0, which is `END`.
"""

import functools
from itertools import product

import numpy as np

from gan_course import arguments

END, LENGTH = 0, 10
SYMBOLS = (".", "the", "a", "some", "small", "old", "dog", "cat", "dogs", "cats", "near", "sees", "likes", "see",
           "like")
NUMBER = {word: number for number, word in enumerate(SYMBOLS)}
# What may stand in each place, {word: probability}; of each pair the first is for one, the second for many.
DETERMINERS = ({"the": 0.5, "a": 0.5}, {"the": 0.5, "some": 0.5})
NOUNS = ({"dog": 0.6, "cat": 0.4}, {"dogs": 0.6, "cats": 0.4})
VERBS = ({"sees": 0.6, "likes": 0.4}, {"see": 0.6, "like": 0.4})
ADJECTIVES = {"": 0.5, "small": 0.3, "old": 0.2}
MANY, NEAR, OBJECT = 0.5, 0.4, 0.6      # that nouns are many; that there is a "near"; that there is an object


def sentences() -> np.ndarray:
    """All grammatical sentences, int32 (3,888, 10), in a fixed order."""
    return _everything()[0].copy()


def log_probabilities() -> np.ndarray:
    """Natural logarithm of each sentence's probability, float64 (3,888,), in the order of `sentences`."""
    return _everything()[1].copy()


def sample(n: int, seed) -> np.ndarray:
    """`n` sentences drawn from the language, int32 (n, 10). seed: an int or a np.random.Generator."""
    n, rng = arguments.whole("n", n), arguments.rng("seed", seed)
    rows, log_p = _everything()
    return rows[rng.choice(len(rows), size=n, p=np.exp(log_p))]


def is_grammatical(tokens) -> np.ndarray:
    """Parse sentences (n, 10) word by word, left to right: truth values (n,)."""
    tokens = _rows("tokens", tokens)
    table, state = _parser(), np.zeros(len(tokens), np.int32)
    for column in tokens.T:
        state = table[state, column]
    return state == _FINISHED


def index(tokens) -> np.ndarray:
    """Return the place of each sentence (n, 10) in `sentences`, int64 (n,); −1 for what is not grammatical."""
    tokens = _rows("tokens", tokens)
    known = {row.tobytes(): place for place, row in enumerate(_everything()[0])}
    return np.array([known.get(row.tobytes(), -1) for row in np.ascontiguousarray(tokens)], dtype=np.int64)


def measures(log_p, n: int = 1000) -> dict:
    """What a model's log probabilities (3,888,) of all sentences say of it, exactly, without drawing.

    validity: the share of grammatical sentences. coverage: the share of all sentences that `n` draws show, expected.
    kl: KL(p_r ‖ p_g) in nats. repetition: how probably two draws are the same, given that both are grammatical.
    effective: 1 / repetition, the number of equally frequent sentences that would repeat as often.
    """
    n = arguments.whole("n", n)
    log_real = _everything()[1]
    log_p = arguments.array("log_p", log_p, (len(log_real),))
    if log_p.max() > 1e-4:
        arguments.refuse("log_p", log_p, "natural logarithms of probabilities, none above 0")
    p = np.exp(np.minimum(log_p, 0))
    validity = p.sum()
    repetition = float(((p / validity) ** 2).sum()) if validity > 0 else 1.0
    return {"validity": float(validity), "coverage": float(np.mean(-np.expm1(n * np.log1p(-np.minimum(p, 1 - 1e-12))))),
            "kl": float((np.exp(log_real) * (log_real - log_p)).sum()), "repetition": repetition,
            "effective": 1 / repetition}


def spelled(tokens) -> list:
    """Sentences (n, 10) as texts: the words up to the end, a full stop where there is one."""
    texts = []
    for row in _rows("tokens", tokens):
        words = [SYMBOLS[number] for number in row]
        ends = words.index(".") if "." in words else LENGTH
        texts.append(" ".join(words[:ends]) + ("." if ends < LENGTH else ""))
    return texts


def _rows(name, value) -> np.ndarray:
    """Return sentences as int32 (n, 10), each number that of a symbol; else raise ValueError."""
    return arguments.integers(name, value, ("n", LENGTH), low=0, high=len(SYMBOLS) - 1, dtype="int32")


def _noun_phrases():
    """Yield (words, probability, 0 for one or 1 for many) of a determiner with its noun."""
    for many in (0, 1):
        for (determiner, p), (noun, q) in product(DETERMINERS[many].items(), NOUNS[many].items()):
            yield (determiner, noun), (MANY if many else 1 - MANY) * p * q, many


@functools.cache
def _everything():
    """Write out every sentence and multiply the probabilities of its parts."""
    phrases = list(_noun_phrases())
    beside = [((), 1 - NEAR)] + [(("near", *words), NEAR * p) for words, p, _ in phrases]
    objects = [((), 1 - OBJECT)] + [(words, OBJECT * p) for words, p, _ in phrases]
    found, log_p = [], []
    for ((determiner, noun), p, many), (adjective, a), (near, b), (goal, o) in product(
            phrases, ADJECTIVES.items(), beside, objects):
        for verb, v in VERBS[many].items():
            words = [determiner, *filter(None, [adjective]), noun, *near, verb, *goal]
            found.append([NUMBER[word] for word in words] + [END] * (LENGTH - len(words)))
            log_p.append(np.log(p * a * b * o * v))
    return np.array(found, np.int32), np.array(log_p)


_FINISHED, _WRONG = 1, 2


@functools.cache
def _parser():
    """Return the table (state, symbol) -> state of the parser; it begins in 0, and what is wrong stays wrong."""
    moves, names = {}, {"start": 0, "finished": _FINISHED, "wrong": _WRONG}

    def may(state, words, after):
        for name in (state, after):
            names.setdefault(name, len(names))
        for word in words:
            moves[names[state], NUMBER[word]] = names[after]

    may("finished", ["."], "finished")
    for subject in (0, 1):
        other = 1 - subject
        # The determiner may leave the number open: "the" stands before one and before many.
        own = [word for word in DETERMINERS[subject] if word not in DETERMINERS[other]]
        may("start", own, ("subject", subject))
        may("start", ["the"], ("subject", None))
        for known in (subject, None):
            may(("subject", known), ["small", "old"], ("described", known))
            for before in (("subject", known), ("described", known)):
                may(before, NOUNS[subject], ("verb or near", subject))
        may(("verb or near", subject), ["near"], ("beside", subject))
        for place, after in ((("beside", subject), ("verb", subject)), ("object", "finished soon")):
            for number in (0, 1):
                inside = (place, number)
                may(place, [word for word in DETERMINERS[number] if word != "the"], inside)
                may(inside, NOUNS[number], after)
                may((place, None), NOUNS[number], after)
            may(place, ["the"], (place, None))
        for before in (("verb or near", subject), ("verb", subject)):
            may(before, VERBS[subject], "object")
    may("object", ["."], "finished")
    may("finished soon", ["."], "finished")
    table = np.full((len(names), len(SYMBOLS)), _WRONG, np.int32)
    for (state, word), after in moves.items():
        table[state, word] = after
    return table
