"""The grammar: its counts by hand, its parser against every short string, its measures against counting and drawing."""

from itertools import product

import numpy as np
import pytest

from gan_course import grammar, metrics

SENTENCES, LOG_P = grammar.sentences(), grammar.log_probabilities()
P = np.exp(LOG_P)


def test_as_many_sentences_as_the_rules_give():
    """Four determiners-with-nouns for one and four for many; three adjectives; nine ways after each; two verbs."""
    phrases = 4 + 4
    assert len(SENTENCES) == phrases * 3 * (1 + phrases) * 2 * (1 + phrases) == 3888
    assert len(np.unique(SENTENCES, axis=0)) == 3888
    assert SENTENCES.shape == (3888, grammar.LENGTH) and SENTENCES.dtype == np.int32
    assert max((row > 0).sum() for row in SENTENCES) == grammar.LENGTH - 1


def test_probabilities_of_sentences_by_hand():
    text = grammar.spelled(SENTENCES)
    assert P.sum() == pytest.approx(1)
    assert P[text.index("the dog sees.")] == pytest.approx(0.5 * 0.5 * 0.6 * 0.5 * 0.6 * 0.6 * 0.4)
    assert P[text.index("some old cats near a dog like the dogs.")] == pytest.approx(
        (0.5 * 0.5 * 0.4) * 0.2 * (0.4 * 0.5 * 0.5 * 0.6) * 0.4 * (0.6 * 0.5 * 0.5 * 0.6))


def test_the_parser_knows_every_string_of_five_words():
    """All 15⁵ beginnings, followed by ends: grammatical if and only if it is in the list."""
    short = np.array(list(product(range(len(grammar.SYMBOLS)), repeat=5)), np.int32)
    rows = np.concatenate([short, np.zeros((len(short), 5), np.int32)], axis=1)
    inside = {row.tobytes() for row in SENTENCES}
    wanted = np.array([row.tobytes() in inside for row in rows])
    np.testing.assert_array_equal(grammar.is_grammatical(rows), wanted)
    assert wanted.sum() == (SENTENCES[:, 5:] == 0).all(axis=1).sum() > 100


def test_the_parser_and_the_list_agree_on_long_sentences_with_a_wrong_word():
    rng = np.random.default_rng(0)
    rows = SENTENCES[rng.integers(3888, size=20_000)].copy()
    rows[np.arange(len(rows)), rng.integers(10, size=len(rows))] = rng.integers(15, size=len(rows))
    right = grammar.is_grammatical(rows)
    np.testing.assert_array_equal(right, grammar.index(rows) >= 0)
    assert 0.05 < right.mean() < 0.5 and grammar.is_grammatical(SENTENCES).all()


@pytest.mark.parametrize(("line", "right"), [
    ("the dogs near a cat see .", True), ("the dogs near a cat sees .", False), ("a dogs see .", False),
    ("some dog sees .", False), ("the small dog sees the small cat .", False), ("the dog near the cat .", False),
    ("the dog sees", False), ("the the dog sees .", False), ("some old cats like some cats .", True)])
def test_agreement_and_order(line, right):
    words = [grammar.NUMBER[word] for word in line.split()]
    padding = 0 if line.endswith(".") else grammar.NUMBER["the"]
    assert grammar.is_grammatical([words + [padding] * (grammar.LENGTH - len(words))])[0] == right


def test_samples_come_as_often_as_their_probability_says():
    n = 200_000
    counts = np.bincount(grammar.index(grammar.sample(n, seed=1)), minlength=3888)
    chi_squared = ((counts - n * P) ** 2 / (n * P)).sum()
    assert abs(chi_squared - 3887) < 4 * np.sqrt(2 * 3887)
    np.testing.assert_array_equal(grammar.sample(5, 3), grammar.sample(5, np.random.default_rng(3)))


def test_measures_of_models_that_are_known():
    itself = grammar.measures(LOG_P, n=500)
    assert itself["validity"] == pytest.approx(1) and itself["kl"] == pytest.approx(0, abs=1e-12)
    seen = [len(np.unique(grammar.index(grammar.sample(500, seed=seed)))) / 3888 for seed in range(20)]
    assert itself["coverage"] == pytest.approx(np.mean(seen), abs=4 * np.std(seen) / np.sqrt(20))
    draws = np.random.default_rng(5).choice(3888, size=(300_000, 2), p=P)
    assert itself["repetition"] == pytest.approx((draws[:, 0] == draws[:, 1]).mean(), rel=0.2)
    half = np.full(3888, np.log(0.5 / 3888))
    found = grammar.measures(half, n=3)
    assert found["validity"] == pytest.approx(0.5) and found["effective"] == pytest.approx(3888)
    assert found["kl"] == pytest.approx(metrics.kl_divergence(P, np.full(3888, 1 / 3888)) + np.log(2))
    assert found["coverage"] == pytest.approx(1 - (1 - 0.5 / 3888) ** 3, rel=1e-6)


def test_a_model_of_one_sentence_and_one_of_none():
    one = np.full(3888, -60.0)
    one[7] = 0
    found = grammar.measures(one)
    assert found["validity"] == pytest.approx(1) and found["effective"] == pytest.approx(1)
    assert found["coverage"] == pytest.approx(1 / 3888) and found["kl"] > 50
    none = grammar.measures(np.full(3888, -2000.0))
    assert none["validity"] == 0 and none["repetition"] == 1


def test_spelled_and_refused():
    assert grammar.spelled([[1, 6, 11, 0, 0, 0, 0, 0, 0, 0], [1] * 10]) == ["the dog sees.", "the " * 9 + "the"]
    with pytest.raises(ValueError, match="shape"):
        grammar.is_grammatical([[1, 2, 3]])
    with pytest.raises(ValueError, match="none above 0"):
        grammar.measures(np.full(3888, 0.5))
