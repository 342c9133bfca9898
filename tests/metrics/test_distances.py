"""Distances against SciPy, POT and closed forms; the sign of their biases; four samplers with known faults."""

import numpy as np
import ot
import pandas as pd
import pytest
from scipy import stats
from scipy.linalg import sqrtm

from gan_course import metrics


def test_wasserstein_1d_agrees_with_scipy_and_the_shift():
    rng = np.random.default_rng(0)
    a, b = rng.normal(size=300), rng.normal(1, 2, size=170)
    assert metrics.wasserstein_1d(a, b) == pytest.approx(stats.wasserstein_distance(a, b))
    assert metrics.wasserstein_1d(a, a + 0.7) == pytest.approx(0.7)
    assert metrics.wasserstein_1d([0.0], [3.0]) == 3.0  # |θ| for two points, where JSD stays at log 2


@pytest.mark.parametrize("dim", [1, 2, 10])
def test_wasserstein_2_agrees_with_pots_exact_transport(dim):
    rng = np.random.default_rng(dim)
    a, b = rng.normal(size=(200, dim)), rng.normal(0.5, 2, size=(200, dim))
    expected = np.sqrt(ot.emd2(np.full(200, 1 / 200), np.full(200, 1 / 200), ot.dist(a, b)))
    assert metrics.wasserstein_2(a, b) == pytest.approx(expected, rel=1e-9)
    assert metrics.wasserstein_2(b, a) == pytest.approx(expected, rel=1e-9)


def test_wasserstein_2_has_its_closed_forms():
    rng = np.random.default_rng(0)
    a = rng.normal(size=(100, 3))
    assert metrics.wasserstein_2(a, a[::-1]) == pytest.approx(0, abs=1e-9)
    assert metrics.wasserstein_2(a, a + np.array([3, 4, 0])) == pytest.approx(5)
    on_line = np.sort(rng.normal(size=(2, 100)), axis=1)  # on a line the best pairing is in order
    expected = np.sqrt(((on_line[0] - on_line[1]) ** 2).mean())
    assert metrics.wasserstein_2(on_line[0][:, None], on_line[1][:, None]) == pytest.approx(expected)


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


def test_frechet_distance_is_pots_bures_wasserstein_distance_squared():
    rng = np.random.default_rng(1)
    a, b = rng.normal(size=(300, 4)), rng.normal(0.2, 1.5, size=(300, 4))
    expected = ot.gaussian.empirical_bures_wasserstein_distance(a, b, reg=0.0) ** 2
    # POT divides covariances by n, numpy.cov by n - 1.
    moments = [m for x in (a, b) for m in (x.mean(0), np.cov(x, rowvar=False, bias=True))]
    assert metrics.frechet_of_moments(*moments) == pytest.approx(float(expected), rel=1e-6)


def test_frechet_distance_survives_fewer_samples_than_features():
    rng = np.random.default_rng(0)
    a, b = rng.normal(size=(5, 64)), rng.normal(size=(5, 64))
    assert 0 < metrics.frechet_distance(a, b) < np.inf


def test_small_samples_bias_the_frechet_distance_upwards_and_leave_the_kernel_distance_unbiased():
    rng = np.random.default_rng(0)
    pairs = {n: [rng.normal(size=(2, n, 8)) for _ in range(100)] for n in (50, 200, 800)}  # the truth is 0 for all
    frechet = {n: np.mean([metrics.frechet_distance(*pair) for pair in drawn]) for n, drawn in pairs.items()}
    assert frechet[50] > 3 * frechet[200] > 9 * frechet[800] > 0  # falls about as 1/n, from above
    for n, drawn in pairs.items():
        values = np.array([metrics.kernel_distance(*pair) for pair in drawn])
        assert abs(values.mean()) < 4 * values.std() / np.sqrt(len(values)), n
        assert values.min() < 0 < values.max()


def test_kernel_distance_is_the_unbiased_statistic_written_out():
    rng = np.random.default_rng(0)
    a, b = rng.normal(size=(7, 3)), rng.normal(0.4, 1.1, size=(5, 3))

    def kernel(x, y):
        return (x @ y / 3 + 1) ** 3

    within_a = np.mean([kernel(a[i], a[j]) for i in range(7) for j in range(7) if i != j])
    within_b = np.mean([kernel(b[i], b[j]) for i in range(5) for j in range(5) if i != j])
    between = np.mean([kernel(x, y) for x in a for y in b])
    assert metrics.kernel_distance(a, b) == pytest.approx(within_a + within_b - 2 * between)
    assert metrics.kernel_distance(b, a) == pytest.approx(within_a + within_b - 2 * between)


def test_kernel_distance_has_the_closed_form_of_shifted_gaussians():
    """In one dimension, degree 1: the kernel x y + 1 sees means only, so the distance is the squared shift."""
    rng = np.random.default_rng(0)
    values = [metrics.kernel_distance(rng.normal(size=(200, 1)), rng.normal(0.7, 1, size=(200, 1)), degree=1)
              for _ in range(200)]
    assert np.mean(values) == pytest.approx(0.49, abs=0.03)


def test_kernel_distance_in_chunks_is_the_same():
    rng = np.random.default_rng(0)
    a, b = rng.normal(size=(2300, 4)), rng.normal(0.1, 1, size=(1100, 4))
    whole = [((x @ y.T / 4 + 1) ** 3) for x, y in ((a, a), (b, b), (a, b))]
    expected = ((whole[0].sum() - np.trace(whole[0])) / (2300 * 2299) - 2 * whole[2].mean()
                + (whole[1].sum() - np.trace(whole[1])) / (1100 * 1099))
    assert metrics.kernel_distance(a, b) == pytest.approx(expected, rel=1e-9)


DISTANCES = {
    "wasserstein_2": lambda a, b: metrics.wasserstein_2(a[:400], b[:400]),
    "frechet_distance": metrics.frechet_distance,
    "kernel_distance": metrics.kernel_distance,
    "wasserstein_1d": lambda a, b: metrics.wasserstein_1d(a[:, 0], b[:, 0]),
}


@pytest.mark.parametrize("name", DISTANCES)
def test_what_the_distances_see_of_four_samplers(samplers, name):
    distance = DISTANCES[name]
    found = {sampler: distance(getattr(samplers, sampler), samplers.held_out)
             for sampler in ("perfect", "collapsed", "noisy", "memorising")}
    floor = abs(distance(samplers.train, samplers.held_out))
    assert found["collapsed"] > 3 * max(floor, abs(found["perfect"]))
    assert found["collapsed"] > found["noisy"]
    if name in ("wasserstein_2", "kernel_distance"):
        assert found["noisy"] > 1.1 * max(floor, abs(found["perfect"]))
    # Copies of the training data pass: that is what `memorisation` is for.
    assert abs(found["memorising"]) <= 1.5 * max(floor, abs(found["perfect"]))


def test_equal_moments_are_equal_to_the_frechet_distance_and_not_to_wasserstein(samplers):
    """Eight blobs, and one wide blob of the same mean and covariance."""
    rng = np.random.default_rng(0)
    mixture = samplers.mixture
    wide = rng.standard_normal((1000, 2)) * np.sqrt(0.5 + mixture.std[0] ** 2)
    held_out = samplers.held_out
    assert metrics.frechet_distance(wide, held_out) < 0.02
    perfect = metrics.wasserstein_2(samplers.perfect[:400], held_out[:400])
    assert metrics.wasserstein_2(wide[:400], held_out[:400]) > 1.5 * perfect


@pytest.mark.parametrize("scale", [1e-6, 1.0, 1e6])
def test_a_covariance_may_be_off_by_rounding_relative_to_its_largest_entry(scale):
    """A hundred-thousandth of the largest entry passes, symmetric or not, below 0 or not; twice as much is refused."""
    def distance(off_symmetry=0.0, eigenvalue=0.5):
        cov = np.diag([1.0, eigenvalue])
        cov[0, 1] += off_symmetry
        return metrics.frechet_of_moments([0, 0], scale * cov, [0, 0], scale * np.diag([1.0, 0.0]))

    assert distance(off_symmetry=0.9e-5) == pytest.approx(0.5 * scale, rel=1e-4)
    assert distance(eigenvalue=-0.9e-5) == pytest.approx(0, abs=1e-5 * scale)
    with pytest.raises(ValueError, match="cov_a is not symmetric"):
        distance(off_symmetry=1.1e-5)
    with pytest.raises(ValueError, match="cov_a has the eigenvalue -"):
        distance(eigenvalue=-1.1e-5)


def test_covariances_computed_in_float32_pass_and_give_the_distance_of_double_precision():
    """The oracle: the same singular covariance in float64, whose least eigenvalue is 0."""
    points = np.random.default_rng(0).normal(size=(20, 64))  # fewer points than features
    exact = np.cov(points, rowvar=False)
    centred = (points - points.mean(axis=0)).astype(np.float32)
    rounded = centred.T @ centred / np.float32(19)
    assert np.linalg.eigvalsh(rounded.astype(float))[0] < 0  # rounding it is
    zero, one = np.zeros(64), np.eye(64)
    assert metrics.frechet_of_moments(zero, rounded, zero, one) == pytest.approx(
        metrics.frechet_of_moments(zero, exact, zero, one), rel=1e-3)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: metrics.wasserstein_1d([[1.0]], [1.0]), r"a has shape \(1, 1\)"),
        (lambda: metrics.wasserstein_1d([1.0], [np.inf]), "b holds 1 value that is NaN or infinite"),
        (lambda: metrics.wasserstein_2(np.zeros((3, 2)), np.zeros((4, 2))), "a has 3 points and b 4; give equal"),
        (lambda: metrics.wasserstein_2(np.zeros((3, 2)), np.zeros((3, 1))),
         r"a has shape \(3, 2\) and b has shape \(3, 1\)"),
        (lambda: metrics.frechet_distance(np.zeros((1, 4)), np.zeros((5, 4))),
         r"features_a .*\(1, 4\).*2 or more rows"),
        (lambda: metrics.frechet_distance(np.zeros((5, 3)), np.zeros((5, 4))),
         r"\(5, 3\) and features_b has shape \(5, 4\)"),
        (lambda: metrics.frechet_distance(np.zeros((5, 3)), np.full((5, 3), np.nan)),
         "features_b holds 15 values that are NaN"),
        (lambda: metrics.kernel_distance(np.zeros((1, 4)), np.zeros((5, 4))), r"features_a .*\(1, 4\).*2 or more rows"),
        (lambda: metrics.kernel_distance(np.zeros((3, 4)), np.zeros((5, 4)), degree=0), "degree is 0"),
        (lambda: metrics.frechet_of_moments([0, 0], np.eye(2), [0, 0, 0], np.eye(3)), r"mean_b has shape \(3,\)"),
        (lambda: metrics.frechet_of_moments([0, 0], np.eye(2), [0, 0], [[1, 2], [0, 1]]), "cov_b is not symmetric"),
        (lambda: metrics.frechet_of_moments([0, 0], [[1, 2], [2, 1]], [0, 0], np.eye(2)),
         "cov_a has the eigenvalue -1"),
        (lambda: metrics.frechet_of_moments([0, 0], np.eye(2) * 1j, [0, 0], np.eye(2)), "cov_a holds complex numbers"),
    ],
)
def test_bad_input_is_named(call, words):
    with pytest.raises(ValueError, match=words):
        call()


def test_tables_with_their_columns_in_another_order_are_at_distance_zero():
    rng = np.random.default_rng(0)
    table = pd.DataFrame(rng.normal(size=(40, 3)) * [1, 5, 9], columns=list("abc"))
    turned = table[list("cab")]
    assert metrics.frechet_distance(table, turned) == pytest.approx(0, abs=1e-9)
    assert metrics.wasserstein_2(table, turned) == metrics.sliced_wasserstein(table, turned) == 0
    moments = table.mean(), table.cov(), turned.mean(), turned.cov()
    assert metrics.frechet_of_moments(*moments) == pytest.approx(0, abs=1e-9)
    assert metrics.frechet_of_moments(moments[0], moments[3], moments[2], moments[1]) == pytest.approx(0, abs=1e-9)
    with pytest.raises(ValueError, match="features_a has a column 'a' and features_b has none"):
        metrics.frechet_distance(table, table.rename(columns={"a": "z"}))


@pytest.mark.parametrize(("call", "words"), [
    (lambda a: metrics.frechet_distance(a * 1e200, a), "^features_a runs from .*e.200; give numbers from -1e.70"),
    (lambda a: metrics.wasserstein_2([[1e200]], [[-1e200]]), "^a is 1e.200; give numbers"),
    (lambda a: metrics.kernel_distance(a, a * 1e160), "^features_b runs from .*; give numbers"),
    (lambda a: metrics.kernel_distance(a * 1e60, a), "features_a or features_b holds .*e.60, whose kernel of degree 3"),
    (lambda a: metrics.frechet_of_moments(1e200, 1, 0, 1), "^mean_a is 1e.200; give numbers"),
    (lambda a: metrics.frechet_of_moments(1, 1e200, 0, 1), "^cov_a is 1e.200; give numbers"),
    (lambda a: metrics.wasserstein_1d([1e308], [-1e308]), "^a is 1e.308; give numbers")])
def test_what_overflows_is_refused_by_its_own_name(call, words):
    with pytest.raises(ValueError, match=words):
        call(np.random.default_rng(0).normal(size=(60, 3)))


def test_the_largest_numbers_that_are_taken_do_not_overflow():
    a = np.random.default_rng(0).uniform(-1, 1, size=(60, 3))
    assert metrics.frechet_distance(a * 1e70, a) == pytest.approx(1e140 * metrics.frechet_distance(a, a * 0), rel=1e-6)
    assert metrics.frechet_distance([[1e70], [-1e70]], [[1e70], [-1e70]]) == 0
