"""The poem's lines: what is in them, there and back, and counts by hand."""

import numpy as np
import pytest

from gan_course import texts
from gan_course.data_files import DataFileError


@pytest.fixture(scope="module")
def poem():
    return texts.milton()


def test_the_lines_are_those_that_the_data_page_states(poem):
    every = poem.train + poem.test
    assert (len(poem.train), len(poem.test)) == (4635, 516)
    assert len(set(every)) == len(every)
    assert {len(line) for line in every} == set(range(26, 41))
    assert set("".join(every)) == set(texts.SYMBOLS[1:])
    assert "of mans first disobedience and the fruit" in every


def test_there_and_back(poem):
    tokens = texts.encode(poem.test)
    assert tokens.shape == (516, texts.LENGTH) and tokens.dtype == np.int32
    assert (tokens[:, -1] == 0).all() and texts.decode(tokens) == poem.test
    assert texts.encode(["ab"])[0, :4].tolist() == [2, 3, 0, 0]
    assert texts.decode([[2, 0, 3] + [0] * 38, [2] * 41]) == ["a", "a" * 41]


@pytest.mark.parametrize("line", ["Of man", "a" * 41, "two\nlines", "naïve"])
def test_a_line_that_has_other_characters_or_too_many_is_refused(line):
    with pytest.raises(ValueError, match="give at most 40 small letters and spaces"):
        texts.encode(["fine", line])


def test_known_words_by_hand():
    assert texts.known_words(["a dog ran", "a cat"], ["the dog and a bird"]) == pytest.approx(3 / 5)
    assert texts.known_words(["", " "], ["a"]) == 0
    assert texts.known_words(["ab"], ["a b"]) == 0


def test_distinct_pieces_by_hand():
    assert texts.distinct_pieces(["abcde"], 4) == 1
    assert texts.distinct_pieces(["aaaaaa"], 4) == pytest.approx(1 / 3)
    assert texts.distinct_pieces(["abcd", "abcd"]) == 0.5
    assert texts.distinct_pieces(["abc"]) == 0


def test_no_texts_and_no_file(tmp_path):
    with pytest.raises(ValueError, match="at least one text"):
        texts.known_words([], ["a"])
    with pytest.raises(DataFileError, match="milton_lines"):
        texts.milton(tmp_path)
