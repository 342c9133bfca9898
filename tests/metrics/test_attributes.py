"""Attributes counted: against sets written out by hand."""

import numpy as np
import pandas as pd
import pytest

from gan_course import metrics

REAL = pd.DataFrame({"glasses": [0, 0, 0, 1, 1], "skin": [0, 0, 1, 2, 3]})


def test_coverage_counts_real_rows_by_their_combination():
    fake = pd.DataFrame({"glasses": [0, 1, 1, 1], "skin": [0, 0, 1, 2]})
    assert metrics.combination_coverage(REAL, fake) == pytest.approx(3 / 5)       # (0, 0) twice and (1, 2)
    assert metrics.combination_coverage(REAL.to_numpy(), fake.to_numpy()) == pytest.approx(3 / 5)
    assert metrics.combination_coverage(REAL, REAL) == 1 and metrics.combination_coverage(fake, REAL) == 2 / 4


def test_coverage_of_independent_draws_is_that_of_the_formula():
    """With N combinations, each as likely, m fakes cover a real row with probability 1 - (1 - 1/N)^m."""
    rng = np.random.default_rng(0)
    real = rng.integers(4, size=(20000, 3))
    draws = [metrics.combination_coverage(real, rng.integers(4, size=(100, 3))) for _ in range(40)]
    assert np.mean(draws) == pytest.approx(1 - (1 - 1 / 64) ** 100, abs=0.02)


def test_lost_values_are_named():
    fake = pd.DataFrame({"glasses": [0, 0], "skin": [1, 3]})
    assert metrics.lost_values(REAL, fake) == {"glasses": [1], "skin": [0, 2]}
    assert metrics.lost_values(REAL.to_numpy(), fake) == {0: [1], 1: [0, 2]}
    assert metrics.lost_values(REAL, REAL) == {}


def test_amplification_is_a_ratio_of_shares():
    assert metrics.amplification([0, 0, 0, 1], [0, 1]) == 2
    assert metrics.amplification(REAL.glasses, [0, 0, 0, 0, 1]) == pytest.approx(0.5)
    assert metrics.amplification([1, 1], [0]) == 0
    assert np.isnan(metrics.amplification([0, 0], [1]))


def test_different_attributes_are_refused():
    with pytest.raises(ValueError, match="real has 2 columns and fake 1; give the same attributes"):
        metrics.combination_coverage(REAL, REAL[["skin"]])


def test_columns_are_compared_by_name():
    turned = REAL[["skin", "glasses"]]
    assert metrics.lost_values(REAL, turned) == {} and metrics.combination_coverage(REAL, turned) == 1
    assert metrics.lost_values(turned, REAL[REAL.glasses == 0]) == {"skin": [2, 3], "glasses": [1]}
    numbered = pd.DataFrame(REAL.to_numpy())
    assert metrics.combination_coverage(REAL, numbered) == 1 == metrics.combination_coverage(numbered, REAL)
    assert metrics.combination_coverage(numbered, numbered[[1, 0]]) == 1
    with pytest.raises(ValueError, match="real has a column 'skin' and fake has none; give tables with the same names"):
        metrics.combination_coverage(REAL, REAL.rename(columns={"skin": "hair"}))
