"""Each metric against a closed form, SciPy, or a limit case."""

import numpy as np
import pytest
from scipy import stats
from scipy.linalg import sqrtm

from gan_course import metrics
from gan_course.datasets import GaussianMixture, grid, mixture_1d, ring


@pytest.mark.parametrize(
    ("mixture", "expected"),
    [(ring(), 1 - np.exp(-4.5)), (grid(), 1 - np.exp(-4.5)), (mixture_1d([-1, 1], 0.1), 0.9973)],
)
def test_a_perfect_sampler_scores_the_share_of_a_gaussian_within_three_stds(mixture, expected):
    samples = mixture.sample(200_000, seed=0)
    assert metrics.high_quality_share(samples, mixture) == pytest.approx(expected, abs=0.001)  # over 4 errors
    assert metrics.modes_captured(samples, mixture) == mixture.n_modes


def test_collapse_and_the_three_std_rule_are_counted():
    mixture = ring()
    one_mode = np.tile(mixture.means[3], (50, 1))
    assert metrics.modes_captured(one_mode, mixture) == 1
    assert metrics.mode_counts(one_mode, mixture).tolist() == [0, 0, 0, 50, 0, 0, 0, 0]
    outward = mixture.means[0] * np.array([[1.029], [1.031]])  # 2.9 and 3.1 standard deviations away
    assert metrics.mode_counts(outward, mixture)[0] == 1
    assert metrics.high_quality_share(outward, mixture) == 0.5
    assert metrics.modes_captured(np.zeros((10, 2)), mixture) == 0  # between the modes: none of them


def test_each_mode_is_measured_with_its_own_std():
    mixture = mixture_1d([0.0, 10.0], [0.1, 2.0])
    assert metrics.mode_counts([[0.5], [8.0]], mixture).tolist() == [0, 1]


def test_nan_samples_are_of_low_quality():
    assert metrics.high_quality_share([[np.nan, 0.0], [1.0, 0.0]], ring()) == 0.5


def test_kl_to_uniform_in_the_limit_cases():
    assert metrics.kl_to_uniform([7, 7, 7, 7]) == pytest.approx(0, abs=1e-12)
    assert metrics.kl_to_uniform([0, 9, 0, 0]) == pytest.approx(np.log(4))
    assert metrics.kl_to_uniform([1, 2, 5]) == pytest.approx(stats.entropy([1, 2, 5], [1, 1, 1]))
    assert np.isnan(metrics.kl_to_uniform([0, 0]))


def test_kl_to_uniform_of_a_perfect_sampler_has_the_known_floor():
    rng = np.random.default_rng(0)
    values = [metrics.kl_to_uniform(rng.multinomial(26_000, np.full(1000, 1e-3))) for _ in range(20)]
    assert np.mean(values) == pytest.approx(999 / (2 * 26_000), rel=0.05)


def test_jensen_shannon_limits_symmetry_and_closed_form():
    assert metrics.jensen_shannon([1, 0], [0, 3]) == pytest.approx(np.log(2))
    assert metrics.jensen_shannon([1, 2, 3], [2, 4, 6]) == pytest.approx(0, abs=1e-12)
    p, q = np.array([0.1, 0.9]), np.array([0.6, 0.4])
    half = (p + q) / 2
    expected = (stats.entropy(p, half) + stats.entropy(q, half)) / 2
    assert metrics.jensen_shannon(p, q) == pytest.approx(expected)
    assert metrics.jensen_shannon(q[:, None], p[:, None]) == pytest.approx(expected)  # symmetric


def test_wasserstein_agrees_with_scipy_and_the_shift():
    rng = np.random.default_rng(0)
    a, b = rng.normal(size=300), rng.normal(1, 2, size=170)
    assert metrics.wasserstein_1d(a, b) == pytest.approx(stats.wasserstein_distance(a, b))
    assert metrics.wasserstein_1d(a, a + 0.7) == pytest.approx(0.7)
    assert metrics.wasserstein_1d([0.0], [3.0]) == 3.0  # |θ| for two points, where JSD stays at log 2


def test_frechet_of_moments_has_the_closed_form_of_commuting_gaussians():
    a, b = np.array([1.0, 4.0, 0.0]), np.array([9.0, 4.0, 0.25])  # variances; one is singular
    expected = 3.0 + ((np.sqrt(a) - np.sqrt(b)) ** 2).sum()
    found = metrics.frechet_of_moments(np.zeros(3), np.diag(a), np.ones(3), np.diag(b))
    assert found == pytest.approx(expected)
    assert metrics.frechet_of_moments(0.0, 4.0, 1.0, 9.0) == pytest.approx(1 + (2 - 3) ** 2)


def test_frechet_distance_agrees_with_scipys_matrix_root():
    rng = np.random.default_rng(0)
    a = rng.normal(size=(200, 6)) @ rng.normal(size=(6, 6))
    b = rng.normal(size=(150, 6)) @ rng.normal(size=(6, 6)) + 0.3
    cov_a, cov_b = np.cov(a, rowvar=False), np.cov(b, rowvar=False)
    expected = ((a.mean(0) - b.mean(0)) ** 2).sum() + np.trace(cov_a + cov_b - 2 * sqrtm(cov_a @ cov_b).real)
    assert metrics.frechet_distance(a, b) == pytest.approx(expected, rel=1e-9)
    assert metrics.frechet_distance(b, a) == pytest.approx(expected, rel=1e-9)
    assert metrics.frechet_distance(a, a) == pytest.approx(0, abs=1e-9)
    assert metrics.frechet_distance(a, a + np.r_[3, 4, 0, 0, 0, 0]) == pytest.approx(25)


def test_frechet_distance_survives_fewer_samples_than_features():
    rng = np.random.default_rng(0)
    a, b = rng.normal(size=(5, 64)), rng.normal(size=(5, 64))
    assert 0 < metrics.frechet_distance(a, b) < np.inf


def test_small_samples_bias_the_frechet_distance_upwards():
    rng = np.random.default_rng(0)
    few, many = (
        np.mean([metrics.frechet_distance(*rng.normal(size=(2, n, 8))) for _ in range(20)]) for n in (50, 800)
    )
    assert few > 8 * many > 0  # the truth is 0 for both; the bias falls about as 1/n


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: metrics.modes_captured(np.zeros((0, 2)), ring()), "no samples"),
        (lambda: metrics.modes_captured(np.zeros((4, 3)), ring()), r"shape \(4, 3\).*\(n, 2\)"),
        (lambda: metrics.kl_to_uniform([-1, 2]), "counts must be a histogram"),
        (lambda: metrics.kl_to_uniform([]), "counts must be a histogram"),
        (lambda: metrics.jensen_shannon([1, np.nan], [1, 1]), "p must be a histogram"),
        (lambda: metrics.jensen_shannon([1, 1], [1, 1, 1]), r"shape \(2,\) and q \(3,\)"),
        (lambda: metrics.jensen_shannon([0, 0], [1, 1]), "histogram is empty"),
        (lambda: metrics.wasserstein_1d([[1.0]], [1.0]), r"a has shape \(1, 1\)"),
        (lambda: metrics.wasserstein_1d([1.0], [np.inf]), "b holds NaN or infinity"),
        (lambda: metrics.frechet_distance(np.zeros((1, 4)), np.zeros((5, 4))), "features_a holds 1 row"),
        (lambda: metrics.frechet_distance(np.zeros((5, 3)), np.zeros((5, 4))), "3 and 4 columns"),
        (lambda: metrics.frechet_distance(np.zeros((5, 3)), np.full((5, 3), np.nan)), "features_b holds NaN"),
    ],
)
def test_bad_input_is_named(call, words):
    with pytest.raises(ValueError, match=words):
        call()


def test_counting_is_quick_enough_to_be_done_at_every_snapshot():
    """2,500 samples against 1,000 modes: the arrays stay (n, n_modes), never (n, n_modes, dim)."""
    mixture = GaussianMixture(np.random.default_rng(0).normal(size=(1000, 50)), 0.1)
    samples = mixture.sample(2500, 0)
    assert metrics.mode_counts(samples, mixture).shape == (1000,)
