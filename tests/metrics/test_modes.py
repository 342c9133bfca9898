"""Modes and shares against closed forms, and on four samplers with known faults."""

import warnings

import numpy as np
import pytest
from scipy import stats

from gan_course import metrics
from gan_course.datasets import GaussianMixture, embedded, grid, mixture_1d, ring


@pytest.mark.parametrize(
    ("mixture", "expected"),
    [(ring(), 1 - np.exp(-4.5)), (grid(), 1 - np.exp(-4.5)), (mixture_1d([-1, 1], 0.1), 1 - np.exp(-4.5))],
)
def test_a_perfect_sampler_scores_the_share_of_a_gaussian_in_the_plane_within_three_stds(mixture, expected):
    samples = mixture.sample(200_000, seed=0)
    assert metrics.high_quality_share(samples, mixture) == pytest.approx(expected, abs=0.001)  # over 4 errors
    assert metrics.modes_captured(samples, mixture) == mixture.n_modes


@pytest.mark.parametrize("dim", [1, 2, 3, 10, 20, 700, 1200])
def test_the_radius_is_the_quantile_of_the_chi_distribution(dim):
    assert metrics.high_quality_stds(dim) == pytest.approx(stats.chi(dim).ppf(stats.chi(2).cdf(3)), rel=1e-9)


def test_in_the_plane_the_radius_is_three_to_the_last_bit_and_no_dimension_is_refused():
    assert metrics.high_quality_stds(2) == metrics.HIGH_QUALITY_STDS == 3.0
    with pytest.raises(ValueError, match="dim is 0"):
        metrics.high_quality_stds(0)


@pytest.mark.parametrize("dim", [1, 3, 10, 20, 200])
def test_in_any_dimension_the_real_data_have_all_modes_and_the_share_of_the_plane(dim):
    mixture = GaussianMixture(10 * np.sqrt(dim) * np.eye(10, dim) + 100.0 * np.arange(10)[:, None], 1.0)
    samples = mixture.sample(50_000, seed=dim)
    assert metrics.modes_captured(samples, mixture) == 10
    assert metrics.high_quality_share(samples, mixture) == pytest.approx(1 - np.exp(-4.5), abs=0.002)  # 4 errors
    too_wide = GaussianMixture(mixture.means, 1.5).sample(50_000, seed=dim)
    assert metrics.high_quality_share(too_wide, mixture) < 0.95


def test_a_fixed_radius_of_three_would_lose_the_real_data():
    assert stats.chi(10).cdf(3) == pytest.approx(0.468, abs=0.001)
    assert stats.chi(20).cdf(3) == pytest.approx(0.017, abs=0.001)


@pytest.mark.parametrize("mixture", [ring(), grid()], ids=["ring", "grid"])
def test_at_the_benchmark_size_a_perfect_sampler_scores_98_89_percent_within_sampling_error(mixture):
    shares = np.array([metrics.high_quality_share(mixture.sample(2500, seed), mixture) for seed in range(40)])
    p = 1 - np.exp(-4.5)
    error = np.sqrt(p * (1 - p) / 2500)  # 0.21 %, binomial
    assert np.abs(shares.mean() - p) < 4 * error / np.sqrt(40)
    assert 0.6 * error < shares.std(ddof=1) < 1.5 * error


def test_collapse_and_the_three_std_rule_are_counted():
    mixture = ring()
    one_mode = np.tile(mixture.means[3], (50, 1))
    assert metrics.modes_captured(one_mode, mixture) == 1
    assert metrics.mode_counts(one_mode, mixture).tolist() == [0, 0, 0, 50, 0, 0, 0, 0]
    outward = mixture.means[0] * np.array([[1.029], [1.031]])  # 2.9 and 3.1 standard deviations away
    assert metrics.mode_counts(outward, mixture)[0] == 1
    assert metrics.high_quality_share(outward, mixture) == 0.5
    assert metrics.modes_captured(np.zeros((10, 2)), mixture) == 0  # between the modes: none of them


def test_three_stds_themselves_are_within():
    mixture = GaussianMixture([[0.0, 0.0]], 1.0)
    samples = [[3.0, 0.0], [0.0, -3.0], [3.001, 0.0], [0.0, -3.001]]
    assert metrics.mode_counts(samples, mixture).tolist() == [2]
    assert metrics.high_quality_share(samples, mixture) == 0.5


def test_each_mode_is_measured_with_its_own_std():
    mixture = mixture_1d([0.0, 10.0], [0.1, 2.0])
    assert metrics.mode_counts([[0.5], [8.0]], mixture).tolist() == [0, 1]


def test_nan_samples_are_of_low_quality():
    assert metrics.high_quality_share([[np.nan, 0.0], [1.0, 0.0]], ring()) == 0.5


def test_counting_is_quick_enough_to_be_done_at_every_snapshot():
    """2,500 samples against 1,000 modes: the arrays stay (n, n_modes), never (n, n_modes, dim)."""
    mixture = GaussianMixture(np.random.default_rng(0).normal(size=(1000, 50)), 0.1)
    samples = mixture.sample(2500, 0)
    assert metrics.mode_counts(samples, mixture).shape == (1000,)


def test_what_modes_and_share_see_of_four_samplers(samplers):
    modes = {name: metrics.modes_captured(getattr(samplers, name), samplers.mixture)
             for name in ("perfect", "collapsed", "noisy", "memorising")}
    share = {name: metrics.high_quality_share(getattr(samplers, name), samplers.mixture) for name in modes}
    assert modes == {"perfect": 8, "collapsed": 1, "noisy": 8, "memorising": 8}
    p = 1 - np.exp(-4.5)
    for name in ("perfect", "collapsed", "memorising"):  # the share is blind to collapse and to copies
        assert share[name] == pytest.approx(p, abs=4 * np.sqrt(p * (1 - p) / 1000)), name
    assert share["noisy"] < 0.3


def test_stacked_modes_of_all_one_and_some():
    every = np.stack(np.meshgrid(*[np.arange(10)] * 3, indexing="ij"), -1).reshape(-1, 3)  # (1000, 3), in order
    assert metrics.stacked_modes(every) == (1000, pytest.approx(0, abs=1e-12))
    assert metrics.stacked_modes(np.arange(1000)) == metrics.stacked_modes(every)  # a code is read as three digits
    assert metrics.stacked_modes(np.tile([1, 2, 3], (40, 1))) == (1, pytest.approx(np.log(1000)))
    assert metrics.stacked_modes(np.tile([1, 2, 3], (40, 1))) == metrics.stacked_modes(np.full(40, 123))
    two = metrics.stacked_modes([7, 7, 7, 1])
    assert two.modes == 2
    assert two.kl == pytest.approx(stats.entropy([0.75, 0.25]) * -1 + np.log(1000))


def test_a_perfect_stacked_sampler_has_the_known_floor():
    found = [metrics.stacked_modes(np.random.default_rng(seed).integers(10, size=(26_000, 3))) for seed in range(10)]
    assert [result.modes for result in found] == [1000] * 10
    assert np.mean([result.kl for result in found]) == pytest.approx(999 / (2 * 26_000), rel=0.05)  # 0.019


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: metrics.modes_captured(np.zeros((0, 2)), ring()), "not empty"),
        (lambda: metrics.modes_captured(np.zeros((4, 3)), ring()), r"shape \(4, 3\).*\(n, 2\)"),
        (lambda: metrics.stacked_modes(np.zeros((4, 2), int)), r"shape \(4, 2\)"),
        (lambda: metrics.stacked_modes(np.zeros((4, 3))), "holds float64 numbers; give whole"),
        (lambda: metrics.stacked_modes(np.zeros((0,), int)), "not empty"),
        (lambda: metrics.stacked_modes([[1, 2, 10]]), "runs from 1 to 10; give whole numbers from 0 to 9"),
        (lambda: metrics.stacked_modes([-1, 2]), "from 0 to 999"),
        (lambda: metrics.modes_captured(np.zeros((4, 2)), "ring"), "mixture is 'ring'; give a GaussianMixture"),
    ],
)
def test_bad_input_is_named(call, words):
    with pytest.raises(ValueError, match=words):
        call()


def test_where_a_mode_fills_some_directions_only_their_number_sets_the_radius():
    mixture = embedded(n_modes=4, dim=300, support=60, std=0.1)
    real = mixture.sample(20_000, seed=3)
    assert metrics.modes_captured(real, mixture) == 4
    assert metrics.high_quality_share(real, mixture) == pytest.approx(stats.chi(2).cdf(3), abs=0.003)
    filled = GaussianMixture(mixture.means, 0.1).sample(2000, seed=3)       # noise in all 300 directions
    assert metrics.high_quality_share(filled, mixture) == 0


def test_modes_far_from_zero_are_counted():
    mixture = GaussianMixture([[4.5e6, 5.3e6], [4.5e6 + 0.05, 5.3e6]], 0.01)
    assert metrics.mode_counts(mixture.means.repeat(5, 0), mixture).tolist() == [5, 5]
    spread = GaussianMixture([[0.0], [1e9], [1e9 + 0.05]], 0.01)
    assert metrics.mode_counts(spread.means.repeat(5, 0), spread).tolist() == [5, 5, 5]


def test_samples_that_diverged_are_of_low_quality():
    far = [[1e200, 1.0], [1e308, -1e308], [np.inf, 0.0], [np.nan, 0.0], [1.0, 0.0]]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert metrics.mode_counts(far, ring()).tolist() == [1, 0, 0, 0, 0, 0, 0, 0]


def test_extremes_are_refused():
    with pytest.raises(ValueError, match=r"dim is 10.*; give a whole number from 1 to"):
        metrics.high_quality_stds(10**400)
    with pytest.raises(ValueError, match=r"mixture is <class .*GaussianMixture'>; give a GaussianMixture, such as"):
        metrics.mode_counts([[0.0]], GaussianMixture)
