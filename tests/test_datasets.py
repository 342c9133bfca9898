"""Mixtures against SciPy's densities and closed forms; digits against their checksum and known shape."""

import hashlib
import shutil
import warnings

import numpy as np
import pytest
from scipy import stats

from gan_course import data_files, datasets
from gan_course.data_files import DataFileError
from gan_course.datasets import EmbeddedMixture, GaussianMixture, digits, embedded, grid, mixture_1d, ring


def test_ring_has_eight_distinct_modes_on_the_circle():
    mixture = ring()
    assert (mixture.n_modes, mixture.dim) == (8, 2)
    np.testing.assert_allclose(np.linalg.norm(mixture.means, axis=1), 1.0)
    gaps = np.linalg.norm(mixture.means - np.roll(mixture.means, 1, axis=0), axis=1)
    np.testing.assert_allclose(gaps, 2 * np.sin(np.pi / 8))  # the side of a regular octagon
    np.testing.assert_allclose(mixture.std, 0.01)


def test_grid_is_the_published_lattice():
    mixture = grid()
    assert mixture.n_modes == 25
    assert {tuple(m) for m in mixture.means} == {(a, b) for a in (-4, -2, 0, 2, 4) for b in (-4, -2, 0, 2, 4)}
    np.testing.assert_allclose(mixture.std, 0.05)


def test_density_agrees_with_scipy():
    mixture = GaussianMixture([[0.0, 1.0], [2.0, -1.0]], std=[0.5, 0.8], weights=[1, 3])
    x = np.random.default_rng(0).normal(size=(50, 2))
    first, second = (stats.multivariate_normal(mixture.means[i], mixture.std[i] ** 2).pdf(x) for i in (0, 1))
    np.testing.assert_allclose(mixture.pdf(x), 0.25 * first + 0.75 * second, rtol=1e-12)


def test_density_integrates_to_one():
    x = np.linspace(-10, 10, 20001)
    density = mixture_1d([-1, 2], [0.3, 0.7], [0.2, 0.8]).pdf(x)
    assert np.trapezoid(density, x) == pytest.approx(1, abs=1e-9)


def test_log_density_stays_finite_where_the_density_underflows():
    far = np.array([[1e3, 0.0]])
    assert ring().pdf(far) == 0
    expected = -np.log(8) - 2 * np.log(0.01 * np.sqrt(2 * np.pi)) - (999 / 0.01) ** 2 / 2  # nearest mode
    assert ring().log_pdf(far)[0] == pytest.approx(expected, rel=1e-12)


def test_log_density_at_the_ends():
    """The narrowest mode, and points whose squares overflow: what is below all floats is -inf, never NaN."""
    narrow = GaussianMixture([[0.0], [1.0]], 1e-37, [1e300, 1e300])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = narrow.log_pdf([[0.0], [0.5], [1e300]])
        assert ring().log_pdf([[1e150, 0.0], [1e300, 1e300]]).tolist() == [pytest.approx(-5e303), -np.inf]
    assert found[0] == pytest.approx(37 * np.log(10) - np.log(2 * np.sqrt(2 * np.pi)))
    assert found[1] == pytest.approx(-0.125e74) and found[2] == -np.inf
    assert np.isnan(ring().log_pdf([[np.nan, 0.0]])[0])


def test_samples_follow_weights_means_and_stds():
    mixture = mixture_1d([-10, 10], [0.5, 2.0], [1, 3])
    x = mixture.sample(40_000, seed=1)
    left = x[x < 0]
    assert x.shape == (40_000, 1) and x.dtype == np.float32
    assert len(left) / len(x) == pytest.approx(0.25, abs=0.01)  # 4.6 standard errors
    assert left.mean() == pytest.approx(-10, abs=0.03) and left.std() == pytest.approx(0.5, abs=0.02)
    assert x[x > 0].std() == pytest.approx(2.0, abs=0.05)


def test_an_embedded_mode_varies_along_its_own_axes_only():
    mixture = embedded(n_modes=3, dim=30, support=7, std=0.2, layout=4)
    assert (mixture.n_modes, mixture.dim, mixture.support) == (3, 30, 7)
    assert np.abs(mixture.means).max() < 1 and np.ptp(mixture.means) > 1.5
    assert (mixture.directions.sum(axis=1) == 7).all() and len(np.unique(mixture.directions, axis=0)) == 3
    x = mixture.sample(3000, seed=1)
    mode = ((x[:, None] - mixture.means) ** 2).sum(-1).argmin(axis=1)
    np.testing.assert_allclose(np.bincount(mode) / len(x), 1 / 3, atol=0.04)                  # 4.6 standard errors
    for number in range(3):
        away = x[mode == number] - mixture.means[number]
        assert np.abs(away[:, ~mixture.directions[number]]).max() < 1e-6
        np.testing.assert_allclose(away[:, mixture.directions[number]].std(axis=0), 0.2, rtol=0.1)
    again, other = embedded(3, 30, 7, 0.2, layout=4), embedded(3, 30, 7, 0.2, layout=5)
    np.testing.assert_array_equal(again.means, mixture.means)
    np.testing.assert_array_equal(again.directions, mixture.directions)
    assert (other.means != mixture.means).any()


def test_an_embedded_mode_has_the_papers_sizes_and_no_density():
    mixture = embedded()
    assert (mixture.n_modes, mixture.dim, mixture.support) == (10, 1200, 700)
    assert ring().support == 2 and embedded(2, 3, 3).support == 3
    with pytest.raises(ValueError, match="no density: each mode is flat in 500 directions"):
        mixture.pdf(np.zeros((1, 1200)))


def test_seeds_decide_the_samples():
    mixture = grid()
    np.testing.assert_array_equal(mixture.sample(100, 3), mixture.sample(100, 3))
    assert (mixture.sample(100, 3) != mixture.sample(100, 4)).any()
    rng = np.random.default_rng(3)
    assert (mixture.sample(100, rng) != mixture.sample(100, rng)).any()  # a Generator goes on


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: GaussianMixture([1.0, 2.0], 0.1), r"means has shape \(2,\)"),
        (lambda: GaussianMixture(np.zeros((0, 2)), 0.1), r"means has shape \(0, 2\)"),
        (lambda: GaussianMixture([[np.nan]], 0.1), "NaN"),
        (lambda: GaussianMixture([[0.0]], 0.0), "numbers above 0"),
        (lambda: GaussianMixture([[0.0]], -1.0), "numbers above 0"),
        (lambda: GaussianMixture([[0.0], [1.0]], [0.1, 0.1, 0.1]), r"std has shape \(3,\)"),
        (lambda: GaussianMixture([[0.0], [1.0]], 0.1, [1.0, 0.0]), "weights runs from 0 to 1; give numbers above 0"),
        (lambda: embedded(dim=5, support=6), "support is 6"),
        (lambda: EmbeddedMixture([[0.0, 1.0]], 0.1, [[False, False]]), "at least one"),
        (lambda: EmbeddedMixture([[0.0, 1.0], [1.0, 1.0]], 0.1, [[True, False], [True, True]]), "as many True"),
        (lambda: EmbeddedMixture([[0.0, 1.0]], 0.1, [True, False]), r"directions has shape \(2,\)"),
        (lambda: EmbeddedMixture([[0.0, 1.0], [1.0, 0.0]], 0.1, [[1], [1, 0]]), "directions is a list of parts of"),
        (lambda: EmbeddedMixture([[0.0, 1.0]], 0.1, [["False", "False"]]), "directions holds text; give truth values"),
        (lambda: EmbeddedMixture([[0.0, 1.0]], 0.1, [[np.nan, 1]]), "directions is nan; give truth values, or 0 and 1"),
        (lambda: EmbeddedMixture([[0.0, 1.0]], 0.1, np.ma.array([[True, True]], mask=True)), "directions is a masked"),
        (lambda: GaussianMixture([[0.0]], 1e-200), "std is 1e-200; give numbers from 1e-37 to"),
        (lambda: GaussianMixture([[1e200]], 1.0), "means is 1e.200; give numbers from -1e.37 to"),
        (lambda: GaussianMixture([[0.0], [1.0]], 0.1, [1e308, 1e308]), "weights is 1e.308; give numbers above 0 and"),
        (lambda: ring(radius=1e300), "radius is 1e.300; give a number above 0 and of at most"),
        (lambda: ring(n_modes=10**400), "n_modes is 10"),
        (lambda: ring().sample(10**400, seed=0), "n is 10"),
        (lambda: ring(n_modes=0), "n_modes is 0"),
        (lambda: ring(n_modes=2.5), "n_modes is 2.5"),
        (lambda: ring(radius=-1), "radius is -1"),
        (lambda: grid(spacing=np.inf), "spacing is inf"),
        (lambda: mixture_1d([[0.0, 1.0]], 0.1), r"means has shape \(1, 2\)"),
        (lambda: ring().sample(0, seed=0), "n is 0"),
        (lambda: ring().sample(True, seed=0), "n is True"),
        (lambda: ring().pdf(np.zeros((5, 3))), r"shape \(5, 3\).*\(n, 2\)"),
        (lambda: ring().pdf(np.zeros(5)), r"shape \(5,\).*\(n, 2\)"),
        (lambda: datasets.crude_fakes(np.zeros((2, 28, 28, 1)), "torn", seed=0), "kind is 'torn'; give one of"),
        (lambda: datasets.crude_fakes(np.zeros((2, 28, 28)), "pca", seed=0), r"shape \(2, 28, 28\)"),
        (lambda: digits("mnist"), "source is 'mnist'; give one of .* Did you mean 'bundled'"),
    ],
)
def test_bad_input_is_named(make, words):
    with pytest.raises(ValueError, match=words):
        make()


def test_digits_have_the_promised_shapes_ranges_and_balance():
    data = digits()
    for images, labels, n in ((data.x_train, data.y_train, 8000), (data.x_test, data.y_test, 2000)):
        assert images.shape == (n, 28, 28, 1) and images.dtype == np.float32
        assert labels.shape == (n,) and labels.dtype == np.int32
        assert images.min() == -1 and images.max() == 1
        assert set(labels) == set(range(10))
    assert np.bincount(data.y_test).tolist() == [200] * 10
    assert np.bincount(data.y_train).tolist() == [801, 927, 791, 832, 780, 663, 814, 870, 744, 778]
    assert (data.x_train < -0.9).mean() > 0.75  # paper is -1: ink is not inverted


def test_no_digit_is_in_both_sets():
    data = digits()
    train = {image.tobytes() for image in data.x_train}
    assert not any(image.tobytes() in train for image in data.x_test)


def test_crude_fakes_keep_what_they_promise():
    images = digits().x_test[:60]
    fakes = {kind: datasets.crude_fakes(images, kind, seed=0) for kind in datasets.CRUDE_FAKES}
    for fake in fakes.values():
        assert fake.shape == images.shape and fake.dtype == np.float32
        assert fake.min() >= -1 and fake.max() <= 1
        assert (fake.reshape(60, -1) != images.reshape(60, -1)).any(axis=1).all()
    flat = images.reshape(60, -1)
    np.testing.assert_array_equal(np.sort(fakes["shuffled"].reshape(60, -1)), np.sort(flat))  # the same ink
    np.testing.assert_allclose(fakes["blurred"].mean(axis=(1, 2, 3)), flat.mean(axis=1), atol=1e-6)
    np.testing.assert_allclose(fakes["blended"].mean(axis=0), images.mean(axis=0), atol=1e-6)
    np.testing.assert_array_equal(fakes["pca"], datasets.crude_fakes(images, "pca", seed=0))


def test_pca_fakes_spread_as_the_data_do():
    images = digits().x_train[:2000]
    flat, fakes = (x.reshape(2000, -1) for x in (images, datasets.crude_fakes(images, "pca", seed=0)))
    widest, fake_widest = (np.linalg.svd(x - x.mean(0), full_matrices=False)[2][0] for x in (flat, fakes))
    assert abs(widest @ fake_widest) > 0.95  # unit vectors; clipping to [-1, 1] turns them a little
    assert np.corrcoef(flat.mean(0), fakes.mean(0))[0, 1] > 0.95


def test_every_checksum_is_that_of_the_file_in_the_repository():
    for name, expected in data_files.CHECKSUMS.items():
        assert hashlib.sha256((data_files.data_dir() / name).read_bytes()).hexdigest() == expected
        assert expected in (data_files.data_dir() / "README.md").read_text(encoding="utf-8")


def test_missing_file_says_which_and_what_to_do(tmp_path):
    with pytest.raises(DataFileError, match=r"missing: .*mnist_10k\.npz.*git checkout") as caught:
        digits(data_dir=tmp_path)
    assert str(tmp_path) in str(caught.value)


@pytest.mark.parametrize("damage", ["truncated", "one bit", "empty"])
def test_damaged_file_is_refused(tmp_path, damage):
    content = bytearray((data_files.data_dir() / "mnist_10k.npz").read_bytes())
    if damage == "truncated":
        content = content[: len(content) // 2]
    elif damage == "one bit":
        content[len(content) // 2] ^= 1
    else:
        content = bytearray()
    (tmp_path / "mnist_10k.npz").write_bytes(content)
    with pytest.raises(DataFileError, match=r"damaged or changed: .*mnist_10k\.npz.*expected 1b2857930ff5"):
        digits(data_dir=tmp_path)


def test_a_folder_in_the_files_place_is_a_clear_error(tmp_path):
    (tmp_path / "mnist_10k.npz").mkdir()
    with pytest.raises(DataFileError, match=r"unreadable: .*mnist_10k\.npz"):
        digits(data_dir=tmp_path)


def test_environment_variable_moves_the_data(tmp_path, monkeypatch):
    shutil.copy(data_files.data_dir() / "mnist_10k.npz", tmp_path)
    monkeypatch.setenv("GAN_COURSE_DATA", str(tmp_path))
    assert data_files.checked_path("mnist_10k.npz").parent == tmp_path
    monkeypatch.setenv("GAN_COURSE_DATA", str(tmp_path / "nowhere"))
    with pytest.raises(DataFileError, match="nowhere"):
        digits()


def test_unknown_data_file_is_a_programming_error():
    with pytest.raises(ValueError, match=r"name is 'x\.npz'; give one of "):
        data_files.checked_path("x.npz")


def test_keras_source_scales_like_the_bundled_one(monkeypatch):
    from keras.datasets import mnist

    pixels = np.full((3, 28, 28), 255, np.uint8)
    labels = np.array([1, 2, 3], np.uint8)
    monkeypatch.setattr(mnist, "load_data", lambda: ((pixels, labels), (pixels[:1] * 0, labels[:1])))
    data = datasets.digits("keras")
    assert data.x_train.shape == (3, 28, 28, 1) and (data.x_train == 1).all() and (data.x_test == -1).all()
    assert data.y_train.dtype == np.int32


def test_keras_source_without_a_network_names_the_bundled_one(monkeypatch):
    from keras.datasets import mnist

    def refuse():
        raise Exception("URL fetch failure")

    monkeypatch.setattr(mnist, "load_data", refuse)
    with pytest.raises(DataFileError, match=r'URL fetch failure.*digits\(source="bundled"\)'):
        datasets.digits("keras")


def test_breast_cancer_is_the_published_table():
    table = datasets.breast_cancer()
    assert table.rows.shape == (569, 31) and len(table.names) == 31 and table.categories == {30: 2}
    assert table.rows[:, 30].sum() == 212                                    # malignant, as published
    assert np.corrcoef(table.rows[:, 0], table.rows[:, 30])[0, 1] > 0.7      # and those are the large ones
    assert len(table.sizeless) == 12 and "malignant" not in {table.names[i] for i in table.sizeless}
    assert not any(word in table.names[i] for i in table.sizeless for word in ("radius", "area", "perimeter"))


def test_phantoms_are_there():
    assert datasets.phantoms(2, 0.5, seed=0).a.shape == (2, 32, 32, 1)


def test_an_embedded_mixture_of_one_mode_and_a_narrow_grid():
    assert EmbeddedMixture([[0.0, 1.0]], 0.1, [[True, False]]).support == 1
    assert np.diff(np.unique(grid(2, spacing=0.25).means[:, 0])) == pytest.approx(0.25)


def test_weights_beyond_1e300_are_refused():
    assert GaussianMixture([[0.0], [1.0]], 1, weights=[1e300, 1e300]).weights == pytest.approx([0.5, 0.5])
    with pytest.raises(ValueError, match="weights"):
        GaussianMixture([[0.0], [1.0]], 1, weights=[1.2e300, 1])
