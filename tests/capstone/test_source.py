"""A step's text runs elsewhere: helpers, imports and settings come along, and its source can be read again."""

import math
import textwrap

import numpy as np
import pytest
import tensorflow as tf

from gan_course.capstone import source

RATE = 0.25


def helper(x):
    return RATE * tf.reduce_sum(x) + math.pi


def test_helpers_modules_and_numbers_come_along():
    def step(real):
        return helper(real) + float(np.float32(1))

    text = source.text_of(step)
    again = source.run(text)
    assert float(again(tf.ones(4))) == pytest.approx(float(step(tf.ones(4))))
    assert text.count("def helper") == 1 and "RATE = 0.25" in text and "import math as math" in text
    assert source.text_of(again)                                        # readable once more


def test_a_closure_comes_along():
    gamma, weight = 0.3, helper

    def step(real):
        return gamma * weight(real)

    again = source.run(source.text_of(step))
    assert float(again(tf.ones(2))) == pytest.approx(float(step(tf.ones(2))))


def test_the_meaning_has_no_comments_and_no_layout():
    one = "def step(x):\n    # why\n    return  x+1\n"
    assert source.meaning(one) == source.meaning(textwrap.dedent("def step(x):\n    return x + 1"))
    assert source.meaning(one) != source.meaning(one.replace("1", "2"))


def test_a_step_without_a_source_is_refused():
    with pytest.raises(ValueError, match="cannot be read"):
        source.text_of(eval("lambda *a: a", {}))
