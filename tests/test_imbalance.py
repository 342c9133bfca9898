"""Rows, weights and thresholds for rare classes: against imbalanced-learn, scikit-learn, Bayes's rule and limits."""

import numpy as np
import pytest
from imblearn.over_sampling import SMOTE
from sklearn.utils.class_weight import compute_class_weight

from gan_course import imbalance

LABELS = np.repeat([0, 1, 2], [40, 7, 15])


def test_thinning_keeps_what_is_asked_and_all_else():
    rows = imbalance.thinned(LABELS, {0: 5, 2: 15}, seed=0)
    assert np.bincount(LABELS[rows]).tolist() == [5, 7, 15] and (np.diff(rows) > 0).all()
    assert not np.array_equal(rows, imbalance.thinned(LABELS, {0: 5, 2: 15}, seed=1))
    with pytest.raises(ValueError, match=r"kept\[1\] is 8; give a whole number from 1 to 7"):
        imbalance.thinned(LABELS, {1: 8}, 0)
    with pytest.raises(ValueError, match="No row has class 3"):
        imbalance.thinned(LABELS, {3: 1}, 0)


def test_sampling_balances_and_invents_nothing():
    over, under = imbalance.oversampled(LABELS, 0), imbalance.undersampled(LABELS, 0)
    assert np.bincount(LABELS[over]).tolist() == [40, 40, 40] and set(range(62)) <= set(over.tolist())
    assert np.bincount(LABELS[under]).tolist() == [7, 7, 7] and len(set(under.tolist())) == 21
    assert imbalance.lacking(LABELS) == {1: 33, 2: 25} and imbalance.lacking([1, 0]) == {}


def test_weights_are_scikit_learns():
    np.testing.assert_allclose(imbalance.balanced_weights(LABELS, 3),
                               compute_class_weight("balanced", classes=np.arange(3), y=LABELS))
    assert imbalance.balanced_weights(LABELS, 4)[3] == 0


def test_dividing_out_the_prior_undoes_it():
    """Two normal distributions with known densities: with the rare class's prior or without, by Bayes's rule."""
    x = np.linspace(-3, 3, 31)
    likelihood = np.stack([np.exp(-(x + 1) ** 2 / 2), np.exp(-(x - 1) ** 2 / 2)], axis=1)
    prior = np.array([0.97, 0.03])
    rare, even = (weights / weights.sum(axis=1, keepdims=True) for weights in (likelihood * prior, likelihood))
    np.testing.assert_allclose(imbalance.without_prior(rare, prior), even, rtol=1e-12)
    with pytest.raises(ValueError, match="row of zeros"):
        imbalance.without_prior([[0.0, 0.0]], [0.5, 0.5])


def test_smote_lies_on_the_lines_of_imbalanced_learn():
    """The mean and covariance of many points are those of imbalanced-learn's, each on a line to a neighbour."""
    rng = np.random.default_rng(0)
    rare = rng.gamma(2.0, size=(12, 2))
    others = rng.normal(size=(20_012, 2))
    theirs = SMOTE(k_neighbors=3, random_state=0).fit_resample(
        np.concatenate([rare, others]), np.repeat([1, 0], [12, 20_012]))[0][-20_000:]
    ours = imbalance.smote(rare, 20_000, seed=1, k=3)
    np.testing.assert_allclose(ours.mean(axis=0), theirs.mean(axis=0), atol=0.03)
    np.testing.assert_allclose(np.cov(ours.T), np.cov(theirs.T), atol=0.05)
    gaps = np.linalg.norm(rare[:, None] - rare, axis=2)
    near = gaps <= np.sort(gaps, axis=1)[:, 3:4]
    start, end = np.nonzero(near & ~np.eye(12, dtype=bool))
    through = [np.linalg.norm(rare[i] - p) + np.linalg.norm(rare[j] - p) - gaps[i, j]
               for p in ours[:200] for i, j in [min(zip(start, end, strict=True), key=lambda pair, p=p: np.linalg.norm(
                   rare[pair[0]] - p) + np.linalg.norm(rare[pair[1]] - p) - gaps[pair])]]
    assert max(through) < 1e-9


def test_fewer_points_than_neighbours():
    made = imbalance.smote([[0.0, 0.0], [1.0, 2.0]], 50, 0)
    np.testing.assert_allclose(made[:, 1], 2 * made[:, 0])


def test_jitter_is_a_kernel_density_estimate():
    points = np.random.default_rng(0).normal(3.0, [1.0, 5.0], size=(400, 2))
    made = imbalance.jittered(points, 40_000, 1, scale=0.5)
    np.testing.assert_allclose(made.var(axis=0), 1.25 * points.var(axis=0), rtol=0.03)
    by_rule = imbalance.jittered(points, 40_000, 1)
    np.testing.assert_allclose(by_rule.var(axis=0), (1 + 400 ** (-1 / 3)) * points.var(axis=0), rtol=0.03)


def test_the_gaussian_has_the_shrunk_covariance():
    from sklearn.covariance import LedoitWolf

    points = np.random.default_rng(0).normal(size=(30, 4)) @ np.diag([1.0, 2.0, 3.0, 4.0])
    made = imbalance.gaussian_like(points, 60_000, 1)
    np.testing.assert_allclose(np.cov(made.T), LedoitWolf().fit(points).covariance_, atol=0.25)
    np.testing.assert_allclose(made.mean(axis=0), points.mean(axis=0), atol=0.08)


def test_moving_turns_and_shifts():
    image = np.full((1, 9, 9, 1), -1.0, "float32")
    image[0, 4, 4] = 1.0
    np.testing.assert_array_equal(imbalance.moved(image, 0, shift=0, turn=0), image)
    assert imbalance.moved(image, 0, shift=0, turn=90)[0, 4, 4, 0] == pytest.approx(1)   # the middle stays
    moved = imbalance.moved(np.repeat(image, 300, axis=0), 0, shift=2, turn=30)
    ink = (moved[..., 0] + 1) / 2
    place = np.stack([(ink * axis).sum(axis=(1, 2)) / ink.sum(axis=(1, 2))
                      for axis in np.meshgrid(np.arange(9), np.arange(9), indexing="ij")], axis=1) - 4
    assert np.abs(place).max() < 2.9 and place.std() > 0.9 and abs(place.mean()) < 0.2
    assert moved.min() >= -1 and moved.max() <= 1
