"""The encoder against scikit-learn's and the way back; the two gaps against SciPy and NumPy."""

import numpy as np
import pytest
from scipy import stats
from sklearn.preprocessing import OneHotEncoder, StandardScaler

from gan_course.tabular import TableEncoder, column_gaps, correlation_gap


def a_table(n=60, seed=0):
    rng = np.random.default_rng(seed)
    columns = rng.normal(-3, 50, n), rng.lognormal(3, 1, n), rng.integers(3, size=n), rng.gamma(1, 0.01, n)
    return np.column_stack(columns)


def test_there_and_back():
    table = a_table()
    encoder = TableEncoder(table, {2: 3})
    points = encoder.encode(table)
    assert points.shape == (60, 6) and points.dtype == np.float32 and encoder.width == 6
    np.testing.assert_allclose(encoder.decode(points), table, rtol=1e-4, atol=1e-5)
    new = a_table(7, seed=1)
    np.testing.assert_allclose(encoder.decode(encoder.encode(new)), new, rtol=1e-4, atol=1e-5)


def test_numbers_are_scikit_learns_standard_scores_of_the_logarithms():
    table = a_table()
    bent = np.column_stack([table[:, 0], *(np.log1p(table[:, i] / np.median(table[:, i])) for i in (1, 3))])
    np.testing.assert_allclose(TableEncoder(table, {2: 3}).encode(table)[:, :3], StandardScaler().fit_transform(bent),
                               rtol=1e-5, atol=1e-5)


def test_classes_are_scikit_learns_one_hot_vectors():
    table = a_table()
    hot = OneHotEncoder(categories=[range(3)], sparse_output=False).fit_transform(table[:, [2]])
    np.testing.assert_array_equal(TableEncoder(table, {2: 3}).encode(table)[:, 3:], 2 * hot - 1)


def test_the_largest_entry_is_the_class_and_nothing_falls_below_zero():
    table = a_table()
    encoder = TableEncoder(table, {2: 3})
    far = np.array([[0, -50, 0, -0.2, -0.1, -0.3]])
    row = encoder.decode(far)[0]
    assert row[2] == 1 and row[1] == 0 and np.isfinite(row).all()


def test_other_tables_are_refused_in_a_sentence():
    table = a_table()
    with pytest.raises(ValueError, match="column 2 of the table should hold classes from 0 to 1; it holds 2"):
        TableEncoder(table, {2: 2})
    with pytest.raises(ValueError, match="column 0 of the table should hold classes"):
        TableEncoder(table, {0: 2})
    with pytest.raises(ValueError, match="the table has 4"):
        TableEncoder(table, {4: 2})
    with pytest.raises(ValueError, match="column 1 of the table holds one number only"):
        TableEncoder(np.column_stack([table[:, 0], np.ones(60)]))
    with pytest.raises(ValueError, match="it holds 5"):
        TableEncoder(table, {2: 3}).encode(np.array([[0.0, 1.0, 5.0, 1.0]]))


def test_column_gaps_are_those_of_scipy():
    real, fake = a_table(50, 1), a_table(80, 2)
    expected = [stats.ks_2samp(one, other).statistic for one, other in zip(real.T, fake.T, strict=True)]
    np.testing.assert_allclose(column_gaps(real, fake), expected, atol=1e-12)
    np.testing.assert_array_equal(column_gaps(real, real + 1e9), 1)


def test_the_correlation_gap_is_that_of_numpy_and_still_columns_correlate_with_none():
    real, fake = a_table(50, 1), a_table(80, 2)
    pairs = np.triu_indices(4, 1)
    expected = np.abs(np.corrcoef(real.T)[pairs] - np.corrcoef(fake.T)[pairs]).mean()
    assert correlation_gap(real, fake) == pytest.approx(expected)
    line = np.arange(10.0)
    assert correlation_gap(np.column_stack([line, line]), np.column_stack([line, -line])) == pytest.approx(2)
    assert correlation_gap(np.column_stack([line, line]), np.column_stack([line, np.ones(10)])) == pytest.approx(1)
    with pytest.raises(ValueError, match="one column"):
        correlation_gap(real[:, :1], fake[:, :1])
