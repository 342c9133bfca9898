"""Bins and birthdays against closed forms and scikit-learn, and on samplers with known faults."""

import numpy as np
import pytest
from scipy import stats
from sklearn.cluster import KMeans

from gan_course import metrics
from gan_course.datasets import ring
from gan_course.metrics import support


def test_the_test_of_two_proportions_is_the_chi_squared_test_of_a_2_by_2_table():
    a, b = np.array([30, 50, 120]), np.array([10, 70, 40])
    found = support._two_proportion_p(a, b)
    for i in range(3):
        table = [[a[i], a.sum() - a[i]], [b[i], b.sum() - b[i]]]
        assert found[i] == pytest.approx(stats.chi2_contingency(table, correction=False).pvalue)


def test_bins_that_nobody_uses_do_not_differ():
    assert support._two_proportion_p(np.array([0, 5]), np.array([0, 9])).tolist() == [1.0, 1.0]


def test_bins_of_separate_clusters_are_the_clusters():
    """Eight blobs, eight bins: the shares are those of the blobs, so the test can be done by hand."""
    rng = np.random.default_rng(0)
    centres = np.array([[np.cos(t), np.sin(t)] for t in 2 * np.pi * np.arange(8) / 8])
    real = centres[np.arange(800) % 8] + 0.01 * rng.standard_normal((800, 2))
    three = centres[np.arange(600) % 3] + 0.01 * rng.standard_normal((600, 2))
    found = metrics.different_bins(real, three, n_bins=8)
    assert found.count == 8 and found.share == 1.0  # five are empty, three are too full
    assert sorted(found.real_shares.tolist()) == [0.125] * 8
    assert sorted(found.generated_shares.tolist()) == pytest.approx([0] * 5 + [1 / 3] * 3)
    assert metrics.different_bins(real, real[::-1], n_bins=8)[:2] == (0, 0.0)


def test_the_bins_are_as_tight_as_scikit_learns():
    rng = np.random.default_rng(0)
    points = rng.normal(size=(1000, 5))
    centres = support._centres(points, 20, np.random.default_rng(0))
    inertia = ((points[:, None] - centres) ** 2).sum(-1).min(axis=1).sum()
    assert inertia < 1.05 * KMeans(20, n_init=3, random_state=0).fit(points).inertia_


def test_a_perfect_sampler_differs_in_about_the_share_that_the_level_allows():
    rng = np.random.default_rng(0)
    shares = {level: np.mean([metrics.different_bins(*rng.normal(size=(2, 2000, 2)), 50, level, seed).share
                              for seed in range(10)]) for level in (0.05, 0.2)}
    # A little above the level: k-means has seen the real points, not the others.
    assert 0.03 < shares[0.05] < 0.09 and 0.15 < shares[0.2] < 0.28


def test_on_the_ring_three_to_four_percent_of_the_bins_differ_by_chance():
    """With ten points a bin, below the level of 5 %: counts are whole numbers. The mean of 60 pairs of real samples."""
    mixture = ring(std=0.05)
    shares = [metrics.different_bins(mixture.sample(1000, 2 * seed + 300), mixture.sample(1000, 2 * seed + 301), 100,
                                     seed=seed).share for seed in range(60)]
    assert 0.025 < np.mean(shares) < 0.042


def test_what_the_bins_see_of_four_samplers(samplers):
    share = {name: metrics.different_bins(samplers.train, getattr(samplers, name), n_bins=50).share
             for name in ("perfect", "collapsed", "noisy", "memorising")}
    assert share["perfect"] < 0.2 and share["memorising"] == 0.0  # copies look better than perfect
    assert share["collapsed"] > 0.7 and share["noisy"] > 0.3


def test_the_same_seed_makes_the_same_bins(samplers):
    first, again = (metrics.different_bins(samplers.train, samplers.perfect, 50, seed=3) for _ in range(2))
    assert first.count == again.count and (first.real_shares == again.real_shares).all()


@pytest.mark.parametrize("n_things", [20, 400])
def test_birthday_support_counts_equally_frequent_things(n_things):
    rng = np.random.default_rng(n_things)
    things = rng.normal(size=(n_things, 3))
    found = [1 / metrics.birthday_support(things[rng.integers(n_things, size=1500)], 0.0) for _ in range(10)]
    assert 1 / np.mean(found) == pytest.approx(n_things, rel=0.05)  # 1/N is estimated without bias


def test_birthday_support_of_unequal_things_is_one_over_the_sum_of_squares():
    rng = np.random.default_rng(0)
    p = 1 / np.arange(1, 101)
    p /= p.sum()
    samples = rng.choice(100, size=(4000, 1), p=p).astype(float)
    assert metrics.birthday_support(samples, 0.0) == pytest.approx(1 / (p**2).sum(), rel=0.1)  # 18, not 100


def test_birthday_support_without_a_pair_and_with_nothing_else():
    assert metrics.birthday_support(np.arange(50.0)[:, None], 0.5) == np.inf
    assert metrics.birthday_support(np.zeros((50, 4)), 0.0) == 1.0
    assert metrics.birthday_support([[0.0], [1.0], [5.0]], 1.0) == 3.0  # one of three pairs, and 1.0 counts as near


def test_close_pairs_are_counted_once_over_chunks():
    rng = np.random.default_rng(0)
    samples = rng.uniform(size=(2300, 1))
    i, j = np.triu_indices(2300, 1)
    expected = (np.abs(samples[i, 0] - samples[j, 0]) <= 0.001).sum()
    assert support._close_pairs(samples, 0.001) == expected


def test_collisions_follow_the_birthday_formula():
    """365 days, 23 people: 50.7 %."""
    rng = np.random.default_rng(0)
    days = rng.integers(365, size=(20_000, 1)).astype(float)
    expected = 1 - np.prod(1 - np.arange(23) / 365)
    assert expected == pytest.approx(0.507, abs=0.001)
    found = metrics.collision_share(days, 23, 0.0, n_batches=2000)
    assert found == pytest.approx(expected, abs=0.05)  # over 4 standard errors
    assert metrics.collision_share(days, 2, 0.0) < 0.05 and metrics.collision_share(days, 100, 0.0) > 0.99


def test_what_the_birthday_sees_of_samplers(samplers):
    same = 0.005
    found = {name: metrics.birthday_support(getattr(samplers, name), same)
             for name in ("held_out", "perfect", "collapsed", "noisy", "memorising", "memorising_100")}
    assert found["perfect"] == pytest.approx(found["held_out"], rel=0.5)
    assert found["collapsed"] < 0.25 * found["perfect"]  # an eighth of the area
    assert found["noisy"] > 2 * found["perfect"]  # noise looks rich
    assert 70 < found["memorising_100"] < 110
    assert found["memorising"] > 5 * found["memorising_100"]  # each thing once: copies of all train data pass


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: metrics.different_bins(np.zeros((9, 2)), np.zeros((9, 2)), 10), "n_bins is 10.* from 2 to 9"),
        (lambda: metrics.different_bins(np.zeros((9, 2)), np.zeros((9, 2)), 5), "fewer than 5 different points"),
        (lambda: metrics.different_bins(np.eye(9), np.eye(9), 5, level=5), "level is 5"),
        (lambda: metrics.different_bins(np.eye(9), np.eye(8), 5), r"\(9, 9\) and generated has shape \(8, 8\)"),
        (lambda: metrics.birthday_support(np.zeros((1, 2)), 0.1), r"samples has shape \(1, 2\)"),
        (lambda: metrics.birthday_support(np.zeros((3, 2)), -0.1), r"same is -0\.1"),
        (lambda: metrics.collision_share(np.zeros((3, 2)), 4, 0.1), "batch_size is 4.* from 2 to 3"),
        (lambda: metrics.collision_share(np.zeros((3, 2)), 2, 0.1, n_batches=0), "n_batches is 0"),
    ],
)
def test_bad_input_is_named(call, words):
    with pytest.raises(ValueError, match=words):
        call()


def test_numbers_whose_squares_overflow_are_refused():
    """K-means would end the process: NaN for a distance leads it out of its memory."""
    real = 1e200 * np.random.default_rng(0).normal(size=(60, 3))
    with pytest.raises(ValueError, match=r"real runs from .*; give numbers from -1e.70 to 1e.70"):
        metrics.different_bins(real, real[:50], n_bins=5)


def test_bins_far_from_zero_are_those_near_it():
    points = np.random.default_rng(0).normal(size=(200, 2)).round(3)
    near, far = (metrics.different_bins(points + shift, points[:150] + shift, n_bins=5) for shift in (0.0, 1e7))
    np.testing.assert_allclose(far.real_shares.sum(), 1)
    assert near.count == far.count == 0 and far.real_shares.max() < 0.6
