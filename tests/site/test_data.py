"""The data of the page's engine have the course's distributions, and are counted by the course's rules."""

import numpy as np
import pytest

from gan_course.lab import counts, distributions

DRAWN = [[round(0.3 * i - 0.9, 3), round(0.1 * (i % 4) - 0.2, 3)] for i in range(7)] * 2
KNOWN = [(name, DRAWN if name == "drawn" else []) for name in distributions.NAMES]


@pytest.mark.parametrize(("name", "drawn"), KNOWN)
def test_modes_and_limits_are_the_courses(engine, name, drawn):
    ours, theirs = engine("counted", {"data": name, "drawn": drawn}), distributions.build(name, drawn)
    assert np.sort(ours["means"], axis=0) == pytest.approx(np.sort(theirs.mixture.means, axis=0), abs=1e-7)
    assert np.array(ours["std"]) == pytest.approx(theirs.mixture.std, rel=1e-6)
    assert ours["limits"] == list(theirs.limits) and ours["hasModes"] == theirs.has_modes


@pytest.mark.parametrize(("name", "drawn"), KNOWN)
def test_the_points_have_the_courses_distribution(engine, name, drawn):
    """10,000 points of each, in the 576 cells of the picture: no further apart than the course's own two halves."""
    ours = engine("counted", {"data": name, "drawn": drawn})
    theirs = distributions.build(name, drawn)
    x = np.array(ours["x"], "float32").reshape(-1, 2)
    assert x.shape == theirs.x.shape
    mine, its = distributions.cells(x, theirs.limits), distributions.cells(theirs.x, theirs.limits)
    used = mine + its > 0
    chi2 = ((mine - its)[used] ** 2 / (mine + its)[used]).sum()
    assert chi2 < used.sum() + 5 * np.sqrt(2 * used.sum())
    assert ours["cells"] == distributions.cells(x[:distributions.COUNTED], theirs.limits).tolist()


@pytest.mark.parametrize("kind", ["good", "half", "poor", "far", "broken"])
@pytest.mark.parametrize(("name", "drawn"), [KNOWN[0], KNOWN[1], KNOWN[4]])
def test_counts_are_the_courses(engine, name, drawn, kind):
    rng, theirs = np.random.default_rng(3), distributions.build(name, drawn)
    fakes = theirs.x[rng.integers(len(theirs.x), size=512)].copy()
    if kind == "half":
        fakes[:256] += rng.standard_normal((256, 2)).astype("float32")
    elif kind == "poor":
        fakes = (3 * rng.standard_normal((512, 2))).astype("float32")
    elif kind in ("far", "broken"):
        fakes[:] = 1e6
    ours = engine("counted", {"data": name, "drawn": drawn, "fakes": fakes.tolist()})
    wanted = counts.counts(fakes, theirs._replace(cells=np.array(ours["cells"])))
    assert ours["counts"] == {**wanted, "divergence": pytest.approx(wanted["divergence"], abs=1e-12)}
