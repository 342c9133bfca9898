"""Closest records against scikit-learn's neighbours, the attack's curve against its ROC curve."""

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score, roc_curve
from sklearn.neighbors import NearestNeighbors

from gan_course.metrics import attack, closest_record


def test_closest_records_are_scikit_learns():
    rng = np.random.default_rng(0)
    fakes, records = rng.normal(size=(30, 4)), rng.normal(size=(50, 4))
    distances, _ = NearestNeighbors(n_neighbors=2).fit(records).kneighbors(fakes)
    found = closest_record(fakes, records)
    np.testing.assert_allclose(found.distance, distances[:, 0])
    np.testing.assert_allclose(found.ratio, distances[:, 0] / distances[:, 1])


def test_a_copy_and_a_copy_of_two():
    records = np.array([[0.0, 0.0], [3.0, 4.0], [3.0, 4.0]])
    found = closest_record([[0.0, 0.0], [3.0, 4.0]], records)
    assert found.distance.tolist() == [0, 0] and found.ratio.tolist() == [0, 1]
    with pytest.raises(ValueError, match="2 or more rows"):
        closest_record(records, records[:1])


@pytest.mark.parametrize("seed", range(4))
def test_the_attack_is_scikit_learns_roc_curve_with_ties_too(seed):
    rng = np.random.default_rng(seed)
    members, others = np.round(rng.normal(0.6, 1, size=40), 1), np.round(rng.normal(size=25), 1)
    truth, scores = np.r_[np.ones(40), np.zeros(25)], np.r_[members, others]
    found = attack(members, others)
    false, true, _ = roc_curve(truth, scores, drop_intermediate=False)
    np.testing.assert_allclose(found.false_positives, false)
    np.testing.assert_allclose(found.true_positives, true)
    assert found.auc == pytest.approx(roc_auc_score(truth, scores))


def test_limits_of_the_attack():
    assert attack([3.0, 2.0], [1.0, 0.0, -1.0]).auc == 1
    assert attack([1.0, 1.0], [1.0]).auc == 0.5
    assert attack([0.0], [1.0]).auc == 0
