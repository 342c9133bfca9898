"""Each operation of the engine against NumPy, on sizes that are no multiple of anything."""

import numpy as np
import pytest
from scipy.special import erf, expit

SIZES = [(1, 1, 1), (4, 4, 8), (5, 3, 2), (7, 9, 11), (13, 1, 17), (2, 128, 33), (300, 6, 12), (6, 21, 1), (9, 5, 3)]


@pytest.fixture
def run(engine):
    """Function from an operation and matrices to its result, a flat array."""
    def result(op, *inputs, more=()):
        return np.array(engine("kernel", {"op": op, "inputs": [np.asarray(x).tolist() for x in inputs], "more": more}))

    return result


def matrix(*shape, seed=0):
    return np.random.default_rng(seed).standard_normal(shape).astype("float32")


@pytest.mark.parametrize(("m", "k", "n"), SIZES)
def test_products(run, m, k, n):
    a, b, bias = matrix(m, k), matrix(k, n, seed=1), matrix(1, n, seed=2)
    assert run("matmul", a, b) == pytest.approx((a.astype(float) @ b).ravel(), rel=1e-5, abs=1e-5)
    assert run("matmul", a, b, bias) == pytest.approx((a.astype(float) @ b + bias).ravel(), rel=1e-5, abs=1e-5)
    assert run("matmulT", a.T, b) == pytest.approx((a.astype(float) @ b).ravel(), rel=1e-5, abs=1e-5)


@pytest.mark.parametrize(("m", "n"), [(1, 5), (5, 1), (4, 4), (7, 10), (9, 3)])
def test_transposes_sums_and_repeats(run, m, n):
    a = matrix(m, n)
    assert (run("transpose", a) == a.T.ravel()).all()
    assert run("sum", a) == pytest.approx(a.sum(), rel=1e-5, abs=1e-5)
    assert run("rowSum", a) == pytest.approx(a.sum(1), rel=1e-5, abs=1e-5)
    assert run("groupSum", a, more=[m]) == pytest.approx(a.sum(0), rel=1e-5, abs=1e-5)
    assert (run("groupRepeat", a, more=[3]) == np.repeat(a, 3, axis=0).ravel()).all()
    assert (run("repeatColumns", a[:, :1], more=[6]) == np.repeat(a[:, :1], 6, axis=1).ravel()).all()
    assert (run("concat", a, a[:, :1]) == np.hstack([a, a[:, :1]]).ravel()).all()
    assert (run("head", a, more=[1]) == a[:1].ravel()).all()
    if n > 2:
        assert (run("slice", a, more=[1, 2]) == a[:, 1:3].ravel()).all()
    assert (run("pad", a, more=[2, n + 3]) == np.pad(a, ((0, 0), (2, 1))).ravel()).all()


@pytest.mark.parametrize(("op", "function", "low"), [
    ("exp", np.exp, -30), ("softplus", lambda x: np.logaddexp(0, x), -30), ("sigmoid", expit, -30),
    ("tanh", np.tanh, -30),
    ("relu", lambda x: np.maximum(x, 0), -30), ("leaky_relu", lambda x: np.where(x > 0, x, 0.2 * x), -30),
    ("abs", np.abs, -30), ("sign", np.sign, -30), ("step", lambda x: (x > 0) * 1.0, -30), ("sqrt", np.sqrt, 0),
    ("reciprocal", lambda x: 1 / x, 0.01)])
def test_functions_of_one_number(run, op, function, low):
    x = np.concatenate([np.linspace(low, 30, 1001), np.geomspace(1e-6, 1, 50)]).astype("float32")[None]
    assert run(op, x) == pytest.approx(function(x.astype(float)).ravel(), rel=2e-6, abs=1e-30)


def test_normal_noise_becomes_uniform(run):
    x = np.linspace(-6, 6, 301).astype("float32")[None]
    assert run("uniformed", x) == pytest.approx(erf(x.astype(float) / np.sqrt(2)).ravel(), abs=4e-7)
