"""Neighbours against `prdc` and SciPy's tree, cases worked by hand, and samplers with known faults."""

import tracemalloc

import numpy as np
import prdc
import pytest
from scipy.spatial import cKDTree

from gan_course import metrics


@pytest.mark.parametrize(("n", "m", "dim", "k"), [(300, 300, 2, 3), (200, 350, 16, 5), (1300, 700, 3, 1)])
def test_all_four_agree_with_prdc(n, m, dim, k):
    rng = np.random.default_rng(n)
    real, fake = rng.normal(size=(n, dim)), rng.normal(0.3, 0.8, size=(m, dim))
    expected = prdc.compute_prdc(real, fake, nearest_k=k)
    found = {**metrics.precision_recall(real, fake, k)._asdict(), **metrics.density_coverage(real, fake, k)._asdict()}
    assert found == pytest.approx({name: float(value) for name, value in expected.items()}, abs=1e-12)


def test_precision_and_recall_of_a_case_worked_by_hand():
    real = np.array([[0.0], [1.0], [2.0]])  # k = 1: balls of radius 1 around each, so from -1 to 3
    fake = np.array([[2.5], [3.5], [9.0], [9.1]])  # balls of radius 1, 1, 0.1, 0.1
    assert metrics.precision_recall(real, fake, k=1) == (0.25, 1 / 3)  # only 2.5 is inside; only 2 is in its ball
    assert metrics.density_coverage(real, fake, k=1) == (0.25, 1 / 3)


def test_two_samples_of_one_source_have_density_one_and_the_known_coverage():
    rng = np.random.default_rng(0)
    found = np.mean([metrics.density_coverage(*rng.normal(size=(2, 1000, 2))) for _ in range(5)], axis=0)
    expected = 1 - np.prod([(1000 - i) / (2000 - i) for i in range(1, 6)])  # Naeem et al. 2020, lemma 2
    assert found == pytest.approx([1.0, expected], abs=0.02)
    assert expected == pytest.approx(1 - 2**-5, abs=0.001)


def test_one_outlier_inflates_precision_and_not_density():
    rng = np.random.default_rng(0)
    real = rng.normal(size=(500, 2))
    with_outliers = np.concatenate([real, 40 * rng.normal(size=(5, 2))])
    fake = rng.uniform(-30, 30, size=(500, 2))  # nothing like the data
    clean, fooled = (metrics.precision_recall(points, fake).precision for points in (real, with_outliers))
    assert clean < 0.03 and fooled > 0.5
    clean, fooled = (metrics.density_coverage(points, fake).density for points in (real, with_outliers))
    assert clean < 0.03 and fooled < 0.35


def test_nearest_agrees_with_scipys_tree_over_several_chunks():
    rng = np.random.default_rng(0)
    points, reference = rng.normal(size=(2500, 3)), rng.normal(size=(400, 3))
    distance, index = metrics.nearest(points, reference)
    expected = cKDTree(reference).query(points)
    np.testing.assert_allclose(distance, expected[0], rtol=1e-12)
    np.testing.assert_array_equal(index, expected[1])


def test_copies_are_at_distance_zero_exactly():
    rng = np.random.default_rng(0)
    train = rng.normal(size=(300, 784)).astype(np.float32)
    assert (metrics.nearest(train[::-1], train)[0] == 0).all()


def test_pairwise_distances_are_those_of_the_norm_and_copies_are_at_zero():
    rng = np.random.default_rng(3)
    a, b = rng.normal(size=(7, 4)), rng.normal(size=(5, 4))
    np.testing.assert_allclose(metrics.pairwise_distances(a, b), np.linalg.norm(a[:, None] - b, axis=2))
    assert np.diag(metrics.pairwise_distances(1e6 + a, 1e6 + a)).tolist() == [0.0] * 7
    with pytest.raises(ValueError, match="equal numbers of features"):
        metrics.pairwise_distances(a, b[:, :3])


def test_memorisation_is_the_two_sample_statistic_written_out():
    rng = np.random.default_rng(0)
    train, held_out, generated = rng.normal(size=(40, 2)), rng.normal(size=(30, 2)), rng.normal(size=(25, 2))
    generated[:5], held_out[:3] = train[:5], train[5:8]  # ties at distance 0
    ours, theirs = (np.linalg.norm(x[:, None] - train, axis=2).min(axis=1) for x in (generated, held_out))
    expected = np.mean([(a < b) + (a == b) / 2 for a in ours for b in theirs])
    assert metrics.memorisation(generated, train, held_out) == pytest.approx(expected)


def test_memorisation_in_its_limits():
    rng = np.random.default_rng(0)
    train, held_out, fresh = rng.normal(size=(3, 2000, 2))
    assert metrics.memorisation(train, train, held_out) == 1.0
    assert metrics.memorisation(train + 100, train, held_out) == 0.0
    assert metrics.memorisation(fresh, train, held_out) == pytest.approx(0.5, abs=0.04)  # over 4 standard errors
    assert metrics.memorisation(train + 1e-3, train, held_out) > 0.95  # copies with a veil


def test_what_the_neighbours_see_of_four_samplers(samplers):
    found = {}
    for name in ("perfect", "collapsed", "noisy", "memorising"):
        fake = getattr(samplers, name)
        found[name] = (*metrics.precision_recall(samplers.held_out, fake),
                       *metrics.density_coverage(samplers.held_out, fake),
                       metrics.memorisation(fake, samplers.train, samplers.held_out))
    precision, recall, density, coverage, copied = np.array(list(found.values())).T  # each: perfect ... memorising
    assert precision[0] > 0.9 and precision[1] > 0.9 and precision[2] < 0.5 and precision[3] > 0.9
    assert recall[0] > 0.9 and recall[1] < 0.2 and recall[3] > 0.9
    assert density[0] == pytest.approx(1, abs=0.1) and density[1] > 0.8 and density[2] < 0.4
    assert coverage[0] > 0.9 and coverage[1] < 0.2 and coverage[2] < coverage[0] and coverage[3] > 0.9
    assert copied[0] == pytest.approx(0.5, abs=0.06) and copied[2] < 0.3 and copied[3] == 1.0  # it alone sees copies


def test_recall_praises_noise():
    """A known weakness: a spread-out fake set has large balls, which cover everything."""
    rng = np.random.default_rng(0)
    real, noise = rng.normal(size=(500, 2)), rng.uniform(-8, 8, size=(500, 2))
    assert metrics.precision_recall(real, noise).recall > 0.9
    assert metrics.density_coverage(real, noise).coverage < 0.3


def test_memory_stays_that_of_a_chunk():
    rng = np.random.default_rng(0)
    real, fake = rng.normal(size=(2, 5000, 2))
    tracemalloc.start()
    metrics.density_coverage(real, fake)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 150e6  # all 5,000 × 5,000 distances would take 200 MB, and as much again sorted


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: metrics.precision_recall(np.zeros((3, 2)), np.zeros((9, 2))),
         r"real has shape \(3, 2\).*4 or more rows"),
        (lambda: metrics.precision_recall(np.zeros((9, 2)), np.zeros((3, 2))),
         r"fake has shape \(3, 2\).*4 or more rows"),
        (lambda: metrics.density_coverage(np.zeros((9, 2)), np.zeros((9, 3))), r"\(9, 2\) and fake has shape \(9, 3\)"),
        (lambda: metrics.density_coverage(np.zeros((9, 2)), np.zeros((9, 2)), k=0), "k is 0"),
        (lambda: metrics.nearest([1.0], [[1.0]]), r"points has shape \(1,\)"),
        (lambda: metrics.memorisation(np.zeros((2, 2)), np.zeros((2, 2)), np.zeros((2, 1))),
         r"held_out has shape \(2, 1\)"),
    ],
)
def test_bad_input_is_named(call, words):
    with pytest.raises(ValueError, match=words):
        call()


def test_a_fake_on_the_edge_of_a_ball_is_outside_and_k_is_5():
    real = np.arange(12.0)[:, None]                       # the 1st neighbour lies at distance 1 exactly
    assert metrics.density_coverage(real, real + 1, k=1) == (11 / 12, 11 / 12)       # each on a point, none between
    rng = np.random.default_rng(3)
    real, fake = rng.normal(size=(40, 2)), rng.normal(size=(40, 2))
    assert metrics.density_coverage(real, fake) == metrics.density_coverage(real, fake, k=5)
    assert metrics.density_coverage(real, fake) != metrics.density_coverage(real, fake, k=6)
