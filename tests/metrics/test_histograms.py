"""Divergences of counts against SciPy, limits, and four samplers with known faults."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from scipy.spatial.distance import jensenshannon

from gan_course import metrics


def test_kl_divergence_agrees_with_scipy_and_has_its_limits():
    rng = np.random.default_rng(0)
    p, q = rng.uniform(0.1, 1, size=(2, 3, 4))
    expected = stats.entropy((p / p.sum()).ravel(), (q / q.sum()).ravel())
    assert metrics.kl_divergence(p, q) == pytest.approx(expected)
    assert metrics.kl_divergence([1, 0], [1, 1]) == pytest.approx(np.log(2))  # an empty bin of p adds 0
    assert metrics.kl_divergence([1, 1], [1, 0]) == np.inf  # an empty bin of q does not
    assert np.isnan(metrics.kl_divergence([0, 0], [1, 1])) and np.isnan(metrics.kl_divergence([1, 1], [0, 0]))


def test_kl_to_uniform_in_the_limit_cases():
    assert metrics.kl_to_uniform([7, 7, 7, 7]) == pytest.approx(0, abs=1e-12)
    assert metrics.kl_to_uniform([0, 9, 0, 0]) == pytest.approx(np.log(4))
    assert metrics.kl_to_uniform([1, 2, 5]) == pytest.approx(stats.entropy([1, 2, 5], [1, 1, 1]))
    assert np.isnan(metrics.kl_to_uniform([0, 0]))


def test_kl_to_uniform_is_log_k_less_the_entropy_which_is_what_pacgans_code_records():
    counts = [30, 0, 5, 12, 0, 0, 1, 2]
    assert metrics.kl_to_uniform(counts) == pytest.approx(np.log(8) - stats.entropy(counts))


def test_kl_to_uniform_of_a_perfect_sampler_has_the_known_floor():
    rng = np.random.default_rng(0)
    values = [metrics.kl_to_uniform(rng.multinomial(26_000, np.full(1000, 1e-3))) for _ in range(20)]
    assert np.mean(values) == pytest.approx(999 / (2 * 26_000), rel=0.05)


def test_kl_from_uniform_is_the_other_direction_and_infinite_where_a_bin_is_empty():
    assert metrics.kl_from_uniform([1, 2, 5]) == pytest.approx(stats.entropy([1, 1, 1], [1, 2, 5]))
    assert metrics.kl_from_uniform([1, 2, 5]) != pytest.approx(metrics.kl_to_uniform([1, 2, 5]), rel=0.01)
    assert metrics.kl_from_uniform([0, 9, 9]) == np.inf
    smoothed = metrics.kl_from_uniform([0, 9, 9], pseudo_count=0.5)
    assert smoothed == pytest.approx(stats.entropy([1, 1, 1], [0.5, 9.5, 9.5]))
    assert np.isnan(metrics.kl_from_uniform([0, 0], pseudo_count=1))


def test_jensen_shannon_limits_symmetry_and_closed_form():
    assert metrics.jensen_shannon([1, 0], [0, 3]) == pytest.approx(np.log(2))
    assert metrics.jensen_shannon([1, 2, 3], [2, 4, 6]) == pytest.approx(0, abs=1e-12)
    p, q = np.array([0.1, 0.9]), np.array([0.6, 0.4])
    half = (p + q) / 2
    expected = (stats.entropy(p, half) + stats.entropy(q, half)) / 2
    assert metrics.jensen_shannon(p, q) == pytest.approx(expected)
    assert metrics.jensen_shannon(q[:, None], p[:, None]) == pytest.approx(expected)  # symmetric
    assert metrics.jensen_shannon(p, q) == pytest.approx(jensenshannon(p, q) ** 2)  # SciPy gives the root


def test_grid_jensen_shannon_is_that_of_numpys_histogram():
    rng = np.random.default_rng(0)
    a, b = rng.normal(size=(500, 2)), rng.normal(0.3, 1.2, size=(300, 2))
    edges = [-np.inf, *np.linspace(-2, 2, 8 + 1), np.inf]  # eight cells a side, and the outer ones
    counts = [np.histogramdd(points.clip(-9, 9), [np.clip(edges, -10, 10)] * 2)[0] for points in (a, b)]
    assert metrics.grid_jensen_shannon(a, b, 8, (-2, 2)) == pytest.approx(metrics.jensen_shannon(*counts))
    assert metrics.grid_jensen_shannon(a, b, 8, (-2, 2)) == pytest.approx(metrics.grid_jensen_shannon(b, a, 8, (-2, 2)))


def test_grid_jensen_shannon_in_the_limits_and_in_any_dimension():
    rng = np.random.default_rng(0)
    for dim in (1, 2, 5):
        a = rng.uniform(-1, 1, size=(100, dim))
        assert metrics.grid_jensen_shannon(a, a[::-1], 10, (-1, 1)) == pytest.approx(0, abs=1e-12)
        assert metrics.grid_jensen_shannon(a, a + 5, 10, (-1, 1)) == pytest.approx(np.log(2))  # beyond the limits
    # Two samples of one source: with one cell they agree, with very fine ones they share none.
    a, b = rng.uniform(-1, 1, size=(2, 200, 2))
    values = [metrics.grid_jensen_shannon(a, b, bins, (-1, 1)) for bins in (1, 4, 16, 10_000)]
    assert values == sorted(values)
    assert values[0] == pytest.approx(0, abs=1e-12) and values[-1] == pytest.approx(np.log(2))


def test_what_the_divergences_see_of_four_samplers(samplers):
    counts = {name: metrics.mode_counts(getattr(samplers, name), samplers.mixture)
              for name in ("perfect", "collapsed", "noisy", "memorising")}
    assert metrics.kl_to_uniform(counts["collapsed"]) == pytest.approx(np.log(8))
    assert metrics.kl_from_uniform(counts["collapsed"]) == np.inf
    for name in ("perfect", "memorising"):
        assert metrics.kl_to_uniform(counts[name]) < 0.02 and metrics.kl_from_uniform(counts[name]) < 0.02
    js = {name: metrics.grid_jensen_shannon(getattr(samplers, name), samplers.held_out, 20, (-2, 2)) for name in counts}
    assert js["perfect"] < 0.05 and js["memorising"] < 0.05  # blind to copies
    assert js["noisy"] > 3 * js["perfect"] and js["collapsed"] > 5 * js["perfect"]
    assert metrics.grid_jensen_shannon(samplers.memorising, samplers.train, 20, (-2, 2)) == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: metrics.kl_to_uniform([-1, 2]), "counts runs from -1 to 2; give numbers of at least 0"),
        (lambda: metrics.kl_to_uniform([]), r"counts has shape \(0,\)"),
        (lambda: metrics.kl_from_uniform([1, 2], pseudo_count=-1), "pseudo_count is -1"),
        (lambda: metrics.kl_divergence([1, 2], [1]), r"shape \(2,\) and q \(1,\)"),
        (lambda: metrics.jensen_shannon([1, np.nan], [1, 1]), "p holds 1 value that is NaN"),
        (lambda: metrics.jensen_shannon([1, 1], [1, 1, 1]), r"shape \(2,\) and q \(3,\)"),
        (lambda: metrics.jensen_shannon([0, 0], [1, 1]), "p or q counts nothing"),
        (lambda: metrics.grid_jensen_shannon([[1.0]], [[1.0]], 0, (0, 1)), "bins is 0"),
        (lambda: metrics.grid_jensen_shannon([[1.0]], [[1.0]], 5, (1, 0)), r"limits is \(1, 0\); give \(low, high\)"),
        (lambda: metrics.grid_jensen_shannon([[1.0]], [[1.0]], 5, 3), "limits is 3"),
        (lambda: metrics.grid_jensen_shannon([[np.nan]], [[1.0]], 5, (0, 1)), "a holds 1 value that is NaN"),
    ],
)
def test_bad_input_is_named(call, words):
    with pytest.raises(ValueError, match=words):
        call()


def test_sums_larger_than_a_float_are_scaled_all_the_same():
    huge = [1e308, 1e308]
    assert metrics.jensen_shannon(huge, [1, 1]) == metrics.kl_divergence(huge, [1, 1]) == 0
    assert metrics.kl_to_uniform(huge) == 0
    assert metrics.kl_divergence([1, 1], [1e308, 1.5e308]) == pytest.approx(metrics.kl_divergence([1, 1], [1, 1.5]))
    assert metrics.kl_from_uniform(huge, pseudo_count=1e308) == 0
    with pytest.raises(ValueError, match=r"bins is 10.*; give a whole number from 1 to"):
        metrics.grid_jensen_shannon([[1.0]], [[1.0]], 10**400, (0, 1))
    with pytest.raises(ValueError, match=r"limits is .*; give"):
        metrics.grid_jensen_shannon([[1.0]], [[1.0]], 2, (-1e308, 1e308))


def test_counts_are_compared_by_name():
    p, q = (pd.Series(list(letters)).value_counts() for letters in ("aaabbc", "bccccaa"))     # sorted by size
    assert list(p.index) != list(q.index)
    assert metrics.kl_divergence(p, q) == pytest.approx(metrics.kl_divergence([3, 2, 1], [2, 1, 4]))
    assert metrics.jensen_shannon(p, p.sort_values()) == 0
    table = pd.DataFrame([[1, 2], [3, 4]], index=["a", "b"], columns=["x", "y"])
    assert metrics.jensen_shannon(table, table.iloc[::-1, ::-1]) == 0 < metrics.jensen_shannon(table, [[4, 3], [2, 1]])
    with pytest.raises(ValueError, match="p has a bin 'a' and q has none; give tables with the same names"):
        metrics.kl_divergence(p, q.rename({"a": "z"}))
